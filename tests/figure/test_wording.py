"""Marks stand for words of both languages; names and addresses stand for themselves."""

from __future__ import annotations

from atlas.figure.wording import Marks
from atlas.text.text import Lang, Text

READY = Text(ko="준비 <됨>", en="ready & well")


def test_each_language_gets_its_words_escaped() -> None:
    marks = Marks()
    source = f"{marks.of('web-1')} {marks.of(READY)} {marks.of(READY)}"
    wording = marks.wording()
    assert wording.put_into(source, Lang.KO) == "web-1 준비 &lt;됨&gt; 준비 &lt;됨&gt;"
    assert wording.put_into(source, Lang.EN) == "web-1 ready &amp; well ready &amp; well"


def test_a_name_is_escaped_and_stays_in_every_language() -> None:
    marks = Marks()
    name = marks.of("<web>")
    assert {marks.wording().put_into(name, lang) for lang in Lang} == {"&lt;web&gt;"}
