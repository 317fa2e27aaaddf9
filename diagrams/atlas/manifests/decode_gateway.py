"""GatewayClass, Gateway, ListenerSet and ReferenceGrant (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_label_selector, read_metadata
from atlas.manifests.names import parse_address
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.http import (
    GROUP,
    FromNamespaces,
    Gateway,
    GatewayClass,
    GrantFrom,
    GrantTo,
    Listener,
    ObjectName,
    ParentReference,
    ReferenceGrant,
    TLSMode,
)
from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.model.routes import ListenerSet
from atlas.model.selector import LabelSelector

MOST_LISTENERS = 64
MOST_GRANTS = 16
WITHOUT_TLS = ("HTTP", "TCP", "UDP")
WITHOUT_HOSTNAME = ("TCP", "UDP")


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
    count_between(spec, "listeners", 1, MOST_LISTENERS)
    listeners = spec.section("allowedListeners")
    listeners.only(api_fields.ALLOWED_LISTENERS)
    allowed = listeners.section("namespaces")
    allowed.only(api_fields.ROUTE_NAMESPACES)
    objects.gateways.append(
        Gateway(
            namespace=metadata.namespace,
            name=metadata.name,
            class_name=spec.text("gatewayClassName"),  # the CRD has no pattern
            listeners=tuple(read_listeners(spec, metadata.namespace)),
            addresses=tuple(_gateway_addresses(root.section("status"))),
            allowed_listeners=allowed.choice("from", FromNamespaces, FromNamespaces.NONE),
            allowed_selector=_selector(allowed),
        )
    )


def count_between(section: Section, key: str, least: int, most: int) -> None:
    """Note a list that is too short or too long; the shortest that may be asked for has one entry."""
    count = len(section.items(key))
    if count < least:
        section.error(key, ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    elif count > most:
        section.error(key, ProblemKind.TOO_MANY, Expected.AT_MOST, limit=str(most))


def read_listener_set(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.LISTENER_SET_SPEC)
    if not spec.has("parentRef"):
        spec.error("parentRef", ProblemKind.REQUIRED, Expected.GIVEN)
    parent = spec.section("parentRef")
    parent.only(api_fields.PARENT_GATEWAY)
    named = ParentReference(
        parent.name("namespace", Expected.DNS_LABEL, metadata.namespace),
        parent.name("name", Expected.DNS_SUBDOMAIN),
    )
    if (parent.text("kind", "Gateway"), parent.text("group", GROUP)) != ("Gateway", GROUP):
        parent.warn("kind", ProblemKind.SKIPPED, Expected.GATEWAY_AS_PARENT)
        return
    if named.name:
        objects.mentions.append(parent.mention("name", named.reference))
    count_between(spec, "listeners", 1, MOST_LISTENERS)
    objects.listener_sets.append(
        ListenerSet(
            metadata.namespace,
            metadata.name,
            named,
            tuple(read_listeners(spec, metadata.namespace)),
            metadata.created,
        )
    )


def read_listeners(spec: Section, namespace: str) -> Iterator[Listener]:
    """Yield the listeners of a Gateway or ListenerSet in that namespace."""
    names: set[str] = set()
    places: set[tuple[int, str, str]] = set()
    for one in spec.sections("listeners"):
        found = _listener(one, namespace)
        if found.name and found.name in names:
            one.error("name", ProblemKind.DUPLICATE, Expected.NAME_ONCE)
        place = (found.port, found.protocol, found.hostname)
        if place in places:
            one.error("port", ProblemKind.DUPLICATE, Expected.LISTENER_ONCE)
        names.add(found.name)
        places.add(place)
        yield found


def _listener(one: Section, namespace: str) -> Listener:
    one.only(api_fields.LISTENER)
    for key in ("name", "port", "protocol"):
        one.require(key)
    routes = one.section("allowedRoutes")
    routes.only(api_fields.ALLOWED_ROUTES)
    namespaces = routes.section("namespaces")
    namespaces.only(api_fields.ROUTE_NAMESPACES)
    protocol = one.text("protocol")
    if protocol.upper() in WITHOUT_HOSTNAME:
        one.forbid("hostname", Expected.NOT_WITH, other=f"protocol: {protocol}")
    return Listener(
        name=one.name("name", Expected.DNS_SUBDOMAIN),
        port=one.number("port", 1, 65535),
        protocol=protocol,
        hostname=one.name("hostname", Expected.HOST_NAME),
        tls_mode=_tls_mode(one, protocol),
        allowed_namespaces=namespaces.choice("from", FromNamespaces, FromNamespaces.SAME),
        allowed_selector=_selector(namespaces),
        allowed_kinds=tuple(_kinds(routes)),
        certificates=tuple(read_object_names(one.section("tls"), "certificateRefs", namespace)),
    )


def read_object_names(
    holder: Section, key: str, namespace: str, kind: str = "Secret"
) -> Iterator[ObjectName]:
    """Yield the objects that hold certificates, as a list of references names them."""
    for one in holder.sections(key):
        one.only(api_fields.CERTIFICATE_REFERENCE)
        one.require("name")
        yield ObjectName(
            one.text("group"),
            one.text("kind", kind),
            one.name("name", Expected.DNS_SUBDOMAIN),
            one.name("namespace", Expected.DNS_LABEL, namespace),
        )


def _tls_mode(listener: Section, protocol: str) -> TLSMode:
    """Return how the listener treats TLS. Which certificates there are is not in these manifests."""
    if protocol.upper() in WITHOUT_TLS:
        listener.forbid("tls", Expected.NOT_WITH, other=f"protocol: {protocol}")
        return TLSMode.NONE
    if not listener.has("tls"):
        if protocol.upper() == "TLS":
            listener.error("tls", ProblemKind.REQUIRED, Expected.GIVEN)
        elif protocol.upper() == "HTTPS":
            listener.warn("tls", ProblemKind.REQUIRED, Expected.GIVEN)
        return TLSMode.NONE
    tls = listener.section("tls")
    tls.only(api_fields.LISTENER_TLS)
    modes = ("Terminate",) if protocol.upper() == "HTTPS" else ("Terminate", "Passthrough")
    mode = tls.text("mode") or "Terminate"
    if not tls.one_of("mode", mode, modes):
        return TLSMode.NONE
    if mode == "Terminate" and not (tls.items("certificateRefs") or tls.has("options")):
        tls.error("certificateRefs", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    return TLSMode(mode)


def _selector(namespaces: Section) -> LabelSelector | None:
    if namespaces.has("selector"):
        return read_label_selector(namespaces.section("selector"))
    if namespaces.text("from") == FromNamespaces.SELECTOR:
        # The API server takes it; no namespace is selected.
        namespaces.warn("selector", ProblemKind.REQUIRED, Expected.GIVEN)
    return None


def _kinds(routes: Section) -> Iterator[str]:
    for one in routes.sections("kinds"):
        one.only(api_fields.ROUTE_GROUP_KIND)
        one.require("kind")
        group = one.text("group", GROUP)
        yield one.text("kind") if group == GROUP else f"{one.text('kind')}.{group}"


def _gateway_addresses(status: Section) -> Iterator[Address]:
    """An address of another type is a host name or the name of something outside; it is left out."""
    status.only(api_fields.GATEWAY_STATUS)
    for one in status.sections("addresses"):
        one.only(api_fields.GATEWAY_ADDRESS)
        address = parse_address(one.text("value"))
        if address is not None:
            yield address


def read_reference_grant(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.REFERENCE_GRANT_SPEC)
    for key in ("from", "to"):
        count_between(spec, key, 1, MOST_GRANTS)
    objects.reference_grants.append(
        ReferenceGrant(
            namespace=metadata.namespace,
            name=metadata.name,
            sources=tuple(_grants_from(spec)),
            targets=tuple(_grants_to(spec)),
        )
    )


def _grants_from(spec: Section) -> Iterator[GrantFrom]:
    for one in spec.sections("from"):
        one.only(api_fields.GRANT_FROM)
        _require_group_and_kind(one)
        one.require("namespace")
        namespace = one.name("namespace", Expected.DNS_LABEL)
        yield GrantFrom(one.text("group"), one.text("kind"), namespace)


def _grants_to(spec: Section) -> Iterator[GrantTo]:
    for one in spec.sections("to"):
        one.only(api_fields.GRANT_TO)
        _require_group_and_kind(one)
        yield GrantTo(one.text("group"), one.text("kind"), one.text("name"))


def _require_group_and_kind(section: Section) -> None:
    """The core group is "", so it has to be there, but may be empty."""
    if not section.has("group"):
        section.error("group", ProblemKind.REQUIRED, Expected.GIVEN)
    section.require("kind")
