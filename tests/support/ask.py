"""ask: a flow written as the columns of a table, and what its trace shows in the same words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from ipaddress import ip_address
from typing import Any

from atlas.model.cluster import Cluster, DetectLocal, PodNetwork, ProxyMode
from atlas.model.listening import Listening
from atlas.model.network import Address, Protocol, SourcePort
from atlas.model.outside import Forwarding, Targets
from atlas.model.reference import Reference, parse_reference
from atlas.model.release import parse_release
from atlas.model.service import Endpoint, IPMode, SessionAffinity, TrafficPolicy
from atlas.model.workload import EXCLUDE_LABEL
from atlas.tracer.affinity import remember
from atlas.tracer.trace import Entry, Flow, PlaceKind, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.what_if import change
from support.clusters import with_service
from support.name_servers import with_name_servers


def ask(cluster: Cluster, client: str, to: str, entry: str = "", node: str = "") -> Trace:
    """Return the trace of a flow given by words; an empty entry is the usual one. Headers follow a URL as `Host=a`.

    A destination may end in `/UDP`, or in `/ICMP` for an echo request.
    """
    destination, *headers = to.split(" ")
    front, _, last = destination.rpartition("/")
    protocol = Protocol(last) if last in ("UDP", "ICMP") else Protocol.TCP
    destination = destination if protocol is Protocol.TCP else front
    named = tuple((name, value) for name, _, value in (one.partition("=") for one in headers))
    usual = Entry(entry) if entry else Entry.AUTO
    return trace(cluster, Flow(client, destination, usual, node, protocol, headers=named))


def answers(found: Trace) -> str:
    """Return the names of the Pods that may receive the connection, sorted."""
    return " ".join(
        sorted(
            {
                one.destination.name
                for one in found.branches
                if one.hops
                and one.verdict is Verdict.DELIVERED
                and one.destination.kind is PlaceKind.POD
            }
        )
    )


def verdict(found: Trace) -> str:
    """Return the verdicts, sorted and joined."""
    return " / ".join(sorted(one.value for one in found.verdicts))


def sources_seen(cluster: Cluster, found: Trace) -> str:
    """Return who the receivers see as source: `pod/client`, `node/node-a`, `client/laptop`, else the address."""
    return " ".join(
        sorted(
            {
                owner(cluster, one.source_seen)
                for one in found.branches
                if one.verdict is Verdict.DELIVERED
            }
        )
    )


def owner(cluster: Cluster, address: Address) -> str:
    """Return the reference of whoever has the address, or the address."""
    for found in (
        cluster.pod_by_ip.get(address),
        cluster.node_by_ip.get(address),
        cluster.client_by_ip.get(address),
    ):
        if found is not None:
            return str(found.reference)
    return str(address)


def changed(cluster: Cluster, changes: str) -> Cluster:
    """Return the cluster after changes such as `down node-a, local web-lb`; see `_CHANGES` for the words."""
    return reduce(_change, (one.split() for one in changes.split(",") if one.strip()), cluster)


def _change(cluster: Cluster, words: list[str]) -> Cluster:
    word, name = words
    if word not in _CHANGES:
        raise ValueError(f"unknown change {word}; known are {', '.join(_CHANGES)}")
    return _CHANGES[word](cluster, name)


def _pod(name: str) -> Reference:
    return parse_reference(f"pod/{name}")


def _release(cluster: Cluster, text: str) -> Cluster:
    release = parse_release(text)
    assert release is not None, text
    return change.with_release(cluster, release)


def _service(name: str) -> Reference:
    return parse_reference(f"service/{name}")


def _proxy(cluster: Cluster, **fields: Any) -> Cluster:
    return replace(cluster, proxy=replace(cluster.proxy, **fields))


def _network(cluster: Cluster, **fields: Any) -> Cluster:
    return replace(cluster, network=replace(cluster.network, **fields))


def _balancers(cluster: Cluster, **fields: Any) -> Cluster:
    balancers = tuple(replace(one, **fields) for one in cluster.load_balancers)
    return replace(cluster, load_balancers=balancers)


def _expects_header(cluster: Cluster, name: str) -> Cluster:
    return _listening(cluster, name, Listening(expects_proxy_protocol=True))


def _sidecar(cluster: Cluster, name: str) -> Cluster:
    return _listening(cluster, name, Listening(sidecar="istio-proxy"))


def _listening(cluster: Cluster, name: str, how: Listening) -> Cluster:
    return replace(
        cluster,
        pods=tuple(
            replace(one, listening=how) if one.name == name else one for one in cluster.pods
        ),
    )


def _ip_mode(cluster: Cluster, text: str) -> Cluster:
    name, _, mode = text.partition("=")
    (service,) = (one for one in cluster.services if one.name == name)
    ingress = tuple(replace(one, ip_mode=IPMode(mode)) for one in service.load_balancer_ingress)
    return with_service(cluster, name, load_balancer_ingress=ingress)


def _ranges(cluster: Cluster, text: str) -> Cluster:
    name, _, ranges = text.partition("=")
    return with_service(cluster, name, load_balancer_source_ranges=tuple(ranges.split("+")))


def _external_ip(cluster: Cluster, text: str) -> Cluster:
    name, _, address = text.partition("=")
    return with_service(cluster, name, external_ips=(ip_address(address),))


def _excluded(cluster: Cluster, name: str) -> Cluster:
    nodes = tuple(
        replace(one, labels={**one.labels, EXCLUDE_LABEL: ""}) if one.name == name else one
        for one in cluster.nodes
    )
    return replace(cluster, nodes=nodes)


def _circle(cluster: Cluster, name: str) -> Cluster:
    """The Service's only endpoint is its own load balancer address."""
    address = ip_address("203.0.113.10")
    slices = tuple(
        replace(one, ports=(replace(one.ports[0], port=80),), endpoints=(Endpoint((address,)),))
        if one.service == name
        else one
        for one in cluster.endpoint_slices
    )
    return replace(cluster, endpoint_slices=slices)


def _without_node_ports(cluster: Cluster, name: str) -> Cluster:
    (owner,) = (one for one in cluster.services if one.name == name)
    ports = tuple(replace(one, node_port=0) for one in owner.ports)
    return with_service(cluster, name, ports=ports, allocate_load_balancer_node_ports=False)


def _visited(cluster: Cluster, text: str) -> Cluster:
    """The cluster after a connection written as `pod/client>service/web`."""
    client, _, to = text.partition(">")
    return remember(cluster, ask(cluster, client, to).branches[0])


_CHANGES: dict[str, Callable[[Cluster, str], Cluster]] = {
    "down": change.node_down,
    "unnoticed": change.failure_unnoticed,
    "not-ready": lambda cluster, name: change.pod_not_ready(cluster, _pod(name)),
    "terminating": lambda cluster, name: change.pod_terminating(cluster, _pod(name)),
    "listens": lambda cluster, text: change.listens(
        cluster, _pod(text.partition("=")[0]), text.partition("=")[2].replace("+", ",")
    ),
    "gone": lambda cluster, name: change.pod_gone(cluster, _pod(name)),
    "local": lambda cluster, name: change.with_external_policy(
        cluster, _service(name), TrafficPolicy.LOCAL
    ),
    "internal-local": lambda cluster, name: change.with_internal_policy(
        cluster, _service(name), TrafficPolicy.LOCAL
    ),
    "mode": lambda cluster, name: change.with_proxy_mode(cluster, ProxyMode(name)),
    "release": _release,
    "masquerade": lambda cluster, _: _proxy(cluster, masquerade_all=True),
    "detect": lambda cluster, name: _proxy(cluster, detect_local=DetectLocal(name)),
    "node-ports": lambda cluster, name: _proxy(cluster, node_port_addresses=(name,)),
    "localhost": lambda cluster, name: _proxy(
        cluster,
        node_port_addresses=("primary", "localhost"),
        nftables_localhost_node_ports=name == "open",
    ),
    "sticky": lambda cluster, name: with_service(
        cluster, name, session_affinity=SessionAffinity.CLIENT_IP
    ),
    "visited": _visited,
    "proxy-stopped": change.kube_proxy_stopped,
    "proxy-started": change.kube_proxy_started,
    "deleting": change.node_being_deleted,
    "pods": lambda cluster, name: _network(cluster, pod_network=PodNetwork(name)),
    "egress-port": lambda cluster, name: _network(
        cluster, egress_source_port=SourcePort(name.strip("-"))
    ),
    "unused": change.with_unused_addresses,
    "egress": lambda cluster, name: _network(cluster, egress_masquerade=name == "masqueraded"),
    "balancer": lambda cluster, name: _balancers(
        cluster, forwarding=Forwarding(name), ips=(ip_address("192.0.2.120"),)
    ),
    "targets": lambda cluster, name: _balancers(cluster, targets=Targets(name)),
    "ip-mode": _ip_mode,
    "header": lambda cluster, name: _balancers(cluster, proxy_protocol=name == "sent"),
    "expects-header": _expects_header,
    "sidecar": _sidecar,
    "overlay-cut": change.overlay_cut,
    "no-hairpin": change.no_hairpin,
    "node-ports-closed": change.node_ports_closed,
    "dns-lost": change.dns_lost,
    "probes-failing": change.probes_failing,
    "udp-remembered": lambda cluster, name: change.udp_remembered(
        cluster, parse_reference(f"pod/{name}")
    ),
    "ranges": _ranges,
    "external-ip": _external_ip,
    "excluded": _excluded,
    "circle": _circle,
    "loop": lambda cluster, name: with_service(
        cluster, name, external_name=f"{name}.default.svc.cluster.local"
    ),
    "udp": lambda cluster, name: with_service(
        cluster,
        name,
        ports=tuple(
            replace(port, protocol=Protocol.UDP)
            for one in cluster.services
            if one.name == name
            for port in one.ports
        ),
    ),
    "alias": lambda cluster, text: with_service(
        cluster, text.partition("=")[0], external_name=text.partition("=")[2]
    ),
    "dns": lambda cluster, nodes: with_name_servers(
        cluster, "" if nodes == "none" else nodes.replace("+", " ")
    ),
    "no-node-ports": _without_node_ports,
    "pending": lambda cluster, name: with_service(cluster, name, load_balancer_ingress=()),
    "health-check": lambda cluster, name: with_service(cluster, name, health_check_node_port=32000),
}
