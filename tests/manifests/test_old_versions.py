"""API versions that are gone: an object of one is the same as today's, written as it is written today."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.manifests.decode import KINDS, decode_all
from atlas.manifests.document import Document
from atlas.manifests.old_versions import todays
from atlas.manifests.problem import Expected
from atlas.manifests.read import parse

PAIRS = {
    "Ingress, with default backend": (
        "extensions/v1beta1",
        "networking.k8s.io/v1",
        "Ingress",
        "spec: {backend: {serviceName: web, servicePort: 80}}",
        "spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}",
    ),
    "Ingress, with paths": (
        "networking.k8s.io/v1beta1",
        "networking.k8s.io/v1",
        "Ingress",
        "spec: {rules: [{http: {paths: [{path: /a, backend: {serviceName: web, servicePort: http}},"
        " {path: /b, pathType: Exact, backend: {serviceName: web, servicePort: '81'}}]}}]}",
        "spec: {rules: [{http: {paths: [{path: /a, pathType: ImplementationSpecific,"
        " backend: {service: {name: web, port: {name: http}}}},"
        " {path: /b, pathType: Exact, backend: {service: {name: web, port: {number: 81}}}}]}}]}",
    ),
    "EndpointSlice": (
        "discovery.k8s.io/v1beta1",
        "discovery.k8s.io/v1",
        "EndpointSlice",
        "addressType: IPv4\nports: [{port: 80}]\nendpoints: [{addresses: [10.1.2.3], topology:"
        " {kubernetes.io/hostname: node-a, topology.kubernetes.io/zone: zone-1}}]",
        "addressType: IPv4\nports: [{port: 80}]\n"
        "endpoints: [{addresses: [10.1.2.3], nodeName: node-a, zone: zone-1}]",
    ),
    "Deployment without a selector": (
        "extensions/v1beta1",
        "apps/v1",
        "Deployment",
        "spec: {rollbackTo: {revision: 1}, template: {metadata: {labels: {app: web}}}}",
        "spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}",
    ),
    "DaemonSet": (
        "apps/v1beta2",
        "apps/v1",
        "DaemonSet",
        "spec: {templateGeneration: 3, selector: {matchLabels: {app: web}},"
        " template: {metadata: {labels: {app: web}}}}",
        "spec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}}}",
    ),
    "CronJob": (
        "batch/v1beta1",
        "batch/v1",
        "CronJob",
        "spec: {schedule: '@daily', jobTemplate: {spec: {template: {metadata: {labels: {a: b}}}}}}",
        "spec: {schedule: '@daily', jobTemplate: {spec: {template: {metadata: {labels: {a: b}}}}}}",
    ),
    "Gateway": (
        "gateway.networking.k8s.io/v1alpha2",
        "gateway.networking.k8s.io/v1",
        "Gateway",
        "spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}",
        "spec: {gatewayClassName: any, listeners: [{name: http, port: 80, protocol: HTTP}]}",
    ),
}


def documents(version: str, kind: str, rest: str) -> list[Document]:
    text = f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: it}}\n{rest}\n"
    return list(parse(text, Path("it.yaml")))


@pytest.mark.parametrize("name", PAIRS)
def test_the_old_object_is_todays(name: str) -> None:
    old, new, kind, before, after = PAIRS[name]
    was, remarks = decode_all(documents(old, kind, before))
    now, nothing = decode_all(documents(new, kind, after))
    for objects in (was, now):
        objects.documents.clear()
        objects.mentions.clear()
    assert was == now
    assert nothing == []
    assert [one.expected for one in remarks] == [Expected.TODAYS_VERSION]
    assert dict(remarks[0].facts)["now"] == new


@pytest.mark.parametrize(
    "rest", ["spec: 7", "spec: {rules: {}, backend: [1]}", "endpoints: [7, {}]"]
)
def test_what_is_malformed_stays_for_the_decoder(rest: str) -> None:
    for version, kind in (
        ("extensions/v1beta1", "Ingress"),
        ("discovery.k8s.io/v1beta1", "EndpointSlice"),
    ):
        found, _ = todays(documents(version, kind, rest))
        assert found[0].api_version in KINDS[kind].api_versions
