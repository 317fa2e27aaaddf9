"""What a build remembers of the one before: the work on a page that nothing has changed.

MkDocs makes all pages again after every edit. A page comes about in three steps, and each step is remembered by all
that it depends on: its macros (the text, and everything that macros can look at), its Markdown (the text that the
macros gave, and which pages there are to link to), and its template (the content, the navigation, the templates, and
the figures that take their places). So an edit costs what it changes, and what is served is what a fresh build gives.
"""

from __future__ import annotations

import copy
import hashlib
import logging
import pickle
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")


class Memory:
    """Results by what they were made from; those that a build does not ask for are forgotten with the next."""

    def __init__(self) -> None:
        self._now: dict[Hashable, Any] = {}
        self._before: dict[Hashable, Any] = {}
        self._finished = True
        self.made = 0
        """How many results had to be made since the build began."""

    def begin(self) -> None:
        """Start another build; one that was stopped has not asked for everything that it would have needed."""
        self._before = self._now if self._finished and self._now else self._before | self._now
        self._now = {}
        self._finished = False
        self.made = 0

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return what was made from `key` before, or make it; callers may change what they get.

        What could not be made without a warning is not remembered: the warning must be heard each time.
        """
        if key in self._now:
            return copy.deepcopy(self._now[key])
        if key in self._before:
            self._now[key] = self._before[key]
            return copy.deepcopy(self._now[key])
        self.made += 1
        warnings = _Warnings()
        log = logging.getLogger("mkdocs")
        log.addHandler(warnings)
        try:
            result = make()
        finally:
            log.removeHandler(warnings)
        if not warnings.heard:
            self._now[key] = copy.deepcopy(result)
        return result

    def finish(self) -> None:
        """Note that the build has asked for everything that it needs."""
        self._finished = True

    def save(self, file: Path) -> None:
        """Keep for builds in later processes what this build asked for."""
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(file.name + ".new")
        new.write_bytes(pickle.dumps(self._now, protocol=pickle.HIGHEST_PROTOCOL))
        new.replace(file)

    def load(self, file: Path) -> None:
        """Recall what a build in another process has kept; nothing, if the file is missing or not whole."""
        try:
            self._before = pickle.loads(
                file.read_bytes()
            )  # written by `save`, in this project's own cache
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
            self._before = {}


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        self.heard = True


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
