"""The case: manifests as they are written, the cluster that comes of them, and what can be asked of both at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, cast

from atlas.manifests.decode_pod_makers import template_of
from atlas.manifests.document import Document
from atlas.manifests.edit import EditError, edited, with_document
from atlas.manifests.problem import Problem, Severity
from atlas.manifests.read import parse, read
from atlas.manifests.source import Keys
from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.model.selector import LabelSelector
from atlas.model.service import Service
from atlas.model.workload import Pod, matches
from atlas.what_if.change import pod_not_ready
from atlas.why.finding import NewObject, Proposal
from atlas.world.load import Loaded, load_documents

TEMPLATES: Mapping[str, Keys] = {
    "Pod": (),
    "Deployment": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Kinds of Kubernetes that run containers, and where they keep the recipe of a Pod; others are known by their shape."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """A Pod as it is written: alone, or as the template of a workload."""

    document: Document
    keys: Keys

    @property
    def reference(self) -> Reference:
        return self.document.reference

    @property
    def labels(self) -> Mapping[str, str]:
        found = self.document.value_at((*self.keys, "metadata", "labels"))
        known = cast("dict[str, Any]", found) if isinstance(found, dict) else {}
        return {key: value for key, value in known.items() if isinstance(value, str)}

    def containers(self) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
        """Yield each container with its place in the document."""
        for name in ("containers", "initContainers"):
            keys = (*self.keys, "spec", name)
            for index, one in enumerate(items(self.document.value_at(keys))):
                if name == "containers" or one.get("restartPolicy") == "Always":
                    yield (*keys, index), one


def items(value: object) -> list[dict[str, Any]]:
    """Return the mappings of a list; nothing of anything else."""
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    return [cast("dict[str, Any]", one) for one in listed if isinstance(one, dict)]


@dataclass(frozen=True)
class Case:
    """The manifests and their cluster. `texts` are the files, as far as they could be read."""

    texts: Mapping[Path, str]
    written: tuple[Document, ...]
    loaded: Loaded

    @cached_property
    def cluster(self) -> Cluster:
        """The cluster, with Pods that cannot become ready, as the kubelet would find them."""
        from atlas.why.probe_ports import never_ready

        return reduce(pod_not_ready, never_ready(self), self.loaded.cluster)

    @cached_property
    def documents(self) -> Mapping[Reference, Document]:
        """All that is written, by name; of several the last, also what no API server would take."""
        return {one.reference: one for one in self.written if one.reference.name}

    @cached_property
    def errors(self) -> Mapping[Reference, tuple[Problem, ...]]:
        """What is so wrong with an object that no API server would take it."""
        found: dict[Reference, tuple[Problem, ...]] = {}
        for one in self.loaded.problems:
            if one.severity is Severity.ERROR and one.reference is not None:
                found[one.reference] = (*found.get(one.reference, ()), one)
        return found

    @cached_property
    def recipes(self) -> tuple[Recipe, ...]:
        """All Pods and workloads that are written."""
        return tuple(
            Recipe(one, keys)
            for one in self.documents.values()
            if (keys := TEMPLATES.get(one.kind) or template_of(one)) or one.kind == "Pod"
        )

    def recipes_in(self, namespace: str) -> tuple[Recipe, ...]:
        return tuple(one for one in self.recipes if one.reference.namespace == namespace)

    @cached_property
    def _recipe_by_reference(self) -> Mapping[Reference, Recipe]:
        return {one.reference: one for one in self.recipes}

    def recipe_of(self, pod: Pod) -> Recipe | None:
        """Return where the Pod is written: itself, or the workload that it was made for."""
        own = self._recipe_by_reference.get(pod.reference)
        if own is not None:
            return own
        kind, _, name = pod.owner.partition("/")
        made = self._recipe_by_reference.get(Reference(kind, name, pod.namespace))
        if made is not None or not pod.labels:
            return made
        return next((one for one in self.recipes_in(pod.namespace) if _makes(one, pod)), None)

    @cached_property
    def services(self) -> tuple[Service, ...]:
        """Services of the input that could be read."""
        return tuple(one for one in self.cluster.services if one.reference in self.documents)

    def selected(self, service: Service) -> tuple[Pod, ...]:
        """Return the Pods that run and that the Service selects."""
        return tuple(
            one
            for one in self.cluster.pods
            if one.namespace == service.namespace and matches(service.selector, one.labels)
        )

    def value(self, reference: Reference, *keys: str | int) -> object:
        """Return what is written there, or None."""
        document = self.documents.get(reference)
        return None if document is None else document.value_at(keys)

    def place(self, reference: Reference, keys: Keys) -> tuple[str, int]:
        """Return file and line of a field, or of what surrounds it; "" and 0 if it is not in the input."""
        document = self.documents.get(reference)
        if document is None:
            return "", 0
        return str(document.path), document.source.line_of((*document.keys, *keys))


def _makes(recipe: Recipe, pod: Pod) -> bool:
    if recipe.document.kind == "Pod" or not recipe.labels:
        return False
    return LabelSelector(recipe.labels).accepts(pod.labels)


def case_of(paths: Iterable[Path | str]) -> Case:
    """Return the case of files, folders and standard input. Raises ManifestError if nothing can be read."""
    texts: dict[Path, str] = {}
    documents = read(paths, texts)
    return Case(texts, tuple(documents), load_documents(list(documents)))


def case_of_texts(texts: Mapping[Path, str]) -> Case:
    """Return the case of texts that are already there. Raises ManifestError if nothing can be read."""
    documents = [one for path, text in texts.items() for one in parse(text, path)]
    return Case(texts, tuple(documents), load_documents(list(documents)))


def changed(case: Case, proposal: Proposal) -> Case:
    """Return the case after a proposal, read again from its changed text. Raises EditError, ManifestError."""
    for step in proposal:
        beside = step.beside if isinstance(step, NewObject) else step.object
        document = case.documents.get(beside)
        text = None if document is None else case.texts.get(document.path)
        if document is None or text is None:
            raise EditError(f"{beside} is not written")
        if isinstance(step, NewObject):
            if document.path.suffix == ".json":
                raise EditError("a JSON file holds one value")
            text = with_document(text, step.text)
        else:
            text = edited(text, document, step.change)
        case = _with_text(case, document.path, text)
    return Case(case.texts, case.written, load_documents(list(case.written)))


def _with_text(case: Case, path: Path, text: str) -> Case:
    others = [one for one in case.written if one.path != path]
    written = (*others, *parse(text, path))
    return Case({**case.texts, path: text}, written, case.loaded)
