"""`atlas why` on pages: an example with what is found about it, all kinds of finding, and how often the cause is right."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from atlas.report.why_text import WIDTH, Told, why_text
from atlas.site.figures import PROJECT
from atlas.tables.table import Grid
from atlas.text.assumptions import assumed_in_short
from atlas.text.columns import folded
from atlas.text.text import Lang, Text
from atlas.why import words
from atlas.why.case import case_of_texts
from atlas.why.catalogue import CATALOGUE
from atlas.why.question import answer
from atlas.why.repair import repairs

EXAMPLES = PROJECT / "diagrams" / "examples"
RECORDED = PROJECT / "docs" / "recorded" / "why.json"
ON_PAGE = Path("app.yaml")
"""What a reader would call the file."""
_COLUMNS = (
    Text(ko="발견", en="Finding"),
    Text(ko="자리", en="Link"),
    Text(ko="무엇인가", en="What it is"),
)
_RUN = (
    Text(ko="발견", en="Finding"),
    Text(ko="고장 난 클러스터", en="Broken clusters"),
    Text(ko="첫 원인이 맞음", en="First cause right"),
    Text(ko="정상이라고 함", en="Reported as ok"),
    Text(ko="고침", en="Fixed"),
    Text(ko="커널에서 실패한 연결", en="Failed in the kernel, too"),
)
_ALL = Text(ko="모두", en="all")


@cache
def why_block(name: str, lang: Lang) -> str:
    """Return an example of manifests and what `atlas why` prints about it, as blocks of a page."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    case = case_of_texts({ON_PAGE: text})
    told = [Told(one, repairs(case, one)) for one in answer(case, "")]
    assumed = folded(assumed_in_short(case.loaded.assumptions, lang), WIDTH)
    said = why_text(case, told, lang) + "".join(f"{line}\n" for line in assumed)
    return f'```yaml title="{ON_PAGE}"\n{text}```\n\n```console\n$ atlas why {ON_PAGE}\n{said}```'


def findings_table() -> Grid:
    """Return all kinds of finding with the section that helps."""
    rows = [
        (kind.id, words.LINKS[kind.link], kind.title)
        for kind in sorted(
            CATALOGUE.values(), key=lambda one: (list(words.LINKS).index(one.link), one.id)
        )
    ]
    return Grid(_COLUMNS, tuple(rows))


def recorded_table() -> Grid:
    """Return how often the first cause was right, kind by kind, as the last run of the generator has found."""
    found: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    sums: dict[str, list[int]] = {}
    for row in found["faults"]:
        numbers = sums.setdefault(row["finding"], [0, 0, 0, 0, 0])
        for at, name in enumerate(("clusters", "right", "sound", "repaired")):
            numbers[at] += row[name]
        numbers[-1] += row["kernel"]["failing"] - row["kernel"]["disagreements"]
    rows = [(name, *map(str, numbers)) for name, numbers in sums.items()]
    total = [sum(column) for column in zip(*sums.values(), strict=True)]
    return Grid(_RUN, ((_ALL, *map(str, total)), *rows))


def recorded_numbers() -> dict[str, int]:
    """Return what sentences say about that run."""
    found: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return {
        "faults": len(found["faults"]),
        "kinds": len({row["finding"] for row in found["faults"]}),
        "clusters": sum(row["clusters"] for row in found["faults"]),
        "right": sum(row["right"] for row in found["faults"]),
        "sound": found["soundClusters"],
        "wrong": found["soundCalledBroken"],
        "connections": sum(row["kernel"]["flows"] for row in found["faults"]),
        "failing": sum(row["kernel"]["failing"] for row in found["faults"]),
        "disagreements": sum(row["kernel"]["disagreements"] for row in found["faults"]),
    }
