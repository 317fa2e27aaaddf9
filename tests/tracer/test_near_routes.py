"""Near misses of routes: why a route that is meant for a request does not get it, in the words of its conditions."""

from __future__ import annotations

import pytest

from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.model.cluster import Cluster
from atlas.text.near_misses import say_near_miss
from atlas.text.text import Lang
from atlas.tracer.near_miss import Near, near_misses
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.assumption import Topic
from atlas.world.load import load
from support.assumed import assumed
from support.cases import cases
from support.manifests import service

API = "gateway.networking.k8s.io/v1"


@pytest.fixture(scope="module")
def gateways() -> Cluster:
    return load([OTHER_CLUSTERS / "gateways"]).cluster


@cases(
    """
    url                                near          route                 reason
    http://refused.example.net:81/     LISTENER      httproute/outsider    NotAllowed
    http://own.example.org/            LISTENER      -                     -          # nobody has asked for it
    grpc://calls.example.com/a.B/C     LISTENER      httproute/late        grpcroute/calls
    http://shop.example.com/slow       NOT_COMPUTED  httproute/shop        -
    """,
    source=f"{API} RouteConditionReason, ListenerConditionReason",
)
def test_what_almost_took_a_request(
    gateways: Cluster, url: str, near: str, route: str, reason: str
) -> None:
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    flow = Flow("client/laptop", url, pinned=((host, int(port or 80), "203.0.113.1"),))
    found = [one for one in near_misses(gateways, trace(gateways, flow)) if one.near is Near[near]]
    named = [(dict(one.facts)["route"], dict(one.facts).get("reason", "")) for one in found]
    assert ((route, reason) in named) == bool(route)
    assert all("{" not in say_near_miss(one, lang) for one in found for lang in Lang)


@cases(
    """
    url                                 listener  reason
    http://refused.example.net:81/      refused   NotAllowed
    http://own.example.org/             taken     HostnameConflict
    https://borrowed.example.org:443/   borrowed  RefNotPermitted
    """,
    source=f"{API} ListenerConditionReason",
)
def test_listeners_that_take_nothing_are_named(
    gateways: Cluster, url: str, listener: str, reason: str
) -> None:
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    flow = Flow("client/laptop", url, pinned=((host, int(port or 80), "203.0.113.1"),))
    found = [
        dict(one.facts)
        for one in near_misses(gateways, trace(gateways, flow))
        if one.near is Near.LISTENER_FAULT
    ]
    assert (listener, reason) in [(one["listener"], one["reason"]) for one in found]


def test_a_route_on_a_service_is_named_where_nobody_says_that_it_is_http(gateways: Cluster) -> None:
    found = near_misses(gateways, trace(gateways, Flow("pod/caller-1", "service/mesh")))
    assert [
        (one.near, dict(one.facts)["route"]) for one in found if one.near is Near.MESH_ROUTE
    ] == [(Near.MESH_ROUTE, "httproute/producer")]
    outside = near_misses(gateways, trace(gateways, Flow("node/node-a", "service/mesh")))
    assert Near.MESH_ROUTE not in {one.near for one in outside}


@cases(
    """
    parent                                       listener                                reason            named
    {name: public, sectionName: other}           {name: a, port: 80, protocol: HTTP}     NoMatchingParent  other
    {name: public, port: 81}                     {name: a, port: 80, protocol: HTTP}     NoMatchingParent  any
    {name: public}                               {name: a, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: None}}}  NotAllowedByListeners  any
    {name: public}                               {name: a, port: 80, protocol: HTTP, allowedRoutes: {kinds: [{kind: GRPCRoute}]}}  NotAllowedByListeners  any
    {name: public}                               {name: a, port: 80, protocol: HTTP, hostname: other.example.com}  NoMatchingListenerHostname  any
    """,
    source=f"{API} RouteConditionAccepted",
)
def test_conditions_have_the_reasons_of_the_api(
    parent: str, listener: str, reason: str, named: str
) -> None:
    extra = "{name: b, port: 80, protocol: HTTP, hostname: b.example.com}"
    cluster, _ = assumed(
        f"apiVersion: {API}\nkind: Gateway\nmetadata: {{name: public}}\n"
        f"spec: {{gatewayClassName: a, listeners: [{listener}, {extra}]}}\n"
        "status: {addresses: [{value: 203.0.113.77}]}\n",
        f"apiVersion: {API}\nkind: HTTPRoute\nmetadata: {{name: news}}\n"
        f"spec: {{parentRefs: [{parent}], hostnames: [news.example.com], rules: [{{backendRefs: [{{name: web, port: 80}}]}}]}}\n",
        service("web", "selector: {app: web}, ports: [{port: 80}]"),
    )
    found = trace(
        cluster,
        Flow("client/outside", "http://203.0.113.77/", headers=(("Host", "news.example.com"),)),
    )
    told = [dict(one.facts) for one in near_misses(cluster, found) if one.near is Near.LISTENER]
    assert [one["reason"] for one in told] == [reason]
    assert [one["listener"] for one in told] == ["-" if named == "any" else named]


@cases(
    """
    network               is_assumed  answer
    -                     yes         HTTP 404
    serviceMesh: Present  no          HTTP 404
    serviceMesh: Absent   no          refused    # kube-proxy has no endpoint for it
    """,
    source="GEP-1426; atlas.example/v1 PodNetwork",
)
def test_a_mesh_is_assumed_unless_the_manifests_say(
    network: str, is_assumed: str, answer: str
) -> None:
    said = f"apiVersion: atlas.example/v1\nkind: PodNetwork\nmetadata: {{name: a}}\nspec: {{{network}}}\n"
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: caller, labels: {app: caller}}\nspec: {containers: [{name: a, image: b}]}\n"
    route = (
        f"apiVersion: {API}\nkind: HTTPRoute\nmetadata: {{name: web}}\n"
        'spec: {parentRefs: [{group: "", kind: Service, name: web}], rules: [{matches: [{path: {value: /a}}], '
        "backendRefs: [{name: web, port: 80}]}]}\n"
    )
    web = service("web", "selector: {app: web}, ports: [{port: 80}]")
    cluster, assumptions = assumed(pod, web, route, *([said] if network else []))
    assert (Topic.MESH in {one.topic for one in assumptions}) == (is_assumed == "yes")
    found = trace(cluster, Flow("pod/caller", "http://web/b"))
    assert {one.value for one in found.verdicts} == {answer}
