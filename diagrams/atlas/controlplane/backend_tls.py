"""The CA certificates of BackendTLSPolicies: whether there is one that is of use (conditions Accepted, ResolvedRefs)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from atlas.manifests.objects import Objects
from atlas.model.http import ObjectName
from atlas.model.routes import BackendTLSPolicy, CertificateFault

CONFIG_MAP = "ConfigMap"
SECRET = "Secret"
CERTIFICATE = "ca.crt"


def complete_policies(objects: Objects) -> Iterator[BackendTLSPolicy]:
    """Yield the policies with what is wrong with all of their CA certificates; one good one is enough."""
    for policy in objects.backend_tls_policies:
        faults = [_fault(objects, policy, one) for one in policy.certificates]
        good = not faults or CertificateFault.NONE in faults
        yield policy if good else replace(policy, fault=faults[0])


def _fault(objects: Objects, policy: BackendTLSPolicy, one: ObjectName) -> CertificateFault:
    """Return what is wrong with one reference: the API knows ConfigMaps, and many implementations know Secrets.

    Where the manifests have no object of that kind in the namespace, this one is taken to exist.
    """
    if one.group or one.kind not in (CONFIG_MAP, SECRET):
        return CertificateFault.INVALID_KIND
    known = {
        unread.reference.name: unread.document
        for unread in objects.unread
        if unread.document.kind == one.kind and unread.reference.namespace == policy.namespace
    }
    if not known:
        return CertificateFault.NONE
    document = known.get(one.name)
    held = document.value_at(("data", CERTIFICATE)) if document is not None else None
    if not isinstance(held, str) or not held.strip():
        return CertificateFault.INVALID_REFERENCE
    in_clear = one.kind == CONFIG_MAP
    if in_clear and "-----BEGIN CERTIFICATE-----" not in held:
        return CertificateFault.INVALID_REFERENCE
    return CertificateFault.NONE
