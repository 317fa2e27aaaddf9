"""plan: which machines and wires make a network like the cluster's, and what stands in the way of building it.

Every machine is one network namespace. All that stands outside the Pods (nodes, clients, balancers) hangs on one
switch; each Pod hangs on its node. There is no neighbour discovery (ARP): all know in advance who has which address,
so that a machine that is off swallows packets at once, as a network does whose routers have learned about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from itertools import combinations

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster, DetectLocal, PodNetwork
from atlas.model.network import (
    Address,
    Family,
    Range,
    SourcePort,
    UnusedAddresses,
    contains,
    family_of,
)
from atlas.model.outside import LoadBalancer
from atlas.model.reference import Reference
from atlas.model.workload import Node, Pod
from atlas.tracer.balancer import ends_connections
from atlas.tracer.network import UNNAMED_BALANCER, balancer_of, http_proxy_of
from atlas_lab.host_ports import mapped_pods, port_mappings

SWITCH = Reference("switch", "network")
OUTSIDE_DNS = Reference("dns", "outside")
"""The machine that answers for names of the world outside."""

ROUTER = Reference("router", "outside")
"""The machine that answers for addresses that nobody has, where routers do."""

MOST_MACHINES = 400
"""One Linux bridge has 1,024 ports, and a lab with thousands of namespaces would be no laptop's pleasure."""
MOST_NODES = 60
"""As many as there are values of DSCP, by which a client asks the balancer for one node."""

_GATEWAY = {Family.IPV4: "169.254.1.1", Family.IPV6: "fe80::1"}
"""A Pod's next stop, whatever its own address is; only its hardware address matters."""
_LOST = {Family.IPV4: "169.254.0.1", Family.IPV6: "fe80::dead"}
_NOBODY = "02:00:00:ff:ff:ff"
"""Where packets go for which there is no route: to a machine on the switch that is not there. Unlike a route of type
`blackhole` this takes them from the machine itself without an error, as a network does."""
_BENCHMARK = {Family.IPV4: int(ip_address("198.18.0.0")), Family.IPV6: int(ip_address("2001:2::"))}
"""Addresses for machines to which the manifests give none (RFC 2544, RFC 5180)."""
_EVERYWHERE = {Family.IPV4: "default", Family.IPV6: "::/0"}
_LONGEST_DEVICE_NAME = 15
_NUMBER = len(str(MOST_MACHINES))
"""Digits behind the name of a Pod's device on its node."""

_MARK_SHIFT = 20
"""Marks of balancers' connections lie beside those that kube-proxy uses, and only on answers, which it never looks at."""

_SAYS_EVERY_REFUSAL = (("net/ipv4/icmp_ratemask", "0"), ("net/ipv6/icmp/ratemask", "\n"))
"""Settings of a machine that answers every packet that it refuses: no kind of ICMP is held to a limit, neither to that
for each receiver nor to that for all."""
_MAY_PING = (("net/ipv4/ping_group_range", "0 0"),)
"""Lets the lab's own group open sockets for echo requests, of both families (icmp(7))."""


IPV6 = "-6 "
"""Begins a line of `ip` that is about IPv6 and does not say so by an address."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One network namespace: `commands` are lines for `ip -batch`, `settings` are files below /proc/sys.

    Lines that begin with IPV6 go to `ip -6 -batch`.
    """

    reference: Reference
    addresses: tuple[Address, ...] = ()
    commands: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """One end of a wire: a device of a machine, with its hardware address."""

    machine: Reference
    device: str
    hardware: str


@dataclass(frozen=True, slots=True)
class Wire:
    """Two ends, joined. The first is the one whose machine is built first: the switch, or a Pod's node."""

    near: End
    far: End


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built, in order; `proxied` and `forwarded` are the balancers' addresses by what they do there."""

    machines: tuple[Machine, ...]
    wires: tuple[Wire, ...]
    forwarded: tuple[tuple[Reference, tuple[Address, ...]], ...] = ()
    pod_tables: tuple[tuple[Reference, str], ...] = ()
    """What the network plugin loads on each node with `nft`: nothing, or masquerading for packets that leave."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A machine on the switch: `announced` are addresses that packets are sent to it for, without being its own."""

    reference: Reference
    addresses: tuple[Address, ...]
    announced: tuple[Address, ...] = ()
    knows_pods: bool = False
    """Whether it has routes to Pods: nodes and balancers do, clients do not."""


def plan(cluster: Cluster) -> Plan:
    """Return what has to be built for the cluster. It does not depend on what is down or ready."""
    neighbours = tuple(_with_addresses(_neighbours(cluster)))
    hardware = {one.reference: _hardware(0, index) for index, one in enumerate(neighbours, 1)}
    wires = [_to_switch(one, index, hardware) for index, one in enumerate(neighbours, 1)]
    pods = [pod for pod in cluster.pods if not pod.host_network]
    pod_wires = [_to_node(cluster, pod, index) for index, pod in enumerate(pods, 1)]
    by_reference = {one.reference: one for one in neighbours}
    machines = [_switch(len(neighbours))]
    for one in neighbours:
        lines = [*_on_the_switch(one, neighbours, hardware), *_pod_routes(cluster, one)]
        node = cluster.node_by_name.get(one.reference.name) if _is_node(one) else None
        if node is not None:
            lines += _towards_own_pods(cluster, node, pod_wires)
            lines += _back_to_balancers(cluster, one, by_reference)
        own = by_reference[one.reference].addresses
        settings = (*_settings(one), *_localhost_to_pods(cluster, one, pod_wires))
        machines.append(Machine(one.reference, own, tuple(lines), settings))
    machines += [_pod_machine(pod, wire) for pod, wire in zip(pods, pod_wires, strict=True)]
    forwarded = tuple((one.reference, one.announced) for one in neighbours if one.announced)
    tables = (
        *_pod_tables(cluster),
        *port_mappings(cluster),
        *_return_tables(cluster, hardware),
        *_router_table(cluster),
    )
    return Plan(tuple(machines), (*wires, *pod_wires), forwarded, tables)


def obstacles(cluster: Cluster) -> tuple[str, ...]:
    """Return why no network can be built like this cluster's, one sentence each; nothing if one can."""
    return tuple(_obstacles(cluster))


def _is_node(one: Neighbour) -> bool:
    return one.reference.kind == "node"


def _neighbours(cluster: Cluster) -> Iterator[Neighbour]:
    for node in cluster.nodes:
        addresses = (*node.internal_ips, *node.external_ips)
        yield Neighbour(node.reference, tuple(dict.fromkeys(addresses)), knows_pods=True)
    for client in cluster.clients:
        yield Neighbour(client.reference, client.ips)
    yield from _balancers(cluster)
    for proxy in cluster.http_proxies:
        if not proxy.in_cluster:
            listening = [
                ip for ip in _http_addresses(cluster) if http_proxy_of(cluster, ip) == proxy
            ]
            yield Neighbour(
                proxy.reference, tuple(dict.fromkeys((*proxy.ips, *listening))), knows_pods=True
            )
    yield Neighbour(OUTSIDE_DNS, ())
    if cluster.network.unused_addresses is UnusedAddresses.HOST_UNREACHABLE:
        yield Neighbour(ROUTER, (), knows_pods=True)


def _balancers(cluster: Cluster) -> Iterator[Neighbour]:
    """Yield the load balancers: what they forward is announced, what they answer themselves is their own."""
    own = {one.reference: list(one.ips) for one in cluster.load_balancers}
    announced: dict[Reference, list[Address]] = {reference: [] for reference in own}
    for ip, services in cluster.services_by_load_balancer_ip.items():
        if ip in cluster.node_by_ip or ip in cluster.client_by_ip or ip in cluster.pod_by_ip:
            continue
        balancer = balancer_of(cluster, ip)
        name = balancer.name if balancer is not None else UNNAMED_BALANCER
        reference = Reference("loadbalancer", name)
        ends_here = any(ends_connections(balancer, service, ip) for service in services)
        (own if ends_here else announced).setdefault(reference, []).append(ip)
    for reference in sorted({*own, *announced}):
        addresses = tuple(dict.fromkeys(own.get(reference, ())))
        yield Neighbour(reference, addresses, tuple(announced.get(reference, ())), knows_pods=True)


def _http_addresses(cluster: Cluster) -> Iterator[Address]:
    for ip in (*cluster.ingresses_by_address, *cluster.gateways_by_address):
        if ip not in cluster.services_by_load_balancer_ip:
            yield ip


def _with_addresses(neighbours: Iterator[Neighbour]) -> Iterator[Neighbour]:
    """Yield the neighbours; those of nobody's choosing get an address of each family, so that they can be answered."""
    for index, one in enumerate(neighbours, 1):
        families = {family_of(ip) for ip in one.addresses}
        keeps = one.reference.kind in ("node", "client")
        extra = tuple(
            ip_address(start + index)
            for family, start in _BENCHMARK.items()
            if family not in families and not keeps
        )
        yield Neighbour(one.reference, (*one.addresses, *extra), one.announced, one.knows_pods)


def _hardware(group: int, index: int) -> str:
    return f"02:00:00:{group:02x}:{index >> 8:02x}:{index & 255:02x}"


def _to_switch(one: Neighbour, index: int, hardware: dict[Reference, str]) -> Wire:
    near = End(SWITCH, f"port{index}", _hardware(1, index))
    return Wire(near, End(one.reference, "eth0", hardware[one.reference]))


def _to_node(cluster: Cluster, pod: Pod, index: int) -> Wire:
    by_name = cluster.proxy.detect_local is DetectLocal.INTERFACE_NAME_PREFIX
    name = cluster.proxy.pod_interface if by_name else "pod"
    near = End(Reference("node", pod.node), f"{name}{index}", _hardware(2, index))
    return Wire(near, End(pod.reference, "eth0", _hardware(3, index)))


def _switch(ports: int) -> Machine:
    lines = ["link add net0 type bridge", "link set net0 up"]
    for index in range(1, ports + 1):
        lines += [f"link set port{index} master net0", f"link set port{index} up"]
    return Machine(SWITCH, commands=tuple(lines))


def _started(addresses: tuple[Address, ...]) -> list[str]:
    """Return the commands that every machine begins with."""
    lines = ["link set lo up", "link set eth0 addrgenmode none", "link set eth0 up"]
    primary = {family_of(ip): ip for ip in reversed(addresses)}
    return lines + [
        f"address add {_alone(ip)} dev eth0{_at_once(ip)}{_preference(ip, primary)}"
        for ip in addresses
    ]


def _preference(ip: Address, primary: dict[Family, Address]) -> str:
    """Return the flag by which no address but the first is a source; IPv4 has that rule anyway (RFC 6724, rule 3)."""
    return "" if ip.version == 4 or primary[family_of(ip)] == ip else " preferred_lft 0"


def _alone(ip: Address) -> str:
    return f"{ip}/{ip.max_prefixlen}"


def _at_once(ip: Address | Range) -> str:
    """Return the flag that saves waiting for other owners of an IPv6 address (RFC 4862)."""
    return "" if ip.version == 4 else " nodad"


def _on_the_switch(
    one: Neighbour, neighbours: tuple[Neighbour, ...], hardware: dict[Reference, str]
) -> Iterator[str]:
    yield from _started(one.addresses)
    beyond = hardware[ROUTER] if ROUTER in hardware and one.reference != ROUTER else _NOBODY
    yield from (
        f"neighbour replace {via} lladdr {beyond} dev eth0 nud permanent" for via in _LOST.values()
    )
    for other in neighbours:
        if other is not one:
            for ip in (*other.addresses, *other.announced):
                yield from _neighbour(one, ip, hardware[other.reference])
    for family in Family:
        own = _first(one.addresses, family)
        if own is not None:
            yield f"route add {_EVERYWHERE[family]} {_into_the_void(family)} src {own}"


def _neighbour(one: Neighbour, ip: Address, hardware: str) -> Iterator[str]:
    own = _first(one.addresses, family_of(ip))
    if own is not None:
        yield f"route add {_alone(ip)} dev eth0 src {own}"
        yield f"neighbour replace {ip} lladdr {hardware} dev eth0 nud permanent"


def _into_the_void(family: Family) -> str:
    return f"via {_LOST[family]} dev eth0 onlink"


def _first(addresses: tuple[Address, ...], family: Family) -> Address | None:
    return next((ip for ip in addresses if family_of(ip) is family), None)


def _pod_routes(cluster: Cluster, one: Neighbour) -> Iterator[str]:
    """Yield the routes to the Pods of other nodes: each node's range, and Pods whose address lies in no such range."""
    if not one.knows_pods:
        return
    for node in cluster.nodes:
        if node.reference == one.reference:
            continue
        odd = [
            ip
            for pod in cluster.pods
            if pod.node == node.name and not pod.host_network
            for ip in pod.ips
            if not contains(node.pod_ranges, ip)
        ]
        for target in (*node.pod_ranges, *odd):
            family = family_of(target)
            own, via = _first(one.addresses, family), node.ip(family)
            if own is not None and via is not None:
                yield f"route add {target} via {via} dev eth0 onlink src {own}"


def _towards_own_pods(cluster: Cluster, node: Node, wires: list[Wire]) -> Iterator[str]:
    """Yield the node's half of the Pod network. What no Pod has of the node's own range gets lost.

    A bridge is there for its address, and for the packets that carry it. Pods speak to it alone, so that their packets
    pass the node's rules; a real node reaches the same by `bridge-nf-call-iptables` and ports in hairpin mode.
    """
    bridge = ""
    if cluster.network.pod_network is PodNetwork.BRIDGE:
        by_name = cluster.proxy.detect_local is DetectLocal.BRIDGE_INTERFACE
        bridge = cluster.proxy.pod_interface if by_name else "cni0"
        yield f"link add {bridge} address {_hardware(4, 1)} type bridge"
        yield from (f"link set {bridge} addrgenmode none", f"link set {bridge} up")
        for family in Family:
            ip = bridge_address(cluster, node, family)
            if ip is not None:
                yield f"address add {_alone(ip)} dev {bridge}{_at_once(ip)}"
    for one in node.pod_ranges:
        if node.ip(family_of(one)) is not None:
            yield f"route add {one} {_into_the_void(family_of(one))}"
    for wire in wires:
        if wire.near.machine == node.reference:
            pod = cluster.pod_by_reference[wire.far.machine]
            yield from _towards_pod(cluster, node, pod, wire, bridge)


def _towards_pod(cluster: Cluster, node: Node, pod: Pod, wire: Wire, bridge: str) -> Iterator[str]:
    if bridge:
        yield f"link set {wire.near.device} master {bridge}"
    yield f"link set {wire.near.device} addrgenmode none"
    yield f"link set {wire.near.device} up"
    device = bridge or wire.near.device
    for ip in pod.ips:
        own = bridge_address(cluster, node, family_of(ip)) or node.ip(family_of(ip))
        source = f" src {own}" if own is not None else ""
        yield f"route add {_alone(ip)} dev {device}{source}"
        yield f"neighbour replace {ip} lladdr {wire.far.hardware} dev {device} nud permanent"


def _pod_machine(pod: Pod, wire: Wire) -> Machine:
    lines = _started(pod.ips)
    for family in dict.fromkeys(family_of(ip) for ip in pod.ips):
        via = _GATEWAY[family]
        lines.append(f"neighbour replace {via} lladdr {wire.near.hardware} dev eth0 nud permanent")
        lines.append(f"route add {_EVERYWHERE[family]} via {via} dev eth0 onlink")
    return Machine(pod.reference, pod.ips, tuple(lines), (*_SAYS_EVERY_REFUSAL, *_MAY_PING))


def _settings(one: Neighbour) -> tuple[tuple[str, str], ...]:
    """Return what a machine that forwards needs, and that it says every time that it refuses something."""
    forwards = "1" if one.knows_pods else "0"
    return (
        ("net/ipv4/ip_forward", forwards),
        ("net/ipv6/conf/all/forwarding", forwards),
        ("net/ipv4/conf/all/rp_filter", "0"),
        ("net/ipv4/conf/default/rp_filter", "0"),
        ("net/ipv4/conf/all/send_redirects", "0"),
        ("net/ipv4/conf/default/send_redirects", "0"),
        ("net/ipv4/conf/all/route_localnet", "0"),
        # Packets between Pods pass the node's routing anyway; the rules must not see them twice.
        ("net/bridge/bridge-nf-call-iptables", "0"),
        ("net/bridge/bridge-nf-call-ip6tables", "0"),
        *_SAYS_EVERY_REFUSAL,
        *_MAY_PING,
    )


def _localhost_to_pods(
    cluster: Cluster, one: Neighbour, wires: list[Wire]
) -> Iterator[tuple[str, str]]:
    """Yield what portmap sets so that packets from localhost may leave towards a Pod with a host port."""
    mapped = {pod.reference for pod in mapped_pods(cluster)}
    for wire in wires:
        if wire.near.machine == one.reference and wire.far.machine in mapped:
            yield f"net/ipv4/conf/{wire.near.device}/route_localnet", "1"


def _rewriting_balancers(cluster: Cluster) -> Iterator[tuple[int, LoadBalancer]]:
    """Yield the balancers that answers have to come back to, each with the mark of its connections."""
    rewriting = (one for one in cluster.load_balancers if one.rewrites)
    return ((index << _MARK_SHIFT, one) for index, one in enumerate(rewriting, 1))


def _back_to_balancers(
    cluster: Cluster, node: Neighbour, by_reference: dict[Reference, Neighbour]
) -> Iterator[str]:
    """Yield the node's routes for answers of connections that a balancer has rewritten: they leave through it.

    A cloud's network does so by itself, because it knows the balancer's connections.
    """
    for mark, balancer in _rewriting_balancers(cluster):
        table = 200 + (mark >> _MARK_SHIFT)
        for family in Family:
            own = _first(node.addresses, family)
            via = _first(by_reference[balancer.reference].addresses, family)
            if own is not None and via is not None:
                target = "default" if family is Family.IPV4 else "::/0"
                yield f"route add {target} via {via} dev eth0 onlink table {table}"
                version = "" if family is Family.IPV4 else IPV6
                yield f"{version}rule add fwmark {mark:#x} table {table}"


def _return_tables(
    cluster: Cluster, hardware: dict[Reference, str]
) -> Iterator[tuple[Reference, str]]:
    """Yield what nodes load to know the answers of connections that a balancer has rewritten."""
    balancers = tuple(_rewriting_balancers(cluster))
    if not balancers:
        return
    answers = [
        f"ct direction reply ct mark {mark:#x} meta mark set {mark:#x}" for mark, _ in balancers
    ]
    lines = ["table inet balancers {", "\tchain arrive {"]
    lines.append("\t\ttype filter hook prerouting priority mangle;")
    for mark, one in balancers:
        lines.append(
            f"\t\tether saddr {hardware[one.reference]} ct state new ct mark set {mark:#x}"
        )
    lines += [*(f"\t\t{one}" for one in answers), "\t}", "\tchain leave {"]
    lines += ["\t\ttype route hook output priority mangle;", *(f"\t\t{one}" for one in answers)]
    text = "\n".join([*lines, "\t}", "}", ""])
    for node in cluster.nodes:
        yield node.reference, text


def _pod_tables(cluster: Cluster) -> Iterator[tuple[Reference, str]]:
    """Yield the network plugin's own masquerading: whatever leaves the Pod range leaves with the node's address."""
    inside = [*cluster.proxy.cluster_cidrs]
    inside += [one for one in map(_range_of, cluster.pod_by_ip) if not _covered(one, inside)]
    how = " fully-random" if cluster.network.egress_source_port is SourcePort.RANDOM else ""
    lines = ["table inet pod-network {", "\tchain postrouting {"]
    lines.append("\t\ttype nat hook postrouting priority srcnat + 10; policy accept;")
    for family, word in ((Family.IPV4, "ip"), (Family.IPV6, "ip6")):
        ranges = ", ".join(str(one) for one in inside if family_of(one) is family)
        if ranges and cluster.network.egress_masquerade:
            match = f"{word} saddr {{ {ranges} }} {word} daddr != {{ {ranges} }}"
            lines.append(f"\t\t{match} masquerade{how}")
    text = "\n".join([*lines, "\t}", "}", ""])
    for node in cluster.nodes:
        yield node.reference, text


def _router_table(cluster: Cluster) -> Iterator[tuple[Reference, str]]:
    """Yield what the router loads: nothing that comes to it is for anybody, and it says so.

    Of addresses that a balancer could hand out it says nothing: to those packets the balancer itself would be silent.
    """
    if cluster.network.unused_addresses is not UnusedAddresses.HOST_UNREACHABLE:
        return
    lines = ["table inet router {", "\tchain forward {"]
    lines.append("\t\ttype filter hook forward priority filter;")
    for one in (*cluster.load_balancers, *cluster.http_proxies):
        for pool in (*one.pool, *map(_range_of, one.ips)):
            word = "ip" if family_of(pool) is Family.IPV4 else "ip6"
            lines.append(f"\t\t{word} daddr {pool} drop")
    lines += ["\t\treject with icmpx host-unreachable", "\t}", "}", ""]
    yield ROUTER, "\n".join(lines)


def _range_of(ip: Address) -> Range:
    return ip_network(_alone(ip))


def _covered(one: Range, ranges: list[Range]) -> bool:
    return contains(ranges, one.network_address)


def _obstacles(cluster: Cluster) -> Iterator[str]:
    if not cluster.nodes:
        yield "there is no Node; a lab needs at least one"
    if len(cluster.nodes) > MOST_NODES:
        yield f"{len(cluster.nodes)} nodes are more than the {MOST_NODES} that a lab can tell apart"
    machines = len(cluster.nodes) + len(cluster.pods)
    if machines > MOST_MACHINES:
        yield f"{machines} nodes and Pods are more than the {MOST_MACHINES} that a lab can hold"
    for one in cluster.load_balancers:
        if one.rewrites and one.proxy_protocol:
            yield f"{one.reference} rewrites packets in its kernel, which cannot add a PROXY protocol header"
    yield from _interfaces_in_the_way(cluster)
    yield from _without_place(cluster)
    yield from _shared_addresses(cluster)
    yield from _overlaps(cluster)


def _interfaces_in_the_way(cluster: Cluster) -> Iterator[str]:
    """Yield why no interface can have the name by which kube-proxy tells Pods, or why another one has it as well."""
    mode, name = cluster.proxy.detect_local, cluster.proxy.pod_interface
    is_bridged = cluster.network.pod_network is PodNetwork.BRIDGE
    if mode is DetectLocal.BRIDGE_INTERFACE:
        if not is_bridged:
            yield f"detectLocalMode {mode} goes by a bridge, and the Pod network is routed"
        elif name in ("lo", "eth0") or name.removeprefix("pod").isdecimal():
            yield f"no bridge can be called {name} here: another interface of the node has that name"
    elif mode is DetectLocal.INTERFACE_NAME_PREFIX:
        if is_bridged:
            yield f"detectLocalMode {mode} goes by the interface of each Pod, and here Pods come in by a bridge"
        elif "lo".startswith(name) or "eth0".startswith(name):
            yield f"the node's own interface begins with {name} too, so kube-proxy would take all for Pods"
        elif len(name) + _NUMBER > _LONGEST_DEVICE_NAME:
            yield f"{name} is too long for the beginning of a name: the kernel allows {_LONGEST_DEVICE_NAME} characters"


def _without_place(cluster: Cluster) -> Iterator[str]:
    for node in cluster.nodes:
        if not (node.internal_ips or node.external_ips):
            yield f"{node.reference} has no address"
    for pod in cluster.pods:
        if pod.node not in cluster.node_by_name:
            yield f"{pod.reference} runs on node/{pod.node}, which does not exist"
        elif not pod.ips:
            yield f"{pod.reference} has no address: its node's Pod range has none left, or there is no range"
        elif not pod.host_network:
            for ip in pod.ips:
                if cluster.node_by_name[pod.node].ip(family_of(ip)) is None:
                    yield f"{pod.reference} has the address {ip}, but its node has none of that family"


def _shared_addresses(cluster: Cluster) -> Iterator[str]:
    owners: dict[Address, list[Reference]] = {}
    for node in cluster.nodes:
        for ip in dict.fromkeys((*node.internal_ips, *node.external_ips)):
            owners.setdefault(ip, []).append(node.reference)
    for pod in cluster.pods:
        for ip in () if pod.host_network else pod.ips:
            owners.setdefault(ip, []).append(pod.reference)
    for client in cluster.clients:
        for ip in client.ips:
            owners.setdefault(ip, []).append(client.reference)
    for ip, who in owners.items():
        if len(who) > 1:
            yield f"{' and '.join(map(str, who))} have the same address {ip}"
    counted = Counter(one.reference for one in (*cluster.nodes, *cluster.clients))
    yield from (f"{name} is there twice" for name, times in counted.items() if times > 1)


def _overlaps(cluster: Cluster) -> Iterator[str]:
    ranges: list[tuple[str, Range]] = [
        (f"the Pod range of {node.reference}", one)
        for node in cluster.nodes
        for one in node.pod_ranges
    ]
    ranges += [("the Service range", one) for one in cluster.network.service_cidrs]
    for (name, one), (other, two) in combinations(ranges, 2):
        if one.version == two.version and one.overlaps(two):
            yield f"{name} {one} and {other} {two} overlap"
    for machine in (*cluster.nodes, *cluster.clients):
        own = machine.internal_ips if isinstance(machine, Node) else machine.ips
        for name, one in ranges:
            for ip in own:
                if contains((one,), ip):
                    yield f"{machine.reference} has the address {ip}, which lies in {name} {one}"
