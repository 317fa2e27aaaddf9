"""The glossary has every term once, in the order of the letters; the first use of a term on a page explains itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.site.explained import explained, is_plain
from atlas.site.glossary import anchor, glossary, initial, letter_id
from atlas.text.terms import TERMS, Term
from atlas.text.text import Lang, Text
from support.pages import DOCS


@pytest.mark.parametrize("lang", list(Lang))
def test_every_term_stands_once_under_its_letter(lang: Lang) -> None:
    text = glossary(lang)
    assert [text.count(f"{{: #{anchor(term)} }}") for term in TERMS] == [1] * len(TERMS)
    jumps = re.findall(r'href="#(letter-\w+)"', text)
    assert jumps == re.findall(r'id="(letter-\w+)"', text)
    assert len(jumps) == len(set(jumps))


@pytest.mark.parametrize(
    ("name", "letter"),
    [
        ("가상 IP", "가"),
        ("까닭", "가"),
        ("노드", "나"),
        ("힌트", "하"),
        ("kubelet", "K"),
        ("API 서버", "A"),
    ],
)
def test_the_letter_of_a_name(name: str, letter: str) -> None:
    assert initial(name) == letter


def test_korean_names_come_before_latin_ones() -> None:
    letters = re.findall(r'<p class="glossary__letter" id="[\w-]+">(.)</p>', glossary(Lang.KO))
    hangul = [letter for letter in letters if not letter.isascii()]
    assert letters == [*sorted(hangul), *sorted(set(letters) - set(hangul))]
    assert letter_id("가") == "letter-ac00"


@pytest.mark.parametrize("lang", list(Lang))
def test_the_pages_of_terms_exist(lang: Lang) -> None:
    pages = {term.page for term in TERMS if term.page}
    assert [page for page in sorted(pages) if not (DOCS / lang.value / Path(page)).is_file()] == []


def test_a_page_of_a_term_is_a_path() -> None:
    with pytest.raises(ValueError, match="expected the path of a page"):
        Term("x", "엑스", Text(ko="엑스", en="x"), page="start/dns")


@pytest.mark.parametrize(
    ("lang", "content", "terms"),
    [
        (Lang.EN, "<p>The kernel, the kernel.</p><p>Kernel</p>", ["kernel"]),
        (Lang.EN, "<p>Endpoints and a node port</p>", ["Endpoints", "node port"]),
        (Lang.EN, "<p>The Gateway API, then a Gateway.</p>", ["Gateway API", "Gateway"]),
        (Lang.EN, "<p>headless Service</p>", ["headless Service"]),
        (Lang.EN, "<h2>kernel</h2><p><code>kernel</code> <a href='#'>kernel</a></p>", []),
        (Lang.EN, "<p>kube-proxy-config and iptables-save</p>", []),
        (Lang.EN, "<p>A Pod on a Node</p>", []),
        (Lang.EN, '<p><span class="claim" title="x">hairpin</span></p>', []),
        (Lang.EN, '<div class="questions"><ul><li>hairpin</li></ul></div>', []),
        (Lang.EN, "<p>one<p>two</p></div><ul><li>hairpin</li></ul>", ["hairpin"]),
        (Lang.KO, "<p>커널이 목적지를 바꿉니다(DNAT). 커널은</p>", ["커널", "DNAT"]),
        (Lang.KO, "<p>멀티홉 경로</p>", []),
        (Lang.KO, "<table><tr><th>홉</th></tr><tr><td>홉</td></tr></table>", ["홉"]),
        (Lang.KO, "<p>목적지 NAT, 그리고 DNAT</p>", ["목적지 NAT"]),
    ],
)
def test_the_first_use_explains_itself(lang: Lang, content: str, terms: list[str]) -> None:
    html = explained(content, lang, "../glossary/")
    assert re.findall(r'<a class="term"[^>]*>([^<]*)</a>', html) == terms
    assert re.sub(r'<a class="term"[^>]*>([^<]*)</a>', r"\1", html) == content


def test_what_explains_is_escaped_and_leads_to_the_glossary() -> None:
    html = explained("<p>kubelet</p>", Lang.EN, "../reference/glossary/")
    assert 'href="../reference/glossary/#term-kubelet"' in html
    meaning = next(term.meaning.en for term in TERMS if term.english == "kubelet")
    assert f'title="{meaning}"' in html


def test_the_glossary_itself_is_left_alone() -> None:
    assert is_plain("reference/glossary/")
    assert not is_plain("reference/rules/")
