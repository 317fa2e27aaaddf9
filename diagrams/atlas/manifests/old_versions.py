"""API versions that are gone: objects of them are read as today's, with the fields that were called otherwise.

Releases are those of the Deprecated API Migration Guide of Kubernetes, and of Gateway API's release notes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from atlas.manifests.document import Document
from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.model.workload import HOSTNAME_LABEL, ZONE_LABEL

Value = Mapping[str, Any]
Convert = Callable[[Value], Value]

_ZONES = (ZONE_LABEL, "failure-domain.beta.kubernetes.io/zone")


@dataclass(frozen=True, slots=True)
class Successor:
    """The API version that has taken another one's place, and the release that no longer has the old one."""

    api_version: str
    dropped: str
    convert: Convert


def todays(documents: Iterable[Document]) -> tuple[list[Document], list[Problem]]:
    """Return the documents as of today's API versions, and one remark for each kind and version that was converted."""
    done: list[Document] = []
    first: dict[tuple[str, str], Document] = {}
    times: Counter[tuple[str, str]] = Counter()
    for document in documents:
        key = (document.kind, document.api_version)
        if key in _SUCCESSORS:
            first.setdefault(key, document)
            times[key] += 1
            document = _converted(document, _SUCCESSORS[key])
        done.append(document)
    return done, [_remark(one, _SUCCESSORS[key], times[key]) for key, one in first.items()]


def _converted(document: Document, successor: Successor) -> Document:
    value = successor.convert(document.value)
    return replace(document, value={**value, "apiVersion": successor.api_version})


def _remark(document: Document, successor: Successor, times: int) -> Problem:
    facts = (
        ("dropped", successor.dropped),
        ("now", successor.api_version),
        ("times", str(times)),
    )
    kind, expected, severity = ProblemKind.OUTDATED, Expected.TODAYS_VERSION, Severity.WARNING
    value = document.api_version
    return document.problem_at(
        ("apiVersion",), kind, expected, facts, value=value, severity=severity
    )


# Conversions. What has not the expected shape is left as it is: the decoder will say so.


def _mapping(value: object) -> Value:
    return cast("Value", value) if isinstance(value, dict) else {}


def _items(value: object) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _same(value: Value) -> Value:
    return value


def _in_spec(change: Convert) -> Convert:
    def convert(value: Value) -> Value:
        spec = value.get("spec")
        return {**value, "spec": change(_mapping(spec))} if isinstance(spec, dict) else value

    return convert


def _workload(spec: Value) -> Value:
    """The selector was that of the template's labels where none was written; two fields are gone."""
    kept = {
        key: one for key, one in spec.items() if key not in ("rollbackTo", "templateGeneration")
    }
    metadata = _mapping(_mapping(kept.get("template")).get("metadata"))
    labels = _mapping(metadata.get("labels"))
    if not kept.get("selector") and labels:
        kept["selector"] = {"matchLabels": labels}
    return kept


def _ingress(spec: Value) -> Value:
    """`backend` was the default backend; backends named a Service by `serviceName`; `pathType` could be missing."""
    made = dict(spec)
    if "backend" in made:
        made["defaultBackend"] = _ingress_backend(made.pop("backend"))
    if isinstance(made.get("rules"), list):
        made["rules"] = [_ingress_rule(one) for one in _items(made["rules"])]
    return made


def _ingress_rule(rule: object) -> object:
    http = _mapping(_mapping(rule).get("http"))
    if not isinstance(http.get("paths"), list):
        return rule
    paths = [_ingress_path(one) for one in _items(http["paths"])]
    return {**_mapping(rule), "http": {**http, "paths": paths}}


def _ingress_path(path: object) -> object:
    if not isinstance(path, dict):
        return path
    made = {"pathType": "ImplementationSpecific", **_mapping(cast("object", path))}
    if "backend" in made:
        made["backend"] = _ingress_backend(made["backend"])
    return made


def _ingress_backend(backend: object) -> object:
    written = _mapping(backend)
    if "serviceName" not in written and "servicePort" not in written:
        return backend
    kept = {key: one for key, one in written.items() if key not in ("serviceName", "servicePort")}
    port = written.get("servicePort")
    key = "name" if isinstance(port, str) and not port.isdecimal() else "number"
    number = int(port) if isinstance(port, str) and port.isascii() and port.isdecimal() else port
    return {**kept, "service": {"name": written.get("serviceName"), "port": {key: number}}}


def _endpoint_slice(value: Value) -> Value:
    """`topology` told the node and the zone of an endpoint."""
    if not isinstance(value.get("endpoints"), list):
        return value
    return {**value, "endpoints": [_endpoint(one) for one in _items(value["endpoints"])]}


def _endpoint(endpoint: object) -> object:
    if not isinstance(endpoint, dict):
        return endpoint
    written = _mapping(cast("object", endpoint))
    topology = _mapping(written.get("topology"))
    made = {key: one for key, one in written.items() if key != "topology"}
    if HOSTNAME_LABEL in topology:
        made.setdefault("nodeName", topology[HOSTNAME_LABEL])
    zone = next((topology[one] for one in _ZONES if one in topology), None)
    if zone is not None:
        made.setdefault("zone", zone)
    return made


def _all(
    kinds: str, old: str, now: str, dropped: str, convert: Convert
) -> dict[tuple[str, str], Successor]:
    return {(kind, old): Successor(now, dropped, convert) for kind in kinds.split()}


_WORKLOAD, _INGRESS = _in_spec(_workload), _in_spec(_ingress)
_K8S = "Kubernetes "
_GATEWAY = "gateway.networking.k8s.io/"
_SUCCESSORS: Mapping[tuple[str, str], Successor] = {
    **_all(
        "Deployment DaemonSet ReplicaSet",
        "extensions/v1beta1",
        "apps/v1",
        _K8S + "v1.16",
        _WORKLOAD,
    ),
    **_all("Deployment StatefulSet", "apps/v1beta1", "apps/v1", _K8S + "v1.16", _WORKLOAD),
    **_all(
        "Deployment DaemonSet ReplicaSet StatefulSet",
        "apps/v1beta2",
        "apps/v1",
        _K8S + "v1.16",
        _WORKLOAD,
    ),
    **_all("NetworkPolicy", "extensions/v1beta1", "networking.k8s.io/v1", _K8S + "v1.16", _same),
    **_all("Ingress", "extensions/v1beta1", "networking.k8s.io/v1", _K8S + "v1.22", _INGRESS),
    **_all(
        "Ingress", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", _K8S + "v1.22", _INGRESS
    ),
    **_all(
        "IngressClass", "networking.k8s.io/v1beta1", "networking.k8s.io/v1", _K8S + "v1.22", _same
    ),
    **_all(
        "EndpointSlice",
        "discovery.k8s.io/v1beta1",
        "discovery.k8s.io/v1",
        _K8S + "v1.25",
        _endpoint_slice,
    ),
    **_all("CronJob", "batch/v1beta1", "batch/v1", _K8S + "v1.25", _same),
    **_all("CronJob", "batch/v2alpha1", "batch/v1", _K8S + "v1.21", _same),
    **_all(
        "GatewayClass Gateway HTTPRoute",
        _GATEWAY + "v1alpha2",
        _GATEWAY + "v1",
        "Gateway API v0.8",
        _same,
    ),
    **_all(
        "ReferenceGrant", _GATEWAY + "v1alpha2", _GATEWAY + "v1beta1", "Gateway API v1.2", _same
    ),
}
