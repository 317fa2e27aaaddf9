"""Who answers a client on each node under each preference, and under the internal policy Local."""

from collections.abc import Callable

from atlas.model.cluster import Cluster
from atlas.model.service import TrafficPolicy
from atlas.model.workload import Node
from atlas.proxy.endpoints import Topology
from atlas.tables import Column, Table, main
from atlas.tables.roles import pod_on
from atlas.tables.table import Cell
from atlas.tables.traced import answered
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.what_if.row import WhatIf
from atlas.what_if.rows import internal_policy, traffic_distribution

SPREAD = "service/api"
PREFERENCES = {
    Topology.ANY: Text(ko="설정 없음", en="Not set"),
    Topology.SAME_ZONE: Text(ko="PreferSameZone", en="PreferSameZone"),
    Topology.SAME_NODE: Text(ko="PreferSameNode", en="PreferSameNode"),
}
LOCAL = internal_policy(SPREAD, TrafficPolicy.LOCAL)


def with_change(what_if: WhatIf) -> Callable[[Cluster, Node], Cell]:
    def cell(cluster: Cluster, node: Node) -> Cell:
        client = str(pod_on(cluster, node).reference)
        return answered(trace(what_if.apply(cluster), Flow(client, SPREAD, Entry.CLUSTER_IP)))

    return cell


TABLE = Table(
    title=Text(ko="노드와 설정에 따라 받는 파드", en="Who answers, by node and preference"),
    cases=lambda cluster: cluster.nodes,
    columns=(
        Column(
            Text(ko="클라이언트의 노드", en="Client on"),
            lambda _, node: f"{node.name} ({node.zone})",
        ),
        *(
            Column(heading, with_change(traffic_distribution(SPREAD, preference)))
            for preference, heading in PREFERENCES.items()
        ),
        Column(words.INTERNAL_LOCAL, with_change(LOCAL)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
