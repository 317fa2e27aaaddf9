"""The filters of HTTPRoutes (gateway.networking.k8s.io/v1 HTTPRouteFilter)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.backend import (
    Backend,
    Cors,
    HeaderModifier,
    Headers,
    OtherFilter,
    PathModifier,
    ReplaceFullPath,
    ReplacePrefixMatch,
    RequestMirror,
    RequestRedirect,
    ResponseHeaders,
    RouteFilter,
    UrlRewrite,
)

SETTINGS = {
    "RequestHeaderModifier": "requestHeaderModifier",
    "ResponseHeaderModifier": "responseHeaderModifier",
    "RequestMirror": "requestMirror",
    "RequestRedirect": "requestRedirect",
    "URLRewrite": "urlRewrite",
    "ExtensionRef": "extensionRef",
    "CORS": "cors",
    "ExternalAuth": "externalAuth",
}
GRPC_FILTERS = ("RequestHeaderModifier", "ResponseHeaderModifier", "RequestMirror", "ExtensionRef")
"""Those that a GRPCRoute may have."""
NOT_MODELLED = ("ExtensionRef", "ExternalAuth")
"""They may answer requests themselves; the model lets all pass."""
ONLY_ONCE = (
    "RequestHeaderModifier",
    "ResponseHeaderModifier",
    "RequestRedirect",
    "URLRewrite",
    "CORS",
)
REDIRECT_OR_REWRITE = ("RequestRedirect", "URLRewrite")
MOST_FILTERS = 16
STATUS_CODES = ("301", "302", "303", "307", "308")
MOST = 2**31 - 1

ReadBackend = Callable[[Section], Backend]


def read_filters(
    holder: Section, read_backend: ReadBackend, kinds: Iterable[str] = SETTINGS
) -> tuple[RouteFilter, ...]:
    """Return the filters of a rule or of a backend, which are of these kinds."""
    filters = list(holder.sections("filters"))
    if len(filters) > MOST_FILTERS:
        limit = str(MOST_FILTERS)
        holder.error("filters", ProblemKind.TOO_MANY, Expected.AT_MOST, limit=limit)
    _check_types(filters)
    return tuple(_filters(filters, read_backend, tuple(kinds)))


def _check_types(filters: list[Section]) -> None:
    """Note filters that are there twice, or that exclude each other."""
    seen: set[str] = set()
    for one in filters:
        kind = one.values.get("type")
        if isinstance(kind, str) and kind in seen and kind in ONLY_ONCE:
            one.error("type", ProblemKind.DUPLICATE, Expected.FILTER_ONCE)
        for other, another in (REDIRECT_OR_REWRITE, REDIRECT_OR_REWRITE[::-1]):
            if kind == other and another in seen:
                one.error("type", ProblemKind.FORBIDDEN, Expected.NOT_WITH, other=another)
        if isinstance(kind, str):
            seen.add(kind)


def _filters(
    filters: list[Section], read_backend: ReadBackend, kinds: Sequence[str]
) -> Iterator[RouteFilter]:
    for one in filters:
        one.only(api_fields.GRPC_FILTER if kinds == GRPC_FILTERS else api_fields.HTTP_FILTER)
        kind = one.text("type")
        if not (one.require("type") and one.one_of("type", kind, kinds)):
            continue
        for other, key in SETTINGS.items():
            if other != kind and one.has(key):
                one.error(key, ProblemKind.FORBIDDEN, Expected.NOT_WITH, other=f"type: {kind}")
        if one.has(SETTINGS[kind]):
            yield _filter(one, kind, one.section(SETTINGS[kind]), read_backend)
        else:
            one.error(SETTINGS[kind], ProblemKind.REQUIRED, Expected.GIVEN)


def _filter(
    holder: Section, kind: str, settings: Section, read_backend: ReadBackend
) -> RouteFilter:
    match kind:
        case "RequestHeaderModifier":
            return _header_modifier(settings)
        case "ResponseHeaderModifier":
            found = _header_modifier(settings)
            return ResponseHeaders(found.set, found.add, found.remove)
        case "CORS":
            return _cors(settings)
        case "URLRewrite":
            return _rewrite(settings)
        case "RequestRedirect":
            return _redirect(settings)
        case "RequestMirror":
            return _mirror(settings, read_backend)
        case _:
            if kind in NOT_MODELLED:
                holder.warn("type", ProblemKind.SKIPPED, Expected.MODELLED_FILTER)
            return OtherFilter(kind)


def _header_modifier(settings: Section) -> HeaderModifier:
    settings.only(api_fields.HEADER_FILTER)
    removed = tuple(name for _, name in settings.texts("remove"))
    return HeaderModifier(_headers(settings, "set"), _headers(settings, "add"), removed)


def _headers(settings: Section, key: str) -> Headers:
    found: list[tuple[str, str]] = []
    for one in settings.sections(key):
        one.only(api_fields.HTTP_HEADER)
        if one.require("name") and one.require("value"):
            found.append((one.text("name"), one.text("value")))
    return tuple(found)


def _cors(settings: Section) -> Cors:
    settings.only(api_fields.CORS_FILTER)
    texts = {
        key: tuple(text for _, text in settings.texts(key))
        for key in ("allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders")
    }
    return Cors(
        texts["allowOrigins"],
        settings.flag("allowCredentials"),
        texts["allowMethods"],
        texts["allowHeaders"],
        texts["exposeHeaders"],
        settings.number("maxAge", 1, MOST, default=5),
    )


def _rewrite(settings: Section) -> UrlRewrite:
    settings.only(api_fields.URL_REWRITE)
    return UrlRewrite(settings.name("hostname", Expected.DNS_SUBDOMAIN), _path(settings))


def _redirect(settings: Section) -> RequestRedirect:
    settings.only(api_fields.REQUEST_REDIRECT)
    scheme = settings.text("scheme")
    if scheme and not settings.one_of("scheme", scheme, ("http", "https")):
        scheme = ""
    status = settings.number("statusCode", 0, MOST, default=302)
    if not settings.one_of("statusCode", str(status), STATUS_CODES):
        status = 302
    return RequestRedirect(
        scheme=scheme,
        hostname=settings.name("hostname", Expected.DNS_SUBDOMAIN),
        port=settings.number("port", 1, 65535),
        path=_path(settings),
        status=status,
    )


def _path(settings: Section) -> PathModifier | None:
    if not settings.has("path"):
        return None
    path = settings.section("path")
    path.only(api_fields.PATH_MODIFIER)
    fields = {"ReplaceFullPath": "replaceFullPath", "ReplacePrefixMatch": "replacePrefixMatch"}
    kind = path.text("type")
    if not (path.require("type") and path.one_of("type", kind, fields)):
        return None
    for other, key in fields.items():
        if other != kind and path.has(key):
            path.error(key, ProblemKind.FORBIDDEN, Expected.NOT_WITH, other=f"type: {kind}")
    if not path.has(fields[kind]):
        path.error(fields[kind], ProblemKind.REQUIRED, Expected.GIVEN)
    text = path.text(fields[kind])
    return ReplaceFullPath(text) if kind == "ReplaceFullPath" else ReplacePrefixMatch(text)


def _mirror(settings: Section, read_backend: ReadBackend) -> RouteFilter:
    settings.only(api_fields.REQUEST_MIRROR)
    backend = settings.section("backendRef")
    backend.only(api_fields.BACKEND_REFERENCE)
    if not settings.has("backendRef"):
        settings.error("backendRef", ProblemKind.REQUIRED, Expected.GIVEN)
        return OtherFilter("RequestMirror")
    if settings.has("percent") and settings.has("fraction"):
        settings.error("percent", ProblemKind.FORBIDDEN, Expected.NOT_WITH, other="fraction")
    part, whole = _share(settings)
    found = read_backend(backend)
    if not part:
        return OtherFilter("RequestMirror")
    return RequestMirror(found, f"{part}%" if whole == 100 else f"{part}/{whole}")


def _share(settings: Section) -> tuple[int, int]:
    """Return how many of how many requests are copied."""
    if not settings.has("fraction"):
        return settings.number("percent", 0, 100, default=100), 100
    fraction = settings.section("fraction")
    fraction.only(api_fields.FRACTION)
    fraction.require("numerator")
    whole = fraction.number("denominator", 1, MOST, default=100)
    return fraction.number("numerator", 0, whole), whole
