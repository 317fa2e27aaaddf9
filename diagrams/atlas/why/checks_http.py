"""What can be wrong with an Ingress before a request reaches a Service, and with backends of Ingresses and routes."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests.source import Keys
from atlas.model.backend import Backend
from atlas.model.http import Ingress
from atlas.model.reference import Reference
from atlas.model.service import ServiceType
from atlas.why import kinds_http as kinds
from atlas.why.case import Case, items
from atlas.why.checks_objects import ingress_upkeep
from atlas.why.finding import Finding, Proposal, finding
from atlas.why.proposals import listed, near, put
from atlas.world.http_proxies import class_of

_CLASS = ("spec", "ingressClassName")

# Ingress


def ingress_findings(case: Case, ingress: Ingress) -> Iterator[Finding]:
    """Yield what is wrong with an Ingress itself: class, hosts of certificates, backends."""
    yield from ingress_upkeep(case, ingress.reference)
    yield from _ingress_class(case, ingress)
    yield from _tls_hosts(case, ingress)
    for keys, backend in ingress_backends(ingress):
        yield from backend_findings(case, ingress.reference, keys, backend, is_ingress=True)


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
    elif not name and not ingress.addresses:
        yield finding(kinds.INGRESS_CLASS_UNKNOWN, own, ("spec",))


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


def backend_findings(
    case: Case, own: Reference, keys: Keys, backend: Backend, *, is_ingress: bool
) -> Iterator[Finding]:
    """Yield what is wrong with a backend: the Service or its port is not there."""
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
