"""What pages can ask: true values, proven claims, and loud failures for all else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from atlas.figure.catalog import CLUSTER
from atlas.manifests.load import load
from atlas.site.claims import Claim, FalseClaim, check, check_dns
from atlas.site.facts import UnknownFact, fact
from atlas.site.macros import Macros
from atlas.site.tables import TABLES, table
from atlas.text.text import Lang
from support.pages import sources

LOADED = load([CLUSTER])
KUBERNETES = LOADED.cluster
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
    stated = Claim(**NODE_PORT, node="node-c", verdict="delivered", source_seen="node/node-c")
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
        check(KUBERNETES, Claim(**{**NODE_PORT, "node": "node-c", **wrong}))


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


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_full_in_both_languages(name: str) -> None:
    content = table(KUBERNETES, name)
    for lang in Lang:
        heads, rows = content.in_language(lang)
        assert rows
        assert all(len(row) == len(heads) for row in rows)
        assert all(cell for row in rows for cell in row)


def test_what_the_types_table_says_of_source_addresses() -> None:
    _, rows = table(KUBERNETES, "service-types").in_language(Lang.EN)
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
