"""Gateways: which listener takes a request, and which routes are attached to it (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.http import FromNamespaces, Gateway, HTTPRoute, Listener, TLSMode
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.tracer.http.outcome import Answer, Entrance, with_tls, without_tls
from atlas.tracer.http.request import Request, matches_hostname
from atlas.tracer.trace import Verdict

HTTP_ROUTE = "HTTPRoute"
NAMESPACE_LABEL = "kubernetes.io/metadata.name"
"""The API server gives it to every Namespace, with its name."""
_ROUTES_OF_PROTOCOL = {"TLS": "TLSRoute", "TCP": "TCPRoute"}


@dataclass(frozen=True, slots=True)
class Opening:
    """A listener with the Gateway that opens it."""

    gateway: Gateway
    listener: Listener

    @property
    def protocol(self) -> str:
        """The protocol in capitals; the API takes it in any case."""
        return self.listener.protocol.upper()


def gateways_of(cluster: Cluster, proxy: HttpProxy, address: Address) -> tuple[Gateway, ...]:
    """Return the Gateways that this data plane serves; balancers outside have an address for each Gateway."""
    classes = {one.name for one in cluster.gateway_classes if one.controller == proxy.controller}
    return tuple(
        one
        for one in cluster.gateways
        if one.class_name in classes
        and (proxy.serves(one.reference) if proxy.in_cluster else address in one.addresses)
    )


def openings_at(gateways: Iterable[Gateway], port: int) -> tuple[Opening, ...]:
    """Return the listeners at a TCP port, of all Gateways that one data plane serves."""
    found = (Opening(one, listener) for one in gateways for listener in one.listeners)
    return tuple(one for one in found if one.listener.port == port and one.protocol != "UDP")


def chosen(openings: Sequence[Opening], entrance: Entrance) -> tuple[Opening, ...] | Answer:
    """Return the listener for a request (two if Gateways that share a data plane conflict), or how it is turned away.

    Of several listeners that fit only the one with the most specific hostname gets the request. TLS knows the server
    name only; what the request says later has to lead to the same one.
    """
    request = entrance.request
    secure = request.scheme == "https"
    wanted = ("HTTPS", "TLS") if secure else ("HTTP", "TCP")
    spoken = [one for one in openings if one.protocol in wanted]
    if not spoken:
        return without_tls(entrance) if secure else with_tls(entrance)
    name = request.server_name if secure else request.host
    best = _most_specific(spoken, name)
    if secure and not any(map(_has_certificate, best)):
        facts = (("host", name or request.host),)
        return Answer(Verdict.TLS_FAILED, Reason.NO_CERTIFICATE, facts)
    readable = [one for one in best if one.protocol not in _ROUTES_OF_PROTOCOL]
    if best and not readable:
        return _not_read(min(best, key=lambda one: one.listener.name), secure)
    if not readable:
        return ()
    protocol = readable[0].protocol
    fitting = _most_specific((one for one in spoken if one.protocol == protocol), request.host)
    if fitting and fitting != readable:
        facts = (("host", request.host), ("name", name))
        return Answer(Verdict.MISDIRECTED, Reason.MISDIRECTED, facts)
    return tuple(fitting)


def _not_read(opening: Opening, secure: bool) -> Answer:
    """Return what happens at a listener for routes of another kind: none are known, so it has nowhere to send to."""
    kind = _ROUTES_OF_PROTOCOL[opening.protocol]
    facts = (("listener", opening.listener.name), ("kind", kind))
    verdict = Verdict.TLS_FAILED if secure else Verdict.REFUSED
    return Answer(verdict, Reason.ROUTE_KIND_NOT_READ, facts)


def _has_certificate(opening: Opening) -> bool:
    """Return whether TLS ends well here; a listener for other routes than ours leaves that to them."""
    return opening.protocol == "TLS" or opening.listener.tls_mode is TLSMode.TERMINATE


def _most_specific(openings: Iterable[Opening], host: str) -> list[Opening]:
    matching = [one for one in openings if matches_hostname(_hostname(one), host)]
    best = max((_specificity(_hostname(one)) for one in matching), default=None)
    return [one for one in matching if _specificity(_hostname(one)) == best]


def _hostname(opening: Opening) -> str:
    """Return the listener's hostname; TCP has none."""
    return "" if opening.protocol == "TCP" else opening.listener.hostname


def _specificity(host: str) -> tuple[bool, int]:
    """Exact names before wildcards, and these by the number of their labels, which for one host is their length."""
    return (bool(host) and not host.startswith("*"), len(host))


def routes_for(
    cluster: Cluster, openings: Iterable[Opening], request: Request
) -> Iterator[tuple[str, HTTPRoute]]:
    """Yield the attached routes for the request's host, each with the hostname of its own that matched.

    Both the listener's and the route's hostname match the host, so they intersect, as the API asks.
    """
    listed = tuple(openings)
    labels = request.host.split(".")
    wildcards = (f"*.{'.'.join(labels[at:])}" for at in range(1, len(labels)))
    for pattern in dict.fromkeys((request.host, *wildcards, "")):
        for route in cluster.routes_by_host.get(pattern, ()):
            if any(is_attached(cluster, route, one.gateway, one.listener) for one in listed):
                yield pattern, route


def is_attached(cluster: Cluster, route: HTTPRoute, gateway: Gateway, listener: Listener) -> bool:
    """Return whether a route belongs to a listener: the route names it, and the listener lets it in."""
    named = any(
        (parent.namespace, parent.name) == (gateway.namespace, gateway.name)
        and parent.section in ("", listener.name)
        and parent.port in (0, listener.port)
        for parent in route.parents
    )
    if not named or (listener.allowed_kinds and HTTP_ROUTE not in listener.allowed_kinds):
        return False
    return _allows(cluster, gateway, listener, route.namespace)


def _allows(cluster: Cluster, gateway: Gateway, listener: Listener, namespace: str) -> bool:
    match listener.allowed_namespaces:
        case FromNamespaces.ALL:
            return True
        case FromNamespaces.SAME:
            return namespace == gateway.namespace
        case FromNamespaces.SELECTOR if listener.allowed_selector is not None:
            labels = {**cluster.labels_of_namespace(namespace), NAMESPACE_LABEL: namespace}
            return listener.allowed_selector.accepts(labels)
        case _:
            return False
