"""Lab sessions on pages: found in the page, recorded, and shown; a page cannot show what no lab has printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.model.cluster import Cluster
from atlas.site import lab_sessions
from atlas.site.facts import UnknownFact
from atlas.site.lab_sessions import NotRecorded, Session, session_block, sessions_on, with_facts
from atlas.text.text import Lang
from atlas.world.load import load
from support.manifests import CLUSTER, PROJECT
from support.pages import sources

PROBE = "probe --from pod/client --to service/web"


def site_cluster() -> Cluster:
    return load([str(CLUSTER)]).cluster


def page(folder: Path, *lines: str) -> Path:
    file = folder / "page.md"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def test_sessions_are_found_once_and_in_their_order(tmp_path: Path) -> None:
    found = sessions_on(
        [
            page(
                tmp_path,
                '{{ lab("status", up="--proxy-mode nftables") }}',
                '{{ lab("fail node/node-a",',
                f'       "{PROBE}") }}}}',
                '{{ lab("status", up="--proxy-mode nftables") }}',
                '{{ figure("nodeport") }}',
            )
        ]
    )
    assert list(found) == [
        Session(("status",), "--proxy-mode nftables"),
        Session(("fail node/node-a", PROBE)),
    ]


def test_a_session_that_is_not_plain_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="malformed"):
        list(sessions_on([page(tmp_path, "{{ lab(open('x')) }}")]))


def test_a_page_shows_what_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session((PROBE, "fail node/node-a"))
    recording = {session.key: {"ko": ["나\n다\n", ""], "en": ["b\nc\n", ""]}}
    monkeypatch.setattr(lab_sessions, "recorded", lambda: recording)
    assert session_block(session, site_cluster(), Lang.EN).splitlines() == [
        "```console",
        "$ atlas lab up --detach",
        f"$ atlas lab {PROBE}",
        "b",
        "c",
        "$ atlas lab fail node/node-a",
        "```",
    ]


@pytest.mark.parametrize("recording", [{}, {"up\nstatus": {"ko": ["가"]}}])
def test_what_was_not_recorded_stops_the_build(
    recording: dict[str, dict[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lab_sessions, "recorded", lambda: recording)
    with pytest.raises(NotRecorded, match=r"record it with: python3 scripts/record\.py"):
        session_block(Session(("status",)), site_cluster(), Lang.EN)


def test_addresses_come_from_the_cluster() -> None:
    cluster = site_cluster()
    node = cluster.node_by_name["node-a"]
    command = with_facts("probe --to {node/node-a ip}:30080", cluster)
    assert command == f"probe --to {node.internal_ips[0]}:30080"
    with pytest.raises(UnknownFact):
        with_facts("probe --to {node/node-z ip}", cluster)


def test_both_languages_show_the_same_sessions() -> None:
    one, other = (
        {
            path: list(sessions_on([PROJECT / "docs" / lang / path]))
            for path in sources(lang)
            if "/" in path and "contribute" not in path
        }
        for lang in ("ko", "en")
    )
    assert one == other
    assert sum(map(len, one.values())) > 10
