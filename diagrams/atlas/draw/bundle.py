"""A bundle: scripts of the site that import each other become one, for a page that may fetch nothing.

Each module becomes a function that returns what it exports. Only the forms of import and export that the scripts use are
known; anything else is an error, so that no script is left half working.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

_IMPORT = re.compile(r'^import\s*\{([^}]*)\}\s*from\s*"([^"]+)";?$', re.MULTILINE)
_AGAIN = re.compile(r'^export\s*\{([^}]*)\}\s*from\s*"([^"]+)";?$', re.MULTILINE)
_LIST = re.compile(r"^export\s*\{([^}]*)\};?$", re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?function\*?|class|const|let)\s+(\w+)", re.MULTILINE)
_LATER = re.compile(r'\bawait import\("([^"]+)"\)')
_LEFT = re.compile(r"^\s*(?:import\b(?!\()|export\b)", re.MULTILINE)


class UnknownModuleForm(ValueError):
    """A script imports or exports in a way that the bundle does not know."""


def bundled(folder: Path, entry: str) -> str:
    """Return one script that does what the module `entry` of that folder does."""
    made: dict[str, str] = {}
    _add(folder, PurePosixPath(entry), made)
    return "".join(made.values())


def _add(folder: Path, name: PurePosixPath, made: dict[str, str]) -> None:
    """Add a module behind those that it imports."""
    if str(name) in made:
        return
    text = (folder / name).read_text(encoding="utf-8")
    others = [other for _, other in (*_IMPORT.findall(text), *_AGAIN.findall(text))]
    for other in (*others, *_LATER.findall(text)):  # what is fetched later stands in the page, too
        _add(folder, _beside(name, other), made)
    exported = [found for _, found in _EXPORT.findall(text)]
    exported += [one for names in _LIST.findall(text) for one in _names(names)]

    def import_(found: re.Match[str]) -> str:
        return f"const {{{_renamed(found[1])}}} = {_variable(_beside(name, found[2]))};"

    text = _AGAIN.sub("", _IMPORT.sub(import_, text))
    text = _LATER.sub(lambda found: _variable(_beside(name, found[1])), text)
    text = _LIST.sub("", _EXPORT.sub(r"\1 \2", text))
    if left := _LEFT.search(text):
        line = text[left.start() :].lstrip().partition("\n")[0]
        raise UnknownModuleForm(f"{name}: {line}")
    returned = ", ".join(exported)
    made[str(name)] = (
        f"const {_variable(name)} = (() => {{\n{text}\nreturn {{{returned}}};\n}})();\n"
    )


def _beside(name: PurePosixPath, other: str) -> PurePosixPath:
    parts: list[str] = []
    for part in (name.parent / other).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _names(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _renamed(text: str) -> str:
    """Return a list of imports as a pattern: `one as other` becomes `one: other`."""
    return ", ".join(re.sub(r"\s+as\s+", ": ", one) for one in _names(text))


def _variable(name: PurePosixPath) -> str:
    return "module_" + re.sub(r"\W", "_", str(name.with_suffix("")))
