"""Decoding: Documents → Objects. Finds every mistake that one object can contain by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from atlas.manifests import (
    decode_gateway,
    decode_http,
    decode_infrastructure,
    decode_routes,
    decode_services,
    decode_workloads,
)
from atlas.manifests.document import Document
from atlas.manifests.fields import Report, Section, nearest
from atlas.manifests.objects import Objects
from atlas.manifests.problem import (
    Expected,
    ManifestError,
    Problem,
    ProblemKind,
    Severity,
    printable,
)
from atlas.manifests.unread import BUILT_IN_KINDS, unread
from atlas.model.reference import Reference

Decoder = Callable[[Section, Objects], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How objects of one kind are read: the apiVersions that have these fields, and the decoder."""

    api_versions: tuple[str, ...]
    decoder: Decoder


def _ours(decoder: Decoder) -> Kind:
    return Kind(("atlas.example/v1",), decoder)


_GATEWAY_API = ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1")

KINDS: Mapping[str, Kind] = {
    "Namespace": Kind(("v1",), decode_workloads.read_namespace),
    "Node": Kind(("v1",), decode_workloads.read_node),
    "Pod": Kind(("v1",), decode_workloads.read_pod),
    "Deployment": Kind(("apps/v1",), decode_workloads.read_deployment),
    "ReplicaSet": Kind(("apps/v1",), decode_workloads.read_replica_set),
    "StatefulSet": Kind(("apps/v1",), decode_workloads.read_stateful_set),
    "DaemonSet": Kind(("apps/v1",), decode_workloads.read_daemon_set),
    "Service": Kind(("v1",), decode_services.read_service),
    "EndpointSlice": Kind(("discovery.k8s.io/v1",), decode_services.read_endpoint_slice),
    "ServiceCIDR": Kind(
        ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"), decode_services.read_service_cidr
    ),
    "Ingress": Kind(("networking.k8s.io/v1",), decode_http.read_ingress),
    "IngressClass": Kind(("networking.k8s.io/v1",), decode_http.read_ingress_class),
    "GatewayClass": Kind(_GATEWAY_API, decode_gateway.read_gateway_class),
    "Gateway": Kind(_GATEWAY_API, decode_gateway.read_gateway),
    "HTTPRoute": Kind(_GATEWAY_API, decode_routes.read_http_route),
    "ReferenceGrant": Kind(_GATEWAY_API, decode_gateway.read_reference_grant),
    "KubeProxyConfiguration": Kind(
        ("kubeproxy.config.k8s.io/v1alpha1",), decode_infrastructure.read_kube_proxy
    ),
    "PodNetwork": _ours(decode_infrastructure.read_pod_network),
    "Client": _ours(decode_infrastructure.read_client),
    "LoadBalancer": _ours(decode_infrastructure.read_load_balancer),
    "HttpProxy": _ours(decode_infrastructure.read_http_proxy),
}


def decode(documents: Iterable[Document]) -> Objects:
    """Return what the documents say. Raises ManifestError with all problems of all documents."""
    objects, problems = decode_all(documents)
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
    return objects


def decode_all(documents: Iterable[Document]) -> tuple[Objects, list[Problem]]:
    """Return what could be decoded, and all problems; the caller decides whether the rest is of use."""
    objects = Objects()
    problems: list[Problem] = []
    skipped: dict[tuple[str, str], Document] = {}
    times: Counter[tuple[str, str]] = Counter()
    listed = list(documents)
    last = _last_of_each(listed)
    for document in listed:
        kind = KINDS.get(document.kind)
        if kind is not None and document.api_version in kind.api_versions:
            _decode_one(document, kind, objects, problems, last)
        elif document.problem is not None:
            problems.append(document.problem)
        elif _names_its_kind(document, problems):
            key = (document.api_version, document.kind)
            skipped.setdefault(key, document)
            times[key] += 1
            objects.unread.append(unread(document))
    for key, document in skipped.items():
        problems.append(_skipped(document, times[key]))
    return objects, list(dict.fromkeys(problems))  # a field that is read twice is wrong once


def decode_without(documents: Iterable[Document], left_out: Collection[Reference]) -> Objects:
    """Return what the documents say apart from some objects that are no good."""
    objects, _ = decode_all(one for one in documents if one.reference not in left_out)
    objects.left_out = set(left_out)
    return objects


def _last_of_each(documents: Iterable[Document]) -> Mapping[Reference, Document]:
    """Return the document that counts for each object: of several the last, as for `kubectl apply`."""
    return {one.reference: one for one in documents if one.kind in KINDS}


def _names_its_kind(document: Document, problems: list[Problem]) -> bool:
    """Return whether the object says what it is, and note a problem if not."""
    root = Section(document.value, Report(document, problems))
    has_version, has_kind = root.require("apiVersion"), root.require("kind")
    return has_version and has_kind and bool(root.text("apiVersion") and root.text("kind"))


def _decode_one(
    document: Document,
    kind: Kind,
    objects: Objects,
    problems: list[Problem],
    last: Mapping[Reference, Document],
) -> None:
    reference = document.reference
    if reference.name and last[reference] is not document:
        objects.documents.setdefault(reference, document)  # the first is the one to compare with
        return
    other = objects.documents.get(reference)
    if other is not None and reference.name:
        where = f"{other.path}:{other.line}" if other.line else str(other.path)
        problems.append(
            document.problem_at(
                ("metadata", "name"),
                ProblemKind.DUPLICATE,
                Expected.LAST_OF_SAME,
                (("other", printable(where)),),
                value=reference.name,
                severity=Severity.WARNING,
            )
        )
    objects.documents[reference] = document
    kind.decoder(Section(document.value, Report(document, problems)), objects)


def _skipped(document: Document, times: int) -> Problem:
    """Return the warning about an unknown kind; objects of one kind share it."""
    known = KINDS.get(document.kind)
    if known is not None:
        expected, close = Expected.KNOWN_VERSION, known.api_versions[0]
    elif document.kind == "Endpoints":
        expected, close = Expected.SLICES_INSTEAD, ""
    elif document.kind == "Kustomization":
        expected, close = Expected.BUILT_KUSTOMIZATION, ""
    else:
        expected, close = Expected.KNOWN_KIND, _meant(document)
    return document.problem_at(
        ("apiVersion",) if known else ("kind",),
        ProblemKind.SKIPPED,
        expected,
        (("times", str(times)),),
        value=document.api_version if known else document.kind,
        nearest=close,
        severity=Severity.WARNING,
    )


def _meant(document: Document) -> str:
    """Return the kind that is probably meant; never for a kind that exists, or that another group may have."""
    if document.kind in BUILT_IN_KINDS:
        return ""
    same_group = [name for name, one in KINDS.items() if document.api_version in one.api_versions]
    return nearest(document.kind, same_group)
