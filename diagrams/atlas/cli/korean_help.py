"""Korean `--help`: the parsers say what they have to in English, and this puts Korean in its place before it is printed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence

from atlas.text.columns import folded
from atlas.text.help_words import HELP
from atlas.what_if.rows import ROWS, pods_joined_by, proxy_mode, unused_addresses

_KOREAN = {one.en: one.ko for one in HELP} | {
    row.meaning.en: row.meaning.ko for row in (*ROWS, proxy_mode, pods_joined_by, unused_addresses)
}
_IN_BRACKETS = re.compile(r"(?P<meaning>.+) \((?P<default>default: .+)\)")
_WITH_VALUES = re.compile(r"(?P<meaning>[^:]+): (?P<values>.+)")
_SCHEMA = re.compile(r"(?P<before>.*\b)(?P<schema>[a-z]+)(?P<after>\.schema\.json.*)")


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Breaks lines by the cells that Hangul takes, and has a Korean heading for the usage."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _KOREAN["usage: "] if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return list(folded(text, width))


def is_asked_for(words: Sequence[str]) -> bool:
    """Return whether the words of a command ask for help, before what a command of the lab runs."""
    return not {"-h", "--help"}.isdisjoint(_own(words))


def language_of(words: Sequence[str]) -> str | None:
    """Return the language that the words ask for, if they do."""
    own = list(_own(words))
    for word, following in zip(own, [*own[1:], ""], strict=True):
        if word == "--lang":
            return following
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def put_in_korean(parser: argparse.ArgumentParser) -> None:
    """Replace all that the help of a parser and of its commands says."""
    parser.formatter_class = _Formatter
    parser.description = _said(parser.description)
    parser.epilog = _said(parser.epilog)
    for group in parser._action_groups:
        group.title = _said(group.title)
    for action in parser._actions:
        action.help = _said(action.help)
        if isinstance(action, argparse._SubParsersAction):
            for listed in action._choices_actions:
                listed.help = _said(listed.help)
            for command in action.choices.values():
                put_in_korean(command)


def korean(text: str) -> str:
    """Return a sentence of the help in Korean; what is a command to type, or unknown, as it is."""
    if text in _KOREAN:
        return _KOREAN[text]
    if "\n" in text:
        return "\n\n".join(_block(one) for one in text.split("\n\n"))
    if (found := _IN_BRACKETS.fullmatch(text)) and found["meaning"] in _KOREAN:
        return f"{_KOREAN[found['meaning']]} ({korean(found['default'])})"
    if (found := _WITH_VALUES.fullmatch(text)) and found["meaning"] in _KOREAN:
        return f"{_KOREAN[found['meaning']]}: {found['values']}"
    if found := _SCHEMA.fullmatch(text):
        general = _KOREAN.get(f"{found['before']}{{schema}}{found['after']}", text)
        return general.replace("{schema}", found["schema"])
    return text


def _block(text: str) -> str:
    body = text.rstrip("\n")
    if body in _KOREAN:
        return _KOREAN[body] + text[len(body) :]
    return "\n".join(_KOREAN.get(line, line) for line in text.split("\n"))


def _said(text: str | None) -> str | None:
    return text if text is None or text is argparse.SUPPRESS else korean(text)


def _own(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word == "--":
            return
        yield word
