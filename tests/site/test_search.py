"""What the search is made of: sections of finished pages, and the words that pages declare for them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from atlas.site.search import page_entry, spellings
from atlas.site.search_front_matter import Declared, declared
from atlas.site.search_packing import FIRST_SIGN, packed
from atlas.site.search_passages import Section, sections
from atlas.text.search_words import ELSEWHERE
from support.pages import DOCS, LANGUAGES, Source, sources

PAGE = """
<h1 id="how">How does it work?<a class="headerlink" href="#how">¶</a></h1>
<p>A Pod answers. <span class="claim">✓ checked</span> Mostly.</p>
<div data-atlas-figure="nodeport"></div>
<h2 id="parts">Parts</h2>
<ul><li>one <code>targetPort</code><ul><li>two</li></ul></li></ul>
<table><thead><tr><th>Name</th></tr></thead><tbody><tr><td>web</td><td>80</td></tr></tbody></table>
<pre><code>kind: Service
targetPort: http</code></pre>
<div data-search-exclude><p>a tool</p></div>
<div class="atlas-rules"><p><code>KUBE-SERVICES</code> a note</p></div>
"""


def test_a_page_is_cut_into_sections_with_passages() -> None:
    assert sections(PAGE) == [
        Section("", "How does it work?", ("A Pod answers. Mostly.",), ()),
        Section(
            "parts",
            "Parts",
            ("one targetPort", "two", "web · 80"),
            ("kind", "KUBE-SERVICES"),
        ),
    ]


def test_front_matter_declares_words() -> None:
    meta = {
        "search": {"asked": ["no endpoints", 502], "sections": {"parts": ["pieces"]}, "weight": 0.5}
    }
    assert declared(meta) == Declared(("no endpoints", "502"), {"parts": ("pieces",)}, 0.5)
    assert declared({}) == Declared()


@pytest.mark.parametrize(
    "fault",
    [
        "words",
        {"ask": ["x"]},
        {"asked": "no endpoints"},
        {"asked": [["x"]]},
        {"sections": ["parts"]},
        {"sections": {"parts": "x"}},
        {"weight": 0},
        {"weight": 2},
        {"weight": True},
        {"headings_only": "parts"},
    ],
)
def test_what_is_declared_in_another_form_is_refused(fault: Any) -> None:
    with pytest.raises(ValueError, match="search"):
        declared({"search": fault})


@pytest.mark.parametrize("field", ["sections", "headings_only"])
def test_words_for_a_section_that_is_not_there_are_refused(field: str) -> None:
    wrong = declared({"search": {field: {"part": ["x"]} if field == "sections" else ["part"]}})
    with pytest.raises(ValueError, match="no section part; there are: parts"):
        page_entry("types/", "Types", wrong, sections(PAGE))


def test_a_word_of_a_listing_is_kept_where_nothing_else_on_its_page_says_it() -> None:
    told = '<h1>Ports</h1><pre>kind: web-1 nodePort</pre><h2 id="a">A</h2><p>A nodePort.</p><pre>kind: web-2</pre>'
    entry = page_entry("ports/", "Ports", Declared(), sections(told))
    assert [section["code"] for section in entry["sections"]] == ["kind web-1", "web-2"]


TEXTS = [
    [["노드 포트", "노드에서는 포트가 열리지 않습니다."], [], ["노드를 고르는 포트"]],
    [['nodePort: 30080 "web"', "tab|and\\sign · nodePort"], ["node nodes"]],
]


def test_a_packed_file_holds_each_text_letter_by_letter() -> None:
    rest, first, second, *told = packed({"entry": ""}, TEXTS).split("\n")
    pieces = [""]
    for line in told:
        pieces.append(pieces[-1][: ord(line[0]) - ord("A")] + line[1:])

    def read(line: str) -> list[list[str]]:
        groups = [group.split(" ") if group else [] for group in line.split("\t")]
        return [
            ["".join(pieces[ord(sign) - FIRST_SIGN + 1] for sign in item) for item in group]
            for group in groups
        ]

    assert json.loads(rest) == {"entry": ""}
    assert [read(first), read(second)] == TEXTS
    assert len(set(pieces)) == len(pieces)


PAGES = [page for language in LANGUAGES for page in sources(language).values()]


@pytest.mark.parametrize("page", PAGES, ids=[f"{page.language}/{page.path}" for page in PAGES])
def test_each_page_says_what_people_call_it(page: Source) -> None:
    said = declared(page.front_matter)
    assert said.asked
    for phrases in (said.asked, *said.sections.values()):
        assert len(set(phrases)) == len(phrases)


def test_a_thing_has_several_spellings_each_once() -> None:
    assert all(len(group) == len(set(group)) > 1 for group in spellings())
    assert len(ELSEWHERE) == len(set(ELSEWHERE))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        # stemmer 2.0.1, index.js
        ("stemmer/stemmer.js", "154936155f541e1dca18bb75f0fe47c5d881f7b68b2953d92bd33254aca5cc39"),
    ],
)
def test_libraries_are_what_was_published(path: str, content: str) -> None:
    file: Path = DOCS / "assets" / "vendor" / path
    assert hashlib.sha256(file.read_bytes()).hexdigest() == content
    assert (file.parent / "LICENSE.txt").is_file()
