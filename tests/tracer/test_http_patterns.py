"""Patterns: read as RE2 reads them, and matched in time that no manifest can stretch."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.pattern import compiled
from atlas.model.pattern_syntax import PatternError
from support.cases import cases
from support.thoroughness import examples

RE2 = "google/re2 doc/syntax.txt"


@cases(
    """
    pattern            yes             no
    abc                abc             ab
    a.c                abc             a
    a|bc               bc              ab
    a(b|c)*d           abcbd           abce
    ab?c               ac              abbc
    ab+c               abbc            ac
    a{2}               aa              a
    a{2,}              aaaa            a
    a{1,2}             aa              aaa
    a{,2}              a{,2}           aa     # in RE2 no repetition, just characters
    [a-c]+             abc             abd
    [^a-c]+            xyz             xya
    []a]+              ]a              [
    [a-]+              a-              b
    [\\d.]+            1.2             a
    [^\\D]             7               a
    [[:alpha:]_]+      a_B             1
    \\w+               a_1             a-1
    \\W+               -/              a
    \\s                -               a
    \\.                .               a
    /v\\d+(/.*)?       /v12/a          /v
    ^/a$               /a              /a/
    \\A/a\\z           /a              a
    a\\b.*             a-b             ab
    a\\B.*             ab              a-b
    (?:ab)+            abab            aba
    (?P<name>a)b       ab              a
    (?<name>a)b        ab              a
    (?i)/ABC           /abc            /abd
    (?i)[a-c]+         ABC             D
    a*?b               aab             aa
    (a*)*b             aab             aa
    -                  -               a      # nothing fits nothing
    (a|)b              b               a
    """,
    source=RE2,
)
def test_what_is_read(pattern: str, yes: str, no: str) -> None:
    if pattern == "\\s":
        yes = " "
    assert compiled(pattern).matches(yes)
    assert not compiled(pattern).matches(no)


@pytest.mark.parametrize(
    "pattern",
    [
        "(", ")", "(a", "a)", "[", "[a", "[b-a]", "[[:nothing:]]", "*", "+a", "a**", "a{3,2}",
        "a{1001}", "\\", "\\1", "\\q", "\\p{L}", "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(?P=a)",
        "(?#a)", "(?s)a", "a(?i)b", "(?P<n", "(" * 60 + ")" * 60, "(" * 100_000,
        "(((a{1,1000}){1,1000}){1,1000})", "((){1000}){1000}", "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_refused(pattern: str) -> None:
    """References back and looking around (RE2 has neither), nonsense, and what would become too large."""
    with pytest.raises(PatternError):
        compiled(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|a)*b", "(a*)*b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "(a?){200}a{200}a*b", "a*a*a*a*a*b"],
)  # fmt: skip
def test_patterns_that_keep_other_engines_busy_for_years(pattern: str) -> None:
    assert not compiled(pattern).matches("a" * 2000)
    assert compiled(pattern).matches("a" * 2000 + "b")


PIECES = st.sampled_from(
    ["a", "b", "/", ".", "*", "+", "?", "(", ")", "|", "[", "]", "[ab]", "[^a]", "^", "\\d", "{2}", "{1,2}", "-"]
)  # fmt: skip


@examples(300)
@given(st.lists(PIECES, max_size=8).map("".join), st.text("ab/1-", max_size=6))
def test_what_both_can_read_fits_the_same_as_with_the_standard_library(
    pattern: str, text: str
) -> None:
    if any(one in pattern for one in ("[[", "++", "*+", "?+", "}+")):
        return  # sets within sets and possessive repetitions: there, or one day, something else
    try:
        ours = compiled(pattern)
        theirs = re.compile(pattern)
    except (PatternError, re.error):
        return
    assert ours.matches(text) == (theirs.fullmatch(text) is not None)


@examples(300)
@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    try:
        found = compiled(pattern)
    except PatternError:
        return
    assert found.matches(text) in (True, False)
