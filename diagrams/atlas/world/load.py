"""Loading: the front door of this package. Files → a Cluster, or all that is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas.controlplane.complete import complete_all
from atlas.manifests.decode import decode_all
from atlas.manifests.document import Document
from atlas.manifests.problem import ManifestError, Problem, Severity
from atlas.manifests.read import read
from atlas.model.cluster import Cluster
from atlas.model.collector import collector_paused
from atlas.model.reference import Reference
from atlas.world.check import check, warn


@dataclass(frozen=True)
class Loaded:
    """What came of manifests: the cluster, where its objects are written, and warnings.

    Objects of files that are too large to be kept are not among the documents.
    """

    cluster: Cluster
    documents: Mapping[Reference, Document]
    warnings: tuple[Problem, ...]

    def document(self, reference: Reference) -> Document:
        """Return where an object is written. Raises LookupError if no manifest has it.

        A KubeProxyConfiguration has no name; any name will do.
        """
        kind, name = reference.kind, reference.name
        for one in (reference.without_port(), Reference(kind, name), Reference(kind, "")):
            if one in self.documents:
                return self.documents[one]
        raise LookupError(f"no manifest has {reference}")


def load(paths: Iterable[Path | str], *, trusted: bool = False) -> Loaded:
    """Return the cluster that files and folders describe; `-` is standard input.

    Trusted objects are taken as if an API server had stored them: what depends on the settings of a cluster that
    is not known here (the ranges of addresses and node ports) is a warning then.
    Raises ManifestError with all problems that were found, warnings among them.
    """
    with collector_paused():
        return _load(paths, trusted)


def _load(paths: Iterable[Path | str], trusted: bool) -> Loaded:
    documents = read(paths)
    if trusted:
        documents = [replace(one, trusted=True) for one in documents]
    objects, problems = decode_all(documents)
    problems += check(objects)
    _refuse(problems)
    cluster, unfinished = complete_all(objects)
    problems += unfinished
    _refuse(problems)
    problems += warn(objects, cluster)
    warnings = sorted(problems, key=lambda one: one.place)
    kept = {key: one for key, one in objects.documents.items() if one.source.text}
    return Loaded(cluster, kept, tuple(warnings))


def _refuse(problems: Iterable[Problem]) -> None:
    problems = list(problems)
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
