"""Who listens: whether a process at the end of a path takes the packet, and why that is assumed.

A program listens where an annotation of ours says it does. Else where containers declare ports, or probes find them
open; that nothing listens elsewhere is then an assumption, since `containerPort` only informs. Where no port is
declared, any port is assumed to be open.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.listening import Listening, OpenPort, in_words
from atlas.model.network import Address, Packet, Protocol
from atlas.model.outside import Client
from atlas.model.reason import Reason
from atlas.model.workload import CONTROL_PLANE_LABELS, ContainerPort, Node, Pod, matches
from atlas.proxy.data_plane import data_plane_of

KUBELET_PORT = 10250
"""KubeletConfiguration.port, by default."""
API_SERVER_PORT = 6443
"""--secure-port of kube-apiserver, by default."""
_AT_LOOPBACK = (10248, 10249)
"""The kubelet's healthzPort and kube-proxy's metricsBindAddress, by default both at 127.0.0.1."""
_INGRESS_PORTS = (80, 443)
_LOOPBACK = ip_address("127.0.0.1")
USUAL_PORTS = (KUBELET_PORT, API_SERVER_PORT, *_AT_LOOPBACK)
"""What may be open on a node as it comes, apart from kube-proxy's own health checks."""
SSH_PORT = 22
"""Whether it is open differs from cluster to cluster, so nothing is assumed about it."""

REFUSED_BY_RECEIVER = frozenset(
    {
        Reason.NOBODY_LISTENS,
        Reason.PORT_NOT_DECLARED,
        Reason.PORT_NOT_OPEN,
        Reason.NO_PORT_OPEN,
        Reason.OPEN_ELSEWHERE,
        Reason.NOTHING_KNOWN_ON_NODE,
    }
)
"""Refusals by a kernel that has no socket for the packet, not by a rule: TCP gets a reset, UDP an ICMP message."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a receiver takes a packet; `is_open` is None where that is unknown. The reason is that of the last hop."""

    is_open: bool | None
    reason: Reason
    facts: Mapping[str, object] = field(default_factory=dict[str, object])


ECHO_ANSWERED = Answer(True, Reason.ECHO_ANSWERED)
"""An echo request is for the kernel, whatever programs listen."""


def pod_answer(cluster: Cluster, pod: Pod, packet: Packet) -> Answer:
    """Return whether a program of the Pod takes the packet."""
    if not packet.has_ports:
        return ECHO_ANSWERED
    said = _stated(pod.listening, packet, pod.name, Reason.RECEIVED_BY_POD)
    if said is not None:
        return said
    if _is_declared(pod, packet):
        return Answer(True, Reason.RECEIVED_BY_POD)
    facts: dict[str, object] = {"receiver": pod.name, "port": packet.destination_port}
    if not pod.ports or _opens_what_routes_ask_for(cluster, pod):
        return Answer(True, Reason.ASSUMED_TO_LISTEN, facts)
    if pod.listening.sidecar and packet.protocol is Protocol.TCP:
        return Answer(None, Reason.SIDECAR_DECIDES, facts | {"sidecar": pod.listening.sidecar})
    return Answer(
        False, Reason.PORT_NOT_DECLARED, facts | {"declared": declared_ports(pod, packet.protocol)}
    )


def declared_ports(pod: Pod, asked: Protocol = Protocol.TCP) -> str:
    """Return what the containers of a Pod declare, and what is probed: `8080 (http), 53/UDP (dns)`.

    Who asked by another protocol than TCP reads `8080/TCP`, since the number may be the one that was asked for.
    """

    def said(one: ContainerPort | OpenPort) -> str:
        if asked is not Protocol.TCP and one.protocol is Protocol.TCP:
            return f"{one.number}/{one.protocol}"
        return str(OpenPort(one.number, one.protocol))

    named = [said(one) + (f" ({one.name})" if one.name else "") for one in pod.ports]
    numbers = {(one.number, one.protocol) for one in pod.ports}
    probed = [
        said(one) for one in pod.listening.probed if (one.number, one.protocol) not in numbers
    ]
    return ", ".join(dict.fromkeys((*named, *probed)))


def host_pod(cluster: Cluster, node: Node, packet: Packet) -> Pod | None:
    """Return the host-network Pod on the node that is known to listen there; one that a slice names may be assumed to."""
    pods = cluster.host_network_pods.get(node.name, ())
    for pod in pods:
        stated = pod.listening.stated
        if stated is None:
            if _is_declared(pod, packet):
                return pod
        elif _takes(stated, packet):
            return pod
    named = _endpoint_targets(cluster, packet)
    return next((one for one in pods if str(one.reference) in named), None)


def node_answer(cluster: Cluster, node: Node, packet: Packet) -> Answer:
    """Return whether a process of the node itself takes the packet; its host-network Pods have been asked before."""
    if not packet.has_ports:
        return ECHO_ANSWERED
    port, tcp = packet.destination_port, packet.protocol is Protocol.TCP
    facts: dict[str, object] = {"node": node.name, "port": port}
    open_by_proxy = data_plane_of(cluster, node).listens(cluster, node, packet.destination, port)
    if open_by_proxy is not None:
        if open_by_proxy and tcp:
            answer = data_plane_of(cluster, node).health_answer(cluster, node, port)
            facts |= {"status": answer.status, "body": _in_short(answer.body)}
            if not answer.livez:
                return Answer(True, Reason.HEALTH_CHECK_ANSWERED, facts)
            return Answer(True, Reason.KUBE_PROXY_HEALTH, facts | {"livez": answer.livez})
        return Answer(False, Reason.NOBODY_LISTENS, facts)
    said = _stated(node.listening, packet, node.name, Reason.RECEIVED_BY_NODE)
    if said is not None:
        return said
    if (tcp and _is_usual(node, packet)) or _endpoint_targets(cluster, packet):
        return Answer(True, Reason.RECEIVED_BY_NODE)
    if tcp and port == SSH_PORT:
        return Answer(None, Reason.PROCESS_NOT_IN_INPUT, facts)
    return Answer(False, Reason.NOTHING_KNOWN_ON_NODE, facts)


def _in_short(body: Mapping[str, object]) -> str:
    """Return the plain fields of a JSON object."""
    plain = {key: value for key, value in body.items() if not isinstance(value, dict)}
    return json.dumps(plain)[1:-1]


def client_answer(client: Client, packet: Packet) -> Answer:
    """Return whether a machine outside takes the packet: it does, unless the annotation says otherwise."""
    if not packet.has_ports:
        return ECHO_ANSWERED
    if not packet.destination_port:
        # A name without a port, such as that of an ExternalName Service: asked is where it leads, not who listens there.
        return Answer(True, Reason.RECEIVED_OUTSIDE)
    said = _stated(client.listening, packet, client.name, Reason.RECEIVED_OUTSIDE)
    return said or Answer(True, Reason.RECEIVED_OUTSIDE)


def http_ports(cluster: Cluster, address: Address) -> frozenset[int]:
    """Return the TCP ports at which an HTTP proxy outside the cluster serves Ingresses or Gateways that have the address."""
    gateways = cluster.gateways_by_address.get(address, ())
    of_gateways = {one.port for gateway in gateways for one in gateway.listeners}
    of_ingresses = _INGRESS_PORTS if address in cluster.ingresses_by_address else ()
    return frozenset((*of_gateways, *of_ingresses))


def _stated(listening: Listening, packet: Packet, name: str, opened: Reason) -> Answer | None:
    """Return what the annotation means for the packet, or None if there is none."""
    ports = listening.stated
    if ports is None:
        return None
    if _takes(ports, packet):
        return Answer(True, opened)
    number, protocol = packet.destination_port, packet.protocol
    facts: dict[str, object] = {"receiver": name, "port": number}
    same = [one for one in ports if one.has_number(number, protocol)]
    if same:
        facts |= {"open": in_words(same), "destination": packet.destination}
        return Answer(False, Reason.OPEN_ELSEWHERE, facts)
    if ports:
        return Answer(False, Reason.PORT_NOT_OPEN, facts | {"open": in_words(ports)})
    return Answer(False, Reason.NO_PORT_OPEN, facts)


def _takes(ports: Iterable[OpenPort], packet: Packet) -> bool:
    key = packet.destination, packet.destination_port, packet.protocol
    return any(one.takes(*key) for one in ports)


def _is_declared(pod: Pod, packet: Packet) -> bool:
    number, protocol = packet.destination_port, packet.protocol
    declared = any(one.number == number and one.protocol is protocol for one in pod.ports)
    return declared or _takes(pod.listening.probed, packet)


def _opens_what_routes_ask_for(cluster: Cluster, pod: Pod) -> bool:
    """Return whether the Pod is an HTTP proxy: those open ports as their Gateways have listeners, declared or not."""
    return any(
        one.namespace == pod.namespace and matches(one.selector, pod.labels)
        for one in cluster.http_proxies
    )


def _is_usual(node: Node, packet: Packet) -> bool:
    """Return whether the kubelet, kube-proxy or the API server has the TCP port, as they come."""
    port = packet.destination_port
    if port == API_SERVER_PORT:
        return any(label in node.labels for label in CONTROL_PLANE_LABELS)
    if port in _AT_LOOPBACK:
        return packet.destination == _LOOPBACK
    return port == KUBELET_PORT


def _endpoint_targets(cluster: Cluster, packet: Packet) -> frozenset[str]:
    """Return the objects that slices name at the packet's destination; "" stands for one that they do not name."""
    key = "endpoint targets"
    if key not in cluster.memo:
        found: dict[tuple[Address, int, Protocol], set[str]] = defaultdict(set)
        for part in cluster.endpoint_slices:
            for endpoint in part.endpoints:
                target = str(endpoint.target) if endpoint.target is not None else ""
                for ip in endpoint.addresses:
                    for port in part.ports:
                        found[ip, port.port, port.protocol].add(target)
        cluster.memo[key] = {one: frozenset(targets) for one, targets in found.items()}
    known: dict[tuple[Address, int, Protocol], frozenset[str]] = cluster.memo[key]
    return known.get((packet.destination, packet.destination_port, packet.protocol), frozenset())
