"""The broken clusters of the site: each folder in `diagrams/broken` with its trouble, before and after the repair. No registry."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from functools import cache, cached_property
from pathlib import Path

from atlas.figure.catalog import SCRIPTS, run
from atlas.model.cluster import Cluster
from atlas.trouble.patch import patched
from atlas.trouble.trouble import Trouble
from atlas.what_if.row import WhatIf, apply_all
from atlas.what_if.rows import BY_NAME, ROWS
from atlas.why.case import Case, case_of_texts
from atlas.why.question import answer
from atlas.why.repair import Repair, repairs
from atlas.why.walk import Diagnosis

BROKEN = SCRIPTS / "broken"
PROJECT = SCRIPTS.parent
APP = "app.yaml"
"""What a reader would have written; what surrounds it is in other files."""
HEALED = "healed.patch"
"""The change of it that heals, where `atlas why` cannot know what was meant; also for `patch -p0`."""


class UnknownTrouble(LookupError):
    """There is no broken cluster of that name."""


@dataclass(frozen=True)
class Broken:
    """A broken cluster: its trouble, its manifests as they are and as they are afterwards."""

    name: str
    trouble: Trouble

    @property
    def folder(self) -> Path:
        return BROKEN / self.name

    @property
    def app(self) -> str:
        """What the reader has written."""
        return (self.folder / APP).read_text(encoding="utf-8")

    @cached_property
    def case(self) -> Case:
        """The manifests, under the names that a reader in the folder of the project would give them."""
        files = sorted(self.folder.glob("*.yaml"))
        return case_of_texts(
            {one.relative_to(PROJECT): one.read_text(encoding="utf-8") for one in files}
        )

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What `atlas why` finds about the target."""
        return answer(self.case, self.trouble.target)[0]

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """What `atlas why` proposes, each after the one before."""
        return repairs(self.case, self.diagnosis)

    @cached_property
    def after(self) -> Case:
        """The case after the repair: as the patch for it says, else as `atlas why` proposes, else without a change."""
        patch = self.folder / HEALED
        if patch.is_file():
            text = patched(self.app, patch.read_text(encoding="utf-8"))
            return case_of_texts({**self.case.texts, self._app_path: text})
        return self.repairs[-1].after if self.repairs else self.case

    @cached_property
    def difference(self) -> str:
        """The repair as a unified diff, as `patch -p0` takes it; "" if no manifest has to change."""
        name = self._app_path.as_posix()
        return "".join(
            unified_diff(
                self.case.texts[self._app_path].splitlines(keepends=True),
                self.after.texts[self._app_path].splitlines(keepends=True),
                name,
                name,
            )
        )

    @property
    def happened(self) -> tuple[WhatIf, ...]:
        """What no manifest says, in the order in which what-ifs are applied."""
        said = {BY_NAME[name]: subjects for name, subjects in self.trouble.happened.items()}
        return tuple(
            row(*subject.split("=", 1))
            for row in ROWS
            if row in said
            for subject in said[row].split()
        )

    @property
    def cluster(self) -> Cluster:
        """The cluster as the manifests have it, and what has happened to it."""
        return apply_all(self.case.cluster, self.happened)

    @property
    def healed(self) -> Cluster:
        return self.after.cluster

    @property
    def _app_path(self) -> Path:
        return (self.folder / APP).relative_to(PROJECT)


def broken_names() -> list[str]:
    """Return the names of all broken clusters, sorted."""
    return sorted(one.parent.name for one in BROKEN.glob("*/trouble.py"))


@cache
def broken(name: str) -> Broken:
    """Return the broken cluster of that name. Raises UnknownTrouble."""
    script = BROKEN / name / "trouble.py"
    if not script.is_file():
        raise UnknownTrouble(f"no broken cluster {name!r}; there are {', '.join(broken_names())}")
    declared = getattr(run(script), "TROUBLE", None)
    if not isinstance(declared, Trouble):
        raise UnknownTrouble(f"{script} declares no TROUBLE")
    return Broken(name, declared)
