"""Stages show every way of a connection once, and each Pod's share of them."""

from __future__ import annotations

from atlas.figure.catalog import CLUSTER
from atlas.figure.figure import Scene
from atlas.figure.stage import Stage
from atlas.figure.staging import stage_flows, stage_ways, ways_of
from atlas.model.cluster import Cluster
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.what_if.row import WhatIf, apply_all
from atlas.what_if.rows import BY_NAME
from atlas.world.load import load
from support.cases import cases

KUBERNETES = load([CLUSTER]).cluster
TO_WEB = Flow("pod/client", "service/web")


def scene(*flows: Flow, what_ifs: tuple[WhatIf, ...] = ()) -> Scene:
    return Scene(Text(ko="그림", en="A picture"), flows, ("service/web",), what_ifs)


def lines_of_pods(stage: Stage) -> dict[str, str]:
    """Return what stands below name and address of each Pod."""
    pods = [pod for node in stage.nodes for pod in node.pods if pod.key.startswith("pod-")]
    return {str(pod.lines[0]): " ".join(map(str, pod.lines[2:])) for pod in pods}


@cases(
    """
    not_ready          shares
    -                  web-1:1/3 web-2:1/3 web-3:1/3
    web-3              web-1:1/2 web-2:1/2
    web-2 web-3        -                              # only one possible end
    """,
    source="kube-proxy picks each endpoint with the same probability",
)
def test_shares_of_pods(not_ready: str, shares: str) -> None:
    changes = tuple(BY_NAME["not-ready"](f"pod/{name}") for name in not_ready.split())
    stage = stage_flows(KUBERNETES, scene(TO_WEB, what_ifs=changes)).stage
    told = lines_of_pods(stage)
    wanted = dict(one.split(":") for one in shares.split())
    for name in ("web-1", "web-2", "web-3"):
        assert wanted.get(name, "") in told[name]
        assert ("/" in told[name]) == (name in wanted), told[name]


def test_several_flows_have_no_shares() -> None:
    stage = stage_flows(KUBERNETES, scene(TO_WEB, Flow("pod/api-1", "service/web"))).stage
    assert not any("/" in said for said in lines_of_pods(stage).values())


def test_every_way_is_followed_once_and_the_drawn_one_first() -> None:
    asked = scene(TO_WEB)
    cluster = changed(asked)
    staged = stage_ways(cluster, asked, ways_of(KUBERNETES, cluster, asked))
    followed = [one.ways[0].branch for one in staged]
    assert followed[0] == stage_flows(KUBERNETES, asked).ways[0].branch
    assert sorted(str(one.destination) for one in followed) == [
        "pod/web-1",
        "pod/web-2",
        "pod/web-3",
    ]


def changed(asked: Scene) -> Cluster:
    return apply_all(KUBERNETES, asked.what_ifs)
