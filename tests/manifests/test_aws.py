"""Balancers of AWS, as classes and annotations of Services choose them."""

from __future__ import annotations

from pathlib import Path

from atlas.tracer.trace import Flow, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.cases import cases

PREFIX = "service.beta.kubernetes.io/aws-load-balancer-"
MANIFESTS = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 2
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: example/web, ports: [{{containerPort: 8080}}]}}]}}
---
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {{{annotations}}}
spec:
  type: LoadBalancer
  {class_}
  selector: {{app: web}}
  ports: [{{port: 80, targetPort: 8080}}]
status: {{loadBalancer: {{ingress: [{{hostname: web-1234.elb.eu-west-1.amazonaws.com}}]}}}}
"""


@cases(
    """
    class                annotations                                                                              balancer
    service.k8s.aws/nlb  -                                                                                        Rewrite Nodes
    service.k8s.aws/nlb  nlb-target-type=ip                                                                       Proxy Pods
    service.k8s.aws/nlb  nlb-target-type=ip;target-group-attributes=preserve_client_ip.enabled=true               Rewrite Pods
    service.k8s.aws/nlb  target-group-attributes=preserve_client_ip.enabled=false,proxy_protocol_v2.enabled=true  Proxy Nodes header
    -                    type=external;nlb-target-type=instance                                                   Rewrite Nodes
    -                    type=nlb-ip;proxy-protocol=*                                                             Proxy Pods header
    -                    type=nlb                                                                                 Rewrite Nodes
    -                    -                                                                                        -   # a Classic Load Balancer
    """.replace("class  ", "class_ "),
    source="kubernetes-sigs/aws-load-balancer-controller docs/guide/service/annotations.md",
)
def test_which_balancer(tmp_path: Path, class_: str, annotations: str, balancer: str) -> None:
    pairs = (one.partition("=") for one in annotations.split(";") if one)
    written = ", ".join(f'{PREFIX}{key}: "{value}"' for key, _, value in pairs)
    chosen = f"loadBalancerClass: {class_}" if class_ else ""
    file = tmp_path / "web.yaml"
    file.write_text(MANIFESTS.format(annotations=written, class_=chosen))
    cluster = load([file]).cluster
    found = [
        f"{one.forwarding.value} {one.targets.value}" + (" header" if one.proxy_protocol else "")
        for one in cluster.load_balancers
    ]
    assert " ".join(found) == balancer
    expected = Verdict.BAD_REQUEST if "header" in balancer else Verdict.DELIVERED
    assert trace(cluster, Flow("client/outside", "service/web")).verdicts == {expected}
