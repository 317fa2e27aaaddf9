"""Two families: which address a client takes, and what differs between IPv4 and IPv6 on the way."""

from __future__ import annotations

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Family, family_of
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Action, Trace
from support.ask import answers as pods_of
from support.ask import ask, changed, sources_seen
from support.ask import verdict as verdicts
from support.cases import cases
from support.manifests import cluster_of

MODES = pytest.mark.parametrize("mode", ["iptables", "nftables"])
RANGES = {
    "both": (
        "10.244.{n}.0/24, fd00:244:{n}::/64",
        "10.0.0.1{n} 2001:db8::1{n}",
        "10.96.0.0/16, fd00:96::/112",
    ),
    "4": ("10.244.{n}.0/24", "10.0.0.1{n}", "10.96.0.0/16"),
    "6": ("fd00:244:{n}::/64", "2001:db8::1{n}", "fd00:96::/112"),
}


def dual_stack(
    families: str = "both", spec: str = "ipFamilyPolicy: PreferDualStack", pods: str = "Routed"
) -> Cluster:
    """Two nodes, a Pod of web and a client on each; a laptop of each family, and one of both."""
    ranges, addresses, services = RANGES[families]
    nodes = (
        f"""
apiVersion: v1
kind: Node
metadata: {{name: node-{letter}}}
spec: {{podCIDRs: [{ranges.format(n=number)}]}}
status: {{addresses: [{", ".join(f"{{type: InternalIP, address: '{one}'}}" for one in addresses.format(n=number).split())}]}}
---
apiVersion: v1
kind: Pod
metadata: {{name: client-{letter}}}
spec: {{nodeName: node-{letter}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: web-{letter}, labels: {{app: web}}}}
spec: {{nodeName: node-{letter}}}
"""
        for number, letter in enumerate("ab", start=1)
    )
    return cluster_of(
        *nodes,
        f"""
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: {{name: kubernetes}}
spec: {{cidrs: [{services}]}}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: {"10.244.0.0/16,fd00:244::/32" if families == "both" else "10.244.0.0/16" if families == "4" else "fd00:244::/32"}
---
apiVersion: atlas.example/v1
kind: PodNetwork
metadata: {{name: pods}}
spec: {{mode: {pods.lower()}}}
---
apiVersion: atlas.example/v1
kind: LoadBalancer
metadata: {{name: edge}}
spec: {{pool: [203.0.113.0/28, 2001:db8:203::/120]}}
---
apiVersion: v1
kind: Service
metadata: {{name: web}}
spec:
  type: LoadBalancer
  selector: {{app: web}}
  ports: [{{port: 80, targetPort: 8080, nodePort: 30080}}]
  {spec}
---
apiVersion: v1
kind: Service
metadata: {{name: headless}}
spec:
  clusterIP: None
  selector: {{app: web}}
  ports: [{{port: 8080}}]
  {spec}
---
apiVersion: atlas.example/v1
kind: Client
metadata: {{name: laptop}}
spec: {{addresses: [198.51.100.7, '2600:5200::7']}}
---
apiVersion: atlas.example/v1
kind: Client
metadata: {{name: old}}
spec: {{addresses: [198.51.100.8]}}
---
apiVersion: atlas.example/v1
kind: Client
metadata: {{name: new}}
spec: {{addresses: ['2600:5200::8']}}
""",
    )


def family_used(found: Trace) -> str:
    """Return the families of the first packets: `IPv4`, `IPv6`, or "" if none is sent."""
    first = (one.hops[0].before for one in found.branches if one.hops)
    return " ".join(sorted({family_of(one.destination).value for one in first}))


@cases(
    """
    families  spec                                                       service_families  slices     balancer
    both      ipFamilyPolicy: SingleStack                                IPv4              IPv4       IPv4
    both      ipFamilyPolicy: PreferDualStack                            IPv4 IPv6         IPv4 IPv6  IPv4 IPv6
    both      ipFamilyPolicy: RequireDualStack                           IPv4 IPv6         IPv4 IPv6  IPv4 IPv6
    both      ipFamilies: [IPv6]                                         IPv6              IPv6       IPv6
    both      {ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6]}      IPv6 IPv4         IPv6 IPv4  IPv6 IPv4
    both      ipFamilies: [IPv6, IPv4]                                   IPv6 IPv4         IPv6 IPv4  IPv6 IPv4
    4         ipFamilyPolicy: PreferDualStack                            IPv4              IPv4       IPv4
    6         ipFamilyPolicy: PreferDualStack                            IPv6              IPv6       IPv6
    6         ipFamilyPolicy: SingleStack                                IPv6              IPv6       IPv6
    """,
    source="KEP-563; FACTS 3.5; pkg/registry/core/service/storage/alloc.go",
)
def test_families_of_a_service(
    families: str, spec: str, service_families: str, slices: str, balancer: str
) -> None:
    cluster = dual_stack(families, lines_of(spec))
    (web,) = (one for one in cluster.services if one.name == "web")
    own = sorted(
        (one for one in cluster.endpoint_slices if one.service == "web"), key=lambda one: one.name
    )
    assert " ".join(web.ip_families) == service_families
    assert " ".join(family_of(ip).value for ip in web.cluster_ips) == service_families
    assert " ".join(one.family for one in own) == slices
    assert all(len(one.endpoints) == 2 for one in own)
    assert " ".join(family_of(ip).value for ip in web.load_balancer_ips) == balancer


def lines_of(spec: str) -> str:
    """Return the fields of a flow mapping as lines of a block one."""
    if not spec.startswith("{"):
        return spec
    policy, families = spec.strip("{}").split(", ", 1)
    return f"{policy}\n  {families}"


@MODES
@cases(
    """
    families  spec             client         to                 entry         family  verdict
    both      PreferDualStack  pod/client-a   service/web        ClusterIP     IPv4    delivered
    both      PreferDualStack  pod/client-a   service/web        Name          IPv4    delivered   # the first family that it has
    both      PreferDualStack  node/node-a    service/web        ClusterIP     IPv4    delivered
    both      PreferDualStack  client/laptop  service/web        LoadBalancer  IPv4    delivered
    both      PreferDualStack  client/old     service/web        LoadBalancer  IPv4    delivered
    both      PreferDualStack  client/new     service/web        LoadBalancer  IPv6    delivered
    both      PreferDualStack  client/new     service/web        NodePort      IPv6    delivered
    both      PreferDualStack  client/new     node/node-b:30080  -             IPv6    delivered
    both      PreferDualStack  pod/client-a   service/headless   -             IPv4    delivered
    both      SingleStack      client/new     service/web        LoadBalancer  -       unreachable
    both      SingleStack      client/new     service/web        NodePort      IPv6    refused      # the node has the address, the Service no such family
    6         PreferDualStack  pod/client-a   service/web        ClusterIP     IPv6    delivered
    6         PreferDualStack  pod/client-a   service/web        Name          IPv6    delivered
    6         PreferDualStack  pod/client-a   service/headless   -             IPv6    delivered
    6         PreferDualStack  client/new     service/web        NodePort      IPv6    delivered
    6         PreferDualStack  client/old     service/web        NodePort      -       unreachable
    6         PreferDualStack  client/laptop  service/web        LoadBalancer  IPv6    delivered
    6         PreferDualStack  client/laptop  service/web        NodePort      IPv6    delivered
    4         PreferDualStack  client/new     service/web        NodePort      -       unreachable
    4         PreferDualStack  pod/client-a   service/web        ClusterIP     IPv4    delivered
    """,
    source="KEP-563; RFC 6724: an address of a family that one does not have is no candidate",
)
def test_the_family_that_a_client_takes(
    families: str, spec: str, client: str, to: str, entry: str, family: str, verdict: str, mode: str
) -> None:
    cluster = changed(dual_stack(families, f"ipFamilyPolicy: {spec}"), f"mode {mode}")
    found = ask(cluster, client, to, entry)
    assert (family_used(found), verdicts(found)) == (family, verdict)
    if verdict == "delivered":
        assert pods_of(found) == "web-a web-b"


@MODES
@cases(
    """
    pods    client         to                       source_seen
    Routed  pod/client-a   [fd00:96::WEB]:80        pod/client-a
    Routed  node/node-a    [fd00:96::WEB]:80        2001:db8::11
    Routed  client/new     [2001:db8::11]:30080     2001:db8::11
    Bridge  pod/client-a   [fd00:96::WEB]:80        pod/client-a
    Bridge  node/node-a    [fd00:96::WEB]:80        2001:db8::11 fd00:244:1::1   # to its own Pods through the bridge
    Bridge  client/new     [2001:db8::11]:30080     2001:db8::11 fd00:244:1::1
    Bridge  client/old     10.0.0.11:30080          10.0.0.11 10.244.1.1
    Routed  client/old     10.0.0.11:30080          10.0.0.11
    """,
    source="FACTS 4.3, 7; DESIGN.md §3.3: the bridge has the first address of the node's range, in each family",
)
def test_sources_in_each_family(
    pods: str, client: str, to: str, source_seen: str, mode: str
) -> None:
    cluster = changed(dual_stack(pods=pods), f"mode {mode}")
    (web,) = (one for one in cluster.services if one.name == "web")
    found = ask(cluster, client, to.replace("fd00:96::WEB", str(web.cluster_ip(Family.IPV6))))
    assert verdicts(found) == "delivered"
    seen = {str(one.source_seen) for one in found.branches}
    if source_seen.startswith("pod/"):
        assert sources_seen(cluster, found) == source_seen
    else:
        assert " ".join(sorted(seen)) == source_seen


@cases(
    """
    mode      family  picked  verdict    reason
    iptables  IPv4    node-a  timed out  own-source     # a martian is dropped before any rule
    iptables  IPv6    node-a  refused    no-endpoints   # IPv6 knows none: the rules for packets that arrive refuse it
    iptables  IPv4    node-b  refused    no-endpoints
    iptables  IPv6    node-b  refused    no-endpoints
    nftables  IPv4    -       refused    no-endpoints   # refused before it leaves
    nftables  IPv6    -       refused    no-endpoints
    """,
    source="FACTS 5.2; Linux net/ipv6/route.c asks for no way back to the source; seen by the agreement run",
)
def test_a_balancer_gives_a_node_its_own_packet_back(
    mode: str, family: str, picked: str, verdict: str, reason: str
) -> None:
    cluster = changed(dual_stack(), f"mode {mode}, gone web-a, gone web-b")
    (web,) = (one for one in cluster.services if one.name == "web")
    (address,) = (ip for ip in web.load_balancer_ips if family_of(ip).value == family)
    found = ask(cluster, "node/node-a", f"[{address}]:80" if family == "IPv6" else f"{address}:80")
    ends = {
        next(
            (str(dict(hop.facts)["node"]) for hop in one.hops if hop.action is Action.BALANCE), ""
        ): (
            one.verdict.value,
            one.hops[-1].reason.name.lower().replace("_", "-"),
        )
        for one in found.branches
    }
    assert ends[picked] == (verdict, reason)


@cases(
    """
    families  client       name      types
    both      pod/client-a  web      A AAAA
    both      pod/client-a  headless  A A AAAA AAAA
    6         pod/client-a  web      AAAA
    4         pod/client-a  headless  A A
    """,
    source="kubernetes/dns docs/specification.md 2.3, 2.4",
)
def test_records_of_both_families(families: str, client: str, name: str, types: str) -> None:
    cluster = dual_stack(families)
    found = resolve(cluster, sender_of(cluster, client).place, name)
    assert " ".join(one.type.value for one in found.records) == types
