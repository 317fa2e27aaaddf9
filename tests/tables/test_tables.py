"""Table scripts: found by name, runnable alone, and what they say of nodes and Pods follows the cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.figure.catalog import CLUSTER
from atlas.figure.catalog import run as run_script
from atlas.model.cluster import Cluster
from atlas.tables.catalog import UnknownTable, script, table, table_names
from atlas.tables.roles import node_with, node_without, only_pod_on_a_node
from atlas.tables.table import Case, Code, Column, Table, filled
from atlas.text.text import Lang, Text
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Flow
from atlas.world.load import load
from support.pages import sources

KUBERNETES = load([CLUSTER]).cluster


def rows_of(name: str, cluster: Cluster = KUBERNETES) -> list[list[str]]:
    """Return the cells of a table in English."""
    return filled(table(name), cluster).in_language(Lang.EN)[1]


# Found by name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("external-polcy", 'Did you mean "external-policy"?'),
        ("node", 'Did you mean "nodes"?'),
        ("xyz", "There is actions, chain-names"),
    ],
)
def test_an_unknown_table_is_refused_with_a_hint(name: str, said: str) -> None:
    with pytest.raises(UnknownTable, match=said.replace("?", r"\?")):
        table(name)


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", table_names())
def test_a_page_shows_it(name: str, lang: Lang) -> None:
    pages = [page for page in sources(lang).values() if not page.path.startswith("contribute/")]
    assert any(f'{{{{ table("{name}"' in page.body for page in pages)


def test_two_edits_in_one_second_are_two_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    path = tmp_path / "edited.py"
    for word in ("first", "other"):
        path.write_text(f"from __future__ import annotations\nWORD = '{word}'\n", encoding="utf-8")
        os.utime(path, (1, 1))
        assert word == run_script(path).WORD


# Run alone


def run(name: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script(name)), *options], capture_output=True, text=True, check=False
    )


def test_a_script_prints_its_table_in_both_languages() -> None:
    printed = run("external-policy").stdout
    assert "Pod api-2 on node-c   Load balancer address  web-1, web-2, web-3" in printed
    assert "node-c 노드의 api-2 파드   로드 밸런서 주소" in printed


def test_a_script_prints_the_table_of_other_manifests(tmp_path: Path) -> None:
    (tmp_path / "nodes.yaml").write_text(
        "apiVersion: v1\nkind: Node\nmetadata: {name: only}\n"
        "status: {addresses: [{type: InternalIP, address: 10.9.9.9}]}\n",
        encoding="utf-8",
    )
    printed = run("nodes", "--lang", "en", str(tmp_path)).stdout.splitlines()
    assert [line.split()[0] for line in printed] == ["The", "Node", "only"]
    asked = run("external-policy", str(tmp_path))
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.startswith("external_policy.py: ")


def test_a_bad_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("apiVersion: v1\nkind: Node\n", encoding="utf-8")
    asked = run("nodes", str(tmp_path))
    assert (asked.returncode, asked.stdout) == (3, "")
    assert "bad.yaml" in asked.stderr


# Names follow the cluster


def moved(cluster: Cluster, pod: str, node: str) -> Cluster:
    """Return the cluster in which that Pod runs on that node, nothing else changed."""
    pods = tuple(replace(each, node=node) if each.name == pod else each for each in cluster.pods)
    return replace(cluster, pods=pods)


@pytest.mark.parametrize("name", ["external-policy", "internal-policy"])
def test_a_pod_is_said_to_be_where_it_runs(name: str) -> None:
    before = {row[0] for row in rows_of(name)}
    after = {row[0] for row in rows_of(name, moved(KUBERNETES, "api-2", "node-b"))}
    assert before - after == {"Pod api-2 on node-c"}
    assert after - before == {"Pod api-2 on node-b"}


def test_a_column_is_headed_by_the_zone_of_its_client() -> None:
    zone = {"topology.kubernetes.io/zone": "west"}
    nodes = tuple(replace(node, labels=zone) for node in KUBERNETES.nodes)
    heads, _ = filled(table("topology-shares"), replace(KUBERNETES, nodes=nodes)).in_language(
        Lang.EN
    )
    assert heads[2:4] == ["Client in west"] * 2


def test_nodes_are_found_by_their_part() -> None:
    assert node_with(KUBERNETES, "service/web").name == "node-a"
    assert node_without(KUBERNETES, "service/web").name == "node-c"
    assert only_pod_on_a_node(KUBERNETES, "service/web").name == "web-2"


def test_a_part_that_nobody_plays_is_told() -> None:
    everywhere = moved(moved(KUBERNETES, "web-1", "node-c"), "web-2", "node-b")
    with pytest.raises(FlowError, match="no node lacks a ready Pod of service/web"):
        node_without(everywhere, "service/web")
    together = moved(KUBERNETES, "web-2", "node-a")
    with pytest.raises(FlowError, match="exactly one ready Pod"):
        only_pod_on_a_node(together, "service/web")


# The shape


def test_what_is_empty_says_so() -> None:
    declared = Table(
        title=Text(ko="표", en="A table"),
        cases=(Case(Text(ko="경우", en="a case"), Flow("pod/a", "pod/b")),),
        columns=(
            Column(Text(ko="가", en="A"), lambda _, case: case.said),
            Column(Text(ko="나", en="B"), lambda _cluster, _case: ""),
            Column(
                Text(ko="다", en="C"), lambda _cluster, _case: Code(()), Text(ko="빔", en="bare")
            ),
            Column(Text(ko="라", en="D"), lambda _cluster, _case: Code(("a", "b"))),
        ),
    )
    grid = filled(declared, Cluster())
    assert grid.in_language(Lang.EN) == (["A", "B", "C", "D"], [["a case", "none", "bare", "a\nb"]])
    assert grid.in_language(Lang.KO)[1] == [["경우", "없음", "빔", "a\nb"]]
