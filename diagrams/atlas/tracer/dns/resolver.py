"""A client's resolver: whom it asks, and which names it tries (a Pod's resolv.conf).

Follows kubernetes/kubernetes pkg/kubelet/network/dns/dns.go (GetPodDNS) and resolv.conf(5).
"""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.workload import DnsPolicy, Pod
from atlas.tracer.trace import Place, PlaceKind

NDOTS = 5
"""A Pod's resolv.conf: names with fewer dots are tried with each search domain first."""
NDOTS_OF_NODES = 1
"""What a resolver takes without the option."""
MOST_SERVERS = 3
"""Further entries are left out."""


@dataclass(frozen=True, slots=True)
class OutsideServer:
    """A DNS server outside the cluster, such as a node is configured with."""


@dataclass(frozen=True, slots=True)
class ClusterServer:
    """The cluster's own DNS server, as the kubelet is configured with it."""


Server = OutsideServer | ClusterServer | Address


@dataclass(frozen=True, slots=True)
class Resolver:
    """The lines of a resolv.conf: `servers` are asked in order, until one answers."""

    servers: tuple[Server, ...]
    searches: tuple[str, ...] = ()
    ndots: int = NDOTS_OF_NODES

    def candidates(self, name: str) -> tuple[str, ...]:
        """Return the names that it tries, in order; a final dot ends the search before it begins."""
        if name.endswith("."):
            return (name.removesuffix("."),)
        searched = (f"{name}.{suffix}".rstrip(".") for suffix in self.searches)
        first = (name,) if name.count(".") >= self.ndots else ()
        return tuple(dict.fromkeys((*first, *searched, name)))


OUTSIDE_RESOLVER = Resolver((OutsideServer(),))
"""Nodes, and machines outside."""


def resolver_of(cluster: Cluster, client: Place) -> Resolver:
    """Return the resolver of a program at `client`. What a node adds to its search list is not in the manifests."""
    pod = cluster.pod_by_reference.get(client.reference) if client.kind is PlaceKind.POD else None
    if pod is None:
        return OUTSIDE_RESOLVER
    base, config = _by_policy(cluster, pod), pod.dns_config
    return Resolver(
        tuple(dict.fromkeys((*base.servers, *config.nameservers)))[:MOST_SERVERS],
        tuple(dict.fromkeys((*base.searches, *config.searches))),
        base.ndots if config.ndots is None else config.ndots,
    )


def _by_policy(cluster: Cluster, pod: Pod) -> Resolver:
    """ClusterFirst falls back to Default on the host network."""
    match pod.dns_policy:
        case DnsPolicy.NONE:
            return Resolver(())
        case DnsPolicy.DEFAULT:
            return OUTSIDE_RESOLVER
        case DnsPolicy.CLUSTER_FIRST if pod.host_network:
            return OUTSIDE_RESOLVER
        case _:
            zone = cluster.network.dns_domain
            searches = (f"{pod.namespace}.svc.{zone}", f"svc.{zone}", zone)
            return Resolver((ClusterServer(),), searches, NDOTS)
