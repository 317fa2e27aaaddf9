"""Topology: which Pods a client gets by where it runs, and what that does to their load. All of it traced."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from atlas.figure.what_if import (
    WhatIf,
    apply_all,
    internal_policy,
    pod_not_ready,
    traffic_distribution,
    zone_unknown,
)
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.proxy.endpoints import Topology
from atlas.site.policy_tables import answered, shares_of
from atlas.site.rows import Row
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

NEAR, SPREAD = "service/web-near", "service/api"
IN_ZONE_1, IN_ZONE_2 = "pod/client", "pod/api-2"
CLIENTS = ("pod/client", "pod/web-2", "pod/api-2")
"""A client on each node."""
PREFERENCES = (Topology.ANY, Topology.SAME_ZONE, Topology.SAME_NODE)

SITUATIONS: tuple[tuple[Text, tuple[WhatIf, ...]], ...] = (
    (words.ALL_READY, ()),
    (words.NONE_IN_ZONE, (pod_not_ready("pod/web-2"),)),
    (words.ONE_WITHOUT_HINT, (zone_unknown("node-a"),)),
    (words.CLIENT_WITHOUT_ZONE, (zone_unknown("node-c"),)),
    (words.LOCAL_AS_WELL, (internal_policy(NEAR, TrafficPolicy.LOCAL),)),
)


def hinted_shares(cluster: Cluster) -> Iterator[Row]:
    """Yield each Pod's share of the connections from each zone, and of both if they send equally many."""
    found = [
        shares_of(trace(cluster, Flow(client, NEAR, Entry.CLUSTER_IP)))
        for client in (IN_ZONE_1, IN_ZONE_2)
    ]
    for pod in cluster.pods:
        if any(pod.name in share for share in found):
            each = [share.get(pod.name, Fraction(0)) for share in found]
            zone = cluster.node_by_name[pod.node].zone
            yield (pod.name, zone, *map(str, each), str(sum(each, Fraction(0)) / len(each)))


def preferences(cluster: Cluster) -> Iterator[Row]:
    """Yield who answers a client on each node under each preference, and under the internal policy Local."""
    local = internal_policy(SPREAD, TrafficPolicy.LOCAL)
    clusters = [traffic_distribution(SPREAD, one).apply(cluster) for one in PREFERENCES]
    for client in CLIENTS:
        node = cluster.node_by_name[cluster.pod_by_reference[parse_reference(client)].node]
        flow = Flow(client, SPREAD, Entry.CLUSTER_IP)
        answers = [answered(trace(one, flow)) for one in (*clusters, local.apply(cluster))]
        yield (f"{node.name} ({node.zone})", *answers)


def hinted_choices(cluster: Cluster) -> Iterator[Row]:
    """Yield who answers a client whose zone has one Pod, by what is the matter with the hints."""
    for said, what_ifs in SITUATIONS:
        changed = apply_all(cluster, what_ifs)
        yield said, answered(trace(changed, Flow(IN_ZONE_2, NEAR, Entry.CLUSTER_IP)))
