"""The release of a cluster: what its nodes say, what was asked for, what is assumed and said."""

from __future__ import annotations

import json
from ipaddress import ip_address
from pathlib import Path

import pytest

from atlas.model.network import Family, Packet
from atlas.model.release import NEWEST, OLDEST, Release, Since, parse_release
from atlas.proxy.decide import decide
from atlas.proxy.decision import Outcome
from atlas.proxy.languages import LANGUAGES, rules
from atlas.world.assumption import Topic, Wishes
from atlas.world.load import Loaded, load
from support.cases import cases

ABOUT = {Topic.RELEASE, Topic.SEVERAL_RELEASES, Topic.UNKNOWN_RELEASE}


def loaded(folder: Path, versions: str, wanted: str = "") -> Loaded:
    nodes = [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": f"node-{number}"},
            "status": {
                "addresses": [{"type": "InternalIP", "address": f"10.0.0.{number}"}],
                **({"nodeInfo": {"kubeletVersion": version}} if version != "-" else {}),
            },
        }
        for number, version in enumerate(versions.split(), 1)
    ]
    file = folder / "nodes.json"
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": nodes}))
    return load([file], wishes=Wishes(release=parse_release(wanted) if wanted else None))


@cases(
    """
    nodes                    asked    release   said
    v1.33.5 v1.33.5          -        v1.33.5   -
    v1.33.6-gke.1 v1.33.6    -        v1.33.6   -
    v1.34.1 v1.32.9+k3s1     -        v1.32.9   -
    v1.34.1 v1.32.9 -        -        v1.32.9   SEVERAL_RELEASES
    v1.33.1 v1.33.6          -        v1.33.1   -
    v1.28.4 v1.28.4          -        v1.30     UNKNOWN_RELEASE
    v1.99.0 v1.99.0          -        v1.37     UNKNOWN_RELEASE
    - -                      -        v1.37     RELEASE
    - v1.31.2                -        v1.31.2   -
    v1.33.5 v1.33.5          1.30     v1.30     -
    nonsense nonsense        -        v1.37     RELEASE
    """,
    source="core/v1 NodeSystemInfo.kubeletVersion",
)
def test_which_release(tmp_path: Path, nodes: str, asked: str, release: str, said: str) -> None:
    found = loaded(tmp_path, nodes, asked)
    assert str(found.cluster.release) == release
    topics = {one.topic.name for one in found.assumptions if one.topic in ABOUT}
    assert topics == ({said} if said else set())


@pytest.mark.parametrize(
    ("text", "release"),
    [("1.33", Release(33)), ("v1.33.6", Release(33, 6)), ("1.33.6-gke.3", Release(33, 6))],
)
def test_a_release_is_read(text: str, release: Release) -> None:
    assert parse_release(text) == release


@pytest.mark.parametrize("text", ["", "1", "2.0", "1.x", "1.33.", "v1.33.6.1", "1.33 6"])
def test_what_is_no_release_is_none(text: str) -> None:
    assert parse_release(text) is None


def test_a_minor_release_is_its_newest_patch() -> None:
    assert Since.CHECKED_AFTER_DNAT.holds_in(Release(33))
    assert not Since.CHECKED_AFTER_DNAT.holds_in(Release(33, 5))
    assert not Since.CHECKED_AFTER_DNAT.holds_in(Release(32))


def test_every_difference_lies_between_the_releases_that_are_known() -> None:
    assert all(OLDEST < one.first <= NEWEST and one.source for one in Since)


def test_each_node_answers_by_its_own_release(tmp_path: Path) -> None:
    """While a cluster is upgraded: an address that no Service has is dropped by some nodes and not by others."""
    (tmp_path / "proxy.yaml").write_text(
        "{apiVersion: kubeproxy.config.k8s.io/v1alpha1, kind: KubeProxyConfiguration, mode: nftables}\n---\n"
        "{apiVersion: networking.k8s.io/v1, kind: ServiceCIDR, metadata: {name: kubernetes}, spec: {cidrs: [10.96.0.0/16]}}\n"
    )
    loaded(tmp_path, "v1.32.9 v1.34.1")
    cluster = load([tmp_path]).cluster
    packets = {
        node.name: Packet(node.internal_ips[0], 40000, ip_address("10.96.200.1"), 80)
        for node in cluster.nodes
    }
    decisions = {
        node.name: decide(cluster, node, packets[node.name]).outcome for node in cluster.nodes
    }
    assert decisions == {"node-1": Outcome.NONE, "node-2": Outcome.DROP}
    dropping = {
        node.name: "Drop traffic to unallocated"
        in LANGUAGES[cluster.proxy.mode].listing(rules(cluster, node, Family.IPV4), None)
        for node in cluster.nodes
    }
    assert dropping == {"node-1": False, "node-2": True}
    asked = load([tmp_path], wishes=Wishes(release=parse_release("1.30"))).cluster
    assert {decide(asked, node, packets[node.name]).outcome for node in asked.nodes} == {
        Outcome.NONE
    }
