"""Faults of a lab's networks: packet filters of their own on each node, where a real network would lose packets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster, PodNetwork
from atlas.model.network import Address, Family, Protocol, family_of
from atlas.model.targets import targets_of
from atlas.model.workload import Node
from atlas.proxy.health import HEALTHZ_PORT
from atlas.text.packets import address_and_port
from atlas.tracer.faults import DNS_PORT
from atlas_lab.plan import SWITCH, Plan
from atlas_lab.world import World

LB = "loadbalancer"
_TABLE = ("table inet faults", "delete table inet faults")


def load_faults(world: World, plan: Plan, cluster: Cluster) -> None:
    """Have every node lose what the cluster's faults lose, and nothing else any more."""
    for node in cluster.nodes:
        world.run(node.reference, ("nft", "-f", "-"), fault_table(plan, cluster, node))


def fault_table(plan: Plan, cluster: Cluster, node: Node) -> str:
    """Return what a node loads: the table in the place of the one before, empty where nothing is broken."""
    lost = tuple(_lost_answers(cluster, node))
    held = tuple(_held(cluster))
    chains = (
        (
            "arrive",
            "filter hook prerouting priority raw",
            (
                *_closed(plan, cluster, node),
                *_cut(plan, cluster, node),
                *_probes_lost(plan, cluster, node),
            ),
        ),
        ("pass", "filter hook forward priority -5", (*lost, *_no_hairpin(cluster, node))),
        ("receive", "filter hook input priority -5", lost),
        ("turn", "nat hook prerouting priority -110", held),
        ("send", "nat hook output priority -110", held),
    )
    lines = [*_TABLE, "table inet faults {"]
    for name, hook, rules in chains:
        if rules:
            lines += [f"\tchain {name} {{", f"\t\ttype {hook};"]
            lines += [*(f"\t\t{one}" for one in rules), "\t}"]
    return "\n".join([*lines, "}", ""])


def _closed(plan: Plan, cluster: Cluster, node: Node) -> Iterator[str]:
    """Yield what keeps packets to node ports out that come from no node: as a firewall before the node does."""
    if node.name not in cluster.faults.node_ports_closed:
        return
    first, last = cluster.network.node_port_range
    nodes = ", ".join(_hardware_of(plan, (one.name for one in cluster.nodes)))
    for ip in (*node.internal_ips, *node.external_ips):
        for transport in ("tcp", "udp"):
            match = f"{_word(ip)} daddr {ip} {transport} dport {first}-{last}"
            yield f'iifname "eth0" ether saddr != {{ {nodes} }} {match} drop'


def _cut(plan: Plan, cluster: Cluster, node: Node) -> Iterator[str]:
    """Yield what loses packets to Pods that come from a node to which there is no way.

    It does so where they arrive: a filter where they leave would tell the sender (EPERM), as no network does.
    """
    cut = cluster.faults.overlay_cut
    beyond = [one.name for one in cluster.nodes if one != node and cut & {node.name, one.name}]
    senders = ", ".join(_hardware_of(plan, beyond))
    own = [
        ip
        for pod in cluster.pods
        if pod.node == node.name and not pod.host_network
        for ip in pod.ips
    ]
    odd = [ip for ip in own if not any(ip in one for one in node.pod_ranges)]
    for target in (*node.pod_ranges, *odd) if beyond else ():
        word = "ip" if target.version == 4 else "ip6"
        yield f'iifname "eth0" ether saddr {{ {senders} }} {word} daddr {target} drop'


def _probes_lost(plan: Plan, cluster: Cluster, node: Node) -> Iterator[str]:
    """Yield what keeps the health checks of balancers, and nobody else's question, from getting an answer."""
    if node.name not in cluster.faults.probes_failing:
        return
    balancers = ", ".join(_hardware_of(plan, (one.name for one in cluster.load_balancers), LB))
    ports = ", ".join(map(str, sorted({HEALTHZ_PORT, *cluster.service_by_health_check_port})))
    for ip in (*node.internal_ips, *node.external_ips) if balancers else ():
        match = f"{_word(ip)} daddr {ip} tcp dport {{ {ports} }}"
        yield f'iifname "eth0" ether saddr {{ {balancers} }} {match} drop'


def _held(cluster: Cluster) -> Iterator[str]:
    """Yield what sends UDP flows to a cluster IP where they went before, in the place of what conntrack would remember.

    It comes before the rules of kube-proxy, which are not asked about a packet that has been given its destination.
    """
    for held in cluster.held_flows:
        began = held.began
        for service in began.services:
            for port in (one for one in service.ports if one.protocol is Protocol.UDP):
                for ip in service.cluster_ips:
                    for target in targets_of(began, service, port, family_of(ip), watched=True):
                        if target.address in held.endpoints:
                            word, to = _word(ip), address_and_port(target.address, target.port)
                            yield f"{word} daddr {ip} udp dport {port.port} dnat {word} to {to}"


def _hardware_of(plan: Plan, names: Iterable[str], kind: str = "node") -> Iterator[str]:
    """Yield the hardware addresses that packets of these machines have on the switch."""
    wanted = set(names)
    for wire in plan.wires:
        far = wire.far.machine
        if wire.near.machine == SWITCH and far.kind == kind and far.name in wanted:
            yield wire.far.hardware


def _lost_answers(cluster: Cluster, node: Node) -> Iterator[str]:
    if node.name not in cluster.faults.dns_lost:
        return
    own = [*node.internal_ips, *node.external_ips]
    own += [ip for pod in cluster.pods if pod.node == node.name for ip in pod.ips]
    for family in Family:
        addresses = ", ".join(str(ip) for ip in dict.fromkeys(own) if family_of(ip) is family)
        if addresses:
            word = "ip" if family is Family.IPV4 else "ip6"
            for transport in ("tcp", "udp"):
                answers = (
                    f"ct direction reply meta l4proto {transport} ct original proto-dst {DNS_PORT}"
                )
                yield f"{answers} {word} daddr {{ {addresses} }} drop"


def _no_hairpin(cluster: Cluster, node: Node) -> Iterator[str]:
    """Yield what keeps packets from going back to the Pod that they come from.

    Pods of a lab speak to their bridge alone; a real one would lose these packets at the port of the Pod.
    """
    is_bridged = cluster.network.pod_network is PodNetwork.BRIDGE
    if node.name not in cluster.faults.no_hairpin or not is_bridged:
        return
    for pod in cluster.pods:
        if pod.node == node.name and not pod.host_network:
            for ip in pod.ips:
                yield f"{_word(ip)} saddr {ip} {_word(ip)} daddr {ip} drop"


def _word(ip: Address) -> str:
    return "ip" if ip.version == 4 else "ip6"
