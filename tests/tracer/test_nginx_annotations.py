"""ingress-nginx's annotations: which Pod answers, with which path and host; and which are not computed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from atlas.controlplane.complete import complete
from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.tracer.trace import Flow, Trace, Verdict
from atlas.tracer.tracer import trace
from support.cases import cases

TRIAL = Path(__file__).parents[1] / "data" / "trials" / "08-nginx-regex-rewrite.yaml"
BASE = TRIAL.read_text("utf-8").split("\n---\n", 1)[1]
OTHER = """
apiVersion: v1
kind: Service
metadata: {name: other}
spec: {selector: {app: other}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: other, labels: {app: other}}
spec: {nodeName: k8s-worker1, containers: [{name: c, image: x, ports: [{containerPort: 8080}]}]}
---
apiVersion: atlas.example/v1
kind: Client
metadata: {name: laptop}
spec: {addresses: [192.0.2.7]}
"""


def ingress(
    annotations: str, paths: str, name: str = "main", host: str = "a.example.com", more: str = ""
) -> str:
    """Return an Ingress; annotations and paths are words such as `app-root=/x` and `/x=http-svc`."""
    pairs = (one.partition("=") for one in annotations.split())
    written = ", ".join(
        f'"nginx.ingress.kubernetes.io/{key}": "{value}"' for key, _, value in pairs
    )
    listed = (one.rpartition("=") for one in paths.split())
    rules = ", ".join(
        f"{{path: '{path}', pathType: ImplementationSpecific, backend: {{service: {{name: {to}, port: {{number: 80}}}}}}}}"
        for path, _, to in listed
    )
    return (
        f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: {name}, annotations: {{{written}}}}}\n"
        f"spec: {{ingressClassName: nginx, rules: [{{host: {host}, http: {{paths: [{rules}]}}}}]{more}}}\n"
        "status: {loadBalancer: {ingress: [{ip: 192.168.10.240}]}}\n"
    )


def cluster_of(*ingresses: str) -> Cluster:
    text = "\n---\n".join((*ingresses, OTHER, BASE))
    return complete(decode(parse(text, Path("nginx.yaml"))))


def asked(cluster: Cluster, url: str, *headers: tuple[str, str]) -> Trace:
    host = url.split("/")[2]
    pinned = ((host, 80, "192.168.10.240"),)
    return trace(cluster, Flow("client/laptop", url, headers=headers, pinned=pinned))


def answers(found: Trace) -> dict[str, Fraction]:
    """Return who answers, with which share; a verdict where the controller does itself."""
    told: dict[str, Fraction] = {}
    for branch in found.branches:
        name = (
            branch.destination.name if branch.verdict is Verdict.DELIVERED else branch.verdict.value
        )
        told[name] = told.get(name, Fraction(0)) + branch.probability
    return told


def backend_path(found: Trace) -> str:
    """Return the path that the backend gets, by the note of the controller."""
    for hop in found.branches[0].hops:
        if hop.reason is Reason.NGINX_PATTERN:
            return str(dict(hop.facts)["path"])
    return ""


@cases(
    """
    annotations                               paths                                   path            answered    gets
    use-regex=true rewrite-target=/$2         /something(/|$)(.*)=http-svc            /something/new  http-svc-1  /new
    use-regex=true rewrite-target=/$2         /something(/|$)(.*)=http-svc            /something      http-svc-1  /
    use-regex=true rewrite-target=/$2         /something(/|$)(.*)=http-svc            /else           HTTP 404    -
    rewrite-target=/                          /app=http-svc                           /app/x          http-svc-1  /
    use-regex=true                            /v[0-9]+/x=http-svc                     /V2/X           http-svc-1  /V2/X
    use-regex=true                            /v=http-svc /v[0-9]+=other              /v12            other       /v12
    use-regex=true                            /foo=http-svc                           /foobar         http-svc-1  /foobar
    use-regex=true                            /(?!x)y=http-svc                        /y              unknown     -
    app-root=/start                           /=http-svc                              /               HTTP 302    -
    app-root=/start                           /=http-svc                              /start          http-svc-1  -
    permanent-redirect=https://b.example.com  /=http-svc                              /x              HTTP 301    -
    permanent-redirect=https://b.example.com permanent-redirect-code=308  /=http-svc  /x              HTTP 308    -
    temporal-redirect=https://b.example.com   /=http-svc                              /x              HTTP 302    -
    force-ssl-redirect=true                   /=http-svc                              /x              HTTP 308    -
    ssl-redirect=true                         /=http-svc                              /x              http-svc-1  -
    backend-protocol=HTTPS                    /=http-svc                              /x              http-svc-1  -
    affinity=cookie                           /=http-svc                              /x              http-svc-1  -
    upstream-vhost=c.example.com              /=http-svc                              /x              http-svc-1  -
    rewrite-target=https://b.example.com/$1   /(.*)=http-svc                          /x              HTTP 302    -
    whitelist-source-range=10.0.0.0/8         /=http-svc                              /x              unknown     -
    auth-url=http://auth.example.com          /=http-svc                              /x              unknown     -
    default-backend=other                     /=http-svc                              /x              unknown     -
    service-upstream=true                     /=http-svc                              /x              unknown     -
    canary-by-header-pattern=.*               /=http-svc                              /x              unknown     -
    """,
    source="kubernetes/ingress-nginx docs/user-guide: annotations.md, ingress-path-matching.md",
)
def test_annotations_of_one_ingress(
    annotations: str, paths: str, path: str, answered: str, gets: str
) -> None:
    found = asked(cluster_of(ingress(annotations, paths)), f"http://a.example.com{path}")
    assert set(answers(found)) == {answered}
    assert backend_path(found) == gets


@cases(
    """
    canary                                                       header           share
    canary-weight=20                                             -                1/5
    canary-weight=20 canary-weight-total=40                      -                1/2
    canary-weight=0                                              -                0
    canary-by-header=X-New                                       X-New:always     1
    canary-by-header=X-New canary-weight=50                      X-New:never      0
    canary-by-header=X-New canary-weight=50                      X-New:maybe      1/2
    canary-by-header=X-New canary-by-header-value=me             X-New:me         1
    canary-by-header=X-New canary-by-header-value=me             X-New:always     0
    canary-by-cookie=new                                         Cookie:new=always  1
    canary-by-cookie=new canary-weight=50                        Cookie:new=never   0
    """,
    source="kubernetes/ingress-nginx docs/user-guide/nginx-configuration/annotations.md#canary",
)
def test_canaries(canary: str, header: str, share: str) -> None:
    main = ingress("", "/=http-svc")
    second = ingress(f"canary=true {canary}", "/=other", "canary")
    name, _, value = header.partition(":")
    headers = ((name, value),) if header else ()
    found = answers(asked(cluster_of(main, second), "http://a.example.com/", *headers))
    assert found.get("other", Fraction(0)) == Fraction(share)
    assert sum(found.values()) == 1


def test_one_ingress_with_patterns_decides_for_all_of_its_host() -> None:
    """And for no other host."""
    plain = ingress("", "/plain=other", "plain")
    cluster = cluster_of(ingress("use-regex=true", "/v[0-9]=http-svc"), plain)
    assert set(answers(asked(cluster, "http://a.example.com/plainer"))) == {"other"}
    elsewhere = ingress("", "/plain=other", "plain", "b.example.com")
    cluster = cluster_of(ingress("use-regex=true", "/v[0-9]=http-svc"), elsewhere)
    assert set(answers(asked(cluster, "http://b.example.com/plainer"))) == {"HTTP 404"}


def test_an_alias_is_served_like_its_host() -> None:
    cluster = cluster_of(ingress("server-alias=www.example.com,w.example.com", "/=http-svc"))
    assert set(answers(asked(cluster, "http://w.example.com/"))) == {"http-svc-1"}


@pytest.mark.parametrize(("value", "answer"), [("false", "http-svc-1"), ("true", "HTTP 308")])
def test_a_host_with_a_certificate_is_redirected_unless_that_is_forbidden(
    value: str, answer: str
) -> None:
    tls = ", tls: [{hosts: [a.example.com], secretName: s}]"
    cluster = cluster_of(ingress(f"ssl-redirect={value}", "/=http-svc", more=tls))
    assert set(answers(asked(cluster, "http://a.example.com/"))) == {answer}


def test_a_forced_redirect_is_not_said_to_come_from_a_certificate() -> None:
    found = asked(
        cluster_of(ingress("force-ssl-redirect=true", "/=http-svc")), "http://a.example.com/"
    )
    assert {one.hops[-1].reason for one in found.branches} == {Reason.FORCED_TO_HTTPS}
