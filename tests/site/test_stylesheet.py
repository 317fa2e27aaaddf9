"""The theme's style sheet loses only rules that no page needs."""

from __future__ import annotations

import pytest

from atlas.site.stylesheet import UNUSED_CLASSES, without_unused
from support.built_site import BuiltSite, page_paths


@pytest.mark.parametrize("path", page_paths())
def test_no_page_has_an_unused_part(site: BuiltSite, path: str) -> None:
    classes = {name for value in site.page(path).texts("//@class") for name in value.split()}
    parts = {name for name in classes for unused in UNUSED_CLASSES if is_part(name, unused)}
    assert parts == set(), "take it out of UNUSED_CLASSES in atlas/site/stylesheet.py"


@pytest.mark.parametrize(
    ("sheet", "left"),
    [
        (".a{x:1}.md-post{x:1}", ".a{x:1}"),
        (".a,.md-post__meta,.b{x:1}", ".a,.b{x:1}"),
        ("[dir=ltr] .a{x:1}[dir=rtl] .a{x:1}", "[dir=ltr] .a{x:1}"),
        ("@media print{.md-post{x:1}}.a{x:1}", ".a{x:1}"),
        ("@media print{.md-post{x:1}.a{x:1}}", "@media print{.a{x:1}}"),
        (".a:is(.b,.c){x:1}", ".a:is(.b,.c){x:1}"),
        (".a:is(.b,.c:not(.md-post)){x:1}", ".a:is(.b,.c:not(.md-post)){x:1}"),
        (".md-grid{x:1}.grid{x:1}", ".md-grid{x:1}"),
    ],
)
def test_what_is_left(sheet: str, left: str) -> None:
    assert without_unused(sheet) == left


def is_part(name: str, part: str) -> bool:
    """Tell whether a class names that part of the theme, an element of it (`__`) or a kind of it (`--`)."""
    return name == part or name.startswith((f"{part}__", f"{part}--"))
