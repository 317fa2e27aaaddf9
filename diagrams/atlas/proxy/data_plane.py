"""DataPlane: what carries Services out on a node. It is all that the tracer knows of a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from atlas.model.addresses import owns
from atlas.model.cluster import Affinity, Cluster
from atlas.model.network import Address, Family, Packet
from atlas.model.service import Service
from atlas.model.workload import Node
from atlas.proxy.decide import decide
from atlas.proxy.decision import Decision
from atlas.proxy.health import HealthAnswer, health_answer, health_check_answers, listens
from atlas.proxy.memory import kept, memories

if TYPE_CHECKING:
    from atlas.proxy.rules import Ruleset


class DataPlane(Protocol):
    """The questions to ask about a node; the node is one of the cluster's own."""

    def decide(
        self, cluster: Cluster, node: Node, packet: Packet, /, *, came_back: bool = False
    ) -> Decision:
        """Return what happens to a packet that opens a connection."""
        ...

    def owns(self, cluster: Cluster, node: Node, address: Address, /) -> bool:
        """Return whether packets to the address end on the node itself."""
        ...

    def listens(self, cluster: Cluster, node: Node, address: Address, port: int, /) -> bool | None:
        """Return whether a process of the data plane has a TCP socket there; None if the port is nothing to it."""
        ...

    def answers_health_check(self, cluster: Cluster, node: Node, service: Service, /) -> bool:
        """Return whether the health check of the Service's load balancer succeeds."""
        ...

    def health_answer(self, cluster: Cluster, node: Node, port: int, /) -> HealthAnswer:
        """Return what it answers at a port for health checks where it listens."""
        ...

    def memories(
        self, cluster: Cluster, node: Node, before: Packet, after: Packet, /
    ) -> Iterator[Affinity]:
        """Yield what the node remembers of a connection whose packet it has rewritten so."""
        ...

    def kept(
        self, cluster: Cluster, node: Node, memories: Iterable[Affinity], /
    ) -> Iterator[Affinity]:
        """Yield those of its memories that the node still has."""
        ...

    def rules(self, cluster: Cluster, node: Node, family: Family, /) -> Ruleset:
        """Return the rules that it has written; of one that works without rules they have no tables."""
        ...


class KubeProxy:
    """kube-proxy, in the mode that the cluster's configuration says."""

    decide = staticmethod(decide)
    owns = staticmethod(owns)
    listens = staticmethod(listens)
    answers_health_check = staticmethod(health_check_answers)
    health_answer = staticmethod(health_answer)
    memories = staticmethod(memories)
    kept = staticmethod(kept)

    @staticmethod
    def rules(cluster: Cluster, node: Node, family: Family) -> Ruleset:
        from atlas.proxy.languages import rules  # late: to trace a packet needs no rules as text

        return rules(cluster, node, family)


_KUBE_PROXY: DataPlane = KubeProxy()


def data_plane_of(cluster: Cluster, node: Node) -> DataPlane:
    """Return what carries Services out on the node: kube-proxy, on every node."""
    return _KUBE_PROXY
