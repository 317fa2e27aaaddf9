"""Patterns: read as RE2 reads them, without those that could keep the standard library busy for years."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.pattern import MOST_CHOICES, PatternError, compiled
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
    (ab|c)*d           abcabd          abad
    (/[^/]+)*          /a/b            /a//b
    (\\.[a-z-]+)+       .a.b-c          .a..b
    [[a]               [               b
    [+--]              ,               a      # a range that ends with a hyphen
    [a&&b]             &               c
    \\t                -               t
    -                  -               a      # nothing fits nothing
    (a|)b              b               a
    """,
    source=RE2,
)
def test_what_is_read(pattern: str, yes: str, no: str) -> None:
    yes = {"\\s": " ", "\\t": "\t"}.get(pattern, yes)
    assert compiled(pattern).fullmatch(yes)
    assert not compiled(pattern).fullmatch(no)


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
    [
        "(a+)+b", "(a|a)*b", "(a*)*b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "(a?){200}a{200}a*b", "(/a*a*)*b",
        "(/.*)*b", "((a|ab)(c|bcd))*e", "(\\t[\\t]*)*b", "(?i)(a|A)*b", "a?" * (MOST_CHOICES + 1),
        "(a|a)" * (MOST_CHOICES + 1),
    ],
)  # fmt: skip
def test_patterns_that_could_keep_the_standard_library_busy_for_years(pattern: str) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)


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
    assert bool(ours.fullmatch(text)) == bool(theirs.fullmatch(text))


@examples(300)
@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_a_pattern_or_refused(pattern: str, text: str) -> None:
    """Nothing else is raised, not even a warning."""
    with suppress(PatternError):
        compiled(pattern).fullmatch(text)
