"""Writing files whole: a reader sees the old content or the new one, never half of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def write_whole(contents: Mapping[Path, bytes]) -> None:
    """Write files so that a reader never sees half of one; unchanged files keep their time."""
    for path, content in contents.items():
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.part")
        half.write_bytes(content)
        half.replace(path)
