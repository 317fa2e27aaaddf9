"""Ingresses and Gateways of an overview, with lines to the Services behind them: each as the model answers its requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from atlas.draw.keys import key_of
from atlas.draw.service_lines import asked, in_both, verdict_text
from atlas.figure.stage import Box, Line, Look, Role
from atlas.model.cluster import Cluster
from atlas.model.http import Gateway, HTTPRoute, Ingress
from atlas.model.reference import Reference
from atlas.text import draw_words
from atlas.tracer.trace import Flow, Verdict
from atlas.why.http_flows import ingress_flows, route_flows
from atlas.why.probes import GOOD

Ways = Mapping[Reference, Role]
"""Services behind an entry, and whether requests for them arrive."""

_MOST_HOSTS = 3


def http_entries(
    cluster: Cluster, namespaces: Collection[str], most: int
) -> Iterator[tuple[Box, Ways]]:
    """Yield the Ingresses and the Gateways of these namespaces, at most so many of each, and what stands behind them."""
    ingresses = [one for one in cluster.ingresses if one.namespace in namespaces]
    for ingress in ingresses[:most]:
        yield _ingress(cluster, ingress)
    routes = [one for one in cluster.http_routes if one.namespace in namespaces]
    wanted = {parent.reference for one in routes for parent in one.parents}
    gateways = [
        one for one in cluster.gateways if one.reference in wanted or one.namespace in namespaces
    ]
    for gateway in gateways[:most]:
        named = [
            one for one in routes if gateway.reference in {each.reference for each in one.parents}
        ]
        yield _gateway(cluster, gateway, named)


def _ingress(cluster: Cluster, ingress: Ingress) -> tuple[Box, Ways]:
    parts = [
        (
            path.backend,
            replace(ingress, rules=(replace(rule, paths=(path,)),), default_backend=None),
        )
        for rule in ingress.rules
        for path in rule.paths
    ]
    if ingress.default_backend is not None:
        parts.append((ingress.default_backend, replace(ingress, rules=())))
    ends: dict[Reference, list[Verdict]] = defaultdict(list)
    for backend, part in parts:
        target = Reference("service", backend.service, backend.namespace or ingress.namespace)
        ends[target] += _bad(cluster, ingress_flows(cluster, part))
    hosts = [rule.host or "*" for rule in ingress.rules]
    return _entry(ingress, f"Ingress {ingress.name}", "ingress", hosts, ends)


def _gateway(cluster: Cluster, gateway: Gateway, routes: Sequence[HTTPRoute]) -> tuple[Box, Ways]:
    ends: dict[Reference, list[Verdict]] = defaultdict(list)
    for route in routes:
        here = tuple(one for one in route.parents if one.reference == gateway.reference)
        bad = _bad(cluster, route_flows(cluster, replace(route, parents=here)))
        for rule in route.rules:
            for backend in rule.backends:
                target = Reference("service", backend.service, backend.namespace or route.namespace)
                ends[target] += bad
    hosts = [name for route in routes for name in route.hostnames]
    return _entry(gateway, f"Gateway {gateway.name}", "gateway", hosts, ends)


def _bad(cluster: Cluster, flows: Iterable[Flow]) -> list[Verdict]:
    """Return how requests end that do not end well."""
    answers = (asked(cluster, flow) for flow in flows)
    verdicts = (branch.verdict for one in answers if one is not None for branch in one.branches)
    return [one for one in verdicts if one not in GOOD]


def _entry(
    one: Ingress | Gateway,
    name: str,
    icon: str,
    hosts: Sequence[str],
    ends: Mapping[Reference, Sequence[Verdict]],
) -> tuple[Box, Ways]:
    addresses = ", ".join(map(str, one.addresses[:3])) or draw_words.PENDING
    bad = dict.fromkeys(each for verdicts in ends.values() for each in verdicts)
    lines = (name, *_some(list(dict.fromkeys(hosts))), addresses, *map(verdict_text, bad))
    fails = any(each is not Verdict.UNKNOWN for each in bad)
    box = Box(key_of(one.reference), Look.CONFIG, icon, lines, marked=fails)
    return box, {target: _role(verdicts) for target, verdicts in ends.items()}


def _role(bad: Sequence[Verdict]) -> Role:
    return Role.FAILED if set(bad) - {Verdict.UNKNOWN} else Role.REQUEST


def _some(texts: Sequence[str]) -> Iterator[Line]:
    yield from texts[:_MOST_HOSTS]
    if len(texts) > _MOST_HOSTS:
        yield in_both(draw_words.MORE_ENDS, count=len(texts) - _MOST_HOSTS)
