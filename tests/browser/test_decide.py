"""Choosing is four presses: a question at a time with a picture for each answer; without script all questions stand there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from support.visits import OpenPage, Visit

PAGES = pytest.mark.parametrize("path", ["choose/", "en/choose/"])
WAY = ("q-http", "q-balancer", "q-source")
"""Where the presses lead somebody outside who speaks another protocol than HTTP, to a load balancer."""


def asked(seen: Visit) -> list[str]:
    return seen.page.locator(".decide h3:visible").evaluate_all("all => all.map(one => one.id)")


@PAGES
def test_three_presses_lead_to_the_last_question_and_back_leads_back(
    look: OpenPage, path: str
) -> None:
    seen = look(path, width=390)
    assert asked(seen) == ["q-who"]
    for number, question in enumerate(WAY, 1):
        link = seen.page.locator(f".decide section:visible li > a[href='#{question}']").first
        link.focus()
        seen.page.keyboard.press("Enter")
        expect(seen.page.locator(f"#{question}")).to_be_focused()
        assert asked(seen) == [question]
        expect(seen.page.locator(".decide__trail li")).to_have_count(number)
    answers = seen.page.locator(".decide section:visible li")
    assert answers.locator("svg").count() == answers.count() == 3
    seen.page.go_back()
    expect(seen.page.locator(".decide__trail li")).to_have_count(2)
    assert asked(seen) == ["q-balancer"]
    seen.page.locator(".decide__trail button").first.click()
    expect(seen.page.locator(".decide__trail li")).to_have_count(0)
    assert asked(seen) == ["q-who"]
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert seen.complaints == []


@PAGES
def test_a_link_opens_its_question_and_all_can_be_seen(look: OpenPage, path: str) -> None:
    seen = look(f"{path}#q-source")
    assert asked(seen) == ["q-source"]
    seen.page.locator(".decide__trail button").last.click()
    assert len(asked(seen)) == 7


@PAGES
def test_without_script_it_is_a_tree_of_links(look: OpenPage, path: str) -> None:
    seen = look(path, script=False)
    questions = asked(seen)
    assert len(questions) == 7
    links = seen.page.locator(".decide li > a[href^='#q-']").evaluate_all(
        "all => all.map(one => one.hash.slice(1))"
    )
    assert set(links) == {*questions} - {"q-who"}
