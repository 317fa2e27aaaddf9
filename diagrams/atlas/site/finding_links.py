"""Which page helps with which finding of `atlas why`, and back: lists for the pages of `troubleshoot/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from posixpath import relpath

from atlas.site.figures import PROJECT
from atlas.text.text import Lang, Text
from atlas.why.catalogue import CATALOGUE
from atlas.why.kind import Kind

FOLDER = "troubleshoot"
LEADS_HERE = Text(
    ko="이 페이지로 안내하는 진단 항목: {findings}",
    en="Findings of `atlas why` that lead here: {findings}",
)
NONE_LEADS_HERE = Text(
    ko="이 페이지로 안내하는 진단 항목은 없습니다. 매니페스트에 잘못이 없기 때문입니다. 그래서 `atlas why`가 정상이라고 하는데도 문제가 있다면 이 페이지가 도움이 됩니다.",
    en="No finding of `atlas why` leads here, because no manifest is wrong. If it reports your Service as ok although"
    " something is wrong, that in itself points to this page.",
)
_TITLE = re.compile(r"^title: *(.+)$", re.MULTILINE)


def findings_of(page: str, lang: Lang) -> str:
    """Return the findings that lead to a page of `troubleshoot/`, or that none does, as a paragraph of Markdown."""
    path = f"{FOLDER}/{page}.md"
    here = [kind for kind in CATALOGUE.values() if page_of(kind) == path]
    if not here:
        return NONE_LEADS_HERE.in_language(lang)
    listed = ", ".join(f"`{one.id}` ({one.title.in_language(lang)})" for one in here)
    return LEADS_HERE.in_language(lang).replace("{findings}", listed) + ".\n{ data-search-exclude }"


def findings_by_page(lang: Lang) -> str:
    """Return all findings as a list of Markdown, by the page that helps: pages of `troubleshoot/` first."""
    pages: dict[str, list[Kind]] = {}
    for kind in CATALOGUE.values():
        pages.setdefault(page_of(kind), []).append(kind)
    ordered = sorted(pages, key=lambda path: (not path.startswith(f"{FOLDER}/"), path))
    return "\n".join(_line(path, pages[path], lang) for path in ordered)


def page_of(kind: Kind) -> str:
    """Return the page that helps with a finding, without its section."""
    return kind.page.partition("#")[0]


@cache
def title_of(path: str, lang: Lang) -> str:
    """Return the title of a page."""
    text = (PROJECT / "docs" / lang / path).read_text(encoding="utf-8")
    found = _TITLE.search(text)
    return found[1].strip("\"'") if found else path


def _line(path: str, kinds: list[Kind], lang: Lang) -> str:
    links = ", ".join(_links(kinds))
    return f"- {title_of(path, lang)}: {links}"


def _links(kinds: list[Kind]) -> Iterator[str]:
    for one in kinds:
        yield f"[`{one.id}`]({relpath(one.page, FOLDER)})"
