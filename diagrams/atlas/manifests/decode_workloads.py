"""Nodes, Namespaces, Pods and the workloads that make Pods (core/v1, apps/v1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from atlas.manifests import api_fields
from atlas.manifests.decode_placement import read_placement, read_taints
from atlas.manifests.fields import Section
from atlas.manifests.listening import probed_ports, read_listening, sidecar_of_namespace
from atlas.manifests.metadata import read_label_selector, read_metadata
from atlas.manifests.objects import Objects, Workload, WorkloadKind, WrittenPod
from atlas.manifests.pod_dns import NamingPodSpec, read_dns
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.listening import OpenPort
from atlas.model.network import Address, Range, family_of
from atlas.model.reference import Reference
from atlas.model.release import parse_release
from atlas.model.workload import ContainerPort, Node, Pod

_QUANTITY = re.compile(r"(?P<number>[0-9]{1,9}(\.[0-9]{1,9})?)(?P<unit>[num]?)")
_FACTORS = {
    "": Fraction(1000),
    "m": Fraction(1),
    "u": Fraction(1, 1000),
    "n": Fraction(1, 1000_000),
}
MOST_REPLICAS = 150_000
"""As many Pods as the largest cluster that Kubernetes is tested with (FACTS 9)."""


def read_namespace(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    root.section("spec").only(api_fields.NAMESPACE_SPEC)
    metadata = read_metadata(root, Expected.DNS_LABEL, cluster_wide=True)
    objects.namespaces[metadata.name] = metadata.labels
    sidecar = sidecar_of_namespace(root.section("metadata"))
    if sidecar:
        objects.sidecars[metadata.name] = sidecar


def read_node(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec, status = root.section("spec"), root.section("status")
    spec.only(api_fields.NODE_SPEC)
    status.only(api_fields.NODE_STATUS)
    addresses = list(_node_addresses(status))
    objects.nodes.append(
        Node(
            name=metadata.name,
            labels=metadata.labels,
            internal_ips=tuple(ip for kind, ip in addresses if kind == "InternalIP"),
            external_ips=tuple(ip for kind, ip in addresses if kind == "ExternalIP"),
            pod_ranges=_pod_ranges(spec),
            ready=_is_ready(status, api_fields.NODE_CONDITION),
            taints=tuple(read_taints(spec)),
            cpu=_thousandths(status.section("allocatable").values.get("cpu")),
            listening=read_listening(root.section("metadata")),
            release=parse_release(status.section("nodeInfo").text("kubeletVersion")),
        )
    )


def _thousandths(quantity: object) -> int:
    """Return a quantity such as 4, "3920m" or "1.5" in thousandths; 0 if it is none, as if nobody had said."""
    match = _QUANTITY.fullmatch(str(quantity))
    if match is None:
        return 0
    return int(Fraction(match["number"]) * _FACTORS[match["unit"]])


def _node_addresses(status: Section) -> Iterator[tuple[str, Address]]:
    for one in status.sections("addresses"):
        one.only(api_fields.NODE_ADDRESS)
        kind = one.text("type")
        if kind in ("InternalIP", "ExternalIP"):
            address = one.address("address")
            if address is not None:
                yield kind, address


def _pod_ranges(spec: Section) -> tuple[Range, ...]:
    """`podCIDR` is the first of `podCIDRs`; either may be missing."""
    first, ranges = spec.range("podCIDR"), spec.ranges("podCIDRs")
    if first is not None and ranges and ranges[0] != first:
        spec.error("podCIDR", ProblemKind.INVALID, Expected.SAME_AS_FIRST, other="spec.podCIDRs")
    _at_most_one_per_family(spec, "podCIDRs", ranges)
    return ranges or ((first,) if first is not None else ())


def _at_most_one_per_family(
    section: Section, key: str, values: tuple[Address | Range, ...]
) -> None:
    if len(values) > len({family_of(one) for one in values}):
        section.error(key, ProblemKind.INVALID, Expected.ONE_PER_FAMILY)


def _is_ready(status: Section, known: frozenset[str]) -> bool:
    """Return the Ready condition. Without any conditions nobody has looked yet: we take it as ready."""
    if not status.items("conditions"):
        return True
    ready = status.find("conditions", "type", "Ready")
    if ready is None:
        return False
    ready.only(known)
    return ready.text("status") == "True"


def read_pod(root: Section, objects: Objects) -> None:
    """A Pod that has ended has no addresses any more and takes no part."""
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = read_pod_spec(root.section("spec"), root.section("metadata"))
    status = root.section("status")
    status.only(api_fields.POD_STATUS)
    phase = status.text("phase")
    ips = _pod_ips(status)
    if phase in ("Succeeded", "Failed"):
        return
    pod = Pod(
        namespace=metadata.namespace,
        name=metadata.name,
        node=spec.node,
        ips=ips,
        labels=metadata.labels,
        ports=spec.ports,
        ready=_is_ready(status, api_fields.POD_CONDITION),
        terminating=metadata.deleted,
        host_network=spec.host_network,
        hostname=spec.hostname,
        subdomain=spec.subdomain,
        owner=metadata.owner,
        dns_policy=spec.dns_policy,
        dns_config=spec.dns_config,
        listening=spec.listening,
    )
    objects.pods.append(
        WrittenPod(
            pod,
            spec.node_selector,
            spec.placement,
            observed=phase == "Pending" or bool(ips),
            host_ips=_host_ips(status),
        )
    )


def _host_ips(status: Section) -> tuple[Address, ...]:
    """`hostIP` is the first of `hostIPs`; either may be missing, or empty before the Pod starts."""
    listed = (one.address("ip") for one in status.sections("hostIPs"))
    first = status.address("hostIP")
    found = (first, *listed)
    return tuple(dict.fromkeys(ip for ip in found if ip is not None))


def _pod_ips(status: Section) -> tuple[Address, ...]:
    """`podIP` is the first of `podIPs`; either may be missing."""
    ips: list[Address] = []
    texts: list[str] = []
    for one in status.sections("podIPs"):
        one.only(api_fields.POD_IP)
        texts.append(one.text("ip"))
        ip = one.address("ip")
        if ip is not None:
            ips.append(ip)
    if not texts:
        first = status.address("podIP")
        return () if first is None else (first,)
    if status.text("podIP", texts[0]) != texts[0]:
        status.error("podIP", ProblemKind.INVALID, Expected.SAME_AS_FIRST, other="status.podIPs")
    _at_most_one_per_family(status, "podIPs", tuple(ips))
    return tuple(ips)


def read_pod_spec(spec: Section, metadata: Section) -> NamingPodSpec:
    """Return what networking needs of a PodSpec, and of the metadata beside it."""
    spec.only(api_fields.POD_SPEC)
    policy, config = read_dns(spec)
    containers = tuple(_containers(spec))
    host_network = spec.flag("hostNetwork")
    probed = _probed(containers, host_network=host_network)
    return NamingPodSpec(
        node=spec.name("nodeName", Expected.DNS_SUBDOMAIN),
        node_selector=spec.labels("nodeSelector"),
        host_network=host_network,
        placement=read_placement(spec, spec.document.reference.namespace),
        hostname=spec.name("hostname", Expected.DNS_LABEL),
        subdomain=spec.name("subdomain", Expected.DNS_LABEL),
        ports=tuple(port for _, ports in containers for port in ports),
        dns_policy=policy,
        dns_config=config,
        listening=read_listening(
            metadata, probed, [container.text("name") for container, _ in containers]
        ),
    )


def _containers(spec: Section) -> Iterator[tuple[Section, tuple[ContainerPort, ...]]]:
    """Yield the containers that run together, each with the ports that it declares.

    A named target port is looked up in the containers, then in init containers that keep running
    (kubernetes/kubernetes pkg/api/v1/pod FindPort).
    """
    for container in spec.sections("containers"):
        yield container, tuple(_ports_of(container))
    for container in spec.sections("initContainers"):
        if container.text("restartPolicy") == "Always":
            yield container, tuple(_ports_of(container))


def _probed(
    containers: tuple[tuple[Section, tuple[ContainerPort, ...]], ...], *, host_network: bool
) -> tuple[OpenPort, ...]:
    found = (
        probed
        for container, ports in containers
        for probed in probed_ports(container, ports, host_network=host_network)
    )
    return tuple(dict.fromkeys(found))


def _ports_of(container: Section) -> Iterator[ContainerPort]:
    container.only(api_fields.CONTAINER)
    names: set[str] = set()
    for one in container.sections("ports"):
        one.only(api_fields.CONTAINER_PORT)
        name = one.name("name", Expected.PORT_NAME)
        if name and name in names:
            one.error("name", ProblemKind.DUPLICATE, Expected.NAME_OF_EVERY_PORT)
        names.add(name)
        protocol = one.transport("protocol")
        if one.require("containerPort"):
            number = one.number("containerPort", 1, 65535)
            host_port = one.number("hostPort", 0, 65535)
            host_ip = _host_ip(one) if host_port else None
            yield ContainerPort(number, name, protocol, host_port, host_ip)


def _host_ip(port: Section) -> Address | None:
    """Return `hostIP`, or None for all addresses of the node, which 0.0.0.0 and :: mean too."""
    ip = port.address("hostIP")
    return None if ip is None or ip.is_unspecified else ip


def read_deployment(root: Section, objects: Objects) -> None:
    _read_workload(root, objects, WorkloadKind.DEPLOYMENT, api_fields.DEPLOYMENT_SPEC)


def read_replica_set(root: Section, objects: Objects) -> None:
    _read_workload(root, objects, WorkloadKind.REPLICA_SET, api_fields.REPLICA_SET_SPEC)


def read_stateful_set(root: Section, objects: Objects) -> None:
    _read_workload(root, objects, WorkloadKind.STATEFUL_SET, api_fields.STATEFUL_SET_SPEC)


def read_daemon_set(root: Section, objects: Objects) -> None:
    _read_workload(root, objects, WorkloadKind.DAEMON_SET, api_fields.DAEMON_SET_SPEC)


def _read_workload(
    root: Section, objects: Objects, kind: WorkloadKind, known: frozenset[str]
) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(known)
    complete = spec.require("selector") & spec.require("template")
    selector = read_label_selector(spec.section("selector"))
    labels, pod_spec = read_pod_template(spec.section("template"))
    if complete and (selector.empty or not selector.accepts(labels)):
        spec.error("selector", ProblemKind.INVALID, Expected.LABELS_OF_TEMPLATE)
    ordinals = spec.section("ordinals")
    ordinals.only(api_fields.STATEFUL_SET_ORDINALS)
    stateful = kind is WorkloadKind.STATEFUL_SET
    service_name = spec.name("serviceName", Expected.DNS_LABEL) if stateful else ""
    if service_name:
        service = Reference("service", service_name, metadata.namespace)
        objects.mentions.append(spec.mention("serviceName", service))
    objects.workloads.append(
        Workload(
            kind=kind,
            namespace=metadata.namespace,
            name=metadata.name,
            replicas=spec.number("replicas", 0, MOST_REPLICAS, default=1),
            selector=selector,
            labels=labels,
            spec=pod_spec,
            first=ordinals.number("start", 0, MOST_REPLICAS) if stateful else 1,
            service_name=service_name,
            owner=metadata.owner,
        )
    )


def read_pod_template(template: Section) -> tuple[Mapping[str, str], NamingPodSpec]:
    """Return the labels and the spec of the Pods that a template makes."""
    template.only(api_fields.POD_TEMPLATE)
    metadata = template.section("metadata")
    metadata.only(api_fields.OBJECT_META)
    labels = metadata.labels("labels")
    metadata.annotations("annotations")
    return labels, read_pod_spec(template.section("spec"), metadata)
