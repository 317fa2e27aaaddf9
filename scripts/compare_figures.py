"""Writes a page with the approved pictures of a revision beside those of the working tree, for whoever reviews a change."""

from __future__ import annotations

import html
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PICTURES = "tests/golden/pictures"
PAGE = PROJECT / "build" / "figures" / "compare.html"
STYLE = """
body { margin: 1rem; font: 15px/1.5 sans-serif; color: #1b2340; background: #e9ecf4; }
section { margin: 0 0 2rem; } h2 { font-size: 1rem; }
div { display: grid; grid-template-columns: 1fr 1fr; gap: 0.6rem; align-items: start; }
img { width: 100%; background: #fff; } figure { margin: 0; } figcaption { font-size: 0.8rem; }
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A picture before and after; None where there was none, or is none any more."""

    name: str
    before: bytes | None
    after: bytes | None


def compare(revision: str, names: list[str]) -> tuple[Path, int]:
    """Write the page and return its path, with how many pictures differ. Raises ValueError if there is no such revision."""
    changed = [
        one
        for one in _pairs(revision)
        if one.before != one.after and (not names or one.name.startswith(tuple(names)))
    ]
    body = "".join(map(_section, changed)) or "<p>No picture differs.</p>"
    title = html.escape(f"Figures since {revision}")
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style><h1>{title}</h1>{body}</html>",
        encoding="utf-8",
    )
    return PAGE, len(changed)


def _pairs(revision: str) -> Iterator[Pair]:
    """Yield every picture that was there or is there, by name."""
    listed = _git("ls-tree", "--name-only", f"{revision}:{PICTURES}").decode().split()
    before = {name for name in listed if name.endswith(".png")}
    after = {path.name for path in (PROJECT / PICTURES).glob("*.png")}
    for name in sorted(before | after):
        old = _git("show", f"{revision}:{PICTURES}/{name}") if name in before else None
        new = (PROJECT / PICTURES / name).read_bytes() if name in after else None
        yield Pair(name.removesuffix(".png"), old, new)


def _git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.decode().strip())
    return done.stdout


def _section(pair: Pair) -> str:
    both = _picture("before", pair.before) + _picture("after", pair.after)
    name = html.escape(pair.name)
    return f'<section id="{name}"><h2>{name}</h2><div>{both}</div></section>'


def _picture(caption: str, content: bytes | None) -> str:
    if content is None:
        return f"<figure><figcaption>{caption}: none</figcaption></figure>"
    address = f"data:image/png;base64,{b64encode(content).decode()}"
    return (
        f'<figure><figcaption>{caption}</figcaption><img src="{address}" alt="{caption}"></figure>'
    )
