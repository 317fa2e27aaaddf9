"""The seam between tracer and proxy: what a node's data plane says is what happens there, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Packet
from atlas.model.reason import Reason
from atlas.model.service import Service
from atlas.model.workload import Node
from atlas.proxy.data_plane import DataPlane, KubeProxy
from atlas.proxy.decision import Decision, Outcome
from support.ask import ask, verdict
from support.http_clusters import http_cluster


@dataclass(frozen=True)
class Refusing(KubeProxy):
    """A data plane that refuses everything, and whose health checks fail."""

    def decide(  # type: ignore[override]
        self, cluster: Cluster, node: Node, packet: Packet, *, came_back: bool = False
    ) -> Decision:
        return Decision(Outcome.REJECT, Reason.NO_ENDPOINTS)

    def answers_health_check(self, cluster: Cluster, node: Node, service: Service) -> bool:  # type: ignore[override]
        return False


@dataclass(frozen=True)
class Deaf(KubeProxy):
    """A data plane without a socket on the node, and without a rule."""

    def decide(  # type: ignore[override]
        self, cluster: Cluster, node: Node, packet: Packet, *, came_back: bool = False
    ) -> Decision:
        return Decision(Outcome.NONE, Reason.NO_RULE)

    def listens(self, cluster: Cluster, node: Node, address: Address, port: int) -> bool:  # type: ignore[override]
        return False


def on_node_a(monkeypatch: pytest.MonkeyPatch, plane: DataPlane) -> None:
    """Have node-a carry Services out by another data plane than the other nodes."""

    def chosen(cluster: Cluster, node: Node) -> DataPlane:
        return plane if node.name == "node-a" else KubeProxy()

    for module in ("kernel", "listening", "network", "balancer", "affinity"):
        monkeypatch.setattr(f"atlas.tracer.{module}.data_plane_of", chosen)


def test_each_node_decides_by_its_own_data_plane(monkeypatch: pytest.MonkeyPatch) -> None:
    on_node_a(monkeypatch, Refusing())
    for client, expected in (("pod/client", "refused"), ("pod/far-client", "delivered")):
        assert verdict(ask(http_cluster(), client, "service/web")) == expected


def test_a_balancer_asks_the_data_plane_of_a_node_whether_it_is_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    on_node_a(monkeypatch, Refusing())
    found = ask(http_cluster(), "client/laptop", "service/web-lb")
    nodes = {dict(branch.hops[1].facts)["node"] for branch in found.branches}
    assert nodes == {"node-b", "node-c"}


@pytest.mark.parametrize(("node", "expected"), [("node-a", "refused"), ("node-b", "unknown")])
def test_what_listens_on_a_node_is_for_its_data_plane_to_say(
    monkeypatch: pytest.MonkeyPatch, node: str, expected: str
) -> None:
    on_node_a(monkeypatch, Deaf())
    assert verdict(ask(http_cluster(), "client/laptop", f"node/{node}:22")) == expected
