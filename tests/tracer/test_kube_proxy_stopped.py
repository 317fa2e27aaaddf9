"""kube-proxy stopped on a node: its rules stay, nobody answers health checks."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Packet
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.proxy import health
from atlas.proxy.decide import decide
from atlas.proxy.health import HealthCheck, health_check_answers, health_check_of
from atlas.what_if import change
from support.ask import answers, ask, changed, verdict
from support.cases import cases
from support.clusters import small_cluster, with_service
from support.strategies import NODES, clusters, packets

MODES = pytest.mark.parametrize("mode", ProxyMode)


def felt(cluster: Cluster, client: str, to: str, entry: str = "", node: str = "") -> str:
    found = ask(cluster, client, to, entry, node)
    return " / ".join(one for one in (answers(found), verdict(found)) if one)


@MODES
@cases(
    """
    changes                                        client          answers
    proxy-stopped node-a                           pod/client      web-1 web-2 web-3 / delivered
    proxy-stopped node-a, not-ready web-2          pod/client      web-1 web-2 web-3 / delivered              # still picked
    not-ready web-2, proxy-stopped node-a          pod/client      web-1 web-3 / delivered
    proxy-stopped node-a, gone web-2               pod/client      web-1 web-3 / delivered / timed out        # the old rules send packets to nobody
    proxy-stopped node-a, gone web-2               pod/far-client  web-1 web-3 / delivered                    # the rules of node-c follow
    proxy-stopped node-a, internal-local web       pod/client      web-1 web-2 web-3 / delivered              # nor do settings reach them
    proxy-stopped node-c, internal-local web       pod/client      web-1 / delivered
    proxy-stopped node-a, proxy-stopped node-a, not-ready web-2  pod/client  web-1 web-2 web-3 / delivered
    proxy-stopped node-a, not-ready web-2, proxy-started node-a  pod/client  web-1 web-3 / delivered          # it catches up
    """,
    source="kubernetes/website reference/networking/virtual-ips.md: kube-proxy writes rules, packets do not pass it",
)
def test_rules_stay_as_they_were(changes: str, client: str, answers: str, mode: str) -> None:
    cluster = changed(changed(small_cluster(), f"mode {mode}"), changes)
    assert felt(cluster, client, "service/web") == answers


@MODES
def test_a_service_made_later_is_unknown_there(mode: str) -> None:
    cluster = changed(small_cluster(), f"mode {mode}")
    without = replace(
        cluster, services=tuple(one for one in cluster.services if one.name != "web-nodeport")
    )
    stopped = change.kube_proxy_stopped(without, "node-a")
    after = replace(stopped, services=cluster.services)
    assert felt(after, "client/laptop", "service/web-nodeport", "NodePort", "node-a") == "refused"
    assert felt(after, "client/laptop", "service/web-nodeport", "NodePort", "node-b") == (
        "web-1 web-2 web-3 / delivered"
    )


@MODES
def test_the_kernel_goes_on_remembering_clients(mode: str) -> None:
    cluster = changed(small_cluster(), f"mode {mode}, sticky web, proxy-stopped node-a")
    after = changed(cluster, "visited pod/client>service/web")
    assert felt(after, "pod/client", "service/web") == "web-1 / delivered"


def test_the_process_for_localhost_stops_with_kube_proxy() -> None:
    cluster = changed(small_cluster(), "mode nftables, localhost open")
    assert felt(cluster, "node/node-a", "127.0.0.1:30080") == "web-1 web-2 web-3 / delivered"
    stopped = change.kube_proxy_stopped(cluster, "node-a")
    assert felt(stopped, "node/node-a", "127.0.0.1:30080") == "refused"


@cases(
    """
    changes                        policy   node    answers
    -                              Cluster  node-a  yes
    -                              Cluster  node-c  yes      # every node, with or without an endpoint
    down node-a                    Cluster  node-a  no
    proxy-stopped node-a           Cluster  node-a  no
    proxy-stopped node-a           Cluster  node-b  yes
    deleting node-a                Cluster  node-a  no       # KEP-3836
    gone web-1                     Cluster  node-a  yes
    -                              Local    node-a  yes
    -                              Local    node-c  no       # no endpoint there
    down node-a                    Local    node-a  no
    proxy-stopped node-a           Local    node-a  no
    deleting node-a                Local    node-a  yes      # only 10256/healthz minds that
    not-ready web-1                Local    node-a  no
    terminating web-1              Local    node-a  no       # still gets packets, but counts no more
    not-ready web-2                Local    node-b  yes      # web-3 is ready
    """,
    source="pkg/proxy/healthcheck/proxy_health.go, service_health.go; TestHealthCheckNodePortWhenTerminating",
)
def test_health_checks(changes: str, policy: str, node: str, answers: str) -> None:
    local = ", local web-lb, health-check web-lb" if policy == "Local" else ""
    cluster = changed(small_cluster(), f"{changes}{local}")
    service = cluster.service_by_reference[Reference("service", "web-lb", "default")]
    found = health_check_answers(cluster, cluster.node_by_name[node], service)
    assert found == (answers == "yes")


def test_what_is_asked() -> None:
    cluster = small_cluster()
    name = Reference("service", "web-lb", "default")
    assert health_check_of(cluster.service_by_reference[name]) == HealthCheck(10256, "/healthz")
    local = with_service(changed(cluster, "local web-lb"), "web-lb", health_check_node_port=32000)
    assert health_check_of(local.service_by_reference[name]) == HealthCheck(32000, "/healthz")


@cases(
    """
    changes                                  address    port   listens
    -                                        10.0.0.11  10256  yes
    -                                        127.0.0.1  10256  yes
    proxy-stopped node-a                     10.0.0.11  10256  no
    down node-a                              10.0.0.11  10256  no
    health-check web-lb                      10.0.0.11  32000  no     # policy Cluster needs no port of its own
    local web-lb, health-check web-lb        10.0.0.11  32000  yes
    local web-lb, health-check web-lb, gone web-1  10.0.0.11  32000  yes  # it answers 503
    local web-lb, health-check web-lb        127.0.0.1  32000  yes
    local web-lb, health-check web-lb, node-ports primary  127.0.0.1  32000  no
    local web-lb, health-check web-lb, mode nftables       127.0.0.1  32000  no
    local web-lb, health-check web-lb, node-ports 192.0.2.0/24  10.0.0.11  32000  no
    local web-lb, health-check web-lb, proxy-stopped node-a  10.0.0.11  32000  no
    -                                        10.0.0.11  32000  no
    """,
    source="pkg/proxy/healthcheck/service_health.go newServiceHealthServer",
)
def test_where_kube_proxy_listens(changes: str, address: str, port: str, listens: str) -> None:
    cluster = changed(small_cluster(), changes)
    found = health.listens(cluster, cluster.node_by_name["node-a"], ip_address(address), int(port))
    assert found == (listens == "yes")


@given(cluster=clusters(), packet=packets(), node=st.sampled_from(NODES))
def test_rules_decide_as_before_while_nothing_changes(
    cluster: Cluster, packet: Packet, node: str
) -> None:
    """Only a port of the process itself, at localhost in nftables mode, is gone."""
    stopped = change.kube_proxy_stopped(cluster, node)
    for one in cluster.nodes:
        before = decide(cluster, one, packet)
        if before.reason is not Reason.LOCALHOST_NODE_PORT:
            assert decide(stopped, one, packet) == before
