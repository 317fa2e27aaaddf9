"""Objects of kinds that are not read: what is still known about them, so that nothing false is said in their absence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from atlas.manifests.document import Document
from atlas.manifests.objects import Unread

_NAMES = """
    APIService Binding CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle ComponentStatus
    ConfigMap ControllerRevision CronJob CSIDriver CSINode CSIStorageCapacity CustomResourceDefinition DaemonSet
    Deployment DeviceClass Endpoints EndpointSlice Event FlowSchema Gateway GatewayClass GRPCRoute
    HorizontalPodAutoscaler HTTPRoute Ingress IngressClass IPAddress Job Lease LimitRange ListenerSet
    LocalSubjectAccessReview MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration
    Namespace NetworkPolicy Node PersistentVolume PersistentVolumeClaim Pod PodDisruptionBudget PodSecurityPolicy
    PodTemplate PriorityClass PriorityLevelConfiguration ReferenceGrant ReplicaSet ReplicationController
    ResourceClaim ResourceClaimTemplate ResourceQuota ResourceSlice Role RoleBinding RuntimeClass Secret
    SelfSubjectAccessReview SelfSubjectReview Service ServiceAccount ServiceCIDR StatefulSet StorageClass
    SubjectAccessReview TCPRoute TLSRoute TokenReview UDPRoute ValidatingAdmissionPolicy
    ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment VolumeAttributesClass
    BackendTLSPolicy XBackendTrafficPolicy XListenerSet
"""
BUILT_IN_KINDS = frozenset(_NAMES.split())
"""Kinds that exist: whoever writes one of them has not misspelt another."""

_TEMPLATES = (
    ("spec", "template"),
    ("spec", "jobTemplate", "spec", "template"),
    ("spec", "podTemplate"),
    ("template",),
)
"""Where kinds that make Pods keep the recipe."""


def unread(document: Document) -> Unread:
    """Return what is known about an object of any kind: its name, and the labels of Pods that it makes."""
    return Unread(document, document.reference, _template_labels(document))


def _template_labels(document: Document) -> Mapping[str, str]:
    for keys in _TEMPLATES:
        labels = document.value_at((*keys, "metadata", "labels"))
        if isinstance(labels, dict):
            known = cast("dict[str, Any]", labels)
            return {key: value for key, value in known.items() if isinstance(value, str)}
    return {}
