"""What routes of Gateway API refer to: parents, hostnames and backends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from atlas.manifests import api_fields
from atlas.manifests.decode_filters import SETTINGS, read_filters
from atlas.manifests.decode_gateway import count_between
from atlas.manifests.fields import Section
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.backend import Backend, RouteFilter
from atlas.model.http import GROUP, ParentKind, ParentReference
from atlas.model.reference import Reference

EXPERIMENTAL_GROUP = "gateway.networking.x-k8s.io"
PARENTS = {
    (GROUP, "Gateway"): ParentKind.GATEWAY,
    (GROUP, "ListenerSet"): ParentKind.LISTENER_SET,
    (EXPERIMENTAL_GROUP, "XListenerSet"): ParentKind.LISTENER_SET,
    ("", "Service"): ParentKind.SERVICE,
}
MOST_WEIGHT = 1_000_000
MOST_BACKENDS = 16
MOST_PARENTS = 32
MOST_HOSTNAMES = 16


def read_parents(spec: Section, namespace: str, objects: Objects) -> Iterator[ParentReference]:
    """Yield what a route wants to attach to; a parent of another kind is ignored."""
    count_between(spec, "parentRefs", 0, MOST_PARENTS)
    for one in spec.sections("parentRefs"):
        one.only(api_fields.PARENT_REFERENCE)
        one.require("name")
        kind = PARENTS.get((one.text("group", GROUP), one.text("kind", "Gateway")))
        if kind is None:
            one.warn("kind", ProblemKind.SKIPPED, Expected.GATEWAY_AS_PARENT)
            continue
        parent = ParentReference(
            namespace=one.name("namespace", Expected.DNS_LABEL, namespace),
            name=one.name("name", Expected.DNS_SUBDOMAIN),
            section=one.name("sectionName", Expected.DNS_SUBDOMAIN),
            port=one.number("port", 1, 65535),
            kind=kind,
        )
        if parent.name:
            written = Reference(one.text("kind", "Gateway").lower(), parent.name, parent.namespace)
            objects.mentions.append(one.mention("name", written))
        yield parent


def read_hostnames(spec: Section) -> Iterator[str]:
    """Yield the hostnames of a route."""
    count_between(spec, "hostnames", 0, MOST_HOSTNAMES)
    for index, host in spec.texts("hostnames"):
        if spec.check(("hostnames", index), host, Expected.HOST_NAME):
            yield host


@dataclass(frozen=True, slots=True)
class Backends:
    """Reads the backends of one route and notes that it mentions them."""

    namespace: str
    objects: Objects

    def of_rule(self, rule: Section, filters: Iterable[str] = SETTINGS) -> Iterator[Backend]:
        """Yield the backends of a rule for requests, which may have filters of these kinds."""
        count_between(rule, "backendRefs", 0, MOST_BACKENDS)
        for one in rule.sections("backendRefs"):
            one.only(api_fields.HTTP_BACKEND)
            yield self.read(one, _weight(one), read_filters(one, self.read, filters))

    def of_connections(self, rule: Section) -> Iterator[Backend]:
        """Yield the backends of a rule for whole connections."""
        count_between(rule, "backendRefs", 1, MOST_BACKENDS)
        for one in rule.sections("backendRefs"):
            one.only(api_fields.STREAM_BACKEND)
            yield self.read(one, _weight(one))

    def read(self, one: Section, weight: int = 1, filters: Sequence[RouteFilter] = ()) -> Backend:
        """Return the object that a reference names. One that is no Service stays, as a backend that is not valid."""
        one.require("name")
        kind, group = one.text("kind", "Service"), one.text("group")
        kind = f"{kind}.{group}" if group else kind
        if kind == "Service":
            one.require("port")
        else:
            one.warn("kind", ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
        backend = Backend(
            namespace=one.name("namespace", Expected.DNS_LABEL, self.namespace),
            service=one.name("name", Expected.DNS_SUBDOMAIN),
            port=str(one.number("port", 1, 65535)),
            weight=weight,
            kind=kind,
            filters=tuple(filters),
        )
        if backend.service and kind == "Service":
            self.objects.mentions.append(one.mention("name", backend.reference))
        return backend


def _weight(backend: Section) -> int:
    return backend.number("weight", 0, MOST_WEIGHT, default=1)
