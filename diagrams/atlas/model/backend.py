"""Backends of Ingresses and HTTPRoutes, and filters: what is done to a request before, or instead of, passing it on."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model.reference import Reference

Headers = tuple[tuple[str, str], ...]
"""Names and values, as written."""


@dataclass(frozen=True, slots=True)
class Backend:
    """A Service port that requests are sent to. `port` is the port's name or number.

    `weight` and `filters` are Gateway API's; Ingress always has 1 and none. `namespace` is the Service's. `kind` is
    "Service", else what the manifest names: `Kind` or `Kind.group`.
    """

    namespace: str
    service: str
    port: str
    weight: int = 1
    kind: str = "Service"
    filters: tuple[RouteFilter, ...] = ()

    @property
    def reference(self) -> Reference:
        return Reference("service", self.service, self.namespace, self.port)


@dataclass(frozen=True, slots=True)
class HeaderModifier:
    """`requestHeaderModifier`: headers that are set, added to and removed. Names know no case."""

    set: Headers = ()
    add: Headers = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplaceFullPath:
    """`path.replaceFullPath`: another path altogether."""

    path: str


@dataclass(frozen=True, slots=True)
class ReplacePrefixMatch:
    """`path.replacePrefixMatch`: another beginning in place of the prefix that the rule has matched."""

    prefix: str


@dataclass(frozen=True, slots=True)
class ResponseHeaders:
    """`responseHeaderModifier`: the same for the headers of the answer."""

    set: Headers = ()
    add: Headers = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cors:
    """`cors`: what pages of other origins may do. A star stands for everything, in an origin for a part of it."""

    origins: tuple[str, ...] = ()
    credentials: bool = False
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    exposed: tuple[str, ...] = ()
    max_age: int = 5
    """Seconds; the API's default."""


PathModifier = ReplaceFullPath | ReplacePrefixMatch


@dataclass(frozen=True, slots=True)
class UrlRewrite:
    """`urlRewrite`: another Host header, another path. What is "" or None stays."""

    hostname: str = ""
    path: PathModifier | None = None


@dataclass(frozen=True, slots=True)
class RequestRedirect:
    """`requestRedirect`: an answer that sends the client elsewhere. What is "", 0 or None is the request's own."""

    scheme: str = ""
    hostname: str = ""
    port: int = 0
    path: PathModifier | None = None
    status: int = 302


@dataclass(frozen=True, slots=True)
class RequestMirror:
    """`requestMirror`: copies to another backend, whose answers are ignored. `share` is a part of all, as written."""

    backend: Backend
    share: str = "100%"


@dataclass(frozen=True, slots=True)
class OtherFilter:
    """A filter that leaves the way of a request alone, or that the model does not know; `type` as in the API."""

    type: str


RouteFilter = (
    HeaderModifier
    | ResponseHeaders
    | UrlRewrite
    | RequestRedirect
    | RequestMirror
    | Cors
    | OtherFilter
)
