"""The glossary: every term with its meaning and its page, in the order of the letters of one language.

It is Markdown, so that the generator checks its links. Without a script it is a list with letters to jump by; the
script `glossary.js` adds a filter.
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import PurePosixPath

from atlas.site.editions import KOREAN, edition, way
from atlas.site.figures import PROJECT
from atlas.site.markup import templates
from atlas.text import glossary_words as words
from atlas.text.terms import TERMS, Term
from atlas.text.text import Lang

PAGE = "reference/glossary/"
"""Where the glossary is, below the first page of an edition."""

_INITIALS = "가가나다다라마바바사사아자자차카타파하"
"""The letter under which a syllable is found, by its first consonant: doubled consonants are found under the plain ones."""
_TITLE = re.compile(r"^title: (.+)$", re.MULTILINE)


def glossary(lang: Lang) -> str:
    """Return all terms as Markdown: letters to jump by, a place for the filter, and a list for each letter."""
    ordered = sorted(TERMS, key=lambda term: _place(term, lang))
    groups = [
        (letter, list(terms))
        for letter, terms in groupby(ordered, key=lambda term: initial(named(term, lang)))
    ]
    script = way(PAGE, edition(lang), "assets/javascripts/glossary.js", KOREAN)
    head = (
        templates()
        .get_template("glossary.html")
        .render(
            letters=[(letter, letter_id(letter)) for letter, _ in groups],
            words=words.WORDS,
            lang=lang,
            script=script,
        )
    )
    return "\n\n".join([head, *(_group(letter, terms, lang) for letter, terms in groups)])


def named(term: Term, lang: Lang) -> str:
    """Return what a term is called in a language."""
    return term.korean if lang is Lang.KO else term.english


def anchor(term: Term) -> str:
    """Return the id of a term in the glossary, the same in both languages."""
    return "term-" + re.sub(r"[^a-z0-9]+", "-", term.english.casefold())


def initial(name: str) -> str:
    """Return the letter under which a name is found: its first Latin letter, or the series 가, 나, 다 … of a syllable."""
    first = name[0].upper()
    return _INITIALS[(ord(first) - ord("가")) // 588] if "가" <= first <= "힣" else first


def letter_id(letter: str) -> str:
    """Return the id of a letter's list: an address keeps its form in Latin letters."""
    return f"letter-{letter.lower() if letter.isascii() else f'{ord(letter):x}'}"


def _place(term: Term, lang: Lang) -> tuple[bool, str]:
    """Return what terms are sorted by: names in the letters of the language come first."""
    name = named(term, lang)
    return (lang is Lang.KO and name[0].isascii(), name.casefold())


def _group(letter: str, terms: list[Term], lang: Lang) -> str:
    label = f'<p class="glossary__letter" id="{letter_id(letter)}">{letter}</p>'
    return "\n\n".join([label, *(_entry(term, lang) for term in terms)])


def _entry(term: Term, lang: Lang) -> str:
    other = Lang.EN if lang is Lang.KO else Lang.KO
    name, elsewhere = named(term, lang), named(term, other)
    called = name if name == elsewhere else f'{name} <span lang="{other.value}">{elsewhere}</span>'
    more = f" [{_title(term.page, lang)}](../{term.page})" if term.page else ""
    return f"{called} {{: #{anchor(term)} }}\n:   {term.meaning.in_language(lang)}{more}"


def _title(page: str, lang: Lang) -> str:
    text = (PROJECT / "docs" / lang.value / PurePosixPath(page)).read_text(encoding="utf-8")
    found = _TITLE.search(text)
    assert found, f"{page} has no title"
    return found[1]
