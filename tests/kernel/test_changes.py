"""A running lab is changed as a cluster is: the kernel does otherwise from then on, and the model says the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from atlas_lab.desk import running_labs
from support.manifests import PROJECT

LAB = f"changes-{os.getpid()}"


def atlas(verb: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "atlas", "lab", verb, "--name", LAB, "--lang", "en", *words]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=PROJECT, timeout=600, check=False
    )


@pytest.fixture(scope="module", autouse=True)
def lab() -> Iterator[None]:
    """One lab for all of this module; each test takes back what it changes."""
    up = atlas("up", "--detach", "--proxy-mode", "iptables")
    assert up.returncode == 0, up.stderr
    yield
    atlas("down")
    assert LAB not in running_labs()


def done(verb: str, *words: str) -> None:
    told = atlas(verb, *words)
    assert told.returncode == 0, told.stderr


def probe(client: str, to: str, *words: str) -> str:
    """Return who answered the connections, or how they ended; the model must say the same."""
    told = atlas("probe", "--from", client, "--to", to, "--connections", "40", "--json", *words)
    assert told.returncode == 0, told.stdout + told.stderr
    found = json.loads(told.stdout)
    assert found["disagreement"] is None
    return " ".join(
        sorted(
            {
                (one["answered_by"] or one["outcome"]).removeprefix("pod/")
                for one in found["observations"]
            }
        )
    )


def test_any_address_can_be_the_client() -> None:
    """The lab makes a machine for it; what was changed before stays changed."""
    node = ("--entry", "NodePort", "--node")
    done("fail", "node/node-b")
    assert probe("192.0.2.77", "service/web-nodeport", *node, "node-b") == "timed out"
    assert "web-1" in probe("192.0.2.77", "service/web-nodeport", *node, "node-a").split()
    done("heal", "node/node-b")


def test_a_pod_that_is_not_ready_gets_nothing_until_it_is_again() -> None:
    before = probe("pod/client", "service/web")
    assert "web-1" in before.split()
    done("ready", "pod/web-1", "false")
    assert "web-1" not in probe("pod/client", "service/web").split()
    done("ready", "pod/web-1", "true")
    assert probe("pod/client", "service/web") == before


def test_a_policy_is_set_in_the_running_kernel() -> None:
    port = ("--entry", "NodePort", "--node", "node-c")
    before = probe("client/laptop", "service/web-nodeport", *port)
    assert before.split()[0].startswith("web-")
    done("set", "service/web-nodeport", "externalTrafficPolicy=Local")
    assert probe("client/laptop", "service/web-nodeport", *port) == "timed out"
    done("set", "service/web-nodeport", "externalTrafficPolicy=Cluster")
    assert probe("client/laptop", "service/web-nodeport", *port) == before


def test_a_node_that_fails_takes_its_pods_along() -> None:
    port = ("--entry", "NodePort", "--node", "node-b")
    done("fail", "node/node-b")
    assert probe("client/laptop", "service/web-nodeport", *port) == "timed out"
    done("heal", "node/node-b")
    assert probe("client/laptop", "service/web-nodeport", *port).startswith("web-")


def test_a_terminating_pod_serves_only_if_nobody_else_does() -> None:
    done("terminate", "pod/web-1")
    assert "web-1" not in probe("pod/client", "service/web").split()
    done("ready", "pod/web-2", "false")
    done("ready", "pod/web-3", "false")
    assert probe("pod/client", "service/web") == "web-1"
    for name in ("web-1", "web-2", "web-3"):
        done("ready", f"pod/{name}", "true")
    assert probe("pod/client", "service/web") == "web-1 web-2 web-3"


def test_any_what_if_can_be_true_for_a_while() -> None:
    done("what-if", "gone", "pod/web-1")
    assert probe("pod/client", "service/web") == "web-2 web-3"
    done("what-if", "gone", "web-1", "--undo")
    done("what-if", "traffic-distribution", "service/web=PreferSameZone")
    assert probe("pod/client", "service/web") == "web-1 web-3"
    done("what-if", "traffic-distribution", "service/web", "--undo")
    assert probe("pod/client", "service/web") == "web-1 web-2 web-3"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("set", "service/web", "colour=red"), "colour"),
        (("set", "service/web", "externalTrafficPolicy=Sometimes"), "Sometimes"),
        (("set", "service/webb", "externalTrafficPolicy=Local"), "web"),
        (("ready", "pod/web-9", "false"), "web-9"),
        (("fail", "node/node-z"), "node-z"),
        (("terminate", "node/node-a"), "node/node-a"),
        (("what-if", "moved", "pod/web-1=node-z"), "there is no node/node-z"),
        (("what-if", "external-policy", "service/web-lb=Nearby"), "Nearby"),
    ],
)
def test_a_change_that_cannot_be_made_is_explained(words: tuple[str, ...], message: str) -> None:
    told = atlas(*words)
    assert told.returncode == 2
    assert message in told.stderr
    assert "Traceback" not in told.stderr
