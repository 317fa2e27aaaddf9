"""Clusters from manifests, as tests of loading need them."""

from __future__ import annotations

from pathlib import Path

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster

PROJECT = Path(__file__).parents[2]
CLUSTER = PROJECT / "diagrams" / "cluster"
OTHER_CLUSTERS = sorted((PROJECT / "diagrams" / "other-clusters").iterdir())
ORACLE = PROJECT / "tests" / "data" / "oracle" / "cluster.yaml"
KUBECTL = PROJECT / "tests" / "data" / "manifests" / "kubectl.yaml"
EVERY_KIND = PROJECT / "tests" / "data" / "manifests" / "every-kind.yaml"

NODES = """
apiVersion: v1
kind: Node
metadata: {name: node-a, labels: {topology.kubernetes.io/zone: zone-1, disk: ssd}}
spec: {podCIDR: 10.244.1.0/24}
status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-b, labels: {topology.kubernetes.io/zone: zone-2, disk: ssd}}
spec: {podCIDR: 10.244.2.0/24}
status: {addresses: [{type: InternalIP, address: 10.0.0.12}]}
---
apiVersion: v1
kind: Node
metadata: {name: node-c, labels: {topology.kubernetes.io/zone: zone-2}}
spec: {podCIDR: 10.244.3.0/24}
status: {addresses: [{type: InternalIP, address: 10.0.0.13}]}
"""


def cluster_of(*texts: str) -> Cluster:
    """Return the cluster that the manifests in the texts describe."""
    return complete(decode(parse("\n---\n".join(texts), Path("test.yaml"))))


def workload(name: str, replicas: int = 1, kind: str = "Deployment", spec: str = "{}") -> str:
    """Return a workload whose Pods have the label `app` with its name; `spec` is that of its Pods, as flow."""
    return f"""
apiVersion: apps/v1
kind: {kind}
metadata: {{name: {name}}}
spec:
  {"" if kind == "DaemonSet" else f"replicas: {replicas}"}
  {"serviceName: " + name if kind == "StatefulSet" else ""}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {spec}
"""


def service(name: str, spec: str) -> str:
    """Return a Service; `spec` is written as flow, without the braces around it."""
    return f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{{spec}}}\n"
