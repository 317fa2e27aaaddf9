"""The odd corners of Services: slices by hand, the host network, external IPs, stray addresses, localhost, labels."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address, ip_network

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    Service,
    ServicePort,
    ServiceType,
)
from atlas.model.workload import ContainerPort
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Entry, Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import answers as pods_of
from support.ask import ask, changed, sources_seen
from support.ask import verdict as verdicts
from support.cases import cases
from support.clusters import endpoint, node_port, pod, service, small_cluster, with_service

MODES = pytest.mark.parametrize("mode", ["iptables", "nftables"])


def arrives_at(found: Trace) -> str:
    """Return every address and port at which a connection may end."""
    ends = {branch.hops[-1].before for branch in found.branches}
    return " ".join(sorted(f"{one.destination}:{one.destination_port}" for one in ends))


def shares_of(found: Trace) -> str:
    """Return the probabilities of the branches, as fractions."""
    return " ".join(sorted(str(branch.probability) for branch in found.branches))


# Slices


def by_hand(*slices: tuple[int, str], ports: tuple[ServicePort, ...] = ()) -> Cluster:
    """A Service without selector, and its slices: each a port of `http` and the names of Pods or addresses."""
    cluster = small_cluster()
    opened = tuple(ContainerPort(port) for port in {port for port, _ in slices} | {8080})
    cluster = replace(cluster, pods=tuple(replace(one, ports=opened) for one in cluster.pods))
    owner = service("hand", "10.96.0.60", ports=ports or (ServicePort(80, 8080, "http"),))
    pods = {one.name: one for one in cluster.pods}
    made = tuple(
        EndpointSlice(
            "default",
            f"hand-{number}",
            "hand",
            ports=(EndpointPort(port, "http"),),
            endpoints=tuple(
                endpoint(pods[word]) if word in pods else Endpoint((ip_address(word),))
                for word in words.split()
            ),
        )
        for number, (port, words) in enumerate(slices)
    )
    return replace(
        cluster,
        services=(*cluster.services, owner),
        endpoint_slices=(*cluster.endpoint_slices, *made),
    )


@MODES
@cases(
    """
    slices                                ends                                                        shares
    8080 web-1                            10.244.1.11:8080                                            1
    8080 web-1, 8080 web-2                10.244.1.11:8080 10.244.2.11:8080                           1/2 1/2
    8080 web-1 web-2, 8080 web-2 web-3    10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080          1/3 1/3 1/3   # an endpoint of two slices counts once
    8080 web-1, 9090 web-2                10.244.1.11:8080 10.244.2.11:9090                           1/2 1/2       # a named port has a number in each Pod
    8080 web-1, 9090 web-1                10.244.1.11:8080 10.244.1.11:9090                           1/2 1/2       # two sockets of one Pod are two endpoints
    5432 192.0.2.50                       192.0.2.50:5432                                             1             # outside the cluster
    """,
    source="FACTS 3.2, 3.3; pkg/proxy/endpointslicecache.go; discovery/v1",
)
def test_slices_are_joined(slices: str, ends: str, shares: str, mode: str) -> None:
    parts = [one.strip().split(" ", 1) for one in slices.split(",")]
    cluster = changed(by_hand(*((int(port), words) for port, words in parts)), f"mode {mode}")
    found = ask(cluster, "pod/client", "service/hand")
    assert (arrives_at(found), shares_of(found), verdicts(found)) == (ends, shares, "delivered")


@MODES
def test_a_slice_whose_port_has_another_name_belongs_to_no_port(mode: str) -> None:
    cluster = by_hand((8080, "web-1"), ports=(ServicePort(80, 8080, "web"),))
    found = ask(changed(cluster, f"mode {mode}"), "pod/client", "service/hand")
    assert verdicts(found) == "refused"


@MODES
@cases(
    """
    to               protocol  ends
    service/multi:dns      TCP  10.244.1.11:5353
    service/multi:dns-udp  UDP  10.244.1.11:5354
    service/multi:53       UDP  10.244.1.11:5354   # the number is that of two ports; the flow's protocol tells
    service/multi:53       TCP  10.244.1.11:5353
    service/multi:metrics  TCP  10.244.1.11:9153
    service/multi          UDP  10.244.1.11:5354   # no port named: the first of the protocol
    """,
    source="FACTS 3.1: TCP and UDP may share a number",
)
def test_ports_are_told_apart_by_name_number_and_protocol(
    to: str, protocol: str, ends: str, mode: str
) -> None:
    cluster = small_cluster()
    ports = (
        ServicePort(53, "dns", "dns"),
        ServicePort(53, "dns-udp", "dns-udp", Protocol.UDP),
        ServicePort(9153, "metrics", "metrics"),
    )
    owner = service("multi", "10.96.0.61", ports=ports)
    numbers = {"dns": 5353, "dns-udp": 5354, "metrics": 9153}
    own = EndpointSlice(
        "default",
        "multi-1",
        "multi",
        ports=tuple(EndpointPort(numbers[one.name], one.name, one.protocol) for one in ports),
        endpoints=(endpoint(cluster.pods[0]),),
    )
    cluster = replace(
        cluster,
        services=(*cluster.services, owner),
        endpoint_slices=(*cluster.endpoint_slices, own),
    )
    flow = Flow("pod/client", to, protocol=Protocol(protocol))
    assert arrives_at(trace(changed(cluster, f"mode {mode}"), flow)) == ends


# The host network


@MODES
@cases(
    """
    changes            client        to             entry     node    answers                  source_seen                 verdict
    -                  pod/agent-a   service/web    -         -       web-1 web-2 web-3        node/node-a                 delivered
    -                  pod/agent-a   service/agent  -         -       agent-a agent-b agent-c  node/node-a                 delivered   # hairpin: it may pick itself
    -                  pod/agent-a   service/agent  NodePort  node-a  agent-a agent-b agent-c  node/node-a                 delivered
    -                  pod/client    service/agent  -         -       agent-a agent-b agent-c  node/node-a pod/client      delivered   # its own node sees the Pod, the others the node
    egress kept        pod/client    service/agent  -         -       agent-a agent-b agent-c  pod/client                  delivered
    -                  node/node-b   service/agent  -         -       agent-a agent-b agent-c  node/node-b                 delivered
    local agent        client/laptop  service/agent  NodePort  node-a  agent-a                 client/laptop               delivered
    internal-local agent  pod/client  service/agent  -        -       agent-a                  pod/client                  delivered
    internal-local agent  pod/agent-c  service/agent  -       -       agent-c                  node/node-c                 delivered
    not-ready agent-a  pod/client    service/agent  -         -       agent-b agent-c          node/node-a                 delivered
    """,
    source="core/v1 PodSpec.hostNetwork; pkg/proxy/nftables/README.md; FACTS 4.3",
)
def test_the_host_network_as_client_and_as_endpoint(
    changes: str,
    client: str,
    to: str,
    entry: str,
    node: str,
    answers: str,
    source_seen: str,
    verdict: str,
    mode: str,
) -> None:
    cluster = changed(small_cluster(), f"{changes}, mode {mode}")
    found = ask(cluster, client, to, entry, node)
    assert pods_of(found) == answers
    assert sources_seen(cluster, found) == source_seen
    assert verdicts(found) == verdict


# External IPs


@MODES
@cases(
    """
    ip          changes    client         node    answers            source_seen    verdict
    192.0.2.77  -          client/laptop  -       web-1 web-2 web-3  node/node-a    delivered   # somebody routes it to a node
    192.0.2.77  -          client/laptop  node-c  web-1 web-2 web-3  node/node-c    delivered
    192.0.2.77  -          pod/client     -       web-1 web-2 web-3  node/node-a    delivered   # it never leaves the node
    192.0.2.77  -          node/node-b    -       web-1 web-2 web-3  node/node-b    delivered
    192.0.2.77  local web  client/laptop  node-a  web-1              client/laptop  delivered
    192.0.2.77  local web  client/laptop  node-c  -                  -              timed out
    192.0.2.77  local web  pod/client     -       web-1 web-2 web-3  pod/client     delivered   # clients inside: all endpoints
    192.0.2.77  local web  node/node-c    -       web-1 web-2 web-3  node/node-c    delivered
    10.0.0.12   -          client/laptop  node-b  web-1 web-2 web-3  node/node-b    delivered   # a node's own address
    10.0.0.12   -          pod/client     -       web-1 web-2 web-3  node/node-a    delivered   # taken before it leaves for node-b
    """,
    source="core/v1 ServiceSpec.externalIPs; FACTS 3.5, 4.3",
)
def test_external_ips(
    ip: str,
    changes: str,
    client: str,
    node: str,
    answers: str,
    source_seen: str,
    verdict: str,
    mode: str,
) -> None:
    cluster = changed(small_cluster(), f"external-ip web={ip}, {changes}, mode {mode}")
    found = ask(cluster, client, "service/web", "ExternalIP", node)
    assert pods_of(found) == answers
    assert sources_seen(cluster, found) == source_seen
    assert verdicts(found) == verdict


# Addresses that no rule knows


@cases(
    """
    mode      changes     client         to                node    verdict
    iptables  -           pod/client     10.96.0.10:81     -       timed out     # leaves by the default route
    nftables  -           pod/client     10.96.0.10:81     -       refused
    iptables  -           pod/client     10.96.0.200:80    -       timed out
    nftables  -           pod/client     10.96.0.200:80    -       timed out     # dropped
    iptables  -           node/node-a    10.96.0.10:81     -       timed out
    nftables  -           node/node-a    10.96.0.10:81     -       refused
    iptables  -           client/laptop  10.96.0.10:80     -       timed out     # private
    iptables  -           client/laptop  10.96.0.10:80     node-c  delivered     # somebody routes the range to a node
    nftables  -           client/laptop  10.96.0.10:80     node-c  delivered
    nftables  -           client/laptop  10.96.0.10:81     node-c  refused
    iptables  -           client/laptop  10.96.0.10:81     node-c  timed out
    iptables  gone web-2  pod/client     10.244.2.11:8080  -       timed out     # nobody has the address any more
    nftables  gone web-2  pod/client     10.244.2.11:8080  -       timed out
    iptables  gone web-2  node/node-b    10.244.2.11:8080  -       timed out
    iptables  gone web-1  pod/client     10.244.1.11:8080  -       timed out
    """,
    source="pkg/proxy/nftables/README.md; FACTS 4.4",
)
def test_addresses_that_nobody_serves(
    mode: str, changes: str, client: str, to: str, node: str, verdict: str
) -> None:
    cluster = changed(small_cluster(), f"{changes}, mode {mode}")
    assert verdicts(ask(cluster, client, to, "", node)) == verdict


# Localhost


@cases(
    """
    mode      client       to                verdict
    iptables  node/node-a  127.0.0.1:30080   delivered   # route_localnet
    iptables  pod/agent-a  127.0.0.1:30080   delivered   # the host network's localhost is the node's
    iptables  node/node-a  localhost:30080   delivered
    iptables  node/node-a  127.0.0.1:30083   refused     # no endpoints
    iptables  node/node-a  [::1]:30080       refused     # never in IPv6
    nftables  node/node-a  127.0.0.1:30080   refused
    nftables  pod/agent-a  127.0.0.1:30080   refused
    nftables  node/node-a  [::1]:30080       refused
    iptables  node/node-a  http://localhost:30080/  delivered
    iptables  pod/client   127.0.0.1:30080   delivered   # its own loopback: whether it listens is not in the manifests
    nftables  pod/client   127.0.0.1:30080   delivered
    """,
    source="FACTS 4.1; pkg/proxy/iptables/proxier.go localhostNodePorts; KEP-6032",
)
def test_node_ports_at_localhost(mode: str, client: str, to: str, verdict: str) -> None:
    found = ask(changed(small_cluster(), f"mode {mode}"), client, to)
    assert verdicts(found) == verdict
    if client == "pod/client":
        assert [str(hop.place) for hop in found.branches[0].hops] == ["pod/client", "pod/client"]


# Left to others


@MODES
@cases(
    """
    label                                   entry     verdict_iptables  verdict_nftables
    service.kubernetes.io/headless          -         timed out         timed out   # no rules: as if it were not there
    service.kubernetes.io/service-proxy-name  -       timed out         timed out
    service.kubernetes.io/headless          NodePort  refused           refused
    service.kubernetes.io/service-proxy-name  NodePort  refused         refused
    """,
    source="pkg/proxy/util/utils.go ShouldSkipService; cmd/kube-proxy/app/server.go; FACTS 4.7",
)
def test_labels_that_tell_kube_proxy_to_keep_off(
    label: str, entry: str, verdict_iptables: str, verdict_nftables: str, mode: str
) -> None:
    cluster = with_service(small_cluster(), "web-nodeport", labels={label: ""})
    found = ask(changed(cluster, f"mode {mode}"), "pod/client", "service/web-nodeport", entry, "")
    assert verdicts(found) == (verdict_iptables if mode == "iptables" else verdict_nftables)


def alias(name: str, target: str) -> Service:
    return service(name, kind=ServiceType.EXTERNAL_NAME, external_name=target, ports=())


@MODES
@cases(
    """
    target                           to                answers            source_seen  verdict
    web.default.svc.cluster.local    service/other:80  web-1 web-2 web-3  pod/client   delivered        # in the cluster after all
    db.default.svc.cluster.local     other:5432        db-0 db-1          pod/client   delivered        # headless
    db-1.db.default.svc.cluster.local  other:5432      db-1               pod/client   delivered
    db.example.com                   other:5432        -                  node/node-a  delivered
    10.96.0.10                       other:80          -                  -            name not found   # it is taken for a name
    web                              other:80          -                  -            name not found   # a CNAME knows no search list
    """,
    source="core/v1 ServiceSpec.externalName; FACTS 3.4",
)
def test_external_names(
    target: str, to: str, answers: str, source_seen: str, verdict: str, mode: str
) -> None:
    cluster = small_cluster()
    cluster = replace(cluster, services=(*cluster.services, alias("other", target)))
    cluster = changed(cluster, f"mode {mode}")
    found = ask(cluster, "pod/client", to)
    assert (pods_of(found), verdicts(found)) == (answers, verdict)
    if verdict == "delivered":
        assert sources_seen(cluster, found) == source_seen


# Questions


@cases(
    """
    to                          message
    service/web:0               a port is a number from 1 to 65535, not 0
    service/web:65536           a port is a number from 1 to 65535, not 65536
    pod/web-1:0                 a port is a number
    pod/web-1:99999             a port is a number
    node/node-a:65536           a port is a number
    client/laptop:0             a port is a number
    10.96.0.10:0                a port is a number
    10.96.0.10:123456789012345  a port is a number
    10.96.0.10:http             needs a port, as in 10.96.0.10:80
    node/node-a:http            needs a port number, as in node/node-a:80
    [fd00::1]:65536             a port is a number
    localhost:0                 a port is a number
    web:0                       a port is a number
    web:65536                   a port is a number
    http://web:0/               a port is a number
    http://web:65536/           Port out of range
    http://web:eighty/          could not be cast
    http://[fd00::1/            Invalid IPv6 URL
    http://                     needs http://, https:// or grpc:// and a host
    10.96.0.10                  needs a port
    [fd00::1]                   needs a port
    service/kube-dns            did you mean service/kube-system/kube-dns?
    service/shop/web            did you mean service/web?
    pod/kube-system/web-1       did you mean pod/web-1?
    service/web/extra/more      is not a reference
    """,
    source="STYLE.md §9: say what is wrong, suggest the nearest name",
)
def test_a_flow_to_what_cannot_be_is_refused_in_words(to: str, message: str) -> None:
    with pytest.raises(FlowError) as refused:
        trace(small_cluster(), Flow("pod/client", to))
    assert message in str(refused.value)


@pytest.mark.parametrize("to", ["10.96.0.10", "service/web", "web", "pod/web-1"])
def test_a_number_that_python_does_not_read_is_no_port(to: str) -> None:
    with pytest.raises(FlowError, match="a port is a number"):
        trace(small_cluster(), Flow("pod/client", f"{to}:{'1' * 5000}"))


@cases(
    """
    to                                       ends
    service/web                              10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    service/default/web:80                   10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    service/web:http                         10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    web:80                                   10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    web.default.svc.cluster.local.:80        10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    pod/web-1                                10.244.1.11:8080
    pod/default/web-1:http                   10.244.1.11:8080
    pod/web-1:9999                           10.244.1.11:9999
    node/node-b:22                           10.0.0.12:22
    node/node-a:30080                        10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    client/database:5432                     192.0.2.50:5432
    10.244.2.11:8080                         10.244.2.11:8080
    [10.244.2.11]:8080                       10.244.2.11:8080
    http://10.244.2.11:8080/                 10.244.2.11:8080
    http://web/                              10.244.1.11:8080 10.244.2.11:8080 10.244.2.12:8080
    """,
    source="atlas.tracer.trace.Flow",
)
def test_every_form_of_a_destination(to: str, ends: str) -> None:
    assert arrives_at(ask(small_cluster(), "pod/client", to)) == ends


def test_an_entry_that_a_service_does_not_have_is_refused() -> None:
    cluster = small_cluster()
    for entry in (Entry.LOAD_BALANCER, Entry.EXTERNAL_IP):
        with pytest.raises(FlowError, match=f"has no {entry.value} address"):
            trace(cluster, Flow("client/laptop", "service/web", entry))
    closed = with_service(cluster, "web-nodeport", ports=(node_port(0),))
    with pytest.raises(FlowError, match="has no node port"):
        trace(closed, Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT))


@MODES
def test_of_an_endpoint_whose_pod_is_not_in_the_input_nobody_can_tell(mode: str) -> None:
    """The slice lists a Pod that may be gone, or only left out of the input."""
    cluster = small_cluster()
    pods = tuple(one for one in cluster.pods if one.name != "web-2")
    found = ask(changed(replace(cluster, pods=pods), f"mode {mode}"), "pod/client", "service/web")
    assert verdicts(found) == "delivered / unknown"
    assert pods_of(found) == "web-1 web-3"


@MODES
def test_a_new_pod_may_get_an_old_address(mode: str) -> None:
    """A client that kept the address of a Pod that is gone may reach a stranger."""
    cluster = changed(small_cluster(), f"gone web-2, mode {mode}")
    stranger = pod("stranger", "node-b", "10.244.2.11", 8080)
    found = ask(replace(cluster, pods=(*cluster.pods, stranger)), "pod/client", "10.244.2.11:8080")
    assert pods_of(found) == "stranger"


@MODES
def test_an_address_of_the_service_range_may_lie_in_any_of_several(mode: str) -> None:
    cluster = small_cluster()
    ranges = (*cluster.network.service_cidrs, ip_network("10.112.0.0/20"))
    cluster = replace(cluster, network=replace(cluster.network, service_cidrs=ranges))
    found = ask(changed(cluster, f"mode {mode}"), "pod/client", "10.112.0.9:80")
    last = found.branches[0].hops[-1].reason.name
    assert last == ("UNALLOCATED_CLUSTER_IP" if mode == "nftables" else "NO_SUCH_ADDRESS")
