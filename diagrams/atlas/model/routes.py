"""Gateway API beyond HTTPRoute: other routes, listeners that others add, TLS towards backends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.model.backend import Backend, RouteFilter
from atlas.model.http import (
    HeaderMatch,
    HTTPRoute,
    Listener,
    ObjectName,
    ParentReference,
    ValueType,
)
from atlas.model.pattern import compiled
from atlas.model.reference import Reference


@dataclass(frozen=True, slots=True)
class ListenerSet:
    """Listeners that are added to a Gateway, if that lets them in. `parent` is the Gateway."""

    namespace: str
    name: str
    parent: ParentReference
    listeners: tuple[Listener, ...]
    created: str = ""

    @property
    def reference(self) -> Reference:
        return Reference("listenerset", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class GRPCMatch:
    """What a call must be like; all of it. "" is any service or method.

    Raises ValueError for a pattern that cannot be read.
    """

    service: str = ""
    method: str = ""
    type: ValueType = ValueType.EXACT
    headers: tuple[HeaderMatch, ...] = ()

    def __post_init__(self) -> None:
        if self.type is ValueType.REGULAR_EXPRESSION:
            for text in (self.service, self.method):
                compiled(text)


@dataclass(frozen=True, slots=True)
class GRPCRule:
    matches: tuple[GRPCMatch, ...]
    backends: tuple[Backend, ...]
    filters: tuple[RouteFilter, ...] = ()
    name: str = ""
    not_computed: tuple[str, ...] = ()
    """Fields that it has and that the model leaves out."""


@dataclass(frozen=True, slots=True)
class GRPCRoute:
    """Rules that choose a backend for a gRPC call."""

    namespace: str
    name: str
    parents: tuple[ParentReference, ...]
    hostnames: tuple[str, ...]
    rules: tuple[GRPCRule, ...]
    created: str = ""

    @property
    def kind(self) -> str:
        return "GRPCRoute"

    @property
    def reference(self) -> Reference:
        return Reference("grpcroute", self.name, self.namespace)


class StreamKind(StrEnum):
    """Routes that look at no request: at most at the name that TLS tells."""

    TLS = "TLSRoute"
    TCP = "TCPRoute"
    UDP = "UDPRoute"


@dataclass(frozen=True, slots=True)
class StreamRoute:
    """A TLSRoute, TCPRoute or UDPRoute: the backends of whole connections. Only a TLSRoute has `hostnames`."""

    kind: StreamKind
    namespace: str
    name: str
    parents: tuple[ParentReference, ...]
    backends: tuple[Backend, ...]
    hostnames: tuple[str, ...] = ()
    created: str = ""

    @property
    def reference(self) -> Reference:
        return Reference(self.kind.lower(), self.name, self.namespace)


Route = HTTPRoute | GRPCRoute | StreamRoute


@dataclass(frozen=True, slots=True)
class PolicyTarget:
    """What a policy is about: an object of its namespace, or one `section` of it (a port of a Service, by name)."""

    group: str
    kind: str
    name: str
    section: str = ""


class CertificateFault(StrEnum):
    """Why none of a policy's references to CA certificates is of use: reasons of the condition ResolvedRefs."""

    NONE = ""
    INVALID_KIND = "InvalidKind"
    INVALID_REFERENCE = "InvalidCACertificateRef"


@dataclass(frozen=True, slots=True)
class BackendTLSPolicy:
    """How Gateways speak TLS with the ports of Services. `hostname` is what the backend's certificate must be for.

    `certificates` are objects that hold CA certificates; without any the system's own are used. `fault` says why none
    of them is of use.
    """

    namespace: str
    name: str
    targets: tuple[PolicyTarget, ...]
    hostname: str
    certificates: tuple[ObjectName, ...] = ()
    created: str = ""
    fault: CertificateFault = CertificateFault.NONE

    @property
    def reference(self) -> Reference:
        return Reference("backendtlspolicy", self.name, self.namespace)
