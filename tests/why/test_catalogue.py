"""Every kind of finding has words, a section that helps, a sound manifest, and a broken one in which it is the first cause."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.text.text import Lang
from atlas.why.case import case_of_texts
from atlas.why.catalogue import CATALOGUE
from atlas.why.finding import sentence
from atlas.why.kind import HTTP_LINKS, Link
from atlas.why.kinds_endpoints import ENDPOINT_KINDS
from atlas.why.kinds_entries import ENTRY_KINDS
from atlas.why.kinds_http import HTTP_KINDS
from atlas.why.question import answer
from atlas.why.walk import diagnose_all
from atlas.why.words import LINKS, STATES
from faults.faults import FAULTS, Fault, more_routes
from faults.sound import reference, sound
from support.manifests import PROJECT

FILE = Path("cluster.yaml")
SEED = 3
each_fault = pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda one: f"{one.id}-{one.breaks.__name__}"
)


def test_there_are_many_and_no_id_occurs_twice() -> None:
    listed = (*ENTRY_KINDS, *HTTP_KINDS, *ENDPOINT_KINDS)
    assert len(CATALOGUE) == len(listed) >= 40


def test_every_kind_has_a_sound_and_a_broken_manifest() -> None:
    assert {one.id for one in FAULTS} == set(CATALOGUE)


@pytest.mark.parametrize("id", CATALOGUE)
def test_every_kind_is_whole(id: str) -> None:
    kind = CATALOGUE[id]
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", id)
    assert kind.link in Link
    page, _, section = kind.page.partition("#")
    for lang in Lang:
        file = PROJECT / "docs" / lang / page
        assert file.is_file()
        assert not section or f"{{#{section}}}" in file.read_text(encoding="utf-8")
        assert not kind.title.in_language(lang).endswith(".")
        assert kind.why.in_language(lang).endswith(".") or "{" in kind.why.in_language(lang)[-10:]


def test_every_link_and_state_has_a_name() -> None:
    assert set(LINKS) == set(Link)
    assert set(HTTP_LINKS) < set(Link)
    assert len(STATES) == 4


@each_fault
def test_the_cause_is_found_first(fault: Fault) -> None:
    made = sound(SEED)
    target = fault.breaks(made)
    case = case_of_texts({FILE: made.text()})
    (found, *_) = answer(case, target)
    assert found.first is not None
    assert found.first.id == fault.id
    for lang in Lang:
        assert "{" not in sentence(found.first, lang).replace("{}", "")


def test_the_sound_cluster_has_none_of_them() -> None:
    found = diagnose_all(case_of_texts({FILE: sound(SEED).text()}))
    assert [(one.target, one.state, one.first) for one in found if one.state != "ok"] == []


@pytest.mark.parametrize("owner", ["Gateway", "ListenerSet"])
@pytest.mark.parametrize("kind", ["GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"])
def test_sound_routes_of_every_kind_are_not_called_broken(kind: str, owner: str) -> None:
    made = sound(SEED)
    _, route = more_routes(made, kind, owner)
    case = case_of_texts({FILE: made.text()})
    for one in diagnose_all(case):
        assert (one.target, one.state, one.first) == (one.target, "ok", None)
    (found,) = answer(case, reference(route))
    assert found.outcomes


@pytest.mark.parametrize("seed", range(100, 106))
def test_sound_clusters_are_not_called_broken(seed: int) -> None:
    worst = diagnose_all(case_of_texts({FILE: sound(seed).text()}))[0]
    assert worst.state == "ok", (worst.target, worst.first)
