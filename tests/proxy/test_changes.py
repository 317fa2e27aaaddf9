"""What-ifs that change which endpoints kube-proxy sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.model.service import Endpoint
from atlas.what_if import change
from support.ask import answers, ask, changed
from support.cases import cases
from support.clusters import small_cluster, with_service

WEB_1 = Reference("pod", "web-1", "default")


def endpoint_of(cluster: Cluster, pod: Reference, service: str = "web") -> Endpoint:
    (found,) = (
        one
        for part in cluster.slices_by_service["default", service]
        for one in part.endpoints
        if one.target == pod
    )
    return found


@cases(
    """
    what         published  ready  serving  terminating
    not-ready    no         False  False    False
    terminating  no         False  True     True
    not-ready    yes        True   False    False
    terminating  yes        True   True     True
    """,
    source="discovery/v1 EndpointConditions; core/v1 publishNotReadyAddresses",
)
def test_endpoints_follow_their_pod(
    what: str, published: str, ready: str, serving: str, terminating: str
) -> None:
    cluster = with_service(small_cluster(), "web", publish_not_ready_addresses=published == "yes")
    found = endpoint_of(changed(cluster, f"{what} web-1"), WEB_1)
    assert [str(one) for one in (found.ready, found.serving, found.terminating)] == [
        ready,
        serving,
        terminating,
    ]


def test_a_moved_pod_gets_an_address_of_its_new_node() -> None:
    cluster = change.pod_moved(small_cluster(), WEB_1, "node-c")
    moved = cluster.pod_by_reference[WEB_1]
    assert (moved.node, [str(one) for one in moved.ips]) == ("node-c", ["10.244.3.2"])
    found = endpoint_of(cluster, WEB_1)
    assert (found.node, found.zone, found.addresses) == ("node-c", "zone-2", moved.ips)


@cases(
    """
    node    pods
    node-a  -
    node-c  web-1
    """,
    source="core/v1 externalTrafficPolicy",
)
def test_policy_local_follows_a_moved_pod(node: str, pods: str) -> None:
    cluster = changed(small_cluster(), "local web-nodeport")
    after = change.pod_moved(cluster, WEB_1, "node-c")
    found = ask(after, "client/laptop", "service/web-nodeport", "NodePort", node)
    assert answers(found) == pods


def test_hints_follow_a_moved_pod() -> None:
    web = Reference("service", "web", "default")
    cluster = change.with_traffic_distribution(small_cluster(), web, "PreferSameNode")
    after = change.pod_moved(cluster, WEB_1, "node-c")
    found = endpoint_of(after, WEB_1)
    assert (found.hints_zones, found.hints_nodes) == (("zone-2",), ("node-c",))
    assert answers(ask(after, "pod/far-client", "service/web")) == "web-1"


@pytest.mark.parametrize(
    "words", ["terminating web-1, not-ready web-1", "not-ready web-1, terminating web-1"]
)
def test_a_terminating_pod_that_is_not_ready_serves_nobody(words: str) -> None:
    found = endpoint_of(changed(small_cluster(), words), WEB_1)
    assert (found.ready, found.serving, found.terminating) == (False, False, True)


def test_a_pod_that_stays_is_as_it_was() -> None:
    assert change.pod_moved(small_cluster(), WEB_1, "node-a") == small_cluster()


def test_a_node_without_a_free_address_takes_no_pod() -> None:
    cluster = small_cluster()
    bare = tuple(replace(one, pod_ranges=()) for one in cluster.nodes)
    with pytest.raises(ValueError, match="node-c has no free IPv4 address"):
        change.pod_moved(replace(cluster, nodes=bare), WEB_1, "node-c")


def test_a_pod_moves_only_to_a_node_that_there_is() -> None:
    with pytest.raises(ValueError, match="there is no node/node-z"):
        change.pod_moved(small_cluster(), WEB_1, "node-z")
