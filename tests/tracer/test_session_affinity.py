"""Session affinity: a node sends a client to the same endpoint again, until it forgets."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Protocol
from atlas.model.reason import Reason
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.proxy.memory import RECENT_LIST_LENGTH
from atlas.tracer.affinity import later, remember
from atlas.tracer.trace import Branch
from support.ask import answers, ask, changed, verdict
from support.cases import cases
from support.clusters import small_cluster, with_service

SOURCE = "core/v1 sessionAffinity, sessionAffinityConfig; pkg/proxy/{iptables,nftables}/proxier.go writeServiceToEndpointRules"
MODES = pytest.mark.parametrize("mode", ProxyMode)
TIMEOUT = 600


def sticky(mode: str = "iptables", *names: str) -> Cluster:
    cluster = changed(small_cluster(), f"mode {mode}")
    for name in names or ("web", "web-nodeport", "web-lb"):
        cluster = with_service(
            cluster,
            name,
            session_affinity=SessionAffinity.CLIENT_IP,
            session_affinity_timeout=TIMEOUT,
        )
    return cluster


def way_to(
    cluster: Cluster, client: str, to: str, pod: str, entry: str = "", node: str = ""
) -> Branch:
    """Return the branch of a flow that ends at the Pod."""
    found = ask(cluster, client, to, entry, node)
    return next(one for one in found.branches if one.destination.name == pod)


def pods(cluster: Cluster, client: str, to: str, entry: str = "", node: str = "") -> str:
    found = ask(cluster, client, to, entry, node)
    return answers(found) or verdict(found)


@MODES
@cases(
    """
    client          to                        entry       node    answers
    pod/client      service/web               -           -       web-2              # the same client, the same Service
    pod/far-client  service/web               -           -       web-1 web-2 web-3  # another client, on another node
    node/node-a     service/web               -           -       web-1 web-2 web-3  # another address of the same node
    pod/web-1       service/web               -           -       web-1 web-2 web-3  # another client on the same node
    pod/client      service/web-nodeport      -           -       web-1 web-2 web-3  # another Service
    """,
    source=SOURCE,
)
def test_who_is_remembered(
    client: str, to: str, entry: str, node: str, answers: str, mode: str
) -> None:
    cluster = sticky(mode)
    after = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
    assert pods(after, client, to, entry, node) == answers


@MODES
@cases(
    """
    entry      node    answers
    NodePort   node-a  web-3
    NodePort   node-b  web-1 web-2 web-3  # each node decides for itself
    ClusterIP  node-a  web-3              # by the Service port, whatever its address
    """,
    source=SOURCE + "; FACTS 3.5",
)
def test_each_node_remembers_for_itself(entry: str, node: str, answers: str, mode: str) -> None:
    cluster = sticky(mode)
    way = way_to(cluster, "client/laptop", "service/web-nodeport", "web-3", "NodePort", "node-a")
    after = remember(cluster, way)
    assert pods(after, "client/laptop", "service/web-nodeport", entry, node) == answers


@MODES
@cases(
    """
    changes                                   answers
    -                                         web-2
    not-ready web-2                           web-1 web-3
    gone web-2                                web-1 web-3
    terminating web-2                         web-1 web-3        # a new connection goes to a ready one
    gone web-1                                web-2
    internal-local web                        web-1              # not among the endpoints of this chain
    gone web-1, gone web-2, gone web-3        refused
    terminating web-1, terminating web-2, terminating web-3  web-2
    masquerade all                            web-2
    """,
    source=SOURCE,
)
def test_a_remembered_endpoint_counts_only_while_the_chain_has_it(
    changes: str, answers: str, mode: str
) -> None:
    cluster = sticky(mode)
    after = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
    assert pods(changed(after, changes), "pod/client", "service/web") == answers


@MODES
@cases(
    """
    steps                              answers
    visit                              web-2
    visit +599                         web-2
    visit +600                         web-1 web-2 web-3
    visit +599 visit +599              web-2              # every new connection begins the time anew
    visit +300 +300                    web-1 web-2 web-3
    visit +0                           web-2
    """,
    source=SOURCE,
)
def test_a_node_forgets(steps: str, answers: str, mode: str) -> None:
    cluster = sticky(mode)
    for step in steps.split():
        if step == "visit":
            cluster = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
        else:
            cluster = later(cluster, int(step[1:]))
    assert pods(cluster, "pod/client", "service/web") == answers


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="-1 seconds later"):
        later(small_cluster(), -1)


@MODES
def test_the_answer_is_certain_and_says_why(mode: str) -> None:
    cluster = sticky(mode)
    after = remember(cluster, way_to(cluster, "node/node-a", "service/web", "web-2"))
    (branch,) = ask(after, "node/node-a", "service/web").branches
    assert branch.probability == Fraction(1)
    assert [hop.reason for hop in branch.hops][1:3] == [
        Reason.SESSION_AFFINITY,
        Reason.MASQUERADE_NOT_A_POD,  # the source is rewritten as ever
    ]


@MODES
def test_the_client_is_who_the_node_sees_before_it_masquerades(mode: str) -> None:
    cluster = sticky(mode)
    way = way_to(cluster, "client/laptop", "service/web-nodeport", "web-3", "NodePort", "node-a")
    assert [str(one.client) for one in remember(cluster, way).affinities] == ["198.51.100.7"]


@MODES
def test_behind_a_balancer_that_is_a_proxy_all_clients_are_one(mode: str) -> None:
    cluster = changed(sticky(mode), "balancer Proxy")
    way = way_to(cluster, "client/laptop", "service/web-lb", "web-3", node="node-a")
    after = remember(cluster, way)
    assert [str(one.client) for one in after.affinities] == ["192.0.2.120"]
    assert pods(after, "client/database", "service/web-lb", node="node-a") == "web-3"


@MODES
def test_services_without_affinity_leave_nothing_behind(mode: str) -> None:
    cluster = changed(small_cluster(), f"mode {mode}")
    way = way_to(cluster, "pod/client", "service/web", "web-2")
    assert remember(cluster, way).affinities == ()


@MODES
def test_an_endpoint_that_goes_takes_its_list_with_it(mode: str) -> None:
    """When it comes back within the time, nobody remembers that the client knew it."""
    cluster = sticky(mode)
    after = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
    gone = later(changed(after, "not-ready web-2"), 1)
    back = replace(gone, pods=after.pods, endpoint_slices=after.endpoint_slices)
    assert pods(back, "pod/client", "service/web") == "web-1 web-2 web-3"


@MODES
def test_a_client_known_to_two_endpoints_gets_the_first(mode: str) -> None:
    """Policies Cluster and Local share the lists: Local asks its own endpoints only, and makes a second entry."""
    cluster = with_service(
        sticky(mode), "web-nodeport", external_traffic_policy=TrafficPolicy.LOCAL
    )
    cluster = changed(cluster, "detect None")
    node = "node-a"
    first = remember(
        cluster, way_to(cluster, "pod/client", "service/web-nodeport", "web-3", "ClusterIP")
    )
    assert pods(first, "pod/client", "service/web-nodeport", "NodePort", node) == "web-1"
    second = remember(
        first, way_to(first, "pod/client", "service/web-nodeport", "web-1", "NodePort", node)
    )
    assert len(second.affinities) == 2
    assert pods(second, "pod/client", "service/web-nodeport", "ClusterIP") == "web-1"


@cases(
    """
    mode      clients  answers
    iptables  99       web-2
    iptables  100      web-1 web-2 web-3  # one endpoint's list holds a hundred clients; the oldest goes
    nftables  100      web-2
    """,
    source="net/netfilter/xt_recent.c ip_list_tot",
)
def test_a_list_of_iptables_mode_is_short(mode: str, clients: str, answers: str) -> None:
    cluster = sticky(mode)
    cluster = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
    (mine,) = cluster.affinities
    cluster = later(cluster, 10)
    others = tuple(
        replace(mine, client=ip_address("198.51.0.0") + number, age=5)
        for number in range(int(clients))
    )
    full = later(replace(cluster, affinities=(*cluster.affinities, *others)), 0)
    assert pods(full, "pod/client", "service/web") == answers
    assert len(full.affinities) <= max(int(clients) + 1, RECENT_LIST_LENGTH)


@st.composite
def memories(draw: st.DrawFn) -> tuple[Cluster, str]:
    """Draw a cluster after some connections of two clients, and the Pod that the first one met last."""
    cluster = sticky(draw(st.sampled_from(("iptables", "nftables"))))
    last = ""
    for client in draw(st.lists(st.sampled_from(("pod/client", "pod/far-client")), min_size=1)):
        branches = ask(cluster, client, "service/web").branches
        way = branches[draw(st.integers(0, len(branches) - 1))]
        cluster = later(remember(cluster, way), draw(st.integers(0, 40)))
        last = way.destination.name if client == "pod/client" else last
    return cluster, last


@given(made=memories())
def test_within_the_time_a_client_meets_the_same_pod(made: tuple[Cluster, str]) -> None:
    cluster, last = made
    expired = not any(str(one.client) == "10.244.1.100" for one in cluster.affinities)
    assert pods(cluster, "pod/client", "service/web") == ("web-1 web-2 web-3" if expired else last)


def test_memories_of_other_ports_and_protocols_do_not_count() -> None:
    cluster = sticky()
    after = remember(cluster, way_to(cluster, "pod/client", "service/web", "web-2"))
    (mine,) = after.affinities
    for other in (replace(mine, port="metrics"), replace(mine, protocol=Protocol.UDP)):
        found = replace(after, affinities=(other,))
        assert pods(found, "pod/client", "service/web") == "web-1 web-2 web-3"
