"""Near misses of Services: a port that the Service does not have, and clients that do not ask the cluster's DNS."""

from __future__ import annotations

import pytest

from atlas.model.cluster import Cluster
from atlas.text.near_misses import say_near_miss
from atlas.text.text import Lang
from atlas.tracer.near_miss import Near, near_misses
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.cases import cases

MANIFESTS = """
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  clusterIP: 10.96.0.80
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: 8080}, {name: metrics, port: 9090}]
---
apiVersion: v1
kind: Service
metadata: {name: alias}
spec: {type: ExternalName, externalName: web.default.svc.cluster.local}
---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: c, image: x}]}
---
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec: {hostNetwork: true, containers: [{name: c, image: x}]}
---
apiVersion: v1
kind: Pod
metadata: {name: careful}
spec: {hostNetwork: true, dnsPolicy: ClusterFirstWithHostNet, containers: [{name: c, image: x}]}
---
apiVersion: v1
kind: Pod
metadata: {name: alone}
spec: {dnsPolicy: Default, containers: [{name: c, image: x}]}
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    file = tmp_path_factory.mktemp("manifests") / "input.yaml"
    file.write_text(MANIFESTS)
    return load([file]).cluster


@cases(
    """
    client          to               near                      told
    pod/client      10.96.0.80:80    -                         -
    pod/client      10.96.0.80:81    SERVICE_PORT              81/TCP
    pod/client      web:81           SERVICE_PORT              80/TCP, 9090/TCP
    pod/client      web:8080         SERVICE_PORT,TARGET_PORT  8080/TCP
    pod/client      alias:81         SERVICE_PORT              service/web
    pod/client      10.96.0.81:80    -                         -                               # nobody's address
    pod/client      web.shop:80      SERVICE_ELSEWHERE         web.default
    pod/agent       web:80           DNS_POLICY                ClusterFirstWithHostNet
    pod/careful     web:80           -                         -
    pod/alone       web:80           DNS_POLICY                dnsPolicy: Default
    client/outside  web:80           DNS_OUTSIDE               client/outside
    node/node-1     web:80           DNS_OUTSIDE               node/node-1
    pod/alone       other:80         -                         -
    """,
    source="kubernetes/kubernetes pkg/kubelet/network/dns/dns.go GetPodDNS",
)
def test_what_almost_matched(cluster: Cluster, client: str, to: str, near: str, told: str) -> None:
    answer = near_misses(cluster, trace(cluster, Flow(client, to)))
    found = [one for one in answer if one.near is not Near.SILENT_ROUTER]
    assert [one.near for one in found] == [Near[one] for one in near.split(",") if one]
    for lang in Lang:
        assert told in " ".join(say_near_miss(one, lang) for one in found)
