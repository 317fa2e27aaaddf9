"""The gallery: every figure of the site with its scenes, its files and what embeds it elsewhere.

A page of all figures is large, so a reader sees a small drawing of each and opens what is wanted; what is closed is neither
laid out nor fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from markupsafe import Markup, escape

from atlas.figure.catalog import figure
from atlas.figure.figure import Figure
from atlas.figure.skeleton import Layout
from atlas.site.editions import Edition, counterpart, edition
from atlas.site.figure_html import LAYOUT_NAMES
from atlas.site.figures import PROJECT, StoredFigure
from atlas.site.markup import templates
from atlas.site.placing import FOLDER
from atlas.text import gallery_words as words
from atlas.text import interface
from atlas.text.frame import SECTION_TITLES
from atlas.text.text import Lang

PAGE = "reference/figures/"
EXPLORED, STILL = "explored", "still"
_CALL = re.compile(r'\{\{\s*figure\("([\w-]+)"\)\s*\}\}')
_TITLE = re.compile(r"^title: *(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ShowingPage:
    """A page with a figure: its address below its edition, and its title."""

    path: str
    title: str


def gallery(figures: Mapping[str, StoredFigure], lang: Lang, home: str) -> str:
    """Return all figures as Markdown, one section each; `home` is the address of the edition's first page."""
    pages = pages_with_figures(lang)
    sections = (
        _section(one, figure(name), pages.get(name, ()), edition(lang), home)
        for name, one in figures.items()
    )
    return "\n\n".join((_grid(figures, pages, edition(lang)), *sections))


def _grid(
    figures: Mapping[str, StoredFigure], pages: Mapping[str, Sequence[ShowingPage]], this: Edition
) -> str:
    """Return a small drawing of each figure, which leads to its files, and what filters them."""
    cards = [_card(one, pages.get(name, ()), this.lang) for name, one in figures.items()]
    shown = dict.fromkeys(str(card["section"]) for card in cards)
    sections = [(key, name) for key, name in SECTION_TITLES.items() if key in shown]
    kinds = [(EXPLORED, words.EXPLORABLE), (STILL, words.STATIC)]
    filters = [
        {
            "key": key,
            "name": name.in_language(this.lang),
            "choices": [("", words.ALL.in_language(this.lang))]
            + [(value, label.in_language(this.lang)) for value, label in choices],
        }
        for key, name, choices in (
            ("section", words.BY_SECTION, sections),
            ("kind", words.BY_KIND, kinds),
        )
    ]
    said = {"many": words.MANY, "none": words.NONE}
    return (
        templates()
        .get_template("gallery_grid.html")
        .render(
            cards=cards,
            filters=filters,
            words={key: text.in_language(this.lang) for key, text in said.items()},
            script=f"{_up(this)}assets/javascripts/gallery.js",
        )
    )


def _card(stored: StoredFigure, pages: Sequence[ShowingPage], lang: Lang) -> dict[str, object]:
    drawn = figure(stored.name)
    return {
        "name": stored.name,
        "title": drawn.title.in_language(lang),
        "picture": Markup(stored.thumbnail()),
        "section": _section_of(pages),
        "kind": EXPLORED if any(scene.controls for scene in drawn.scenes) else STILL,
    }


def _section_of(pages: Sequence[ShowingPage]) -> str:
    """Return the part of the site that shows a figure first; the first page belongs to none."""
    parts = (page.path.partition("/")[0] for page in pages)
    return next((one for one in parts if one in SECTION_TITLES), "")


def pages_with_figures(lang: Lang) -> Mapping[str, tuple[ShowingPage, ...]]:
    """Return the pages that show each figure, in the order of their addresses."""
    docs = PROJECT / "docs" / lang
    found: dict[str, list[ShowingPage]] = {}
    for file in sorted(docs.rglob("*.md")):
        if file.is_relative_to(docs / "contribute"):
            continue  # shows how a macro is written
        text = file.read_text(encoding="utf-8")
        title = _TITLE.search(text)
        for name in dict.fromkeys(_CALL.findall(text)):
            page = ShowingPage(_address(file.relative_to(docs)), title[1] if title else file.stem)
            found.setdefault(name, []).append(page)
    return {name: tuple(pages) for name, pages in found.items()}


def _address(file: Path) -> str:
    """Return where a page lies below its edition: an index in its folder, another in a folder of its own."""
    path = file.with_suffix("").as_posix().removesuffix("index").rstrip("/")
    return f"{path}/" if path else ""


def _section(
    stored: StoredFigure, drawn: Figure, pages: Sequence[ShowingPage], this: Edition, home: str
) -> str:
    lang = this.lang
    html = (
        templates()
        .get_template("gallery.html")
        .render(
            title=drawn.title.in_language(lang),
            pages=[(f"../../{page.path}#figure-{stored.name}", page.title) for page in pages],
            states=_states(drawn, lang),
            scenes=list(_scenes(stored, drawn, this)),
            snippet="\n".join(_snippet(stored, drawn, pages, this, home)),
            other=f"{_up(this)}{counterpart(this).prefix}{PAGE}#{stored.name}",
            other_lang=counterpart(this).lang,
            words=_words(lang),
        )
    )
    return f"## {drawn.title.in_language(lang)} {{#{stored.name}}}\n\n{html}"


def _up(this: Edition) -> str:
    """Return the way from the gallery to the root of the site."""
    return "../" * (PAGE.count("/") + this.prefix.count("/"))


def _words(lang: Lang) -> dict[str, str]:
    chosen = {
        "shown_on": words.SHOWN_ON,
        "everything": words.EVERYTHING,
        "download": interface.DOWNLOAD,
        "embed": words.EMBED,
        "other_language": words.OTHER_LANGUAGE,
    }
    return {key: text.in_language(lang) for key, text in chosen.items()}


def _states(drawn: Figure, lang: Lang) -> str:
    """Return how many states a reader can choose, in words; "" if there is no choice."""
    count = sum(
        prod(len(control.options) for control in scene.controls)
        for scene in drawn.scenes
        if scene.controls
    )
    return words.STATES.fill(lang, count=count) if count else ""


def _scenes(stored: StoredFigure, drawn: Figure, this: Edition) -> Iterator[dict[str, object]]:
    for number, scene in enumerate(drawn.scenes, 1):
        yield {
            "caption": scene.caption.in_language(this.lang),
            "pictures": [
                _picture(stored, number, this, layout) | {"layout": name.in_language(this.lang)}
                for layout, name in LAYOUT_NAMES.items()
            ],
        }


def _picture(stored: StoredFigure, number: int, this: Edition, layout: Layout) -> dict[str, object]:
    """Return where the files of a drawing lie, without their endings, and how large it is."""
    name = _file(stored, number, this, layout)
    width, height = stored.size(name)
    return {"address": f"{_up(this)}{FOLDER}/{name}", "width": width, "height": height}


def _file(stored: StoredFigure, number: int, this: Edition, layout: Layout) -> str:
    return f"{stored.name}-{number}-{this.lang}-{layout}"


def _snippet(
    stored: StoredFigure, drawn: Figure, pages: Sequence[ShowingPage], this: Edition, home: str
) -> Iterator[str]:
    """Yield the lines of HTML that show the first scene elsewhere, with its source and licence."""
    name = _file(stored, 1, this, Layout.WIDE)
    width, height = stored.size(name)
    page = f"{home}{pages[0].path if pages else PAGE}"
    title = escape(drawn.title.in_language(this.lang))
    caption = escape(drawn.scenes[0].caption.in_language(this.lang).replace("`", ""))
    yield "<figure>"
    yield f'  <a href="{escape(page)}">'
    yield f'    <img src="{escape(this.root(home))}{FOLDER}/{name}.svg" width="{width}" height="{height}"'
    yield f'         alt="{title}. {caption}">'
    yield "  </a>"
    yield f"  <figcaption>{title}. {escape(words.BY.in_language(this.lang))}</figcaption>"
    yield "</figure>"
