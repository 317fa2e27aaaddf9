"""Decoding: Documents → Objects. Finds every mistake that one object can contain by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from atlas.manifests import (
    decode_backend_tls,
    decode_endpoints,
    decode_gateway,
    decode_grpc,
    decode_http,
    decode_infrastructure,
    decode_metallb,
    decode_pod_makers,
    decode_routes,
    decode_services,
    decode_streams,
    decode_workloads,
)
from atlas.manifests.config_maps import kube_proxy_configuration
from atlas.manifests.decode_pod_makers import read_by_shape, template_of
from atlas.manifests.document import Document, field_path
from atlas.manifests.fields import Report, Section, nearest
from atlas.manifests.objects import Objects
from atlas.manifests.old_versions import todays
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


_METALLB = ("metallb.io/v1beta1",)
_GATEWAY_API = ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1")

_ALPHA = ("gateway.networking.k8s.io/v1alpha2", "gateway.networking.k8s.io/v1alpha3")
"""Versions in which kinds have been that v1 has now, with the same fields."""

KINDS: Mapping[str, Kind] = {
    "Namespace": Kind(("v1",), decode_workloads.read_namespace),
    "Node": Kind(("v1",), decode_workloads.read_node),
    "Pod": Kind(("v1",), decode_workloads.read_pod),
    "Deployment": Kind(("apps/v1",), decode_workloads.read_deployment),
    "ReplicaSet": Kind(("apps/v1",), decode_workloads.read_replica_set),
    "StatefulSet": Kind(("apps/v1",), decode_workloads.read_stateful_set),
    "DaemonSet": Kind(("apps/v1",), decode_workloads.read_daemon_set),
    "ReplicationController": Kind(("v1",), decode_pod_makers.read_replication_controller),
    "Job": Kind(("batch/v1",), decode_pod_makers.read_job),
    "CronJob": Kind(("batch/v1",), decode_pod_makers.read_cron_job),
    "Service": Kind(("v1",), decode_services.read_service),
    "Endpoints": Kind(("v1",), decode_endpoints.read_endpoints),
    "EndpointSlice": Kind(("discovery.k8s.io/v1",), decode_services.read_endpoint_slice),
    "ServiceCIDR": Kind(
        ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"), decode_services.read_service_cidr
    ),
    "Ingress": Kind(("networking.k8s.io/v1",), decode_http.read_ingress),
    "IngressClass": Kind(("networking.k8s.io/v1",), decode_http.read_ingress_class),
    "GatewayClass": Kind(_GATEWAY_API, decode_gateway.read_gateway_class),
    "Gateway": Kind(_GATEWAY_API, decode_gateway.read_gateway),
    "HTTPRoute": Kind(_GATEWAY_API, decode_routes.read_http_route),
    "ListenerSet": Kind(_GATEWAY_API, decode_gateway.read_listener_set),
    "XListenerSet": Kind(
        ("gateway.networking.x-k8s.io/v1alpha1",), decode_gateway.read_listener_set
    ),
    "GRPCRoute": Kind((*_GATEWAY_API, *_ALPHA), decode_grpc.read_grpc_route),
    "TLSRoute": Kind((*_GATEWAY_API, *_ALPHA), decode_streams.read_tls_route),
    "TCPRoute": Kind((*_GATEWAY_API, *_ALPHA), decode_streams.read_tcp_route),
    "UDPRoute": Kind((*_GATEWAY_API, *_ALPHA), decode_streams.read_udp_route),
    "BackendTLSPolicy": Kind(
        (*_GATEWAY_API, _ALPHA[1]), decode_backend_tls.read_backend_tls_policy
    ),
    "ReferenceGrant": Kind(_GATEWAY_API, decode_gateway.read_reference_grant),
    "IPAddressPool": Kind(_METALLB, decode_metallb.read_address_pool),
    "L2Advertisement": Kind(_METALLB, decode_metallb.read_advertisement),
    "BGPAdvertisement": Kind(_METALLB, decode_metallb.read_advertisement),
    "KubeProxyConfiguration": Kind(
        ("kubeproxy.config.k8s.io/v1alpha1",), decode_infrastructure.read_kube_proxy
    ),
    "PodNetwork": _ours(decode_infrastructure.read_pod_network),
    "Client": _ours(decode_infrastructure.read_client),
    "LoadBalancer": _ours(decode_infrastructure.read_load_balancer),
    "HttpProxy": _ours(decode_infrastructure.read_http_proxy),
}


_WORKLOADS = tuple(KINDS[one] for one in ("DaemonSet", "StatefulSet", "Deployment", "ReplicaSet"))
"""Kinds of which other groups have some of the same name, such as the StatefulSet of OpenKruise."""


def decode(documents: Iterable[Document]) -> Objects:
    """Return what the documents say. Raises ManifestError with all problems of all documents."""
    objects, problems = decode_all(documents)
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
    return objects


def decode_all(documents: Iterable[Document]) -> tuple[Objects, list[Problem]]:
    """Return what could be decoded, and all problems; the caller decides whether the rest is of use."""
    objects = Objects()
    listed, problems = todays(_unpacked(documents))
    skipped: dict[tuple[str, str], Document] = {}
    by_shape: dict[tuple[str, str], Document] = {}
    times: Counter[tuple[str, str]] = Counter()
    last = _last_of_each(listed)
    for document in listed:
        kind = KINDS.get(document.kind)
        if kind is not None and document.api_version in kind.api_versions:
            _decode_one(document, kind, objects, problems, last)
        elif document.problem is not None:
            problems.append(document.problem)
        elif _names_its_kind(document, problems):
            key = (document.api_version, document.kind)
            template = () if kind is not None and kind not in _WORKLOADS else template_of(document)
            if template:
                read_by_shape(document, template, objects, problems)
            else:
                objects.unread.append(unread(document))
            (by_shape if template else skipped).setdefault(key, document)
            times[key] += 1
    for key, document in skipped.items():
        problems.append(_skipped(document, times[key]))
    for key, document in by_shape.items():
        problems.append(_read_by_shape(document, times[key]))
    problems += _endpoints_are_old(objects)
    problems += _pools_without_advertisement(objects)
    return objects, list(dict.fromkeys(problems))  # a field that is read twice is wrong once


def _unpacked(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents, with the configuration of kube-proxy in place of the ConfigMap that holds it."""
    for document in documents:
        found = list(kube_proxy_configuration(document)) if document.kind == "ConfigMap" else []
        yield from found or [document]


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


def _read_by_shape(document: Document, times: int) -> Problem:
    """Return the remark on a kind that is not known but holds a Pod template."""
    template = field_path(template_of(document))
    facts = (("template", template), ("times", str(times)))
    kind, expected, severity = ProblemKind.BY_SHAPE, Expected.POD_TEMPLATE, Severity.WARNING
    value = document.kind
    return document.problem_at(("kind",), kind, expected, facts, value=value, severity=severity)


def _endpoints_are_old(objects: Objects) -> Iterator[Problem]:
    """Yield a remark on Endpoints that somebody has written for a Service without a selector, and one on those that
    nobody mirrors.
    """
    own = {one.service.reference for one in objects.services if not one.service.selector}
    written = [
        one
        for one in objects.endpoints
        if not one.stored and Reference("service", one.name, one.namespace) in own
    ]
    for mirrored in (True, False):
        alike = [one for one in written if one.mirrored is mirrored]
        if not alike:
            continue
        document = objects.documents[alike[0].reference]
        yield document.problem_at(
            ("apiVersion",) if mirrored else ("metadata", "labels"),
            ProblemKind.OUTDATED if mirrored else ProblemKind.SKIPPED,
            Expected.SLICES_INSTEAD if mirrored else Expected.NO_SKIP_MIRROR,
            (("times", str(len(alike))),),
            value=document.kind,
            severity=Severity.WARNING,
        )


def _pools_without_advertisement(objects: Objects) -> Iterator[Problem]:
    """Yield pools whose addresses MetalLB gives away and, as far as the input says, announces to nobody."""
    for pool in objects.address_pools:
        if any(one is None or pool.name in one for one in objects.advertised_pools):
            continue
        for reference, document in objects.documents.items():
            if (reference.kind, reference.name) == ("ipaddresspool", pool.name):
                yield document.problem_at(
                    ("metadata", "name"),
                    ProblemKind.NOT_FOUND,
                    Expected.ADVERTISED_POOL,
                    severity=Severity.WARNING,
                )


def _skipped(document: Document, times: int) -> Problem:
    """Return the warning about an unknown kind; objects of one kind share it."""
    known = KINDS.get(document.kind)
    if known is not None:
        expected, close = Expected.KNOWN_VERSION, known.api_versions[0]
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
