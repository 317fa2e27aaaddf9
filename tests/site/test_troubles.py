"""Every page of `troubleshoot/` has its broken cluster, its finding, its lab run and one shape; every finding has its page."""

from __future__ import annotations

from posixpath import relpath

import pytest

from atlas.model.network import Address
from atlas.site.broken_block import NoSuchPart, broken_block, recorded
from atlas.site.facts import ip_of
from atlas.site.finding_links import FOLDER, findings_by_page, page_of
from atlas.text import lab_words
from atlas.text.text import Lang
from atlas.tracer.trace import Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.trouble.catalog import UnknownTrouble, broken, broken_names
from atlas.why.catalogue import CATALOGUE
from atlas.why.kind import State
from atlas.why.question import answer
from support.manifests import PROJECT
from support.pages import sources

NAMES = broken_names()
PAGES = sorted(path for path in sources("en") if path.startswith(f"{FOLDER}/"))
TOLD = [path for path in PAGES if not path.endswith("/index.md")]
SECTIONS = ("see", "where", "checks", "repair", "alike", "sources")
each_name = pytest.mark.parametrize("name", NAMES)
each_page = pytest.mark.parametrize("path", TOLD)


def test_there_are_troubles() -> None:
    assert len(NAMES) > len(TOLD) >= 2


@each_name
def test_the_manifests_can_be_read(name: str) -> None:
    one = broken(name)
    refused = {"object-rejected", "node-port-taken"} & set(one.trouble.findings)
    assert bool(one.case.loaded.errors) == bool(refused)
    assert one.case.services


@each_name
def test_why_names_the_fault_first_and_finds_nothing_else(name: str) -> None:
    one = broken(name)
    found = [each for each in one.diagnosis.findings if each.state is not State.OK]
    assert tuple(dict.fromkeys(each.id for each in found)) == one.trouble.findings


def seen(answer: Trace) -> set[Address | None]:
    return {branch.source_seen for branch in answer.branches}


@each_name
def test_the_connection_ends_as_the_page_says(name: str) -> None:
    one = broken(name)
    answer = trace(one.cluster, one.trouble.flow)
    assert answer.verdicts == set(one.trouble.feels)
    if one.trouble.sees:
        after = trace(one.healed, one.trouble.flow)
        assert seen(answer) == {ip_of(one.cluster, who) for who in one.trouble.sees}
        assert seen(after) == {ip_of(one.healed, who) for who in one.trouble.sees_after}


@each_name
def test_after_the_repair_it_arrives_and_why_is_content(name: str) -> None:
    one = broken(name)
    flow = one.trouble.afterwards or one.trouble.flow
    assert trace(one.healed, flow).verdicts == set(one.trouble.ends_well)
    after = answer(one.after, one.trouble.target_after or one.trouble.target)[0]
    assert [each.id for each in after.findings if each.state is not State.OK] == [
        *one.trouble.stays
    ]


@each_name
def test_something_is_mended(name: str) -> None:
    """A manifest, something that happened, or where the client connects."""
    one = broken(name)
    assert one.difference or one.trouble.happened or one.trouble.afterwards


def words_of(verdict: Verdict, lang: Lang) -> list[str]:
    """Return how the line of a lab about such a connection may begin."""
    if verdict.startswith("HTTP "):
        return [verdict.removeprefix("HTTP ")]
    texts = {
        Verdict.DELIVERED: [lab_words.ANSWERED_BY],
        Verdict.REFUSED: [lab_words.REFUSED],
        Verdict.CLOSED: [lab_words.REFUSED],
        Verdict.TIMED_OUT: [lab_words.TIMED_OUT],
        Verdict.NAME_NOT_FOUND: [lab_words.NOT_FOUND],
        # A Service has none; the host of an Ingress is then published nowhere.
        Verdict.NO_ADDRESS: [lab_words.NO_ADDRESS, lab_words.NOT_FOUND],
    }[verdict]
    return [text.in_language(lang).partition("{")[0].strip() for text in texts]


@each_name
@pytest.mark.parametrize("lang", Lang)
def test_the_lab_shows_what_the_page_says(name: str, lang: Lang) -> None:
    """That a lab prints this is checked by `scripts/record.py --check`."""
    one = broken(name)
    if not one.trouble.tried:
        assert name not in recorded()
        return
    for state, verdicts in (("broken", one.trouble.feels), ("healed", one.trouble.ends_well)):
        said = recorded()[name][state][lang.value]
        assert lab_words.AS_THE_MODEL_SAYS.in_language(lang) in said
        for verdict in verdicts:
            assert any(word in said for word in words_of(verdict, lang))
    felt = one.trouble.feels != one.trouble.ends_well or one.trouble.sees
    assert not felt or recorded()[name]["broken"] != recorded()[name]["healed"]


@each_name
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_each_trouble_is_told_on_its_page(name: str, lang: str) -> None:
    one = broken(name)
    calls = " ".join(
        call
        for each in sources(lang)[f"{FOLDER}/{one.trouble.page}.md"].sections
        for call in each.macros
    )
    assert f'trouble("{name}", ' in calls
    if one.trouble.drawn:
        assert f'trouble("{name}", "figure")' in calls
    for finding in one.trouble.findings:
        assert page_of(CATALOGUE[finding]).startswith(f"{FOLDER}/"), f"{finding} leads elsewhere"
        assert (
            page_of(CATALOGUE[finding]) == f"{FOLDER}/{one.trouble.page}.md"
            or finding in one.trouble.stays
        )


@each_page
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_pages_have_one_shape(path: str, lang: str) -> None:
    page = sources(lang)[path]
    given = [one.identifier for one in page.headings if one.level == 2]
    assert [one for one in given if one in SECTIONS] == list(SECTIONS)
    checks = page.body.split("{#checks}")[1].split("\n## ")[0]
    assert 3 <= sum(line[:2].rstrip(".").isdigit() for line in checks.splitlines()) <= 6
    assert page.headings[0].text.endswith("?")


@each_page
def test_each_page_has_a_trouble_and_a_finding(path: str) -> None:
    page = path.removeprefix(f"{FOLDER}/").removesuffix(".md")
    told = [name for name in NAMES if broken(name).trouble.page == page]
    assert told
    assert any(broken(name).trouble.drawn for name in told)
    assert f'findings("{page}")' in (PROJECT / "docs" / "en" / path).read_text(encoding="utf-8")
    leads = {kind.id for kind in CATALOGUE.values() if page_of(kind) == path}
    found = {finding for name in told for finding in broken(name).trouble.findings}
    assert bool(leads) == bool(leads & found), "what leads to a page is shown on it"


@pytest.mark.parametrize("lang", Lang)
def test_the_index_leads_to_every_page_and_every_finding(lang: Lang) -> None:
    text = sources(lang.value)[f"{FOLDER}/index.md"].text
    fork = text.split("{#fork}")[1].split("\n## ")[0]
    assert [path for path in TOLD if f"]({relpath(path, FOLDER)}" not in fork] == []
    listed = findings_by_page(lang)
    assert [one for one in CATALOGUE if listed.count(f"[`{one}`]") != 1] == []


def test_what_is_not_there_is_named() -> None:
    with pytest.raises(UnknownTrouble, match="no-endpoints"):
        broken("no-endpoint")
    with pytest.raises(NoSuchPart, match="manifest"):
        broken_block("no-endpoints", "manifests", Lang.EN)
