"""Ingress: what its rules make of a request (networking/v1; FACTS 8.1).

Read as the API and its documentation say it. Where these leave it to the controller, ingress-nginx is followed, or, for
balancers outside, ingress-gce. An Ingress path with a backend that is no Service is not read, as ingress-nginx does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.http import Ingress, IngressPath, PathType
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.model.pattern import PatternError
from atlas.model.reason import Reason
from atlas.tracer.exchange import Decided
from atlas.tracer.http import nginx
from atlas.tracer.http.outcome import (
    Answer,
    Entrance,
    Extras,
    Forward,
    Note,
    RequestOutcome,
    closed,
    with_tls,
    without_tls,
)
from atlas.tracer.http.request import Request, host_patterns, is_prefix
from atlas.tracer.trace import Action, Verdict
from atlas.tracer.unknown import routing_annotation

CLASS_ANNOTATION = "kubernetes.io/ingress.class"
GKE_CONTROLLER = "gce"
"""Serves Ingresses that name no class at all, where there is no default class (FACTS 8.4)."""
GKE_ALLOW_HTTP = "kubernetes.io/ingress.allow-http"
GKE_CERTIFICATES = frozenset(
    {"ingress.gcp.kubernetes.io/pre-shared-cert", "networking.gke.io/managed-certificates"}
)
FORCE_HTTPS = f"{nginx.PREFIX}force-ssl-redirect"
HTTP_PORT, HTTPS_PORT = 80, 443


@dataclass(frozen=True, slots=True)
class HttpsRedirect:
    """What a controller answers to plain HTTP for a host with a certificate, and the annotations that forbid it.

    `forced_by` is one that makes it answer so for any host.
    """

    verdict: Verdict
    annotations: tuple[str, ...]
    forced_by: str = ""


HTTPS_REDIRECTS: Mapping[str, HttpsRedirect] = {
    "k8s.io/ingress-nginx": HttpsRedirect(
        Verdict.PERMANENT_REDIRECT, ("nginx.ingress.kubernetes.io/ssl-redirect",), FORCE_HTTPS
    ),
    "nginx.org/ingress-controller": HttpsRedirect(
        Verdict.MOVED_PERMANENTLY,
        ("nginx.org/ssl-redirect", "ingress.kubernetes.io/ssl-redirect"),
    ),
}
"""By controller. The API says nothing of it; these two say in their documentation that they do so by default."""


def ingress_outcomes(cluster: Cluster, entrance: Entrance) -> tuple[RequestOutcome, ...]:
    """Return what the Ingresses that the proxy serves make of a request; nothing if none of their rules fits."""
    proxy = entrance.proxy
    table = _table(cluster, proxy, entrance.address)
    if not (table.ingresses or (proxy.in_cluster and serves_ingresses(cluster, proxy))):
        return ()
    wrong = None if _serves_gateways(cluster, proxy) else _wrong_door(table, entrance)
    if wrong is not None:
        return (wrong,)
    request = entrance.request
    is_nginx = proxy.controller == nginx.CONTROLLER
    host = nginx.host_of_alias(table.ingresses, request.host) if is_nginx else request.host
    about = _about_host(table, host)
    unread = routing_annotation(about, nginx.COMPUTED if is_nginx else frozenset())
    if unread is not None:
        return (_unread(*unread),)
    if is_nginx and any(nginx.COMPUTED & one.annotations.keys() for one in about):
        return _by_annotations(table, entrance, host)
    found = _match(table, proxy, request)
    if found is None:
        return ()
    ingress, backend = found
    redirect = _redirect(table, entrance, ingress)
    if redirect is not None:
        return (replace(redirect, extras=Extras(Decided(route=str(ingress.reference)))),)
    onward = replace(request, scheme="http")
    return (_forward(ingress, backend, onward, _notes(table, request)),)


def _unread(ingress: Ingress, annotation: str) -> Answer:
    told = (("ingress", ingress.name), ("annotation", annotation))
    return Answer(Verdict.UNKNOWN, Reason.ANNOTATION_NOT_READ, told, action=Action.LEAVE)


def _by_annotations(table: _Table, entrance: Entrance, host: str) -> tuple[RequestOutcome, ...]:
    """Return what ingress-nginx makes of a request for a host of which some Ingress has annotations of its own."""
    request = entrance.request
    own = next(one for one in host_patterns(host) if table.by_host.get(one))
    about = table.by_host[own]
    mains = tuple(one for one in about if not nginx.is_canary(one))
    notes = _notes(table, request)
    onward = replace(request, scheme="http")
    if nginx.reads_patterns(mains):
        try:
            matched = nginx.by_pattern(mains, own, request.path)
        except PatternError:
            return (_unread(mains[0], f"{nginx.PREFIX}use-regex"),)
        found = (matched.ingress, matched.path) if matched is not None else None
        if matched is not None:
            notes = (*notes, *nginx.pattern_note(matched, request))
            onward = replace(onward, path=matched.target)
    else:
        matched, found = None, _path_of(entrance.proxy, mains, own, request.path)
    if found is None:
        default = _default(mains) or _catch_all(table)
        return () if default is None else (_forward(*default, onward, notes),)
    ingress, path = found
    answer = (
        nginx.redirected(ingress, request)
        or _redirect(table, entrance, ingress)
        or (nginx.rewritten_away(matched) if matched is not None else None)
    )
    decided = Extras(Decided(route=str(ingress.reference)))
    if answer is not None:
        return (replace(answer, extras=decided),)
    return tuple(
        replace(_forward(ingress, backend, nginx.onward(ingress, onward), notes), share=share)
        for backend, share in nginx.shares(path.backend, about, own, path.path, request)
    )


def _forward(
    ingress: Ingress, backend: Backend, onward: Request, notes: tuple[Note, ...]
) -> Forward:
    extras = Extras(Decided(route=str(ingress.reference)))
    return Forward(backend, onward, Reason.INGRESS_TO_POD, notes=notes, extras=extras)


def _path_of(
    proxy: HttpProxy, ingresses: tuple[Ingress, ...], host: str, requested: str
) -> tuple[Ingress, IngressPath] | None:
    """Return the Ingress and path that take a request for the host."""
    matching = [
        (path, one)
        for one in ingresses
        for path in _paths(one, host)
        if _matches(proxy, path, requested)
    ]
    if not matching:
        return None
    path, ingress = min(matching, key=lambda found: _precedence(found[0]))
    return ingress, path


def _about_host(table: _Table, host: str) -> tuple[Ingress, ...]:
    """Return the Ingresses that decide about requests for the host: those with the most specific rule for it."""
    for one in host_patterns(host):
        if table.by_host.get(one):
            return table.by_host[one]
    return ()


def serves_ingresses(cluster: Cluster, proxy: HttpProxy) -> bool:
    """Return whether the proxy is one for Ingresses, even if there are none now."""
    return any(one.controller == proxy.controller for one in cluster.ingress_classes)


def _serves_gateways(cluster: Cluster, proxy: HttpProxy) -> bool:
    """Return whether the proxy is one for Gateways too; then their listeners say what a port is for."""
    return any(one.controller == proxy.controller for one in cluster.gateway_classes)


@dataclass(frozen=True, slots=True)
class _Table:
    """The Ingresses that one proxy serves at one address, oldest first."""

    ingresses: tuple[Ingress, ...]
    by_host: Mapping[str, tuple[Ingress, ...]]
    tls_hosts: frozenset[str]

    def has_certificate(self, host: str) -> bool:
        return any(one in self.tls_hosts for one in host_patterns(host) if one)


def _table(cluster: Cluster, proxy: HttpProxy, address: Address) -> _Table:
    """Balancers outside have an address for each Ingress; in the cluster one proxy serves them all at any address."""
    key = ("ingress table", proxy.name, None if proxy.in_cluster else address)
    if key not in cluster.memo:
        cluster.memo[key] = _make_table(cluster, proxy, address)
    return cluster.memo[key]


def _make_table(cluster: Cluster, proxy: HttpProxy, address: Address) -> _Table:
    served = sorted(
        (one for one in cluster.ingresses if _serves(cluster, proxy, one, address)),
        key=lambda one: (one.created, one.namespace, one.name),
    )
    by_host: dict[str, list[Ingress]] = defaultdict(list)
    for ingress in served:
        for host in dict.fromkeys(rule.host for rule in ingress.rules):
            by_host[host].append(ingress)
    tls_hosts = frozenset(host for one in served for host in _tls_hosts(one))
    hosts = {host: tuple(ingresses) for host, ingresses in by_host.items()}
    return _Table(tuple(served), hosts, tls_hosts)


def _tls_hosts(ingress: Ingress) -> Iterator[str]:
    """Yield the hosts that the Ingress has certificates for; an entry without hosts is for all of its rules."""
    for host in ingress.tls_hosts:
        if host:
            yield host
        else:
            yield from (rule.host for rule in ingress.rules)


def _serves(cluster: Cluster, proxy: HttpProxy, ingress: Ingress, address: Address) -> bool:
    controller = _controller(cluster, ingress)
    if not proxy.in_cluster and address not in ingress.addresses:
        return False
    return controller == proxy.controller or (not controller and proxy.controller == GKE_CONTROLLER)


def _controller(cluster: Cluster, ingress: Ingress) -> str:
    """Return the controller that the Ingress asks for: by annotation, by class, by the default class, or none."""
    annotated = ingress.annotations.get(CLASS_ANNOTATION, "")
    name = annotated or ingress.class_name
    for one in cluster.ingress_classes:
        if one.name == name or (not name and one.is_default):
            return one.controller
    return annotated or (f"class {name}" if name else "")


# Ports, TLS


def _wrong_door(table: _Table, entrance: Entrance) -> Answer | None:
    """Return what happens at a port that is not for this kind of request, or None. Ingress knows 80 and 443 only."""
    if not entrance.proxy.in_cluster and not _is_open(table, entrance.port):
        return closed(entrance)
    wants_tls = entrance.request.scheme == "https"
    if wants_tls and not entrance.has_tls:
        return without_tls(entrance)
    return with_tls(entrance) if entrance.has_tls and not wants_tls else None


def _is_open(table: _Table, port: int) -> bool:
    """Return whether a balancer outside has a forwarding rule for the port (kubernetes/ingress-gce)."""
    if port == HTTPS_PORT:
        return any(
            one.tls_hosts or GKE_CERTIFICATES & set(one.annotations) for one in table.ingresses
        )
    allowed = (one.annotations.get(GKE_ALLOW_HTTP, "true") != "false" for one in table.ingresses)
    return port == HTTP_PORT and any(allowed)


def _notes(table: _Table, request: Request) -> tuple[Note, ...]:
    """Return that the certificate is not the host's. The request is routed all the same, if the client goes on."""
    if request.scheme != "https" or table.has_certificate(request.server_name):
        return ()
    return (Note(Reason.DEFAULT_CERTIFICATE, (("host", request.server_name or request.host),)),)


def _redirect(table: _Table, entrance: Entrance, ingress: Ingress) -> Answer | None:
    request, rule = entrance.request, HTTPS_REDIRECTS.get(entrance.proxy.controller)
    if rule is None or request.scheme == "https":
        return None
    forced = rule.forced_by and ingress.annotations.get(rule.forced_by) == "true"
    if not (forced or table.has_certificate(request.host)):
        return None
    if not forced and any(ingress.annotations.get(one) == "false" for one in rule.annotations):
        return None
    query = f"?{request.query_text}" if request.query else ""
    location = f"https://{request}{query}"
    if forced and not table.has_certificate(request.host):
        facts = (("location", location), ("annotation", rule.forced_by))
        return Answer(rule.verdict, Reason.FORCED_TO_HTTPS, facts)
    return Answer(
        rule.verdict, Reason.REDIRECTED_TO_HTTPS, (("location", location), ("host", request.host))
    )


# Hosts and paths


def _match(table: _Table, proxy: HttpProxy, request: Request) -> tuple[Ingress, Backend] | None:
    """Return the Ingress that takes the request, and its backend.

    The most specific host decides first. Below it the longest path wins, and Exact before Prefix; between Ingresses,
    about which the API says nothing, the oldest.
    """
    for host in host_patterns(request.host):
        ingresses = table.by_host.get(host)
        if ingresses:
            found = _path_of(proxy, ingresses, host, request.path)
            if found is not None:
                return found[0], found[1].backend
            return _default(ingresses) or _catch_all(table)
    return _catch_all(table) or _default(table.ingresses)


def _precedence(path: IngressPath) -> tuple[int, bool]:
    """Equal ones stay in order, so the oldest Ingress comes first."""
    return -len(path.path), path.path_type is not PathType.EXACT


def _paths(ingress: Ingress, host: str) -> Iterator[IngressPath]:
    for rule in ingress.rules:
        if rule.host == host:
            yield from rule.paths


def _matches(proxy: HttpProxy, path: IngressPath, requested: str) -> bool:
    match path.path_type:
        case PathType.EXACT:
            return path.path == requested
        case PathType.IMPLEMENTATION_SPECIFIC if proxy.controller == GKE_CONTROLLER:
            # What ends with a star is a prefix, character by character; what does not is exact.
            if path.path.endswith("/*") or not path.path:
                return requested.startswith(path.path[:-1])
            return path.path == requested
        case _:
            return is_prefix(path.path, requested)


def _default(ingresses: tuple[Ingress, ...]) -> tuple[Ingress, Backend] | None:
    """Return the oldest default backend of these."""
    for one in ingresses:
        if one.default_backend is not None:
            return one, one.default_backend
    return None


def _catch_all(table: _Table) -> tuple[Ingress, Backend] | None:
    """Return the default backend of an Ingress without rules: it is there for everything."""
    return _default(tuple(one for one in table.ingresses if not one.rules))
