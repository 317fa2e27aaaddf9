"""A large cluster as `kubectl get -o json` would print it, for measurements."""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

NODES, PODS, SERVICES = 5_000, 150_000, 10_000
_FIRST_NODE = int(ip_address("10.0.0.1"))
_FIRST_POD = int(ip_address("172.16.0.0"))
_FIRST_SERVICE = int(ip_address("10.96.1.1"))
PODS_OF_NODE = 256


def write_large_cluster(
    path: Path, nodes: int = NODES, pods: int = PODS, services: int = SERVICES
) -> None:
    """Write the cluster as one List. Service number n selects every Pod whose number is n modulo `services`."""
    with path.open("w") as file:
        file.write('{"apiVersion": "v1", "kind": "List", "items": [\n')
        for number, item in enumerate(_items(nodes, pods, services)):
            file.write(",\n" if number else "")
            json.dump(item, file)
        file.write("\n]}\n")


def _items(nodes: int, pods: int, services: int) -> Iterator[dict[str, Any]]:
    for number in range(nodes):
        yield _node(number)
    for number in range(pods):
        yield _pod(number, nodes, services)
    for number in range(services):
        yield _service(number)
        yield _slice(number, nodes, pods, services)


def _metadata(name: str, number: int, labels: dict[str, str]) -> dict[str, Any]:
    return {
        "name": name,
        "namespace": "default",
        "uid": f"00000000-0000-0000-0000-{number:012}",
        "resourceVersion": str(number),
        "creationTimestamp": "2026-01-01T00:00:00Z",
        "labels": labels,
    }


def _node(number: int) -> dict[str, Any]:
    labels = {"topology.kubernetes.io/zone": f"zone-{number % 3}"}
    metadata = _metadata(f"node-{number}", number, labels)
    del metadata["namespace"]
    pod_range = f"{ip_address(_FIRST_POD + number * PODS_OF_NODE)}/24"
    address = {"type": "InternalIP", "address": str(ip_address(_FIRST_NODE + number))}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": metadata,
        "spec": {"podCIDR": pod_range, "podCIDRs": [pod_range]},
        "status": {"addresses": [address], "conditions": [{"type": "Ready", "status": "True"}]},
    }


def _ip_of_pod(number: int, nodes: int) -> str:
    return str(ip_address(_FIRST_POD + number % nodes * PODS_OF_NODE + number // nodes + 2))


def _pod(number: int, nodes: int, services: int) -> dict[str, Any]:
    app = f"app-{number % services}"
    owner = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": app,
        "uid": "1",
        "controller": True,
    }
    metadata = _metadata(f"pod-{number}", number, {"app": app, "pod-template-hash": "5d8f"})
    ip = _ip_of_pod(number, nodes)
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**metadata, "ownerReferences": [owner]},
        "spec": {
            "nodeName": f"node-{number % nodes}",
            "restartPolicy": "Always",
            "serviceAccountName": "default",
            "containers": [
                {
                    "name": "main",
                    "image": "example/app:1.0",
                    "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
                    "resources": {"requests": {"cpu": "100m"}},
                }
            ],
        },
        "status": {
            "phase": "Running",
            "podIP": ip,
            "podIPs": [{"ip": ip}],
            "hostIP": str(ip_address(_FIRST_NODE + number % nodes)),
            "conditions": [
                {"type": kind, "status": "True"}
                for kind in ("Initialized", "Ready", "ContainersReady", "PodScheduled")
            ],
        },
    }


def _service(number: int) -> dict[str, Any]:
    ip = str(ip_address(_FIRST_SERVICE + number))
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(f"service-{number}", number, {}),
        "spec": {
            "type": "ClusterIP",
            "clusterIP": ip,
            "clusterIPs": [ip],
            "ipFamilies": ["IPv4"],
            "ipFamilyPolicy": "SingleStack",
            "internalTrafficPolicy": "Cluster",
            "sessionAffinity": "None",
            "selector": {"app": f"app-{number}"},
            "ports": [{"name": "http", "protocol": "TCP", "port": 80, "targetPort": "http"}],
        },
    }


def _slice(number: int, nodes: int, pods: int, services: int) -> dict[str, Any]:
    labels = {
        "kubernetes.io/service-name": f"service-{number}",
        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
    }
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": _metadata(f"service-{number}-x", number, labels),
        "addressType": "IPv4",
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
        "endpoints": [_endpoint(pod, nodes) for pod in range(number, pods, services)],
    }


def _endpoint(pod: int, nodes: int) -> dict[str, Any]:
    return {
        "addresses": [_ip_of_pod(pod, nodes)],
        "conditions": {"ready": True, "serving": True, "terminating": False},
        "nodeName": f"node-{pod % nodes}",
        "zone": f"zone-{pod % nodes % 3}",
        "targetRef": {"kind": "Pod", "namespace": "default", "name": f"pod-{pod}"},
    }
