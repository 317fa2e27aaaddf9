"""The help of all commands is there in Korean, too: nothing that it says in English is left out, and nothing is kept in vain."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from atlas.cli.korean_help import is_asked_for, korean
from atlas.cli.main import parser, run
from atlas.text.columns import cells
from atlas.text.help_words import HELP

HANGUL = re.compile(r"[가-힣]")
TYPED = re.compile(r"\s+(?:atlas|kubectl|helm) |\s+\{\"|\s*$")
"""Lines that are typed or printed as they are in both languages."""


def said(made: argparse.ArgumentParser) -> Iterator[str]:
    """Yield all that the help of a parser and its commands says."""
    yield from filter(None, (made.description, made.epilog))
    yield from (group.title for group in made._action_groups if group.title)
    for action in made._actions:
        if action.help and action.help is not argparse.SUPPRESS:
            yield action.help
        if isinstance(action, argparse._SubParsersAction):
            yield from (listed.help for listed in action._choices_actions if listed.help)
            for command in action.choices.values():
                yield from said(command)


ENGLISH = sorted(set(said(parser([]))))


@pytest.mark.parametrize("text", ENGLISH)
def test_everything_is_said_in_korean(text: str) -> None:
    left = [line for line in korean(text).splitlines() if not HANGUL.search(line)]
    assert [line for line in left if not TYPED.match(line)] == []


def test_a_sentence_that_is_not_known_stays_english() -> None:
    assert korean("print the moon (default: full)") == "print the moon (default: full)"


def test_no_korean_is_kept_for_what_is_no_longer_said() -> None:
    everything = "\n".join(("usage: ", *ENGLISH))
    said_once = [one.en.replace("{schema}", "trace") for one in HELP]
    assert [text for text in said_once if text not in everything] == []


def help_of(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end:
        run(words)
    assert end.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["--help", "--lang", "ko"],
        ["--lang", "ko", "--help"],
        ["why", "--help", "--lang=ko"],
        ["lab", "probe", "--lang", "ko", "-h"],
    ],
)
def test_it_can_be_asked_for(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = help_of(words, capsys)
    assert text.startswith("사용법: atlas")
    assert "이 도움말을 출력하고 끝냄" in text
    assert "show this help" not in text


def test_it_follows_the_locale(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert help_of(["trace", "--help"], capsys).startswith("사용법: ")
    assert help_of(["trace", "--help", "--lang", "en"], capsys).startswith("usage: ")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert help_of(["trace", "--help"], capsys).startswith("usage: ")


def test_explanations_of_options_are_as_wide_as_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = help_of(["trace", "--help", "--lang", "ko"], capsys)
    explained = [line for line in text.splitlines() if line.startswith(" " * 24)]
    assert max(map(cells, explained)) <= 80


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["why", "-h"], True),
        (["lab", "shell", "pod/client", "--", "get", "--help"], False),
        (["why"], False),
    ],
)
def test_a_command_in_a_lab_has_a_help_of_its_own(words: list[str], asked: bool) -> None:
    assert is_asked_for(words) is asked
