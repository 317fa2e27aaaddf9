"""Host ports of a lab: the rules that portmap writes on the nodes of Pods that ask for one.

The chains are those of containernetworking/plugins plugins/meta/portmap, which mark what they will masquerade as its
iptables rules do. kube-proxy puts its own rules before those; here that is a matter of the priority.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Address, Family, Range, family_of
from atlas.model.reference import Reference
from atlas.model.workload import ContainerPort, Node, Pod

_MARK = "0x2000"
"""portmap's markMasqBit, 13."""
_WORDS = {Family.IPV4: "ip", Family.IPV6: "ip6"}
_LOCALHOST = "127.0.0.1"


def mapped_pods(cluster: Cluster) -> tuple[Pod, ...]:
    """Return the Pods that have a host port; on the host network there is nothing to map."""
    return tuple(
        pod
        for pod in cluster.pods
        if not pod.host_network and any(port.host_port for port in pod.ports)
    )


def port_mappings(cluster: Cluster) -> Iterator[tuple[Reference, str]]:
    """Yield what `nft` loads on each node with such Pods, once for each family."""
    by_node: dict[str, list[Pod]] = defaultdict(list)
    for pod in mapped_pods(cluster):
        by_node[pod.node].append(pod)
    for name, pods in by_node.items():
        node = cluster.node_by_name.get(name)
        if node is not None:
            for family in Family:
                rules = list(_rules(cluster, node, pods, family))
                if rules:
                    yield node.reference, _table(_WORDS[family], rules)


def _rules(cluster: Cluster, node: Node, pods: Iterable[Pod], family: Family) -> Iterator[str]:
    for pod in pods:
        address = pod.ip(family)
        if address is None:
            continue
        for port in pod.ports:
            if port.host_port and (port.host_ip is None or family_of(port.host_ip) is family):
                yield from _of_port(cluster, node, address, port)


def _of_port(cluster: Cluster, node: Node, address: Address, port: ContainerPort) -> Iterator[str]:
    """Yield the three rules of one port: two that mark what has to be masqueraded, and the one that rewrites."""
    word = _WORDS[family_of(address)]
    match = f"{port.protocol.lower()} dport {port.host_port}"
    if port.host_ip is not None:
        match = f"{word} daddr {port.host_ip} {match}"
    marks = f"meta mark set mark or {_MARK}"
    yield f"{word} saddr {_own_range(cluster, node, address)} {match} {marks}"
    if address.version == 4:
        yield f"{word} saddr {_LOCALHOST} {match} {marks}"
    host = f"[{address}]" if address.version == 6 else str(address)
    yield f"{match} dnat to {host}:{port.number}"


def _own_range(cluster: Cluster, node: Node, address: Address) -> Address | Range:
    """Return the Pod's address with the length of its prefix: on a bridge, that of its node's Pod range."""
    if cluster.network.pod_network is PodNetwork.BRIDGE:
        for one in node.pod_ranges:
            if one.version == address.version and address in one:
                return one
    return address


def _table(word: str, rules: Iterable[str]) -> str:
    lines = [f"table {word} cni_hostport {{", "\tchain hostports {"]
    lines += [f"\t\t{one}" for one in rules]
    lines.append("\t}")
    for hook in ("prerouting", "output"):
        lines += [
            f"\tchain {hook} {{",
            f"\t\ttype nat hook {hook} priority -99;",
            "\t\tfib daddr type local jump hostports",
            "\t}",
        ]
    lines += [
        "\tchain masquerading {",
        "\t\ttype nat hook postrouting priority srcnat;",
        f"\t\tmeta mark & {_MARK} == {_MARK} masquerade",
        "\t}",
        "}",
        "",
    ]
    return "\n".join(lines)
