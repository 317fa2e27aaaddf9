"""`atlas agree` as a user runs it: exit codes, last line, JSON, evidence, and asking one flow again.

The lab is a stand-in made from the same traces: what is proved is the command, not the model.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.cli.main import run
from atlas.model.cluster import Cluster
from atlas_lab import bring_up as lab_module
from atlas_lab.errors import LabError
from atlas_lab.observation import Observation
from support import schemas
from support.fake_lab import FakeLab, Lie, held
from support.manifests import CLUSTER
from support.thoroughness import by_day

Command = Callable[..., tuple[int, str, str]]


def _no_lie(one: Observation) -> Observation:
    return one


def _port_kept(one: Observation) -> Observation:
    return replace(one, source_port_seen=one.source_port)


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs `atlas agree` with a lab that lies, and returns exit code and both outputs."""

    def asked(*arguments: str, lie: Lie = _no_lie) -> tuple[int, str, str]:
        def bring_up(cluster: Cluster):
            return held(FakeLab(cluster, lie))

        monkeypatch.setattr(lab_module, "bring_up", bring_up)
        try:
            code = run(("agree", "--lang", "en", *arguments))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def test_an_honest_kernel_agrees_with_the_whole_site(command: Command) -> None:
    wanted = by_day(620, at_night=900)
    code, out, err = command("--flows", str(wanted), "--json")
    told = json.loads(out)
    schemas.check("agreement", told)
    assert (code, err, told["disagreements"]) == (0, "", 0)
    assert told["flows"] >= 0.8 * wanted
    clusters = {one["name"].partition(".")[0] for one in told["scenarios"]}
    assert {"site", "dual-stack", "figures"} < clusters
    assert any(one.startswith("generated-") for one in clusters)
    assert {"nodeport", "traffic-policies", "dual-stack", "session-affinity"} <= {
        one["figure"] for one in told["figures"]
    }


def test_the_last_line_counts_the_disagreements(command: Command) -> None:
    code, out, _ = command(str(CLUSTER), "--flows", "40", "-q")
    assert code == 0
    assert out.splitlines()[-1] == "disagreements: 0"


def test_a_kernel_that_does_otherwise_is_exit_code_4_and_can_be_asked_again(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "evidence.json"
    arguments = (str(CLUSTER), "--flows", "60", "-q")
    code, out, _ = command(*arguments, "--evidence", str(file), lie=_port_kept)
    told = json.loads(file.read_text(encoding="utf-8"))
    schemas.check("agreement", told)
    assert code == 4
    assert out.splitlines()[-1] == f"disagreements: {told['disagreements']}"
    again = told["found"][0]["repeat"][-1].split()
    assert again[:4] == ["atlas", "agree", str(CLUSTER), "--only"]
    assert command(*again[2:], "-q", lie=_port_kept)[0] == 4
    code, out, _ = command(*again[2:], "-q", "--json")
    assert (code, json.loads(out)["flows"]) == (0, 1)


def test_one_proxy_mode_and_pod_network_can_be_asked_for(command: Command) -> None:
    options = ("--proxy-mode", "nftables", "--pod-network", "bridge", "--flows", "60", "--json")
    told = json.loads(command(str(CLUSTER), "-q", *options)[1])
    settings = {(one["proxyMode"], one["podNetwork"]) for one in told["scenarios"]}
    assert settings == {("nftables", "bridge")}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--flows", "0"), "--flows 0: expected a number from 1"),
        (("--generated", "-1"), "--generated -1: expected a number from 0"),
        (("--only", "site.nftables.routed.egress.as-writen"), "did you mean site.nftables.routed"),
        (("--only", "site.nftables.routed.egress.as-written/99999"), "no flow of that number"),
    ],
)
def test_a_bad_argument_is_explained(
    command: Command, arguments: tuple[str, ...], message: str
) -> None:
    code, _, err = command(*arguments)
    assert code == 2
    assert message in err


def test_a_machine_without_labs_is_exit_code_5(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(cluster: Cluster):
        raise LabError("this machine does not let you make network namespaces")

    monkeypatch.setattr(lab_module, "bring_up", refuse)
    assert run(("agree", "--flows", "10")) == 5
    assert "network namespaces" in capsys.readouterr().err
