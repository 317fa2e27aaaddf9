"""What follows from a change, and what does not: slices, hints, health-check ports, the balancer's report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.outside import Forwarding
from atlas.model.reference import Reference
from atlas.model.service import (
    MANAGED_BY,
    SLICE_CONTROLLER,
    Endpoint,
    IPMode,
    Service,
    TrafficPolicy,
)
from atlas.what_if import change
from support.ask import answers, ask
from support.cases import cases
from support.manifests import NODES, cluster_of, service, workload

WEB, POD = Reference("service", "web", "default"), Reference("pod", "web-1", "default")
EDGE = """
apiVersion: atlas.example/v1
kind: LoadBalancer
metadata: {name: edge}
spec: {pool: [203.0.113.0/26]}
"""
SELECTS = "selector: {app: web}, ports: [{port: 80, targetPort: 8080}]"


def web(more: str = "", annotations: str = "") -> str:
    """Return the Service `web`; `more` comes before what it selects."""
    written = service("web", f"{more}{SELECTS}")
    return written.replace("{name: web}", f"{{name: web, annotations: {{{annotations}}}}}")


def pod(number: int, node: str, ready: bool = True) -> str:
    return f"""
apiVersion: v1
kind: Pod
metadata: {{name: web-{number}, labels: {{app: web}}}}
spec: {{nodeName: {node}}}
status:
  podIP: 10.244.{" abc".index(node[-1])}.{10 + number}
  conditions: [{{type: Ready, status: "{ready}"}}]
"""


PODS = (pod(1, "node-a"), pod(2, "node-b"), pod(3, "node-c"))


def hints(cluster: Cluster) -> str:
    """Return for which zones the endpoints are meant: `1 2 -`."""
    found = [one for part in cluster.slices_by_service["default", "web"] for one in part.endpoints]
    return " ".join("+".join(one.hints_zones).replace("zone-", "") or "-" for one in found)


def web_of(cluster: Cluster) -> Service:
    return cluster.service_by_reference[WEB]


# Hints


def test_the_annotation_wins_over_the_field_as_a_what_if_too() -> None:
    """Without CPU figures it comes to nothing, and every Pod gets a third."""
    automatic = "service.kubernetes.io/topology-mode: Auto"
    written = cluster_of(NODES, *PODS, web("trafficDistribution: PreferSameZone, ", automatic))
    plain = cluster_of(NODES, *PODS, web(annotations=automatic))
    what_if = change.with_traffic_distribution(plain, WEB, "PreferSameZone")
    assert what_if == written
    assert hints(what_if) == "- - -"
    assert answers(ask(what_if, "pod/web-2", "service/web")) == "web-1 web-2 web-3"


@cases(
    """
    preference      ready  hints
    PreferSameZone  yes    1 2 2
    PreferSameZone  no     - 2 2
    PreferClose     no     - 2 2
    PreferSameNode  no     - 2 2
    -               no     - - -
    """,
    source="KEP-3015: hints are for ready endpoints only; staging endpointslice/trafficdist.go",
)
def test_an_endpoint_that_is_not_ready_has_no_hint_whichever_came_first(
    preference: str, ready: str, hints: str
) -> None:
    def preferring(cluster: Cluster) -> Cluster:
        return change.with_traffic_distribution(cluster, WEB, preference.strip("-"))

    def failing(cluster: Cluster) -> Cluster:
        return cluster if ready == "yes" else change.pod_not_ready(cluster, POD)

    cluster = cluster_of(NODES, *PODS, web())
    assert preferring(failing(cluster)) == failing(preferring(cluster))
    assert hints_of(preferring(failing(cluster))) == hints


hints_of = hints


def test_a_node_that_is_not_ready_counts_no_more_for_shared_hints() -> None:
    nodes = NODES.replace("status: {addr", "status: {allocatable: {cpu: 2}, addr")
    automatic = "service.kubernetes.io/topology-mode: Auto"
    cluster = cluster_of(nodes, *PODS, web(annotations=automatic))
    assert hints(cluster) == "1 2 2"
    assert hints(change.node_not_ready(cluster, "node-a")) == "- - -"
    assert hints(change.zone_unknown(cluster, "node-c")) == "- - -"


# Health-check ports


def local(cluster: Cluster) -> Cluster:
    return change.with_external_policy(cluster, WEB, TrafficPolicy.LOCAL)


def cluster_policy(cluster: Cluster) -> Cluster:
    return change.with_external_policy(cluster, WEB, TrafficPolicy.CLUSTER)


def test_a_health_check_port_is_the_one_that_the_manifest_gets() -> None:
    written = cluster_of(NODES, web("type: LoadBalancer, externalTrafficPolicy: Local, "), EDGE)
    what_if = local(cluster_of(NODES, web("type: LoadBalancer, "), EDGE))
    assert what_if == written
    assert web_of(what_if).health_check_node_port


def test_a_health_check_port_is_given_up_with_the_policy() -> None:
    plain = cluster_of(NODES, web("type: LoadBalancer, "), EDGE)
    assert cluster_policy(local(plain)) == plain
    chosen = "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 32000, "
    written = cluster_of(NODES, web(chosen), EDGE)
    assert web_of(change.pod_not_ready(written, POD)).health_check_node_port == 32000
    assert web_of(cluster_policy(written)).health_check_node_port == 0


def test_a_full_range_leaves_no_health_check_port() -> None:
    network = """
apiVersion: atlas.example/v1
kind: PodNetwork
metadata: {name: default}
spec: {nodePortRange: 30000-30000}
"""
    cluster = cluster_of(NODES, network, web("type: LoadBalancer, "), EDGE)
    with pytest.raises(ValueError, match="service/web: no node port is free"):
        local(cluster)


def test_a_number_that_was_written_stays_with_the_protocol_that_shares_it() -> None:
    ports = "[{name: t, port: 53, nodePort: 30053}, {name: u, port: 53, protocol: UDP}]"
    written = service("web", f"type: NodePort, selector: {{app: web}}, ports: {ports}")
    after = local(cluster_of(NODES, written))
    assert [one.node_port for one in web_of(after).ports] == [30053, 30053]


# Load balancers


@pytest.mark.parametrize("forwarding", Forwarding)
def test_the_balancer_reports_how_it_forwards(forwarding: Forwarding) -> None:
    cluster = cluster_of(NODES, web("type: LoadBalancer, "), EDGE)
    (reported,) = web_of(change.with_forwarding(cluster, "edge", forwarding)).load_balancer_ingress
    expected = IPMode.VIP if forwarding is Forwarding.PASSTHROUGH else IPMode.PROXY
    assert reported.ip_mode is expected


def test_a_report_that_was_written_stays() -> None:
    status = "status: {loadBalancer: {ingress: [{ip: 203.0.113.9, ipMode: VIP}]}}\n"
    cluster = cluster_of(NODES, web("type: LoadBalancer, ") + status, EDGE)
    after = change.with_forwarding(cluster, "edge", Forwarding.PROXY)
    assert web_of(after) == web_of(cluster)


# Slices that were written


def stored(labels: str = f"{MANAGED_BY}: {SLICE_CONTROLLER}", endpoints: str = "") -> str:
    return f"""
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: web-x, labels: {{kubernetes.io/service-name: web, {labels}}}}}
addressType: IPv4
ports: [{{port: 8080}}]
endpoints:
- {{addresses: [10.244.1.11], nodeName: node-a, zone: zone-1, targetRef: {{kind: Pod, name: web-1}}}}
- {{addresses: [10.244.2.12], nodeName: node-b, zone: zone-2, targetRef: {{kind: Pod, name: web-2}}}}
{endpoints}
"""


def endpoints_of(cluster: Cluster) -> list[Endpoint]:
    (part,) = cluster.slices_by_service["default", "web"]
    return list(part.endpoints)


Changed = Callable[[Cluster], Cluster]
TOUCHING: dict[str, Changed] = {
    "not ready": lambda one: change.pod_not_ready(one, POD),
    "terminating": lambda one: change.pod_terminating(one, POD),
    "gone": lambda one: change.pod_gone(one, POD),
    "moved": lambda one: change.pod_moved(one, POD, "node-c"),
    "no zone": lambda one: change.zone_unknown(one, "node-a"),
    "hints": lambda one: change.with_traffic_distribution(one, WEB, "PreferSameZone"),
}


@pytest.mark.parametrize("what", TOUCHING)
def test_a_slice_that_a_controller_looks_after_follows(what: str) -> None:
    cluster = cluster_of(NODES, *PODS[:2], web(), stored())
    plain = cluster_of(NODES, *PODS[:2], web())
    assert endpoints_of(TOUCHING[what](cluster)) == endpoints_of(TOUCHING[what](plain))


@pytest.mark.parametrize("what", TOUCHING)
@pytest.mark.parametrize("labels", ["", f"{MANAGED_BY}: somebody"])
def test_a_slice_that_was_written_by_hand_stays(what: str, labels: str) -> None:
    cluster = cluster_of(NODES, *PODS, web(), stored(labels))
    assert TOUCHING[what](cluster).endpoint_slices == cluster.endpoint_slices


def test_a_stored_endpoint_keeps_what_the_change_is_not_about() -> None:
    """The manifests show hints that nothing explains, and a Pod that is not among them."""
    odd = "- {addresses: [10.244.3.99], nodeName: node-c, hints: {forZones: [{name: zone-9}]}, targetRef: {kind: Pod, name: unseen}}"
    text = stored(endpoints=odd).replace(
        "zone: zone-1", "zone: zone-1, hints: {forZones: [{name: zone-8}]}"
    )
    cluster = cluster_of(NODES, *PODS[:2], web(), text)
    first, second, third = endpoints_of(cluster)
    after = change.pod_not_ready(cluster, POD)
    assert endpoints_of(after) == [replace(first, ready=False, serving=False), second, third]
    assert endpoints_of(change.pod_gone(cluster, POD)) == [second, third]
    assert endpoints_of(change.node_down(cluster, "node-a")) == [first, second, third]


def test_both_families_follow() -> None:
    nodes = NODES.replace("podCIDR: 10.244.1.0/24", "podCIDRs: [10.244.1.0/24, 'fd00:1::/64']")
    text = pod(1, "node-a").replace(
        "podIP: 10.244.1.11", "podIPs: [{ip: 10.244.1.11}, {ip: 'fd00:1::b'}]"
    )
    both = web("ipFamilyPolicy: RequireDualStack, ")
    ranges = "apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: kubernetes}\nspec: {cidrs: [10.96.0.0/16, 'fd01::/112']}\n"
    six = (
        stored()
        .replace("web-x", "web-y")
        .replace("IPv4", "IPv6")
        .replace("10.244.1.11", "fd00:1::b")
    )
    six = "\n".join(line for line in six.splitlines() if "web-2" not in line)
    four = "\n".join(line for line in stored().splitlines() if "web-2" not in line)
    for more in ((), (four, six)):
        after = change.pod_not_ready(cluster_of(nodes, ranges, text, both, *more), POD)
        found = {part.family: [e.ready for e in part.endpoints] for part in after.endpoint_slices}
        assert found == {Family.IPV4: [False], Family.IPV6: [False]}


def test_a_pod_of_a_workload_follows_too() -> None:
    cluster = cluster_of(NODES, workload("web", 3), web())
    after = change.pod_gone(cluster, POD)
    assert [str(one.target) for one in endpoints_of(after)] == ["pod/web-2", "pod/web-3"]
