"""An environment is made when it is missing or out of date, and never when it is not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import environment
import installation

SCRIPTS = Path(environment.__file__).parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with both lock files and an empty environment."""
    venv, site, checks = tmp_path / ".venv", tmp_path / "site.lock", tmp_path / "checks.lock"
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    monkeypatch.setattr(environment, "VENV", venv)
    monkeypatch.setattr(environment, "VENV_PYTHON", venv / "python")
    monkeypatch.setattr(environment, "COVERED_BY", {site: (site, checks), checks: (checks,)})
    venv.mkdir()
    for path in (venv / "python", site, checks, tmp_path / "pyproject.toml"):
        path.write_text(path.name)
    return tmp_path


def finish(lock: Path) -> None:
    """Leave what an installation of that lock file leaves."""
    environment.stamp(lock).write_text(environment.key(lock))


def test_a_finished_installation_is_used_again(project: Path) -> None:
    lock = project / "site.lock"
    assert not environment.is_ready(lock)
    finish(lock)
    assert environment.is_ready(lock)


def test_the_environment_of_the_checks_serves_the_site_but_not_the_other_way(project: Path) -> None:
    site, checks = project / "site.lock", project / "checks.lock"
    finish(site)
    assert not environment.is_ready(checks)
    finish(checks)
    environment.stamp(site).unlink()
    assert environment.is_ready(site)


@pytest.mark.parametrize("changed", ["site.lock", "pyproject.toml"])
def test_a_change_asks_for_a_new_installation(project: Path, changed: str) -> None:
    lock = project / "site.lock"
    finish(lock)
    (project / changed).write_text("changed")
    assert not environment.is_ready(lock)


def test_an_environment_whose_python_is_gone_is_not_ready(project: Path) -> None:
    lock = project / "site.lock"
    finish(lock)
    (project / ".venv" / "python").unlink()
    assert not environment.is_ready(lock)


@pytest.mark.parametrize("script", ["serve.py", "test.py", "bootstrap.py", "environment.py"])
def test_an_old_python_can_read_the_scripts(script: str) -> None:
    """Otherwise it stops with a syntax error instead of the sentence that names the version needed."""
    source = (SCRIPTS / script).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 7))
    imported = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert "__future__" not in imported  # Python 3.6 has no `annotations` there
    own = [name for name in imported if name and Path(SCRIPTS, f"{name}.py").is_file()]
    assert own[:1] in ([], ["bootstrap"], ["environment"]), "the check of the version comes first"


def test_the_modules_that_make_the_environment_import_each_other_in_one_direction() -> None:
    def imports(name: str) -> set[str]:
        tree = ast.parse((SCRIPTS / f"{name}.py").read_text(encoding="utf-8"))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        return {str(node.module) for node in nodes} & {"bootstrap", "environment", "installation"}

    assert imports("environment") == set()
    assert imports("installation") == {"environment"}
    assert imports("bootstrap") == {"environment", "installation"}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            [
                "ERROR: Could not find a version that satisfies lxml (from versions: none)",
                "ERROR: No matching distribution found for lxml",
            ],
            "no package index answers",
        ),
        (
            ["Collecting lxml", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "    lxml:"],
            "DO NOT MATCH THE HASHES",
        ),
        (["Killed"], "Killed"),
    ],
)
def test_a_failed_installation_is_explained(said: list[str], expected: str) -> None:
    assert expected in installation.explanation(said)


def test_packages_are_counted_once() -> None:
    lock = 'a==1 ; python_version < "3.12" \\\n    --hash=sha256:0\na==2\nb==1\n    # via a'
    assert installation.names(lock) == {"a", "b"}
