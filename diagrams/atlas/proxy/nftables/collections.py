"""Sets and maps: which addresses and node ports lead to which chain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ipaddress import ip_address

from atlas.model.network import Address
from atlas.proxy.nftables.base import (
    CLUSTER_IPS,
    EMPTY_NODE_PORTS,
    EMPTY_SERVICES,
    FIREWALL_IPS,
    NODE_PORT_IPS,
    NODE_PORTS,
    REJECT,
    SERVICE_IPS,
)
from atlas.proxy.nftables.host import Host
from atlas.proxy.nftables.names import affinity_set
from atlas.proxy.ports import ProxiedPort
from atlas.proxy.rules import Collection, Element, Kind

_LONGEST_COMMENT = 128
"""nft takes no longer one; with a longer one kube-proxy's whole update fails."""
_NODE_PORT_KEY = "inet_proto . inet_service : verdict"
_PROTOCOL_NUMBERS = {"tcp": 6, "udp": 17, "sctp": 132}


def collections_of(host: Host, ports: Sequence[ProxiedPort]) -> Iterator[Collection]:
    """Yield the sets and maps of a node, those of remembered clients last."""
    address_type = host.address_type
    service_key = f"{address_type} . inet_proto . inet_service : verdict"
    yield _made(CLUSTER_IPS, address_type, "Active ClusterIPs", _cluster_ips(ports))
    if host.node_port_ips is not None:
        comment = "IPs that accept NodePort traffic"
        elements = [Element((str(one),), Kind.NODE_PORT_ADDRESS) for one in host.node_port_ips]
        yield _made(NODE_PORT_IPS, address_type, comment, elements)
    for name, key, comment, elements in (
        (
            EMPTY_SERVICES,
            service_key,
            "vmap to drop or reject packets to services with no endpoints",
            _empty_services(ports),
        ),
        (
            EMPTY_NODE_PORTS,
            _NODE_PORT_KEY,
            "vmap to drop or reject packets to service nodeports with no endpoints",
            _empty_node_ports(ports),
        ),
        (
            FIREWALL_IPS,
            service_key,
            "destinations that are subject to LoadBalancerSourceRanges",
            _guarded(ports),
        ),
        (
            SERVICE_IPS,
            service_key,
            "ClusterIP, ExternalIP and LoadBalancer IP traffic",
            _services(ports),
        ),
        (NODE_PORTS, _NODE_PORT_KEY, "NodePort traffic", _node_ports(ports)),
    ):
        yield _made(name, key, comment, elements)
    yield from _affinity_sets(host, ports)


def _made(name: str, kind: str, comment: str, elements: Iterable[Element]) -> Collection:
    """Return the set or map: of several elements with one key the first stays.

    (kube-proxy cannot write such elements at all; the API server does not prevent Services from sharing an address.)
    """
    by_key: dict[tuple[str, ...], Element] = {}
    for one in elements:
        by_key.setdefault(one.key, one)
    order = _by_bytes if kind.endswith("verdict") else _by_number
    return Collection(name, kind, comment, tuple(sorted(by_key.values(), key=order)))


def _by_number(one: Element) -> int:
    return int(ip_address(one.key[0]))


def _by_bytes(one: Element) -> int:
    """Sort as nft does: by the bytes of the whole key, the last one first (src/mergesort.c, on a little-endian machine)."""
    *address, protocol, number = one.key
    key = b"".join(ip_address(text).packed for text in address)
    key += bytes((_PROTOCOL_NUMBERS[protocol],)) + int(number).to_bytes(2, "big")
    return int.from_bytes(key, "little")


def _cluster_ips(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        yield Element((str(one.cluster_ip),), Kind.ACTIVE_CLUSTER_IP, one.owner.without_port())


def _services(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        if one.has_inside:
            yield _goto(one, one.cluster_ip, Kind.TO_CLUSTER_IP, one.inside_chain)
        if one.has_endpoints:
            for ip in one.external_ips:
                yield _goto(one, ip, Kind.TO_EXTERNAL_IP, one.external_chain)
            for ip in one.balancer_ips:
                yield _goto(one, ip, Kind.TO_LOAD_BALANCER, one.external_chain)


def _goto(port: ProxiedPort, ip: Address, kind: Kind, chain: str) -> Element:
    return Element((str(ip), port.protocol, port.port), kind, port.owner, f"goto {chain}")


def _empty_services(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        outside = () if one.has_outside else (*one.external_ips, *one.balancer_ips)
        for ip in (*(() if one.has_inside else (one.cluster_ip,)), *outside):
            yield _refuse(one, (str(ip), one.protocol, one.port))


def _empty_node_ports(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        if one.node_port and not one.has_outside:
            yield _refuse(one, (one.protocol, one.node_port))


def _refuse(port: ProxiedPort, key: tuple[str, ...]) -> Element:
    """Return the element that refuses: an answer if no node has an endpoint, silence if another node has one."""
    kind = Kind.NO_LOCAL_ENDPOINTS if port.has_endpoints else Kind.NO_ENDPOINTS
    verdict = "drop" if port.has_endpoints else f"goto {REJECT}"
    return Element(key, kind, port.owner, verdict, _comment(port))


def _comment(port: ProxiedPort) -> str:
    return port.title[:_LONGEST_COMMENT]


def _guarded(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        if one.has_firewall:
            verdict = f"goto {one.firewall_chain}"
            for ip in one.balancer_ips:
                key = (str(ip), one.protocol, one.port)
                yield Element(key, Kind.GUARDED_ADDRESS, one.owner, verdict, _comment(one))


def _node_ports(ports: Sequence[ProxiedPort]) -> Iterator[Element]:
    for one in ports:
        if one.node_port and one.has_endpoints:
            key = (one.protocol, one.node_port)
            yield Element(key, Kind.TO_NODE_PORT, one.owner, f"goto {one.external_chain}")


def _affinity_sets(host: Host, ports: Sequence[ProxiedPort]) -> Iterator[Collection]:
    for one in ports:
        if one.affinity_timeout:
            # The kernel sets the size by itself for a set that rules may add to.
            options = ("size 65535", "flags dynamic,timeout", f"timeout {_time(one)}")
            for backend in one.reachable:
                yield Collection(affinity_set(backend), host.address_type, options=options)


def _time(port: ProxiedPort) -> str:
    """Return the time for which a client is remembered as nft writes it: `3h`, `1h1m1s`."""
    minutes, seconds = divmod(port.affinity_timeout, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{number}{unit}" for number, unit in parts if number)
