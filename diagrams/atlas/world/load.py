"""Loading: the front door of this package. Files → a Cluster, or all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas.controlplane.complete import complete_all
from atlas.manifests.decode import decode_all, decode_without
from atlas.manifests.document import Document
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ManifestError, Problem, Severity
from atlas.manifests.read import read
from atlas.model.cluster import Cluster
from atlas.model.collector import gc_paused
from atlas.model.reference import Reference
from atlas.world.assume import assume
from atlas.world.assumption import Assumption, Wishes
from atlas.world.check import check, warn
from atlas.world.gaps import gaps_of
from atlas.world.releases import release_of, several_releases


@dataclass(frozen=True)
class Loaded:
    """What came of manifests: the cluster, where its objects are written, what was assumed, and what is wrong or odd.

    Objects of files that are too large to be kept are not among the documents.
    """

    cluster: Cluster
    documents: Mapping[Reference, Document]
    problems: tuple[Problem, ...]
    assumptions: tuple[Assumption, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What is wrong; the objects have been left out."""
        return tuple(one for one in self.problems if one.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd, though Kubernetes would take it."""
        return tuple(one for one in self.problems if one.severity is Severity.WARNING)

    def document(self, reference: Reference) -> Document:
        """Return where an object is written. Raises LookupError if no manifest has it.

        A KubeProxyConfiguration has no name; any name will do.
        """
        kind, name = reference.kind, reference.name
        for one in (reference.without_port(), Reference(kind, name), Reference(kind, "")):
            if one in self.documents:
                return self.documents[one]
        raise LookupError(f"no manifest has {reference}")


def load(
    paths: Iterable[Path | str], *, strict: bool = False, wishes: Wishes | None = None
) -> Loaded:
    """Return the cluster that files and folders describe; `-` is standard input.

    Objects that no API server would take are left out, and so is text that cannot be read. Raises ManifestError with
    all problems that were found, warnings among them: if nothing is left, or, if strict, for any error.
    """
    with gc_paused():
        return _load(read(paths), strict, wishes or Wishes())


def load_documents(documents: list[Document], wishes: Wishes | None = None) -> Loaded:
    """Return the cluster that objects describe which have been read already; as `load` does, and raises as it does."""
    with gc_paused():
        return _load(documents, False, wishes or Wishes())


def _load(documents: list[Document], strict: bool, wishes: Wishes) -> Loaded:
    objects, problems = decode_all(documents)
    problems += check(objects) if strict else map(_of_unknown_settings, check(objects))
    if strict or _is_unusable(documents, objects):
        _refuse(problems)
    left_out = _wrong(problems)
    if left_out:
        objects = decode_without(documents, left_out)
    while True:
        assumptions, assumed = assume(objects, wishes)
        cluster, unfinished = complete_all(objects)
        problems += unfinished
        if strict:
            _refuse(problems)
        wrong = _wrong(unfinished) - left_out
        if not wrong:
            break
        left_out |= wrong
        objects = decode_without(documents, left_out)
    if not objects.documents:
        _refuse(problems)
    release, about_release = release_of(objects.nodes, wishes)
    differ = several_releases(objects.nodes, wishes)
    cluster = replace(
        cluster, release=release, releases_differ=differ, gaps=gaps_of(objects, cluster, assumed)
    )
    problems += warn(objects, cluster)
    listed = sorted(dict.fromkeys(problems), key=lambda one: one.place)
    kept = {key: one for key, one in objects.documents.items() if one.source.text}
    return Loaded(cluster, kept, tuple(listed), (*assumptions, *about_release))


def _of_unknown_settings(problem: Problem) -> Problem:
    """Return the problem as a warning, if another cluster's settings could make it right: ranges of numbers, addresses."""
    if problem.expected in (Expected.NUMBER_RANGE, Expected.WITHIN_RANGE):
        return replace(problem, severity=Severity.WARNING)
    return problem


def _is_unusable(documents: Iterable[Document], objects: Objects) -> bool:
    """Return whether nothing could be read, or something that was named is not there at all."""
    missing = (Expected.EXISTING_PATH, Expected.READABLE_FILE)
    return not objects.documents or any(
        one.problem is not None and one.problem.expected in missing for one in documents
    )


def _wrong(problems: Iterable[Problem]) -> set[Reference]:
    """Return the objects that have errors."""
    errors = (one for one in problems if one.severity is Severity.ERROR)
    return {one.reference for one in errors if one.reference is not None}


def _refuse(problems: Iterable[Problem]) -> None:
    problems = list(problems)
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
