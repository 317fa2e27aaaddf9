"""Whatever the manifests hold, loading them gives a cluster or messages: never another exception."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from atlas.manifests.decode import KINDS
from atlas.manifests.problem import ManifestError
from atlas.manifests.read import parse
from atlas.text.problems import format_problems
from atlas.text.text import Lang
from atlas.world.load import load
from support.manifests import EVERY_KIND
from support.mutations import as_json, mutated, scrambled
from support.thoroughness import part_of

ROUNDS, IN_A_ROUND = part_of(10), 60
"""For objects and for texts each: 1,200 mutated manifests in all, at night."""
TEXT = EVERY_KIND.read_text(encoding="utf-8")
OBJECTS = [dict(document.value) for document in parse(TEXT, EVERY_KIND)]


def outcome(text: str, path: Path) -> str:
    """Return what loading the text says, in both languages; fails on any exception but ManifestError."""
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        problems = load([path]).warnings
    except ManifestError as error:
        problems = error.problems
        assert problems
    said = "\n".join(format_problems(problems, lang) for lang in Lang)
    said.encode("utf-8")
    return said


def test_the_unchanged_manifests_are_good() -> None:
    loaded = load([EVERY_KIND])
    assert {one.field for one in loaded.warnings} == {
        "apiVersion",  # Endpoints are deprecated
        "kind",  # ConfigMap
        "spec.rules[0].http.paths[1].backend.resource",
    }
    assert {str(one["kind"]) for one in OBJECTS} > set(KINDS)


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_changed_objects(round_number: int, tmp_path: Path) -> None:
    outcomes: set[str] = set()
    for number in range(IN_A_ROUND):
        random = Random(f"objects {round_number} {number}")
        outcomes.add(outcome(as_json(mutated(OBJECTS, random)), tmp_path / "a.json"))
    assert len(outcomes) > IN_A_ROUND / 2


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_changed_texts(round_number: int, tmp_path: Path) -> None:
    outcomes: set[str] = set()
    for number in range(IN_A_ROUND):
        random = Random(f"texts {round_number} {number}")
        outcomes.add(outcome(scrambled(TEXT, random), tmp_path / "a.yaml"))
    assert len(outcomes) > IN_A_ROUND / 2
