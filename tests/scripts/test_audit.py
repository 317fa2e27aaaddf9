"""The audit names every number that does not keep the budget, and a busy machine does not fail a page."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

import pytest

from audit import (
    BUDGET,
    COUNTED,
    KINDS,
    TIMED,
    below,
    chosen,
    normal,
    pages,
    read_budget,
    settled,
    table,
)
from auditor import CATEGORIES, Audit, read
from environment import PROJECT, Unprepared
from page_counts import UNITS, Counts
from static_host import answer_from
from support.built_site import page_paths

FULL = dict.fromkeys(CATEGORIES, 100)
LEAST = {**FULL, TIMED: 99}
UNTIMED = {name: least for name, least in LEAST.items() if name != TIMED}


def audit(performance: int = 100, *, seo: int = 100) -> Audit:
    """Return an audit of the lab page."""
    points = {**FULL, "performance": performance, "seo": seo}
    return Audit("en/lab/", points, ("link-text: Here",))


def test_the_table_has_a_line_for_each_page() -> None:
    found = Counts("en/lab/", dict.fromkeys(UNITS, 12.345))
    lines = table([audit(), audit(7)._replace(path="")], [found, found])
    assert [line.split()[:5] for line in lines] == [
        ["page", "perf.", "access.", "practices", "SEO"],
        ["/en/lab/", "100", "100", "100", "100"],
        ["/", "7", "100", "100", "100"],
    ]
    assert lines[1].split()[5:] == ["12.35"] * len(COUNTED)
    assert set(COUNTED) < set(UNITS)


@pytest.mark.parametrize(
    ("rated", "least", "said"),
    [
        (audit(99), LEAST, []),
        (audit(98), LEAST, ["/en/lab/: performance 98, must be 99", "    link-text: Here"]),
        (audit(7), UNTIMED, []),
        (audit(7, seo=92), UNTIMED, ["/en/lab/: seo 92, must be 100", "    link-text: Here"]),
    ],
)
def test_points_that_are_too_few_are_named(
    rated: Audit, least: dict[str, int], said: list[str]
) -> None:
    assert below(rated, least) == said


class Rates:
    """Stands in for Lighthouse: gives the page points for performance from a list."""

    def __init__(self, *points: int) -> None:
        self.left = list(points)

    def audits(self, _: str, paths: Sequence[str]) -> Iterator[Audit]:
        yield from (audit(self.left.pop(0)) for _ in paths)


@pytest.mark.parametrize(
    ("measured", "least", "counts", "runs"),
    [
        ([99], LEAST, 99, 1),
        ([90, 100], LEAST, 100, 2),
        ([90, 60, 99], LEAST, 99, 3),
        ([60, 98, 97, 96, 95], LEAST, 98, 5),
        ([60], UNTIMED, 60, 1),
    ],
)
def test_a_slow_page_is_rated_again_where_speed_is_asked_for_and_that_is_told(
    measured: list[int],
    least: dict[str, int],
    counts: int,
    runs: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (found,) = settled(Rates(*measured), "", ["en/lab/"], least)  # type: ignore[arg-type]
    assert (found.points[TIMED], found.runs) == (counts, runs)
    assert (f"best of {runs}" in capsys.readouterr().err) == (runs > 1)


def test_all_pages_are_found_in_the_folder(tmp_path: Path) -> None:
    for folder in ("", "en", "en/lab", "assets"):
        (tmp_path / folder).mkdir(exist_ok=True)
    for file in ("index.html", "en/index.html", "en/lab/index.html", "404.html"):
        (tmp_path / file).touch()
    assert pages(tmp_path) == ["", "en/", "en/lab/"]


def test_pages_are_chosen() -> None:
    there = ["", "lab/", "en/lab/", *KINDS]
    assert chosen(there, [], kinds=False) == there
    assert chosen(there, [], kinds=True) == list(KINDS)
    assert chosen(there, ["/en/lab", "/"], kinds=True) == ["en/lab/", ""]
    with pytest.raises(ValueError, match="no page /en/nowhere/"):
        chosen(there, ["en/nowhere"], kinds=False)


def test_kinds_are_pages_of_both_languages() -> None:
    assert set(KINDS) <= set(page_paths())
    assert {path.startswith("en/") for path in KINDS} == {True, False}
    assert all(normal(path) == path for path in KINDS)


def test_the_budget_has_a_limit_for_every_category() -> None:
    assert set(read_budget(BUDGET).points) == set(CATEGORIES)


def report(**changes: object) -> dict[str, object]:
    """Return a report of Lighthouse, as far as it is read."""
    checks = {"speed": (10, 0.89, "4 s"), "unweighted": (0, 0, ""), "names": (3, 0, "")}
    parts = [{"id": name, "weight": weight} for name, (weight, _, _) in checks.items()]
    audits: dict[str, object] = {
        name: {"score": score, "displayValue": value} for name, (_, score, value) in checks.items()
    }
    audits["names"] = {"score": 0, "details": {"items": [{"node": {"snippet": "<a>"}}]}}
    categories = {name: {"score": 1, "auditRefs": []} for name in CATEGORIES}
    categories["performance"] = {"score": 0.995, "auditRefs": parts}
    return {"categories": categories, "audits": audits, **changes}


def test_a_report_is_read() -> None:
    found = read("lab/", report())
    assert found.points == FULL
    assert found.losses == ("speed 4 s", "names : <a>")


def test_a_page_that_cannot_be_rated_does_not_pass() -> None:
    with pytest.raises(Unprepared, match="could not rate /lab/: blank"):
        read("lab/", report(runtimeError={"message": "blank"}))
    unrated = {name: {"score": None, "auditRefs": []} for name in CATEGORIES}
    with pytest.raises(Unprepared, match="could not rate performance"):
        read("lab/", report(categories=unrated))


@pytest.mark.parametrize("tools", ["lighthouse", "page_scripts"])
def test_the_lock_has_a_hash_for_every_package_and_names_no_registry(tools: str) -> None:
    packages = json.loads(
        (PROJECT / "scripts" / tools / "package-lock.json").read_text(encoding="utf-8")
    )["packages"]
    assert [name for name, held in packages.items() if name and "integrity" not in held] == []
    assert [name for name, held in packages.items() if "resolved" in held] == []


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one page beside a file that is not its own."""
    (tmp_path / "secret.txt").touch()
    site = tmp_path / "site"
    (site / "lab").mkdir(parents=True)
    (site / "lab" / "index.html").write_text("lab")
    (site / "404.html").write_text("missing")
    (site / "one.woff2").write_bytes(b"font")
    return site


@pytest.mark.parametrize(
    ("path", "status", "kind", "body"),
    [
        ("/lab/", HTTPStatus.OK, "text/html; charset=utf-8", b"lab"),
        ("/one.woff2", HTTPStatus.OK, "font/woff2", b"font"),
        ("/nowhere/", HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", b"missing"),
        ("/../secret.txt", HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", b"missing"),
        ("/%2e%2e/secret.txt", HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", b"missing"),
    ],
)
def test_the_host_answers_as_static_hosts_do(
    site: Path, path: str, status: HTTPStatus, kind: str, body: bytes
) -> None:
    found, headers, plain = answer_from(site, path, False)
    assert (found, dict(headers)["Content-Type"], plain) == (status, kind, body)


def test_only_text_is_packed(site: Path) -> None:
    _, headers, packed = answer_from(site, "/lab/", True)
    assert (dict(headers)["Content-Encoding"], gzip.decompress(packed)) == ("gzip", b"lab")
    _, headers, font = answer_from(site, "/one.woff2", True)
    assert "Content-Encoding" not in dict(headers)
    assert font == b"font"


def test_a_folder_without_its_slash_has_moved(site: Path) -> None:
    status, headers, _ = answer_from(site, "/lab", False)
    assert (status, dict(headers)["Location"]) == (HTTPStatus.MOVED_PERMANENTLY, "/lab/")
