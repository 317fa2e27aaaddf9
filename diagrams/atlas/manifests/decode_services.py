"""Services, EndpointSlices and ServiceCIDRs (core/v1, discovery/v1, networking/v1).

The rules are those of the API server (kubernetes/kubernetes pkg/apis/core/validation ValidateService).
"""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.metadata import Metadata, read_metadata
from atlas.manifests.names import is_port_name, parse_address
from atlas.manifests.objects import Objects, WrittenService
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.network import Address, Family, Protocol, family_of, range_as_read_by_kube_proxy
from atlas.model.reference import Reference
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    IPMode,
    LoadBalancerIngress,
    Service,
    ServicePort,
    ServiceType,
    SessionAffinity,
    TrafficPolicy,
)
from atlas.model.service_rules import (
    FAMILY_POLICIES,
    SINGLE_STACK,
    TRAFFIC_DISTRIBUTIONS,
    TYPES_WITH_NODE_PORTS,
    needs_health_check,
)

SERVICE_NAME_LABEL = "kubernetes.io/service-name"
NO_CLUSTER_IP = "None"
DEFAULT_AFFINITY, LONGEST_AFFINITY = 10800, 86400
MOST_ENDPOINTS = 1000
MOST_ADDRESSES = 100
ONLY_FOR_LOAD_BALANCER = (
    "allocateLoadBalancerNodePorts",
    "loadBalancerClass",
    "loadBalancerSourceRanges",
)
NOT_FOR_EXTERNAL_NAME = ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")


def read_service(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, Expected.DNS_LABEL)
    spec = root.section("spec")
    spec.only(api_fields.SERVICE_SPEC)
    kind = spec.choice("type", ServiceType, ServiceType.CLUSTER_IP)
    kind_is_known = spec.text("type") in ("", kind.value)
    ips = [text for _, text in spec.texts("clusterIPs")]
    headless = NO_CLUSTER_IP in (spec.text("clusterIP"), *ips)
    service = _service(metadata, spec, root.section("status"), kind, headless)
    if kind_is_known:
        _check_type_dependent_fields(spec, service)
    objects.services.append(WrittenService(service, _wanted_address(spec)))


def _service(
    metadata: Metadata, spec: Section, status: Section, kind: ServiceType, headless: bool
) -> Service:
    affinity = spec.choice("sessionAffinity", SessionAffinity, SessionAffinity.NONE)
    return Service(
        namespace=metadata.namespace,
        name=metadata.name,
        type=kind,
        ports=tuple(_service_ports(spec, kind, headless)),
        selector=spec.labels("selector"),
        labels=metadata.labels,
        annotations=metadata.annotations,
        headless=headless,
        cluster_ips=() if headless else _cluster_ips(spec),
        ip_families=_families(spec),
        ip_family_policy=_text_of(spec, "ipFamilyPolicy", FAMILY_POLICIES),
        external_ips=_external_ips(spec),
        external_name=_external_name(spec) if kind is ServiceType.EXTERNAL_NAME else "",
        external_traffic_policy=spec.choice(
            "externalTrafficPolicy", TrafficPolicy, TrafficPolicy.CLUSTER
        ),
        internal_traffic_policy=spec.choice(
            "internalTrafficPolicy", TrafficPolicy, TrafficPolicy.CLUSTER
        ),
        health_check_node_port=spec.number("healthCheckNodePort", 0, 65535),
        session_affinity=affinity,
        session_affinity_timeout=_affinity_timeout(spec, affinity),
        publish_not_ready_addresses=spec.flag("publishNotReadyAddresses"),
        allocate_load_balancer_node_ports=spec.flag("allocateLoadBalancerNodePorts", default=True),
        load_balancer_class=spec.text("loadBalancerClass"),
        load_balancer_source_ranges=tuple(_source_ranges(spec)),
        load_balancer_ingress=tuple(_load_balancer_ingress(status)),
        traffic_distribution=_text_of(spec, "trafficDistribution", TRAFFIC_DISTRIBUTIONS),
    )


def _text_of(spec: Section, key: str, choices: tuple[str, ...]) -> str:
    text = spec.text(key)
    return text if text and spec.one_of(key, text, choices) else ""


def _service_ports(spec: Section, kind: ServiceType, headless: bool) -> Iterator[ServicePort]:
    if kind is not ServiceType.EXTERNAL_NAME and not headless and not spec.items("ports"):
        spec.error("ports", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    several = len(spec.items("ports")) > 1
    names: set[str] = set()
    numbers: set[tuple[Protocol, int]] = set()
    for one in spec.sections("ports"):
        one.only(api_fields.SERVICE_PORT)
        name = one.name("name", Expected.DNS_LABEL)
        if several and not one.has("name"):
            one.error("name", ProblemKind.REQUIRED, Expected.NAME_OF_EVERY_PORT)
        elif name in names:
            one.error("name", ProblemKind.DUPLICATE, Expected.NAME_OF_EVERY_PORT)
        names.add(name)
        protocol = one.transport("protocol")
        number = one.number("port", 1, 65535) if one.require("port") else 0
        if number and (protocol, number) in numbers:
            one.error("port", ProblemKind.DUPLICATE, Expected.PORT_AND_PROTOCOL_ONCE)
        numbers.add((protocol, number))
        yield ServicePort(
            port=number,
            target_port=_target_port(one, number),
            name=name,
            protocol=protocol,
            node_port=one.number("nodePort", 0, 65535),
            app_protocol=one.text("appProtocol"),
        )


def _target_port(port: Section, default: int) -> int | str:
    target = port.number_or_text("targetPort", 1, 65535)
    if isinstance(target, str) and not is_port_name(target):
        port.error("targetPort", ProblemKind.INVALID, Expected.PORT_NUMBER_OR_NAME)
    return target or default


def _cluster_ips(spec: Section) -> tuple[Address, ...]:
    """`clusterIP` is the first of `clusterIPs`; either may be missing."""
    first = spec.address("clusterIP")
    ips = spec.addresses("clusterIPs")
    if first is not None and ips and ips[0] != first:
        spec.error(
            "clusterIP", ProblemKind.INVALID, Expected.SAME_AS_FIRST, other="spec.clusterIPs"
        )
    if len(ips) > len({family_of(one) for one in ips}):
        spec.error("clusterIPs", ProblemKind.INVALID, Expected.ONE_PER_FAMILY)
    return ips or ((first,) if first is not None else ())


def _families(spec: Section) -> tuple[Family, ...]:
    families: list[Family] = []
    for index, text in spec.texts("ipFamilies"):
        key = ("ipFamilies", index)
        if spec.one_of(key, text, [one.value for one in Family]):
            if Family(text) in families:
                spec.error(key, ProblemKind.DUPLICATE, Expected.ONE_PER_FAMILY)
            else:
                families.append(Family(text))
    return tuple(families)


def _external_ips(spec: Section) -> tuple[Address, ...]:
    ips = spec.numbered_addresses("externalIPs")
    for index, ip in ips:
        check_reachable(spec, ("externalIPs", index), ip)
    return tuple(ip for _, ip in ips)


def check_reachable(section: Section, keys: tuple[str | int, ...], ip: Address) -> None:
    """Endpoints and external IPs must be addresses that a packet can be sent to (ValidateEndpointIP)."""
    if ip.is_unspecified or ip.is_loopback or ip.is_link_local or ip.is_multicast:
        section.error(keys, ProblemKind.INVALID, Expected.UNICAST_ADDRESS)


def _external_name(spec: Section) -> str:
    return spec.name("externalName", Expected.EXTERNAL_NAME) if spec.require("externalName") else ""


def _affinity_timeout(spec: Section, affinity: SessionAffinity) -> int:
    """Return how many seconds a client stays with its Pod; without affinity the API server drops what is written."""
    config = spec.section("sessionAffinityConfig")
    config.only(api_fields.SESSION_AFFINITY_CONFIG)
    client_ip = config.section("clientIP")
    client_ip.only(api_fields.CLIENT_IP_CONFIG)
    if affinity is SessionAffinity.CLIENT_IP:
        return client_ip.number("timeoutSeconds", 1, LONGEST_AFFINITY, DEFAULT_AFFINITY)
    if spec.holds("sessionAffinityConfig"):
        other = "sessionAffinity: ClientIP"
        spec.warn("sessionAffinityConfig", ProblemKind.SKIPPED, Expected.ONLY_WITH, other=other)
    return DEFAULT_AFFINITY


def _source_ranges(spec: Section) -> Iterator[str]:
    """kube-proxy trims the entries and skips malformed ones, so they stay text."""
    for index, text in spec.texts("loadBalancerSourceRanges"):
        if range_as_read_by_kube_proxy(text.strip()) is None:
            key = ("loadBalancerSourceRanges", index)
            spec.warn(key, ProblemKind.INVALID, Expected.SOURCE_RANGE)
        yield text


def _load_balancer_ingress(status: Section) -> Iterator[LoadBalancerIngress]:
    status.only(api_fields.SERVICE_STATUS)
    balancer = status.section("loadBalancer")
    balancer.only(api_fields.LOAD_BALANCER_STATUS)
    for one in balancer.sections("ingress"):
        one.only(api_fields.LOAD_BALANCER_INGRESS)
        mode = one.choice("ipMode", IPMode, IPMode.VIP)
        yield LoadBalancerIngress(one.address("ip"), one.text("hostname"), mode)


def _wanted_address(spec: Section) -> Address | None:
    """Return `loadBalancerIP`. The API server takes any text there, so a malformed one is not an error."""
    text = spec.text("loadBalancerIP")
    if not text:
        return None
    address = parse_address(text)
    if address is None:
        spec.warn("loadBalancerIP", ProblemKind.INVALID, Expected.IP_ADDRESS)
    return address


def _check_type_dependent_fields(spec: Section, service: Service) -> None:
    """Note fields that the type of the Service, or another field, does not allow."""
    if service.type is ServiceType.EXTERNAL_NAME:
        for key in NOT_FOR_EXTERNAL_NAME:
            spec.forbid(key, Expected.NOT_WITH, other="type: ExternalName")
    if service.type is not ServiceType.LOAD_BALANCER:
        for key in ONLY_FOR_LOAD_BALANCER:
            spec.forbid(key, Expected.ONLY_FOR_TYPE, types=ServiceType.LOAD_BALANCER)
    if service.type not in TYPES_WITH_NODE_PORTS:
        types = ", ".join(TYPES_WITH_NODE_PORTS)
        for port in spec.sections("ports"):
            port.forbid("nodePort", Expected.ONLY_FOR_TYPE, types=types)
        if not service.external_ips:
            spec.forbid("externalTrafficPolicy", Expected.ONLY_FOR_TYPE, types=types)
    elif service.headless:
        spec.error("clusterIP", ProblemKind.INVALID, Expected.ONLY_FOR_TYPE, types="ClusterIP")
    if service.health_check_node_port and not needs_health_check(service):
        other = "type: LoadBalancer, externalTrafficPolicy: Local"
        spec.error("healthCheckNodePort", ProblemKind.INVALID, Expected.ONLY_WITH, other=other)
    _check_families(spec, service)


def _check_families(spec: Section, service: Service) -> None:
    """Families, policy and ClusterIPs must tell the same story."""
    if service.ip_family_policy == SINGLE_STACK:
        for key in ("clusterIPs", "ipFamilies"):
            if len(spec.items(key)) > 1:
                other = f"ipFamilyPolicy: {SINGLE_STACK}"
                spec.error(key, ProblemKind.INVALID, Expected.NOT_WITH, other=other)
    pairs = zip(service.cluster_ips, service.ip_families, strict=False)
    for index, (ip, family) in enumerate(pairs):
        if family_of(ip) is not family:
            key = ("clusterIPs", index) if spec.has("clusterIPs") else ("clusterIP",)
            spec.error(key, ProblemKind.INVALID, Expected.ADDRESS_OF_FAMILY, family=family)


def read_endpoint_slice(root: Section, objects: Objects) -> None:
    """A slice of names (addressType FQDN) means nothing to kube-proxy (FACTS 3.3); it is skipped."""
    root.only(api_fields.ENDPOINT_SLICE)
    metadata = read_metadata(root)
    if not root.require("addressType"):
        return
    text = root.text("addressType")
    if not root.one_of("addressType", text, [*(one.value for one in Family), "FQDN"]):
        return
    if text == "FQDN":
        root.warn("addressType", ProblemKind.SKIPPED, Expected.IP_FAMILY_OF_SLICE)
        return
    service = metadata.labels.get(SERVICE_NAME_LABEL, "")
    if service:
        keys = ("metadata", "labels", SERVICE_NAME_LABEL)
        target = Reference("service", service, metadata.namespace)
        objects.mentions.append(root.mention(keys, target))
    family = Family(text)
    if len(root.items("endpoints")) > MOST_ENDPOINTS:
        root.error("endpoints", ProblemKind.TOO_MANY, Expected.AT_MOST, limit=str(MOST_ENDPOINTS))
    objects.endpoint_slices.append(
        EndpointSlice(
            namespace=metadata.namespace,
            name=metadata.name,
            service=service,
            family=family,
            ports=tuple(_endpoint_ports(root)),
            endpoints=tuple(_endpoints(root, family, metadata.namespace)),
            labels=metadata.labels,
        )
    )


def _endpoint_ports(root: Section) -> Iterator[EndpointPort]:
    """An entry without a number means all ports, which kube-proxy ignores."""
    names: set[str] = set()
    for one in root.sections("ports"):
        one.only(api_fields.ENDPOINT_PORT)
        name = one.name("name", Expected.DNS_LABEL)
        if name in names:
            one.error("name", ProblemKind.DUPLICATE, Expected.NAME_OF_EVERY_PORT)
        names.add(name)
        protocol = one.transport("protocol")
        number = one.number("port", 1, 65535)
        if number:
            yield EndpointPort(number, name, protocol)


def _endpoints(root: Section, family: Family, namespace: str) -> Iterator[Endpoint]:
    for one in root.sections("endpoints"):
        one.only(api_fields.ENDPOINT)
        if not one.items("addresses"):
            one.error("addresses", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
        conditions = one.section("conditions")
        conditions.only(api_fields.ENDPOINT_CONDITIONS)
        zones, nodes = _hints(one) if one.has("hints") else ((), ())
        yield Endpoint(
            addresses=_endpoint_addresses(one, family),
            ready=conditions.flag("ready", default=True),
            serving=conditions.flag("serving", default=True),
            terminating=conditions.flag("terminating"),
            node=one.name("nodeName", Expected.DNS_SUBDOMAIN),
            zone=one.text("zone"),
            hostname=one.name("hostname", Expected.DNS_LABEL),
            target=read_target(one, namespace),
            hints_zones=zones,
            hints_nodes=nodes,
        )


def _endpoint_addresses(endpoint: Section, family: Family) -> tuple[Address, ...]:
    addresses = endpoint.numbered_addresses("addresses")
    if len(addresses) > MOST_ADDRESSES:
        endpoint.error(
            "addresses", ProblemKind.TOO_MANY, Expected.AT_MOST, limit=str(MOST_ADDRESSES)
        )
    for index, ip in addresses:
        if family_of(ip) is not family:
            key = ("addresses", index)
            endpoint.error(key, ProblemKind.INVALID, Expected.ADDRESS_OF_FAMILY, family=family)
        check_reachable(endpoint, ("addresses", index), ip)
    return tuple(ip for _, ip in addresses)


def read_target(endpoint: Section, namespace: str) -> Reference | None:
    if not endpoint.has("targetRef"):
        return None
    target = endpoint.section("targetRef")
    target.only(api_fields.OBJECT_REFERENCE)
    kind, name = target.text("kind"), target.text("name")
    if not kind or not name:
        return None
    return Reference(kind.lower(), name, target.text("namespace", namespace))


def _hints(endpoint: Section) -> tuple[tuple[str, ...], tuple[str, ...]]:
    hints = endpoint.section("hints")
    hints.only(api_fields.ENDPOINT_HINTS)
    return tuple(_hinted(hints, "forZones")), tuple(_hinted(hints, "forNodes"))


def _hinted(hints: Section, key: str) -> Iterator[str]:
    for one in hints.sections(key):
        one.only(api_fields.ENDPOINT_HINT)
        if one.require("name"):
            yield one.text("name")


def read_service_cidr(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec = root.section("spec")
    spec.only(api_fields.SERVICE_CIDR_SPEC)
    if not spec.items("cidrs"):
        spec.error("cidrs", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    ranges = spec.ranges("cidrs")
    if len(ranges) > len({family_of(one) for one in ranges}):
        spec.error("cidrs", ProblemKind.INVALID, Expected.ONE_PER_FAMILY)
    objects.service_cidrs[metadata.name] = ranges
