"""The cluster's DNS server as a Service like any other: where it is, and whether a client's questions get there."""

from __future__ import annotations

from enum import Enum

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Packet, Protocol, family_of
from atlas.model.reference import Reference
from atlas.model.service import Service
from atlas.tracer.journey import start
from atlas.tracer.kernel import send
from atlas.tracer.reply import reply_of
from atlas.tracer.trace import Place, Verdict

DNS_PORT = 53
NAMESPACE = "kube-system"
LABEL, LABEL_VALUE = "k8s-app", "kube-dns"
NAMES = ("kube-dns", "coredns")
_SOURCE_PORT = 40053


class Contact(Enum):
    """What becomes of a question to a DNS server."""

    ANSWERED = "answered"
    REFUSED = "refused"
    TIMED_OUT = "timed out"


def dns_service(cluster: Cluster) -> Service | None:
    """Return the Service of the cluster's DNS: by label, else by name. Of several the one that is called kube-dns."""
    known: Service | None = cluster.memo.get("DNS Service")
    if known is not None:
        return known
    there = [one for one in cluster.services if one.namespace == NAMESPACE and one.cluster_ips]
    labelled = [one for one in there if one.labels.get(LABEL) == LABEL_VALUE]
    named = [one for name in NAMES for one in there if one.name == name]
    found = next(
        (one for one in (*_both(labelled, named), *labelled, *named) if _serves_dns(one)), None
    )
    if found is not None:
        cluster.memo["DNS Service"] = found
    return found


def dns_name(cluster: Cluster) -> Reference:
    """Return how the cluster's DNS is called, also if the manifests do not have it."""
    found = dns_service(cluster)
    return found.reference if found is not None else cluster.network.dns_service


def serves_cluster_names(cluster: Cluster, address: Address) -> bool:
    """Return whether a server at the address is the cluster's DNS: its Service, or a Pod behind it."""
    service = dns_service(cluster)
    if service is None:
        return False
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    behind = (ip for one in slices for endpoint in one.endpoints for ip in endpoint.addresses)
    return address in service.cluster_ips or address in behind


def contact(cluster: Cluster, client: Place, asked: Address | None = None) -> Contact:
    """Return what happens to the client's query to the cluster's DNS: at its Service address, or at `asked`.

    A resolver asks again, so one way that works is enough. If the manifests describe nothing behind the Service,
    it is taken to work.
    """
    question = ("DNS contact", client, asked)
    known: Contact | None = cluster.memo.get(question)
    if known is None:
        known = cluster.memo[question] = _ask(cluster, client, asked)
    return known


def _ask(cluster: Cluster, client: Place, asked: Address | None) -> Contact:
    service = dns_service(cluster)
    if service is None or (service.namespace, service.name) not in cluster.slices_by_service:
        return Contact.ANSWERED
    addresses = service.cluster_ips if asked is None else (asked,)
    packets = (_packet(cluster, client, one) for one in addresses)
    felt = [_felt(cluster, client, one) for one in packets if one is not None]
    return min(felt, key=list(Contact).index, default=Contact.TIMED_OUT)


def _felt(cluster: Cluster, client: Place, packet: Packet) -> Contact:
    found = Contact.TIMED_OUT
    for arrival in send(cluster, start(client, packet)):
        _, understood = reply_of(cluster, arrival)
        if understood and arrival.verdict is Verdict.DELIVERED:
            return Contact.ANSWERED
        if arrival.verdict is Verdict.UNKNOWN:  # it is taken to work, as if nothing were described
            return Contact.ANSWERED
        if arrival.verdict in (Verdict.REFUSED, Verdict.NOT_PERMITTED):
            found = Contact.REFUSED
    return found


def _packet(cluster: Cluster, client: Place, address: Address) -> Packet | None:
    """Return the question, or None if the client has no address of that family. A host-network Pod has its node's."""
    pod = cluster.pod_by_reference[client.reference]
    source = pod.ip(family_of(address))
    if source is None:
        return None
    return Packet(source, _SOURCE_PORT, address, DNS_PORT, Protocol.UDP)


def _both(labelled: list[Service], named: list[Service]) -> list[Service]:
    return [one for one in named if one in labelled]


def _serves_dns(service: Service) -> bool:
    return any(one.port == DNS_PORT and one.protocol is Protocol.UDP for one in service.ports)
