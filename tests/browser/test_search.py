"""The search finds what people ask for, typed into the box: lists of questions, names of things, words of titles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.pages import LANGUAGES
from support.questions import Answered, Half, questions, share, table
from support.visits import OpenPage, Visit

RecordProperty = Callable[[str, object], None]

HOMES = {"ko": "", "en": "en/"}


def answers(seen: Visit, language: str, words: str) -> tuple[str, ...]:
    """Return the addresses of the results below the edition."""
    return tuple(found.removeprefix(HOMES[language]) for found in seen.search(words))


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_find_what_they_ask_for(
    look: OpenPage, language: str, record_property: RecordProperty
) -> None:
    seen = look(HOMES[language])
    answered = [
        Answered(question, answers(seen, language, question.ask))
        for question in questions(language)
    ]
    record_property("printed", f"search, {language}\n{table(answered)}")
    test = [one for one in answered if one.question.half is Half.TEST and one.question.pages]
    assert share(one.is_among_first for one in test) >= 94
    assert share(one.is_first for one in test) >= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_site_cannot_answer_gets_no_page(look: OpenPage, language: str) -> None:
    seen = look(HOMES[language])
    without = [question for question in questions(language) if not question.pages]
    assert len(without) >= 20
    wrong = {one.ask: found[:1] for one in without if (found := answers(seen, language, one.ask))}
    assert len(wrong) <= len(without) / 10, wrong
