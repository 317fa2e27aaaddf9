"""Routes on Services: whose requests they are for, and to which port (GEP-1426, GAMMA)."""

from __future__ import annotations

import pytest

from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from support.ask import answers, verdict
from support.assumed import assumed_cluster
from support.cases import cases

API = "gateway.networking.k8s.io/v1"
PORTS = "[{name: http, port: 80, targetPort: 8080}, {name: other, port: 81, targetPort: 8080}]"
BASE = "\n---\n".join(
    f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}\n"
    "spec: {containers: [{name: a, image: b, ports: [{containerPort: 8080}]}]}\n---\n"
    f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
    f"spec: {{selector: {{app: {name}}}, ports: {PORTS}}}\n"
    for namespace in ("shop", "team")
    for name in ("web", "new")
)


def route(name: str, namespace: str, parent: str, more: str = "") -> str:
    """Return an HTTPRoute that leads to the Service `new` of its own namespace."""
    return (
        f"apiVersion: {API}\nkind: HTTPRoute\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f'spec: {{parentRefs: [{{group: "", kind: Service, {parent}}}]{more}, '
        "rules: [{matches: [{path: {value: /a}}], backendRefs: [{name: new, port: 80}]}]}\n"
    )


@cases(
    """
    parent                               to                   answer
    name: web                            http://web/a         new
    name: web                            http://web/b         HTTP 404
    name: web                            http://web:81/a      new
    name: web, port: 80                  http://web:81/a      web
    name: web, port: 81                  http://web:81/a      new
    name: web, sectionName: http         http://web:81/a      web   # the name of a port
    name: web, sectionName: other        http://web:81/a      new
    name: other                          http://web/a         web
    name: other}, {group: "", kind: Service, name: web  http://web/a  new    # one of several parents
    name: web, namespace: team           http://web/a         web   # another Service of that name
    """,
    source="GEP-1426; gateway.networking.k8s.io/v1 ParentReference",
)
def test_which_requests_a_route_is_for(parent: str, to: str, answer: str) -> None:
    cluster = assumed_cluster(BASE, route("a", "shop", parent))
    found = trace(cluster, Flow("pod/shop/web", to))
    assert (answers(found) or verdict(found)) == answer


@cases(
    """
    routes             sender    answer
    producer           shop/web  shop/new
    producer           team/web  shop/new
    consumer           shop/web  shop/web
    consumer           team/web  team/new
    producer consumer  shop/web  shop/new
    producer consumer  team/web  team/new   # that of the consumer comes first
    """,
    source="GEP-1426: producer and consumer routes",
)
def test_producer_and_consumer_routes(routes: str, sender: str, answer: str) -> None:
    known = {
        "producer": route("p", "shop", "name: web"),
        "consumer": route("c", "team", "name: web, namespace: shop"),
    }
    cluster = assumed_cluster(BASE, *(known[one] for one in routes.split()))
    found = trace(cluster, Flow(f"pod/{sender}", "http://web.shop/a"))
    assert {f"{one.destination.namespace}/{one.destination.name}" for one in found.branches} == {
        answer
    }


@pytest.mark.parametrize(
    ("source", "to"),
    [
        ("client/outside", "http://{ip}/b"),
        ("node/node-1", "http://{ip}/b"),
        ("pod/shop/web", "{ip}:80"),
        ("pod/shop/web", "http://{pod}:8080/b"),
    ],
    ids=["from outside", "from a node", "not known to be HTTP", "to a Pod"],
)
def test_what_a_mesh_leaves_alone(source: str, to: str) -> None:
    cluster = assumed_cluster(BASE, route("a", "shop", "name: web"))
    (service,) = (one for one in cluster.services if str(one.reference) == "service/shop/web")
    (pod,) = (one for one in cluster.pods if str(one.reference) == "pod/shop/web")
    url = to.format(ip=service.cluster_ips[0], pod=pod.ips[0])
    found = trace(cluster, Flow(source, url, node="node-1" if source.startswith("client") else ""))
    assert "HTTP 404" not in verdict(found)


def test_a_host_header_of_its_own_and_hostnames_of_the_route_play_no_part() -> None:
    cluster = assumed_cluster(BASE, route("a", "shop", "name: web", ", hostnames: [x.example.com]"))
    found = trace(cluster, Flow("pod/shop/web", "http://web/a", headers=(("Host", "new"),)))
    assert answers(found) == "new"
    (exchange,) = found.branches[0].exchanges
    assert (exchange.decided.route, exchange.decided.gateway) == ("httproute/shop/a", "")
    assert exchange.proxy == "pod/shop/web"
