"""A Service as it behaves: who connects, through which entry, whether that works, and who answers.

Every entry is asked, port by port and address by address; a node port on every node, if there are not too many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from atlas.draw.board import Board, Item, Link
from atlas.draw.keys import key_of, safe
from atlas.draw.overview import nodes_of, policies
from atlas.draw.service_lines import (
    asked,
    endpoints_line,
    in_both,
    port_line,
    usual_sources_of,
    verdict_text,
    worst,
)
from atlas.figure.stage import Box, Line, Look, Role
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import Service, ServicePort
from atlas.text import draw_words, interface
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict

MOST_ASKED = 8
"""Nodes whose node ports are asked one by one."""
MOST_NAMED = 3
MOST_PORTS = 12


def service_board(cluster: Cluster, service: Service) -> Board:
    """Return the board of one Service."""
    sources = usual_sources_of(cluster)
    card = _card(cluster, service)
    items: list[Item] = []
    links: list[Link] = []
    for who, source in sources.items():
        made = list(_entries(cluster, service, source, inside=who == "inside"))
        items += [box for box, _ in made]
        for box, works in made:
            role = Role.REQUEST if works else Role.FAILED
            links.append(Link(f"source-{who}", box.key, role))
            links += [Link(box.key, card.key)] if works else []
    clients = tuple(_client(cluster, who, source) for who, source in sources.items())
    pods, to_pods = nodes_of(cluster, [service], ())
    return Board((clients, tuple(items), (card,), tuple(pods)), (*links, *to_pods))


def _client(cluster: Cluster, who: str, source: str) -> Box:
    outside = who == "outside"
    reference = parse_reference(source)
    assumed = reference in cluster.gaps.assumed
    where = draw_words.OUTSIDE if outside else draw_words.INSIDE
    lines = (reference.name, where, *((interface.ASSUMED,) if assumed else ()))
    look, icon = (Look.CLIENT, "client") if outside else (Look.POD, "pod")
    return Box(f"source-{who}", look, icon, lines, assumed=assumed)


def _card(cluster: Cluster, service: Service) -> Box:
    lines: list[Line] = [f"Service {service.name}", service.type.value]
    if service.headless:
        lines.append(interface.HEADLESS)
    if service.external_name:
        lines.append(f"→ {service.external_name}")
    lines += [port_line(one) for one in service.ports[:MOST_PORTS]]
    if len(service.ports) > MOST_PORTS:
        lines.append(in_both(draw_words.MORE_ENDS, count=len(service.ports) - MOST_PORTS))
    labels = [f"{key}={value}" for key, value in sorted(service.selector.items())]
    lines += labels[:MOST_NAMED] or [interface.NO_SELECTOR]
    lines += policies(service)
    known = endpoints_line(cluster, service)
    lines += [] if known is None else [known]
    return Box(key_of(service.reference), Look.CONFIG, "service", tuple(lines))


def _entries(
    cluster: Cluster, service: Service, source: str, *, inside: bool
) -> Iterator[tuple[Box, bool]]:
    """Yield the entries that such a client would use, each with whether connections through it arrive."""
    if inside:
        yield _asked(cluster, service, source, "DNS", "", Entry.NAME)
        for ip in service.cluster_ips:
            yield _asked(cluster, service, source, "ClusterIP", str(ip))
        return
    for ip in service.load_balancer_ips:
        yield _asked(cluster, service, source, "LoadBalancer", str(ip))
    for name in service.load_balancer_names[:MOST_NAMED]:
        yield _asked(cluster, service, source, "LoadBalancer", name, Entry.LOAD_BALANCER)
    if service.type == "LoadBalancer" and not service.load_balancer_ingress:
        yield _asked(cluster, service, source, "LoadBalancer", "", Entry.LOAD_BALANCER)
    for ip in service.external_ips:
        yield _asked(cluster, service, source, "externalIP", str(ip))
    if any(one.node_port for one in service.ports):
        yield from _node_ports(cluster, service, source)


def _asked(
    cluster: Cluster,
    service: Service,
    source: str,
    name: str,
    address: str,
    entry: Entry = Entry.AUTO,
) -> tuple[Box, bool]:
    """Return an entry with how connections to each port end there: in one line, if all end alike."""
    found: dict[Verdict | None, list[ServicePort | None]] = defaultdict(list)
    for port in service.ports or (None,):
        found[worst(asked(cluster, _flow(service, source, address, port, entry)))].append(port)
    lines: list[Line] = [name, *([address] if address else [])]
    for verdict, ports in found.items():
        of_ports = ", ".join(str(one.port) for one in ports[:MOST_PORTS] if one is not None)
        before = Text(ko=of_ports, en=of_ports) if of_ports else None
        lines.append(_said(verdict, before))
    works = all(one is Verdict.DELIVERED for one in found)
    key = f"entry-{name}-{safe(address) or 'none'}"
    return Box(key, Look.BALANCER, "", tuple(lines), marked=not works), works


def _flow(
    service: Service, source: str, address: str, port: ServicePort | None, entry: Entry
) -> Flow:
    if entry is not Entry.AUTO or port is None:
        to = f"{service.reference}:{port.key}" if port else str(service.reference)
        return Flow(
            source, to, entry, protocol=port.protocol if port else Flow(source, to).protocol
        )
    to = f"[{address}]:{port.port}" if ":" in address else f"{address}:{port.port}"
    return Flow(source, to, protocol=port.protocol)


def _node_ports(cluster: Cluster, service: Service, source: str) -> Iterator[tuple[Box, bool]]:
    """Yield the node ports, in one box for all nodes on which connections end alike."""
    found: dict[Verdict | None, list[str]] = defaultdict(list)
    port = next(one for one in service.ports if one.node_port)
    nodes = cluster.nodes[:MOST_ASKED]
    for node in nodes:
        to = f"{service.reference}:{port.key}"
        flow = Flow(source, to, Entry.NODE_PORT, node.name, port.protocol)
        found[worst(asked(cluster, flow))].append(node.name)
    for at, (verdict, names) in enumerate(found.items()):
        lines: list[Line] = [f"NodePort {port.node_port}"]
        if len(names) == len(nodes) > 1:
            lines.append(draw_words.ANY_NODE)
        else:
            lines += names[:MOST_NAMED]
            if len(names) > MOST_NAMED:
                lines.append(in_both(draw_words.MORE_ENDS, count=len(names) - MOST_NAMED))
        lines.append(_said(verdict, None))
        works = verdict is Verdict.DELIVERED
        yield Box(f"entry-node-port-{at}", Look.BALANCER, "", tuple(lines), marked=not works), works


def _said(verdict: Verdict | None, before: Text | None) -> Line:
    return draw_words.COULD_NOT_ASK if verdict is None else verdict_text(verdict, before)
