"""The controllers of Ingress and Gateway API: class by default, and the address that requests come in at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from atlas.controlplane.allocate import Addresses
from atlas.controlplane.data_planes import stands_before
from atlas.manifests.objects import Objects
from atlas.model.http import Gateway, Ingress, IngressClass
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.model.service import Service

CLASS_ANNOTATION = "kubernetes.io/ingress.class"
GKE_CONTROLLER = "gce"
"""GKE serves Ingresses that name no class at all (FACTS 8.4)."""


class HttpAddresses:
    """Hands out the addresses of HTTP proxies: those of their Service, or, outside, from their pool."""

    def __init__(
        self, proxies: Iterable[HttpProxy], services: Iterable[Service], taken: set[Address]
    ) -> None:
        self.services = list(services)
        self.proxies = sorted(proxies, key=lambda one: one.name)
        self.pools = {one.name: Addresses(one.pool, taken) for one in self.proxies}

    def of_controller(self, controller: str) -> tuple[Address, ...]:
        """Return the addresses for one more object of that controller; none if nothing serves it."""
        for one in self.proxies:
            if one.controller == controller:
                return self._of_proxy(one)
        return ()

    def of_gateway(self, gateway: Gateway, controller: str) -> tuple[Address, ...]:
        """Return the addresses of the data plane of a Gateway of that controller; none if it has none."""
        for one in self.proxies:
            if one.controller == controller and one.serves(gateway.reference):
                return self._of_proxy(one)
        return ()

    def _of_proxy(self, proxy: HttpProxy) -> tuple[Address, ...]:
        return self._of_service(proxy) if proxy.in_cluster else self._from_pool(proxy)

    def _from_pool(self, proxy: HttpProxy) -> tuple[Address, ...]:
        pool = self.pools[proxy.name]
        picked = (pool.pick(version) for version in (4, 6))
        return tuple(ip for ip in picked if ip is not None)

    def _of_service(self, proxy: HttpProxy) -> tuple[Address, ...]:
        """An in-cluster proxy is reached through the LoadBalancer Service that selects its Pods."""
        for service in self.services:
            if stands_before(service, proxy) and service.load_balancer_ips:
                return service.load_balancer_ips
        return ()


def complete_ingresses(objects: Objects, addresses: HttpAddresses) -> list[Ingress]:
    """Return the Ingresses with class and addresses; a reported address is kept."""
    default = next((one for one in _by_name(objects.ingress_classes) if one.is_default), None)
    done: list[Ingress] = []
    for ingress in sorted(objects.ingresses, key=lambda one: (one.namespace, one.name)):
        annotated = ingress.annotations.get(CLASS_ANNOTATION, "")
        if default is not None and not ingress.class_name and not annotated:
            ingress = replace(ingress, class_name=default.name)
        if not ingress.addresses:
            controller = _controller(annotated or ingress.class_name, objects.ingress_classes)
            ingress = replace(ingress, addresses=addresses.of_controller(controller))
        done.append(ingress)
    return done


def _controller(name: str, classes: Iterable[IngressClass]) -> str:
    """Return the controller of a class. The old annotation may name the controller itself."""
    if not name:
        return GKE_CONTROLLER
    return next((one.controller for one in classes if one.name == name), name)


def complete_gateways(objects: Objects, addresses: HttpAddresses) -> list[Gateway]:
    """Return the Gateways with addresses; a reported address is kept."""
    controllers = {one.name: one.controller for one in objects.gateway_classes}
    done: list[Gateway] = []
    for gateway in sorted(objects.gateways, key=lambda one: (one.namespace, one.name)):
        controller = controllers.get(gateway.class_name, "")
        if not gateway.addresses and controller:
            gateway = replace(gateway, addresses=addresses.of_gateway(gateway, controller))
        done.append(gateway)
    return done


def _by_name(classes: Iterable[IngressClass]) -> Sequence[IngressClass]:
    return sorted(classes, key=lambda one: one.name)
