"""Ingress and IngressClass (networking/v1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.backend import Backend
from atlas.model.http import Ingress, IngressClass, IngressPath, IngressRule, PathType
from atlas.model.network import Address
from atlas.model.reference import Reference

DEFAULT_CLASS_ANNOTATION = "ingressclass.kubernetes.io/is-default-class"
INGRESS_PATH_TYPES = ("Exact", "Prefix", "ImplementationSpecific")
ODD_IN_PATHS = ("//", "/./", "/../", "%2f", "%2F")
ODD_AT_THE_END = ("/..", "/.")


def read_ingress(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.INGRESS_SPEC)
    if not spec.items("rules") and not spec.has("defaultBackend"):
        spec.error("rules", ProblemKind.REQUIRED, Expected.RULES_OR_DEFAULT_BACKEND)
    class_name = spec.name("ingressClassName", Expected.DNS_SUBDOMAIN)
    if class_name:
        mention = spec.mention("ingressClassName", Reference("ingressclass", class_name))
        objects.mentions.append(mention)
    backends = Backends(metadata.namespace, objects)
    objects.ingresses.append(
        Ingress(
            namespace=metadata.namespace,
            name=metadata.name,
            class_name=class_name,
            rules=tuple(_ingress_rule(one, backends) for one in spec.sections("rules")),
            default_backend=backends.read(spec, "defaultBackend"),
            tls_hosts=tuple(_tls_hosts(spec)),
            annotations=metadata.annotations,
            addresses=tuple(_ingress_addresses(root.section("status"))),
            created=metadata.created,
        )
    )


def _ingress_rule(rule: Section, backends: Backends) -> IngressRule:
    rule.only(api_fields.INGRESS_RULE)
    http = rule.section("http")
    http.only(api_fields.INGRESS_HTTP)
    if rule.has("http") and not http.items("paths"):
        http.error("paths", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    return IngressRule(rule.name("host", Expected.HOST_NAME), tuple(_ingress_paths(http, backends)))


def _ingress_paths(http: Section, backends: Backends) -> Iterator[IngressPath]:
    for one in http.sections("paths"):
        one.only(api_fields.INGRESS_PATH)
        one.require("pathType")
        kind = _path_type(one)
        path = one.text("path")
        check_path(one, "path", path, free=kind is PathType.IMPLEMENTATION_SPECIFIC)
        one.require("backend")
        backend = backends.read(one, "backend")
        if backend is not None:
            yield IngressPath(path, kind, backend)


def _path_type(path: Section) -> PathType:
    text = path.text("pathType")
    if text and path.one_of("pathType", text, INGRESS_PATH_TYPES):
        return PathType(text)
    return PathType.IMPLEMENTATION_SPECIFIC


def check_path(section: Section, key: str, path: str, *, free: bool) -> None:
    """Note what the API refuses in a path. One that is `free` to mean anything has to begin with / if there is one."""
    if not path.startswith("/") and (path or not free):
        section.error(key, ProblemKind.INVALID, Expected.ABSOLUTE_PATH)
    elif not free and (any(one in path for one in ODD_IN_PATHS) or path.endswith(ODD_AT_THE_END)):
        section.error(key, ProblemKind.INVALID, Expected.PLAIN_PATH)


@dataclass(frozen=True, slots=True)
class Backends:
    """Reads the backends of one Ingress and notes that it mentions them."""

    namespace: str
    objects: Objects

    def read(self, holder: Section, key: str) -> Backend | None:
        """Return the backend, or None if there is none, or one that is no Service.

        ingress-nginx leaves paths with other backends out too.
        """
        if not holder.has(key):
            return None
        backend = holder.section(key)
        backend.only(api_fields.INGRESS_BACKEND)
        if backend.has("service") == backend.has("resource"):
            fields = "service, resource"
            holder.error(key, ProblemKind.INVALID, Expected.EXACTLY_ONE, fields=fields)
            return None
        if backend.has("resource"):
            backend.warn("resource", ProblemKind.SKIPPED, Expected.SERVICE_AS_BACKEND)
            return None
        service = backend.section("service")
        service.only(api_fields.INGRESS_SERVICE_BACKEND)
        service.require("name")
        name = service.name("name", Expected.DNS_LABEL)
        found = Backend(self.namespace, name, _backend_port(service))
        if name:
            self.objects.mentions.append(service.mention("name", found.reference))
        return found


def _backend_port(service: Section) -> str:
    port = service.section("port")
    port.only(api_fields.SERVICE_BACKEND_PORT)
    has_name = port.holds("name")
    if has_name == port.holds("number"):
        service.error("port", ProblemKind.INVALID, Expected.EXACTLY_ONE, fields="name, number")
        return ""
    if has_name:
        return port.name("name", Expected.PORT_NAME)
    return str(port.number("number", 1, 65535))


def _tls_hosts(spec: Section) -> Iterator[str]:
    """An entry without hosts is written as ""."""
    for one in spec.sections("tls"):
        one.only(api_fields.INGRESS_TLS)
        if not one.items("hosts"):
            yield ""
        for index, host in one.texts("hosts"):
            if one.check(("hosts", index), host, Expected.HOST_NAME):
                yield host


def _ingress_addresses(status: Section) -> Iterator[Address]:
    status.only(api_fields.INGRESS_STATUS)
    balancer = status.section("loadBalancer")
    balancer.only(api_fields.LOAD_BALANCER_STATUS)
    for one in balancer.sections("ingress"):
        one.only(api_fields.INGRESS_LOAD_BALANCER_INGRESS)
        address = one.address("ip")
        if address is not None:
            yield address


def read_ingress_class(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root, cluster_wide=True)
    spec = root.section("spec")
    spec.only(api_fields.INGRESS_CLASS_SPEC)
    is_default = metadata.annotations.get(DEFAULT_CLASS_ANNOTATION) == "true"
    objects.ingress_classes.append(IngressClass(metadata.name, spec.text("controller"), is_default))
