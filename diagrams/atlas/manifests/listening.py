"""Where programs listen, as far as manifests tell: our annotation, and the probes of containers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from atlas.manifests.fields import Section
from atlas.manifests.names import parse_address
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.listening import (
    LISTENS_ANNOTATION,
    NOTHING_SAID,
    PROXY_PROTOCOL_ANNOTATION,
    Listening,
    OpenPort,
)
from atlas.model.network import Family, Protocol
from atlas.model.workload import ContainerPort

NOTHING = "nothing"
_ENTRY = re.compile(
    r"((?P<host>\[[^]]*\]|[^:\s]+):)?(?P<number>[0-9]{1,5})(/(?P<protocol>TCP|UDP|SCTP))?"
)
_HIGHEST = 65535
_SIDECARS = frozenset({"istio-proxy", "linkerd-proxy", "kuma-sidecar", "consul-dataplane"})
"""Containers to which rules in the Pod's own network lead all its TCP connections."""
_INJECTED = {
    ("sidecar.istio.io/inject", "true"): "istio-proxy",
    ("linkerd.io/inject", "enabled"): "linkerd-proxy",
    ("kuma.io/sidecar-injection", "enabled"): "kuma-sidecar",
    ("consul.hashicorp.com/connect-inject", "true"): "consul-dataplane",
}
"""Labels and annotations of Pods that have them added; but for the first, of Namespaces that have it done to all."""
_INJECTED_IN_NAMESPACE = {("istio-injection", "enabled"): "istio-proxy", **_INJECTED}
_DECLINED = {
    ("sidecar.istio.io/inject", "false"),
    ("linkerd.io/inject", "disabled"),
    ("kuma.io/sidecar-injection", "disabled"),
    ("consul.hashicorp.com/connect-inject", "false"),
}
_REVISION = "istio.io/rev"
"""A Namespace or Pod with this label gets the sidecar of one release of Istio."""
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_FAMILIES = {"IPv4": Family.IPV4, "0.0.0.0": Family.IPV4, "IPv6": Family.IPV6}
_EVERYWHERE = ("*", "[::]")
"""A socket at [::] takes IPv4 too, unless a program asks for the opposite (ipv6(7), IPV6_V6ONLY)."""


def read_listening(
    metadata: Section, probed: tuple[OpenPort, ...] = (), containers: Iterable[str] = ()
) -> Listening:
    """Return what is known of where programs listen: by annotations in `metadata`, by probes, and by a mesh's sidecar."""
    stated = _stated(metadata)
    annotations = metadata.section("annotations").values
    expects = annotations.get(PROXY_PROTOCOL_ANNOTATION) == "true"
    sidecar, declines = _sidecar(metadata, containers)
    if stated is None and not probed and not expects and not sidecar and not declines:
        return NOTHING_SAID
    return Listening(stated, probed, expects, sidecar, declines)


def _sidecar(metadata: Section, containers: Iterable[str]) -> tuple[str, bool]:
    """Return the sidecar that is among the containers, or that the mesh is told to add; and whether it is told not to."""
    found = next((one for one in containers if one in _SIDECARS), "")
    words = {**metadata.section("labels").values, **metadata.section("annotations").values}
    declines = any(words.get(key) == value for key, value in _DECLINED)
    return found or ("" if declines else _asked_for(words, _INJECTED)), declines


def sidecar_of_namespace(metadata: Section) -> str:
    """Return the sidecar that new Pods of a Namespace get, or ""."""
    words = {**metadata.section("labels").values, **metadata.section("annotations").values}
    if words.get("istio-injection") == "disabled":
        words.pop(_REVISION, None)
    return _asked_for(words, _INJECTED_IN_NAMESPACE)


def _asked_for(words: Mapping[str, object], injected: Mapping[tuple[str, str], str]) -> str:
    asked = (name for (key, value), name in injected.items() if words.get(key) == value)
    return next(asked, "istio-proxy" if words.get(_REVISION) else "")


def _stated(metadata: Section) -> tuple[OpenPort, ...] | None:
    text = metadata.section("annotations").values.get(LISTENS_ANNOTATION)
    if not isinstance(text, str):  # whoever reads all annotations reports other types
        return None
    found = parse_listens(text)
    if found is None:
        key = ("annotations", LISTENS_ANNOTATION)
        metadata.error(key, ProblemKind.INVALID, Expected.OPEN_PORTS)
    return found


def parse_listens(text: str) -> tuple[OpenPort, ...] | None:
    """Return the open ports of `8080, 127.0.0.1:9901, IPv4:53/UDP` or `nothing`; None if the text is none of these."""
    entries = [one for one in re.split(r"[\s,]+", text) if one]
    if entries == [NOTHING]:
        return ()
    found = [_open_port(one) for one in entries]
    if not found or None in found:
        return None
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _open_port(text: str) -> OpenPort | None:
    match = _ENTRY.fullmatch(text)
    if match is None or not 1 <= int(match["number"]) <= _HIGHEST:
        return None
    number, protocol = int(match["number"]), Protocol(match["protocol"] or "TCP")
    host = match["host"]
    if host is None or host in _EVERYWHERE:
        return OpenPort(number, protocol)
    if host in _FAMILIES:
        return OpenPort(number, protocol, family=_FAMILIES[host])
    address = parse_address("127.0.0.1" if host == "localhost" else host.strip("[]"))
    return None if address is None else OpenPort(number, protocol, address)


def probed_ports(
    container: Section, ports: tuple[ContainerPort, ...], *, host_network: bool
) -> Iterator[OpenPort]:
    """Yield the ports that the kubelet's probes of a container find open, if it ever gets ready.

    A probe with a host of its own asks another machine, unless the Pod has the network of its node.
    """
    for name in _PROBES:
        probe = container.section(name)
        for kind in ("httpGet", "tcpSocket", "grpc"):
            asked = probe.section(kind)
            number = _number(asked.values.get("port"), ports)
            host = asked.values.get("host")
            if not number or (host and not host_network):
                continue
            address = parse_address(host) if isinstance(host, str) else None
            yield OpenPort(number, address=address)


def _number(port: object, ports: tuple[ContainerPort, ...]) -> int:
    """Return the number of a probe's port, which may be a name of the container's own; 0 if it is neither."""
    if isinstance(port, int) and not isinstance(port, bool):
        return port if 1 <= port <= _HIGHEST else 0
    return next((one.number for one in ports if one.name and one.name == port), 0)
