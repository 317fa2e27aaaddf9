"""BackendTLSPolicy (gateway.networking.k8s.io/v1)."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.decode_gateway import count_between, read_object_names
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.routes import BackendTLSPolicy, PolicyTarget

MOST_TARGETS = 16
MOST_CERTIFICATES = 8


def read_backend_tls_policy(root: Section, objects: Objects) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    spec.only(api_fields.BACKEND_TLS_POLICY_SPEC)
    count_between(spec, "targetRefs", 1, MOST_TARGETS)
    if not spec.has("validation"):
        spec.error("validation", ProblemKind.REQUIRED, Expected.GIVEN)
    validation = spec.section("validation")
    validation.only(api_fields.BACKEND_TLS_VALIDATION)
    count_between(validation, "caCertificateRefs", 0, MOST_CERTIFICATES)
    if spec.has("validation"):
        validation.require("hostname")
    given = bool(validation.items("caCertificateRefs"))
    if spec.has("validation") and given == validation.holds("wellKnownCACertificates"):
        fields = "caCertificateRefs, wellKnownCACertificates"
        spec.error("validation", ProblemKind.INVALID, Expected.EXACTLY_ONE, fields=fields)
    objects.backend_tls_policies.append(
        BackendTLSPolicy(
            metadata.namespace,
            metadata.name,
            tuple(_targets(spec)),
            validation.name("hostname", Expected.HOST_NAME),
            tuple(read_object_names(validation, "caCertificateRefs", metadata.namespace)),
            metadata.created,
        )
    )


def _targets(spec: Section) -> Iterator[PolicyTarget]:
    for one in spec.sections("targetRefs"):
        one.only(api_fields.POLICY_TARGET)
        one.require("kind")
        one.require("name")
        yield PolicyTarget(
            one.text("group"),
            one.text("kind"),
            one.name("name", Expected.DNS_SUBDOMAIN),
            one.name("sectionName", Expected.DNS_SUBDOMAIN),
        )
