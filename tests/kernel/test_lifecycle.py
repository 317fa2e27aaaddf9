"""Labs come and go: nothing on the machine changes while one runs, and nothing is left, however it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from atlas.tracer.trace import Flow
from atlas.world.load import load
from atlas_lab.bring_up import bring_up
from atlas_lab.desk import open_desk, running_labs
from atlas_lab.errors import LabError
from support.manifests import CLUSTER, PROJECT

PATIENCE = 600.0
"""Seconds until a test gives up waiting for something that always happens."""


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "atlas", "lab", *words]


def atlas(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), capture_output=True, text=True, cwd=PROJECT, timeout=PATIENCE, check=False
    )


def until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"waited in vain until {what}"
        time.sleep(0.02)


def said_by(*words: str) -> str:
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        return ""


def host() -> dict[str, str]:
    """What a lab must not change: the machine's own network, its rules, mounts and files."""
    return {
        "addresses": said_by("ip", "-brief", "address"),
        "links": said_by("ip", "-brief", "link"),
        "routes": said_by("ip", "route", "show", "table", "all"),
        "policies": said_by("ip", "rule"),
        "nft": said_by("nft", "list", "ruleset"),
        "settings": Path("/proc/sys/net/ipv4/ip_forward").read_text(),
        "mounts": Path("/proc/self/mounts").read_text(),
        "namespaces": said_by("ip", "netns", "list"),
        "run": " ".join(sorted(one.name for one in Path("/run").iterdir())),
    }


def keepers(name: str) -> set[int]:
    """The processes that hold the lab: those of its session."""
    found: set[int] = set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                if f"ATLAS_LAB_TEST={name}" in (folder / "environ").read_text(errors="replace"):
                    found.add(int(folder.name))
            except OSError:
                continue
    return found - {os.getpid()}


@pytest.fixture
def name(request: pytest.FixtureRequest) -> Iterator[str]:
    """A lab name for this test alone; a lab that the test leaves is ended."""
    chosen = f"test-{os.getpid()}-{abs(hash(request.node.name)) % 10**6}"
    yield chosen
    if chosen in running_labs():
        atlas("down", "--name", chosen)


def hear_ctrl_c() -> None:
    """Undo what a test run in the background inherits: there the shell has Ctrl-C ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(name: str) -> subprocess.Popen[str]:
    """Start a lab in the foreground, as from a terminal, and wait until it is up."""
    held = subprocess.Popen(
        command("up", "--name", name, "--lang", "en", "--proxy-mode", "nftables"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "ATLAS_LAB_TEST": name},
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )
    assert held.stdout is not None
    assert "is up" in held.stdout.readline()
    return held


def kill_keeper(held: subprocess.Popen[str], name: str) -> None:
    told = atlas("status", "--name", name, "--json")
    assert json.loads(told.stdout)[name]["machines"] > 0
    inside = keepers(name) - {held.pid}
    for one in inside:
        os.kill(one, signal.SIGKILL)


ENDINGS: dict[str, Callable[[subprocess.Popen[str], str], object]] = {
    "Ctrl-C": lambda held, _: held.send_signal(signal.SIGINT),
    "terminal closed": lambda held, _: held.send_signal(signal.SIGHUP),
    "terminated": lambda held, _: held.send_signal(signal.SIGTERM),
    "killed": lambda held, _: held.send_signal(signal.SIGKILL),
    "down": lambda _, name: atlas("down", "--name", name),
    "keeper killed": kill_keeper,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_nothing_is_left(ending, name):
    before = host()
    held = start(name)
    assert name in running_labs()
    assert len(keepers(name)) >= 2
    during = host()
    assert during == before
    ENDINGS[ending](held, name)
    held.communicate(timeout=PATIENCE)
    until(lambda: not keepers(name), "no process of the lab is left")
    assert name not in running_labs()
    assert host() == before


def test_a_shell_ends_with_its_lab(name):
    held = start(name)
    visitor = subprocess.Popen(
        command("shell", "--name", name, "pod/client", "--", "sleep", "600"),
        cwd=PROJECT,
        env={**os.environ, "ATLAS_LAB_TEST": name},
    )
    until(lambda: len(keepers(name)) > 4, "the shell's program runs")
    held.send_signal(signal.SIGKILL)
    held.communicate(timeout=PATIENCE)
    assert visitor.wait(PATIENCE) != 0
    until(lambda: not keepers(name), "no process of the lab is left")


def test_labs_do_not_see_each_other():
    cluster = load([str(CLUSTER)]).cluster
    flow = Flow("pod/client", "pod/web-1")
    with bring_up(cluster) as first, bring_up(cluster) as second:
        assert first.observe(flow).answered_by == "pod/web-1"
        second.close()
        assert first.observe(flow).answered_by == "pod/web-1"


def test_two_labs_of_one_name_are_refused(name):
    held = start(name)
    again = atlas("up", "--name", name, "--lang", "en")
    assert again.returncode == 5
    assert f"a lab named {name} runs already" in again.stderr
    held.send_signal(signal.SIGINT)
    held.communicate(timeout=PATIENCE)


def test_a_lab_that_ends_while_all_are_asked_is_left_out(name):
    ending = open_desk(name)

    def hang_up() -> None:
        visitor, _ = ending.end.accept()
        visitor.close()

    Thread(target=hang_up, daemon=True).start()
    told = atlas("status", "--json")
    ending.close()
    assert told.returncode == 0, told.stderr
    assert name not in json.loads(told.stdout)


def test_the_state_of_a_lab_that_is_not_there_is_an_error(name):
    told = atlas("status", "--name", name)
    assert told.returncode == 5
    assert f"no lab named {name}" in told.stderr


def test_who_asks_a_lab_that_is_not_there_is_told_how_to_start_one(name):
    asked = atlas("probe", "--name", name, "--from", "pod/client", "--to", "service/web")
    assert asked.returncode == 5
    assert "atlas lab up" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_a_cluster_that_cannot_be_built_touches_nothing(tmp_path, name):
    overlapping = "\n---\n".join(
        f"apiVersion: v1\nkind: Node\nmetadata: {{name: node-{letter}}}\nspec: {{podCIDR: 10.244.1.0/24}}\n"
        f"status: {{addresses: [{{type: InternalIP, address: 10.0.0.{number}}}]}}"
        for number, letter in enumerate("ab", 11)
    )
    manifest = tmp_path / "nodes.yaml"
    manifest.write_text(overlapping)
    refused = atlas("up", str(manifest), "--name", name, "--lang", "en")
    assert refused.returncode in (3, 5), refused
    assert "overlap" in refused.stderr
    assert name not in running_labs()


def test_a_missing_tool_is_named_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(
        "atlas_lab.tools.find", lambda name: None if name == "nft" else f"/sbin/{name}"
    )
    with pytest.raises(LabError, match=r"nft is not installed.*apt-get install nftables"):
        bring_up(load([str(CLUSTER)]).cluster).__enter__()


def test_a_detached_lab_stays_until_it_is_ended(name):
    up = atlas("up", "--name", name, "--detach", "--lang", "en")
    assert up.returncode == 0, up.stderr
    assert name in running_labs()
    asked = atlas(
        "probe", "--name", name, "--from", "pod/client", "--to", "service/web", "--lang", "en"
    )
    assert asked.returncode == 0, asked.stderr + asked.stdout
    assert "The model agrees." in asked.stdout
    assert atlas("down", "--name", name).returncode == 0
    assert name not in running_labs()
