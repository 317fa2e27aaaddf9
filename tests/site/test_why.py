"""What pages say about `atlas why` is what it says, and what it is measured to do."""

from __future__ import annotations

import json

import pytest

from atlas.site.why_block import (
    RECORDED,
    findings_table,
    recorded_numbers,
    recorded_table,
    why_block,
)
from atlas.text.text import Lang
from atlas.why.catalogue import CATALOGUE
from faults.faults import FAULTS


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        (Lang.EN, "The selector looks for app=crat, but deployment/cart has app=cart"),
        (Lang.KO, "app=crat"),
    ],
)
def test_the_example_shows_the_label_that_differs_and_the_diff_that_heals_it(
    lang: Lang, said: str
) -> None:
    block = why_block("wrong-label", lang)
    assert said in block
    assert (
        "-    app: crat  # the label of the Pods\n+    app: cart  # the label of the Pods\n"
        in block
    )


def test_the_page_lists_every_kind() -> None:
    assert {row[0] for row in findings_table().rows} == set(CATALOGUE)


def test_the_table_that_is_kept_is_about_these_faults_and_meets_the_bar() -> None:
    """If not: .venv/bin/python scripts/why_table.py --record"""
    kept = json.loads(RECORDED.read_text(encoding="utf-8"))
    assert [(row["fault"], row["finding"]) for row in kept["faults"]] == [
        (one.breaks.__name__, one.id) for one in FAULTS
    ]
    numbers = recorded_numbers()
    assert numbers["kinds"] >= 40
    assert all(row["clusters"] >= 25 for row in kept["faults"])
    assert numbers["right"] >= 0.99 * numbers["clusters"]
    assert [row["fault"] for row in kept["faults"] if row["sound"]] == []
    assert (numbers["connections"] > 100, numbers["disagreements"]) == (True, 0)
    assert (numbers["sound"], numbers["wrong"]) == (1000, 0)
    assert len(recorded_table().rows) == numbers["kinds"] + 1
