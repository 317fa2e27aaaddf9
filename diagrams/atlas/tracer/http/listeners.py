"""Listeners of a Gateway: its own and those of ListenerSets, less those that are in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from atlas.model.cluster import Cluster
from atlas.model.http import (
    GROUP,
    FromNamespaces,
    Gateway,
    GrantFrom,
    GrantTo,
    Listener,
    ParentKind,
    ParentReference,
    TLSMode,
)
from atlas.model.reference import Reference
from atlas.model.routes import ListenerSet
from atlas.model.selector import LabelSelector
from atlas.model.workload import NAMESPACE_LABEL

_OVER_TLS = frozenset({"HTTPS", "TLS"})


class Fault(StrEnum):
    """Why a listener takes no connections: reasons of its conditions Accepted, Conflicted and ResolvedRefs."""

    NONE = ""
    HOSTNAME_CONFLICT = "HostnameConflict"
    PROTOCOL_CONFLICT = "ProtocolConflict"
    NOT_ALLOWED = "NotAllowed"
    """The Gateway lets in no ListenerSets of that namespace (`allowedListeners`)."""
    REF_NOT_PERMITTED = "RefNotPermitted"
    """No ReferenceGrant for its certificates, which are in another namespace."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A listener with the Gateway that opens it, and `owner`, the object that it is written in: the Gateway or a ListenerSet."""

    gateway: Gateway
    listener: Listener
    owner: Reference
    fault: Fault = Fault.NONE

    @property
    def protocol(self) -> str:
        """The protocol in capitals; the API takes it in any case."""
        return self.listener.protocol.upper()

    @property
    def hostname(self) -> str:
        """The listener's hostname; TCP and UDP have none."""
        return "" if self.protocol in ("TCP", "UDP") else self.listener.hostname

    @property
    def has_certificate(self) -> bool:
        """Whether TLS ends here, with a certificate that it may use."""
        return (
            self.listener.tls_mode is TLSMode.TERMINATE
            and self.fault is not Fault.REF_NOT_PERMITTED
        )

    @property
    def is_open(self) -> bool:
        """Whether the port is bound for it. Without a certificate it is, but TLS fails."""
        return self.fault in (Fault.NONE, Fault.REF_NOT_PERMITTED)


def openings_of(cluster: Cluster, gateway: Gateway) -> tuple[Opening, ...]:
    """Return the listeners that take connections, of the Gateway and of the ListenerSets that it lets in."""
    return tuple(one for one in all_openings(cluster, gateway) if one.is_open)


def all_openings(cluster: Cluster, gateway: Gateway) -> tuple[Opening, ...]:
    """Return all listeners that are meant for the Gateway, in the order of their precedence, each with its fault.

    Of the Gateway's own listeners that conflict none wins. Those of a ListenerSet give way to all that come before:
    the Gateway's, those of older ListenerSets, of those whose names come first (ListenerSetSpec.listeners).
    """
    key = ("openings", gateway.reference)
    if key not in cluster.memo:
        cluster.memo[key] = tuple(_all_openings(cluster, gateway))
    return cluster.memo[key]


def _all_openings(cluster: Cluster, gateway: Gateway) -> Iterator[Opening]:
    own = [Opening(gateway, one, gateway.reference) for one in gateway.listeners]
    before: list[Opening] = []
    for one in own:
        others = (other for other in own if other is not one)
        fault = _conflict(one, others) or _certificate_fault(cluster, one)
        before.append(Opening(gateway, one.listener, one.owner, fault))
    yield from before
    for added in _sets_for(cluster, gateway):
        allowed = admits(
            cluster,
            gateway.allowed_listeners,
            gateway.allowed_selector,
            gateway.namespace,
            added.namespace,
        )
        for listener in added.listeners:
            one = Opening(gateway, listener, added.reference)
            if not allowed:
                yield Opening(gateway, listener, one.owner, Fault.NOT_ALLOWED)
                continue
            fault = _conflict(one, before)
            made = Opening(gateway, listener, one.owner, fault or _certificate_fault(cluster, one))
            if not fault:
                before.append(made)
            yield made


def _sets_for(cluster: Cluster, gateway: Gateway) -> Iterable[ListenerSet]:
    """Return the ListenerSets of the Gateway: the oldest first, then by namespace and name."""
    found = (one for one in cluster.listener_sets if one.parent.reference == gateway.reference)
    return sorted(found, key=lambda one: (one.created, f"{one.namespace}/{one.name}"))


def _conflict(one: Opening, others: Iterable[Opening]) -> Fault:
    """Return how the listener is in the way of another one, or NONE.

    A port has one protocol. HTTPS and TLS may share it, as long as the server name tells them apart.
    """
    for other in others:
        if other.listener.port != one.listener.port:
            continue
        protocols = {one.protocol, other.protocol}
        if frozenset(protocols) == _OVER_TLS:
            if one.hostname == other.hostname or not (one.hostname and other.hostname):
                return Fault.PROTOCOL_CONFLICT
        elif len(protocols) == 1:
            if one.hostname == other.hostname:
                return Fault.HOSTNAME_CONFLICT
        elif "UDP" not in protocols:
            return Fault.PROTOCOL_CONFLICT
    return Fault.NONE


def _certificate_fault(cluster: Cluster, one: Opening) -> Fault:
    """Return whether none of the certificates may be used; grants for a Gateway are not those for a ListenerSet."""
    certificates = one.listener.certificates
    if one.listener.tls_mode is not TLSMode.TERMINATE or not certificates:
        return Fault.NONE
    kind = "Gateway" if one.owner.kind == "gateway" else "ListenerSet"
    source = GrantFrom(GROUP, kind, one.owner.namespace)
    if any(
        is_granted(cluster, source, GrantTo(cert.group, cert.kind, cert.name), cert.namespace)
        for cert in certificates
    ):
        return Fault.NONE
    return Fault.REF_NOT_PERMITTED


def gateway_of(cluster: Cluster, parent: ParentReference) -> Gateway | None:
    """Return the Gateway that a reference means, itself or through a ListenerSet."""
    match parent.kind:
        case ParentKind.GATEWAY:
            return cluster.gateway_by_reference.get(parent.reference)
        case ParentKind.LISTENER_SET:
            owner = next(
                (one for one in cluster.listener_sets if one.reference == parent.reference), None
            )
            return (
                None if owner is None else cluster.gateway_by_reference.get(owner.parent.reference)
            )
        case _:
            return None


def is_granted(cluster: Cluster, source: GrantFrom, target: GrantTo, namespace: str) -> bool:
    """Return whether the source may refer to the target: one of its own namespace, or a ReferenceGrant says so."""
    return namespace == source.namespace or any(
        one.namespace == namespace and one.permits(source, target)
        for one in cluster.reference_grants
    )


def admits(
    cluster: Cluster,
    allowed: FromNamespaces,
    selector: LabelSelector | None,
    own: str,
    namespace: str,
) -> bool:
    """Return whether objects of a namespace are let in by one whose own namespace is `own`."""
    match allowed:
        case FromNamespaces.ALL:
            return True
        case FromNamespaces.SAME:
            return namespace == own
        case FromNamespaces.SELECTOR if selector is not None:
            labels = {**cluster.labels_of_namespace(namespace), NAMESPACE_LABEL: namespace}
            return selector.accepts(labels)
        case _:
            return False
