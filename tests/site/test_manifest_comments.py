"""Manifests on pages have their comments in the language of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas.site.manifest_comments import commented
from atlas.text.text import Lang
from support.pages import PROJECT

FOLDERS = ("diagrams/cluster", "diagrams/other-clusters/dual-stack")
MANIFESTS = sorted(file for folder in FOLDERS for file in (PROJECT / folder).glob("*.yaml"))

TEXT = """\
# One comment,
# of two lines.
# ko: 주석 하나.
kind: Service
# only one language
spec:
  port: 80  # a number · ko: 숫자
  name: x  # http | grpc"""


def test_korean() -> None:
    assert commented(TEXT, Lang.KO).split("\n") == [
        "# 주석 하나.",
        "kind: Service",
        "# only one language",
        "spec:",
        "  port: 80  # 숫자",
        "  name: x  # http | grpc",
    ]


def test_english() -> None:
    assert commented(TEXT, Lang.EN).split("\n") == [
        "# One comment,",
        "# of two lines.",
        "kind: Service",
        "# only one language",
        "spec:",
        "  port: 80  # a number",
        "  name: x  # http | grpc",
    ]


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda manifest: manifest.stem)
def test_every_sentence_is_there_in_both_languages(manifest: Path) -> None:
    text = manifest.read_text(encoding="utf-8")
    korean = re.findall(r"# .*", commented(text, Lang.KO))
    assert [line for line in korean if "|" not in line and not re.search("[가-힣]", line)] == []
    assert not re.search("[가-힣]", commented(text, Lang.EN))
