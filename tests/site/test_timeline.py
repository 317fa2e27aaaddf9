"""The time line of a Pod's deletion: who still sends connections to it, and until when."""

from __future__ import annotations

from atlas.figure.catalog import figure, manifests_of
from atlas.figure.states import explore
from atlas.site.timeline import rows
from atlas.text.text import Lang
from atlas.world.load import load

TOLD = """
    Pod web-2                     runs   preStop  preStop  preStop  preStop  preStop  stopping  gone
    ready in the EndpointSlice    ✓      ✓        ✕        ✕        ✕        ✕        ✕         ✕
    new connections on node-a     1/3    1/3      1/3      1/3      –        –        –         –
    new connections on node-b     1/3    1/3      1/3      –        –        –        –         –
    new connections on node-c     1/3    1/3      1/3      1/3      1/3      –        –         –
    open connections              go on  go on    go on    go on    go on    go on    go on     cut
"""


def test_each_node_stops_at_its_own_moment() -> None:
    (scene,) = figure("pod-deletion").scenes
    explored = explore(load([manifests_of()]).cluster, scene)
    expected = [
        [cell.strip() for cell in line.split("  ") if cell.strip()]
        for line in TOLD.strip().splitlines()
    ]
    found = list(rows(explored, Lang.EN))
    assert [[name, *told] for name, told, _ in found] == expected
    for _, told, takes_part in found[2:5]:
        assert [one != "–" for one in told] == takes_part


def test_both_languages_have_the_same_cells() -> None:
    (scene,) = figure("pod-deletion").scenes
    explored = explore(load([manifests_of()]).cluster, scene)
    korean, english = (list(rows(explored, lang)) for lang in (Lang.KO, Lang.EN))
    assert [one for _, _, one in korean] == [one for _, _, one in english]
