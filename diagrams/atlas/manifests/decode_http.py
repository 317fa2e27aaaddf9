"""Ingress and Gateway API objects (networking/v1, gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_label_selector, read_metadata
from atlas.manifests.names import parse_address
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.http import (
    Backend,
    Gateway,
    GatewayClass,
    HeaderMatch,
    HTTPRoute,
    Ingress,
    IngressClass,
    IngressPath,
    IngressRule,
    Listener,
    ParentReference,
    PathType,
    RouteFilter,
    RouteMatch,
    RouteRule,
)
from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.model.workload import NO_LABELS

DEFAULT_CLASS_ANNOTATION = "ingressclass.kubernetes.io/is-default-class"
MOST_LISTENERS = 64
MOST_WEIGHT = 1_000_000
ROUTE_PATH_TYPES = {
    "Exact": PathType.EXACT,
    "PathPrefix": PathType.PREFIX,
    "RegularExpression": PathType.IMPLEMENTATION_SPECIFIC,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
VALUE_MATCH_TYPES = ("Exact", "RegularExpression")
FILTER_SETTINGS = {
    "RequestHeaderModifier": "requestHeaderModifier",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "URLRewrite": "urlRewrite",
    "ExtensionRef": "extensionRef",
    "CORS": "cors",
    "ExternalAuth": "externalAuth",
}


def read_ingress(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.INGRESS_SPEC)
    if not spec.items("rules") and not spec.has("defaultBackend"):
        spec.error("rules", ProblemKind.REQUIRED, Expected.RULES_OR_DEFAULT_BACKEND)
    class_name = spec.name("ingressClassName", Expected.DNS_SUBDOMAIN)
    if class_name:
        mention = spec.mention("ingressClassName", Reference("ingressclass", class_name))
        objects.mentions.append(mention)
    backends = _Backends(metadata.namespace, objects)
    objects.ingresses.append(
        Ingress(
            namespace=metadata.namespace,
            name=metadata.name,
            class_name=class_name,
            rules=tuple(_ingress_rule(one, backends) for one in spec.sections("rules")),
            default_backend=backends.of_ingress(spec, "defaultBackend"),
            tls_hosts=tuple(_tls_hosts(spec)),
            annotations=metadata.annotations,
            addresses=tuple(_ingress_addresses(root.section("status"))),
            created=metadata.created,
        )
    )


def _ingress_rule(rule: Section, backends: _Backends) -> IngressRule:
    rule.only(api_fields.INGRESS_RULE)
    http = rule.section("http")
    http.only(api_fields.INGRESS_HTTP)
    if rule.has("http") and not http.items("paths"):
        http.error("paths", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    return IngressRule(rule.name("host", Expected.HOST_NAME), tuple(_ingress_paths(http, backends)))


def _ingress_paths(http: Section, backends: _Backends) -> Iterator[IngressPath]:
    for one in http.sections("paths"):
        one.only(api_fields.INGRESS_PATH)
        one.require("pathType")
        kind = one.choice("pathType", PathType, PathType.IMPLEMENTATION_SPECIFIC)
        path = one.text("path")
        if not path.startswith("/") and (path or kind is not PathType.IMPLEMENTATION_SPECIFIC):
            one.error("path", ProblemKind.INVALID, Expected.ABSOLUTE_PATH)
        one.require("backend")
        backend = backends.of_ingress(one, "backend")
        if backend is not None:
            yield IngressPath(path or "/", kind, backend)


@dataclass(frozen=True, slots=True)
class _Backends:
    """Reads the backends of one object and notes that it mentions them."""

    namespace: str
    objects: Objects

    def of_ingress(self, holder: Section, key: str) -> Backend | None:
        """Return the backend, or None if there is none, or one that is no Service."""
        if not holder.has(key):
            return None
        backend = holder.section(key)
        backend.only(api_fields.INGRESS_BACKEND)
        if backend.has("service") == backend.has("resource"):
            fields = "service, resource"
            holder.error(key, ProblemKind.INVALID, Expected.EXACTLY_ONE, fields=fields)
            return None
        if backend.has("resource"):
            backend.warn("resource", ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
            return None
        service = backend.section("service")
        service.only(api_fields.INGRESS_SERVICE_BACKEND)
        service.require("name")
        name = service.name("name", Expected.DNS_LABEL)
        return self._noted(service, Backend(self.namespace, name, _backend_port(service)))

    def of_route(self, rule: Section) -> Iterator[Backend]:
        """Return the backends of an HTTPRoute's rule."""
        for one in rule.sections("backendRefs"):
            one.only(api_fields.HTTP_BACKEND)
            one.require("name")
            if one.text("kind", "Service") != "Service":
                one.warn("kind", ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
                continue
            one.require("port")
            backend = Backend(
                namespace=one.name("namespace", Expected.DNS_LABEL, self.namespace),
                service=one.name("name", Expected.DNS_LABEL),
                port=str(one.number("port", 1, 65535)),
                weight=one.number("weight", 0, MOST_WEIGHT, default=1),
            )
            yield self._noted(one, backend)

    def _noted(self, section: Section, backend: Backend) -> Backend:
        if backend.service:
            self.objects.mentions.append(section.mention("name", backend.reference))
        return backend


def _backend_port(service: Section) -> str:
    port = service.section("port")
    port.only(api_fields.SERVICE_BACKEND_PORT)
    has_name = port.holds("name")
    if has_name == port.holds("number"):
        service.error("port", ProblemKind.INVALID, Expected.EXACTLY_ONE, fields="name, number")
        return ""
    if has_name:
        return port.name("name", Expected.PORT_NAME)
    return str(port.number("number", 1, 65535))


def _tls_hosts(spec: Section) -> Iterator[str]:
    for one in spec.sections("tls"):
        one.only(api_fields.INGRESS_TLS)
        for index, host in one.texts("hosts"):
            if one.check(("hosts", index), host, Expected.HOST_NAME):
                yield host


def _ingress_addresses(status: Section) -> Iterator[Address]:
    status.only(api_fields.INGRESS_STATUS)
    balancer = status.section("loadBalancer")
    balancer.only(api_fields.LOAD_BALANCER_STATUS)
    for one in balancer.sections("ingress"):
        one.only(api_fields.INGRESS_LOAD_BALANCER_INGRESS)
        address = one.address("ip")
        if address is not None:
            yield address


def read_ingress_class(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec = root.section("spec")
    spec.only(api_fields.INGRESS_CLASS_SPEC)
    is_default = metadata.annotations.get(DEFAULT_CLASS_ANNOTATION) == "true"
    objects.ingress_classes.append(IngressClass(metadata.name, spec.text("controller"), is_default))


def read_gateway_class(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec = root.section("spec")
    spec.only(api_fields.GATEWAY_CLASS_SPEC)
    spec.require("controllerName")
    objects.gateway_classes.append(GatewayClass(metadata.name, spec.text("controllerName")))


def read_gateway(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.GATEWAY_SPEC)
    if spec.require("gatewayClassName"):
        gateway_class = Reference("gatewayclass", spec.text("gatewayClassName"))
        objects.mentions.append(spec.mention("gatewayClassName", gateway_class))
    listeners = spec.items("listeners")
    if not listeners:
        spec.error("listeners", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    elif len(listeners) > MOST_LISTENERS:
        spec.error("listeners", ProblemKind.TOO_MANY, Expected.AT_MOST, limit=str(MOST_LISTENERS))
    objects.gateways.append(
        Gateway(
            namespace=metadata.namespace,
            name=metadata.name,
            class_name=spec.name("gatewayClassName", Expected.DNS_SUBDOMAIN),
            listeners=tuple(_listeners(spec)),
            addresses=tuple(_gateway_addresses(root.section("status"))),
        )
    )


def _listeners(spec: Section) -> Iterator[Listener]:
    names: set[str] = set()
    for one in spec.sections("listeners"):
        one.only(api_fields.LISTENER)
        for key in ("name", "port", "protocol"):
            one.require(key)
        name = one.name("name", Expected.DNS_SUBDOMAIN)
        if name and name in names:
            one.error("name", ProblemKind.DUPLICATE, Expected.NAME_ONCE)
        names.add(name)
        routes = one.section("allowedRoutes")
        routes.only(api_fields.ALLOWED_ROUTES)
        namespaces = routes.section("namespaces")
        namespaces.only(api_fields.ROUTE_NAMESPACES)
        allowed = namespaces.text("from", "Same")
        namespaces.one_of("from", allowed, ("All", "Selector", "Same", "None"))
        yield Listener(
            name=name,
            port=one.number("port", 1, 65535),
            protocol=one.text("protocol"),
            hostname=one.name("hostname", Expected.HOST_NAME),
            allowed_namespaces=allowed,
            allowed_selector=_allowed_selector(namespaces),
        )


def _allowed_selector(namespaces: Section) -> dict[str, str]:
    """The model knows equality only."""
    if not namespaces.has("selector"):
        return {}
    selector = read_label_selector(namespaces.section("selector"))
    if selector.expressions:
        namespaces.warn(
            ("selector", "matchExpressions"), ProblemKind.SKIPPED, Expected.MATCH_LABELS
        )
    return dict(selector.labels)


def _gateway_addresses(status: Section) -> Iterator[Address]:
    """An address of another type is a host name or the name of something outside; it is left out."""
    status.only(api_fields.GATEWAY_STATUS)
    for one in status.sections("addresses"):
        one.only(api_fields.GATEWAY_ADDRESS)
        address = parse_address(one.text("value"))
        if address is not None:
            yield address


def read_http_route(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.HTTP_ROUTE_SPEC)
    hostnames = (
        host
        for index, host in spec.texts("hostnames")
        if spec.check(("hostnames", index), host, Expected.HOST_NAME)
    )
    backends = _Backends(metadata.namespace, objects)
    objects.http_routes.append(
        HTTPRoute(
            namespace=metadata.namespace,
            name=metadata.name,
            parents=tuple(_parents(spec, metadata.namespace, objects)),
            hostnames=tuple(hostnames),
            rules=tuple(_route_rule(one, backends) for one in spec.sections("rules"))
            or (RouteRule((RouteMatch(),), ()),),
            created=metadata.created,
        )
    )


def _parents(spec: Section, namespace: str, objects: Objects) -> Iterator[ParentReference]:
    """A parent that is no Gateway (a Service of a mesh) plays no part here."""
    for one in spec.sections("parentRefs"):
        one.only(api_fields.PARENT_REFERENCE)
        one.require("name")
        if one.text("kind", "Gateway") != "Gateway":
            one.warn("kind", ProblemKind.SKIPPED, Expected.GATEWAY_AS_PARENT)
            continue
        parent = ParentReference(
            namespace=one.name("namespace", Expected.DNS_LABEL, namespace),
            name=one.name("name", Expected.DNS_SUBDOMAIN),
            section=one.name("sectionName", Expected.DNS_SUBDOMAIN),
            port=one.number("port", 1, 65535),
        )
        if parent.name:
            gateway = Reference("gateway", parent.name, parent.namespace)
            objects.mentions.append(one.mention("name", gateway))
        yield parent


def _route_rule(rule: Section, backends: _Backends) -> RouteRule:
    """A rule without matches takes every request."""
    rule.only(api_fields.HTTP_ROUTE_RULE)
    matches = tuple(_route_match(one) for one in rule.sections("matches"))
    return RouteRule(
        matches=matches or (RouteMatch(),),
        backends=tuple(backends.of_route(rule)),
        filters=tuple(_route_filters(rule)),
    )


def _route_match(match: Section) -> RouteMatch:
    match.only(api_fields.HTTP_ROUTE_MATCH)
    path = match.section("path")
    path.only(api_fields.HTTP_PATH_MATCH)
    kind = path.text("type", "PathPrefix")
    path.one_of("type", kind, ROUTE_PATH_TYPES)
    value = path.text("value", "/")
    if kind != "RegularExpression" and not value.startswith("/"):
        path.error("value", ProblemKind.INVALID, Expected.ABSOLUTE_PATH)
    method = match.text("method")
    if method:
        match.one_of("method", method, METHODS)
    return RouteMatch(
        path=value,
        path_type=ROUTE_PATH_TYPES.get(kind, PathType.PREFIX),
        method=method,
        headers=tuple(_value_matches(match, "headers")),
        query=tuple(_value_matches(match, "queryParams")),
    )


def _value_matches(match: Section, key: str) -> Iterator[HeaderMatch]:
    for one in match.sections(key):
        one.only(api_fields.HTTP_VALUE_MATCH)
        one.require("name")
        kind = one.text("type", "Exact")
        one.one_of("type", kind, VALUE_MATCH_TYPES)
        yield HeaderMatch(one.text("name"), one.text("value"), kind)


def _route_filters(rule: Section) -> Iterator[RouteFilter]:
    for one in rule.sections("filters"):
        one.only(api_fields.HTTP_FILTER)
        kind = one.text("type")
        if one.require("type") and one.one_of("type", kind, FILTER_SETTINGS):
            yield RouteFilter(kind, one.section(FILTER_SETTINGS[kind]).values or NO_LABELS)
