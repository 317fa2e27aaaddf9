"""GRPCRoute (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.decode_filters import GRPC_FILTERS, read_filters
from atlas.manifests.decode_gateway import count_between
from atlas.manifests.decode_references import Backends, read_hostnames, read_parents
from atlas.manifests.decode_routes import is_pattern, not_computed, read_values
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.http import ValueType
from atlas.model.routes import GRPCMatch, GRPCRoute, GRPCRule

MOST_RULES = 16
MOST_MATCHES = 64
SERVICE = re.compile(r"(?i)\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*")
METHOD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
EVERYTHING = GRPCMatch()


def read_grpc_route(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.GRPC_ROUTE_SPEC)
    count_between(spec, "rules", 0, MOST_RULES)
    backends = Backends(metadata.namespace, objects)
    objects.grpc_routes.append(
        GRPCRoute(
            namespace=metadata.namespace,
            name=metadata.name,
            parents=tuple(read_parents(spec, metadata.namespace, objects)),
            hostnames=tuple(read_hostnames(spec)),
            rules=tuple(_rules(spec, backends)),
            created=metadata.created,
        )
    )


def _rules(spec: Section, backends: Backends) -> Iterator[GRPCRule]:
    """Yield the rules; one whose matches cannot be read at all never takes a call."""
    for one in spec.sections("rules"):
        one.only(api_fields.GRPC_ROUTE_RULE)
        count_between(one, "matches", 0, MOST_MATCHES)
        matches = tuple(_matches(one)) if one.items("matches") else (EVERYTHING,)
        rule = GRPCRule(
            matches=matches,
            backends=tuple(backends.of_rule(one, GRPC_FILTERS)),
            filters=read_filters(one, backends.read, GRPC_FILTERS),
            name=one.name("name", Expected.DNS_SUBDOMAIN),
            not_computed=not_computed(one),
        )
        if matches:
            yield rule


def _matches(rule: Section) -> Iterator[GRPCMatch]:
    for one in rule.sections("matches"):
        found = _match(one)
        if found is not None:
            yield found


def _match(match: Section) -> GRPCMatch | None:
    """Return the match, or None if a pattern in it cannot be read."""
    match.only(api_fields.GRPC_ROUTE_MATCH)
    method = match.section("method")
    method.only(api_fields.GRPC_METHOD_MATCH)
    kind = method.choice("type", ValueType, ValueType.EXACT)
    service, name = method.text("service"), method.text("method")
    if match.has("method") and not (service or name):
        fields = "service, method"
        match.error("method", ProblemKind.INVALID, Expected.ONE_AT_LEAST, fields=fields)
    if not all(_can_be_read(method, key, kind) for key in ("service", "method")):
        return None
    headers = read_values(match, "headers")
    return None if headers is None else GRPCMatch(service, name, kind, headers)


def _can_be_read(method: Section, key: str, kind: ValueType) -> bool:
    text = method.text(key)
    if kind is ValueType.REGULAR_EXPRESSION:
        return is_pattern(method, text, key)
    form = SERVICE if key == "service" else METHOD
    if text and not form.fullmatch(text):
        method.error(key, ProblemKind.INVALID, Expected.GRPC_NAME)
    return True
