"""flows: one Service on three nodes, in either family, and packets written by name: `pod`, `outside` → `lb`, `node-port`.

What node-a does with a packet is told in the names of the endpoints: `a1 b1`, `a1 b1 masquerade`, or `reject` and so on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from typing import Any

from atlas.model.cluster import Cluster, NetworkConfiguration, ProxyConfiguration, ProxyMode
from atlas.model.network import Address, Family, Packet, Protocol
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    LoadBalancerIngress,
    Service,
    ServicePort,
    ServiceType,
)
from atlas.model.workload import ZONE_LABEL, Node
from atlas.proxy.decide import decide
from atlas.proxy.decision import Decision

NODE_PORT = 30080
HERE = "node-a"
CONDITIONS = {
    "ready": (True, True, False),
    "serving": (False, True, True),
    "ending": (False, False, True),
    "starting": (False, False, False),
    "odd": (False, True, False),
}
"""ready, serving, terminating: `serving` ends but still answers, `odd` says that it serves but not that it is ready."""

_V4 = {
    "pod": "10.244.1.100",
    "far-pod": "10.244.3.100",
    "bridge": "10.244.1.1",
    "node": "10.0.0.11",
    "second": "10.0.9.11",
    "other-node": "10.0.0.12",
    "localhost": "127.0.0.1",
    "loopback": "127.0.0.2",
    "outside": "198.51.100.7",
    "stranger": "192.0.2.9",
    "cluster": "10.96.0.10",
    "free": "10.96.0.200",
    "lb": "203.0.113.10",
    "lb-2": "203.0.113.11",
    "external": "192.0.2.77",
}
_V6 = {
    "pod": "fd00:244:1::100",
    "far-pod": "fd00:244:3::100",
    "bridge": "fd00:244:1::1",
    "node": "2001:db8:0:1::11",
    "second": "2001:db8:0:9::11",
    "other-node": "2001:db8:0:1::12",
    "localhost": "::1",
    "loopback": "::1",
    "outside": "2600:5200::7",
    "stranger": "2600:9900::9",
    "cluster": "fd00:96::10",
    "free": "fd00:96::200",
    "lb": "2001:db8:203::10",
    "lb-2": "2001:db8:203::11",
    "external": "2001:db8:77::77",
}
NAMES = {Family.IPV4: _V4, Family.IPV6: _V6}
POD_RANGES = {Family.IPV4: "10.244.{}.0/24", Family.IPV6: "fd00:244:{}::/64"}
CLUSTER_CIDRS = {Family.IPV4: "10.244.0.0/16", Family.IPV6: "fd00:244::/32"}
SERVICE_CIDRS = {Family.IPV4: "10.96.0.0/16", Family.IPV6: "fd00:96::/112"}
SOURCE_RANGES = {Family.IPV4: "198.51.100.0/24", Family.IPV6: "2600:5200::/32"}
NODE_RANGES = {Family.IPV4: "10.0.0.0/24", Family.IPV6: "2001:db8:0:1::/64"}
SECOND_RANGES = {Family.IPV4: "10.0.9.0/24", Family.IPV6: "2001:db8:0:9::/64"}


def endpoint_address(name: str, family: Family) -> Address:
    """Return the address of endpoint `a1`, `b2` …: the letter is its node."""
    node, number = ord(name[0]) - ord("a") + 1, 10 + int(name[1:])
    base = "10.244.{}.{}" if family is Family.IPV4 else "fd00:244:{}::{}"
    return ip_address(base.format(node, number))


def endpoints(text: str, family: Family = Family.IPV4) -> tuple[Endpoint, ...]:
    """Return endpoints written as `a1 b1:serving`; the conditions are those of CONDITIONS, else ready."""
    found: list[Endpoint] = []
    for word in text.split():
        name, _, state = word.partition(":")
        ready, serving, terminating = CONDITIONS[state or "ready"]
        address = endpoint_address(name, family)
        found.append(Endpoint((address,), ready, serving, terminating, node=f"node-{name[0]}"))
    return tuple(found)


@dataclass(frozen=True)
class Flows:
    """A cluster with one Service of one family, and the packets that may meet it on node-a."""

    cluster: Cluster
    family: Family
    names: dict[str, str]

    def packet(
        self, source: str, to: str, port: int = 80, protocol: Protocol = Protocol.TCP
    ) -> Packet:
        """Return the packet from a named source to a named address; `node-port@second` and the like set its port."""
        name, at, host = to.partition("@")
        if name == "node-port":
            port, name = NODE_PORT, host if at else "node"
        return Packet(self.address(source), 40000, self.address(name), port, protocol)

    def address(self, name: str) -> Address:
        known = self.names.get(name)
        return ip_address(known) if known else endpoint_address(name, self.family)

    def decided(self, source: str, to: str, **fields: Any) -> Decision:
        node = self.cluster.node_by_name[HERE]
        return decide(self.cluster, node, self.packet(source, to, **fields))

    def outcome(self, source: str, to: str, **fields: Any) -> str:
        """Return `a1 b1`, `a1 b1 masquerade`, `reject` …; a single masqueraded one of several is marked `a1*`."""
        found = self.decided(source, to, **fields)
        if not found.choices:
            return found.outcome.value
        marks = {choice.is_masqueraded for choice in found.choices}
        star = "*" if len(marks) > 1 else ""
        words = [
            self._name(choice.target.address, choice.target.port, star * choice.is_masqueraded)
            for choice in found.choices
        ]
        return " ".join((*words, *(["masquerade"] if marks == {True} else [])))

    def _name(self, address: Address, port: int, star: str) -> str:
        if self.family is Family.IPV4:
            node, number = str(address).split(".")[2:]
        else:
            node, number = str(address).split(":")[2], str(address).rpartition("::")[2]
        letter = chr(ord("a") + int(node) - 1)
        return f"{letter}{int(number) - 10}{star}" + ("" if port == 8080 else f":{port}")


def flows(
    text: str = "a1 b1",
    mode: str = "iptables",
    family: Family = Family.IPV4,
    *,
    kind: ServiceType = ServiceType.LOAD_BALANCER,
    ports: Iterable[ServicePort] = (),
    proxy: dict[str, Any] | None = None,
    slices: Iterable[EndpointSlice] = (),
    **fields: Any,
) -> Flows:
    """Return the flows to a Service with these endpoints; it has every address, unless `kind` or `fields` say other."""
    names = NAMES[family]
    is_open = kind is not ServiceType.CLUSTER_IP
    has_balancer = kind is ServiceType.LOAD_BALANCER
    standard = {
        "cluster_ips": (ip_address(names["cluster"]),),
        "external_ips": (ip_address(names["external"]),),
        "load_balancer_ingress": tuple(
            LoadBalancerIngress(ip_address(names[name])) for name in ("lb", "lb-2") if has_balancer
        ),
    }
    owner = Service(
        "default",
        "web",
        kind,
        ports=tuple(ports) or (ServicePort(80, 8080, "http", node_port=NODE_PORT * is_open),),
        ip_families=(family,),
        **{**standard, **fields},
    )
    own = EndpointSlice(
        "default", "web-1", "web", family, (EndpointPort(8080, "http"),), endpoints(text, family)
    )
    cluster = Cluster(
        nodes=tuple(_node(letter, family) for letter in "abc"),
        services=(owner,),
        endpoint_slices=tuple(slices) or (own,),
        proxy=replace(
            ProxyConfiguration(
                mode=ProxyMode(mode),
                cluster_cidrs=tuple(ip_network(one) for one in CLUSTER_CIDRS.values()),
            ),
            **(proxy or {}),
        ),
        network=NetworkConfiguration(
            service_cidrs=tuple(ip_network(one) for one in SERVICE_CIDRS.values())
        ),
    )
    return Flows(cluster, family, names)


def _node(letter: str, family: Family) -> Node:
    names, number = NAMES[family], ord(letter) - ord("a") + 1
    primary = int(ip_address(names["node"])) + number - 1
    second = (ip_address(names["second"]),) if letter == "a" else ()
    address = type(ip_address(names["node"]))(primary)
    return Node(
        f"node-{letter}",
        {ZONE_LABEL: f"zone-{number}"},
        internal_ips=(address, *second),
        pod_ranges=(ip_network(POD_RANGES[family].format(number)),),
    )
