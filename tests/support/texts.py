"""Every text of the program in both languages, with the place where it is written: read from the sources, not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from support.manifests import PROJECT

FOLDERS = ("diagrams",)


@dataclass(frozen=True, slots=True)
class WrittenText:
    """One `Text(ko=…, en=…)` of a source."""

    place: str
    ko: str
    en: str


@cache
def written_texts() -> tuple[WrittenText, ...]:
    """Return all texts whose two languages are written out, in the order of the files."""
    return tuple(
        text
        for folder in FOLDERS
        for file in sorted((PROJECT / folder).rglob("*.py"))
        for text in _texts(file)
    )


@cache
def help_strings() -> tuple[tuple[str, str], ...]:
    """Return what `--help` of the commands and scripts is put together from, each with its place."""
    return tuple(
        (f"{file.relative_to(PROJECT).as_posix()}:{node.lineno}", str(node.value))
        for folder in ("diagrams", "scripts")
        for file in sorted((PROJECT / folder).rglob("*.py"))
        if "argparse" in (source := file.read_text(encoding="utf-8")) or "arguments." in source
        for node in _said_by(ast.parse(source))
    )


def _said_by(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield the strings of a module that are neither docstrings nor the sentences of a Text."""
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    silent |= {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) == "Text"
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node


def _texts(file: Path) -> Iterator[WrittenText]:
    name = file.relative_to(PROJECT).as_posix()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and _name(node.func) == "Text":
            both = [_string(one) for one in (*node.args, *(each.value for each in node.keywords))]
            if len(both) == 2 and all(one is not None for one in both):
                names = [each.arg for each in node.keywords]
                ko, en = both if names != ["en", "ko"] else reversed(both)
                yield WrittenText(f"{name}:{node.lineno}", str(ko), str(en))


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def _string(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
