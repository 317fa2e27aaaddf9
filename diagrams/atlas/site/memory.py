"""What a build remembers of the one before, while the site is served: the work on a page that nothing has changed.

MkDocs makes all pages again after every edit. A page comes about in three steps, and each step is remembered by all
that it depends on: its macros (the text, and everything that macros can look at), its Markdown (the text that the
macros gave, and which pages there are to link to), and its template (the content, the navigation, the templates, and
the figures that take their places). So an edit costs what it changes, and what is served is what a fresh build gives.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")


class Memory:
    """Results by what they were made from, with those of the last two builds kept."""

    def __init__(self) -> None:
        self._now: dict[Hashable, Any] = {}
        self._before: dict[Hashable, Any] = {}
        self.made = 0
        """How many results had to be made since the build began."""

    def begin(self) -> None:
        """Start another build: what it does not ask for is forgotten with the next."""
        self._before = self._before | self._now if not self._now else self._now
        self._now = {}
        self.made = 0

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return what was made from `key` before, or make it; a mutable result is copied each time."""
        if key in self._now:
            found = self._now[key]
        elif key in self._before:
            found = self._now[key] = self._before[key]
        else:
            self.made += 1
            found = self._now[key] = make()
        return copy.deepcopy(found)


def digest(*parts: object) -> str:
    """Return a digest of values that print as what they are."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def digest_of_files(folder: Path, places: Iterable[Path]) -> str:
    """Return a digest of the names and the content of all files in some places below a folder."""
    found = hashlib.sha256()
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for path in files:
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path.relative_to(folder).as_posix()}\0".encode())
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return found.hexdigest()


def settings(config: Mapping[str, Any], names: Iterable[str]) -> str:
    """Return a digest of some settings of a configuration."""
    return digest([(name, config.get(name)) for name in names])
