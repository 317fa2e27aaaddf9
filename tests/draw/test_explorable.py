"""The explorable file: one page with everything in it, whose policy lets nothing else in."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from atlas.cli.main import run
from atlas.draw.bundle import UnknownModuleForm, bundled
from atlas.draw.controls import MOST_FRAMES
from atlas.draw.explorable import ROOM, explorable, explored_flow, limits_of
from atlas.model.cluster import Cluster
from atlas.text.text import Lang
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from support.large_cluster import write_large_cluster

PROJECT = Path(__file__).parents[2]
TRIALS = PROJECT / "tests" / "data" / "trials"
SAID = dict.fromkeys(Lang, "")


@pytest.fixture(scope="module")
def page() -> str:
    cluster = load([PROJECT / "diagrams" / "cluster"]).cluster
    flow = Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT)
    return explorable(cluster, flow, Lang.EN, SAID)


def test_it_fetches_nothing(page: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    assert all(one.startswith(("data:", "#", "?lang=")) for one in addresses), addresses
    style = page.split("<style>")[1].split("</style>")[0]
    assert all(one.startswith('"data:') for one in re.findall(r"url\(([^)]*)\)", style))


def test_its_policy_names_its_own_script_and_style(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)[-1]
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]
    for text, where in ((script, "script-src"), (style, "style-src")):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{where} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'") and "connect-src" not in policy[1]
    assert not re.search(r'\sstyle="|\son\w+="', page.split("<script")[0])


@pytest.mark.parametrize("lang", Lang)
def test_it_has_all_states_in_both_languages(page: str, lang: Lang) -> None:
    text = page.split(f'id="states-{lang}">')[1].split("</script>")[0]
    content = json.loads(text)
    keys = [one["key"] for one in content["controls"]]
    assert keys == ["entry", "external", "web-1", "down", "mode"]
    count = 1
    for one in content["controls"]:
        count *= len(one["options"])
    assert len(content["states"]) == count


def test_a_flow_without_anything_to_change_is_a_page_too() -> None:
    cluster = load([TRIALS / "07-externalname-egress.yaml"]).cluster
    service = next(one for one in cluster.services if one.external_name)
    flow = Flow(str(cluster.nodes[0].reference), str(service.reference), Entry.NAME)
    assert "<h1>" in explorable(cluster, flow, Lang.KO, SAID)


def test_a_service_is_explored_by_its_usual_flow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert run(["draw", "--sample", "--service", "web", "-o", str(out), "-q"]) == 0
    capsys.readouterr()
    assert "internalTrafficPolicy" in out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """100 nodes, 2,000 Pods, 300 Services; of `service-1`, a load balancer's, 7 Pods answer, of `service-3` 100."""
    file = tmp_path_factory.mktemp("large") / "cluster.json"
    write_large_cluster(file, 100, 2_000, 300)
    content = json.loads(file.read_text())
    for one in content["items"]:
        name = (one["kind"], one["metadata"]["name"])
        if name == ("Service", "service-1"):
            one["spec"] |= {"type": "LoadBalancer"}
            one["status"] = {"loadBalancer": {"ingress": [{"ip": "203.0.113.10"}]}}
        if name == ("Service", "service-2"):
            one["spec"] |= {"type": "NodePort"}
        if name == ("EndpointSlice", "service-3-x"):
            others = (o for o in content["items"] if o["kind"] == "EndpointSlice")
            one["endpoints"] = [o["endpoints"][0] for o in others][:100]
    file.write_text(json.dumps(content))
    return load([file]).cluster


LARGE = {
    "a balancer that may pick any node": Flow("client/outside", "service/service-1"),
    "a node port": Flow("client/outside", "service/service-2", Entry.NODE_PORT),
    "from a Pod": Flow("pod/pod-5", "service/service-2"),
    "a hundred Pods on as many nodes": Flow("pod/pod-5", "service/service-3"),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_cluster_costs_no_more_than_a_page_can_hold(large: Cluster, what: str) -> None:
    made = explored_flow(large, LARGE[what])
    explored = made.scene.explored
    assert explored is not None
    names = explored.scene.nodes or frozenset()
    drawn = sum(len(state.stages) for state in explored.states)
    assert 1 < len(explored.states) <= MOST_FRAMES // max(1, len(names))
    assert drawn <= MOST_FRAMES // max(1, len(names))
    assert len(names) <= ROOM.nodes
    assert all(len(state.stages) <= ROOM.ways for state in explored.states)
    for state in explored.states:
        for staged in state.stages:
            assert len(staged.stage.nodes) <= ROOM.nodes + 1
            boxes = {box.key for frame in staged.stage.nodes for box in frame.boxes}
            ends = {end for leg in staged.stage.legs for end in (leg.start, leg.end)}
            assert {end for end in ends if end.startswith("kernel-")} <= boxes


@pytest.mark.parametrize("what", LARGE)
def test_what_is_drawn_of_a_large_cluster_is_true(large: Cluster, what: str) -> None:
    explored = explored_flow(large, LARGE[what]).scene.explored
    assert explored is not None
    for state in explored.states:
        if not state.stages:
            continue
        (way,) = state.stages[0].ways
        whole = {str(one.hops): one for one in trace(state.stages[0].cluster, way.flow).branches}
        drawn = [one.branch for staged in state.stages for one in staged.ways]
        assert len({id(one) for one in drawn}) == len(drawn)
        assert all(whole[str(one.hops)] == one for one in drawn)
        assert {one.verdict for one in drawn} == {one.verdict for one in whole.values()}
        if not explored.scene.is_cut:
            assert len(drawn) == len(whole)


def test_what_a_large_cluster_leaves_out_is_said(large: Cluster) -> None:
    said = {
        what: limits_of(explored_flow(large, flow), large, Lang.EN) for what, flow in LARGE.items()
    }
    assert "one of 4 here, of 100 in all; --node" in said["a balancer that may pick any node"]
    assert "--node" not in said["a node port"]
    assert "of the 1" in said["a hundred Pods on as many nodes"]
    assert "nodes involved are drawn" in said["a hundred Pods on as many nodes"]
    assert all("Controls left out" in one for one in said.values())


def test_a_small_cluster_leaves_out_nothing() -> None:
    cluster = load([PROJECT / "diagrams" / "cluster"]).cluster
    made = explored_flow(cluster, Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT))
    assert all(not limits_of(made, cluster, lang) for lang in Lang)


def test_modules_become_one_script(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.js").write_text("export const one = 1;\nexport function two() {}\n")
    (tmp_path / "main.js").write_text('import { one, two as b } from "./parts/one.js";\nb(one);\n')
    script = bundled(tmp_path, "main.js")
    assert "const {one, two: b} = module_parts_one;" in script
    assert script.index("return {one, two};") < script.index("b(one)")
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


def test_a_form_that_is_not_known_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text("export default 1;\n")
    with pytest.raises(UnknownModuleForm, match="export default"):
        bundled(tmp_path, "main.js")
