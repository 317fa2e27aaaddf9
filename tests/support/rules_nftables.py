"""rules_nftables: rules of nftables mode as `nft list table` prints them, as far as `walk` reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from atlas.model.cluster import Cluster
from atlas.model.workload import Node
from support.rules import Port, let_in, node_port_addresses, pod_range, ports_of


class _Tables:
    """Chains and maps of nftables mode while they are written."""

    def __init__(self) -> None:
        self.chains: dict[str, list[str]] = defaultdict(list)
        self.maps: dict[str, dict[str, str]] = defaultdict(dict)

    def __str__(self) -> str:
        return "\n".join((*self._blocks("map"), *self._blocks("chain")))

    def _blocks(self, kind: str) -> Iterable[str]:
        if kind == "map":
            for name, elements in self.maps.items():
                entries = ", ".join(f"{k} : {v}" if v else k for k, v in elements.items())
                body = f"\t\telements = {{ {entries} }}\n" if entries else ""
                yield f"\tmap {name} {{\n{body}\t}}"
        else:
            for name, rules in self.chains.items():
                body = "".join(f"\t\t{rule}\n" for rule in rules)
                yield f"\tchain {name} {{\n{body}\t}}"


KEY = "ip daddr . meta l4proto . th dport vmap @"
NODE_PORT_KEY = "ip daddr @nodeport-ips meta l4proto . th dport vmap @"


def nftables_rules(cluster: Cluster, node: Node) -> str:
    """Return the maps and chains of the IPv4 table."""
    made = _Tables()
    addresses = node_port_addresses(cluster, node, "primary")
    served = [str(node.internal_ips[0])] if "LOCAL" in addresses else addresses
    names = "service-ips service-nodeports no-endpoint-services no-endpoint-nodeports firewall-ips"
    for name in (*names.split(), "cluster-ips", "nodeport-ips"):
        made.maps[name] = {}
    made.maps["nodeport-ips"] = {one: "" for one in served if one != "127.0.0.1"}
    new = "ct state new jump "
    made.chains.update(
        {
            "filter-prerouting": [f"{new}firewall-check"],
            "filter-output": [f"{new}firewall-check"],
            "nat-prerouting": ["jump services"],
            "nat-output": ["jump services"],
            "filter-output-post-dnat": [
                f"{new}service-endpoints-check",
                f"{new}cluster-ips-check",
            ],
            "filter-input": [f"{new}nodeport-endpoints-check", f"{new}service-endpoints-check"],
            "filter-forward": [f"{new}service-endpoints-check", f"{new}cluster-ips-check"],
            "firewall-check": [f"{KEY}firewall-ips"],
            "services": [f"{KEY}service-ips", f"{NODE_PORT_KEY}service-nodeports"],
            "service-endpoints-check": [f"{KEY}no-endpoint-services"],
            "nodeport-endpoints-check": [f"{NODE_PORT_KEY}no-endpoint-nodeports"],
            "cluster-ips-check": [
                "ip daddr @cluster-ips reject",
                *(f"ip daddr {one} drop" for one in cluster.network.service_cidrs),
            ],
            "reject-chain": ["reject"],
            "mark-for-masquerade": [],
        }
    )
    for one in ports_of(cluster, node):
        _write_nftables(made, one, cluster, node)
    return str(made)


def _write_nftables(made: _Tables, one: Port, cluster: Cluster, node: Node) -> None:
    known = pod_range(cluster, node)
    _write_maps(made.maps, one)
    if one.balancers and one.ranges:
        for ip in one.balancers:
            key = f"{ip} . {one.protocol} . {one.port.port}"
            made.maps["firewall-ips"][key] = f"goto firewall-{one.name}"
        open_to = (f"ip saddr {sources} return" for sources in let_in(one, node))
        made.chains[f"firewall-{one.name}"] = [*open_to, "drop"]
    _write_inside(made.chains, one, known, cluster.proxy.masquerade_all)
    _write_outside(made.chains, one, known)
    for chain, endpoints in (("service", one.cluster), ("local", one.local)):
        if endpoints:
            verdicts = " , ".join(
                f"{place} : goto endpoint-{one.name}-{endpoint.text}"
                for place, endpoint in enumerate(endpoints)
            )
            rule = f"numgen random mod {len(endpoints)} vmap {{ {verdicts} }}"
            made.chains[f"{chain}-{one.name}"].append(rule)
    for endpoint in one.reachable:
        made.chains[f"endpoint-{one.name}-{endpoint.text}"] = [
            f"ip saddr {endpoint.endpoint.addresses[0]} jump mark-for-masquerade",
            f"meta l4proto {one.protocol} dnat to {endpoint.text}",
        ]


def _write_maps(maps: dict[str, dict[str, str]], one: Port) -> None:
    refuse = "drop" if one.has_endpoints else "goto reject-chain"
    tail = f"{one.protocol} . {one.port.port}"
    maps["cluster-ips"][one.address] = ""
    if one.has_inside:
        chain = one.inside.replace("SVL", "local").replace("SVC", "service")
        maps["service-ips"][f"{one.address} . {tail}"] = f"goto {chain}"
    else:
        maps["no-endpoint-services"][f"{one.address} . {tail}"] = refuse
    for ip in (*one.externals, *one.balancers):
        if one.has_endpoints:
            maps["service-ips"][f"{ip} . {tail}"] = f"goto external-{one.name}"
        if not one.has_outside:
            maps["no-endpoint-services"][f"{ip} . {tail}"] = refuse
    key = f"{one.protocol} . {one.port.node_port}"
    if one.port.node_port and one.has_endpoints:
        maps["service-nodeports"][key] = f"goto external-{one.name}"
    if one.port.node_port and not one.has_outside:
        maps["no-endpoint-nodeports"][key] = refuse


def _write_inside(
    chains: dict[str, list[str]], one: Port, known: str, masquerade_all: bool
) -> None:
    chain = f"{'local' if one.is_local_inside else 'service'}-{one.name}"
    match = f"ip daddr {one.address} {one.protocol} dport {one.port.port} "
    if one.has_inside and masquerade_all:
        chains[chain].append(f"{match}jump mark-for-masquerade")
    elif one.has_inside and known:
        chains[chain].append(f"{match}ip saddr != {known} jump mark-for-masquerade")


def _write_outside(chains: dict[str, list[str]], one: Port, known: str) -> None:
    if not (one.has_endpoints and one.is_open):
        return
    outside = chains[f"external-{one.name}"]
    if not one.is_local_outside:
        outside.append("jump mark-for-masquerade")
    else:
        if known:
            outside.append(f"ip saddr {known} goto service-{one.name}")
        outside.append("fib saddr type local jump mark-for-masquerade")
        outside.append(f"fib saddr type local goto service-{one.name}")
    if one.has_outside:
        outside.append(f"goto {'local' if one.is_local_outside else 'service'}-{one.name}")
