"""Readiness probes whose port cannot be found: the kubelet never sees such a container ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from atlas.manifests.source import Keys
from atlas.model.reference import Reference

if TYPE_CHECKING:
    from atlas.why.case import Case, Recipe

_HANDLERS = ("httpGet", "tcpSocket", "grpc")


@dataclass(frozen=True, slots=True)
class ProbePort:
    """The port of a readiness probe, where it stands, and the ports that its container declares: numbers by name."""

    keys: Keys
    port: int | str
    declared: tuple[tuple[str, int], ...]

    @property
    def is_lost(self) -> bool:
        """Whether it is a name that the container does not declare."""
        return isinstance(self.port, str) and self.port not in dict(self.declared)

    @property
    def is_undeclared(self) -> bool:
        """Whether it is a number that the container does not declare, while it does declare others."""
        numbers = [number for _, number in self.declared]
        return isinstance(self.port, int) and bool(numbers) and self.port not in numbers


def probe_ports(recipe: Recipe) -> Iterator[ProbePort]:
    """Yield the ports of all readiness probes of a Pod."""
    for keys, container in recipe.containers():
        probe = container.get("readinessProbe")
        if not isinstance(probe, dict):
            continue
        for handler in _HANDLERS:
            found: Any = cast("dict[str, Any]", probe).get(handler)
            port = found.get("port") if isinstance(found, dict) else None
            if isinstance(port, int | str) and not isinstance(port, bool):
                place = (*keys, "readinessProbe", handler, "port")
                number = int(port) if isinstance(port, str) and port.isdecimal() else port
                yield ProbePort(place, number, tuple(_declared(container)))


def _declared(container: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    ports: Any = container.get("ports")
    for one in ports if isinstance(ports, list) else ():
        if isinstance(one, dict) and isinstance(one.get("containerPort"), int):
            yield str(one.get("name") or ""), one["containerPort"]


def never_ready(case: Case) -> Iterator[Reference]:
    """Yield the Pods that have not been seen ready yet and whose probe names a port that is not there.

    (kubernetes/kubernetes pkg/kubelet/prober: a probe that cannot be made leaves the container as it was, not ready.)
    """
    for pod in case.loaded.cluster.pods:
        recipe = case.recipe_of(pod)
        if recipe is None or recipe.document.value_at(("status", "podIP")) is not None:
            continue
        if pod.ready and any(one.is_lost for one in probe_ports(recipe)):
            yield pod.reference
