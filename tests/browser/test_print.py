"""On paper: how many sheets a page takes."""

from __future__ import annotations

import re

import pytest

from support.visits import OpenPage

SHEET = re.compile(rb"/Type\s*/Page\b(?!s)")
NARROW, USUAL = "10mm", "15mm"
"""Margins that browsers and office printers leave."""


@pytest.mark.parametrize("path", ["troubleshoot/", "en/troubleshoot/"])
@pytest.mark.parametrize("margin", [NARROW, USUAL])
def test_the_fork_of_troubleshooting_is_one_sheet(look: OpenPage, path: str, margin: str) -> None:
    around = {"top": margin, "bottom": margin, "left": margin, "right": margin}
    paper = look(path).page.pdf(format="A4", margin=around)  # type: ignore[arg-type]
    assert len(SHEET.findall(paper)) == 1


def test_a_page_of_words_takes_more(look: OpenPage) -> None:
    """So the count above can tell."""
    assert len(SHEET.findall(look("en/troubleshoot/wrong-port/").page.pdf(format="A4"))) > 1
