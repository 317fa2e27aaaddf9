"""Overviews and Services on any cluster: nothing overlaps, what is too much is counted, and nothing of a name runs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from atlas.draw.board import Board, Group, Link, placed
from atlas.draw.http_entries import http_entries
from atlas.draw.picture import (
    board_picture,
    content_of,
    flow_picture,
    overview_picture,
    service_picture,
)
from atlas.figure.stage import Box, Look, Role
from atlas.manifests.problem import ManifestError
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.model.http import Ingress, IngressRule
from atlas.model.outside import Client
from atlas.model.reference import parse_reference
from atlas.model.service import ServiceType, TrafficPolicy
from atlas.report.matrix import written_services
from atlas.text.text import Lang, Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.change import with_external_policy
from atlas.world.load import load, load_documents
from support.drawings import faults

PROJECT = Path(__file__).parents[2]
TRIALS = PROJECT / "tests" / "data" / "trials"
INPUTS = sorted([*TRIALS.glob("*.yaml"), *(TRIALS / "corpus").iterdir()])
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=63)


def cluster_of(path: Path) -> Cluster:
    try:
        return load([path]).cluster
    except ManifestError:
        pytest.skip("nothing of it can be used")


def svg(picture: object) -> str:
    return content_of(picture, "svg").decode()  # type: ignore[arg-type]


@pytest.mark.parametrize("path", INPUTS, ids=lambda one: one.stem)
def test_an_overview_of_every_trial_is_sound(path: Path) -> None:
    cluster = cluster_of(path)
    lang = Lang.KO if len(path.stem) % 2 else Lang.EN
    assert faults(svg(overview_picture(cluster, "", lang))) == []
    for service in written_services(cluster)[:1]:
        assert faults(svg(service_picture(cluster, service, lang))) == []


@st.composite
def boards(draw: st.DrawFn) -> Board:
    """Boards of one to four columns with names of any length, and lines between any of their boxes."""
    columns: list[tuple[Box | Group, ...]] = []
    for at in range(draw(st.integers(1, 4))):
        items: list[Box | Group] = []
        for number in range(draw(st.integers(1, 4))):
            lines = tuple(draw(st.lists(NAMES, min_size=1, max_size=14)))
            box = Box(f"box-{at}-{number}", Look.POD, draw(st.sampled_from(["pod", ""])), lines)
            is_group = draw(st.booleans())
            items.append(Group(f"group-{at}-{number}", (draw(NAMES),), (box,)) if is_group else box)
        columns.append(tuple(items))
    keys = [
        box.key
        for column in columns
        for item in column
        for box in (item.boxes if isinstance(item, Group) else (item,))
    ]
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=20))
    links = tuple(
        Link(one, other, draw(st.sampled_from([Role.REQUEST, Role.FAILED]))) for one, other in pairs
    )
    return Board(tuple(columns), links)


@settings(max_examples=15, deadline=None)
@given(boards())
def test_nothing_of_a_board_overlaps(board: Board) -> None:
    assert faults(svg(board_picture(board, "title", (), Lang.EN, ()))) == []


@given(boards())
def test_no_line_of_a_board_runs_through_a_box(board: Board) -> None:
    made = placed(board)
    for line in made.lines:
        for start, end in zip(line.points, line.points[1:], strict=False):
            for piece in made.boxes:
                rect = piece.place
                inside = (
                    min(start.x, end.x) < rect.right - 1
                    and rect.x + 1 < max(start.x, end.x)
                    and min(start.y, end.y) < rect.bottom - 1
                    and rect.y + 1 < max(start.y, end.y)
                )
                assert not inside, (line, piece.box.key)


def test_a_service_shows_where_its_node_port_fails() -> None:
    cluster = load([PROJECT / "diagrams" / "cluster"]).cluster
    reference = parse_reference("service/web-lb")
    local = with_external_policy(cluster, reference, TrafficPolicy.LOCAL)
    text = re.sub(
        "<[^>]+>", " ", svg(service_picture(local, local.service_by_reference[reference], Lang.EN))
    )
    assert re.search(r"node-c\s+timed out", text)
    assert re.search(r"node-a\s+node-b\s+delivered", text)


@pytest.mark.parametrize(
    ("name", "role", "said"),
    [
        ("10-listener-does-not-allow", "failed", r"HTTP 404"),
        ("09-no-httpproxy", "request", r""),
        ("08-nginx-regex-rewrite", "request", r""),
    ],
)
def test_lines_behind_an_ingress_or_a_gateway_are_as_its_requests_end(
    name: str, role: str, said: str
) -> None:
    """As the model answers them, not as the manifests name their backends."""
    cluster = cluster_of(TRIALS / f"{name}.yaml")
    found = [*http_entries(cluster, {one.namespace for one in cluster.services}, 9)]
    assert {each.value for _, ways in found for each in ways.values()} == {role}
    told = " ".join(
        line.en if isinstance(line, Text) else line for box, _ in found for line in box.lines
    )
    assert re.search(said, told)


def many(nodes: int, pods: int, services: int) -> str:
    parts: list[dict[str, object]] = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": f"node-{at}"},
            "spec": {"podCIDRs": [f"10.{at}.0.0/24"]},
            "status": {"addresses": [{"type": "InternalIP", "address": f"192.168.0.{at + 1}"}]},
        }
        for at in range(nodes)
    ]
    parts += [
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": f"pod-{at}", "labels": {"app": f"app-{at % services}"}},
            "spec": {"nodeName": f"node-{at % nodes}", "containers": [{"name": "c", "image": "c"}]},
            "status": {
                "podIP": f"10.{at % nodes}.0.{at // nodes + 2}",
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        }
        for at in range(pods)
    ]
    parts += [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": f"service-{at}"},
            "spec": {"selector": {"app": f"app-{at}"}, "ports": [{"port": 80}]},
        }
        for at in range(services)
    ]
    return yaml.safe_dump_all(parts)


def test_what_is_too_much_to_be_read_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text(many(30, 200, 40), encoding="utf-8")
    drawn = svg(overview_picture(load([path]).cluster, "", Lang.EN))
    text = re.sub("<[^>]+>", " ", drawn)
    assert faults(drawn) == []
    assert "24 more ClusterIP Services" in text and "24 more nodes" in text
    shown = len(re.findall(r"class=\"node box pod", drawn))
    folded = sum(int(found) for found in re.findall(r"\+(\d+) Pods", text))
    others = re.search(r"more nodes\s+Pods: (\d+)", text)
    assert others
    bare = 1  # the box of the other nodes
    assert shown - bare + folded + int(others[1]) == 200


HOSTILE = st.text(
    st.sampled_from("<>&\"'`\\/{}]]>;\x1b\u202e\u200b\u2066${%N\nab\ue000\U000f0000한"), max_size=40
)
MARKUP = ("<script>alert(1)</script>", "]]><b>", "\\N\\G", "&lt;", "</TD></TABLE>>", '"];evil["')


@settings(max_examples=6, deadline=None)
@given(HOSTILE, st.sampled_from(MARKUP), st.sampled_from(MARKUP))
def test_nothing_of_what_is_written_runs_or_leaves_its_box(
    text: str, markup: str, other: str
) -> None:
    """The API server would refuse such names; drawings do not rely on it."""
    for drawn in hostile_drawings(text, markup, other):
        root = etree.fromstring(drawn.encode())
        tags = {str(one.tag).rpartition("}")[2] for one in root.iter()}
        assert not tags & {"script", "foreignObject", "a", "b"}
        assert not [key for one in root.iter() for key in one.attrib if str(key).startswith("on")]
        assert not re.search("[\x00-\x08\x0b-\x1f\u200b\u202a-\u202e\u2066-\u2069]", drawn)
        assert faults(drawn) == []


def hostile_drawings(text: str, markup: str, other: str) -> list[str]:
    cluster = load_documents(list(parse(many(2, 4, 2), Path("many.yaml")))).cluster
    first, *services = cluster.services
    *pods, pod = cluster.pods
    named = replace(first, name=markup + text, selector={other: text or "x"})
    far = replace(first, name=text or "far", type=ServiceType.EXTERNAL_NAME, external_name=other)
    changed = replace(
        cluster,
        services=(named, far, *services),
        pods=(*pods, replace(pod, name=text + other)),
        clients=(*cluster.clients, Client(other + text, cluster.clients[0].ips)),
        ingresses=(Ingress("default", text + markup, rules=(IngressRule(other + text, ()),)),),
    )
    found = [svg(overview_picture(changed, "", Lang.EN))]
    found += [svg(service_picture(changed, one, Lang.KO)) for one in (named, far)]
    seen = replace(
        cluster, clients=(Client("far", cluster.clients[0].ips),), services=(named, *services)
    )
    flow = Flow("client/far", str(services[0].reference), Entry.CLUSTER_IP)
    return [*found, svg(flow_picture(seen, flow, Lang.EN))]
