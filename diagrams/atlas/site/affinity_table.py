"""Session affinity: who answers the next connection, after a first one has ended at a Pod. All of it traced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atlas.figure.what_if import (
    WhatIf,
    apply_all,
    balancer_forwards_as,
    connected_before,
    external_policy,
    pod_not_ready,
    session_affinity,
    time_passed,
)
from atlas.model.cluster import Cluster
from atlas.model.outside import Forwarding
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.site.policy_tables import shares_of
from atlas.site.rows import Row, joined
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

STICKY, BALANCED, POD = "service/web-sticky", "service/web-lb", "pod/web-2"
AT_NODE_PORT = Flow("client/laptop", STICKY, Entry.NODE_PORT, "node-c")
AT_CLUSTER_IP = Flow("pod/client", STICKY, Entry.CLUSTER_IP)
AT_BALANCER = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER, "node-b")
THROUGH_PROXY = balancer_forwards_as("edge", Forwarding.PROXY)
LOCAL = external_policy(BALANCED, TrafficPolicy.LOCAL)


def next_connections(cluster: Cluster) -> Iterator[Row]:
    """Yield how likely each next connection gets the Pod of the first one, and who else may get it."""
    yield from _at_a_node_port(cluster)
    own_node_port = replace(AT_CLUSTER_IP, entry=Entry.NODE_PORT, node="node-a")
    yield _row(words.NEXT_AT_OTHER_ADDRESS, _after(cluster, AT_CLUSTER_IP), own_node_port)
    yield from _through_a_balancer(cluster)


def _at_a_node_port(cluster: Cluster) -> Iterator[Row]:
    known = _after(cluster, AT_NODE_PORT)
    timeout = cluster.service_by_reference[parse_reference(STICKY)].session_affinity_timeout
    unready = apply_all(known, [pod_not_ready(POD)])
    ready_again = replace(cluster, affinities=time_passed(1).apply(unready).affinities)
    yield _row(words.NEXT_AT_SAME_NODE, known, AT_NODE_PORT)
    yield _row(words.NEXT_AT_OTHER_NODE, known, replace(AT_NODE_PORT, node="node-a"))
    yield _row(words.NEXT_OF_OTHER_CLIENT, known, replace(AT_NODE_PORT, source="client/database"))
    yield _row(words.NEXT_IN_TIME, time_passed(timeout - 1).apply(known), AT_NODE_PORT)
    yield _row(words.NEXT_TOO_LATE, time_passed(timeout).apply(known), AT_NODE_PORT)
    yield _row(words.NEXT_WHILE_NOT_READY, unready, AT_NODE_PORT)
    yield _row(words.NEXT_WHEN_READY_AGAIN, ready_again, AT_NODE_PORT)


def _through_a_balancer(cluster: Cluster) -> Iterator[Row]:
    anywhere = replace(AT_BALANCER, node="")
    sticky = session_affinity(BALANCED).apply(cluster)
    yield _row(words.NEXT_THROUGH_BALANCER, _after(sticky, AT_BALANCER), anywhere)
    yield _row(words.NEXT_THROUGH_BALANCER_LOCAL, _after(sticky, AT_BALANCER, LOCAL), anywhere)
    other = replace(AT_BALANCER, source="client/database")
    yield _row(words.NEXT_THROUGH_PROXY, _after(sticky, AT_BALANCER, THROUGH_PROXY), other)


def _after(cluster: Cluster, first: Flow, *what_ifs: WhatIf) -> Cluster:
    """Return the cluster in which a first connection of that flow has got the Pod."""
    return apply_all(cluster, [*what_ifs, connected_before(first, POD)])


def _row(said: Text, cluster: Cluster, following: Flow) -> Row:
    shares = shares_of(trace(cluster, following))
    return said, str(shares.get(parse_reference(POD).name, 0)), joined(sorted(shares))
