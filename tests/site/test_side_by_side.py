"""Links to a figure with two states: only to states that there are, on the page where the reader is or another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.site.figures import StoredFigure
from atlas.site.side_by_side import NoSuchState, beside, both_states
from atlas.text.text import Lang

FORM = """<select name="external" autocomplete="off"><option value="Cluster" selected><option value="Local"></select>
<select name="down"><option value="node-a"></select>"""


@pytest.fixture
def figure(tmp_path: Path) -> StoredFigure:
    (tmp_path / "figure.en.html").write_text(FORM, encoding="utf-8")
    return StoredFigure("nodeport", tmp_path)


def test_the_address_says_which_state_comes_beside(figure: StoredFigure) -> None:
    address = beside(figure, "external/Local", "../nodeport/", Lang.EN)
    assert address == "../nodeport/?f.nodeport=with:external/Local#figure-nodeport"


@pytest.mark.parametrize(
    "option", ["external/Nearby", "internal/Local", "external/node-a", "external"]
)
def test_there_is_no_link_to_a_state_that_does_not_exist(figure: StoredFigure, option: str) -> None:
    with pytest.raises(NoSuchState, match="nodeport"):
        beside(figure, option, "", Lang.EN)


@pytest.mark.parametrize("lang", Lang)
def test_a_trouble_is_seen_broken_and_repaired(lang: Lang) -> None:
    assert "?f.broken-hairpin=with:state/repaired#figure-broken-hairpin" in both_states(
        "broken-hairpin", lang
    )
