"""Pictures of flows on any cluster: nothing overlaps, nothing leaves its box, and what is folded is counted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.cli.main import run
from atlas.draw.picture import content_of, flow_picture
from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.text.text import Lang
from atlas.tracer.trace import Entry, Flow
from atlas.world.load import load
from support.clusters import small_cluster
from support.drawings import faults

TRIALS = Path(__file__).parents[1] / "data" / "trials"
FLOWS = (
    ("01-no-nodes-deployment-nodeport.yaml", Entry.AUTO),
    ("06-elb-hostname.yaml", Entry.AUTO),
    ("07-externalname-egress.yaml", Entry.NAME),
    ("14-external-ip-is-node.yaml", Entry.NAME),
    ("18-undeclared-target-port.yaml", Entry.AUTO),
    ("23-loadbalancer-pending.yaml", Entry.NAME),
    ("24-pods-not-ready.yaml", Entry.AUTO),
)
LONG = "a-name-with-sixty-three-characters-which-is-all-that-is-allowed"


def svg(cluster: Cluster, flow: Flow, lang: Lang = Lang.EN) -> str:
    return content_of(flow_picture(cluster, flow, lang), "svg").decode()


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize(("name", "entry"), FLOWS)
def test_nothing_overlaps_or_leaves_its_box(name: str, entry: Entry, lang: Lang) -> None:
    cluster = load([TRIALS / name]).cluster
    service = next(one for one in cluster.services if one.namespace != "kube-system")
    source = cluster.clients[0] if cluster.clients and entry is Entry.AUTO else cluster.nodes[-1]
    drawn = svg(cluster, Flow(str(source.reference), str(service.reference), entry), lang)
    assert faults(drawn) == []


def manifests(nodes: int, pods: int) -> str:
    parts = [
        f"""\
apiVersion: v1
kind: Node
metadata: {{name: {LONG[:60]}{number:03}}}
spec: {{podCIDRs: [10.244.{number}.0/24]}}
status: {{addresses: [{{type: InternalIP, address: 10.0.0.{number + 1}}}]}}
"""
        for number in range(nodes)
    ]
    parts += [
        f"""\
apiVersion: v1
kind: Pod
metadata: {{name: {LONG[:60]}{number:03}, labels: {{app: web}}}}
spec: {{nodeName: {LONG[:60]}{number % nodes:03}, containers: [{{name: web, image: web}}]}}
status: {{podIP: 10.244.{number % nodes}.{number // nodes + 2}, conditions: [{{type: Ready, status: "True"}}]}}
"""
        for number in range(pods)
    ]
    ports = ", ".join(f"{{name: p{at}, port: {80 + at}}}" for at in range(12))
    addresses = ", ".join(f"{{ip: 203.0.113.{at}}}" for at in (7, 8, 9))
    parts.append(
        f"""\
apiVersion: v1
kind: Service
metadata: {{name: {LONG}}}
spec: {{type: LoadBalancer, selector: {{app: web}}, ports: [{ports}]}}
status: {{loadBalancer: {{ingress: [{addresses}]}}}}
"""
    )
    return "---\n".join(parts)


@pytest.fixture
def long_names(tmp_path: Path) -> Path:
    path = tmp_path / "long.yaml"
    path.write_text(manifests(20, 60), encoding="utf-8")
    return path


def test_long_names_twelve_ports_and_three_addresses_stay_in_their_boxes(long_names: Path) -> None:
    cluster = load([long_names]).cluster
    for source in ("client/outside", str(cluster.pods[0].reference)):
        assert faults(svg(cluster, Flow(source, f"service/{LONG}"))) == []


def test_what_takes_no_part_is_folded_and_counted(long_names: Path) -> None:
    cluster = load([long_names]).cluster
    text = re.sub("<[^>]+>", "", svg(cluster, Flow("client/outside", f"service/{LONG}")))
    crossed = len(re.findall("other Pods: 2", text))
    assert crossed in (1, 2)
    assert "18 more nodes" in text or "19 more nodes" in text


def test_a_name_that_is_not_found_shows_who_asked() -> None:
    cluster = load([TRIALS / "24-pods-not-ready.yaml"]).cluster
    drawn = svg(cluster, Flow(str(cluster.pods[0].reference), "http://nobody.example.test/"))
    assert faults(drawn) == []
    assert cluster.pods[0].name in drawn


def test_what_is_assumed_is_drawn_so() -> None:
    cluster = load([TRIALS / "01-no-nodes-deployment-nodeport.yaml"]).cluster
    service = next(one for one in cluster.services if one.namespace == "default")
    drawn = svg(cluster, Flow("client/outside", str(service.reference)))
    assert 'class="node box client assumed"' in drawn
    assert re.search(r">assumed<", drawn)


def test_a_file_is_written_in_each_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = {"svg": b"<svg", "png": b"\x89PNG", "dot": b"digraph"}
    for suffix, first in start.items():
        out = tmp_path / f"flow.{suffix}"
        words = ["draw", "--sample", "--from", "client/laptop", "--to", "service/web-nodeport"]
        assert run([*words, "-o", str(out)]) == 0
        assert str(out) in capsys.readouterr().out
        assert out.read_bytes().startswith(first)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", "pod/client"], "--from and --to go together"),
        (["--all", "--service", "web"], "expected one of"),
        (["-o", "flow.gif"], "a name that ends in .svg, .png, .html, .dot"),
        (["--all", "-o", "all.html"], "explores one flow"),
    ],
)
def test_what_cannot_be_drawn_is_said(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["draw", "--sample", *words]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("to", ["pod/web-2", "service/web", "node/node-b"])
def test_a_ping_is_drawn_as_one(to: str) -> None:
    cluster = small_cluster()
    drawn = svg(cluster, Flow("pod/client", to, protocol=Protocol.ICMP))
    assert faults(drawn) == []
    assert "A ping from pod/client" in drawn
