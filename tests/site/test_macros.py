"""What pages can ask: true values, proven claims, and loud failures for all else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from atlas.figure.catalog import CLUSTER, UnknownCluster, manifests_of
from atlas.site.claims import FalseClaim, check, check_dns, claim_of
from atlas.site.facts import UnknownFact, fact
from atlas.site.macros import Macros
from atlas.tables.catalog import table, table_names
from atlas.tables.table import filled
from atlas.text.text import Lang
from atlas.world.load import load
from support.pages import sources

LOADED = load([CLUSTER])
KUBERNETES = LOADED.cluster
DUAL_STACK = load([manifests_of("dual-stack")]).cluster
CLAIMS_PROMISED = 20


@pytest.fixture(params=list(Lang))
def macros(request: pytest.FixtureRequest) -> Macros:
    return Macros(request.param, LOADED)


@pytest.mark.parametrize(
    ("reference", "field", "expected"),
    [
        ("service/web-nodeport", "nodePort", "30080"),
        ("service/kube-system/kube-dns", "clusterIP", "10.96.0.10"),
        ("service/web", "targetPort", "http"),
        ("node/node-a", "ip", "10.0.0.11"),
        ("node/node-b", "zone", "zone-2"),
        ("client/laptop", "ip", "198.51.100.7"),
        ("pod/db-0", "dnsName", "db-0.db.default.svc.cluster.local"),
        ("cluster", "nodePortRange", "30000–32767"),
        ("cluster", "nodePortStaticBand", "30000–30085"),
        ("cluster", "nodePortDynamicBand", "30086–32767"),
        ("cluster", "clusterIPStaticBand", "10.96.0.1–10.96.1.0"),
    ],
)
def test_facts(reference: str, field: str, expected: str) -> None:
    assert fact(KUBERNETES, reference, field) == expected


@pytest.mark.parametrize(
    ("reference", "field", "said"),
    [
        ("service/webb", "clusterIP", "no service/webb"),
        ("service/web", "clusterIp", "Did you mean clusterIP"),
        ("service/web", "nodePort", "has no nodePort"),
        ("volume/data", "size", "volume"),
        ("cluster", "podCidr", "Did you mean podCIDR"),
    ],
)
def test_unknown_facts_are_refused(reference: str, field: str, said: str) -> None:
    with pytest.raises((UnknownFact, ValueError), match=said):
        fact(KUBERNETES, reference, field)


NODE_PORT = {"source": "client/laptop", "to": "service/web-nodeport", "entry": "NodePort"}


def test_a_true_claim_returns_its_trace() -> None:
    stated = claim_of(**NODE_PORT, node="node-c", verdict="delivered", source_seen="node/node-c")
    assert check(KUBERNETES, stated).branches


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"verdict": "refused"}, "verdict is delivered"),
        ({"source_seen": "client/laptop"}, "source seen is 10.0.0.13"),
        ({"answers": "web-1"}, "web-1, web-2, web-3 can answer"),
        ({"passes": "node/node-b"}, "not every way passes node/node-b"),
        ({"avoids": "node/node-c"}, "a way passes node/node-c"),
        ({"down": "node-c", "verdict": "delivered"}, "verdict is timed out"),
    ],
)
def test_a_false_claim_says_what_is_true(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(FalseClaim, match=re.escape(said)):
        check(KUBERNETES, claim_of(**{**NODE_PORT, "node": "node-c", **wrong}))


def test_claims_about_dns() -> None:
    check_dns(KUBERNETES, "pod/client", "db", "pod/db-0 pod/db-1", "cluster")
    with pytest.raises(FalseClaim, match="the answer is"):
        check_dns(KUBERNETES, "pod/client", "db", "pod/db-0")
    with pytest.raises(FalseClaim, match="not outside"):
        check_dns(KUBERNETES, "pod/client", "web", "service/web", "outside")


@pytest.mark.parametrize("lang", Lang)
def test_pages_claim_enough(lang: Lang) -> None:
    claims = {
        call
        for path, source in sources(lang).items()
        if not path.startswith("contribute/")
        for section in source.sections
        for call in section.macros
        if call.strip().startswith("claim")
    }
    assert len(claims) >= CLAIMS_PROMISED


@pytest.mark.parametrize("name", table_names())
def test_tables_are_full_in_both_languages(name: str) -> None:
    declared = table(name)
    content = filled(declared, load([manifests_of(declared.cluster)]).cluster)
    for lang in Lang:
        heads, rows = content.in_language(lang)
        assert rows
        assert all(len(row) == len(heads) for row in rows)
        assert all(cell for row in rows for cell in row)


def test_what_the_types_table_says_of_source_addresses() -> None:
    _, rows = filled(table("service-types"), KUBERNETES).in_language(Lang.EN)
    seen = {row[0]: row[-1] for row in rows}
    assert seen["NodePort"] == "a node's"
    assert seen["ClusterIP"] == "none"


@pytest.mark.parametrize(
    "ask",
    [
        lambda m: m.figure("no-such-figure"),
        lambda m: m.hops("nodeport", scene=9),
        lambda m: m.manifest("service/nobody"),
        lambda m: m.table("volumes"),
        lambda m: m.count("volumes"),
    ],
)
def test_what_is_not_there_fails(macros: Macros, ask: Callable[[Any], str]) -> None:
    with pytest.raises(LookupError):
        ask(macros)


def test_text_is_escaped(macros: Macros) -> None:
    assert "&lt;" in macros._mark("<script>")  # pyright: ignore[reportPrivateUsage]
    assert "<script>" not in macros._mark("<script>")  # pyright: ignore[reportPrivateUsage]


def test_manifests_are_shown_as_they_stand(macros: Macros) -> None:
    shown = macros.manifest("service/web-nodeport")
    assert 'title="diagrams/cluster/service-nodeport.yaml"' in shown
    assert "nodePort: 30080" in shown


def test_manifests_can_share_a_block(macros: Macros) -> None:
    shown = macros.manifest("service/legacy", "endpointslice/legacy-1", "service/web")
    assert shown.startswith(
        '```yaml title="diagrams/cluster/service-without-selector.yaml · diagrams/cluster/service-clusterip.yaml"'
    )
    kinds = [line for line in shown.splitlines() if line.startswith(("kind:", "---"))]
    assert kinds == ["kind: Service", "---", "kind: EndpointSlice", "---", "kind: Service"]


# Other clusters


def test_a_page_can_ask_about_another_cluster(macros: Macros) -> None:
    assert "2001:db8:7::8" in macros.fact("client/phone", "ip", cluster="dual-stack")
    assert macros.claim("client/phone", "service/web", cluster="dual-stack", verdict="delivered")
    with pytest.raises(UnknownFact, match="client/phone"):
        macros.fact("client/phone", "ip")


def test_a_cluster_that_is_not_there_is_named(macros: Macros) -> None:
    with pytest.raises(UnknownCluster, match=r"'single-stack'.*dual-stack"):
        macros.table("nodes", cluster="single-stack")


# Computed tables of the inner pages


@pytest.mark.parametrize(
    "expected",
    [
        ("all is well", "yes", "200", "yes", "200", "yes"),
        ("its Pod is not ready", "yes", "200", "yes", "503", "no"),
        ("its Pod is terminating", "yes", "200", "yes", "503", "no"),
        ("the Node is NotReady", "yes", "200", "yes", "200", "yes"),
        ("kube-proxy has stopped", "yes", "no answer", "no", "no answer", "no"),
        ("the Node is being deleted", "no", "503", "no", "200", "no"),
        ("the Node has the exclude label", "no", "200", "no", "200", "no"),
        ("the machine is off", "yes", "no answer", "no", "no answer", "no"),
    ],
)
def test_what_a_node_says_to_a_balancer(expected: tuple[str, ...]) -> None:
    """State, on the list, then check and traffic with Cluster and with Local.

    (KEP-3458, KEP-3836; pkg/proxy/healthcheck; cloud-provider controllers/service.)
    """
    _, rows = filled(table("health-checks"), KUBERNETES).in_language(Lang.EN)
    assert list(expected) in rows


@pytest.mark.parametrize(
    "expected",
    [
        ("node-a (zone-1)", "api-1, api-2", "api-1, api-2", "api-1, api-2", "timed out"),
        ("node-b (zone-2)", "api-1, api-2", "api-1, api-2", "api-1", "api-1"),
        ("node-c (zone-2)", "api-1, api-2", "api-1, api-2", "api-2", "api-2"),
    ],
)
def test_who_is_preferred_on_each_node(expected: tuple[str, ...]) -> None:
    """No preference, PreferSameZone, PreferSameNode, policy Local (KEP-3015; pkg/proxy/topology.go)."""
    _, rows = filled(table("topology-preferences"), KUBERNETES).in_language(Lang.EN)
    assert list(expected) in rows


@pytest.mark.parametrize(
    "expected",
    [
        ("phone (IPv6 only)", "node port of web", "cannot use it", "delivered"),
        (
            "phone (IPv6 only)",
            "node port of web-default",
            "cannot use it",
            "connection refused",
        ),
        ("Pod client (both)", "cluster IP of web", "delivered", "delivered"),
        ("Pod client (both)", "cluster IP of web-ipv6", "no such address", "delivered"),
    ],
)
def test_what_each_family_reaches(expected: tuple[str, ...]) -> None:
    """A Service without a ClusterIP of a family has no rules in that family (pkg/proxy/metaproxier)."""
    _, rows = filled(table("family-clients"), DUAL_STACK).in_language(Lang.EN)
    assert list(expected) in rows
