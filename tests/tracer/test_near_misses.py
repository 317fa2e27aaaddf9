"""Near misses of Services: which Pods were probably meant, and of which nobody should think."""

from __future__ import annotations

from pathlib import Path

from atlas.manifests.read import parse
from atlas.tracer.near_miss import near_misses
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load_documents
from support.cases import cases
from support.manifests import NODES, service

POD = """
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: {namespace}, labels: {{app: {app}}}}}
spec: {{containers: [{{name: a, image: b}}]}}
status: {{phase: {phase}}}
"""


@cases(
    """
    namespace  app    phase    near
    default    web    Pending  NOT_RUNNING
    default    web    Failed   -                # it has ended
    default    other  Pending  -
    prod       web    Pending  -                # another Service's
    prod       web    Running  OTHER_NAMESPACE
    default    wep    Running  LABEL
    default    other  Running  -
    """,
    source="what people look for in `kubectl get pods -A --show-labels`",
)
def test_pods_that_a_service_has_missed(namespace: str, app: str, phase: str, near: str) -> None:
    pod = POD.format(name="one", namespace=namespace, app=app, phase=phase)
    texts = (NODES, pod, service("web", "selector: {app: web}, ports: [{port: 80}]"))
    cluster = load_documents(list(parse("\n---\n".join(texts), Path("test.yaml")))).cluster
    found = near_misses(cluster, trace(cluster, Flow("node/node-a", "service/web")))
    assert " ".join(one.near.name for one in found) == near
