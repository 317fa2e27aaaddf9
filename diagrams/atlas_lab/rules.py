"""Rules: what kube-proxy and the network plugin write, loaded into the kernels of a lab's nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Address, Family, family_of
from atlas.model.reference import Reference
from atlas.model.workload import Node
from atlas.proxy.languages import LANGUAGES, rules
from atlas_lab.plan import Plan
from atlas_lab.servers.balancer import Rotation, Served
from atlas_lab.servers.listeners import Listener
from atlas_lab.world import World

_SILENT = ("loadbalancer", "httpproxy")
_RESTORE = {Family.IPV4: "iptables-restore", Family.IPV6: "ip6tables-restore"}


def load_rules(world: World, cluster: Cluster) -> None:
    """Load every node's Service rules, in place of those that are there."""
    for node in cluster.nodes:
        world.set(node.reference, (("net/ipv4/conf/all/route_localnet", _localnet(cluster)),))
        for family in _families(node):
            ruleset = rules(cluster, node, family)
            text = LANGUAGES[cluster.proxy.mode].listing(ruleset, None)
            if cluster.proxy.mode is ProxyMode.IPTABLES:
                world.run(node.reference, (_RESTORE[family],), text)
            else:
                world.run(node.reference, ("nft", "-f", "-"), _replacing(family, text))


def load_pod_tables(world: World, plan: Plan) -> None:
    """Load what the network plugin masquerades."""
    for node, text in plan.pod_tables:
        world.run(node, ("nft", "-f", "-"), text)


def load_balancing(world: World, plan: Plan, balancer: Reference, rotation: Rotation) -> None:
    """Have a balancer forward packets for each of its addresses and ports to one of the nodes, or rewrite them.

    A connection keeps its node because the choice is computed from its source, as routers with equal-cost paths do. Who
    writes a node's number (from 1, in the plan's order) into DSCP gets that node.
    """
    nodes = [one for one in plan.machines if one.reference.kind == "node"]
    number = {ip: index for index, one in enumerate(nodes, 1) for ip in one.addresses}
    lines = ["table inet balancer", "delete table inet balancer", "table inet balancer {"]
    lines += ["\tchain prerouting {", "\t\ttype filter hook prerouting priority mangle;"]
    for served, chosen in rotation.items():
        if any(one.port for one in chosen):
            lines.append(f"\t\t{_match(served)} accept")
        else:
            numbers = [number[one.address] for one in chosen]
            lines += [f"\t\t{one}" for one in _choice(served, numbers)]
    # There is no forwarding rule for the rest, and a balancer says nothing about what it does not serve.
    for reference, addresses in plan.forwarded:
        if reference == balancer:
            lines += [f"\t\t{_word(ip)} daddr {ip} drop" for ip in addresses]
    lines += ["\t}", *_rewriting(rotation), "}", ""]
    world.run(balancer, ("nft", "-f", "-"), "\n".join(lines))


def _rewriting(rotation: Rotation) -> Iterator[str]:
    """Yield the chains that rewrite destinations, and that lose what comes back to where it is from."""
    rewritten = {
        served: chosen for served, chosen in rotation.items() if any(one.port for one in chosen)
    }
    if not rewritten:
        return
    drops: dict[str, None] = {}
    for at, (served, chosen) in enumerate(rewritten.items()):
        word = _word(served[0])
        for turn, one in enumerate(chosen):
            end = f"[{one.address}]" if word == "ip6" else str(one.address)
            yield f"\tchain onward-{at}-{turn} {{"
            yield f"\t\tmeta l4proto {served[2].lower()} dnat {word} to {end}:{one.port}"
            yield "\t}"
            sources = ", ".join(map(str, one.not_from))
            drops[
                f"ct status dnat {word} saddr {{ {sources} }} {word} daddr {one.address} drop"
            ] = None
    yield from ("\tchain rewrite {", "\t\ttype nat hook prerouting priority dstnat;")
    for at, (served, chosen) in enumerate(rewritten.items()):
        choices = ", ".join(f"{turn} : goto onward-{at}-{turn}" for turn in range(len(chosen)))
        yield f"\t\t{_match(served)} numgen random mod {len(chosen)} vmap {{ {choices} }}"
    yield from ("\t}", "\tchain loops {", "\t\ttype filter hook forward priority filter;")
    yield from (f"\t\t{one}" for one in drops)
    yield "\t}"


def load_firewall(world: World, waiting: Iterable[Listener], plan: Plan) -> None:
    """Have balancers and proxies outside say nothing at ports that they do not serve, as the clouds' do."""
    open_ports: dict[Reference, list[str]] = {
        one.reference: [] for one in plan.machines if one.reference.kind in _SILENT
    }
    for one in waiting:
        if one.machine in open_ports:
            word, transport = _word(one.address), one.protocol.lower()
            line = f"{word} daddr {one.address} {transport} dport {one.port} accept"
            open_ports[one.machine].append(line)
    for machine, accepted in open_ports.items():
        lines = ["table inet doors", "delete table inet doors", "table inet doors {"]
        lines += ["\tchain input {", "\t\ttype filter hook input priority filter; policy drop;"]
        lines += [f"\t\t{line}" for line in ("ct state established,related accept", *accepted)]
        world.run(machine, ("nft", "-f", "-"), "\n".join([*lines, "\t}", "}", ""]))


def balancer_routes(plan: Plan) -> Iterator[str]:
    """Yield the commands that give a balancer one routing table for each node, by the packet's mark."""
    nodes = [one for one in plan.machines if one.reference.kind == "node"]
    for index, node in enumerate(nodes, 1):
        for family, words in ((Family.IPV4, "default"), (Family.IPV6, "::/0")):
            via = next((ip for ip in node.addresses if family_of(ip) is family), None)
            if via is not None:
                yield f"route replace {words} via {via} dev eth0 onlink table {100 + index}"
        yield f"rule add fwmark {index} table {100 + index}"


def _choice(served: Served, numbers: list[int]) -> Iterator[str]:
    address, _, protocol = served
    word, transport = _word(address), protocol.lower()
    match = _match(served)
    for index in numbers:
        yield f"{match} {word} dscp {index} meta mark set {index} accept"
    if numbers:
        choices = ", ".join(f"{place} : {index}" for place, index in enumerate(numbers))
        hashed = f"jhash {word} saddr . {transport} sport mod {len(numbers)}"
        yield f"{match} meta mark set {hashed} map {{ {choices} }} accept"


def _match(served: Served) -> str:
    address, port, protocol = served
    return f"{_word(address)} daddr {address} {protocol.lower()} dport {port}"


def _word(address: Address) -> str:
    return "ip" if family_of(address) is Family.IPV4 else "ip6"


def _replacing(family: Family, text: str) -> str:
    """Return the text that puts a table in the place of the one that may be there, at one stroke."""
    name = "ip" if family is Family.IPV4 else "ip6"
    table = f"table {name} kube-proxy"
    return f"{table}\ndelete {table}\n{text}"


def _families(node: Node) -> tuple[Family, ...]:
    return tuple(one for one in Family if node.ip(one) is not None)


def _localnet(cluster: Cluster) -> str:
    """kube-proxy opens 127.0.0.1 to node ports in iptables mode (FACTS 4.5, `localhostNodePorts`)."""
    proxy = cluster.proxy
    return "1" if proxy.mode is ProxyMode.IPTABLES and proxy.localhost_node_ports else "0"
