"""rules_iptables: rules of iptables mode as `iptables-save` prints them, as far as `walk` reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.service import ServiceType
from atlas.model.workload import Node
from support.rules import LOCALHOST, Port, let_in, node_port_addresses, pod_range, ports_of


def iptables_rules(cluster: Cluster, node: Node) -> str:
    """Return the rules of the nat and filter tables."""
    tables: dict[str, list[str]] = defaultdict(list)
    addresses = node_port_addresses(cluster, node, "all")
    guarded = "LOCAL" in addresses or "127.0.0.1" in addresses
    tables["filter"] += [
        "INPUT -j KUBE-FIREWALL",
        "INPUT --ctstate NEW -j KUBE-PROXY-FIREWALL",
        "INPUT -j KUBE-NODEPORTS",
        "INPUT --ctstate NEW -j KUBE-EXTERNAL-SERVICES",
        "FORWARD --ctstate NEW -j KUBE-PROXY-FIREWALL",
        "FORWARD --ctstate NEW -j KUBE-SERVICES",
        "FORWARD --ctstate NEW -j KUBE-EXTERNAL-SERVICES",
        "OUTPUT -j KUBE-FIREWALL",
        "OUTPUT --ctstate NEW -j KUBE-PROXY-FIREWALL",
        "OUTPUT --ctstate NEW -j KUBE-SERVICES",
    ]
    if guarded:
        states = "RELATED,ESTABLISHED,DNAT"
        tables["filter"].append(
            f"KUBE-FIREWALL ! -s {LOCALHOST} -d {LOCALHOST} ! --ctstate {states} -j DROP"
        )
    tables["nat"] += ["PREROUTING -j KUBE-SERVICES", "OUTPUT -j KUBE-SERVICES"]
    tables["nat"].append("KUBE-MARK-MASQ -j MARK")
    for one in ports_of(cluster, node):
        _write_iptables(tables, one, cluster, node)
    for address in addresses:
        match = "--dst-type LOCAL" if address == "LOCAL" else f"-d {address}"
        tables["nat"].append(f"KUBE-SERVICES {match} -j KUBE-NODEPORTS")
    return "\n".join(
        line for name, rules in tables.items() for line in (f"*{name}", *(f"-A {r}" for r in rules))
    )


def _write_iptables(tables: dict[str, list[str]], one: Port, cluster: Cluster, node: Node) -> None:
    known = pod_range(cluster, node)
    tables["nat"] += _captures(one)
    tables["filter"] += _refusals(one)
    tables["nat"] += _inside_chain(one, known, cluster.proxy.masquerade_all)
    tables["nat"] += _outside_chain(one, known)
    if one.has_firewall:
        for sources in let_in(one, node):
            tables["nat"].append(f"FW-{one.name} -s {sources} -j EXT-{one.name}")
    tables["nat"] += _endpoint_chains(one)


def _captures(one: Port) -> Iterator[str]:
    """Yield the rules that send packets to the Service's chains."""
    match = f"-p {one.protocol} --dport {one.port.port}"
    if one.has_inside:
        yield f"KUBE-SERVICES -d {one.address} {match} -j {one.inside}"
    if one.has_endpoints:
        for ip in one.externals:
            yield f"KUBE-SERVICES -d {ip} {match} -j EXT-{one.name}"
        for ip in one.balancers:
            chain = "FW" if one.has_firewall else "EXT"
            yield f"KUBE-SERVICES -d {ip} {match} -j {chain}-{one.name}"
        if one.port.node_port:
            number = f"--dport {one.port.node_port}"
            yield f"KUBE-NODEPORTS -p {one.protocol} {number} -j EXT-{one.name}"


def _refusals(one: Port) -> Iterator[str]:
    """Yield the filter rules for what the chains do not take, and for health checks."""
    match = f"-p {one.protocol} --dport {one.port.port}"
    refuse = "DROP" if one.has_endpoints else "REJECT"
    if not one.has_inside:
        yield f"KUBE-SERVICES -d {one.address} {match} -j {refuse}"
    if not one.has_outside:
        for ip in (*one.externals, *one.balancers):
            yield f"KUBE-EXTERNAL-SERVICES -d {ip} {match} -j {refuse}"
        if one.port.node_port:
            number = f"-p {one.protocol} --dport {one.port.node_port}"
            yield f"KUBE-EXTERNAL-SERVICES --dst-type LOCAL {number} -j {refuse}"
    if one.has_firewall:
        for ip in one.balancers:
            yield f"KUBE-PROXY-FIREWALL -d {ip} {match} -j DROP"
    service = one.service
    is_checked = service.type is ServiceType.LOAD_BALANCER and one.is_local_outside
    if service.health_check_node_port and is_checked:
        yield f"KUBE-NODEPORTS -p tcp --dport {service.health_check_node_port} -j ACCEPT"


def _inside_chain(one: Port, known: str, masquerade_all: bool) -> Iterator[str]:
    match = f"-d {one.address} -p {one.protocol} --dport {one.port.port}"
    if one.has_inside and masquerade_all:
        yield f"{one.inside} {match} -j KUBE-MARK-MASQ"
    elif one.has_inside and known:
        yield f"{one.inside} {match} ! -s {known} -j KUBE-MARK-MASQ"


def _outside_chain(one: Port, known: str) -> Iterator[str]:
    chain = f"EXT-{one.name}"
    if not (one.has_endpoints and one.is_open):
        return
    if not one.is_local_outside:
        yield f"{chain} -j KUBE-MARK-MASQ"
    else:
        if known:
            yield f"{chain} -s {known} -j SVC-{one.name}"
        yield f"{chain} --src-type LOCAL -j KUBE-MARK-MASQ"
        yield f"{chain} --src-type LOCAL -j SVC-{one.name}"
    if one.has_outside:
        yield f"{chain} -j {'SVL' if one.is_local_outside else 'SVC'}-{one.name}"


def _endpoint_chains(one: Port) -> Iterator[str]:
    for chain, endpoints in ((f"SVC-{one.name}", one.cluster), (f"SVL-{one.name}", one.local)):
        for place, endpoint in enumerate(endpoints, start=1):
            chance = "" if place == len(endpoints) else "--probability 0.5 "
            yield f"{chain} {chance}-j SEP-{one.name}-{endpoint.text}"
    for endpoint in one.reachable:
        chain = f"SEP-{one.name}-{endpoint.text}"
        yield f"{chain} -s {endpoint.endpoint.addresses[0]} -j KUBE-MARK-MASQ"
        yield f"{chain} -p {one.protocol} -j DNAT --to-destination {endpoint.text}"
