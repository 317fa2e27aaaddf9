"""Backends of routes: which are valid, and what the Gateway has to speak with them."""

from __future__ import annotations

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.http import GROUP, GrantFrom, GrantTo
from atlas.model.network import Protocol
from atlas.model.reason import Reason
from atlas.model.routes import BackendTLSPolicy, CertificateFault, Route
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.tracer.http.listeners import is_granted
from atlas.tracer.http.outcome import Answer, Facts, Note
from atlas.tracer.trace import Verdict

SERVICE = "Service"
_PLAIN = ("http", "kubernetes.io/h2c", "kubernetes.io/ws", "grpc")
"""Values of appProtocol that say that there is no TLS."""


def port_of(service: Service, key: str, protocol: Protocol) -> ServicePort | None:
    """Return the Service's port of that name or number, before others that of the protocol."""
    same = (one for one in service.ports if key in ("", one.name, str(one.port)))
    return min(same, key=lambda one: one.protocol is not protocol, default=None)


def invalid_backend(
    cluster: Cluster, route: Route, backend: Backend, verdict: Verdict = Verdict.SERVER_ERROR
) -> Answer | None:
    """Return the answer to requests for a backend that is not valid (HTTPRouteRule.backendRefs).

    What is not granted is not looked at, so that the answer does not reveal whether it exists.
    """
    facts: Facts = (("service", backend.service), ("route", route.kind))
    if backend.kind != SERVICE:
        facts = (*facts, ("kind", backend.kind))
        return Answer(verdict, Reason.BACKEND_KIND_NOT_SUPPORTED, facts)
    source = GrantFrom(GROUP, route.kind, route.namespace)
    target = GrantTo("", SERVICE, backend.service)
    if not is_granted(cluster, source, target, backend.namespace):
        facts = (*facts, ("namespace", backend.namespace))
        return Answer(verdict, Reason.REFERENCE_NOT_GRANTED, facts)
    service = cluster.service_by_reference.get(backend.reference.without_port())
    if service is None or service.port(backend.port) is None:
        facts = (*facts, ("port", backend.port))
        return Answer(verdict, Reason.BACKEND_NOT_FOUND, facts)
    if service.type is ServiceType.EXTERNAL_NAME:
        return Answer(verdict, Reason.EXTERNAL_NAME_NOT_SUPPORTED, facts)
    return None


# TLS towards backends


def policy_for(cluster: Cluster, backend: Backend) -> BackendTLSPolicy | None:
    """Return the BackendTLSPolicy of a backend's port: one for that port before one for the whole Service.

    Of several for the same the oldest counts, then the one whose name comes first (GEP-713).
    """
    service = cluster.service_by_reference.get(backend.reference.without_port())
    port = service.port(backend.port) if service is not None else None
    if service is None or port is None:
        return None
    found = [
        (target.section == "", one.created, one.name, one)
        for one in cluster.backend_tls_policies
        if one.namespace == service.namespace
        for target in one.targets
        if (target.group, target.kind, target.name) == ("", SERVICE, service.name)
        and target.section in ("", port.name)
    ]
    return min(found, key=lambda one: one[:3])[3] if found else None


def without_tls(cluster: Cluster, backend: Backend, policy: BackendTLSPolicy) -> Answer | None:
    """Return the answer where the Gateway cannot speak TLS with a backend as the policy asks, else None.

    Without a valid CA certificate no request may reach it (BackendTLSPolicyValidation). A backend whose port says that
    it speaks plain HTTP does not understand TLS.
    """
    facts = (("service", backend.service), ("policy", policy.name))
    if policy.fault is not CertificateFault.NONE:
        facts = (*facts, ("fault", policy.fault.value))
        return Answer(Verdict.SERVER_ERROR, Reason.NO_VALID_CA_CERTIFICATE, facts)
    service = cluster.service_by_reference[backend.reference.without_port()]
    port = service.port(backend.port)
    if port is not None and port.app_protocol in _PLAIN:
        facts = (*facts, ("protocol", port.app_protocol))
        return Answer(Verdict.BAD_GATEWAY, Reason.BACKEND_SPEAKS_NO_TLS, facts)
    return None


def tls_note(backend: Backend, policy: BackendTLSPolicy) -> Note:
    """Return that the Gateway speaks TLS; which certificate the backend has is not in the manifests."""
    facts = (("service", backend.service), ("policy", policy.name), ("host", policy.hostname))
    return Note(Reason.TLS_TO_BACKEND, facts)
