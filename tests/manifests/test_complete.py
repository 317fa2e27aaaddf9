"""The small control plane: what controllers would have added to the manifests."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest

from atlas.controlplane.allocate import static_band
from atlas.manifests.problem import Expected
from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.http import PathType
from atlas.model.network import Family
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import IPMode, Service
from atlas.model.workload import Pod
from atlas.world.load import load
from support.cases import cases
from support.manifests import CLUSTER, KUBECTL, NODES, ORACLE, cluster_of, service, workload

EDGE = "apiVersion: atlas.example/v1\nkind: LoadBalancer\nmetadata: {name: edge}\nspec: {pool: [203.0.113.0/26]}\n"
DUAL_STACK = """
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: {name: kubernetes}
spec: {cidrs: [10.96.0.0/16, "fd00:96::/112"]}
"""
WEB_POD = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
"""


def pods(cluster: Cluster) -> dict[str, Pod]:
    return {pod.name: pod for pod in cluster.pods}


def services(cluster: Cluster) -> dict[str, Service]:
    return {one.name: one for one in cluster.services}


# Workload controllers and scheduler


@cases(
    """
    kind         replicas  spec                              placed
    Deployment   3         {}                                web-1:node-a web-2:node-b web-3:node-c
    Deployment   4         {}                                web-1:node-a web-2:node-b web-3:node-c web-4:node-a
    ReplicaSet   1         {}                                web-1:node-a
    Deployment   3         {nodeSelector: {disk: ssd}}       web-1:node-a web-2:node-b web-3:node-a
    Deployment   2         {nodeName: node-c}                web-1:node-c web-2:node-c
    StatefulSet  2         {}                                web-0:node-a web-1:node-b
    DaemonSet    0         {}                                web-1:node-a web-2:node-b web-3:node-c
    DaemonSet    0         {nodeSelector: {disk: ssd}}       web-1:node-a web-2:node-b
    Deployment   0         {}                                -
    """,
    source="our own rule: fewest Pods of the same workload, then fewest Pods, then the node's name",
)
def test_pods_of_workloads(kind: str, replicas: str, spec: str, placed: str) -> None:
    cluster = cluster_of(NODES, workload("web", int(replicas), kind, spec))
    assert [f"{pod.name}:{pod.node}" for pod in cluster.pods] == placed.split()


def test_the_scheduler_counts_the_pods_that_run_already() -> None:
    cluster = cluster_of(NODES, workload("api", 2), workload("web", 2))
    assert [(pod.name, pod.node) for pod in cluster.pods] == [
        ("api-1", "node-a"),
        ("api-2", "node-b"),
        ("web-1", "node-c"),
        ("web-2", "node-a"),
    ]


def test_the_scheduler_counts_the_pods_that_have_a_node_by_name() -> None:
    there = "apiVersion: v1\nkind: Pod\nmetadata: {name: z}\nspec: {nodeName: node-a}\n"
    assert pods(cluster_of(NODES, workload("web"), there))["web-1"].node == "node-b"


def test_a_workload_that_has_pods_makes_no_more() -> None:
    running = (
        f"{WEB_POD}spec: {{nodeName: node-a}}\nstatus: {{podIP: 10.244.1.9, phase: Running}}\n"
    )
    assert list(pods(cluster_of(NODES, workload("web", 3), running))) == ["web"]


def test_a_replica_set_of_a_deployment_makes_no_pods_of_its_own() -> None:
    owned = (
        workload("web-5d8f", kind="ReplicaSet")
        .replace("app: web-5d8f", "app: web")
        .replace(
            "metadata: {name: web-5d8f}",
            "metadata: {name: web-5d8f, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web,"
            " uid: a, controller: true}]}",
        )
    )
    assert list(pods(cluster_of(NODES, workload("web"), owned))) == ["web-1"]
    assert list(pods(cluster_of(NODES, owned))) == ["web-5d8f-1"]


def test_pods_of_a_stateful_set_have_names_in_dns() -> None:
    cluster = cluster_of(
        NODES,
        workload("db", 1, "StatefulSet"),
        service("db", "clusterIP: None, selector: {app: db}"),
    )
    pod = pods(cluster)["db-0"]
    assert (pod.hostname, pod.subdomain, pod.owner) == ("db-0", "db", "statefulset/db")
    assert [one.hostname for one in cluster.endpoint_slices[0].endpoints] == ["db-0"]


def test_ordinals_of_a_stateful_set() -> None:
    text = workload("db", 2, "StatefulSet").replace(
        "replicas: 2", "replicas: 2\n  ordinals: {start: 5}"
    )
    assert list(pods(cluster_of(NODES, text))) == ["db-5", "db-6"]


# Network plugin


def test_pod_addresses_begin_behind_the_bridge() -> None:
    cluster = cluster_of(NODES, workload("web", 4))
    assert [str(pod.ips[0]) for pod in cluster.pods] == [
        "10.244.1.2",
        "10.244.2.2",
        "10.244.3.2",
        "10.244.1.3",
    ]


def test_pod_addresses_are_given_in_order_of_the_names() -> None:
    there = "apiVersion: v1\nkind: Pod\nmetadata: {name: z}\nspec: {nodeName: node-a}\n"
    one_node = NODES.split("---")[0]
    cluster = cluster_of(one_node, there, workload("a"))
    assert [(pod.name, str(pod.ips[0])) for pod in cluster.pods] == [
        ("a-1", "10.244.1.2"),
        ("z", "10.244.1.3"),
    ]


def test_addresses_in_use_are_not_given_again() -> None:
    other = "apiVersion: v1\nkind: Pod\nmetadata: {name: z}\nspec: {nodeName: node-a}\nstatus: {podIP: 10.244.1.2}\n"
    cluster = cluster_of(NODES, other, workload("web", 1, spec="{nodeName: node-a}"))
    assert str(pods(cluster)["web-1"].ips[0]) == "10.244.1.3"


def test_host_network_pods_have_their_nodes_addresses() -> None:
    cluster = cluster_of(NODES, workload("agent", kind="DaemonSet", spec="{hostNetwork: true}"))
    assert [(pod.node, str(pod.ips[0]), pod.host_network) for pod in cluster.pods] == [
        ("node-a", "10.0.0.11", True),
        ("node-b", "10.0.0.12", True),
        ("node-c", "10.0.0.13", True),
    ]


def test_dual_stack_nodes_give_two_addresses() -> None:
    node = """
apiVersion: v1
kind: Node
metadata: {name: node-a}
spec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24, "fd00:10:244:1::/64"]}
status: {addresses: [{type: InternalIP, address: 10.0.0.11}, {type: InternalIP, address: "fd00::11"}]}
"""
    cluster = cluster_of(node, workload("web"), workload("agent", spec="{hostNetwork: true}"))
    found = {pod.name: [str(ip) for ip in pod.ips] for pod in cluster.pods}
    assert found == {
        "web-1": ["10.244.1.2", "fd00:10:244:1::2"],
        "agent-1": ["10.0.0.11", "fd00::11"],
    }


@cases(
    """
    status                                                                  pods
    {phase: Running, podIP: 10.244.1.9}                                     web:ready
    {podIP: 10.244.1.9, conditions: [{type: Ready, status: "True"}]}        web:ready
    {podIP: 10.244.1.9, conditions: [{type: Ready, status: "False"}]}       web:not-ready
    {podIP: 10.244.1.9, conditions: [{type: Initialized, status: "True"}]}  web:not-ready
    {phase: Running}                                                        web:ready
    {phase: Pending}                                                        -
    {phase: Succeeded, podIP: 10.244.1.9}                                   -
    {phase: Failed}                                                         -
    {}                                                                      web:ready
    """,
    source="core/v1 PodStatus; a Pod that has ended, or has no address yet, takes no part",
)
def test_status_of_pods(status: str, pods: str) -> None:
    cluster = cluster_of(NODES, f"{WEB_POD}spec: {{nodeName: node-a}}\nstatus: {status}\n")
    found = [f"{pod.name}:{'ready' if pod.ready else 'not-ready'}" for pod in cluster.pods]
    assert found == pods.split()


# ClusterIPs and node ports


@cases(
    """
    size    divisor  most  band
    65536   16       256   256
    256     16       256   16
    128     16       256   16
    4096    16       256   256
    1024    16       256   64
    16      16       256   0
    2768    32       128   86    # node ports: 30000 to 30085
    """,
    source="KEP-3070, KEP-3668; pkg/registry/core/service/ipallocator, portallocator calculateRangeOffset",
)
def test_static_band(size: str, divisor: str, most: str, band: str) -> None:
    assert static_band(int(size), int(divisor), int(most)) == int(band)


def test_picked_numbers_are_from_the_upper_bands() -> None:
    text = [service(f"web-{n}", "type: NodePort, ports: [{port: 80}]") for n in range(100)]
    cluster = cluster_of(*text)
    ips = [one.cluster_ips[0] for one in cluster.services]
    ports = [one.ports[0].node_port for one in cluster.services]
    assert len(set(ips)) == len(set(ports)) == 100
    upper_band = range(int(ip_address("10.96.1.1")), int(ip_address("10.96.255.255")))
    assert all(int(ip) in upper_band for ip in ips)
    assert all(30086 <= port <= 32767 for port in ports)


@cases(
    """
    range        first  last
    30000-32767  30000  32767
    1-65535      1      65535
    30000-30000  30000  30000
    """,
    source="kube-apiserver --service-node-port-range",
)
def test_the_range_of_node_ports(range: str, first: str, last: str) -> None:
    network = f"apiVersion: atlas.example/v1\nkind: PodNetwork\nmetadata: {{name: a}}\nspec: {{nodePortRange: {range}}}\n"
    assert cluster_of(network).network.node_port_range == (int(first), int(last))


@cases(
    """
    affinity                    config                               timeout
    sessionAffinity: ClientIP,  {clientIP: {timeoutSeconds: 86400}}  86400
    sessionAffinity: ClientIP,  {clientIP: {}}                       10800
    sessionAffinity: ClientIP,  {}                                   10800
    sessionAffinity: None,      {clientIP: {timeoutSeconds: 600}}    10800
    -                           {clientIP: {timeoutSeconds: 0}}      10800    # dropped before it is looked at
    """,
    source="pkg/apis/core/v1/defaults.go SetDefaults_Service",
)
def test_how_long_affinity_lasts(affinity: str, config: str, timeout: str) -> None:
    spec = f"{affinity} sessionAffinityConfig: {config}, ports: [{{port: 80}}]"
    (found,) = cluster_of(service("web", spec)).services
    assert found.session_affinity_timeout == int(timeout)


def test_a_full_upper_band_continues_in_the_lower_one() -> None:
    network = "apiVersion: atlas.example/v1\nkind: PodNetwork\nmetadata: {name: a}\nspec: {nodePortRange: 30000-30019}\n"
    text = [service(f"web-{n}", "type: NodePort, ports: [{port: 80}]") for n in range(20)]
    cluster = cluster_of(network, *text)
    assert {one.ports[0].node_port for one in cluster.services} == set(range(30000, 30020))


def test_a_new_service_does_not_move_the_others() -> None:
    text = [service(f"web-{n}", "type: NodePort, ports: [{port: 80}]") for n in range(10)]
    before = services(cluster_of(*text))
    after = services(cluster_of(service("a-first", "type: NodePort, ports: [{port: 80}]"), *text))
    assert {name: after[name] for name in before} == before


def test_written_numbers_are_kept_and_not_given_again() -> None:
    wanted = services(cluster_of(service("web", "type: NodePort, ports: [{port: 80}]")))["web"]
    port = wanted.ports[0].node_port
    taken = service(
        "other",
        f"type: NodePort, clusterIP: {wanted.cluster_ips[0]}, ports: [{{port: 80, nodePort: {port}}}]",
    )
    found = services(cluster_of(service("web", "type: NodePort, ports: [{port: 80}]"), taken))
    assert found["other"].cluster_ips == wanted.cluster_ips
    assert found["web"].cluster_ips != wanted.cluster_ips
    assert found["web"].ports[0].node_port != port


def test_tcp_and_udp_of_one_port_share_a_node_port() -> None:
    ports = "[{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}, {name: metrics, port: 9153}]"
    found = services(cluster_of(service("dns", f"type: NodePort, ports: {ports}")))["dns"]
    first, second, third = (port.node_port for port in found.ports)
    assert first == second != third


@cases(
    """
    spec                                                                       node_port  health_check
    type: ClusterIP                                                            no         no
    type: NodePort                                                             yes        no
    type: NodePort, externalTrafficPolicy: Local                               yes        no
    type: LoadBalancer                                                         yes        no
    type: LoadBalancer, externalTrafficPolicy: Local                           yes        yes
    type: LoadBalancer, allocateLoadBalancerNodePorts: false                   no         no
    type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 30500  yes     yes
    """,
    source="core/v1 ServiceSpec",
)
def test_node_ports(spec: str, node_port: str, health_check: str) -> None:
    found = services(cluster_of(service("web", f"{spec}, ports: [{{port: 80}}]")))["web"]
    assert bool(found.ports[0].node_port) == (node_port == "yes")
    assert bool(found.health_check_node_port) == (health_check == "yes")
    if "30500" in spec:
        assert found.health_check_node_port == 30500


@cases(
    """
    spec                                                       families   ips  policy
    ports: [{port: 80}]                                        IPv4       1    SingleStack
    ipFamilies: [IPv6], ports: [{port: 80}]                    IPv6       1    SingleStack
    ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]       IPv4 IPv6  2    PreferDualStack
    ipFamilyPolicy: RequireDualStack, ipFamilies: [IPv6], ports: [{port: 80}]  IPv6 IPv4  2  RequireDualStack
    clusterIPs: [10.96.0.9, "fd00:96::9"], ports: [{port: 80}]  IPv4 IPv6  2   RequireDualStack
    clusterIP: "fd00:96::9", ports: [{port: 80}]               IPv6       1    SingleStack
    ipFamilyPolicy: PreferDualStack, clusterIP: 10.96.0.9, ports: [{port: 80}]    IPv4 IPv6  2    PreferDualStack
    ipFamilyPolicy: PreferDualStack, clusterIPs: [10.96.0.9], ipFamilies: [IPv4], ports: [{port: 80}]    IPv4  1    PreferDualStack
    clusterIP: None                                            IPv4 IPv6  0    RequireDualStack
    clusterIP: None, selector: {app: a}                        IPv4       0    SingleStack
    type: ExternalName, externalName: example.com              -          0    -
    """,
    source="core/v1 ServiceSpec.ipFamilyPolicy; KEP-563",
)
def test_families(spec: str, families: str, ips: str, policy: str) -> None:
    found = services(cluster_of(DUAL_STACK, service("web", spec)))["web"]
    assert [one.value for one in found.ip_families] == families.split()
    assert len(found.cluster_ips) == int(ips)
    assert found.ip_family_policy == policy


def test_prefer_dual_stack_is_content_with_one_family() -> None:
    spec = "ipFamilyPolicy: PreferDualStack, ports: [{port: 80}]"
    assert services(cluster_of(service("web", spec)))["web"].ip_families == (Family.IPV4,)


# EndpointSlices


def endpoints(cluster: Cluster, name: str = "web") -> list[str]:
    """Return the endpoints of a Service, one text for each: slice, ports, Pod, conditions."""
    return [
        f"{one.name} {','.join(str(port.port) for port in one.ports)} {endpoint.target}"
        f"{' ready' if endpoint.ready else ''}{' serving' if endpoint.serving else ''}"
        f"{' terminating' if endpoint.terminating else ''}"
        for one in cluster.slices_by_service[("default", name)]
        for endpoint in one.endpoints
    ]


@cases(
    """
    metadata                                    ready  publish  found
    -                                           True   false    ready serving
    -                                           False  false    -
    -                                           False  true     ready
    , deletionTimestamp: "2026-01-01T00:00:00Z"  True  false    serving terminating
    , deletionTimestamp: "2026-01-01T00:00:00Z"  False  false   terminating
    , deletionTimestamp: "2026-01-01T00:00:00Z"  True  true     ready serving terminating
    """,
    source="kubernetes/kubernetes staging/src/k8s.io/endpointslice/utils.go podToEndpoint",
)
def test_conditions(metadata: str, ready: str, publish: str, found: str) -> None:
    pod = (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web, labels: {{app: web}}{metadata}}}\n"
        f'spec: {{nodeName: node-a}}\nstatus: {{podIP: 10.244.1.9, conditions: [{{type: Ready, status: "{ready}"}}]}}\n'
    )
    spec = f"selector: {{app: web}}, publishNotReadyAddresses: {publish}, ports: [{{port: 80}}]"
    cluster = cluster_of(NODES, pod, service("web", spec))
    assert endpoints(cluster) == [f"web-1 80 pod/web {found}".strip()]


def test_named_target_ports_may_differ_from_pod_to_pod() -> None:
    text = [
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: web-{port}, labels: {{app: web}}}}\n"
        f"spec: {{nodeName: node-a, containers: [{{name: a, ports: [{{name: http, containerPort: {port}}}]}}]}}\n"
        for port in (8080, 8081)
    ]
    cluster = cluster_of(
        NODES, *text, service("web", "selector: {app: web}, ports: [{port: 80, targetPort: http}]")
    )
    assert endpoints(cluster) == [
        "web-1 8080 pod/web-8080 ready serving",
        "web-2 8081 pod/web-8081 ready serving",
    ]


def test_a_named_target_port_is_looked_up_with_its_protocol() -> None:
    spec = "{containers: [{name: a, ports: [{name: dns, containerPort: 53}, {name: dns-udp, containerPort: 54, protocol: UDP}]}]}"
    ports = (
        "[{name: a, port: 1, targetPort: dns}, {name: b, port: 2, targetPort: dns, protocol: UDP}]"
    )
    cluster = cluster_of(
        NODES, workload("web", spec=spec), service("web", f"selector: {{app: web}}, ports: {ports}")
    )
    assert endpoints(cluster) == ["web-1 53 pod/web-1 ready serving"]


def test_sidecars_count_and_other_init_containers_do_not() -> None:
    spec = (
        "{initContainers: [{name: a, restartPolicy: Always, ports: [{name: http, containerPort: 8080}]},"
        " {name: b, ports: [{name: admin, containerPort: 9090}]}]}"
    )
    ports = "[{name: a, port: 1, targetPort: http}, {name: b, port: 2, targetPort: admin}]"
    cluster = cluster_of(
        NODES, workload("web", spec=spec), service("web", f"selector: {{app: web}}, ports: {ports}")
    )
    assert endpoints(cluster) == ["web-1 8080 pod/web-1 ready serving"]


def test_at_most_a_hundred_endpoints_in_a_slice() -> None:
    cluster = cluster_of(
        NODES, workload("web", 250), service("web", "selector: {app: web}, ports: [{port: 80}]")
    )
    sizes = [(one.name, len(one.endpoints)) for one in cluster.endpoint_slices]
    assert sizes == [("web-1", 100), ("web-2", 100), ("web-3", 50)]


def test_one_slice_for_each_family() -> None:
    pod = f'{WEB_POD}spec: {{nodeName: node-a}}\nstatus: {{podIPs: [{{ip: 10.244.1.9}}, {{ip: "fd00::9"}}]}}\n'
    spec = "ipFamilyPolicy: RequireDualStack, selector: {app: web}, ports: [{port: 80}]"
    cluster = cluster_of(NODES, DUAL_STACK, pod, service("web", spec))
    found = [
        (one.name, one.family.value, str(one.endpoints[0].addresses[0]))
        for one in cluster.endpoint_slices
    ]
    assert found == [("web-1", "IPv4", "10.244.1.9"), ("web-2", "IPv6", "fd00::9")]


@cases(
    """
    distribution    zones   nodes
    -               -       -
    PreferClose     zone-2  -
    PreferSameZone  zone-2  -
    PreferSameNode  zone-2  node-b
    """,
    source="kubernetes/kubernetes staging/src/k8s.io/endpointslice/trafficdist; KEP-3015",
)
def test_hints(distribution: str, zones: str, nodes: str) -> None:
    field = f"trafficDistribution: {distribution}, " if distribution else ""
    spec = f"{field}selector: {{app: web}}, ports: [{{port: 80}}]"
    cluster = cluster_of(NODES, workload("web", spec="{nodeName: node-b}"), service("web", spec))
    (endpoint,) = cluster.endpoint_slices[0].endpoints
    assert " ".join(endpoint.hints_zones) == zones
    assert " ".join(endpoint.hints_nodes) == nodes


def test_endpoints_that_are_not_ready_have_no_hints() -> None:
    status = 'status: {podIP: 10.244.1.9, conditions: [{type: Ready, status: "False"}]}'
    spec = "trafficDistribution: PreferSameNode, selector: {app: web}, ports: [{port: 80}]"
    cluster = cluster_of(
        NODES, f"{WEB_POD}spec: {{nodeName: node-a}}\n{status}\n", service("web", spec)
    )
    (endpoint,) = cluster.endpoint_slices[0].endpoints
    assert (endpoint.hints_zones, endpoint.hints_nodes) == ((), ())


def test_endpoints_are_in_order_of_their_pods() -> None:
    text = [
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: web}}}}\n"
        f"spec: {{nodeName: node-a}}\nstatus: {{podIP: 10.244.1.{number}}}\n"
        for number, name in ((2, "b"), (3, "a"))
    ]
    cluster = cluster_of(NODES, *text, service("web", "selector: {app: web}, ports: [{port: 80}]"))
    assert endpoints(cluster) == ["web-1 80 pod/a ready serving", "web-1 80 pod/b ready serving"]


def test_only_the_service_that_is_the_subdomain_has_the_hostname() -> None:
    cluster = cluster_of(
        NODES,
        workload("db", 1, "StatefulSet"),
        service("db", "clusterIP: None, selector: {app: db}"),
        service("other", "clusterIP: None, selector: {app: db}"),
    )
    found = {one.service: one.endpoints[0].hostname for one in cluster.endpoint_slices}
    assert found == {"db": "db-0", "other": ""}


def test_written_slices_are_taken_as_they_are() -> None:
    written = """
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: web-x, labels: {kubernetes.io/service-name: web}}
addressType: IPv4
ports: [{port: 8080}]
endpoints: [{addresses: [10.244.1.9]}, {addresses: [10.244.1.8], conditions: {ready: false}}]
"""
    cluster = cluster_of(
        NODES, workload("web"), written, service("web", "selector: {app: web}, ports: [{port: 80}]")
    )
    assert endpoints(cluster) == ["web-x 8080 None ready serving", "web-x 8080 None serving"]


def test_a_service_that_selects_nothing_has_an_empty_slice() -> None:
    cluster = cluster_of(service("web", "selector: {app: web}, ports: [{port: 80}]"))
    assert [(one.name, one.endpoints) for one in cluster.endpoint_slices] == [("web-1", ())]


# Load balancers, Ingress, Gateway


def test_load_balancer_addresses() -> None:
    spec = "type: LoadBalancer, ports: [{port: 80}]"
    wanted = "type: LoadBalancer, loadBalancerIP: 203.0.113.1, ports: [{port: 80}]"
    cluster = cluster_of(EDGE, service("b", spec), service("a", spec), service("c", wanted))
    found = {name: str(one.load_balancer_ips[0]) for name, one in services(cluster).items()}
    assert found == {"a": "203.0.113.2", "b": "203.0.113.3", "c": "203.0.113.1"}


def test_without_a_load_balancer_the_address_stays_pending() -> None:
    cluster = cluster_of(service("web", "type: LoadBalancer, ports: [{port: 80}]"))
    assert services(cluster)["web"].load_balancer_ingress == ()


def test_a_load_balancer_serves_its_classes_only() -> None:
    edge = EDGE.replace("spec: {", "spec: {classes: [example.com/edge], ")
    other = "type: LoadBalancer, ports: [{port: 80}]"
    cluster = cluster_of(
        edge, service("a", other), service("b", f"loadBalancerClass: example.com/edge, {other}")
    )
    assert {name: len(one.load_balancer_ips) for name, one in services(cluster).items()} == {
        "a": 0,
        "b": 1,
    }


def test_a_balancer_that_is_a_proxy_says_so() -> None:
    edge = EDGE.replace("spec: {", "spec: {forwarding: Proxy, addresses: [192.0.2.1], ")
    found = services(cluster_of(edge, service("web", "type: LoadBalancer, ports: [{port: 80}]")))[
        "web"
    ]
    assert [one.ip_mode for one in found.load_balancer_ingress] == [IPMode.PROXY]


def test_reported_addresses_are_kept() -> None:
    text = (
        service("web", "type: LoadBalancer, ports: [{port: 80}]")
        + "status: {loadBalancer: {ingress: [{hostname: lb.example.com}, {ip: 203.0.113.40}]}}\n"
    )
    found = services(cluster_of(EDGE, text))["web"]
    assert [(one.hostname, str(one.ip)) for one in found.load_balancer_ingress] == [
        ("lb.example.com", "None"),
        ("", "203.0.113.40"),
    ]


PROXIES = """
apiVersion: atlas.example/v1
kind: HttpProxy
metadata: {name: cloud}
spec: {controller: gce, pool: [203.0.113.64/26]}
---
apiVersion: atlas.example/v1
kind: HttpProxy
metadata: {name: inside}
spec: {controller: example.com/inside, namespace: default, selector: {app: proxy}}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: inside}
spec: {controller: example.com/inside}
---
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: inside}
spec: {controllerName: example.com/inside}
"""
PROXY_SERVICE = service("proxy", "type: LoadBalancer, selector: {app: proxy}, ports: [{port: 80}]")
AS_DEFAULT = (
    'metadata: {name: inside, annotations: {ingressclass.kubernetes.io/is-default-class: "true"}}'
)


def ingress(name: str, spec: str = "", metadata: str = "") -> str:
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}{metadata}}}\n"
        f"spec: {{{spec}defaultBackend: {{service: {{name: proxy, port: {{number: 80}}}}}}}}\n"
    )


@cases(
    """
    spec                         metadata                                            default  address
    ingressClassName: inside,    -                                                   no       203.0.113.1
    -                            , annotations: {kubernetes.io/ingress.class: gce}     no     203.0.113.65
    -                            , annotations: {kubernetes.io/ingress.class: inside}  no     203.0.113.1
    -                            -                                                   no       203.0.113.65
    -                            -                                                   yes      203.0.113.1
    -                            , annotations: {kubernetes.io/ingress.class: gce}   yes      203.0.113.65
    ingressClassName: unknown,   -                                                   no       -
    """,
    source="networking/v1 IngressClass; GKE serves Ingresses without a class (FACTS 8.4)",
)
def test_ingress_addresses(spec: str, metadata: str, default: str, address: str) -> None:
    proxies = PROXIES
    if default == "yes":
        proxies = proxies.replace(
            "kind: IngressClass\nmetadata: {name: inside}", f"kind: IngressClass\n{AS_DEFAULT}"
        )
    cluster = cluster_of(
        EDGE, proxies, PROXY_SERVICE, ingress("shop", f"{spec} " if spec else "", metadata)
    )
    (found,) = cluster.ingresses
    assert " ".join(map(str, found.addresses)) == address
    takes_default = default == "yes" and not metadata
    assert found.class_name == ("inside" if takes_default else spec[18:-1])


def test_a_reported_address_of_an_ingress_is_kept() -> None:
    status = "status: {loadBalancer: {ingress: [{ip: 203.0.113.70}, {hostname: lb.example.com}]}}\n"
    (found,) = cluster_of(PROXIES, ingress("shop") + status).ingresses
    assert [str(ip) for ip in found.addresses] == ["203.0.113.70"]


def test_every_ingress_outside_has_its_own_address() -> None:
    cluster = cluster_of(PROXIES, ingress("b"), ingress("a"))
    found = [(one.name, str(one.addresses[0])) for one in cluster.ingresses]
    assert found == [("a", "203.0.113.65"), ("b", "203.0.113.66")]


def test_a_gateway_in_the_cluster_has_the_address_of_its_service() -> None:
    gateway = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public}
spec: {gatewayClassName: inside, listeners: [{name: http, port: 80, protocol: HTTP}]}
"""
    cluster = cluster_of(EDGE, PROXIES, PROXY_SERVICE, gateway)
    assert [str(ip) for ip in cluster.gateways[0].addresses] == ["203.0.113.1"]


def test_it_is_not_the_address_of_another_service() -> None:
    others = [
        service(name, "type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]")
        for name in ("a", "z")
    ]
    cluster = cluster_of(
        EDGE, PROXIES, PROXY_SERVICE, *others, ingress("shop", "ingressClassName: inside, ")
    )
    addresses = {one.name: one.load_balancer_ips for one in cluster.services}
    assert cluster.ingresses[0].addresses == addresses["proxy"]
    assert len({*addresses.values()}) == 3


def test_a_reported_address_of_a_gateway_is_kept() -> None:
    gateway = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public}
spec: {gatewayClassName: inside, listeners: [{name: http, port: 80, protocol: HTTP}]}
status: {addresses: [{type: Hostname, value: gw.example.com}, {value: 203.0.113.9}]}
"""
    cluster = cluster_of(EDGE, PROXIES, PROXY_SERVICE, gateway)
    assert [str(ip) for ip in cluster.gateways[0].addresses] == ["203.0.113.9"]


def test_a_route_without_rules_has_the_default_rule_of_the_api() -> None:
    route = (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: a}\nspec: {}\n"
    )
    (rule,) = cluster_of(route).http_routes[0].rules
    assert [(match.path, match.path_type) for match in rule.matches] == [("/", PathType.PREFIX)]
    assert rule.backends == ()


# Ranges


def test_ranges_are_guessed_from_the_addresses_in_use() -> None:
    node = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nspec: {podCIDR: 192.168.4.0/24}\n"
    other = "apiVersion: v1\nkind: Node\nmetadata: {name: b}\nspec: {podCIDR: 192.168.7.0/24}\n"
    cluster = cluster_of(
        node,
        other,
        service("a", "clusterIP: 172.20.0.1, ports: [{port: 80}]"),
        service("b", "clusterIP: 172.20.9.1, ports: [{port: 80}]"),
    )
    assert cluster.network.service_cidrs == (ip_network("172.20.0.0/16"),)
    assert cluster.proxy.cluster_cidrs == (ip_network("192.168.4.0/22"),)


@cases(
    """
    services                            others                     ranges
    -                                   -                          10.96.0.0/16
    10.111.255.1 10.96.0.1              -                          10.96.0.0/12                   # kubeadm's default
    172.16.0.1 172.31.0.1               -                          172.16.0.0/12                  # as wide as that
    172.16.0.1 172.32.0.1               -                          172.16.0.0/16 172.32.0.0/16    # further apart
    10.43.0.1 10.200.0.1 10.43.9.1      -                          10.43.0.0/16 10.200.0.0/16
    10.43.0.1                           10.43.200.9                10.43.0.0/18                   # without the node's address
    10.43.0.1                           fd00::9                    10.43.0.0/16
    10.43.0.1                           10.43.0.2                  10.43.0.0/28                   # no room for a usual range
    fd00:43::1 fd00:43::2               fd00:43::f000              fd00:43::/116
    """,
    source="kubeadm's --service-cidr; the usual ranges of distributions; our own rule",
)
def test_service_ranges_hold_all_services_and_nobody_else(
    services: str, others: str, ranges: str
) -> None:
    written = [
        service(f"s-{number}", f"clusterIP: '{ip}', ports: [{{port: 80}}]")
        for number, ip in enumerate(services.split())
    ]
    nodes = [
        f"apiVersion: v1\nkind: Node\nmetadata: {{name: n-{number}}}\n"
        f"status: {{addresses: [{{type: InternalIP, address: '{ip}'}}]}}\n"
        for number, ip in enumerate(others.split())
    ]
    cluster = cluster_of(*written, *nodes)
    assert " ".join(map(str, cluster.network.service_cidrs)) == ranges


def test_the_first_service_range_is_that_of_the_api_server() -> None:
    more = "apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {name: a-later-one}\nspec: {cidrs: [10.97.0.0/16]}\n"
    cluster = cluster_of(more, DUAL_STACK)
    assert [str(one) for one in cluster.network.service_cidrs] == [
        "10.96.0.0/16",
        "fd00:96::/112",
        "10.97.0.0/16",
    ]


def test_without_a_cluster_cidr_kube_proxy_detects_nothing() -> None:
    config = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: nftables\n"
    assert cluster_of(config).proxy.detect_local is DetectLocal.NONE
    assert (
        cluster_of(f"{config}clusterCIDR: 10.0.0.0/8\n").proxy.detect_local
        is DetectLocal.CLUSTER_CIDR
    )


# Whole clusters


def test_objects_are_in_order_of_their_references() -> None:
    text = [
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec: {{nodeName: node-a}}\nstatus: {{podIP: 10.244.1.{number}}}\n"
        for number, (namespace, name) in enumerate((("b", "web"), ("a", "web"), ("b", "api")), 2)
    ]
    references = [pod.reference for pod in cluster_of(*text).pods]
    assert len(references) == 3
    assert references == sorted(references)


def test_the_site_loads_without_a_warning() -> None:
    loaded = load([CLUSTER])
    assert loaded.warnings == ()
    assert all(pod.ips and pod.node for pod in loaded.cluster.pods)
    for one in loaded.cluster.services:
        assert bool(one.cluster_ips) == (not one.headless and not one.external_name)
        assert all(port.node_port for port in one.ports) == (
            one.type in ("NodePort", "LoadBalancer") or not one.ports
        )
        assert bool(one.load_balancer_ips) == (one.type == "LoadBalancer")
    assert all(one.addresses for one in (*loaded.cluster.ingresses, *loaded.cluster.gateways))


def test_documents_of_the_site_are_found_by_reference() -> None:
    loaded = load([CLUSTER])
    document = loaded.document(parse_reference("service/web"))
    assert (document.path.name, document.line) == ("service-clusterip.yaml", 3)
    assert loaded.document(parse_reference("service/web:http")) is document
    assert loaded.document(Reference("podnetwork", "default", "default")).kind == "PodNetwork"
    with pytest.raises(LookupError, match="pod/nobody"):
        loaded.document(parse_reference("pod/nobody"))


def test_the_recorded_cluster_stays_as_it_is() -> None:
    """It has all that controllers would have added, so nothing is filled in."""
    loaded = load([ORACLE])
    assert loaded.warnings == ()
    pods, written = of_the_manifests(loaded.cluster)
    assert len(pods) == 16
    assert len(written) == 25
    text = ORACLE.read_text(encoding="utf-8")
    for pod in pods:
        assert all(f"ip: {ip}" in text for ip in pod.ips)
    for one in written:
        assert all(str(ip) in text for ip in (*one.cluster_ips, *one.load_balancer_ips))
        assert all(f"nodePort: {port.node_port}" in text for port in one.ports if port.node_port)
    assumed = {one.name for one in loaded.cluster.gaps.assumed}
    slices = [one for one in loaded.cluster.endpoint_slices if one.service not in assumed]
    assert len(slices) == text.count("kind: EndpointSlice\n")


def of_the_manifests(cluster: Cluster) -> tuple[list[Pod], list[Service]]:
    """Return the Pods and Services that stand in the manifests, without those that are assumed."""
    assumed = cluster.gaps.assumed
    return (
        [one for one in cluster.pods if one.reference not in assumed],
        [one for one in cluster.services if one.reference not in assumed],
    )


def test_the_output_of_kubectl_stays_as_it_is() -> None:
    loaded = load([KUBECTL])
    assert [(one.expected, one.line > 0) for one in loaded.warnings] == [
        (Expected.ADDRESS_OF_POD, True)
    ]
    cluster = loaded.cluster
    pods, _ = of_the_manifests(cluster)
    assert [(pod.name, pod.owner, str(pod.ips[0])) for pod in pods] == [
        ("web-6d5f9c-x7k2p", "replicaset/web-6d5f9c", "10.42.0.17")
    ]
    web = services(cluster)["web"]
    assert (web.ports[0].node_port, web.health_check_node_port) == (31402, 31877)
    assumed = {one.name for one in cluster.gaps.assumed}
    slices = [one.name for one in cluster.endpoint_slices if one.service not in assumed]
    assert slices == ["kubernetes", "web-q8d7x"]
    assert [str(ip) for ip in cluster.ingresses[0].addresses] == ["203.0.113.21"]
    assert cluster.network.service_cidrs == (ip_network("10.43.0.0/16"),)
    assert cluster.proxy.cluster_cidrs == (ip_network("10.42.0.0/24"),)
