"""ListenerSets: who may add listeners to a Gateway, which of them give way, and which routes they get."""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.tracer.dns.published import published_addresses
from atlas.tracer.http.listeners import all_openings
from support.assumed import assumed_cluster
from support.cases import cases

API = "gateway.networking.k8s.io/v1"
NAMESPACES = """
apiVersion: v1
kind: Namespace
metadata: {name: friends, labels: {let: in}}
---
apiVersion: v1
kind: Namespace
metadata: {name: others}
"""


def gateway(*listeners: str, allowed: str = "from: All") -> str:
    return (
        f"apiVersion: {API}\nkind: Gateway\nmetadata: {{name: public}}\n"
        f"spec: {{gatewayClassName: a, allowedListeners: {{namespaces: {{{allowed}}}}}, listeners: [{', '.join(listeners)}]}}\n"
    )


def listener_set(
    name: str,
    *listeners: str,
    namespace: str = "default",
    created: str = "",
    kind: str = "ListenerSet",
) -> str:
    version = API if kind == "ListenerSet" else "gateway.networking.x-k8s.io/v1alpha1"
    when = f', creationTimestamp: "{created}"' if created else ""
    return (
        f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}{when}}}\n"
        f"spec: {{parentRef: {{name: public, namespace: default}}, listeners: [{', '.join(listeners)}]}}\n"
    )


def listener(name: str, port: int = 80, protocol: str = "HTTP", host: str = "") -> str:
    tls = {"HTTPS": ", tls: {certificateRefs: [{name: a}]}", "TLS": ", tls: {mode: Passthrough}"}
    named = f', hostname: "{host}"' if host else ""
    return f"{{name: {name}, port: {port}, protocol: {protocol}{named}{tls.get(protocol, '')}}}"


def faults(cluster: Cluster) -> str:
    """Return each listener with what is wrong with it."""
    found = all_openings(cluster, cluster.gateways[0])
    return " ".join(f"{one.listener.name}:{one.fault or 'ok'}" for one in found)


@cases(
    """
    allowed                                               own         friends     others
    from: All                                             ok          ok          ok
    from: Same                                            ok          NotAllowed  NotAllowed
    from: None                                            NotAllowed  NotAllowed  NotAllowed
    -                                                     NotAllowed  NotAllowed  NotAllowed  # the default
    from: Selector, selector: {matchLabels: {let: in}}    NotAllowed  ok          NotAllowed
    """,
    source=f"{API} GatewaySpec.allowedListeners",
)
def test_a_gateway_says_who_may_add_listeners(
    allowed: str, own: str, friends: str, others: str
) -> None:
    sets = (
        listener_set("own", listener("own", 81)),
        listener_set("friends", listener("friends", 82), namespace="friends"),
        listener_set("others", listener("others", 83), namespace="others", kind="XListenerSet"),
    )
    cluster = assumed_cluster(NAMESPACES, gateway(listener("first"), allowed=allowed), *sets)
    found = dict(one.split(":") for one in faults(cluster).split())
    assert found == {"first": "ok", "own": own, "friends": friends, "others": others}


@cases(
    """
    first               second               fault             why
    80 HTTP a.b         80 HTTP c.d          ok                -
    80 HTTP a.b         80 HTTP a.b          HostnameConflict  -
    80 HTTP -           80 HTTP a.b          ok                -
    80 HTTP a.b         80 HTTPS a.b         ProtocolConflict  -
    80 HTTP a.b         80 TCP -             ProtocolConflict  -
    80 TCP -            80 TCP -             HostnameConflict  -
    80 TCP -            80 UDP -             ok                another transport
    80 HTTP a.b         81 TCP -             ok                another port
    443 HTTPS *.b.c     443 TLS a.b.c        ok                the name tells them apart
    443 HTTPS a.b       443 TLS a.b          ProtocolConflict  -
    443 HTTPS -         443 TLS a.b          ProtocolConflict  -
    """,
    source=f"{API} GatewaySpec.listeners, ListenerSetSpec.listeners",
)
def test_a_listener_of_a_set_gives_way(first: str, second: str, fault: str, why: str) -> None:
    del why
    cluster = assumed_cluster(
        gateway(listener("first", *_of(first))),
        listener_set("set", listener("second", *_of(second))),
    )
    assert faults(cluster) == f"first:ok second:{fault}"


def _of(text: str) -> tuple[int, str, str]:
    port, protocol, host = text.split()
    return int(port), protocol, "" if host == "-" else host


def test_of_a_gateways_own_listeners_that_conflict_none_wins() -> None:
    own = (listener("a", 80), listener("b", 80, "TCP"), listener("c", 81))
    assert faults(assumed_cluster(gateway(*own))) == "a:ProtocolConflict b:ProtocolConflict c:ok"


def test_older_sets_come_first_then_those_of_the_first_name() -> None:
    sets = (
        listener_set("b", listener("b", 81), created="2026-01-01T00:00:00Z"),
        listener_set("a", listener("a", 81), created="2026-01-02T00:00:00Z"),
        listener_set("d", listener("d", 82)),
        listener_set("c", listener("c", 82)),
    )
    found = faults(assumed_cluster(gateway(listener("first")), *sets))
    assert found == "first:ok c:ok d:HostnameConflict b:ok a:HostnameConflict"


@cases(
    """
    hostnames            name                 found
    -                    own.example.com      yes   # a route without hostnames is for those of its listeners
    -                    added.example.com    yes
    -                    silent.example.com   -     # no route is attached
    [named.example.com]  own.example.com      -
    """,
    source="kubernetes-sigs/external-dns source/gateway.go: hostnames of routes, else of listeners",
)
def test_names_that_only_listeners_have_are_published(
    hostnames: str, name: str, found: str
) -> None:
    added = listener_set("more", listener("added", 81, host="added.example.com"))
    of_set = "{kind: ListenerSet, name: more}"
    route = (
        f"apiVersion: {API}\nkind: HTTPRoute\nmetadata: {{name: route}}\n"
        f"spec: {{parentRefs: [{{name: public, sectionName: own}}, {of_set}], hostnames: {hostnames or '[]'}}}\n"
    )
    cluster = assumed_cluster(
        gateway(
            listener("own", host="own.example.com"),
            listener("silent", 82, host="silent.example.com"),
        ),
        added,
        route,
    )
    assert bool(published_addresses(cluster, name)) == (found == "yes")
