"""What can be wrong with an Ingress or an HTTPRoute before a request reaches a Service."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests.source import Keys
from atlas.model.backend import Backend
from atlas.model.http import (
    GROUP,
    FromNamespaces,
    Gateway,
    GrantFrom,
    GrantTo,
    HTTPRoute,
    Ingress,
    Listener,
    ParentKind,
)
from atlas.model.reference import Reference
from atlas.model.service import ServiceType
from atlas.model.workload import NAMESPACE_LABEL
from atlas.tracer.http.attachment import hostnames_of
from atlas.tracer.http.listeners import admits, is_granted
from atlas.tracer.http.request import intersects
from atlas.why import kinds_http as kinds
from atlas.why.case import Case, items
from atlas.why.checks_objects import ingress_upkeep
from atlas.why.finding import Finding, Proposal, finding
from atlas.why.proposals import listed, near, new_object, put
from atlas.world.http_proxies import class_of

_CLASS = ("spec", "ingressClassName")

# Ingress


def ingress_findings(case: Case, ingress: Ingress) -> Iterator[Finding]:
    """Yield what is wrong with an Ingress itself: class, hosts of certificates, backends."""
    yield from ingress_upkeep(case, ingress.reference)
    yield from _ingress_class(case, ingress)
    yield from _tls_hosts(case, ingress)
    for keys, backend in ingress_backends(ingress):
        yield from _backend(case, ingress.reference, keys, backend, is_ingress=True)


def _ingress_class(case: Case, ingress: Ingress) -> Iterator[Finding]:
    known = [one.name for one in case.cluster.ingress_classes]
    name = class_of(ingress)
    own = ingress.reference
    if name and known and name not in known and not ingress.addresses:
        close = near(name, known)
        written = case.value(own, *_CLASS)
        choices = dict.fromkeys(filter(None, (close, known[0] if len(known) == 1 else "")))
        proposals = tuple(put(own, _CLASS, one) for one in choices) if written else ()
        yield finding(kinds.INGRESS_CLASS, own, _CLASS, *proposals, has=name, known=listed(known))
    elif not name and known and not ingress.addresses:
        proposals = tuple(put(own, _CLASS, one) for one in known[:2])
        yield finding(kinds.INGRESS_NO_CLASS, own, ("spec",), *proposals, known=listed(known))


def _tls_hosts(case: Case, ingress: Ingress) -> Iterator[Finding]:
    hosts = [rule.host for rule in ingress.rules if rule.host]
    certified = [one for one in ingress.tls_hosts if one]
    if not certified or "" in ingress.tls_hosts:
        return
    unused = [one for one in certified if not any(_covers(one, host) for host in hosts)]
    bare = [one for one in hosts if not any(_covers(name, one) for name in certified)]
    if unused and bare:
        keys = _place_of_host(case, ingress, unused[0])
        close = near(unused[0], bare)
        proposals = (put(ingress.reference, keys, close),) if close else ()
        yield finding(
            kinds.TLS_HOST, ingress.reference, keys, *proposals, has=unused[0], host=bare[0]
        )


def _place_of_host(case: Case, ingress: Ingress, host: str) -> Keys:
    for number, entry in enumerate(items(case.value(ingress.reference, "spec", "tls"))):
        hosts = entry.get("hosts")
        if isinstance(hosts, list) and host in hosts:
            return ("spec", "tls", number, "hosts", hosts.index(host))
    return ("spec", "tls")


def _covers(name: str, host: str) -> bool:
    """Return whether a certificate's name is one for the host; a star stands for one label."""
    if name.startswith("*."):
        return host.partition(".")[2] == name[2:]
    return name == host


def ingress_backends(ingress: Ingress) -> Iterator[tuple[Keys, Backend]]:
    """Yield the backends of an Ingress with the places in which they are written."""
    if ingress.default_backend is not None:
        yield ("spec", "defaultBackend", "service"), ingress.default_backend
    for number, rule in enumerate(ingress.rules):
        for index, path in enumerate(rule.paths):
            yield (
                ("spec", "rules", number, "http", "paths", index, "backend", "service"),
                path.backend,
            )


# Backends of both


def _backend(
    case: Case, own: Reference, keys: Keys, backend: Backend, *, is_ingress: bool
) -> Iterator[Finding]:
    reference = backend.reference.without_port()
    service = case.cluster.service_by_reference.get(reference)
    name, port = (*keys, "name"), (*keys, "port")
    if backend.kind != "Service" or reference in case.cluster.gaps.left_out:
        return
    if service is None:
        yield _missing(case, own, name, backend, is_ingress=is_ingress)
    elif service.type is not ServiceType.EXTERNAL_NAME and service.port(backend.port) is None:
        known = [str(one.port) + (f" ({one.name})" if one.name else "") for one in service.ports]
        field = ("name" if not backend.port.isdecimal() else "number",) if is_ingress else ()
        proposals = tuple(_other_ports(case, own, port, backend, is_ingress=is_ingress))
        yield finding(
            kinds.BACKEND_PORT,
            own,
            (*port, *field),
            *proposals,
            service=service.reference,
            has=backend.port or "-",
            known=listed(known),
        )


def _other_ports(
    case: Case, own: Reference, keys: Keys, backend: Backend, *, is_ingress: bool
) -> Iterator[Proposal]:
    service = case.cluster.service_by_reference[backend.reference.without_port()]
    names = [one.name for one in service.ports if one.name]
    close = near(backend.port, names, 0.5)
    target = next((one for one in service.ports if str(one.target_port) == backend.port), None)
    chosen = target or (service.ports[0] if len(service.ports) == 1 else None)
    if not is_ingress:
        for one in dict.fromkeys(filter(None, (chosen, *service.ports[:1]))):
            yield put(own, keys, one.port)
        return
    if not backend.port.isdecimal() and close:
        yield put(own, (*keys, "name"), close)
    if chosen is not None:
        if backend.port.isdecimal():
            yield put(own, (*keys, "number"), chosen.port)
        elif chosen.name:
            yield put(own, (*keys, "name"), chosen.name)
        else:
            yield put(own, keys, {"number": chosen.port})


def _missing(
    case: Case, own: Reference, name: Keys, backend: Backend, *, is_ingress: bool
) -> Finding:
    same = [one for one in case.cluster.services if one.name == backend.service]
    names = [one.name for one in case.cluster.services if one.namespace == backend.namespace]
    close = near(backend.service, names)
    if same and not close:
        place = ("metadata", "namespace")
        elsewhere = same[0].namespace
        proposals: tuple[Proposal, ...] = ()
        if is_ingress:
            proposals = (put(own, place, elsewhere),)
        else:
            proposals = (put(own, (*name[:-1], "namespace"), elsewhere),)
        return finding(
            kinds.BACKEND_ELSEWHERE,
            own,
            name,
            *proposals,
            has=f"service/{backend.service}",
            elsewhere=elsewhere,
            namespace=own.namespace,
        )
    choices = [close] if close else [one for one in names if len(names) == 1]
    return finding(
        kinds.BACKEND_MISSING,
        own,
        name,
        *(put(own, name, one) for one in choices),
        namespace=backend.namespace,
        has=backend.service,
        near=close or "-",
    )


# Routes


def route_findings(case: Case, route: HTTPRoute) -> Iterator[Finding]:
    """Yield what is wrong with an HTTPRoute: the Gateway it names, hostnames, backends."""
    for index, _ in enumerate(route.parents):
        yield from _parent(case, route, index)
    for number, rule in enumerate(route.rules):
        yield from _weights(route, number, rule.backends)
        for index, backend in enumerate(rule.backends):
            keys = ("spec", "rules", number, "backendRefs", index)
            yield from _route_backend(case, route, keys, backend)


def _parent(case: Case, route: HTTPRoute, index: int) -> Iterator[Finding]:
    parent, own = route.parents[index], route.reference
    keys = ("spec", "parentRefs", index)
    gateways = case.cluster.gateways
    if parent.kind is not ParentKind.GATEWAY:
        return  # of ListenerSets and of a mesh only the tracer tells
    gateway = case.cluster.gateway_by_reference.get(parent.reference)
    if gateway is None:
        if not gateways:
            return
        close = near(parent.name, (one.name for one in gateways))
        same = [one for one in gateways if one.name == parent.name]
        proposals: list[Proposal] = [put(own, (*keys, "name"), close)] if close and not same else []
        proposals += [put(own, (*keys, "namespace"), one.namespace) for one in same[:1]]
        yield finding(
            kinds.ROUTE_PARENT,
            own,
            (*keys, "name"),
            *proposals,
            has=parent.reference,
            known=listed(one.reference for one in gateways),
        )
        return
    yield from _gateway_class(case, gateway)
    yield from _listener(case, route, index, gateway)


def _gateway_class(case: Case, gateway: Gateway) -> Iterator[Finding]:
    known = [one.name for one in case.cluster.gateway_classes]
    if gateway.class_name in known or gateway.addresses or not known:
        return
    keys = ("spec", "gatewayClassName")
    choices = filter(
        None, (near(gateway.class_name, known) or (known[0] if len(known) == 1 else ""),)
    )
    yield finding(
        kinds.GATEWAY_CLASS,
        gateway.reference,
        keys,
        *(put(gateway.reference, keys, one) for one in choices),
        gateway=gateway.reference,
        has=gateway.class_name,
        known=listed(known),
    )


def _listener(case: Case, route: HTTPRoute, index: int, gateway: Gateway) -> Iterator[Finding]:
    parent, keys = route.parents[index], ("spec", "parentRefs", index)
    own = route.reference
    named = [
        one
        for one in gateway.listeners
        if parent.section in ("", one.name) and parent.port in (0, one.port)
    ]
    names = [one.name for one in gateway.listeners]
    if not named:
        close = near(parent.section, names)
        choices = [close] if close else [one for one in names if len(names) == 1]
        field = "sectionName" if parent.section else "port"
        values = choices if parent.section else [one.port for one in gateway.listeners[:1]]
        yield finding(
            kinds.ROUTE_SECTION,
            own,
            (*keys, field),
            *(put(own, (*keys, field), one) for one in values),
            gateway=gateway.reference,
            has=parent.section or parent.port,
            known=listed(names),
        )
        return
    allowing = [one for one in named if _admits(case, gateway, one, route)]
    if not allowing:
        yield _not_allowed(case, route, index, gateway, named[0])
        return
    if not any(_share(route, one) for one in allowing):
        yield _hostname(route, allowing)


def _not_allowed(
    case: Case, route: HTTPRoute, index: int, gateway: Gateway, listener: Listener
) -> Finding:
    """Another listener of the Gateway may be the one that was meant: it lets the route in, and is for its hosts."""
    at = gateway.listeners.index(listener)
    keys = ("spec", "listeners", at, "allowedRoutes", "namespaces")
    section = ("spec", "parentRefs", index, "sectionName")
    proposals: list[Proposal] = [
        put(route.reference, section, one.name)
        for one in gateway.listeners
        if one.hostname
        and route.hostnames
        and _admits(case, gateway, one, route)
        and _share(route, one)
    ]
    if listener.allowed_namespaces is FromNamespaces.SELECTOR:
        proposals += _labels_of_namespace(case, route.namespace, listener)
    elif listener.allowed_namespaces is not FromNamespaces.ALL:
        selector = {
            "from": "Selector",
            "selector": {"matchLabels": {NAMESPACE_LABEL: route.namespace}},
        }
        proposals.append(put(gateway.reference, keys, selector))
        proposals.append(put(gateway.reference, keys, {"from": "All"}))
    return finding(
        kinds.ROUTE_NOT_ALLOWED,
        gateway.reference,
        keys,
        *proposals,
        gateway=gateway.reference,
        listener=listener.name,
        allowed=listener.allowed_namespaces.value,
        namespace=route.namespace,
    )


def _labels_of_namespace(case: Case, namespace: str, listener: Listener) -> Iterator[Proposal]:
    """Yield the labels that the listener asks for, on the Namespace: what it lets in already stays as it is."""
    written, selector = Reference("namespace", namespace), listener.allowed_selector
    if written not in case.documents or selector is None:
        return
    wanted = dict(selector.labels)
    wanted |= {one.key: one.values[0] for one in selector.expressions if one.operator == "In"}
    if wanted:
        yield tuple(
            step
            for key, value in wanted.items()
            for step in put(written, ("metadata", "labels", key), value)
        )


def _admits(case: Case, gateway: Gateway, listener: Listener, route: HTTPRoute) -> bool:
    """Return whether the listener lets in routes of this kind from that namespace."""
    kinds_allowed = listener.allowed_kinds
    return (not kinds_allowed or route.kind in kinds_allowed) and admits(
        case.cluster,
        listener.allowed_namespaces,
        listener.allowed_selector,
        gateway.namespace,
        route.namespace,
    )


def _share(route: HTTPRoute, listener: Listener) -> bool:
    """Return whether some host is for both."""
    return any(intersects(listener.hostname, one) for one in hostnames_of(route))


def _hostname(route: HTTPRoute, listeners: list[Listener]) -> Finding:
    keys = ("spec", "hostnames", 0)
    takes = [one.hostname for one in listeners]
    close = near(route.hostnames[0], (one for one in takes if not one.startswith("*")))
    choices = [close] if close else []
    first = route.hostnames[0].partition(".")[0]
    choices += [f"{first}{one[1:]}" for one in takes if one.startswith("*.")]
    return finding(
        kinds.ROUTE_HOSTNAME,
        route.reference,
        keys,
        *(put(route.reference, keys, one) for one in choices),
        has=listed(route.hostnames),
        takes=listed(takes),
    )


def _weights(route: HTTPRoute, number: int, backends: tuple[Backend, ...]) -> Iterator[Finding]:
    if not backends or any(one.weight for one in backends):
        return
    keys = ("spec", "rules", number, "backendRefs", 0, "weight")
    yield finding(
        kinds.WEIGHTS_ZERO,
        route.reference,
        keys,
        put(route.reference, keys, 1),
        backends=listed(one.service for one in backends),
    )


def _route_backend(case: Case, route: HTTPRoute, keys: Keys, backend: Backend) -> Iterator[Finding]:
    if not backend.weight:
        return
    own = route.reference
    service = case.cluster.service_by_reference.get(backend.reference.without_port())
    source = GrantFrom(GROUP, "HTTPRoute", route.namespace)
    target = GrantTo("", "Service", backend.service)
    if service is not None and not is_granted(case.cluster, source, target, backend.namespace):
        yield finding(
            kinds.NOT_GRANTED,
            own,
            (*keys, "namespace"),
            new_object(own, _grant(route, backend)),
            namespace=backend.namespace,
            service=backend.service,
        )
        return
    yield from _backend(case, own, keys, backend, is_ingress=False)
    if service is not None and service.type is ServiceType.EXTERNAL_NAME:
        yield finding(kinds.BACKEND_EXTERNAL, own, (*keys, "name"), service=service.reference)


def _grant(route: HTTPRoute, backend: Backend) -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata:\n"
        f"  name: {route.name}\n  namespace: {backend.namespace}\nspec:\n  from:\n"
        f"  - group: gateway.networking.k8s.io\n    kind: HTTPRoute\n    namespace: {route.namespace}\n"
        f'  to:\n  - group: ""\n    kind: Service\n    name: {backend.service}\n'
    )
