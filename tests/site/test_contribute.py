"""What the walk-throughs list is what there is: every macro, every argument of a claim, every control."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import getmembers, isfunction
from typing import Any

import pytest

from atlas.figure import control
from atlas.site.claims import Claim
from atlas.site.macros import define
from support.pages import LANGUAGES, sources

ONLY_CODE = re.compile(r"`([a-z_]+)`")
CALLED = re.compile(r"\{\{ (\w+)\(")


class Registry:
    """Stands in for the environment of mkdocs-macros and notes which macros are registered."""

    def __init__(self, language: str) -> None:
        self.conf: Mapping[str, object] = {"theme": {"language": language}}
        self.names: set[str] = set()
        self.page: Any = None  # no page is being made

    def macro(self, function: Callable[..., str], name: str = "") -> Callable[..., str]:
        self.names.add(name)
        return function


def rows(language: str, page: str, section: str) -> str:
    """Return the tables of a section."""
    body = sources(language)[f"contribute/{page}.md"].body
    text = body.partition(f"{{#{section}}}")[2].partition("\n## ")[0]
    return "\n".join(line for line in text.splitlines() if line.startswith("|"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_macro_is_listed(language: str) -> None:
    registry = Registry(language)
    define(registry)
    assert set(CALLED.findall(rows(language, "add-a-page", "macros"))) == registry.names


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_argument_of_a_claim_is_listed(language: str) -> None:
    listed = set(ONLY_CODE.findall(rows(language, "add-a-page", "macros")))
    assert set(Claim.__dataclass_fields__) - {"source", "to", "what_ifs"} <= listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_control_is_listed(language: str) -> None:
    controls = {
        name
        for name, function in getmembers(control, isfunction)
        if function.__annotations__.get("return") == "Control" and not name.startswith("_")
    }
    listed = set(ONLY_CODE.findall(rows(language, "add-a-figure", "controls")))
    assert listed == controls
