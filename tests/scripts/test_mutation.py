"""The faults that a mutation run plants: each is Python, differs from the source, and leaves words for people alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from mutation import Mutant, mutants, mutated
from support.manifests import PROJECT

SOURCE = '''
def usable(endpoints, policy: "Literal[1]" = 3):
    """Return 5 endpoints."""
    ready = [one for one in endpoints if one.ready and not one.terminating]
    return ready if len(ready) >= 1 else Text(ko="2", en="3 of 4")
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("3", "4"),
        ("[one for one in endpoints if one.ready and not one.terminating]", "([one for one in endpoints])"),
        ("one.ready and not one.terminating", "(one.ready or not one.terminating)"),
        ("one.ready and not one.terminating", "one.ready"),
        ("not one.terminating", "one.terminating"),
        ("len(ready) >= 1", "(len(ready) > 1)"),
        ("1", "2"),
    ],
)  # fmt: skip
def test_what_is_planted(before: str, after: str) -> None:
    assert (before, after) in {(one.before, one.after) for one in mutants(SOURCE)}


def test_words_docstrings_and_annotations_stay() -> None:
    changed = {one.before for one in mutants(SOURCE)}
    assert not {'"2"', "4", "5"} & changed
    assert not any("Literal" in one or "Return" in one for one in changed)


def test_a_mutant_of_another_source_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1 does not read"):
        mutated("x = 2\n", Mutant((1, 4), (1, 5), "3", "4"))


@pytest.mark.parametrize("name", ["proxy/decide.py", "proxy/endpoints.py", "controlplane/endpoint_slices.py"])  # fmt: skip
def test_every_mutant_of_real_modules_is_python_and_differs(name: str) -> None:
    source = Path(PROJECT, "diagrams/atlas", name).read_text(encoding="utf-8")
    sound = ast.dump(ast.parse(source))
    changed = [mutated(source, one) for one in mutants(source)]
    assert len(changed) > 20
    assert all(ast.dump(ast.parse(one)) != sound for one in changed)
