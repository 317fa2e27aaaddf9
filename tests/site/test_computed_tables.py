"""Tables that the tracer fills: source addresses, traffic policies, session affinity, on the site's own cluster."""

from __future__ import annotations

import pytest

from atlas.figure.catalog import CLUSTER
from atlas.site.claims import FalseClaim, check, claim_of
from atlas.site.markup import with_code
from atlas.tables.catalog import table
from atlas.tables.table import filled
from atlas.text.text import Lang
from atlas.world.load import load
from support.cases import cases

KUBERNETES = load([CLUSTER]).cluster


def rows_of(name: str) -> list[list[str]]:
    """Return the cells of a table in English."""
    return filled(table(name), KUBERNETES).in_language(Lang.EN)[1]


@cases(
    """
    entry                       policy   client                             seen                              port
    ClusterIP                   n/a      Pod client                         10.244.1.2 (the client's own)     kept
    ClusterIP                   n/a      a process on node-a                10.0.0.11 (node-a)                new
    ClusterIP                   n/a      Pod web-1, connecting to itself    10.0.0.11 (node-a)                new    # hairpin
    NodePort                    Cluster  laptop → node-b                    10.0.0.12 (node-b)                new
    NodePort                    Local    laptop → node-b                    198.51.100.7 (the client's own)   kept
    NodePort                    Local    laptop → node-c                    timed out                         n/a    # no Pod there
    LoadBalancer (passthrough)  Cluster  Pod client                         10.0.0.11 (node-a)                new
    LoadBalancer (passthrough)  Local    Pod client                         10.244.1.2 (the client's own)     kept   # shortcut
    LoadBalancer (passthrough)  Local    a process on node-a                10.0.0.11 (node-a)                new    # shortcut, masqueraded
    LoadBalancer (proxy)        Local    Pod client                         203.0.113.1 (balancer edge)       new    # no shortcut with ipMode Proxy
    """,
    source="kubernetes/website tutorials/services/source-ip; kubernetes/kubernetes pkg/proxy/nftables/README.md; KEP-1860",
)
def test_sources_seen(entry: str, policy: str, client: str, seen: str, port: str) -> None:
    (row,) = [row for row in rows_of("sources-seen") if row[:3] == [entry, policy, client]]
    assert row[3:5] == [seen, port]


def test_a_bridge_matters_only_where_the_source_is_masqueraded() -> None:
    plain = {tuple(row[:3]): row[4] for row in rows_of("sources-seen")}
    bridged = rows_of("sources-seen-with-a-bridge")
    assert {plain[row[0], row[1], row[2]] for row in bridged} == {"new"}
    assert all("bridge of" in row[3] and "bridge" not in row[4] for row in bridged)


@cases(
    """
    client               address              cluster              local
    laptop               node port of node-a  web-1, web-2, web-3  web-1, web-3
    laptop               node port of node-c  web-1, web-2, web-3  timed out
    Pod client on node-a  node port of node-a  web-1, web-2, web-3  web-1, web-2, web-3   # shortcut
    Pod client on node-a  node port of node-c  web-1, web-2, web-3  timed out             # arrives as a stranger
    """,
    source="core/v1 ServiceSpec.externalTrafficPolicy; pkg/proxy/iptables/proxier.go, short-circuit",
)
def test_external_policy(client: str, address: str, cluster: str, local: str) -> None:
    assert [client, address, cluster, local] in rows_of("external-policy")


@cases(
    """
    client                cluster              local
    Pod client on node-a  web-1, web-2, web-3  web-1, web-3
    Pod api-2 on node-c   web-1, web-2, web-3  timed out
    """,
    source="core/v1 ServiceSpec.internalTrafficPolicy",
)
def test_internal_policy(client: str, cluster: str, local: str) -> None:
    assert [client, "ClusterIP", cluster, local] in rows_of("internal-policy")


@cases(
    """
    ready                external_cluster    external_local      internal_cluster    internal_local
    on this node         delivered           delivered           delivered           delivered
    on other nodes only  delivered           timed out           delivered           timed out
    nowhere              connection refused  connection refused  connection refused  connection refused
    """,
    source="pkg/proxy/nftables/README.md: drop without local endpoints, reject without any",
)
def test_failures(
    ready: str,
    external_cluster: str,
    external_local: str,
    internal_cluster: str,
    internal_local: str,
) -> None:
    felt = [external_cluster, external_local, internal_cluster, internal_local]
    assert [ready, *felt] in rows_of("policy-failures")


def test_local_divides_by_nodes_first() -> None:
    shares = {row[0]: row[2:] for row in rows_of("policy-shares")}
    assert shares == {"web-1": ["1/3", "1/4"], "web-2": ["1/3", "1/2"], "web-3": ["1/3", "1/4"]}


@cases(
    """
    following                                                                  chance
    same client, same node                                                     1
    same client, another node                                                  1/3
    another client, same node                                                  1/3
    same client and node, one second before the timeout                        1
    same client and node, once the timeout is reached                          1/3
    same client and node, while the Pod is not ready                           0
    same client and node, after the Pod is ready again                         1/3   # the list went with the endpoint
    a Pod as client: first the cluster IP, then the node port of its own node  1     # a list per Service port
    same client; a passthrough balancer picks the node again                   5/9   # 1/3 + 2/3 · 1/3
    another client, through a proxy balancer to the same node                  1
    """,
    source="core/v1 ServiceSpec.sessionAffinity; pkg/proxy/nftables/proxier.go, affinity sets",
)
def test_next_connection(following: str, chance: str) -> None:
    chances = {row[0]: row[1] for row in rows_of("session-affinity")}
    assert chances[following] == chance


BALANCED = {
    "source": "client/laptop",
    "to": "service/web-lb",
    "entry": "LoadBalancer",
    "external_policy": "Local",
    "forwarding": "Proxy",
}
STICKY = {
    "source": "client/laptop",
    "to": "service/web-sticky",
    "entry": "NodePort",
    "node": "node-c",
    "first": "pod/web-2",
}


@pytest.mark.parametrize(
    "stated",
    [
        {**BALANCED, "source_seen": "loadbalancer/edge"},
        {**STICKY, "answers": "web-2"},
        {**STICKY, "first_node": "node-a", "answers": "web-1 web-2 web-3"},
        {**STICKY, "seconds": "600", "answers": "web-1 web-2 web-3"},
    ],
)
def test_claims_about_proxies_and_earlier_connections(stated: dict[str, str]) -> None:
    assert check(KUBERNETES, claim_of(**stated)).branches


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({**BALANCED, "source_seen": "client/laptop"}, "the source seen is 203.0.113.1"),
        ({**BALANCED, "source_seen": "loadbalancer/cloud-lb"}, "the source seen is 203.0.113.1"),
        ({**STICKY, "answers": "web-1 web-2 web-3"}, "web-2 can answer"),
        ({**STICKY, "seconds": "599", "answers": "web-1"}, "web-2 can answer"),
    ],
)
def test_false_claims_about_them(stated: dict[str, str], said: str) -> None:
    with pytest.raises(FalseClaim, match=said):
        check(KUBERNETES, claim_of(**stated))


def test_a_connection_before_must_have_been_possible() -> None:
    with pytest.raises(ValueError, match=r"no way of .* ends at pod/api-1"):
        check(KUBERNETES, claim_of(**{**STICKY, "first": "pod/api-1"}))


def test_code_in_sentences() -> None:
    assert with_code("With `a: b` & <c>") == "With <code>a: b</code> &amp; &lt;c&gt;"
