"""Ingress and Gateway API objects: how HTTP is routed (networking/v1, gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.backend import Backend, RouteFilter
from atlas.model.network import Address
from atlas.model.pattern import compiled
from atlas.model.reference import Reference
from atlas.model.selector import LabelSelector
from atlas.model.workload import no_labels

GROUP = "gateway.networking.k8s.io"
"""The API group of Gateway API."""


class PathType(StrEnum):
    """`pathType` of an Ingress path, `path.type` of an HTTPRoute's match; its PathPrefix is read as PREFIX."""

    EXACT = "Exact"
    PREFIX = "Prefix"
    IMPLEMENTATION_SPECIFIC = "ImplementationSpecific"
    """Ingress only."""
    REGULAR_EXPRESSION = "RegularExpression"
    """HTTPRoute only."""


class ValueType(StrEnum):
    """`type` of a match of a header or query parameter."""

    EXACT = "Exact"
    REGULAR_EXPRESSION = "RegularExpression"


class TLSMode(StrEnum):
    """`tls.mode` of a listener."""

    NONE = ""
    TERMINATE = "Terminate"
    PASSTHROUGH = "Passthrough"


class FromNamespaces(StrEnum):
    """`allowedRoutes.namespaces.from` of a listener."""

    ALL = "All"
    SAME = "Same"
    SELECTOR = "Selector"
    NONE = "None"


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
    """HTTP routing by host and path. `addresses` is `status.loadBalancer.ingress`.

    `tls_hosts` are the hosts that `spec.tls` has certificates for; "" stands for an entry without hosts.
    """

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
    """A port that a Gateway opens, and the routes that it lets in: from which namespaces, of which kinds.

    `allowed_selector` belongs to SELECTOR; without one no namespace is selected. `allowed_kinds` is empty where the
    protocol decides.
    """

    name: str
    port: int
    protocol: str
    hostname: str = ""
    tls_mode: TLSMode = TLSMode.NONE
    allowed_namespaces: FromNamespaces = FromNamespaces.SAME
    allowed_selector: LabelSelector | None = None
    allowed_kinds: tuple[str, ...] = ()
    certificates: tuple[ObjectName, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectName:
    """An object of any kind that another one names. The core group is "", `namespace` is where it is looked for."""

    group: str
    kind: str
    name: str
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """An entry point. `addresses` is `status.addresses`.

    `allowed_listeners` says of which namespaces ListenerSets may add listeners, `allowed_selector` belongs to SELECTOR.
    """

    namespace: str
    name: str
    class_name: str
    listeners: tuple[Listener, ...]
    addresses: tuple[Address, ...] = ()
    allowed_listeners: FromNamespaces = FromNamespaces.NONE
    allowed_selector: LabelSelector | None = None

    @property
    def reference(self) -> Reference:
        return Reference("gateway", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """A header or query parameter that must have this value. Raises ValueError for a pattern that cannot be read."""

    name: str
    value: str
    type: ValueType = ValueType.EXACT

    def __post_init__(self) -> None:
        if self.type is ValueType.REGULAR_EXPRESSION:
            compiled(self.value)


@dataclass(frozen=True, slots=True)
class RouteMatch:
    """What a request must be like; all of it. Raises ValueError for a pattern that cannot be read."""

    path: str = "/"
    path_type: PathType = PathType.PREFIX
    method: str = ""
    headers: tuple[HeaderMatch, ...] = ()
    query: tuple[HeaderMatch, ...] = ()

    def __post_init__(self) -> None:
        if self.path_type is PathType.REGULAR_EXPRESSION:
            compiled(self.path)


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What is done with requests that match. `timeouts` and `retry` are written as in the API, field by field."""

    matches: tuple[RouteMatch, ...]
    backends: tuple[Backend, ...]
    filters: tuple[RouteFilter, ...] = ()
    name: str = ""
    timeouts: tuple[tuple[str, str], ...] = ()
    retry: tuple[tuple[str, str], ...] = ()
    not_computed: tuple[str, ...] = ()
    """Fields that it has and that the model leaves out."""


class ParentKind(StrEnum):
    """What a route can attach to. An XListenerSet is a ListenerSet of the experimental channel."""

    GATEWAY = "Gateway"
    LISTENER_SET = "ListenerSet"
    SERVICE = "Service"
    """Of a mesh."""


@dataclass(frozen=True, slots=True)
class ParentReference:
    """The object (and listener: `section`, `port`; of a Service its `port`) that a route wants to attach to."""

    namespace: str
    name: str
    section: str = ""
    port: int = 0
    kind: ParentKind = ParentKind.GATEWAY

    @property
    def reference(self) -> Reference:
        return Reference(self.kind.lower(), self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class HTTPRoute:
    """Rules that choose a backend for a request that came in through a Gateway, or that goes to a Service of a mesh."""

    namespace: str
    name: str
    parents: tuple[ParentReference, ...]
    hostnames: tuple[str, ...]
    rules: tuple[RouteRule, ...]
    created: str = ""

    @property
    def kind(self) -> str:
        return "HTTPRoute"

    @property
    def reference(self) -> Reference:
        return Reference("httproute", self.name, self.namespace)


@dataclass(frozen=True, slots=True)
class GrantFrom:
    """Who may refer to something: objects of a kind in a namespace."""

    group: str
    kind: str
    namespace: str


@dataclass(frozen=True, slots=True)
class GrantTo:
    """What may be referred to: all objects of a kind, or the one of that name. The core group is ""."""

    group: str
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class ReferenceGrant:
    """Leave for objects of other namespaces to refer to objects of this one."""

    namespace: str
    name: str
    sources: tuple[GrantFrom, ...]
    targets: tuple[GrantTo, ...]

    @property
    def reference(self) -> Reference:
        return Reference("referencegrant", self.name, self.namespace)

    def permits(self, source: GrantFrom, target: GrantTo) -> bool:
        """Return whether that kind of object of that namespace may refer to the named object in the grant's namespace."""
        return source in self.sources and any(
            (one.group, one.kind) == (target.group, target.kind) and one.name in ("", target.name)
            for one in self.targets
        )
