"""The variables that Services make, by the rules of the kubelet."""

from __future__ import annotations

from pathlib import Path

from atlas.controlplane.service_variables import service_variables
from atlas.why.case import case_of_texts

MANIFEST = """
apiVersion: v1
kind: Service
metadata: {name: my-app, namespace: shop}
spec:
  clusterIP: 10.96.0.20
  selector: {app: x}
  ports:
    - {name: web-ui, port: 80}
    - {name: dns, port: 53, protocol: UDP}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: other, namespace: elsewhere}
spec: {selector: {app: y}, ports: [{port: 80}]}
"""


def test_each_service_with_a_cluster_ip_makes_its_variables() -> None:
    cluster = case_of_texts({Path("app.yaml"): MANIFEST}).cluster
    assert dict(service_variables(cluster, "shop")) == {
        "MY_APP_SERVICE_HOST": "10.96.0.20",
        "MY_APP_SERVICE_PORT": "80",
        "MY_APP_SERVICE_PORT_WEB_UI": "80",
        "MY_APP_SERVICE_PORT_DNS": "53",
        "MY_APP_PORT": "tcp://10.96.0.20:80",
        "MY_APP_PORT_80_TCP": "tcp://10.96.0.20:80",
        "MY_APP_PORT_80_TCP_PROTO": "tcp",
        "MY_APP_PORT_80_TCP_PORT": "80",
        "MY_APP_PORT_80_TCP_ADDR": "10.96.0.20",
        "MY_APP_PORT_53_UDP": "udp://10.96.0.20:53",
        "MY_APP_PORT_53_UDP_PROTO": "udp",
        "MY_APP_PORT_53_UDP_PORT": "53",
        "MY_APP_PORT_53_UDP_ADDR": "10.96.0.20",
    }
