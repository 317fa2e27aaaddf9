"""Targets: the endpoints of a Service port, as its slices have them.

Follows kubernetes/kubernetes pkg/proxy/endpointslicecache.go; who asks for them all is no proxy: DNS, HTTP, load balancers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.model.service import Endpoint, EndpointSlice, Service, ServicePort


@dataclass(frozen=True, slots=True)
class Target:
    """One endpoint of one Service port: the address and number that packets are rewritten to.

    `doubles` are other entries of the slices for the same address and number, in their order.
    """

    address: Address
    port: int
    endpoint: Endpoint
    doubles: tuple[Endpoint, ...] = ()

    def entry_for(self, node: str) -> Endpoint:
        """Return the entry that the node believes: the last of those that are its own, else the first of all.

        (pkg/proxy/endpointslicecache.go addEndpoints.)
        """
        return next((one for one in reversed(self.doubles) if one.node == node), self.endpoint)

    def __str__(self) -> str:
        host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
        return f"{host}:{self.port}"


def targets_of(
    cluster: Cluster, service: Service, port: ServicePort, family: Family, *, watched: bool = False
) -> tuple[Target, ...]:
    """Return all endpoints of a Service port in one family, by address; with `watched`, those that kube-proxy knows.

    Slices are joined by port name and protocol; an endpoint listed in several slices counts once.
    Only the first address of an endpoint is used (discovery/v1 Endpoint.addresses).
    """
    # Joining and sorting takes longer than all the rest of a decision, and is the same for every node.
    owner = (service.namespace, service.name)
    question = ("targets", watched, *owner, port.name, port.protocol, family)
    known: tuple[Target, ...] | None = cluster.memo.get(question)
    if known is None:
        slices = cluster.slices_by_service.get(owner, ())
        chosen = filter(is_watched, slices) if watched else slices
        known = cluster.memo[question] = _join(chosen, port, family)
    return known


def _join(slices: Iterable[EndpointSlice], port: ServicePort, family: Family) -> tuple[Target, ...]:
    found: dict[tuple[Address, int], Target] = {}
    for one in slices:
        for slice_port in one.ports:
            if (
                slice_port.name != port.name
                or slice_port.protocol is not port.protocol
                or not slice_port.port
            ):
                continue
            for endpoint in one.endpoints:
                if endpoint.addresses and family_of(endpoint.addresses[0]) is family:
                    key = (endpoint.addresses[0], slice_port.port)
                    known = found.get(key)
                    if known is None:
                        found[key] = Target(*key, endpoint)
                    elif known.doubles or known.endpoint != endpoint:
                        found[key] = replace(known, doubles=(*known.doubles, endpoint))
    return tuple(found[key] for key in sorted(found, key=_by_number))


def _by_number(key: tuple[Address, int]) -> tuple[int, int]:
    """Sort by number: the same for any order of slices, and many times faster than by text."""
    address, port = key
    return int(address), port


def is_watched(one: Service | EndpointSlice) -> bool:
    """Return whether kube-proxy asks for the object at all. (cmd/kube-proxy/app/server.go: one selector for both kinds.)"""
    return (
        "service.kubernetes.io/service-proxy-name" not in one.labels
        and "service.kubernetes.io/headless" not in one.labels
    )
