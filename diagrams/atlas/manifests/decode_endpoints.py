"""core/v1 Endpoints: what people, and programs of before v1.21, write in place of EndpointSlices."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.decode_services import check_reachable, read_target
from atlas.manifests.fields import Section
from atlas.manifests.metadata import Metadata, read_metadata
from atlas.manifests.objects import Objects, Subset, WrittenEndpoints
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.reference import Reference
from atlas.model.service import Endpoint, EndpointPort

SKIP_MIRROR_LABEL = "endpointslice.kubernetes.io/skip-mirror"
LEADER_ANNOTATION = "control-plane.alpha.kubernetes.io/leader"
"""Written by programs that elect their leader with an Endpoints object, which then is none."""


def read_endpoints(root: Section, objects: Objects) -> None:
    root.only(api_fields.ENDPOINTS)
    metadata = read_metadata(root)
    subsets = tuple(_subset(one, metadata.namespace) for one in root.sections("subsets"))
    objects.endpoints.append(
        WrittenEndpoints(
            namespace=metadata.namespace,
            name=metadata.name,
            labels=metadata.labels,
            subsets=subsets,
            mirrored=_is_mirrored(metadata),
            stored=root.document.stored,
        )
    )
    if subsets:
        target = Reference("service", metadata.name, metadata.namespace)
        objects.mentions.append(root.mention(("metadata", "name"), target))


def _is_mirrored(metadata: Metadata) -> bool:
    """Return whether the controller may mirror it (endpointslicemirroring utils.go skipMirror)."""
    return (
        metadata.labels.get(SKIP_MIRROR_LABEL) != "true"
        and LEADER_ANNOTATION not in metadata.annotations
    )


def _subset(section: Section, namespace: str) -> Subset:
    section.only(api_fields.ENDPOINT_SUBSET)
    return Subset(
        ready=tuple(_addresses(section, "addresses", namespace, ready=True)),
        not_ready=tuple(_addresses(section, "notReadyAddresses", namespace, ready=False)),
        ports=tuple(_ports(section)),
    )


def _addresses(section: Section, key: str, namespace: str, *, ready: bool) -> Iterator[Endpoint]:
    """Only readiness is known; `serving` keeps its default, as the controller leaves it unset (addressToEndpoint)."""
    for one in section.sections(key):
        one.only(api_fields.ENDPOINT_SUBSET_ADDRESS)
        address = one.address("ip") if one.require("ip") else None
        if address is None:
            continue
        check_reachable(one, ("ip",), address)
        yield Endpoint(
            addresses=(address,),
            ready=ready,
            node=one.name("nodeName", Expected.DNS_SUBDOMAIN),
            hostname=one.name("hostname", Expected.DNS_LABEL),
            target=read_target(one, namespace),
        )


def _ports(section: Section) -> Iterator[EndpointPort]:
    several = len(section.items("ports")) > 1
    for one in section.sections("ports"):
        one.only(api_fields.ENDPOINT_SUBSET_PORT)
        name = one.name("name", Expected.DNS_LABEL)
        if several and not name:
            one.error("name", ProblemKind.REQUIRED, Expected.NAME_OF_EVERY_PORT)
        protocol = one.transport("protocol")
        if one.require("port"):
            yield EndpointPort(one.number("port", 1, 65535), name, protocol)
