"""What nobody has written is assumed, within limits; what somebody has written is found and left as it is."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from atlas.manifests.read import parse
from atlas.model.cluster import KUBE_DNS
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.assumption import Assumption, Topic, Wishes
from atlas.world.load import load_documents
from support import ask
from support.assumed import assumed, assumed_cluster
from support.cases import cases
from support.manifests import NODES, service, workload

RUNNING = "{containers: [{name: a, image: b}]}"
WEB = workload("web", spec=RUNNING)
WEB_SERVICE = service("web", "selector: {app: web}, ports: [{port: 80}]")
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: shop}}
spec:
  {spec}
  rules: [{{http: {{paths: [{{path: /, pathType: Prefix, backend: {{service: {{name: web, port: {{number: 80}}}}}}}}]}}}}]
"""


def topics(assumptions: list[Assumption]) -> set[Topic]:
    return {one.topic for one in assumptions}


def in_namespace(text: str, namespace: str, labels: str = "") -> str:
    """Return an object put into a namespace, with these labels."""
    name = text.partition("metadata: {name: ")[2].partition("}")[0]
    return text.replace(
        f"metadata: {{name: {name}}}",
        f"metadata: {{name: {name}, namespace: {namespace}, labels: {{{labels}}}}}",
    )


# DNS


@cases(
    """
    namespace    name      labels             port  assumed
    kube-system  kube-dns  -                  53    no
    kube-system  coredns   -                  53    no
    kube-system  rke2-dns  k8s-app: kube-dns  53    no
    kube-system  kube-dns  k8s-app: kube-dns  9153  yes    # nobody asks there
    kube-system  rke2-dns  -                  53    yes
    default      kube-dns  k8s-app: kube-dns  53    yes
    """,
    source="kubernetes/dns docs/specification.md; the manifests of kubeadm, kops and RKE2",
)
def test_dns_is_assumed_unless_a_service_is_that_of_the_cluster(
    namespace: str, name: str, labels: str, port: str, assumed: str
) -> None:
    written = in_namespace(service(name, f"ports: [{{port: {port}}}]"), namespace, labels)
    assert (Topic.DNS in topics(found_in(WEB, written))) == (assumed == "yes")


def found_in(*texts: str) -> list[Assumption]:
    return assumed(*texts)[1]


@cases(
    """
    cidr          taken       dns
    10.96.0.0/16  -           10.96.0.10
    10.96.0.0/16  10.96.0.10  another
    10.96.0.0/29  -           another     # too small to have a tenth address
    """,
    source="kubernetes/dns docs/specification.md; kubeadm's tenth address of the Service range",
)
def test_the_address_of_dns(cidr: str, taken: str, dns: str) -> None:
    ranges = f"apiVersion: networking.k8s.io/v1\nkind: ServiceCIDR\nmetadata: {{name: kubernetes}}\nspec: {{cidrs: [{cidr}]}}\n"
    others = [service("web", f"clusterIP: {taken}, ports: [{{port: 80}}]")] if taken else []
    cluster, _ = assumed(WEB, ranges, *others, wishes=Wishes(dns=True))
    (ip,) = cluster.service_by_reference[KUBE_DNS].cluster_ips
    assert ip in ip_network(cidr)
    assert (str(ip) == dns) == (dns != "another")
    assert str(ip) != taken


# Nodes


def test_pods_that_want_different_nodes_never_make_more_than_a_command_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choosy = [workload(f"w-{n}", spec=f'{{nodeSelector: {{disk: "{n}"}}}}') for n in range(5)]
    assert len(assumed_cluster(*choosy).nodes) == 6  # the first label is on both usual nodes
    monkeypatch.setattr("atlas.world.nodes.MOST_NODES", 3)
    assert len(assumed_cluster(*choosy).nodes) == 3


@cases(
    """
    service       pods                   node         ranges
    10.96.0.1     10.42.0.5 10.42.3.7    10.0.0.11    10.42.0.0/16
    172.20.0.1    172.20.200.5           10.0.0.11    172.20.192.0/20    # beside the Services
    10.96.0.1     10.0.3.5               10.0.0.11    -                  # Pods have addresses of the nodes' network
    fd00:96::1    fd00:42::5             fd00:1::11   fd00:42::/48
    """,
    source="our own rule; the ranges that network plugins take",
)
def test_the_range_of_pods_holds_no_nodes_and_no_services(
    service: str, pods: str, node: str, ranges: str
) -> None:
    web = f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{clusterIP: '{service}', ports: [{{port: 80}}]}}\n"
    running = [
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p-{number}}}\nspec: {{nodeName: n}}\n"
        f"status: {{podIP: '{ip}'}}\n"
        for number, ip in enumerate(pods.split())
    ]
    host = f"apiVersion: v1\nkind: Node\nmetadata: {{name: n}}\nstatus: {{addresses: [{{type: InternalIP, address: '{node}'}}]}}\n"
    cluster, assumptions = assumed(web, host, *running)
    assert " ".join(map(str, cluster.proxy.cluster_cidrs)) == ranges
    assert (Topic.NO_POD_RANGE in topics(assumptions)) == (not ranges)


def test_as_many_balancers_get_an_address_as_there_are() -> None:
    """Of 203.0.113.0/24, whose last address is none of a machine."""
    ports = "selector: {app: web}, ports: [{port: 80}]"
    waiting = [
        f"{service(f's-{n}', f'type: LoadBalancer, {ports}')}"
        f"status: {{loadBalancer: {{ingress: [{{hostname: a-{n}.example.com}}]}}}}\n"
        for n in range(55)
    ]
    ips = [str(one.load_balancer_ips[0]) for one in assumed_cluster(WEB, *waiting).services]
    assert sorted(ips) == [f"203.0.113.{number}" for number in range(200, 255)]


# Policies that are not read


@cases(
    """
    selector                                                                  verdict
    {}                                                                        unknown
    {matchLabels: {app: web}}                                                 unknown
    {matchLabels: {app: other}}                                               delivered
    {matchExpressions: [{key: app, operator: In, values: [web, other]}]}      unknown
    {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}          delivered
    {matchExpressions: [{key: app, operator: Exists}]}                        unknown
    {matchExpressions: [{key: tier, operator: Exists}]}                       delivered
    """,
    source="networking/v1 NetworkPolicySpec.podSelector",
)
def test_a_policy_leaves_open_only_what_it_is_about(selector: str, verdict: str) -> None:
    policy = f"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: a}}\nspec: {{podSelector: {selector}}}\n"
    texts = (NODES, WEB, WEB_SERVICE, workload("probe", spec=RUNNING), policy)
    cluster = load_documents(list(parse("\n---\n".join(texts), Path("test.yaml")))).cluster
    assert ask.verdict(trace(cluster, Flow("pod/probe-1", "service/web"))) == verdict


# Ingress controllers


def ingress_class(name: str, controller: str, default: bool = False) -> str:
    said = 'annotations: {ingressclass.kubernetes.io/is-default-class: "true"}' if default else ""
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: {{name: {name}, {said}}}\n"
        f"spec: {{controller: {controller}}}\n"
    )


@cases(
    """
    spec                      default  proxies
    -                         inside   inside
    -                         -        -          # no class, no default: nobody's
    ingressClassName: other   inside   other
    ingressClassName: absent  inside   -          # of a class that is not there
    """,
    source="networking/v1 IngressClass, ingressClassName",
)
def test_a_controller_is_assumed_for_the_class_that_an_ingress_has(
    spec: str, default: str, proxies: str
) -> None:
    classes = [
        ingress_class(name, f"example.com/{name}", name == default) for name in ("inside", "other")
    ]
    cluster = assumed_cluster(NODES, WEB, WEB_SERVICE, *classes, INGRESS.format(spec=spec))
    assert " ".join(one.name for one in cluster.http_proxies) == proxies


@cases(
    """
    service                namespace      pods           labels                   found
    ingress-nginx          ingress-nginx  ingress-nginx  app: ingress-nginx       yes
    ingress-nginx          ingress-nginx  ingress-nginx  app: other               no     # selects none of them
    ingress-nginx          ingress-nginx  default        app: ingress-nginx       no     # they are elsewhere
    ingress-nginx-metrics  ingress-nginx  ingress-nginx  app: ingress-nginx       no
    web                    default        default        app: ingress-nginx       yes    # by what it selects
    """,
    source="kubernetes/ingress-nginx deploy/static; our own rule",
)
def test_the_pods_of_a_controller_are_found_by_their_service(
    service: str, namespace: str, pods: str, labels: str, found: str
) -> None:
    entry = in_namespace(SELECTING.replace("NAME", service), namespace)
    pod = in_namespace(POD, pods, labels)
    ingress = INGRESS.format(spec="ingressClassName: nginx")
    cluster, assumptions = assumed(NODES, entry, pod, ingress)
    assert (Topic.HTTP_PROXY_FOUND in topics(assumptions)) == (found == "yes")
    assert len(cluster.http_proxies) == 1


SELECTING = service("NAME", "selector: {app: ingress-nginx}, ports: [{port: 80}]")
POD = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: controller}}\nspec: {RUNNING}\n"


def test_a_balancer_outside_connects_from_addresses_of_both_families() -> None:
    both = service("both", "ipFamilyPolicy: RequireDualStack, ports: [{port: 80}]")
    ingress = INGRESS.format(spec="ingressClassName: alb")
    (proxy,) = assumed_cluster(NODES, WEB, WEB_SERVICE, both, ingress).http_proxies
    assert [one.version for one in proxy.ips] == [one.version for one in proxy.pool] == [4, 6]
    assert [one.num_addresses for one in proxy.pool] == [16, 16]
