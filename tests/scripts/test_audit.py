"""The audit names every number that is below the budget, and a busy machine does not fail a page."""

from __future__ import annotations

import gzip
import json
from http import HTTPStatus
from pathlib import Path

import pytest

from audit import BUDGET, KINDS, Budget, below, chosen, normal, pages, read_budget, settled, table
from auditor import CATEGORIES, PINNED, SIZES, Audit, read
from bootstrap import Unprepared
from static_host import answer_from
from support.built_site import page_paths

FULL = dict.fromkeys(CATEGORIES, 100)
LIGHT = dict.fromkeys(SIZES, 10.0)
LIMITS = Budget({**FULL, "performance": 99}, {**LIGHT, "total": 120.0})


def audit(performance: int = 100, *, total: float = 99.6, seo: int = 100) -> Audit:
    """Return an audit of the lab page."""
    points = {**FULL, "performance": performance, "seo": seo}
    return Audit("en/lab/", points, {**LIGHT, "total": total}, ("link-text: Here",))


def test_the_table_has_a_line_for_each_page() -> None:
    assert table([audit(), audit(7)._replace(path="")]) == [
        "page      perf.  access.  practices  SEO  weight",
        "/en/lab/    100      100        100  100  100 kB",
        "/             7      100        100  100  100 kB",
    ]


@pytest.mark.parametrize(
    ("rated", "said"),
    [
        (audit(99, total=120.0), []),
        (audit(98), ["/en/lab/: performance 98, must be 99", "    link-text: Here"]),
        (audit(seo=92), ["/en/lab/: seo 92, must be 100", "    link-text: Here"]),
        (audit(total=120.1), ["/en/lab/: total 120.1 kB, may be 120.0 kB"]),
    ],
)
def test_what_is_not_within_the_budget_is_named(rated: Audit, said: list[str]) -> None:
    assert below(rated, LIMITS) == said


@pytest.mark.parametrize(
    ("measured", "counts"),
    [([99], 99), ([90, 100], 100), ([90, 60, 99], 99), ([60, 98, 97, 96, 95], 98)],
)
def test_a_slow_page_is_measured_again(measured: list[int], counts: int) -> None:
    left = iter(measured)
    assert settled(lambda: audit(next(left)), LIMITS).points["performance"] == counts


def test_a_failed_check_is_not_repeated() -> None:
    left = iter([audit(seo=92)])
    assert settled(lambda: next(left), LIMITS).points["seo"] == 92


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


def test_the_budget_has_a_limit_for_all_that_is_measured() -> None:
    budget = read_budget(BUDGET)
    assert set(budget.points) == set(CATEGORIES)
    assert set(budget.sizes) == set(SIZES)


def report(**changes: object) -> dict[str, object]:
    """Return a report of Lighthouse, as far as it is read."""
    checks = {"speed": (10, 0.89, "4 s"), "unweighted": (0, 0, ""), "names": (3, 0, "")}
    parts = [{"id": name, "weight": weight} for name, (weight, _, _) in checks.items()]
    audits: dict[str, object] = {
        name: {"score": score, "displayValue": value} for name, (_, score, value) in checks.items()
    }
    audits["names"] = {"score": 0, "details": {"items": [{"node": {"snippet": "<a>"}}]}}
    requests = [
        {"resourceType": "Script", "transferSize": 40_000},
        {"resourceType": "Stylesheet", "transferSize": 20_000},
        {"resourceType": "Document"},
    ]
    audits["network-requests"] = {"details": {"items": requests}}
    categories = {name: {"score": 1, "auditRefs": []} for name in CATEGORIES}
    categories["performance"] = {"score": 0.995, "auditRefs": parts}
    return {"categories": categories, "audits": audits, **changes}


def test_a_report_is_read() -> None:
    found = read("lab/", report())
    assert found.points == FULL
    assert found.sizes == {"script": 40.0, "style": 20.0, "font": 0.0, "total": 60.0}
    assert found.losses == ("speed 4 s", "names : <a>")


def test_a_page_that_cannot_be_rated_does_not_pass() -> None:
    with pytest.raises(Unprepared, match="could not rate /lab/: blank"):
        read("lab/", report(runtimeError={"message": "blank"}))
    unrated = {name: {"score": None, "auditRefs": []} for name in CATEGORIES}
    with pytest.raises(Unprepared, match="could not rate performance"):
        read("lab/", report(categories=unrated))


def test_the_lock_has_a_hash_for_every_package_and_names_no_registry() -> None:
    packages = json.loads((PINNED / "package-lock.json").read_text(encoding="utf-8"))["packages"]
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
