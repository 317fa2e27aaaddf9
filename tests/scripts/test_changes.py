"""What a change can break is found by who imports and who reads it; what is left out of a minute is told."""

from __future__ import annotations

import pytest

from changes import (
    EVERYTHING,
    READ_BY,
    STARTS,
    all_modules,
    all_tests,
    choose,
    git,
    imports,
    names_of,
    unknown,
)
from support.pages import PROJECT
from test import left_out

ENDLESS = 1e9


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ("tests/proxy/test_oracle.py", "tests/proxy/test_oracle.py"),
        ("tests/support/walk.py", "tests/proxy/test_oracle.py"),
        ("diagrams/atlas/proxy/decide.py", "tests/proxy/test_decide.py"),
        ("diagrams/nodeport.py", "tests/figure/test_pictures.py"),
        ("diagrams/cluster/nodes.yaml", "tests/manifests/test_schemas.py"),
        ("docs/ko/lab.md", "tests/site/test_korean.py"),
        ("docs/en/lab.md", "tests/site/test_output.py"),
        ("docs/overrides/main.html", "tests/site/test_output.py"),
        ("tests/golden/pictures/dns.json", "tests/figure/test_pictures.py"),
        ("tests/golden/traces/clusterip.txt", "tests/tracer/test_golden.py"),
        ("scripts/audit.py", "tests/scripts/test_audit.py"),
        ("scripts/lighthouse/budget.json", "tests/scripts/test_audit.py"),
        ("README.ko.md", "tests/cli/test_readme.py"),
        ("requirements.lock", "tests/test_tree.py"),
    ],
)
def test_who_is_asked_about_a_change(changed: str, broken: str) -> None:
    assert broken in choose([changed], ENDLESS, {}).tests


def test_a_test_that_is_changed_runs_alone_whatever_it_takes() -> None:
    test = "tests/tracer/test_golden.py"
    chosen = choose([test], 60, {test: 1000.0})
    assert (chosen.tests, chosen.left_out, chosen.builds_site) == ([test], [], False)
    assert chosen.checked == [test]


def test_the_nearest_run_first_and_what_does_not_fit_is_told() -> None:
    changed = ["diagrams/atlas/tracer/kernel.py"]
    everything = choose(changed, ENDLESS, {})
    few = choose(changed, 10, dict.fromkeys(all_tests(), 3.0))
    assert few.tests == everything.tests[:3]
    assert {test.split("/")[1] for test in few.tests} == {"tracer"}
    assert set(few.left_out) > set(everything.tests[3:])
    said = "\n".join(left_out(few, ["odd.file"]))
    assert f"{len(few.left_out)} files of tests: {few.left_out[0]}" in said
    assert "scripts/test.py --only site" in said
    assert "what these can break is unknown: odd.file" in said


def test_pages_are_built_where_a_part_of_the_site_has_changed() -> None:
    assert choose(["docs/en/lab.md"], ENDLESS, {}).builds_site
    library = choose(["diagrams/atlas/model/cluster.py"], ENDLESS, {})
    assert not library.builds_site
    assert "tests/site/test_output.py" in library.left_out


def test_no_browser_and_no_lab_is_needed_for_a_change() -> None:
    chosen = choose(["docs/en/lab.md", "diagrams/atlas/model/cluster.py"], ENDLESS, {})
    assert not [one for one in chosen.tests if one.startswith(("tests/browser", "tests/kernel"))]
    assert any(one.startswith("tests/browser") for one in chosen.left_out)


def test_every_file_of_the_project_is_known_to_somebody() -> None:
    """Else name who reads it: READ_BY in scripts/changes.py."""
    assert unknown(git("ls-files")) == []
    assert unknown(["somewhere/odd.file"]) == ["somewhere/odd.file"]


def test_all_that_is_named_is_there() -> None:
    modules = set(all_modules())
    named = [reader for readers in READ_BY.values() for reader in readers]
    named += [path for start, paths in STARTS.items() for path in (start, *paths)]
    assert set(named) <= modules
    for beginning in (*READ_BY, *EVERYTHING):
        assert list(PROJECT.glob(f"{beginning}*")), beginning


def test_late_imports_and_those_of_parts_count() -> None:
    assert list(names_of("diagrams/atlas/model/__init__.py")) == ["atlas.model"]
    assert list(names_of("tests/support/walk.py")) == ["support.walk"]
    assert {"bootstrap", "auditor", "auditor.prepare"} <= set(imports("scripts/audit.py"))
