"""What the README shows is what works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from atlas.cli.main import run

PROJECT = Path(__file__).parents[2]
COMMAND = re.compile(r"^\.venv/bin/atlas (.+)$", re.MULTILINE)
COMMANDS = COMMAND.findall((PROJECT / "README.md").read_text(encoding="utf-8"))


def test_both_languages_show_the_same_commands() -> None:
    korean = (PROJECT / "README.ko.md").read_text(encoding="utf-8")
    assert COMMAND.findall(korean) == COMMANDS


ELSEWHERE = ("diff", "draw", "lab", "agree")
"""Commands that need what a test of this folder has not: two sets of manifests, a folder to write to, a kernel."""


@pytest.mark.parametrize("command", [one for one in COMMANDS if not one.startswith(ELSEWHERE)])
def test_commands_of_the_readme_answer(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(PROJECT)
    assert run(shlex.split(command)) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert any(one in said.out for one in ("node-a", "node-b", "repair 1, tried"))
    assert not said.out.rstrip().endswith(": none"), "the packet of the README matches no Service"


def test_the_picture_of_the_readme_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(PROJECT)
    (command,) = (one for one in COMMANDS if one.startswith("draw"))
    words = shlex.split(command)
    out = tmp_path / "web-lb.svg"
    words[words.index("-o") + 1] = str(out)
    assert run(words) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert "node-a" in out.read_text(encoding="utf-8")
