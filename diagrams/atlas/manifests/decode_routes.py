"""HTTPRoute (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from atlas.manifests import api_fields
from atlas.manifests.decode_filters import read_filters
from atlas.manifests.decode_gateway import GROUP, count_between
from atlas.manifests.decode_http import check_path
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.backend import (
    Backend,
    ReplacePrefixMatch,
    RequestRedirect,
    RouteFilter,
    UrlRewrite,
)
from atlas.model.http import (
    HeaderMatch,
    HTTPRoute,
    ParentReference,
    PathType,
    RouteMatch,
    RouteRule,
    ValueType,
)
from atlas.model.pattern import DEEPEST, LONGEST, MOST_CHOICES, PatternError, compiled
from atlas.model.reference import Reference

MOST_WEIGHT = 1_000_000
MOST_RULES = MOST_HOSTNAMES = MOST_BACKENDS = MOST_VALUES = 16
MOST_PARENTS = 32
MOST_MATCHES = 64
PATH_TYPES = {
    "Exact": PathType.EXACT,
    "PathPrefix": PathType.PREFIX,
    "RegularExpression": PathType.REGULAR_EXPRESSION,
}
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
PATH = re.compile(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})+")
EVERYTHING = RouteMatch()
"""What the API puts where no match is written."""


def read_http_route(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.HTTP_ROUTE_SPEC)
    count_between(spec, "hostnames", 0, MOST_HOSTNAMES)
    count_between(spec, "rules", 0, MOST_RULES)
    hostnames = (
        host
        for index, host in spec.texts("hostnames")
        if spec.check(("hostnames", index), host, Expected.HOST_NAME)
    )
    backends = Backends(metadata.namespace, objects)
    rules = (
        tuple(_rules(spec, backends)) if spec.items("rules") else (RouteRule((EVERYTHING,), ()),)
    )
    objects.http_routes.append(
        HTTPRoute(
            namespace=metadata.namespace,
            name=metadata.name,
            parents=tuple(_parents(spec, metadata.namespace, objects)),
            hostnames=tuple(hostnames),
            rules=rules,
            created=metadata.created,
        )
    )


def _parents(spec: Section, namespace: str, objects: Objects) -> Iterator[ParentReference]:
    """A parent that is no Gateway (a Service of a mesh) plays no part here."""
    count_between(spec, "parentRefs", 0, MOST_PARENTS)
    for one in spec.sections("parentRefs"):
        one.only(api_fields.PARENT_REFERENCE)
        one.require("name")
        if (one.text("kind", "Gateway"), one.text("group", GROUP)) != ("Gateway", GROUP):
            one.warn("kind", ProblemKind.SKIPPED, Expected.GATEWAY_AS_PARENT)
            continue
        parent = ParentReference(
            namespace=one.name("namespace", Expected.DNS_LABEL, namespace),
            name=one.name("name", Expected.DNS_SUBDOMAIN),
            section=one.name("sectionName", Expected.DNS_SUBDOMAIN),
            port=one.number("port", 1, 65535),
        )
        if parent.name:
            gateway = Reference("gateway", parent.name, parent.namespace)
            objects.mentions.append(one.mention("name", gateway))
        yield parent


@dataclass(frozen=True, slots=True)
class Backends:
    """Reads the backends of one HTTPRoute and notes that it mentions them."""

    namespace: str
    objects: Objects

    def of_rule(self, rule: Section) -> Iterator[Backend]:
        count_between(rule, "backendRefs", 0, MOST_BACKENDS)
        for one in rule.sections("backendRefs"):
            one.only(api_fields.HTTP_BACKEND)
            weight = one.number("weight", 0, MOST_WEIGHT, default=1)
            yield self.read(one, weight, read_filters(one, self.read))

    def read(self, one: Section, weight: int = 1, filters: Sequence[RouteFilter] = ()) -> Backend:
        """Return the object that a reference names. One that is no Service stays, as a backend that is not valid."""
        one.require("name")
        kind, group = one.text("kind", "Service"), one.text("group")
        kind = f"{kind}.{group}" if group else kind
        if kind == "Service":
            one.require("port")
        else:
            one.warn("kind", ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
        backend = Backend(
            namespace=one.name("namespace", Expected.DNS_LABEL, self.namespace),
            service=one.name("name", Expected.DNS_SUBDOMAIN),
            port=str(one.number("port", 1, 65535)),
            weight=weight,
            kind=kind,
            filters=tuple(filters),
        )
        if backend.service and kind == "Service":
            self.objects.mentions.append(one.mention("name", backend.reference))
        return backend


def _rules(spec: Section, backends: Backends) -> Iterator[RouteRule]:
    """Yield the rules; one whose matches cannot be read at all never takes a request."""
    for one in spec.sections("rules"):
        one.only(api_fields.HTTP_ROUTE_RULE)
        count_between(one, "matches", 0, MOST_MATCHES)
        matches = tuple(_matches(one)) if one.items("matches") else (EVERYTHING,)
        rule = RouteRule(
            matches=matches,
            backends=tuple(backends.of_rule(one)),
            filters=tuple(read_filters(one, backends.read)),
        )
        _check_filters(one, rule)
        if matches:
            yield rule


def _check_filters(section: Section, rule: RouteRule) -> None:
    """Note filters that do not go with the rest of the rule."""
    redirects = any(isinstance(one, RequestRedirect) for one in rule.filters)
    if redirects and rule.backends:
        section.error("filters", ProblemKind.FORBIDDEN, Expected.NOT_WITH, other="backendRefs")
    filters = (*rule.filters, *(one for backend in rule.backends for one in backend.filters))
    paths = (one.path for one in filters if isinstance(one, RequestRedirect | UrlRewrite))
    if any(isinstance(one, ReplacePrefixMatch) for one in paths) and not (
        len(rule.matches) == 1 and rule.matches[0].path_type is PathType.PREFIX
    ):
        other = "matches: [{path: {type: PathPrefix}}]"
        section.error("filters", ProblemKind.FORBIDDEN, Expected.ONLY_WITH, other=other)


def _matches(rule: Section) -> Iterator[RouteMatch]:
    for one in rule.sections("matches"):
        found = _match(one)
        if found is not None:
            yield found


def _match(match: Section) -> RouteMatch | None:
    """Return the match, or None if a pattern in it cannot be read."""
    match.only(api_fields.HTTP_ROUTE_MATCH)
    path = match.section("path")
    path.only(api_fields.HTTP_PATH_MATCH)
    text, kind = path.text("value", "/"), _path_type(path)
    if kind is not PathType.REGULAR_EXPRESSION:
        check_path(path, "value", text, free=False)
        if text.startswith("/") and not PATH.fullmatch(text):
            path.error("value", ProblemKind.INVALID, Expected.PATH_CHARACTERS)
    elif not _is_pattern(path, text):
        return None
    method = match.text("method")
    if method:
        match.one_of("method", method, METHODS)
    headers, query = _value_matches(match, "headers"), _value_matches(match, "queryParams")
    if headers is None or query is None:
        return None
    return RouteMatch(text, kind, method, headers, query)


def _path_type(path: Section) -> PathType:
    kind = path.text("type", "PathPrefix")
    path.one_of("type", kind, PATH_TYPES)
    return PATH_TYPES.get(kind, PathType.PREFIX)


def _value_matches(match: Section, key: str) -> tuple[HeaderMatch, ...] | None:
    """Return what is asked of headers or parameters; of several with one name the first counts. None as for a match."""
    count_between(match, key, 0, MOST_VALUES)
    found: dict[str, HeaderMatch] = {}
    for one in match.sections(key):
        one.only(api_fields.HTTP_VALUE_MATCH)
        one.require("name")
        one.require("value")
        name, value = one.text("name"), one.text("value")
        kind = one.choice("type", ValueType, ValueType.EXACT)
        if kind is ValueType.REGULAR_EXPRESSION and not _is_pattern(one, value):
            return None
        found.setdefault(name.lower() if key == "headers" else name, HeaderMatch(name, value, kind))
    return tuple(found.values())


def _is_pattern(section: Section, text: str) -> bool:
    """Return whether the text is a pattern that can be read, and note a problem if not.

    The API takes any text, so what a server has stored is not wrong; then the match is left out.
    """
    try:
        compiled(text)
    except PatternError:
        note = section.warn if section.document.stored else section.error
        limits = {"longest": f"{LONGEST}", "deepest": f"{DEEPEST}", "choices": f"{MOST_CHOICES}"}
        note("value", ProblemKind.INVALID, Expected.PATTERN, **limits)
        return False
    return True
