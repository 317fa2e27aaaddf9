"""What holds for every request, whatever Ingresses, Gateways and HTTPRoutes there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.manifests.problem import ManifestError
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.model.http import FromNamespaces
from atlas.model.reason import Reason
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Action, Flow, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.http_clusters import ingress, path, route, rule
from support.http_strategies import http_clusters, requests
from support.manifests import EVERY_KIND
from support.mutations import as_json, mutated
from support.thoroughness import examples, part_of

MANY = examples(60)
HTTP_ANSWERS = {one for one in Verdict if one.value.startswith("HTTP")}
WITHOUT_REPLY = {
    Verdict.TIMED_OUT,
    Verdict.NAME_NOT_FOUND,
    Verdict.UNREACHABLE,
    Verdict.UNKNOWN,
    Verdict.NO_ADDRESS,
}


def ways(found: Trace) -> Counter[tuple[str, ...]]:
    """Return the probability of each way: its hops, their reasons and facts, its verdict."""
    sums: Counter[tuple[str, ...]] = Counter()
    for one in found.branches:
        hops = (
            f"{hop.place} {hop.action} {hop.after} {hop.reason} {hop.facts}" for hop in one.hops
        )
        sums[(*hops, one.verdict.value)] += one.probability  # type: ignore[assignment]
    return sums


@MANY
@given(http_clusters(), requests())
def test_every_request_gets_exactly_one_answer(cluster: Cluster, flow: Flow) -> None:
    found = trace(cluster, flow)
    assert sum((one.probability for one in found.branches), Fraction(0)) == 1
    for one in found.branches:
        assert all(a.after == b.before for a, b in pairwise(one.hops))
        ends = [hop for hop in one.hops if hop.action in (Action.DELIVER, Action.DROP, Action.LOSE)]
        assert len(ends) <= 1
        assert bool(one.reply) == (one.verdict not in WITHOUT_REPLY)
        if one.verdict in HTTP_ANSWERS or one.verdict is Verdict.DELIVERED:
            assert one.reply[-1].after == one.hops[0].before.reply()


@MANY
@given(http_clusters(), requests())
def test_every_hop_can_be_said(cluster: Cluster, flow: Flow) -> None:
    for one in trace(cluster, flow).branches:
        for hop in (*one.hops, *one.reply):
            assert all(say(hop.reason, lang, **dict(hop.facts)) for lang in Lang)
        assert all(say(one.verdict, lang) for lang in Lang)


@MANY
@given(http_clusters(), requests())
def test_an_ingress_or_route_for_another_host_changes_nothing(cluster: Cluster, flow: Flow) -> None:
    stranger = ingress(
        "stranger", "other.example.org", path("/", "api"), tls_hosts=("other.example.org",)
    )
    # The youngest: an older one would keep GRPCRoutes without hostnames out.
    late = route("stranger", "other.example.org", rule("api"), created="2027-01-01T00:00:00Z")
    more = replace(
        cluster,
        ingresses=(stranger, *cluster.ingresses),
        http_routes=(late, *cluster.http_routes),
    )
    assert ways(trace(more, flow)) == ways(trace(cluster, flow))


@MANY
@given(http_clusters(), requests(), st.integers(0, 2**32))
def test_the_order_of_objects_changes_nothing(cluster: Cluster, flow: Flow, seed: int) -> None:
    random = Random(seed)

    def shuffled(objects: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(random.sample(objects, len(objects)))

    mixed = replace(
        cluster,
        ingresses=shuffled(cluster.ingresses),  # type: ignore[arg-type]
        gateways=shuffled(cluster.gateways),  # type: ignore[arg-type]
        http_routes=shuffled(cluster.http_routes),  # type: ignore[arg-type]
        grpc_routes=shuffled(cluster.grpc_routes),  # type: ignore[arg-type]
        stream_routes=shuffled(cluster.stream_routes),  # type: ignore[arg-type]
        listener_sets=shuffled(cluster.listener_sets),  # type: ignore[arg-type]
        services=shuffled(cluster.services),  # type: ignore[arg-type]
        endpoint_slices=shuffled(cluster.endpoint_slices),  # type: ignore[arg-type]
    )
    assert ways(trace(mixed, flow)) == ways(trace(cluster, flow))


# Manifests of anybody

OBJECTS = [dict(one.value) for one in parse(EVERY_KIND.read_text(encoding="utf-8"), EVERY_KIND)]
HTTP_KINDS = {
    *("Ingress", "IngressClass", "Gateway", "GatewayClass", "HTTPRoute", "ReferenceGrant"),
    *("ListenerSet", "XListenerSet", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"),
    "BackendTLSPolicy",
}
ROUNDS, IN_A_ROUND = 5, part_of(60)


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_no_manifest_that_loads_makes_the_tracer_stumble(seed: int, tmp_path: Path) -> None:
    """Mistakes in one of the HTTP objects at a time, and requests that come to every proxy."""
    random = Random(seed)
    http = [one for one in OBJECTS if one["kind"] in HTTP_KINDS]
    others = [one for one in OBJECTS if one["kind"] not in HTTP_KINDS]
    loaded = 0
    for _ in range(IN_A_ROUND):
        file = tmp_path / "objects.json"
        text = as_json([*others, *mutated(http, random)])
        file.write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            cluster = load([file]).cluster
        except ManifestError:
            continue
        loaded += 1
        for one in (cluster, without_ingresses(cluster)):
            for url in ("http://203.0.113.70/", "http://10.244.1.9:8080/api?q=1", "http://web/v1"):
                _ask(one, url)
    assert loaded >= IN_A_ROUND // 10, "else nearly all mistakes were found before"


def without_ingresses(cluster: Cluster) -> Cluster:
    """Return the cluster in which the Gateways get all requests, and let in all routes."""
    gateways = tuple(
        replace(
            one,
            listeners=tuple(
                replace(listener, allowed_namespaces=FromNamespaces.ALL)
                for listener in one.listeners
            ),
        )
        for one in cluster.gateways
    )
    return replace(cluster, ingresses=(), ingress_classes=(), gateways=gateways)


def _ask(cluster: Cluster, url: str) -> set[Reason]:
    """Return the reasons of a request's hops; each way has its probability."""
    reasons: set[Reason] = set()
    for host in ("news.example.com", "shop.example.com"):
        headers = (("Host", host), ("version", "2"))
        try:
            found = trace(cluster, Flow("pod/client", url, headers=headers))
        except FlowError:
            continue
        assert sum((one.probability for one in found.branches), Fraction(0)) == 1
        reasons |= {hop.reason for one in found.branches for hop in one.hops}
    return reasons


def test_the_proxies_of_the_mutated_manifests_are_reached() -> None:
    """Else the mutations would prove nothing."""
    cluster = load([EVERY_KIND]).cluster
    assert Reason.INGRESS_TO_POD in _ask(cluster, "http://10.244.1.9:8080/")
    reached = set[Reason]()
    for path_ in ("/api?q=1", "/v1", "/old"):
        reached |= _ask(without_ingresses(cluster), f"http://10.244.1.9:8080{path_}")
    assert reached >= {Reason.REQUEST_CHANGED, Reason.REQUEST_MIRRORED, Reason.REDIRECTED}
