"""Korean pages use the words of the Korean Kubernetes documentation and leave room for particles."""

from __future__ import annotations

import re

import pytest

from atlas.text.frame import FRAME, SECTION_TITLES
from atlas.text.terms import MISSPELLINGS, TERMS
from support.pages import Source, sources
from support.wording import KOREAN, found

PAGES = list(sources("ko").values())
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.path for page in PAGES])

BARE_PARTICLE = re.compile(r"\}\}(?=[가-힣])(?!개|번|초)")
"""A macro directly before Hangul: which particle fits depends on how the value is read. Put a noun between.

Counters are attached whatever the number is, and literal code is read in one way only.
"""

SLANTED = re.compile(r"(?<![*\w])[*_](?![*_\s])[^*_\n]*[가-힣][^*_\n]*(?<![*_\s])[*_](?![*\w])")
"""Hangul in italics, which no Korean font has."""


def misspellings(text: str) -> list[str]:
    """Return what to change in a text, as `wrong → right`."""
    return [f"{each.wrong} → {each.right}" for each in MISSPELLINGS if each.wrong in text]


@each_page
def test_terms(page: Source) -> None:
    assert misspellings(page.prose) == []
    assert misspellings(page.introduction) == []


@each_page
def test_no_particle_directly_behind_a_value(page: Source) -> None:
    lines = re.sub(r"```.*?```", "", page.body, flags=re.DOTALL).splitlines()
    assert [line for line in lines if BARE_PARTICLE.search(line)] == []


SENTENCE = re.compile(r"[^.]*(?:(?<!아)니다|세요)(?:[.(]|$)")
"""A sentence at the beginning of a cell, where Korean tables have a noun: 적합, 받음, … 사용. What explains it may be one."""


def cells(page: Source) -> list[str]:
    """Return the cells of all tables of a page, without what code, links and macros hold."""
    lines = re.sub(r"```.*?```", "", page.body, flags=re.DOTALL).splitlines()
    rows = [re.sub(r"`[^`]*`|\]\([^)]*\)|\{\{.*?\}\}|v1\.\d+", "x", line) for line in lines]
    return [cell.strip() for row in rows if row.startswith("| ") for cell in row.split(" | ")]


@each_page
def test_cells_begin_with_a_noun(page: Source) -> None:
    assert [cell for cell in cells(page) if SENTENCE.match(cell.strip("| "))] == []


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("받습니다", True),
        ("맞습니다. 이름은 그대로입니다", True),
        ("먼저 검토하세요", True),
        ("적합. 이름은 그대로입니다", False),
        ("HTTP가 아니다", False),
    ],
)
def test_the_lint_finds_a_sentence_in_a_cell(cell: str, sentence: bool) -> None:
    assert bool(SENTENCE.match(cell)) is sentence


@each_page
def test_phrases(page: Source) -> None:
    assert found(KOREAN, page.prose) == []
    assert found(KOREAN, page.introduction) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "kube-proxy가 규칙을 미리 써 둡니다",
        "그 연결은 응답을 받지 못합니다",
        "뽑힌 노드는",
        "하나가 뽑힙니다",
        "가장 긴 것이 이기고",
        "바깥에서 온 연결",
        "노드가 고장 나면",
        "달라진 것을 씁니다",
        "이 길 위가 아니라 옆에",
        "모든 연결이 같은 노드의 규칙을 만나므로",
        "kube-proxy가 쓴 똑같은 규칙",
        "kubelet의 소식이 오래 끊기면",
        "모델과 견주어 봅니다",
        "포트 이름이 {has} 이고 서비스의 포트는 {wants} 입니다.",
        "루트 권한이 필요 없습니다",
        "여느 때처럼",
        "파드가 준비 상태가 아니게 되면",
        "`db` 이름을 물으면",
        "새 소식이 오지 않습니다",
        "가장 긴 것이 이깁니다",
        "패킷이 만나는 규칙",
        "laptop 쪽이 기다리던 주소에서",
        "`None` 값인 서비스",
        "파드 가운데 하나를",
        "`Local` 폴리시에서는",
        "`cart.shop`이라고 쓰면 됩니다",
        "직접 쓴 클러스터",
        "프로그램이 듣는 포트",
        "127.0.0.1에서만 받는 프로세스",
        "노드 포트 {port} 번은 다른 서비스가",
        "`externalName` 값 {has} 이름의 서비스",
        "선언한 것은 {fitting} 뿐입니다",
        "타입마다 더해지는 입구",
        "힌트를 쓰고 읽는 주체",
        "매니페스트를 나누어 주십시오",
        "10256 포트를 검사합니다",
        "파드가 레디니스 프로브를 통과하지 못함",
        "문자열을 써야 합니다",
        "파드는 클라이언트를 봅니다",
        "연결 표(conntrack)에 적히고",
        "macOS와 Windows에서는",
        "모델에는 UDP 흐름의 기억이 없습니다",
        "노드와 파드와 클라이언트를 만들고",
        "서비스에 대해서는 아무것도 말해 주지 않습니다",
        "가장 가까운 이름: {near}",
    ],
)
def test_the_lint_finds_a_phrase(wrong: str) -> None:
    assert found(KOREAN, wrong)


@each_page
def test_no_slanted_hangul(page: Source) -> None:
    assert SLANTED.findall(re.sub(r"^\s*[*-] ", "", page.prose, flags=re.MULTILINE)) == []


def test_the_words_around_the_pages() -> None:
    words = [text.ko for text in (*FRAME.values(), *SECTION_TITLES.values())]
    words += [sentence for term in TERMS for sentence in (term.korean, term.meaning.ko)]
    assert misspellings(" ".join(words)) == []


def test_each_term_stands_once() -> None:
    for names in ([term.english for term in TERMS], [term.korean for term in TERMS]):
        assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    "wrong", ["라벨로 고릅니다", "로드밸런서가 받습니다", "엔드포인트 슬라이스에는"]
)
def test_the_lint_finds_a_wrong_word(wrong: str) -> None:
    assert misspellings(wrong)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("`Local`로 설정합니다", False),
        ('노드 {{ count("nodes") }}개', False),
        ('{{ fact("service/web", "port") }}로 연결합니다', True),
        ("`node-a` 노드에서 받습니다", False),
        ("노드 `node-a` 하나", False),
    ],
)
def test_the_lint_finds_a_bare_particle(line: str, found: bool) -> None:
    assert bool(BARE_PARTICLE.search(line)) is found
