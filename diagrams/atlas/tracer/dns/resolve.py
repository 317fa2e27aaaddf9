"""DNS: what a client learns about a name (kubernetes/dns docs/specification.md; FACTS 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, Service, ServicePort, ServiceType
from atlas.model.targets import Target, targets_of
from atlas.tracer.dns.answer import DnsAnswer, Record, RecordType
from atlas.tracer.dns.name_server import Contact, contact, dns_name, serves_cluster_names
from atlas.tracer.dns.published import published_addresses
from atlas.tracer.dns.resolver import ClusterServer, OutsideServer, Server, resolver_of
from atlas.tracer.faults import node_of
from atlas.tracer.trace import Place
from atlas.tracer.unknown import may_exist_outside

OUTSIDE = "outside"
_REVERSE_ZONES = (".in-addr.arpa", ".ip6.arpa")
_UNHEARD = {
    Contact.REFUSED: Reason.DNS_SERVER_REFUSED,
    Contact.TIMED_OUT: Reason.DNS_SERVER_SILENT,
}


def resolve(cluster: Cluster, client: Place, name: str) -> DnsAnswer:
    """Return what a program at `client` learns when it looks the name up.

    Its resolver takes the first of its servers that can be reached, and tries the names of its search list there.
    """
    resolver = resolver_of(cluster, client)
    candidates = resolver.candidates(name)
    server, heard = _first_heard(cluster, client, resolver.servers)
    asked = OUTSIDE if server is None else server
    if heard is Contact.TIMED_OUT and node_of(cluster, client) in cluster.faults.dns_lost:
        return _answer(name, candidates[:1], _nothing(Reason.DNS_ANSWERS_UNHEARD), asked)
    if heard is not Contact.ANSWERED:
        return _answer(name, candidates[:1], _nothing(_UNHEARD[heard]), asked)
    missing = _nothing(Reason.DNS_UNKNOWN)
    for position, candidate in enumerate(candidates, start=1):
        found = look_up(cluster, candidate, server is not None)
        if found.records:
            return _answer(name, candidates[:position], found, asked)
        if found.reason is not Reason.DNS_UNKNOWN:
            missing = found
    return _answer(name, candidates, missing, asked)


def _first_heard(
    cluster: Cluster, client: Place, servers: Iterable[Server]
) -> tuple[str | None, Contact]:
    """Return the cluster's DNS that answers first, or None for one outside, and how that went.

    Servers outside always answer. Where nobody does, the first one is what the resolver has waited for.
    """
    silent: tuple[str | None, Contact] | None = None
    for server in servers:
        is_clusters = isinstance(server, ClusterServer)
        address = None if isinstance(server, ClusterServer | OutsideServer) else server
        if not is_clusters and (address is None or not serves_cluster_names(cluster, address)):
            lost = node_of(cluster, client) in cluster.faults.dns_lost
            return None, Contact.TIMED_OUT if lost else Contact.ANSWERED
        heard = contact(cluster, client, address)
        if heard is Contact.ANSWERED:
            return str(dns_name(cluster)), heard
        silent = silent or (str(dns_name(cluster)), heard)
    return silent or (None, Contact.TIMED_OUT)


def full_name(cluster: Cluster, service: Reference) -> str:
    """Return the Service's complete name in the cluster's DNS."""
    return f"{service.name}.{service.namespace}.svc.{cluster.network.dns_domain}"


@dataclass(frozen=True, slots=True)
class Found:
    """What one DNS server says about one name. Without records the name may still exist, if the reason says so."""

    records: tuple[Record, ...]
    addresses: tuple[Address, ...]
    reason: Reason


def _nothing(reason: Reason) -> Found:
    return Found((), (), reason)


def _answer(question: str, tried: tuple[str, ...], found: Found, server: str) -> DnsAnswer:
    return DnsAnswer(question, tried, found.records, found.addresses, server, found.reason)


def look_up(cluster: Cluster, name: str, inside: bool) -> Found:
    """Return what the DNS server says; the cluster's own server hands on what does not lie in its zone."""
    name = name.lower()
    if inside and name.endswith(f".{cluster.network.dns_domain}"):
        return _in_zone(cluster, name, frozenset())
    if inside and name.endswith(_REVERSE_ZONES):
        return _reverse(cluster, name)
    return _outside(cluster, name)


def _outside(cluster: Cluster, name: str) -> Found:
    """Return what the public DNS knows: machines outside, and the hosts of Ingresses and HTTPRoutes."""
    if name.endswith(f".{cluster.network.dns_domain}"):
        return _nothing(Reason.DNS_CLUSTER_NAME_OUTSIDE)
    client = cluster.client_by_dns_name.get(name)
    if client is not None:
        return _addresses(name, client.ips, Reason.DNS_OUTSIDE)
    published = published_addresses(cluster, name)
    if published:
        return _addresses(name, published, Reason.DNS_PUBLISHED)
    if name in cluster.ingresses_by_host or name in cluster.routes_by_host:
        return _nothing(Reason.DNS_HOST_WITHOUT_ADDRESS)
    return _nothing(Reason.DNS_NOT_IN_INPUT if may_exist_outside(name) else Reason.DNS_UNKNOWN)


def _in_zone(cluster: Cluster, name: str, seen: frozenset[str]) -> Found:
    """Return the records of a name in the cluster's zone: `…<service>.<namespace>.svc.<zone>`."""
    labels = name.removesuffix(f".{cluster.network.dns_domain}").split(".")
    if len(labels) < 3 or labels[-1] != "svc":
        return _nothing(Reason.DNS_UNKNOWN)
    *prefix, service_name, namespace, _ = labels
    service = cluster.service_by_reference.get(Reference("service", service_name, namespace))
    if service is None:
        return _nothing(Reason.DNS_UNKNOWN)
    match prefix:
        case []:
            return _service(cluster, name, service, seen)
        case [hostname]:
            return _endpoint(cluster, name, service, hostname)
        case [port, protocol] if port.startswith("_") and protocol.startswith("_"):
            return _service_port(cluster, name, service, port[1:], protocol[1:])
        case _:
            return _nothing(Reason.DNS_UNKNOWN)


def _service(cluster: Cluster, name: str, service: Service, seen: frozenset[str]) -> Found:
    if service.type is ServiceType.EXTERNAL_NAME:
        return _alias(cluster, name, service, seen)
    if not service.headless:
        return _addresses(name, service.cluster_ips, Reason.DNS_CLUSTER_IP)
    ready = _ready_addresses(cluster, service)
    if not ready:
        return _nothing(Reason.DNS_NO_READY_ENDPOINT)
    return _addresses(name, ready, Reason.DNS_HEADLESS)


def _alias(cluster: Cluster, name: str, service: Service, seen: frozenset[str]) -> Found:
    """Return a CNAME and what it leads to. The client is served the whole chain, if it has an end."""
    target = service.external_name.rstrip(".").lower()
    if target in seen or target == name:
        return _nothing(Reason.DNS_LOOP)
    record = Record(name, RecordType.CNAME, target)
    if target.endswith(f".{cluster.network.dns_domain}"):
        found = _in_zone(cluster, target, seen | {name})
        if found.reason is Reason.DNS_LOOP:
            return found
    else:
        found = _outside(cluster, target)
    reason = Reason.DNS_EXTERNAL_NAME if found.addresses else Reason.DNS_DANGLING_ALIAS
    if found.reason is Reason.DNS_NOT_IN_INPUT:
        reason = found.reason
    return Found((record, *found.records), found.addresses, reason)


def _endpoint(cluster: Cluster, name: str, service: Service, hostname: str) -> Found:
    """Return the address of one endpoint of a headless Service, by its label (`db-0.db`)."""
    if not service.headless:
        return _nothing(Reason.DNS_UNKNOWN)
    addresses = tuple(
        dict.fromkeys(
            target.address
            for target in _ready_targets(cluster, service)
            if _endpoint_label(target) == hostname
        )
    )
    return _addresses(name, addresses, Reason.DNS_POD_NAME)


def _service_port(
    cluster: Cluster, name: str, service: Service, port_name: str, protocol: str
) -> Found:
    """Return the SRV records of a named port: one for the Service, or one per endpoint of a headless one."""
    port = next(
        (
            one
            for one in service.ports
            if one.name == port_name and one.protocol.value.lower() == protocol and port_name
        ),
        None,
    )
    if port is None or service.type is ServiceType.EXTERNAL_NAME:
        return _nothing(Reason.DNS_UNKNOWN)
    owner = full_name(cluster, service.reference)
    if not service.headless:
        record = Record(name, RecordType.SRV, f"0 100 {port.port} {owner}")
        return Found((record,), service.cluster_ips, Reason.DNS_SERVICE_PORT)
    targets = _ready_targets(cluster, service, port)
    if not targets:
        return _nothing(Reason.DNS_NO_READY_ENDPOINT)
    # An endpoint with a hostname and two addresses is one target: its name has both.
    named = dict.fromkeys((target.port, f"{_endpoint_label(target)}.{owner}") for target in targets)
    records = tuple(
        Record(name, RecordType.SRV, f"0 {100 // len(named)} {number} {target}")
        for number, target in named
    )
    addresses = tuple(dict.fromkeys(target.address for target in targets))
    return Found(records, addresses, Reason.DNS_SERVICE_PORT)


def _reverse(cluster: Cluster, name: str) -> Found:
    """Return the name behind an address: of a ClusterIP, or of a headless endpoint with a hostname."""
    address = _reversed_address(name)
    if address is None:
        return _nothing(Reason.DNS_UNKNOWN)
    service = cluster.service_by_cluster_ip.get(address)
    if service is not None:
        record = Record(name, RecordType.PTR, full_name(cluster, service.reference))
        return Found((record,), (), Reason.DNS_REVERSE)
    owners = sorted(set(_endpoint_names(cluster, address)))
    records = tuple(Record(name, RecordType.PTR, owner) for owner in owners)
    return Found(records, (), Reason.DNS_REVERSE if records else Reason.DNS_UNKNOWN)


def _endpoint_names(cluster: Cluster, address: Address) -> Iterator[str]:
    """Yield the names of the address as a ready endpoint of headless Services, where it has a hostname."""
    for service in cluster.services:
        if service.headless:
            for endpoint in _ready_endpoints(cluster, service):
                if endpoint.hostname and address in endpoint.addresses[:1]:
                    yield f"{endpoint.hostname}.{full_name(cluster, service.reference)}"


def _reversed_address(name: str) -> Address | None:
    zone = next(zone for zone in _REVERSE_ZONES if name.endswith(zone))
    parts = name.removesuffix(zone).split(".")[::-1]
    if zone == ".in-addr.arpa":
        text = ".".join(parts)
    else:
        digits = "".join(parts)
        text = ":".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    try:
        return ip_address(text)
    except ValueError:
        return None


def _ready_targets(
    cluster: Cluster, service: Service, only: ServicePort | None = None
) -> tuple[Target, ...]:
    """Return the endpoints that have records: ready ones, or all if the Service publishes them all."""
    ports = service.ports if only is None else (only,)
    return tuple(
        target
        for family in service.ip_families
        for port in ports
        for target in targets_of(cluster, service, port, family)
        if target.endpoint.ready or service.publish_not_ready_addresses
    )


def _ready_addresses(cluster: Cluster, service: Service) -> tuple[Address, ...]:
    """Return the addresses of a headless Service, each once. Without ports its slices still name addresses."""
    if service.ports:
        return tuple(dict.fromkeys(one.address for one in _ready_targets(cluster, service)))
    return tuple(
        dict.fromkeys(
            endpoint.addresses[0]
            for endpoint in _ready_endpoints(cluster, service)
            if endpoint.addresses
        )
    )


def _ready_endpoints(cluster: Cluster, service: Service) -> Iterator[Endpoint]:
    for one in cluster.slices_by_service.get((service.namespace, service.name), ()):
        for endpoint in one.endpoints:
            if endpoint.ready or service.publish_not_ready_addresses:
                yield endpoint


def _endpoint_label(target: Target) -> str:
    """Return the first label of an endpoint's name: its hostname, else what CoreDNS makes of its address."""
    dashed = str(target.address).replace(".", "-").replace(":", "-")
    return target.endpoint.hostname or dashed


def _addresses(name: str, addresses: Iterable[Address], reason: Reason) -> Found:
    listed = tuple(addresses)
    records = tuple(
        Record(name, RecordType.A if one.version == 4 else RecordType.AAAA, str(one))
        for one in listed
    )
    return Found(records, listed, reason if records else Reason.DNS_UNKNOWN)
