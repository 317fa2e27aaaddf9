"""An index of Pods by their labels: the selectors of thousands of Services, each answered at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from atlas.model.selector import LabelSelector
from atlas.model.workload import Pod


class PodsByLabel:
    """Finds the Pods that a selector selects without looking at all of them."""

    def __init__(self, pods: Iterable[Pod]) -> None:
        self._of_namespace: dict[str, list[Pod]] = defaultdict(list)
        self._of_label: dict[tuple[str, str, str], list[Pod]] = defaultdict(list)
        for pod in pods:
            self._of_namespace[pod.namespace].append(pod)
            for key, value in pod.labels.items():
                self._of_label[pod.namespace, key, value].append(pod)

    def selected(self, namespace: str, selector: LabelSelector) -> list[Pod]:
        """Return the Pods of the namespace that the selector accepts."""
        candidates = self._of_namespace.get(namespace, [])
        for key, value in selector.labels.items():
            narrower = self._of_label.get((namespace, key, value), [])
            candidates = min(candidates, narrower, key=len)
        return [pod for pod in candidates if selector.accepts(pod.labels)]
