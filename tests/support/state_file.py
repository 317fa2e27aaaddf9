"""The file of a figure's states, decoded as the script in the page does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lxml import html

_REFERENCE = re.compile("\ue000(\\d+);")


@dataclass(frozen=True)
class ToldHop:
    """What a page says about one hop."""

    number: str
    start: str
    end: str
    source: str
    destination: str
    rewritten: tuple[str, str] | None
    sentences: tuple[str, ...]
    heard: str


@dataclass(frozen=True)
class ToldWay:
    """What a page says about one way through a state, and how many lines it draws."""

    share: Fraction
    ends: tuple[str, ...]
    verdicts: tuple[str, ...]
    outcomes: tuple[tuple[str, bool], ...]
    """Each verdict, and whether it is shown as a success."""
    last: str
    hops: tuple[ToldHop, ...]
    lines: int


def told(held: dict[str, Any], state: int) -> list[ToldWay]:
    """Return the ways through a state, by its number."""
    return [_way(held, number) for number in held["states"][state]]


def description(held: dict[str, Any], state: int, way: ToldWay) -> str:
    """Return what the page's script puts into the text alternative."""
    steps = (hop.heard for hop in way.hops)
    return " ".join((held["title"], held["captions"][state], *steps, way.last))


def _way(held: dict[str, Any], number: int) -> ToldWay:
    numerator, denominator, said, rows, _, net, _ = held["picks"][number]
    ends, _, verdicts, _, outcomes, _, last = held["said"][said]
    strings = held["strings"]
    return ToldWay(
        Fraction(numerator, denominator),
        tuple(strings[one] for one in ends),
        tuple(strings[one] for one in verdicts),
        tuple(map(_outcome, html.fragments_fromstring(strings[outcomes]))),
        strings[last],
        tuple(_hop(held, one) for one in rows),
        len(held["nets"][net][0][0]),
    )


def _outcome(paragraph: Any) -> tuple[str, bool]:
    (span,) = paragraph.iter("span")
    return span.text_content().lstrip("✓✕ "), "atlas-verdict--good" in span.get("class")


def _hop(held: dict[str, Any], number: int) -> ToldHop:
    row, heard = held["rows"][number]
    table = html.fragment_fromstring(row, create_parent="table")
    badge, way, packet, done = table.iter("td")
    (line,) = table.iter("tr")
    after = line.get("data-source"), line.get("data-destination")
    rewritten = (after[0], after[1]) if after[0] and after[1] else None
    start, end = way.text_content().split(" → ")
    source, destination = packet.text_content().split(" → ")
    sentences = [_text(held["done"][int(one)]) for one in _REFERENCE.findall(done.text_content())]
    spoken = _text(_REFERENCE.sub(lambda found: held["done"][int(found[1])], heard))
    return ToldHop(
        badge.text_content(), start, end, source, destination, rewritten, tuple(sentences), spoken
    )


def _text(markup: str) -> str:
    return str(html.fragment_fromstring(markup, create_parent=True).text_content())
