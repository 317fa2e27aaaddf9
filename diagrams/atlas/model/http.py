"""Ingress and Gateway API objects: how HTTP is routed (networking/v1, gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.model.workload import no_labels


class PathType(StrEnum):
    """`pathType` of an Ingress path; HTTPRoute's PathPrefix is read as PREFIX."""

    EXACT = "Exact"
    PREFIX = "Prefix"
    IMPLEMENTATION_SPECIFIC = "ImplementationSpecific"


@dataclass(frozen=True, slots=True)
class Backend:
    """A Service port that requests are sent to. `port` is the port's name or number.

    `weight` is Gateway API's share; Ingress always has 1. `namespace` is the Service's.
    """

    namespace: str
    service: str
    port: str
    weight: int = 1

    @property
    def reference(self) -> Reference:
        return Reference("service", self.service, self.namespace, self.port)


@dataclass(frozen=True, slots=True)
class IngressPath:
    path: str
    path_type: PathType
    backend: Backend


@dataclass(frozen=True, slots=True)
class IngressRule:
    """Paths under one host; "" is every host, `*.` stands for exactly one label."""

    host: str
    paths: tuple[IngressPath, ...]


@dataclass(frozen=True, slots=True)
class Ingress:
    """HTTP routing by host and path. `addresses` is `status.loadBalancer.ingress`."""

    namespace: str
    name: str
    class_name: str = ""
    rules: tuple[IngressRule, ...] = ()
    default_backend: Backend | None = None
    tls_hosts: tuple[str, ...] = ()
    annotations: Mapping[str, str] = field(default_factory=no_labels, hash=False)
    addresses: tuple[Address, ...] = ()
    created: str = ""
    """creationTimestamp, which breaks ties between objects."""

    @property
    def reference(self) -> Reference:
        return Reference("ingress", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class IngressClass:
    """Names the controller that serves Ingresses of this class."""

    name: str
    controller: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class GatewayClass:
    """Names the controller that serves Gateways of this class."""

    name: str
    controller: str


@dataclass(frozen=True, slots=True)
class Listener:
    """A port that a Gateway opens; `allowed_namespaces` is Same, All or Selector."""

    name: str
    port: int
    protocol: str
    hostname: str = ""
    allowed_namespaces: str = "Same"
    allowed_selector: Mapping[str, str] = field(default_factory=no_labels, hash=False)


@dataclass(frozen=True, slots=True)
class Gateway:
    """An entry point for HTTP. `addresses` is `status.addresses`."""

    namespace: str
    name: str
    class_name: str
    listeners: tuple[Listener, ...]
    addresses: tuple[Address, ...] = ()

    @property
    def reference(self) -> Reference:
        return Reference("gateway", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header or query parameter that must have this value (`exact`) or match (`RegularExpression`)."""

    name: str
    value: str
    type: str = "Exact"


@dataclass(frozen=True, slots=True)
class RouteMatch:
    path: str = "/"
    path_type: PathType = PathType.PREFIX
    method: str = ""
    headers: tuple[HeaderMatch, ...] = ()
    query: tuple[HeaderMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteFilter:
    """A change that a route makes to a request: `type` as in the API, `settings` as given."""

    type: str
    settings: Mapping[str, object] = field(default_factory=no_labels, hash=False)


@dataclass(frozen=True, slots=True)
class RouteRule:
    matches: tuple[RouteMatch, ...]
    backends: tuple[Backend, ...]
    filters: tuple[RouteFilter, ...] = ()


@dataclass(frozen=True, slots=True)
class ParentReference:
    """The Gateway (and listener: `section`, `port`) that a route wants to attach to."""

    namespace: str
    name: str
    section: str = ""
    port: int = 0


@dataclass(frozen=True, slots=True)
class HTTPRoute:
    """Rules that choose a backend for a request that came in through a Gateway."""

    namespace: str
    name: str
    parents: tuple[ParentReference, ...]
    hostnames: tuple[str, ...]
    rules: tuple[RouteRule, ...]
    created: str = ""

    @property
    def reference(self) -> Reference:
        return Reference("httproute", self.name, self.namespace)
