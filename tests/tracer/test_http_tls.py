"""HTTPS: which ports take TLS, which certificate is shown, who sends plain HTTP away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas.model.cluster import Cluster
from atlas.model.http import IngressClass, Listener
from atlas.model.reason import Reason
from atlas.tracer.trace import Action, Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import ask, verdict
from support.cases import cases
from support.http_clusters import CONTROLLER, http_cluster, route, rule
from support.routed import picked, said

INGRESS_TLS = "networking.k8s.io/v1 IngressTLS; kubernetes/ingress-nginx docs/user-guide/tls.md"


def reasons(found: Trace) -> set[Reason]:
    return {hop.reason for one in found.branches for hop in one.hops}


@cases(
    """
    url                                   verdict     default_certificate
    https://secure.example.com/           delivered   no
    https://bare.example.com/             delivered   yes  # routed all the same, if the client goes on
    https://shop.example.com/             timed out   no   # its address has no port 443
    https://secure.example.com:80/        TLS failed  no   # port 80 speaks plain HTTP
    http://secure.example.com:443/        HTTP 400    no   # port 443 speaks TLS
    http://bare.example.com/              delivered   no
    https://203.0.113.22/                 HTTP 404    no   # no server name; no rule
    https://secure-store.example.com/     delivered   no   # an entry without hosts is for all rules
    http://secure-store.example.com/      delivered   no   # GKE does not send to HTTPS by itself
    https://store.example.com/            timed out   no   # without certificate the balancer has no port 443
    http://store.example.com:8080/        timed out   no
    """,
    source=INGRESS_TLS + "; FACTS 8.1, 8.4",
)
def test_ingress(url: str, verdict: str, default_certificate: str) -> None:
    found = ask(http_cluster(), "client/laptop", url)
    assert felt(found) == verdict
    assert (Reason.DEFAULT_CERTIFICATE in reasons(found)) == (default_certificate == "yes")


def felt(found: Trace) -> str:
    return verdict(found)


@cases(
    """
    tls_hosts           default_certificate
    secure.example.com  no
    *.example.com       no
    *.com               yes   # the star stands for one label
    other.example.com   yes
    """,
    source="networking.k8s.io/v1 IngressTLS.hosts; RFC 6125, 6.4.3",
)
def test_which_certificate_is_for_a_host(tls_hosts: str, default_certificate: str) -> None:
    cluster = http_cluster()
    ingresses = tuple(
        replace(one, tls_hosts=(tls_hosts,) if one.name == "secure" else ())
        for one in cluster.ingresses
    )
    cluster = replace(cluster, ingresses=ingresses)
    found = ask(cluster, "client/laptop", "https://secure.example.com/")
    assert (Reason.DEFAULT_CERTIFICATE in reasons(found)) == (default_certificate == "yes")


@cases(
    """
    controller                    annotation                               verdict    location
    k8s.io/ingress-nginx          -                                        HTTP 308   https://secure.example.com/a?b=c&d
    k8s.io/ingress-nginx          nginx.ingress.kubernetes.io/ssl-redirect  delivered  -
    nginx.org/ingress-controller  -                                        HTTP 301   https://secure.example.com/a?b=c&d
    nginx.org/ingress-controller  nginx.org/ssl-redirect                   delivered  -
    example.com/other             -                                        delivered  -    # the API says nothing of it
    """,
    source="kubernetes/ingress-nginx docs/user-guide/tls.md; nginx/kubernetes-ingress: ssl-redirect",
)
def test_plain_http_for_a_host_with_certificate(
    controller: str, annotation: str, verdict: str, location: str
) -> None:
    cluster = with_controller(http_cluster(), controller)
    annotations = {annotation: "false"} if annotation else {}
    ingresses = tuple(
        replace(one, annotations=annotations) if one.name == "secure" else one
        for one in cluster.ingresses
    )
    cluster = replace(cluster, ingresses=ingresses)
    found = ask(cluster, "client/laptop", "http://secure.example.com/a?b=c&d")
    assert felt(found) == verdict
    assert said(found, "location") == location


def with_controller(cluster: Cluster, controller: str) -> Cluster:
    """Return the cluster with another controller behind the class nginx."""
    proxies = tuple(
        replace(one, controller=controller) if one.controller == CONTROLLER else one
        for one in cluster.http_proxies
    )
    classes = (IngressClass("nginx", controller),)
    return replace(cluster, http_proxies=proxies, ingress_classes=classes)


def test_a_redirect_ends_the_way() -> None:
    for url in ("http://secure.example.com/", "http://moved.example.com/301"):
        found = ask(http_cluster(), "client/laptop", url)
        assert {one.hops[-1].action for one in found.branches} == {Action.MATCH_HTTP}
        assert picked(found) == ""


@pytest.mark.parametrize(
    ("annotations", "url", "felt"),
    [
        ({"kubernetes.io/ingress.allow-http": "false"}, "http://store.example.com/", "timed out"),
        (
            {"networking.gke.io/managed-certificates": "store"},
            "https://store.example.com/",
            "delivered",
        ),
        (
            {"ingress.gcp.kubernetes.io/pre-shared-cert": "store"},
            "https://store.example.com/",
            "delivered",
        ),
    ],
)
def test_ports_of_a_gke_balancer(annotations: dict[str, str], url: str, felt: str) -> None:
    """(kubernetes/ingress-gce pkg/annotations.)"""
    cluster = http_cluster()
    ingresses = tuple(
        replace(one, annotations={**one.annotations, **annotations}) if one.name == "store" else one
        for one in cluster.ingresses
    )
    found = ask(replace(cluster, ingresses=ingresses), "client/laptop", url)
    assert verdict(found) == felt


@cases(
    """
    url                              verdict     reason
    https://shop.tls.example.com/    delivered   ROUTE_TO_POD
    http://shop.tls.example.com/     HTTP 404    NO_HTTP_RULE         # one data plane for both Gateways; `public` has port 80
    http://203.0.113.21:9000/        timed out   NO_FORWARDING_RULE   # the balancer in front has no such port
    http://shop.tls.example.com:443/  HTTP 400   TLS_EXPECTED
    https://203.0.113.23/            TLS failed  NO_CERTIFICATE       # no server name, and no listener for all
    https://203.0.113.21:80/         TLS failed  TLS_NOT_SPOKEN
    https://through.tls.example.com/  TLS failed  NO_STREAM_ROUTE      # Passthrough is for TLSRoutes
    http://203.0.113.23:9000/        refused     NO_STREAM_ROUTE      # TCP is for TCPRoutes
    """,
    source="gateway.networking.k8s.io/v1 Listener.protocol, hostname, tls; FACTS 8.2",
)
def test_gateway(url: str, verdict: str, reason: str) -> None:
    found = ask(http_cluster(), "client/laptop", url)
    assert felt(found) == verdict
    assert Reason[reason] in reasons(found)


@cases(
    """
    server_name           host                  verdict
    shop.tls.example.com  shop.tls.example.com  delivered
    shop.tls.example.com  news.tls.example.com  delivered   # the listener is for both
    shop.tls.example.com  shop.example.com      HTTP 404    # TLS went well, but no listener is for this host
    own.tls.example.com   own.tls.example.com   delivered
    shop.tls.example.com  own.tls.example.com   HTTP 421    # another listener is more specific
    own.tls.example.com   shop.tls.example.com  HTTP 421    # another listener is for it
    own.tls.example.com   shop.example.com      HTTP 404
    """,
    source="gateway.networking.k8s.io/v1 Listener.hostname: misdirected requests",
)
def test_the_host_header_has_to_fit_the_listener_that_tls_found(
    server_name: str, host: str, verdict: str
) -> None:
    cluster = http_cluster()
    routes = (route("all", "", rule("web"), gateway="secure"), cluster.http_routes[1])
    flow = Flow("client/laptop", f"https://{server_name}/", headers=(("Host", host),))
    assert felt(trace(replace(cluster, http_routes=routes), flow)) == verdict


def test_a_listener_without_certificate_ends_no_tls() -> None:
    """The API server takes a listener for HTTPS without `tls`, but it cannot work."""
    cluster = http_cluster()
    listeners = (replace(one, tls_mode="") for one in cluster.gateways[1].listeners)
    gateways = (cluster.gateways[0], replace(cluster.gateways[1], listeners=tuple(listeners)))
    found = ask(
        replace(cluster, gateways=gateways), "client/laptop", "https://shop.tls.example.com/"
    )
    assert verdict(found) == "TLS failed"


def test_a_port_without_listener_is_closed() -> None:
    cluster = http_cluster()
    alone = replace(cluster, gateways=cluster.gateways[1:])
    found = ask(alone, "client/laptop", "http://shop.tls.example.com/")
    assert (verdict(found), Reason.NOBODY_LISTENS in reasons(found)) == ("refused", True)


def test_a_listener_for_udp_takes_no_http() -> None:
    cluster = http_cluster()
    udp = replace(cluster.gateways[0], listeners=(Listener("dns", 80, "UDP"),))
    found = ask(replace(cluster, gateways=(udp,)), "client/laptop", "http://news.example.com/")
    assert verdict(found) == "refused"


def test_a_controller_without_any_ingress_has_its_ports_all_the_same() -> None:
    cluster = replace(http_cluster(), ingresses=())
    urls = ("https://203.0.113.22:80/", "http://203.0.113.22:443/", "http://203.0.113.22/")
    felt = [verdict(ask(cluster, "client/laptop", one)) for one in urls]
    assert felt == ["TLS failed", "HTTP 400", "HTTP 404"]


def test_behind_the_proxy_there_is_plain_http() -> None:
    found = ask(http_cluster(), "client/laptop", "https://secure.example.com/")
    assert {hop.after.destination_port for one in found.branches for hop in one.hops[-1:]} == {8080}
