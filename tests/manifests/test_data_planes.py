"""Data planes of Gateways: each has its own, unless the implementation says that they share one."""

from __future__ import annotations

import pytest

from atlas.model.cluster import Cluster
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.assumption import Topic
from support.ask import answers, verdict
from support.assumed import assumed, assumed_cluster
from support.cases import cases
from support.manifests import service, workload

GATEWAY_CLASS = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: inside}
spec: {controllerName: example.com/inside}
"""
BACKENDS = "\n---\n".join(
    (
        *(workload(name, spec="{containers: [{name: a, image: b}]}") for name in ("red", "blue")),
        *(
            service(name, f"selector: {{app: {name}}}, ports: [{{port: 80}}]")
            for name in ("red", "blue")
        ),
    )
)


def gateway(name: str, address: str = "") -> str:
    """Return a Gateway with a route of its name, which leads to the Service of that name."""
    status = f"status: {{addresses: [{{value: {address}}}]}}\n" if address else ""
    return (
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: {name}}}\n"
        "spec: {gatewayClassName: inside, listeners: [{name: http, port: 80, protocol: HTTP}]}\n"
        f"{status}---\n"
        f"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: {name}}}\n"
        f"spec: {{parentRefs: [{{name: {name}}}], rules: [{{matches: [{{path: {{value: /{name}}}}}], "
        f"backendRefs: [{{name: {name}, port: 80}}]}}]}}\n"
    )


def proxy(name: str, *, labels: str = "", address: str = "", gateways: str = "") -> str:
    """Return a described data plane: Pods, a LoadBalancer Service, and the HttpProxy that names them."""
    labels = labels or f"app: {name}"
    status = f"status: {{loadBalancer: {{ingress: [{{ip: {address}}}]}}}}\n" if address else ""
    said = f", gateways: {gateways}" if gateways else ""
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{{labels}}}}}\nspec: {{containers: [{{name: a, image: b}}]}}\n"
    entry = service(name, f"type: LoadBalancer, selector: {{{labels}}}, ports: [{{port: 80}}]")
    return "\n---\n".join(
        (
            pod,
            entry + status,
            f"apiVersion: atlas.example/v1\nkind: HttpProxy\nmetadata: {{name: {name}}}\n"
            f"spec: {{controller: example.com/inside, namespace: default, selector: {{{labels}}}{said}}}\n",
        )
    )


def answer(cluster: Cluster, gateway: str, path: str) -> str:
    """Return what comes of a request to the address of a Gateway: the Pods that may answer, else the verdict."""
    (address,) = next(one.addresses for one in cluster.gateways if one.name == gateway)
    found = trace(cluster, Flow("client/outside", f"http://{address}{path}"))
    return answers(found) or verdict(found)


def served(cluster: Cluster) -> dict[str, tuple[str, ...]]:
    return {one.name: one.gateways for one in cluster.http_proxies}


@pytest.mark.parametrize(
    "addresses", [("", ""), ("203.0.113.50", "203.0.113.51")], ids=["picked", "reported"]
)
def test_a_route_does_not_answer_at_another_gateway_of_the_class(
    addresses: tuple[str, str],
) -> None:
    cluster, assumptions = assumed(
        GATEWAY_CLASS, gateway("red", addresses[0]), gateway("blue", addresses[1]), BACKENDS
    )
    found = {
        (one, path): answer(cluster, one, path)
        for one in ("red", "blue")
        for path in ("/red", "/blue")
    }
    assert found == {
        ("red", "/red"): "red-1",
        ("red", "/blue"): "HTTP 404",
        ("blue", "/red"): "HTTP 404",
        ("blue", "/blue"): "blue-1",
    }
    assert [one.topic for one in assumptions].count(Topic.DATA_PLANE) == 2


def test_gateways_that_report_one_address_share_a_data_plane() -> None:
    entry = proxy("both", address="203.0.113.9")
    gateways = (gateway("red", "203.0.113.9"), gateway("blue", "203.0.113.9"))
    cluster = assumed_cluster(GATEWAY_CLASS, entry, *gateways, BACKENDS)
    assert served(cluster) == {"both": ("default/blue", "default/red")}
    assert answer(cluster, "red", "/blue") == "blue-1"


@cases(
    """
    gateways                      red                    red_at_blue  planes
    -                             HTTP 404               HTTP 404     2   # the first by name; another is assumed
    ["*"]                         red-1                  red-1        1
    [default/red]                 red-1                  HTTP 404     2
    [default/red, default/blue]   red-1                  red-1        1
    """,
    source="GEP-1762; atlas.example/v1 HttpProxy",
)
def test_a_described_data_plane_says_whom_it_serves(
    gateways: str, red: str, red_at_blue: str, planes: str
) -> None:
    entry = proxy("mine", address="203.0.113.9", gateways=gateways)
    cluster = assumed_cluster(GATEWAY_CLASS, entry, gateway("red"), gateway("blue"), BACKENDS)
    mine = trace(cluster, Flow("client/outside", "http://203.0.113.9/red"))
    assert (answers(mine) or verdict(mine)) == red
    assert answer(cluster, "blue", "/red") == red_at_blue
    assert len(cluster.http_proxies) == int(planes)


def test_pods_with_the_name_of_a_gateway_are_its_own() -> None:
    label = "gateway.networking.k8s.io/gateway-name"
    planes = (proxy("one", labels=f"{label}: red"), proxy("two", labels=f"{label}: blue"))
    cluster = assumed_cluster(GATEWAY_CLASS, *planes, gateway("red"), gateway("blue"), BACKENDS)
    assert served(cluster) == {"one": ("default/red",), "two": ("default/blue",)}


def test_a_gateway_with_routes_comes_before_one_without() -> None:
    idle = gateway("aaa").partition("---")[0]
    cluster = assumed_cluster(GATEWAY_CLASS, proxy("mine"), idle, gateway("red"), BACKENDS)
    assert served(cluster)["mine"] == ("default/red",)


def test_pods_that_are_left_over_serve_nobody() -> None:
    cluster = assumed_cluster(GATEWAY_CLASS, proxy("one"), proxy("two"), gateway("red"), BACKENDS)
    assert served(cluster) == {"one": ("default/red",), "two": ()}
