"""Health: what a node says to a load balancer in each state, and whether it then gets traffic. All of it asked or traced."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.figure.what_if import (
    WhatIf,
    apply_all,
    excluded_from_balancers,
    external_policy,
    kube_proxy_stopped,
    node_being_deleted,
    node_down,
    node_not_ready,
    pod_not_ready,
    pod_terminating,
)
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.proxy.health import health_check_answers
from atlas.site.rows import Cell, Row
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.balancer import EXCLUDE_LABEL
from atlas.tracer.trace import Action, Entry, Flow
from atlas.tracer.tracer import trace

BALANCED, NODE, POD = "service/web-lb", "node-b", "pod/web-2"
"""The node runs this Pod of the Service and no other."""

SITUATIONS: tuple[tuple[Text, tuple[WhatIf, ...]], ...] = (
    (words.ALL_WELL, ()),
    (words.POD_NOT_READY, (pod_not_ready(POD),)),
    (words.POD_TERMINATING, (pod_terminating(POD),)),
    (words.NODE_NOT_READY, (node_not_ready(NODE),)),
    (words.KUBE_PROXY_STOPPED, (kube_proxy_stopped(NODE),)),
    (words.NODE_BEING_DELETED, (node_being_deleted(NODE),)),
    (words.NODE_EXCLUDED, (excluded_from_balancers(NODE),)),
    (words.NODE_OFF, (node_down(NODE),)),
)


def health_answers(cluster: Cluster) -> Iterator[Row]:
    """Yield for each state of the node: whether it is on the list, and check and traffic under either policy."""
    for said, what_ifs in SITUATIONS:
        cells: list[Cell] = []
        for policy in TrafficPolicy:
            changed = apply_all(cluster, (external_policy(BALANCED, policy), *what_ifs))
            cells += [_answer(changed), _yes_or_no(_gets_traffic(changed))]
        yield (said, _yes_or_no(_is_listed(apply_all(cluster, what_ifs))), *cells)


def _is_listed(cluster: Cluster) -> bool:
    """Return whether Kubernetes gives the node to the balancer at all (cloud-provider, controllers/service)."""
    excluded = cluster.node_by_name[NODE].labels.get(EXCLUDE_LABEL, "false") != "false"
    return not excluded and NODE not in cluster.deleted_nodes


def _answer(cluster: Cluster) -> Cell:
    """Return the status code; without kube-proxy or without the node there is none."""
    node = cluster.node_by_name[NODE]
    service = cluster.service_by_reference[parse_reference(BALANCED)]
    if not node.up or NODE in cluster.rules_written_from:
        return words.NO_ANSWER
    return "200" if health_check_answers(cluster, node, service) else "503"


def _gets_traffic(cluster: Cluster) -> bool:
    """Return whether the balancer may pick the node."""
    found = trace(cluster, Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER))
    hops = (hop for way in found.branches for hop in way.hops)
    return any(hop.action is Action.BALANCE and ("node", NODE) in hop.facts for hop in hops)


def _yes_or_no(answer: bool) -> Text:
    return words.YES if answer else words.NO
