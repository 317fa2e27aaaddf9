"""HTTP proxies: where the proxy's own connection goes, what the client gets if it fails, and how the answer comes back."""

from __future__ import annotations

from dataclasses import replace

from atlas.model.backend import Backend
from atlas.model.http import IngressPath, PathType
from atlas.model.reason import Reason
from atlas.tracer.http.request import as_received, request_to
from atlas.tracer.trace import Action, Flow, Trace
from atlas.tracer.tracer import trace
from support.ask import answers, ask, changed, sources_seen, verdict
from support.cases import cases
from support.http_clusters import http_cluster, ingress, on_host_network
from support.routed import request

INGRESS = "networking.k8s.io/v1 Ingress; kubernetes/website ingress.md; FACTS 8.1"


@cases(
    """
    client         url                             answers            source_seen              verdict
    client/laptop  http://shop.example.com/        web-1 web-2 web-3  pod/ingress/ingress-1    delivered
    client/laptop  http://shop.example.com/api     api-1 api-2        pod/ingress/ingress-1    delivered
    pod/client     http://shop.example.com/api     api-1 api-2        pod/ingress/ingress-1    delivered
    client/laptop  http://store.example.com/       web-1 web-2 web-3  192.0.2.130              delivered  # NEG: straight to the Pods
    client/laptop  http://store.example.com/api    api-1 api-2        node/node-a node/node-b node/node-c  delivered  # by node port
    client/laptop  http://news.example.com/        web-1 web-2 web-3  pod/gateway/gateway-1    delivered
    client/laptop  http://news.example.com/api/v1  api-1 api-2        pod/gateway/gateway-1    delivered
    client/laptop  http://other.example.com/       -                  -                        unknown
    client/laptop  http://203.0.113.20/            -                  -                        HTTP 404   # no rule for this host
    client/laptop  http://203.0.113.70/            -                  -                        HTTP 404
    client/laptop  http://203.0.113.21/            -                  -                        HTTP 404
    pod/client     http://web/anything             web-1 web-2 web-3  pod/client               delivered  # no proxy involved
    client/laptop  https://shop.example.com/       -                  -                        timed out  # the balancer has no port 443
    """,
    source=INGRESS + "; FACTS 8.3, 8.4",
)
def test_the_three_styles(
    client: str, url: str, answers: str, source_seen: str, verdict: str
) -> None:
    check("", client, url, answers, source_seen, verdict)


@cases(
    """
    changes                            url                           answers            source_seen            verdict
    not-ready api-1                    http://shop.example.com/api   api-2              pod/ingress/ingress-1  delivered
    not-ready api-1, not-ready api-2   http://shop.example.com/api   -                  -                      HTTP 503
    not-ready api-1, not-ready api-2   http://news.example.com/api   -                  -                      HTTP 503
    not-ready api-1, not-ready api-2   http://store.example.com/api  -                  -                      HTTP 502   # the node port refuses
    not-ready web-1, not-ready web-2, not-ready web-3  http://store.example.com/  -  -  HTTP 503
    down node-a                        http://shop.example.com/api   api-2              pod/ingress/ingress-1  HTTP 504 / delivered
    down node-a                        http://store.example.com/     web-2 web-3        192.0.2.130            delivered  # the balancer checks Pods itself
    down node-c                        http://shop.example.com/      -                  -                      timed out  # the controller runs there
    not-ready ingress/ingress-1        http://shop.example.com/      -                  -                      refused
    """,
    source=INGRESS,
)
def test_failures(changes: str, url: str, answers: str, source_seen: str, verdict: str) -> None:
    check(changes, "client/laptop", url, answers, source_seen, verdict)


def check(changes: str, client: str, url: str, pods: str, seen: str, felt: str) -> None:
    cluster = changed(http_cluster(), changes)
    found = ask(cluster, client, url)
    assert verdict(found) == felt
    assert answers(found) == pods
    assert sources_seen(cluster, found) == seen


@cases(
    """
    url                       host              answers            verdict
    http://203.0.113.20/      shop.example.com  web-1 web-2 web-3  delivered  # the balancer's address
    http://203.0.113.20/      Shop.Example.Com:80  web-1 web-2 web-3  delivered  # hosts know no case, ports do not count
    http://10.0.0.11:30091/   shop.example.com  web-1 web-2 web-3  delivered  # a node port of the controller's Service
    http://10.0.0.11:30092/   news.example.com  web-1 web-2 web-3  delivered  # the listener is for port 80 all the same
    http://10.96.0.23/        shop.example.com  web-1 web-2 web-3  delivered  # its ClusterIP
    http://10.244.3.41:8080/  shop.example.com  web-1 web-2 web-3  delivered  # its Pod
    http://10.244.2.41:8080/  news.example.com  web-1 web-2 web-3  delivered
    http://10.244.2.41:7000/  news.example.com  -                  refused    # no listener is behind that port
    http://shop.example.com/  news.example.com  -                  HTTP 404   # what counts is the Host header
    """,
    source="RFC 9110, 7.2 Host; gateway.networking.k8s.io/v1 HTTPRouteSpec.hostnames: ports are ignored",
)
def test_a_proxy_goes_by_the_host_header_at_any_of_its_addresses(
    url: str, host: str, answers: str, verdict: str
) -> None:
    assert outcome(trace(http_cluster(), Flow("pod/client", url, headers=(("host", host),)))) == (
        answers,
        verdict,
    )


def test_the_host_header_is_the_host_and_no_header_beside_it() -> None:
    sent = request_to("http://shop.example.com/", "GET", (("Host", "news.example.com"), ("X", "1")))
    received = as_received(sent)
    assert (received.host, received.headers) == ("news.example.com", (("X", "1"),))


def outcome(found: Trace) -> tuple[str, str]:
    return answers(found), verdict(found)


@cases(
    """
    url   changes                           answers            verdict
    /     -                                 web-1 web-2 web-3  delivered  # Ingress controller, then Gateway
    /api  -                                 api-1 api-2        delivered
    /api  not-ready api-1, not-ready api-2  -                  HTTP 503   # the second proxy's answer
    /     not-ready gateway/gateway-1       -                  HTTP 503   # the first one's
    """,
    source="RFC 9110, 7.6: a message may pass several intermediaries",
)
def test_a_proxy_behind_a_proxy(url: str, changes: str, answers: str, verdict: str) -> None:
    cluster = changed(http_cluster(), changes)
    onward = IngressPath("/", PathType.PREFIX, Backend("gateway", "gateway", "80"))
    first = replace(ingress("chain", "chain.example.com", onward), namespace="gateway")
    routes = tuple(
        replace(one, hostnames=("chain.example.com",)) if one.name == "news" else one
        for one in cluster.http_routes
    )
    cluster = replace(cluster, ingresses=(*cluster.ingresses, first), http_routes=routes)
    assert outcome(trace(cluster, request("chain.example.com", url))) == (answers, verdict)


@cases(
    """
    url                 host                verdict
    http://10.0.0.13/   shop.example.com    delivered
    https://10.0.0.13/  secure.example.com  delivered
    http://10.0.0.13/   secure.example.com  HTTP 308
    http://10.0.0.13/   other.example.com   HTTP 404
    """,
    source="Pod spec.hostNetwork; kubernetes/ingress-nginx docs/deploy/baremetal.md: via the host network",
)
def test_a_controller_on_the_host_network(url: str, host: str, verdict: str) -> None:
    """Without any Service the node's ports are the controller's own."""
    flow = Flow("client/laptop", url, headers=(("Host", host),))
    found = trace(on_host_network(http_cluster()), flow)
    assert outcome(found) == ("web-1 web-2 web-3" if verdict == "delivered" else "", verdict)
    for one in found.branches:
        assert one.reply[-1].after == one.hops[0].before.reply()
        relays = [hop.place.name for hop in one.reply if hop.action is Action.RELAY]
        assert relays == (["ingress-1"] if verdict == "delivered" else [])


@cases(
    """
    network  source_seen
    routed   10.0.0.13
    bridge   10.244.3.1   # the bridge of the node, on the way to its own Pods
    """,
    source="DESIGN 3.3: what a Pod sees of a node",
)
def test_what_a_pod_beside_such_a_controller_sees(network: str, source_seen: str) -> None:
    cluster = changed(on_host_network(http_cluster()), f"pods {network}, not-ready api-1")
    flow = Flow("client/laptop", "http://10.0.0.13/api", headers=(("Host", "shop.example.com"),))
    found = trace(cluster, flow)
    assert outcome(found) == ("api-2", "delivered")
    assert {str(one.source_seen) for one in found.branches} == {source_seen}


def test_proxies_that_lead_to_each_other_never_answer() -> None:
    found = ask(http_cluster(), "client/laptop", "http://circle.example.com/")
    assert verdict(found) == "HTTP 504"
    for one in found.branches:
        assert one.hops[-1].reason is Reason.PROXY_CIRCLE
        visits = [hop for hop in one.hops if hop.place.name == "gateway-1"]
        assert len(visits) == 3, "once more than a request may come back"


def test_the_reply_runs_back_through_the_proxy() -> None:
    for url in (
        "http://shop.example.com/",
        "http://store.example.com/",
        "http://news.example.com/",
        "http://changed.example.com/v1/a",
        "http://names.example.com/",
        "https://secure.example.com/",
    ):
        for branch in ask(http_cluster(), "client/laptop", url).branches:
            assert [hop.action for hop in branch.reply].count(Action.RELAY) == 1
            assert branch.reply[-1].after == branch.hops[0].before.reply()


def test_the_clients_connection_is_answered_whatever_the_answer_is() -> None:
    for url in (
        "http://moved.example.com/301",
        "http://broken.example.com/missing",
        "http://203.0.113.20/",
        "http://secure.example.com:443/",
    ):
        for branch in ask(http_cluster(), "client/laptop", url).branches:
            assert branch.reply[-1].action is Action.DELIVER
            assert branch.reply[-1].after == branch.hops[0].before.reply()
