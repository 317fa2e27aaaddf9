"""What stands around the objects: kube-proxy's configuration, and our own kinds for what Kubernetes has no
objects for (atlas.example/v1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.listening import read_listening
from atlas.manifests.metadata import read_metadata
from atlas.manifests.names import is_dns_label, is_dns_subdomain
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.cluster import (
    DetectLocal,
    NetworkConfiguration,
    PodNetwork,
    ProxyConfiguration,
    ProxyMode,
    ServiceMesh,
)
from atlas.model.network import Range, SourcePort, UnusedAddresses, range_as_read_by_kube_proxy
from atlas.model.outside import EVERY_GATEWAY, Client, Forwarding, HttpProxy, LoadBalancer, Targets

DETECT_LOCAL = {
    "ClusterCIDR": DetectLocal.CLUSTER_CIDR,
    "NodeCIDR": DetectLocal.NODE_CIDR,
    "BridgeInterface": DetectLocal.BRIDGE_INTERFACE,
    "InterfaceNamePrefix": DetectLocal.INTERFACE_NAME_PREFIX,
}
_INTERFACE_FIELDS = {
    "BridgeInterface": "bridgeInterface",
    "InterfaceNamePrefix": "interfaceNamePrefix",
}
LOCALHOST_GATE = "KubeProxyNFTablesLocalhostNodePorts"
NODE_PORT_ADDRESS_WORDS = ("primary", "localhost", "all")
_PORT_RANGE = re.compile(r"([0-9]{1,5})-([0-9]{1,5})")


def read_kube_proxy(root: Section, objects: Objects) -> None:
    root.only(api_fields.KUBE_PROXY)
    _check_once(root, objects.proxy)
    mode = root.choice("mode", ProxyMode, ProxyMode.IPTABLES)
    iptables, nftables = root.section("iptables"), root.section("nftables")
    iptables.only(api_fields.KUBE_PROXY_IPTABLES)
    nftables.only(api_fields.KUBE_PROXY_NFTABLES)
    cidrs = _cluster_cidrs(root)
    default = ProxyConfiguration()
    sections = (nftables, iptables) if mode is ProxyMode.NFTABLES else (iptables, nftables)
    of_mode, of_other_mode = map(_masquerading, sections)
    objects.proxy = ProxyConfiguration(
        mode=mode,
        cluster_cidrs=cidrs,
        detect_local=_detect_local(root, cidrs),
        pod_interface=_pod_interface(root) or default.pod_interface,
        masquerade_all=of_mode[0],
        masquerade_bit=of_mode[1],
        of_other_mode=of_other_mode,
        node_port_addresses=_node_port_addresses(root),
        hostname_override=_hostname_override(root),
        localhost_node_ports=iptables.flag("localhostNodePorts", default=True),
        nftables_localhost_node_ports=root.section("featureGates").flag(LOCALHOST_GATE),
        tcp_is_liberal=root.section("conntrack").flag("tcpBeLiberal"),
    )


def _hostname_override(root: Section) -> str:
    name = root.text("hostnameOverride").strip().lower()
    if name:
        root.warn("hostnameOverride", ProblemKind.INVALID, Expected.OWN_NODE_NAME)
    return name


def _cluster_cidrs(root: Section) -> tuple[Range, ...]:
    """One range, or one of each family with a comma between them."""
    parts = filter(None, root.text("clusterCIDR").split(","))
    ranges = [range_as_read_by_kube_proxy(part.strip()) for part in parts]
    if None in ranges:
        root.error("clusterCIDR", ProblemKind.INVALID, Expected.IP_RANGE)
    return tuple(one for one in ranges if one is not None)


def _masquerading(section: Section) -> tuple[bool, int]:
    """Return who is masqueraded (everybody or not), and the bit of the mark, as one mode has it."""
    default = ProxyConfiguration().masquerade_bit
    return section.flag("masqueradeAll"), section.number("masqueradeBit", 0, 31, default)


def _detect_local(root: Section, cidrs: tuple[Range, ...]) -> DetectLocal:
    """Without a cluster CIDR there is nothing to detect by, and kube-proxy detects nothing."""
    name = root.text("detectLocalMode") or "ClusterCIDR"
    root.one_of("detectLocalMode", name, DETECT_LOCAL)
    detect = DETECT_LOCAL.get(name, DetectLocal.CLUSTER_CIDR)
    return DetectLocal.NONE if detect is DetectLocal.CLUSTER_CIDR and not cidrs else detect


def _pod_interface(root: Section) -> str:
    """Return the name, or how names begin, if that is what the mode goes by."""
    interfaces = root.section("detectLocal")
    interfaces.only(api_fields.KUBE_PROXY_DETECT_LOCAL)
    field = _INTERFACE_FIELDS.get(root.text("detectLocalMode"), "")
    if field and interfaces.require(field):
        return interfaces.name(field, Expected.INTERFACE_NAME)
    return ""


def _node_port_addresses(root: Section) -> tuple[str, ...]:
    found: list[str] = []
    for index, text in root.texts("nodePortAddresses"):
        known = text if text in NODE_PORT_ADDRESS_WORDS else range_as_read_by_kube_proxy(text)
        if known is None:
            key = ("nodePortAddresses", index)
            root.error(key, ProblemKind.INVALID, Expected.NODE_PORT_ADDRESSES)
        found.append(str(known))
    return tuple(found)


def _check_once(root: Section, already: object) -> None:
    if already is not None:
        root.error("kind", ProblemKind.DUPLICATE, Expected.ONCE_PER_CLUSTER)


def read_pod_network(root: Section, objects: Objects) -> None:
    _, spec = _begin(root, api_fields.POD_NETWORK_SPEC)
    _check_once(root, objects.network)
    default = NetworkConfiguration()
    objects.network = NetworkConfiguration(
        pod_network=spec.choice("mode", PodNetwork, PodNetwork.ROUTED),
        egress_masquerade=spec.flag("egressMasquerade", default=True),
        egress_source_port=spec.choice("egressSourcePort", SourcePort, SourcePort.UNSAID),
        unused_addresses=spec.choice("unusedAddresses", UnusedAddresses, UnusedAddresses.UNSAID),
        service_mesh=spec.choice("serviceMesh", ServiceMesh, ServiceMesh.UNSAID),
        node_port_range=_port_range(spec) or default.node_port_range,
        dns_domain=spec.name("dnsDomain", Expected.DNS_SUBDOMAIN, default.dns_domain),
    )


def _port_range(spec: Section) -> tuple[int, int] | None:
    text = spec.text("nodePortRange")
    if not text:
        return None
    match = _PORT_RANGE.fullmatch(text)
    if match is not None:
        first, last = int(match[1]), int(match[2])
        if 0 < first <= last <= 65535:
            return first, last
    spec.error("nodePortRange", ProblemKind.INVALID, Expected.PORT_RANGE)
    return None


def read_client(root: Section, objects: Objects) -> None:
    name, spec = _begin(root, api_fields.CLIENT_SPEC)
    if not spec.items("addresses"):
        spec.error("addresses", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    names = (
        one
        for index, one in spec.texts("names")
        if spec.check(("names", index), one, Expected.DNS_SUBDOMAIN)
    )
    ips = spec.addresses("addresses")
    objects.clients.append(
        Client(name, ips, tuple(names), read_listening(root.section("metadata")))
    )


def read_load_balancer(root: Section, objects: Objects) -> None:
    name, spec = _begin(root, api_fields.LOAD_BALANCER_SPEC)
    if not spec.items("pool"):
        spec.error("pool", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    forwarding = spec.choice("forwarding", Forwarding, Forwarding.PASSTHROUGH)
    if forwarding is Forwarding.PASSTHROUGH:
        # Packets that nobody touches neither go to another address nor get a header.
        for key in ("targets", "proxyProtocol"):
            spec.forbid(key, Expected.NOT_WITH, other="forwarding: Passthrough")
    objects.load_balancers.append(
        LoadBalancer(
            name=name,
            pool=spec.ranges("pool"),
            ips=spec.addresses("addresses"),
            forwarding=forwarding,
            targets=spec.choice("targets", Targets, Targets.NODES),
            proxy_protocol=spec.flag("proxyProtocol"),
            classes=tuple(text for _, text in spec.texts("classes")) or ("",),
        )
    )


def read_http_proxy(root: Section, objects: Objects) -> None:
    name, spec = _begin(root, api_fields.HTTP_PROXY_SPEC)
    spec.require("controller")
    selector = spec.labels("selector")
    if selector:
        spec.require("namespace")
        for key in ("pool", "addresses"):
            spec.forbid(key, Expected.NOT_WITH, other="selector")
    elif not spec.items("pool"):
        spec.error("pool", ProblemKind.REQUIRED, Expected.EXACTLY_ONE, fields="selector, pool")
    objects.http_proxies.append(
        HttpProxy(
            name=name,
            controller=spec.text("controller"),
            namespace=spec.name("namespace", Expected.DNS_LABEL),
            selector=selector,
            pool=spec.ranges("pool"),
            ips=spec.addresses("addresses"),
            gateways=tuple(_gateways(spec)),
        )
    )


def _gateways(spec: Section) -> Iterator[str]:
    """Yield the Gateways that a proxy's Pods serve: `namespace/name`, or a star for all of its class."""
    for index, text in spec.texts("gateways"):
        namespace, slash, name = text.partition("/")
        if text == EVERY_GATEWAY or (slash and is_dns_label(namespace) and is_dns_subdomain(name)):
            yield text
        else:
            keys = ("gateways", index)
            spec.error(keys, ProblemKind.INVALID, Expected.GATEWAY_PATH)


def _begin(root: Section, known: frozenset[str]) -> tuple[str, Section]:
    """Return the name and spec of one of our own objects."""
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec = root.section("spec")
    spec.only(known)
    return metadata.name, spec
