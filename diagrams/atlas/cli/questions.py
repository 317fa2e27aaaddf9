"""What arguments mean to the model: changed clusters, stand-ins for what the manifests lack, packets."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from ipaddress import ip_address, ip_network

from atlas.model.cluster import Cluster, DetectLocal
from atlas.model.network import TRANSPORTS, Address, Packet, Protocol, Range
from atlas.model.reference import parse_reference
from atlas.model.release import Release, known_release, parse_release
from atlas.model.workload import Node
from atlas.tracer.finding import find_node, find_pod, find_service
from atlas.what_if.row import Row, Subject
from atlas.what_if.rows import ROWS, proxy_mode
from atlas.world.assumption import Wishes
from atlas.world.load import Loaded
from atlas.world.nodes import MOST_NODES

USUAL_SOURCE_PORT = 40000
LONGEST_SHOWN = 120
"""Characters of an argument in a message."""


class QuestionError(ValueError):
    """An argument that cannot be read; the message says what was expected."""


# The world around the manifests


def wishes_of(options: argparse.Namespace, stand_in: Node | None) -> Wishes:
    """Return what the arguments say of the world. Raises QuestionError."""
    if not 0 <= options.nodes <= MOST_NODES:
        raise QuestionError(f"--nodes {options.nodes}: expected a number from 1 to {MOST_NODES}")
    described = stand_in is not None and _is_described(options)
    dns = getattr(options, "with_dns", False)
    release = asked_release(options)
    return Wishes(options.nodes, dns, stand_in, described, release)


def asked_release(options: argparse.Namespace) -> Release | None:
    """Return the release that the arguments name, or None. Raises QuestionError for one whose behaviour is not known."""
    text = getattr(options, "release", None)
    if text is None:
        return None
    found = parse_release(text)
    if found is None or known_release(found) != found:
        raise QuestionError(
            f"--release {_short(text)}: expected a release from 1.30 to 1.37, such as 1.33"
        )
    return found


def stand_in_node(options: argparse.Namespace) -> Node:
    """Return the node that the arguments describe; only its name, if they say no more. Raises QuestionError."""
    primary = tuple(address(one) for one in options.node_ip)
    owned = tuple(address(one) for one in options.node_address)
    labels = dict(map(_label, options.node_label))
    return Node(options.node, labels=labels, internal_ips=tuple(dict.fromkeys((*primary, *owned))))


def _is_described(options: argparse.Namespace) -> bool:
    return bool(options.node_ip or options.node_address or options.node_label)


# What ifs


def changed(loaded: Loaded, options: argparse.Namespace) -> Cluster:
    """Return the cluster after all changes that the arguments ask for. Raises FlowError, QuestionError."""
    cluster, network = loaded.cluster, loaded.cluster.network
    if options.egress_masquerade is not None:
        network = replace(network, egress_masquerade=options.egress_masquerade)
    cluster = replace(cluster, network=network)
    for row in ROWS:
        cluster = _after(cluster, row, getattr(options, row.argument))
    return cluster


def _after(cluster: Cluster, row: Row, asked: str | list[str] | None) -> Cluster:
    """Return the cluster after every use of a what-if that its argument asks for."""
    if row.is_setting_of_all:
        return row(str(asked)).apply(cluster) if asked else cluster
    for text in asked or ():
        subject, equals, value = text.partition("=")
        if bool(equals) is not row.takes_value:
            form = f"{row.subject}/NAME" + ("=VALUE" if row.takes_value else "")
            raise QuestionError(f"--{row.name} {text}: expected {form}")
        if row.value_name == "NODE":
            value = find_node(cluster, _name(value, "node")).name
        words = (_subject(cluster, row.subject, subject), *([value] if equals else []))
        try:
            cluster = row(*words).apply(cluster)
        except ValueError as error:
            raise QuestionError(f"--{row.name} {text}: {error}") from None
    return cluster


def _subject(cluster: Cluster, kind: Subject, text: str) -> str:
    """Return the reference of what a what-if is about. Raises FlowError, QuestionError if there is none."""
    reference = parse_reference(f"{kind}/{_name(text, kind)}")
    match kind:
        case Subject.NODE:
            return str(find_node(cluster, reference.name).reference)
        case Subject.POD:
            return str(find_pod(cluster, reference).reference)
        case Subject.SERVICE:
            return str(find_service(cluster, reference).reference)
        case _:
            known = [str(one.reference) for one in cluster.load_balancers]
            if str(reference) not in known:
                raise QuestionError(
                    f"{reference} does not exist; expected one of {', '.join(known)}"
                )
            return str(reference)


def with_mode(cluster: Cluster, mode: str | None) -> Cluster:
    return proxy_mode(mode).apply(cluster) if mode else cluster


def _name(text: str, kind: str) -> str:
    """Return the name in `node/NAME` or `NAME`."""
    found, slash, rest = text.partition("/")
    if not slash:
        return text
    if found == kind:
        return rest
    if kind in ("pod", "service"):
        return text  # a namespace and a name
    raise QuestionError(f"{text}: expected {kind}/NAME")


# Stand-ins: a node and a configuration for bare objects


def with_stand_in_node(cluster: Cluster, options: argparse.Namespace) -> Cluster:
    """Return the cluster with the node that the arguments describe, in place of the one of that name or new.

    A node that the manifests have keeps what the arguments do not say. Raises FlowError for a name that is none of
    theirs and not described either, QuestionError for a bad description.
    """
    if not _is_described(options):
        find_node(cluster, options.node)
        return cluster
    described = stand_in_node(options)
    known = cluster.node_by_name.get(options.node) or described
    node = replace(known, labels={**known.labels, **described.labels})
    if described.internal_ips:
        node = replace(node, internal_ips=described.internal_ips, external_ips=())
    others = tuple(one for one in cluster.nodes if one.name != node.name)
    return replace(cluster, nodes=tuple(sorted((*others, node), key=lambda one: one.name)))


def with_configuration(cluster: Cluster, options: argparse.Namespace) -> Cluster:
    """Return the cluster with kube-proxy's configuration as the arguments say. Raises QuestionError."""
    cluster = with_mode(cluster, options.proxy_mode)
    proxy = cluster.proxy
    if options.detect_local:
        ranges = _detect_local(options.detect_local)
        mode = DetectLocal.CLUSTER_CIDR if ranges else DetectLocal.NONE
        proxy = replace(proxy, detect_local=mode, cluster_cidrs=ranges)
    if options.masquerade_all:
        proxy = replace(proxy, masquerade_all=True)
    if options.nodeport_addresses is not None:
        words = tuple(_node_port_addresses(options.nodeport_addresses))
        proxy = replace(proxy, node_port_addresses=words)
    network = cluster.network
    if options.service_cidr:
        ranges = _ranges(options.service_cidr, "--service-cidr")
        network = replace(network, service_cidrs=ranges, service_cidrs_are_stated=True)
    return replace(cluster, proxy=proxy, network=network)


def _detect_local(text: str) -> tuple[Range, ...]:
    if text.lower() == "none":
        return ()
    kind, colon, ranges = text.partition(":")
    if kind != "cidr" or not colon:
        raise QuestionError(f"--detect-local {text}: expected cidr:RANGE or none")
    return _ranges([ranges], "--detect-local")


def _node_port_addresses(texts: Iterable[str]) -> Iterable[str]:
    for text in _split(texts):
        if text not in ("primary", "localhost", "all"):
            _range(text, "--nodeport-addresses")
        yield text


def _ranges(texts: Iterable[str], flag: str) -> tuple[Range, ...]:
    return tuple(_range(text, flag) for text in _split(texts))


def _split(texts: Iterable[str]) -> Iterable[str]:
    return (part.strip() for text in texts for part in text.split(",") if part.strip())


def _range(text: str, flag: str) -> Range:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise QuestionError(f"{flag} {text}: expected a range such as 10.244.0.0/16") from None


def _label(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise QuestionError(f"--node-label {text}: expected KEY=VALUE")
    return key, value


# Packets


def parse_packet(text: str) -> Packet:
    """Return the packet that `SRC[:PORT]>DST:PORT[/PROTO]` spells. Raises QuestionError."""
    source, arrow, rest = text.partition(">")
    way, _, protocol = rest.partition("/")
    if not arrow:
        raise QuestionError(f"packet {_short(text)!r}: expected SRC>DST:PORT/PROTO")
    destination, port = _address_and_port(way.strip(), text)
    if port is None:
        raise QuestionError(f"packet {_short(text)!r}: the destination needs a port")
    sender, source_port = _address_and_port(source.strip(), text)
    return packet_of(sender, destination, port, protocol.strip() or "TCP", source_port)


def packet_of(
    source: Address, destination: Address, port: int, protocol: str, source_port: int | None
) -> Packet:
    """Return the packet. Raises QuestionError if the protocol is unknown or the families differ."""
    if protocol.upper() not in TRANSPORTS:
        raise QuestionError(f"protocol {_short(protocol)!r}: expected TCP, UDP or SCTP")
    if source.version != destination.version:
        raise QuestionError(f"{source} and {destination} are of different families")
    known = Protocol(protocol.upper())
    own = USUAL_SOURCE_PORT if source_port is None else source_port
    return Packet(source, own, destination, port, known)


def _address_and_port(text: str, packet: str) -> tuple[Address, int | None]:
    """Return the parts of `10.0.0.1`, `10.0.0.1:80`, `fd00::1` or `[fd00::1]:80`."""
    host, port = text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        port = rest.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    return address(host), port_number(port, packet) if port else None


def port_number(text: str, where: str) -> int:
    """Return a port number. Raises QuestionError."""
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise QuestionError(f"{_short(where)}: {_short(text)!r} is not a port from 1 to 65535")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def address(text: str) -> Address:
    """Return an address. Raises QuestionError."""
    try:
        return ip_address(text)
    except ValueError:
        raise QuestionError(f"{_short(text)!r} is not an IP address") from None
