"""Golden files: text that a person has judged once, and that changes only on purpose."""

from __future__ import annotations

import difflib
import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden"
ACCEPT = "ATLAS_ACCEPT"


def check(name: str, found: str) -> None:
    """Compare a text with `tests/golden/NAME`; with ATLAS_ACCEPT=1 it becomes the golden file.

    On a mismatch the new version is kept beside the old one, as NAME.new.
    """
    path = FOLDER / name
    fresh = path.with_name(f"{path.name}.new")
    if os.environ.get(ACCEPT):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
        fresh.unlink(missing_ok=True)
        return
    golden = path.read_text(encoding="utf-8") if path.exists() else ""
    if found == golden:
        fresh.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.write_text(found, encoding="utf-8")
    lines = difflib.unified_diff(
        golden.splitlines(), found.splitlines(), str(path.name), fresh.name, lineterm=""
    )
    difference = "\n".join(lines)
    raise AssertionError(
        f"{difference}\n\nIf the new version is right: python scripts/test.py --accept ({ACCEPT}=1)"
    )
