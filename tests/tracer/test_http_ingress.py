"""Ingress: hosts, paths and precedence, classes, default backends, backends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.http import Ingress, IngressClass, IngressPath, IngressRule, PathType
from atlas.model.service import ServicePort, ServiceType
from atlas.tracer.trace import Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import answers, ask, sources_seen, verdict
from support.cases import cases
from support.clusters import service
from support.http_clusters import CONTROLLER, gce_ingress, http_cluster, ingress, path
from support.routed import picked, request

API = "networking.k8s.io/v1 Ingress"
DOCS = f"{API}; kubernetes/website ingress.md; FACTS 8.1"


def with_ingresses(ingresses: Iterable[Ingress]) -> Cluster:
    return replace(http_cluster(), ingresses=tuple(ingresses))


@cases(
    """
    type    path           requested        matches
    Prefix  /              /anything/below  yes
    Exact   /foo           /foo             yes
    Exact   /foo           /bar             no
    Exact   /foo           /foo/            no
    Exact   /foo/          /foo             no
    Prefix  /foo           /foo             yes
    Prefix  /foo           /foo/            yes
    Prefix  /foo/          /foo             yes
    Prefix  /foo/          /foo/            yes
    Prefix  /aaa/bb        /aaa/bbb         no
    Prefix  /aaa/bbb       /aaa/bbb         yes
    Prefix  /aaa/bbb/      /aaa/bbb         yes
    Prefix  /aaa/bbb       /aaa/bbb/        yes
    Prefix  /aaa/bbb       /aaa/bbb/ccc     yes
    Prefix  /aaa/bbb       /aaa/bbbxyz      no
    Prefix  /Foo           /foo             no
    ImplementationSpecific  /foo  /foo/bar  yes   # may be read as Prefix
    ImplementationSpecific  -     /any      yes   # may be left out
    """,
    source=DOCS + ": Examples",
)
def test_path_types(type: str, path: str, requested: str, matches: str) -> None:
    cluster = with_ingresses([_one_path(PathType(type), path)])
    found = trace(cluster, request("shop.example.com", requested))
    assert verdict(found) == ("delivered" if matches == "yes" else "HTTP 404")


def _one_path(kind: PathType, text: str) -> Ingress:
    return ingress("shop", "shop.example.com", path(text, "web", kind))


@cases(
    """
    path    requested  matches
    /*      /any       yes
    -       /any       yes
    /       /          yes
    /       /any       no    # exact without a star
    /foo/*  /foo/bar   yes
    /foo/*  /foo       no
    /foo    /foo/bar   no
    """,
    source="kubernetes/ingress-gce: paths of URL maps",
)
def test_gke_reads_implementation_specific_paths_as_url_maps(
    path: str, requested: str, matches: str
) -> None:
    one = gce_ingress("store", "store.example.com", _gce_path(path))
    found = ask(with_ingresses([one]), "client/laptop", f"http://store.example.com{requested}")
    assert verdict(found) == ("delivered" if matches == "yes" else "HTTP 404")


def _gce_path(text: str) -> IngressPath:
    return path(text, "web-neg", PathType.IMPLEMENTATION_SPECIFIC)


@cases(
    """
    url                              service
    http://shop.example.com/         web
    http://shop.example.com/foo      api        # Prefix
    http://shop.example.com/foo/bar  api
    http://shop.example.com/foobar   web        # by element, not by character
    http://shop.example.com/foo/x    legacy     # Exact beats Prefix of equal length
    http://shop.example.com/foo/x/y  nobody     # longest Prefix
    http://any.example.com/          agent      # the star stands for one label
    http://any.example.com/foo       agent
    http://shop.example.com/impl/a   web-neg
    """,
    source=DOCS + ": Multiple matches",
)
def test_precedence(url: str, service: str) -> None:
    cluster = with_ingresses(
        [
            ingress(
                "shop",
                "shop.example.com",
                path("/", "web"),
                path("/foo", "api"),
                path("/foo/x", "nobody"),
                path("/foo/x", "legacy", PathType.EXACT, port="5432"),
                path("/impl", "web-neg", PathType.IMPLEMENTATION_SPECIFIC),
            ),
            ingress("wild", "*.example.com", path("/", "agent")),
        ]
    )
    assert picked(ask(cluster, "client/laptop", url)) == service


@cases(
    """
    rule               host                  matches
    *.foo.example.com  bar.foo.example.com   yes
    *.foo.example.com  a.b.foo.example.com   no    # one label only
    *.foo.example.com  foo.example.com       no
    *.foo.example.com  .foo.example.com      no
    foo.example.com    bar.foo.example.com   no
    -                  any.example.com       yes   # no host: every host
    -                  localhost             yes
    """,
    source=DOCS + ": Hostname wildcards",
)
def test_hosts(rule: str, host: str, matches: str) -> None:
    cluster = with_ingresses([ingress("one", rule, path("/", "web"))])
    found = trace(cluster, request(host))
    assert verdict(found) == ("delivered" if matches == "yes" else "HTTP 404")


def test_the_most_specific_host_decides_even_if_its_paths_do_not_fit() -> None:
    cluster = with_ingresses(
        [
            ingress("exact", "shop.example.com", path("/api", "api")),
            ingress("wild", "*.example.com", path("/", "web")),
        ]
    )
    assert verdict(trace(cluster, request("shop.example.com", "/"))) == "HTTP 404"


@pytest.mark.parametrize("reverse", [False, True])
def test_several_ingresses_for_one_host_are_one_table(reverse: bool) -> None:
    ingresses = [
        ingress("a", "shop.example.com", path("/", "web")),
        ingress("b", "shop.example.com", path("/api", "api")),
    ]
    cluster = with_ingresses(ingresses[::-1] if reverse else ingresses)
    assert picked(trace(cluster, request("shop.example.com", "/api"))) == "api"
    assert picked(trace(cluster, request("shop.example.com", "/else"))) == "web"


@pytest.mark.parametrize("reverse", [False, True])
def test_the_oldest_ingress_wins_between_equal_rules(reverse: bool) -> None:
    ingresses = [
        ingress("a", "shop.example.com", path("/", "api"), created="2026-02-01T00:00:00Z"),
        ingress("b", "shop.example.com", path("/", "web"), created="2026-01-01T00:00:00Z"),
    ]
    cluster = with_ingresses(ingresses[::-1] if reverse else ingresses)
    assert picked(trace(cluster, request("shop.example.com"))) == "web"


# Default backends

API_BACKEND = Backend("default", "api", "80")
WEB_BACKEND = Backend("default", "web", "80")


@cases(
    """
    own  catch_all  host               path   service
    -    -          shop.example.com   /else  -        # 404: the controller's own default
    -    -          other.example.com  /      -
    api  -          shop.example.com   /else  api      # of the Ingress that has the host
    api  -          other.example.com  /      api
    -    web        shop.example.com   /else  web      # of an Ingress without rules
    -    web        other.example.com  /      web
    api  web        shop.example.com   /else  api
    api  web        other.example.com  /      web
    api  web        shop.example.com   /path  legacy   # rules come first
    """,
    source=DOCS + ": Default backend",
)
def test_default_backends(own: str, catch_all: str, host: str, path: str, service: str) -> None:
    backends = {"": None, "api": API_BACKEND, "web": WEB_BACKEND}
    rules = _one_path(PathType.PREFIX, "/path").rules[0].paths[0]
    shop = ingress(
        "shop",
        "shop.example.com",
        replace(rules, backend=Backend("default", "legacy", "5432")),
        default_backend=backends[own],
    )
    everything = replace(shop, name="all", rules=(), default_backend=backends[catch_all])
    found = trace(with_ingresses([everything, shop]), request(host, path))
    assert picked(found) == service
    assert service or verdict(found) == "HTTP 404"


def test_a_rule_without_paths_leads_to_the_default_backend() -> None:
    rules = (IngressRule("shop.example.com", ()),)
    one = replace(ingress("shop", ""), rules=rules, default_backend=WEB_BACKEND)
    assert picked(trace(with_ingresses([one]), request("shop.example.com"))) == "web"


# Classes


@cases(
    """
    class_name  annotation  default  verdict
    nginx       -           no       delivered
    -           nginx       no       delivered   # the old annotation
    other       nginx       no       delivered   # which comes first
    nginx       other       no       HTTP 404
    other       -           no       HTTP 404    # another controller's class
    missing     -           yes      HTTP 404    # there is no such class
    -           -           no       HTTP 404    # no class, and no default
    -           -           yes      delivered   # the default class
    -           k8s.io/ingress-nginx  no  delivered  # the annotation may name the controller
    """,
    source="networking.k8s.io/v1 IngressSpec.ingressClassName, IngressClass",
)
def test_classes(class_name: str, annotation: str, default: str, verdict: str) -> None:
    annotations = {"kubernetes.io/ingress.class": annotation} if annotation else {}
    one = ingress("shop", "shop.example.com", path("/", "web"), class_name=class_name)
    cluster = replace(
        with_ingresses([replace(one, annotations=annotations)]),
        ingress_classes=(
            IngressClass("nginx", CONTROLLER, is_default=default == "yes"),
            IngressClass("other", "example.com/other"),
        ),
    )
    assert felt(trace(cluster, request("shop.example.com"))) == verdict


def felt(found: Trace) -> str:
    return verdict(found)


def test_a_balancer_outside_keeps_its_ingresses_apart() -> None:
    """Each has an address of its own, so a rule of one is none at the address of another."""
    flow = Flow("client/laptop", "http://203.0.113.71/", headers=(("Host", "store.example.com"),))
    assert verdict(trace(http_cluster(), flow)) == "HTTP 404"


# Backends


@cases(
    """
    service  port  verdict    answers
    web      80    delivered  web-1 web-2 web-3
    web      http  delivered  web-1 web-2 web-3
    web      81    HTTP 503   -    # the Service has no such port
    web      sql   HTTP 503   -
    missing  80    HTTP 503   -    # no such Service
    nobody   80    HTTP 503   -    # no endpoints
    db       5432  delivered  db-0 db-1   # headless: the controller reads the slices
    """,
    source="networking.k8s.io/v1 ServiceBackendPort; kubernetes/ingress-nginx: 503 without endpoints",
)
def test_backends(service: str, port: str, verdict: str, answers: str) -> None:
    one = ingress("shop", "shop.example.com", path("/", service, port=port))
    found = trace(with_ingresses([one]), request("shop.example.com"))
    assert outcome(found) == (verdict, answers)


def outcome(found: Trace) -> tuple[str, str]:
    return verdict(found), answers(found)


@cases(
    """
    name                            ports    key   verdict    destination
    db.example.com                  none     5432  delivered  192.0.2.50:5432   # the number of the Ingress
    db.example.com                  80:5432  80    delivered  192.0.2.50:5432   # the target port of the Service
    db.example.com                  80:5432  81    HTTP 503   -
    db.example.com                  80:pg    80    HTTP 503   -                 # no Pod says which number that is
    db.example.com                  none     http  HTTP 503   -                 # a name is no number
    web.default.svc.cluster.local   none     80    delivered  10.244.1.11:8080  # a Service again: through kube-proxy
    web.default                     none     80    delivered  10.244.1.11:8080  # found with the search list
    nothing.example.com             none     80    HTTP 503   -                 # the name does not exist
    """,
    source="kubernetes/ingress-nginx internal/ingress/controller: serviceEndpoints, ExternalName",
)
def test_a_controller_in_the_cluster_looks_external_names_up(
    name: str, ports: str, key: str, verdict: str, destination: str
) -> None:
    external = service("outside", kind=ServiceType.EXTERNAL_NAME, external_name=name)
    port, _, target = ports.partition(":")
    number = int(target) if target.isdecimal() else target
    with_port = (ServicePort(int(port), number),) if target else ()
    cluster = with_ingresses([ingress("shop", "shop.example.com", path("/", "outside", port=key))])
    cluster = replace(cluster, services=(*cluster.services, replace(external, ports=with_port)))
    found = trace(cluster, request("shop.example.com"))
    reached = {
        f"{one.hops[-1].after.destination}:{one.hops[-1].after.destination_port}"
        for one in found.branches
        if one.verdict.value == "delivered"
    }
    assert felt(found) == verdict
    assert (destination in reached) if destination else not reached


def test_the_target_of_an_external_name_sees_the_proxys_node() -> None:
    """It is outside, so the controller's connection leaves the Pod network and is masqueraded."""
    cluster = http_cluster()
    found = ask(cluster, "client/laptop", "http://names.example.com/")
    assert sources_seen(cluster, found) == "node/node-c"


@cases(
    """
    port  verdict
    80    delivered
    443   delivered
    8080  timed out
    """,
    source="cloud.google.com Ingress: forwarding rules for ports 80 and 443",
)
def test_connections_to_a_balancer_outside(port: str, verdict: str) -> None:
    """Whatever they carry: the balancer takes those to the ports that it serves, and answers no others."""
    cluster = with_ingresses([gce_ingress("store", "store.example.com", path("/", "web"))])
    (address,) = cluster.ingresses[0].addresses
    assert outcome(ask(cluster, "client/laptop", f"{address}:{port}"))[0] == verdict


def test_a_balancer_outside_knows_no_external_names() -> None:
    one = gce_ingress("store", "store.example.com", path("/", "billing"))
    found = ask(with_ingresses([one]), "client/laptop", "http://store.example.com/")
    assert verdict(found) == "HTTP 503"
