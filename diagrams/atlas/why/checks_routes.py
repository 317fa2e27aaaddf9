"""What can be wrong with a route of any kind or a ListenerSet before anything reaches a Service."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from atlas.manifests.source import Keys
from atlas.model.backend import Backend
from atlas.model.http import (
    GROUP,
    FromNamespaces,
    Gateway,
    GrantFrom,
    GrantTo,
    Listener,
    ParentKind,
)
from atlas.model.reference import Reference
from atlas.model.routes import ListenerSet, Route, StreamRoute
from atlas.model.selector import LabelSelector
from atlas.model.service import ServiceType
from atlas.model.workload import NAMESPACE_LABEL
from atlas.tracer.http.attachment import hostnames_of, kinds_allowed
from atlas.tracer.http.listeners import admits, is_granted
from atlas.tracer.http.request import intersects
from atlas.why import kinds_http as kinds
from atlas.why.case import Case
from atlas.why.checks_http import backend_findings
from atlas.why.finding import Finding, Proposal, finding
from atlas.why.proposals import listed, near, new_object, put

Owner = Gateway | ListenerSet
"""What has listeners."""


def backends_of(route: Route) -> tuple[tuple[Backend, ...], ...]:
    """Return the backends of each rule of a route."""
    if isinstance(route, StreamRoute):
        return (route.backends,)
    return tuple(one.backends for one in route.rules)


def route_findings(case: Case, route: Route) -> Iterator[Finding]:
    """Yield what is wrong with a route: the Gateway or ListenerSet it names, hostnames, backends."""
    for index, _ in enumerate(route.parents):
        yield from _parent(case, route, index)
    for number, backends in enumerate(backends_of(route)):
        yield from _weights(route, number, backends)
        for index, backend in enumerate(backends):
            keys = ("spec", "rules", number, "backendRefs", index)
            yield from _route_backend(case, route, keys, backend)


def _parent(case: Case, route: Route, index: int) -> Iterator[Finding]:
    parent, own = route.parents[index], route.reference
    keys = ("spec", "parentRefs", index)
    known = _owners(case, parent.kind)
    owner = next((one for one in known if one.reference == parent.reference), None)
    if owner is None:
        if not known:
            return  # of a mesh only the tracer tells
        close = near(parent.name, (one.name for one in known))
        same = [one for one in known if one.name == parent.name]
        proposals: list[Proposal] = [put(own, (*keys, "name"), close)] if close and not same else []
        proposals += [put(own, (*keys, "namespace"), one.namespace) for one in same[:1]]
        yield finding(
            kinds.ROUTE_PARENT,
            own,
            (*keys, "name"),
            *proposals,
            has=parent.reference,
            known=listed(one.reference for one in known),
        )
        return
    if isinstance(owner, ListenerSet):
        yield from listener_set_findings(case, owner)
    else:
        yield from _gateway_class(case, owner)
    yield from _listener(case, route, index, owner)


def _owners(case: Case, kind: ParentKind) -> tuple[Owner, ...]:
    """Return the objects of a kind that have listeners."""
    match kind:
        case ParentKind.GATEWAY:
            return case.cluster.gateways
        case ParentKind.LISTENER_SET:
            return case.cluster.listener_sets
        case _:
            return ()


def listener_set_findings(case: Case, added: ListenerSet) -> Iterator[Finding]:
    """Yield why a ListenerSet adds nothing: its Gateway is not there, has no controller, or does not let it in."""
    gateways, own = case.cluster.gateways, added.reference
    gateway = case.cluster.gateway_by_reference.get(added.parent.reference)
    if gateway is None:
        close = near(added.parent.name, (one.name for one in gateways))
        keys = ("spec", "parentRef", "name")
        if gateways:
            yield finding(
                kinds.ROUTE_PARENT,
                own,
                keys,
                *((put(own, keys, close),) if close else ()),
                has=added.parent.reference,
                known=listed(one.reference for one in gateways),
            )
        return
    yield from _gateway_class(case, gateway)
    allowed, selector = gateway.allowed_listeners, gateway.allowed_selector
    if admits(case.cluster, allowed, selector, gateway.namespace, added.namespace):
        return
    keys = ("spec", "allowedListeners", "namespaces")
    yield finding(
        kinds.LISTENER_SET_NOT_ALLOWED,
        gateway.reference,
        keys if case.value(gateway.reference, *keys) is not None else ("spec",),
        *_let_in(case, gateway.reference, keys, allowed, selector, added.namespace),
        gateway=gateway.reference,
        allowed=allowed.value,
        namespace=added.namespace,
    )


def _let_in(
    case: Case,
    owner: Reference,
    keys: Keys,
    allowed: FromNamespaces,
    selector: LabelSelector | None,
    namespace: str,
) -> Iterator[Proposal]:
    """Yield how objects of one more namespace are let in: with as little more as possible first."""
    if allowed is FromNamespaces.SELECTOR:
        yield from _labels_of_namespace(case, namespace, selector)
    elif allowed is not FromNamespaces.ALL:
        if namespace == owner.namespace:
            yield put(owner, keys, {"from": "Same"})
        labels = {NAMESPACE_LABEL: namespace}
        yield put(owner, keys, {"from": "Selector", "selector": {"matchLabels": labels}})
        yield put(owner, keys, {"from": "All"})


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


def _listener(case: Case, route: Route, index: int, owner: Owner) -> Iterator[Finding]:
    parent, keys = route.parents[index], ("spec", "parentRefs", index)
    own = route.reference
    named = [
        one
        for one in owner.listeners
        if parent.section in ("", one.name) and parent.port in (0, one.port)
    ]
    names = [one.name for one in owner.listeners]
    if not named:
        close = near(parent.section, names)
        choices = [close] if close else [one for one in names if len(names) == 1]
        field = "sectionName" if parent.section else "port"
        values = choices if parent.section else [one.port for one in owner.listeners[:1]]
        yield finding(
            kinds.ROUTE_SECTION,
            own,
            (*keys, field),
            *(put(own, (*keys, field), one) for one in values),
            gateway=owner.reference,
            has=parent.section or parent.port,
            known=listed(names),
        )
        return
    if not any(_takes(one, route) for one in named):
        yield _other_kind(case, route, index, owner, named)
        return
    named = [one for one in named if _takes(one, route)]
    allowing = [one for one in named if _admits(case, owner, one, route)]
    if not allowing:
        yield _not_allowed(case, route, index, owner, named[0])
        return
    if not any(_share(route, one) for one in allowing):
        yield _hostname(route, allowing)


def _other_kind(
    case: Case, route: Route, index: int, owner: Owner, named: Sequence[Listener]
) -> Finding:
    """Another listener of the same object may be the one that was meant: it takes routes of this kind."""
    keys = ("spec", "parentRefs", index, "sectionName")
    fitting = [one for one in owner.listeners if _takes(one, route)]
    return finding(
        kinds.ROUTE_KIND,
        route.reference,
        keys if route.parents[index].section else keys[:-1],
        *(put(route.reference, keys, one.name) for one in fitting),
        gateway=owner.reference,
        listener=listed(f"{one.name} ({one.protocol})" for one in named),
        route=route.kind,
    )


def _takes(listener: Listener, route: Route) -> bool:
    """Return whether the listener takes routes of this kind."""
    return route.kind in kinds_allowed(listener)


def _not_allowed(case: Case, route: Route, index: int, owner: Owner, listener: Listener) -> Finding:
    """Another listener of the same object may be the one that was meant: it lets the route in, and is for its hosts."""
    at = owner.listeners.index(listener)
    keys = ("spec", "listeners", at, "allowedRoutes", "namespaces")
    section = ("spec", "parentRefs", index, "sectionName")
    allowed, selector = listener.allowed_namespaces, listener.allowed_selector
    proposals: list[Proposal] = [
        put(route.reference, section, one.name)
        for one in owner.listeners
        if one.hostname
        and hostnames_of(route) != ("",)
        and _admits(case, owner, one, route)
        and _share(route, one)
    ]
    return finding(
        kinds.ROUTE_NOT_ALLOWED,
        owner.reference,
        keys,
        *proposals,
        *_let_in(case, owner.reference, keys, allowed, selector, route.namespace),
        gateway=owner.reference,
        listener=listener.name,
        allowed=allowed.value,
        namespace=route.namespace,
    )


def _labels_of_namespace(
    case: Case, namespace: str, selector: LabelSelector | None
) -> Iterator[Proposal]:
    """Yield the labels that are asked for, on the Namespace: what is let in already stays as it is."""
    written = Reference("namespace", namespace)
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


def _admits(case: Case, owner: Owner, listener: Listener, route: Route) -> bool:
    """Return whether the listener lets in routes of this kind from that namespace."""
    return _takes(listener, route) and admits(
        case.cluster,
        listener.allowed_namespaces,
        listener.allowed_selector,
        owner.namespace,
        route.namespace,
    )


def _share(route: Route, listener: Listener) -> bool:
    """Return whether some host is for both."""
    host = "" if listener.protocol.upper() in ("TCP", "UDP") else listener.hostname
    return any(intersects(host, one) for one in hostnames_of(route))


def _hostname(route: Route, listeners: list[Listener]) -> Finding:
    keys = ("spec", "hostnames", 0)
    takes = [one.hostname for one in listeners]
    hostnames = hostnames_of(route)
    close = near(hostnames[0], (one for one in takes if not one.startswith("*")))
    choices = [close] if close else []
    first = hostnames[0].partition(".")[0]
    choices += [f"{first}{one[1:]}" for one in takes if one.startswith("*.")]
    return finding(
        kinds.ROUTE_HOSTNAME,
        route.reference,
        keys,
        *(put(route.reference, keys, one) for one in choices),
        has=listed(hostnames),
        takes=listed(takes),
    )


def _weights(route: Route, number: int, backends: tuple[Backend, ...]) -> Iterator[Finding]:
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


def _route_backend(case: Case, route: Route, keys: Keys, backend: Backend) -> Iterator[Finding]:
    if not backend.weight:
        return
    own = route.reference
    service = case.cluster.service_by_reference.get(backend.reference.without_port())
    source = GrantFrom(GROUP, route.kind, route.namespace)
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
    yield from backend_findings(case, own, keys, backend, is_ingress=False)
    if service is not None and service.type is ServiceType.EXTERNAL_NAME:
        yield finding(kinds.BACKEND_EXTERNAL, own, (*keys, "name"), service=service.reference)


def _grant(route: Route, backend: Backend) -> str:
    return (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: ReferenceGrant\nmetadata:\n"
        f"  name: {route.name}\n  namespace: {backend.namespace}\nspec:\n  from:\n"
        f"  - group: gateway.networking.k8s.io\n    kind: {route.kind}\n    namespace: {route.namespace}\n"
        f'  to:\n  - group: ""\n    kind: Service\n    name: {backend.service}\n'
    )
