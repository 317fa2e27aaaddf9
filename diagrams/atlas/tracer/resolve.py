"""DNS: what a client learns about a name (kubernetes/dns docs/specification.md; FACTS 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.network import Address, family_of
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.proxy.endpoints import Target, targets_of
from atlas.tracer.gateway import attached_gateways
from atlas.tracer.trace import DnsAnswer, Place, PlaceKind, Record, RecordType

NDOTS = 5
"""A Pod's resolv.conf: names with fewer dots are tried with each search domain first."""
OUTSIDE = "outside"


def resolve(cluster: Cluster, client: Place, name: str) -> DnsAnswer:
    """Return what a program at `client` learns when it looks the name up.

    Pods ask the cluster's DNS and try the search list; everybody else asks the public DNS for the name as it is.
    (Host-network Pods do so too, unless their dnsPolicy is ClusterFirstWithHostNet, which the model does not know.)
    """
    names = _candidates(cluster, client, name) if _asks_cluster(cluster, client) else (name.rstrip("."),)
    server = str(cluster.network.dns_service) if len(names) > 1 or _asks_cluster(cluster, client) else OUTSIDE
    tried: list[str] = []
    missing = Reason.DNS_UNKNOWN
    for candidate in names:
        tried.append(candidate)
        found = _lookup(cluster, candidate, server != OUTSIDE)
        if found.records:
            return DnsAnswer(name, tuple(tried), found.records, found.addresses, server, found.reason)
        if found.reason is not Reason.DNS_UNKNOWN:
            missing = found.reason
    return DnsAnswer(name, tuple(tried), (), (), server, missing)


def full_name(cluster: Cluster, service: Reference) -> str:
    """Return the Service's complete name in the cluster's DNS."""
    return f"{service.name}.{service.namespace}.svc.{cluster.network.dns_domain}"
