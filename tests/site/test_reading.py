"""Reading paths: every page once, in an order, with minutes that are counted from what stands on it."""

from __future__ import annotations

import re

import pytest

from atlas.site.facts import UnknownFact
from atlas.site.reading import minutes, reading_path
from atlas.text.text import Lang
from support.pages import sources

PATHS = re.compile(r"\{\{ reading_path\((.*?)\) \}\}")


def test_minutes_are_of_prose_and_figures() -> None:
    words = "word " * 600
    assert minutes(words, Lang.EN) == 3
    assert minutes("가나다라 " * 450, Lang.KO) == 4
    assert minutes(words + '{{ figure("a") }} {{ figure("b") }}', Lang.EN) == 4
    assert minutes("# Title", Lang.EN) == 1


@pytest.mark.parametrize(
    "unread",
    [
        "---\ntitle: {many}\n---\n",
        "```bash\n{many}\n```\n",
        '{{{{ claim("{many}") }}}}',
        "\n## Sources {{#sources}}\n\n{many}",
    ],
)
def test_what_nobody_reads_word_by_word_is_not_counted(unread: str) -> None:
    text = unread.format(many="word " * 2000)
    assert minutes(text, Lang.EN) == 1


def test_a_path_has_titles_links_and_a_sum() -> None:
    path = reading_path("start/index.md", ["start/dns.md", "types/clusterip.md"], Lang.EN)
    first, second, _, together = path.splitlines()
    assert re.fullmatch(r"1\. \[How does a name .*\?\]\(dns\.md\) <small>\d+ min</small>", first)
    assert "](../types/clusterip.md)" in second
    taken = [int(found) for found in re.findall(r"(\d+) min<", path)]
    assert together == f"*Total: {sum(taken)} minutes*"


def test_a_path_to_nowhere_is_refused() -> None:
    with pytest.raises(UnknownFact, match="start/nowhere"):
        reading_path("start/index.md", ["start/nowhere.md"], Lang.KO)


def test_paths_lead_to_each_page_once() -> None:
    paths = [
        re.findall(r'"([^"]+)"', call)
        for call in PATHS.findall(sources("en")["start/index.md"].body)
    ]
    assert len(paths) == 3
    assert all(len(set(path)) == len(path) > 5 for path in paths)
