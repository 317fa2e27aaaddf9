"""Rules on pages: the way of a packet through chains, both modes side by side, and what tables compute from rules."""

from __future__ import annotations

import re
from base64 import b32encode
from fractions import Fraction
from hashlib import sha256
from html import unescape

import pytest

from atlas.figure.catalog import CLUSTER
from atlas.model.cluster import ProxyMode
from atlas.site.claims import FalseClaim, check, claim_of
from atlas.site.macros import Macros
from atlas.site.rules_way import Way, rules_way, shown_chains
from atlas.site.terminal import terminal
from atlas.tables.catalog import table
from atlas.tables.table import filled
from atlas.text.rule_notes import NOTES
from atlas.text.text import Lang
from atlas.world.load import load
from support.cases import cases

LOADED = load([CLUSTER])
KUBERNETES = LOADED.cluster
NOBODY = "pod/web-1 pod/web-2 pod/web-3"
ALL_WAYS = [
    Way(f"service/{name}", "node-b", mode)
    for name in ("web", "web-nodeport", "web-lb", "web-sticky")
    for mode in ("iptables", "nftables")
]


def rows_of(name: str) -> list[list[str]]:
    """Return the cells of a table in English."""
    return filled(table(name), KUBERNETES).in_language(Lang.EN)[1]


def plain(text: str) -> str:
    """Return a chain's name without its hash."""
    return re.sub(r"-[A-Z2-7]{16}$|(?<=[a-z])-[A-Z2-7]{8}-.*", "", text)


def names(way: Way) -> list[str]:
    """Return the chains, sets and maps of a way without hashes, equal neighbours once."""
    found = [plain(one.name) for one in shown_chains(KUBERNETES, way, Lang.EN)]
    return [one for before, one in zip(["", *found], found, strict=False) if one != before]


@cases(
    """
    mode      only                        met
    iptables  PREROUTING KUBE-S           PREROUTING KUBE-SERVICES KUBE-SVC KUBE-SEP
    iptables  KUBE-POSTROUTING KUBE-MARK  KUBE-MARK-MASQ KUBE-POSTROUTING
    nftables  nat-pre service endpoint    nat-prerouting services service-ips service endpoint
    nftables  mark masq                   mark-for-masquerade masquerading
    """,
    source="kubernetes/kubernetes pkg/proxy/iptables/proxier.go, pkg/proxy/nftables/proxier.go: who jumps where",
)
def test_chains_stand_in_the_order_of_the_packet(mode: str, only: str, met: str) -> None:
    assert names(Way("service/web", "node-a", mode, only)) == met.split()


@cases(
    """
    mode      policy   ready  node    only                 met
    iptables  Cluster  yes    node-c  KUBE-EXT KUBE-SV     KUBE-EXT KUBE-SVC
    iptables  Local    yes    node-b  KUBE-EXT KUBE-SV     KUBE-EXT KUBE-SVC KUBE-SVL   # all endpoints serve Pods
    iptables  Local    yes    node-c  KUBE-EXTERNAL        KUBE-EXTERNAL-SERVICES       # dropped there
    iptables  Cluster  no     node-a  KUBE-S KUBE-EXT      KUBE-EXTERNAL-SERVICES KUBE-SERVICES   # refused there
    nftables  Local    yes    node-b  external- local-     external local
    nftables  Local    yes    node-c  no-endpoint          no-endpoint-nodeports
    nftables  Cluster  no     node-a  no-endpoint reject-  no-endpoint-nodeports reject-chain no-endpoint-services
    """,
    source="kubernetes/kubernetes pkg/proxy/nftables/README.md; core/v1 externalTrafficPolicy",
)
def test_chains_follow_policy_and_readiness(
    mode: str, policy: str, ready: str, node: str, only: str, met: str
) -> None:
    not_ready = "" if ready == "yes" else NOBODY
    way = Way("service/web-nodeport", node, mode, only, policy, not_ready)
    assert sorted(set(names(way))) == sorted(met.split())


@pytest.mark.parametrize("way", ALL_WAYS, ids=str)
@pytest.mark.parametrize("lang", Lang)
def test_every_rule_is_shown_whole_and_explained(way: Way, lang: Lang) -> None:
    shown = rules_way(KUBERNETES, way, lang)
    items = re.findall(r'<li><code class="atlas-rule">(.*?)</code><span>(.*?)</span>', shown)
    texts = [unescape(re.sub(r"</?(?:a|span)\b[^>]*>", "", code)) for code, _ in items]
    chains = shown_chains(KUBERNETES, way, lang)
    assert texts == [rule.text for chain in chains for rule in chain.rules]
    assert all(note for _, note in items)


@pytest.mark.parametrize("way", ALL_WAYS, ids=str)
def test_links_lead_to_chains_of_the_same_way(way: Way) -> None:
    shown = rules_way(KUBERNETES, way, Lang.EN)
    anchors = re.findall(r'<div class="atlas-chain" id="([^"]+)"><p[^>]*><code>([^<]+)', shown)
    assert len({one for one, _ in anchors}) == len(anchors)
    links = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', shown)
    assert links
    assert set(links) <= set(anchors)


def test_two_ways_on_one_page_share_no_anchor() -> None:
    pages = [
        rules_way(
            KUBERNETES,
            Way("service/web-nodeport", "node-b", "iptables", "KUBE-EXT", policy),
            Lang.EN,
        )
        for policy in ("", "Local")
    ]
    ours, theirs = (set(re.findall(r'id="([^"]+)"', page)) for page in pages)
    assert ours
    assert not ours & theirs


def test_chains_of_further_endpoints_are_folded() -> None:
    shown = rules_way(KUBERNETES, Way("service/web", "node-a", "iptables"), Lang.EN)
    folded = re.findall(r"<summary>(.*?)</summary>(.*?)</details>", shown, re.DOTALL)
    assert [(words, inside.count("atlas-chain__name")) for words, inside in folded] == [
        ("Chains of other endpoints: 2", 2)
    ]


@pytest.mark.parametrize(
    "way",
    [
        Way("service/db", "node-a", "iptables"),  # headless: kube-proxy skips it
        Way("service/web", "node-a", "nftables", only="KUBE-"),
        Way("service/web", "node-x", "iptables"),
    ],
    ids=str,
)
def test_a_way_without_chains_is_refused(way: Way) -> None:
    with pytest.raises(LookupError):
        rules_way(KUBERNETES, way, Lang.EN)


# Both modes side by side


def test_each_question_is_answered_in_both_modes() -> None:
    shown = Macros(Lang.EN, LOADED).table("rules-beside")
    blocks = re.findall(r"<dt>(.*?)</dt>(.*?)</div>", shown, re.DOTALL)
    assert len(blocks) == len(rows_of("rules-beside"))
    unanswered = [title for title, answers in blocks if "no rule" in answers]
    assert unanswered == ["What if the cluster IP has no such port?"]


def test_a_rule_stands_for_others_of_its_kind_unless_only_all_of_them_make_sense() -> None:
    shown = unescape(re.sub(r"</?span>", "", Macros(Lang.KO, LOADED).table("rules-beside")))
    assert shown.count("--probability") == 2
    assert shown.count("numgen random mod 3") == 1
    assert shown.count("-j DNAT --to-destination") == 2  # of web, and of web-sticky


# Tables


def test_shares_are_equal_and_make_up_the_whole() -> None:
    shares = [Fraction(row[-1].rpartition("= ")[2]) for row in rows_of("rule-shares")]
    assert shares == [Fraction(1, 3)] * 3


def test_names_can_be_computed_from_what_the_table_says_is_hashed() -> None:
    for _, chain, hashed in rows_of("chain-names"):
        expected = b32encode(sha256(hashed.encode()).digest())[:16].decode()
        assert chain.rpartition("-")[2] == expected


@cases(
    """
    services  compared  look_ups
    10        11        2
    100       101       2
    1000      1001      2
    """,
    source="Kubernetes blog 2025-02-28, NFTables mode for kube-proxy: a list against a map",
)
def test_a_list_grows_and_look_ups_do_not(services: str, compared: str, look_ups: str) -> None:
    assert [services, compared, look_ups] in [row[:3] for row in rows_of("rules-growth")]


@cases(
    """
    to                in_iptables          in_nftables
    10.96.113.167:81  timed out            connection refused   # a port that the cluster IP lacks
    127.0.0.1:30080   web-1, web-2, web-3  connection refused   # localhostNodePorts
    192.0.2.11:30080  web-1, web-2, web-3  connection refused   # nodePortAddresses: all, primary
    """,
    source="kubernetes/website reference/networking/virtual-ips; pkg/proxy/nftables/README.md",
)
def test_where_the_modes_differ(to: str, in_iptables: str, in_nftables: str) -> None:
    assert [to, in_iptables, in_nftables] in [row[1:] for row in rows_of("mode-differences")]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("iptables-kinds", ProxyMode.IPTABLES), ("nftables-kinds", ProxyMode.NFTABLES)],
)
def test_every_kind_of_rule_is_listed(name: str, mode: ProxyMode) -> None:
    assert sorted(row[0] for row in rows_of(name)) == sorted(kind.value for kind in NOTES[mode])


# Claims and commands


def test_a_claim_can_ask_in_either_mode() -> None:
    stated = claim_of("pod/client", "10.96.113.167:81", proxy_mode="nftables", verdict="refused")
    assert check(KUBERNETES, stated).branches
    with pytest.raises(FalseClaim, match="timed out"):
        check(KUBERNETES, claim_of("pod/client", "10.96.113.167:81", verdict="refused"))


@pytest.mark.parametrize(
    ("command", "fence"),
    [
        ("rules CLUSTER --node node-a --for service/web", "```text"),
        ("endpoints CLUSTER --service web-lb --node node-a", "```console"),
    ],
)
def test_remarks_of_rules_are_not_taken_for_commands_of_root(command: str, fence: str) -> None:
    assert terminal(KUBERNETES, command, Lang.EN).splitlines()[0] == fence
