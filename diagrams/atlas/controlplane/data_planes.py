"""Data planes: which Gateways the Pods of an implementation serve.

Each Gateway has one of its own, unless the implementation says that they share it: in an HttpProxy, or by one address
that it reports for several Gateways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from atlas.manifests.objects import Objects
from atlas.model.http import Gateway
from atlas.model.outside import HttpProxy, path_of
from atlas.model.reference import Reference
from atlas.model.service import Service

GATEWAY_LABEL = "gateway.networking.k8s.io/gateway-name"
"""Implementations put it on what they make for a Gateway (GEP-1762)."""


def with_gateways(objects: Objects, services: Iterable[Service]) -> list[HttpProxy]:
    """Return the proxies; those in the cluster with the Gateways that they serve, unless they say so themselves.

    That are the Gateways with an address of theirs, else the first unserved one of the class: of the proxy's own
    namespace, with routes, by name.
    """
    known = list(services)
    dealt: dict[str, tuple[str, ...]] = {
        one.name: one.gateways for one in objects.http_proxies if one.in_cluster
    }
    for controller, gateways in gateways_by_controller(objects).items():
        proxies = sorted(
            (
                one
                for one in objects.http_proxies
                if one.in_cluster and one.controller == controller
            ),
            key=lambda one: one.name,
        )
        used = _named_by_routes(objects)
        in_order = sorted(
            gateways, key=lambda one: (one.reference not in used, path_of(one.reference))
        )
        _deal(proxies, in_order, known, dealt)
    return [
        replace(one, gateways=dealt.get(one.name, one.gateways)) for one in objects.http_proxies
    ]


def gateways_by_controller(objects: Objects) -> Mapping[str, list[Gateway]]:
    """Return the Gateways by the controller of their class, sorted by namespace and name."""
    controllers = {one.name: one.controller for one in objects.gateway_classes}
    found: dict[str, list[Gateway]] = {}
    for one in sorted(objects.gateways, key=lambda one: (one.namespace, one.name)):
        controller = controllers.get(one.class_name, "")
        if controller:
            found.setdefault(controller, []).append(one)
    return found


def _deal(
    proxies: Sequence[HttpProxy],
    gateways: Iterable[Gateway],
    services: Sequence[Service],
    dealt: dict[str, tuple[str, ...]],
) -> None:
    """Note for each proxy of one controller which of its Gateways it serves."""
    silent = [one for one in proxies if not one.gateways]
    left: list[Gateway] = []
    for gateway in gateways:
        path = path_of(gateway.reference)
        own = [one for one in silent if _is_made_for(one, gateway, services)]
        for one in own:
            dealt[one.name] = (*dealt[one.name], path)
        if not own and not any(one.gateways and one.serves(gateway.reference) for one in proxies):
            left.append(gateway)
    for proxy in silent:
        if left and not dealt[proxy.name]:
            own = next((one for one in left if one.namespace == proxy.namespace), left[0])
            left.remove(own)
            dealt[proxy.name] = (path_of(own.reference),)


def _named_by_routes(objects: Objects) -> set[Reference]:
    """Return the Gateways that somebody uses: routes, or ListenerSets."""
    routes = (*objects.http_routes, *objects.grpc_routes, *objects.stream_routes)
    return {
        *(parent.reference for route in routes for parent in route.parents),
        *(one.parent.reference for one in objects.listener_sets),
    }


def _is_made_for(proxy: HttpProxy, gateway: Gateway, services: Iterable[Service]) -> bool:
    """Return whether the proxy's Pods carry the Gateway's name, or stand behind an address that it reports."""
    if gateway.name == proxy.selector.get(GATEWAY_LABEL):
        return gateway.namespace == proxy.namespace
    addresses = set(gateway.addresses)
    return bool(addresses) and any(
        addresses & {*one.load_balancer_ips, *one.cluster_ips, *one.external_ips}
        for one in services
        if stands_before(one, proxy)
    )


def stands_before(service: Service, proxy: HttpProxy) -> bool:
    """Return whether the Service selects the proxy's Pods."""
    if service.namespace != proxy.namespace or not service.selector or not proxy.selector:
        return False
    ours, theirs = proxy.selector.items(), service.selector.items()
    return ours <= theirs or theirs <= ours
