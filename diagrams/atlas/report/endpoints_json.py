"""Endpoint categories of a Service on one node, as JSON and as text: see docs/assets/schemas/endpoints.schema.json."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.service import Service, ServicePort
from atlas.model.targets import Target, targets_of
from atlas.model.workload import Node
from atlas.proxy.endpoints import (
    Topology,
    UsableEndpoints,
    endpoints_used,
    has_local_external_policy,
    is_externally_accessible,
)
from atlas.text import report_words as words
from atlas.text.near_misses import say_near_miss
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.near_miss import without_endpoints
from atlas.tracer.unknown import endpoints_gap, gap_reason

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PortView:
    """What kube-proxy on a node sees of one Service port in one family: all endpoints, and those it uses."""

    service: Service
    port: ServicePort
    family: Family
    all: tuple[Target, ...]
    usable: UsableEndpoints


def port_views(
    cluster: Cluster, service: Service, ports: Iterable[ServicePort], node: Node
) -> Iterator[PortView]:
    """Yield a view for each of the ports in each family of the Service."""
    for port in ports:
        for family in service.ip_families:
            targets = targets_of(cluster, service, port, family, watched=True)
            usable = endpoints_used(cluster, node, service, port, targets)
            yield PortView(service, port, family, targets, usable)


def endpoints_json(node: Node, service: Service, views: Iterable[PortView]) -> Json:
    """Return the categories of each port."""
    return {
        "service": str(service.reference),
        "node": node.name,
        "ports": [_view_json(one) for one in views],
    }


def _view_json(view: PortView) -> Json:
    usable = view.usable
    return {
        "name": view.port.name,
        "port": view.port.port,
        "protocol": view.port.protocol.value,
        "family": view.family.value,
        "cluster": [str(one) for one in usable.cluster],
        "local": [str(one) for one in usable.local],
        "reachable": [str(one) for one in usable.reachable],
        "all": [_endpoint(one) for one in view.all],
        "existAnywhere": usable.exist_anywhere,
        "chosenBy": {
            "internalTrafficPolicy": view.service.internal_traffic_policy.value,
            "externalTrafficPolicy": _external_policy(view),
            "hints": usable.topology.value or "none",
            "terminating": _uses_terminating(usable),
        },
    }


def _endpoint(target: Target) -> Json:
    one = target.endpoint
    return {
        "address": str(target),
        "node": one.node,
        "zone": one.zone,
        "ready": one.ready,
        "serving": one.serving,
        "terminating": one.terminating,
        "target": str(one.target) if one.target is not None else "",
    }


def _external_policy(view: PortView) -> str | None:
    """Return the policy that counts for outside addresses, or None if the port has none."""
    if not is_externally_accessible(view.service, view.port, view.family):
        return None
    return "Local" if has_local_external_policy(view.service) else "Cluster"


def _uses_terminating(usable: UsableEndpoints) -> bool:
    """Return whether a category had no ready endpoint, so that terminating ones that still serve stand in."""
    return any(not one.endpoint.ready for one in usable.reachable)


def endpoints_text(
    node: Node, service: Service, views: Iterable[PortView], lang: Lang
) -> Iterator[str]:
    """Yield the lines of the categories of each port."""
    for view in views:
        usable = view.usable
        name = view.port.key
        yield f"{service.reference}:{name} ({view.family.value}) · {node.reference}"
        for title, targets in (
            (words.CLUSTER_ENDPOINTS, usable.cluster),
            (words.LOCAL_ENDPOINTS, usable.local),
            (words.REACHABLE_ENDPOINTS, usable.reachable),
        ):
            listed = " ".join(map(str, targets)) or words.NO_ANSWERS.in_language(lang)
            yield f"    {title.in_language(lang)}: {listed}"
        yield from (f"    {line}" for line in _unused(view, lang))
        yield f"    {_choice(view, lang)}"


def _unused(view: PortView, lang: Lang) -> Iterator[str]:
    """Yield the endpoints that are in slices and not used, with what is against them."""
    used = {str(one) for one in view.usable.reachable}
    for target in view.all:
        one = target.endpoint
        if str(target) in used or one.ready:
            continue
        state = words.TERMINATING if one.terminating else words.NOT_READY
        who = f" {one.target}" if one.target is not None else ""
        said = state.in_language(lang)
        yield words.UNUSED_ENDPOINT.fill(lang, endpoint=f"{target}{who}", state=said)


def why_empty(cluster: Cluster, service: Service, lang: Lang) -> Iterator[str]:
    """Yield why no endpoint of a Service is used, or why that is unknown."""
    gap = endpoints_gap(cluster, service)
    if gap is not None:
        reason, facts = gap_reason(gap)
        yield f"! {say(reason, lang, **facts).replace('`', '')}"
        return
    for one in without_endpoints(cluster, service):
        yield f"! {say_near_miss(one, lang)}"


def _choice(view: PortView, lang: Lang) -> str:
    usable = view.usable
    said = [f"internalTrafficPolicy={view.service.internal_traffic_policy.value}"]
    external = _external_policy(view)
    if external is not None:
        said.append(f"externalTrafficPolicy={external}")
    if usable.topology is not Topology.ANY:
        said.append(words.BY_HINTS.fill(lang, hints=usable.topology.value))
    if _uses_terminating(usable):
        said.append(words.TERMINATING_STAND_IN.in_language(lang))
    if not usable.reachable and usable.exist_anywhere:
        said.append(words.ELSEWHERE_ONLY.in_language(lang))
    return ", ".join(said)
