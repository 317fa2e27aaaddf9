"""Every page, as a browser shows it: for everyone, on a phone, from this host alone and without complaint.

Each page is seen wide and light, and narrow and dark: so both schemes and both layouts are seen without all four pairs.
"""

from __future__ import annotations

import pytest

from support.accessibility import assert_accessible
from support.built_site import page_paths
from support.visits import OpenPage

each_page = pytest.mark.parametrize("path", page_paths())


@each_page
def test_on_a_desk(look: OpenPage, path: str) -> None:
    assert_accessible(look(path, scheme="light").page)


@each_page
def test_on_a_phone(look: OpenPage, path: str) -> None:
    seen = look(path, width=360, scheme="dark", until="networkidle")
    assert seen.hosts() == set()
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert_accessible(seen.page)
