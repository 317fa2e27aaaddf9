"""What the words of a flow, or of any other question, name in a cluster. What is not there gets a message that helps."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Protocol
from atlas.model.outside import Client
from atlas.model.reference import Reference, parse_reference
from atlas.model.service import Service, ServicePort
from atlas.model.workload import Node, Pod

LAST_PORT = 65535
_LONGEST_NUMBER = 9
"""Digits; Python refuses to read thousands of them."""


class FlowError(ValueError):
    """A flow that the cluster has no answer for: it names an object or an entry that is not there."""


_SHORT = {
    "po": "pod",
    "pods": "pod",
    "svc": "service",
    "services": "service",
    "no": "node",
    "nodes": "node",
    "deploy": "deployment",
    "sts": "statefulset",
    "ds": "daemonset",
    "rs": "replicaset",
}
"""Names of kinds that kubectl takes too."""


def meant(cluster: Cluster, text: str, kinds: tuple[str, ...]) -> str:
    """Return what was probably meant by a text that names nothing of these kinds, as the end of a message."""
    kind, _, rest = (
        text.rpartition(":")[0].partition("/") if text.count(":") else text.partition("/")
    )
    kind, names = (_SHORT.get(kind, kind), rest) if rest else ("", kind)
    name = names.rpartition("/")[2]
    known = (
        *(one.reference for one in cluster.services),
        *(one.reference for one in cluster.pods),
        *(one.reference for one in cluster.nodes),
        *(one.reference for one in cluster.clients),
    )
    there = [one for one in known if one.kind in kinds]
    same = [one for one in there if one.name == name and kind in ("", one.kind)]
    made = [
        one.reference
        for one in cluster.pods
        if "pod" in kinds and one.owner and one.name.startswith(f"{name}-")
    ]
    found = (*same, *made, *(one for one in there if one.name == name))
    if not found:
        return ""
    return f"; did you mean {' or '.join(dict.fromkeys(str(one) for one in found[:2]))}?"


def find_node(cluster: Cluster, name: str) -> Node:
    """Return the node of that name. Raises FlowError."""
    node = cluster.node_by_name.get(name)
    if node is None:
        raise FlowError(_missing(f"node/{name}", (f"node/{one}" for one in cluster.node_by_name)))
    return node


def find_client(cluster: Cluster, name: str) -> Client:
    """Return the client of that name. Raises FlowError."""
    client = cluster.client_by_name.get(name)
    if client is None:
        names = (f"client/{one}" for one in cluster.client_by_name)
        raise FlowError(_missing(f"client/{name}", names))
    return client


def find_pod(cluster: Cluster, reference: Reference) -> Pod:
    """Return the Pod. Raises FlowError."""
    pod = cluster.pod_by_reference.get(reference.without_port())
    if pod is None:
        raise FlowError(_missing_object(reference, cluster.pod_by_reference))
    return pod


def find_service(cluster: Cluster, reference: Reference) -> Service:
    """Return the Service. Raises FlowError."""
    service = cluster.service_by_reference.get(reference.without_port())
    if service is None:
        raise FlowError(_missing_object(reference, cluster.service_by_reference))
    return service


def find_port(service: Service, key: str, protocol: Protocol) -> tuple[int, ServicePort | None]:
    """Return the port number that a client would use, and the Service port behind it, if there is one.

    A number that the Service does not have is kept: asking for an unused port is a fair question. A port of the
    flow's protocol wins over another one. Raises FlowError for a name that the Service does not have.
    """
    matching = [one for one in service.ports if key in ("", one.name, str(one.port))]
    for port in (*(one for one in matching if one.protocol is protocol), *matching):
        return port.port, port
    if _is_number(key):
        return port_number(key, f"{service.reference}:{key}"), None
    names = (f"{service.reference}:{one.key}" for one in service.ports)
    raise FlowError(_missing(f"{service.reference}:{key}", names))


def port_number(text: str, flow_to: str) -> int:
    """Return the port that the text is. Raises FlowError if there is no such port."""
    number = int(text) if _is_number(text) and len(text) <= _LONGEST_NUMBER else 0
    if not 1 <= number <= LAST_PORT:
        raise FlowError(f"{flow_to}: a port is a number from 1 to {LAST_PORT}, not {text}")
    return number


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def split_address(text: str) -> tuple[Address, int] | None:
    """Return address and port of `10.0.0.1:80`, `[fd00::1]:80` or `localhost:80`; None if it is not one.

    Raises FlowError for a port that does not exist.
    """
    host, _, port = text.rpartition(":")
    if not _is_number(port):
        return None
    if host == "localhost":
        return ip_address("127.0.0.1"), port_number(port, text)
    address = address_of(host.removeprefix("[").removesuffix("]"))
    return None if address is None else (address, port_number(port, text))


def address_of(text: str) -> Address | None:
    """Return the address that the text is, or None if it is none."""
    try:
        return ip_address(text)
    except ValueError:
        return None


def reference_of(text: str) -> Reference:
    """Return the reference that `text` spells. Raises FlowError."""
    try:
        return parse_reference(text)
    except ValueError as error:
        raise FlowError(str(error)) from error


def nearest(text: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the reference that `text` was probably meant to be, or "". The kind alone makes no two of them alike."""
    name = text.rpartition("/")[2]
    found = get_close_matches(text, list(names), n=3, cutoff=cutoff)
    alike = (one for one in found if get_close_matches(name, (one.rpartition("/")[2],), 1, cutoff))
    return next(alike, "")


def _missing(text: str, names: Iterable[str], cutoff: float = 0.6) -> str:
    near = nearest(text, names, cutoff)
    return f"{text} does not exist" + (f"; did you mean {near}?" if near else "")


def _missing_object(reference: Reference, known: Iterable[Reference]) -> str:
    """Return the complaint about an object that is not there; most often it is in another namespace."""
    wanted = reference.without_port()
    elsewhere = [one for one in known if one.name == wanted.name]
    return _missing(str(wanted), map(str, elsewhere or known), cutoff=0.0 if elsewhere else 0.6)
