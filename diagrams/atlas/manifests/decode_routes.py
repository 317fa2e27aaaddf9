"""HTTPRoute (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.decode_filters import read_filters
from atlas.manifests.decode_gateway import count_between
from atlas.manifests.decode_http import check_path
from atlas.manifests.decode_references import Backends, read_hostnames, read_parents
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.backend import (
    ReplacePrefixMatch,
    RequestRedirect,
    UrlRewrite,
)
from atlas.model.http import (
    HeaderMatch,
    HTTPRoute,
    PathType,
    RouteMatch,
    RouteRule,
    ValueType,
)
from atlas.model.pattern import DEEPEST, LONGEST, MOST_CHOICES, PatternError, compiled

MOST_RULES = MOST_VALUES = 16
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
    count_between(spec, "rules", 0, MOST_RULES)
    backends = Backends(metadata.namespace, objects)
    rules = (
        tuple(_rules(spec, backends)) if spec.items("rules") else (RouteRule((EVERYTHING,), ()),)
    )
    objects.http_routes.append(
        HTTPRoute(
            namespace=metadata.namespace,
            name=metadata.name,
            parents=tuple(read_parents(spec, metadata.namespace, objects)),
            hostnames=tuple(read_hostnames(spec)),
            rules=rules,
            created=metadata.created,
        )
    )


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
            name=one.name("name", Expected.DNS_SUBDOMAIN),
            timeouts=_written(one.section("timeouts"), api_fields.HTTP_TIMEOUTS),
            retry=_written(one.section("retry"), api_fields.HTTP_RETRY),
            not_computed=not_computed(one),
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
    elif not is_pattern(path, text):
        return None
    method = match.text("method")
    if method:
        match.one_of("method", method, METHODS)
    headers, query = read_values(match, "headers"), read_values(match, "queryParams")
    if headers is None or query is None:
        return None
    return RouteMatch(text, kind, method, headers, query)


def _written(section: Section, known: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return what is written there, field by field; what it makes of a request is not computed."""
    section.only(known)
    return tuple((key, plain(section.values[key])) for key in sorted(known) if section.has(key))


def not_computed(rule: Section) -> tuple[str, ...]:
    """Return the fields of a rule that change something which the model leaves out."""
    return tuple(key for key in ("sessionPersistence",) if rule.has(key))


def plain(value: object) -> str:
    """Return a value as short text: `10s`, `500, 503`."""
    if isinstance(value, list):
        return ", ".join(map(plain, value))
    return str(value)


def _path_type(path: Section) -> PathType:
    kind = path.text("type", "PathPrefix")
    path.one_of("type", kind, PATH_TYPES)
    return PATH_TYPES.get(kind, PathType.PREFIX)


def read_values(match: Section, key: str) -> tuple[HeaderMatch, ...] | None:
    """Return what is asked of headers or parameters; of several with one name the first counts. None as for a match."""
    count_between(match, key, 0, MOST_VALUES)
    found: dict[str, HeaderMatch] = {}
    for one in match.sections(key):
        one.only(api_fields.HTTP_VALUE_MATCH)
        one.require("name")
        one.require("value")
        name, value = one.text("name"), one.text("value")
        kind = one.choice("type", ValueType, ValueType.EXACT)
        if kind is ValueType.REGULAR_EXPRESSION and not is_pattern(one, value):
            return None
        found.setdefault(name.lower() if key == "headers" else name, HeaderMatch(name, value, kind))
    return tuple(found.values())


def is_pattern(section: Section, text: str, key: str = "value") -> bool:
    """Return whether the text is a pattern that can be read, and note a problem if not.

    The API takes any text, so what a server has stored is not wrong; then the match is left out.
    """
    try:
        compiled(text)
    except PatternError:
        note = section.warn if section.document.stored else section.error
        limits = {"longest": f"{LONGEST}", "deepest": f"{DEEPEST}", "choices": f"{MOST_CHOICES}"}
        note(key, ProblemKind.INVALID, Expected.PATTERN, **limits)
        return False
    return True
