"""The steps of the GitHub Action do their work, run as shell on a repository that is made for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from try_wheel import APP, WRONG_APP

PROJECT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((PROJECT / "action.yml").read_text(encoding="utf-8"))
STEPS = {one["id"]: one for one in ACTION["runs"]["steps"]}
EXTERNAL = "apiVersion: v1\nkind: Service\nmetadata: {name: other}\nspec: {type: ExternalName, externalName: example.com}\n"

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git")), reason="needs bash and git"
)


@dataclass(frozen=True)
class Runner:
    """A checkout of a made-up repository, and what a runner gives to a step."""

    folder: Path

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")

    def commit(self, **files: str) -> str:
        """Return the commit after one that writes the files; `__` in a name stands for a slash."""
        for name, text in files.items():
            path = self.repository / f"{name.replace('__', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=change")
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.com")
        done = subprocess.run(
            ["git", *who, *words],
            cwd=self.repository,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        return done.stdout.strip()

    def step(self, name: str, **variables: str) -> tuple[int, str]:
        """Return the exit code of a step and what it printed; expressions of GitHub are given as variables."""
        step = STEPS[name]
        assert set(step.get("env", {})) == set(variables), name
        given = {
            **variables,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
        }
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.repository,
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        return done.returncode, done.stdout

    def all_steps(self, base: str, manifests: str = "", fail_on: str = "broken") -> tuple[int, str]:
        """Return the exit code of the step that asks and what it printed, after all steps but the installation."""
        assert self.step("changed", BASE=base, MANIFESTS=manifests) == (0, "")
        asked = self.step("why", FAIL_ON=fail_on, ATLAS_LANG="en")
        assert self.step("diff", ATLAS_LANG="en") == (0, "")
        assert self.git("worktree", "list").count("\n") == 0
        return asked


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    made = Runner(tmp_path)
    made.repository.mkdir()
    (tmp_path / "summary.md").touch()
    made.git("init", "--quiet")
    return made


def test_a_change_that_breaks_a_service_is_annotated_and_its_connections_are_listed(
    runner: Runner,
) -> None:
    base = runner.commit(shop__app=APP, other__service=EXTERNAL, settings="kinds: none\n")
    runner.commit(shop__app=WRONG_APP, settings="kinds: some\n")
    code, said = runner.all_steps(base)
    assert code == 1
    (annotation,) = (line for line in said.splitlines() if line.startswith("::error "))
    assert annotation.startswith("::error file=shop/app.yaml,line=14,title=selector-value")
    assert "other" not in said
    assert "### Service Atlas: `shop`" in runner.summary
    picture = runner.summary.partition("```mermaid\n")[2].partition("```")[0]
    assert 't0 == "after" ==x t0e1(["connection refused"])' in picture
    assert 't0 -. "before" .-> t0e0(["pod/web-1"])' in picture
    (row,) = (line for line in runner.summary.splitlines() if line.startswith("| `node/node-1`"))
    assert row == (
        "| `node/node-1` | `service/web:80` | `ClusterIP` |  "
        "| delivered  pod/web-1  node/node-1  source port rewritten | connection refused |"
    )


def test_a_sound_change_passes_and_its_connections_are_listed_all_the_same(runner: Runner) -> None:
    base = runner.commit(app=WRONG_APP)
    runner.commit(app=APP)
    code, said = runner.all_steps(base)
    assert code == 0
    assert "::error" not in said
    assert "| connection refused | delivered" in runner.summary


@pytest.mark.parametrize(("fail_on", "expected"), [("broken", 1), ("warning", 1), ("never", 0)])
def test_what_fails_is_chosen(runner: Runner, fail_on: str, expected: int) -> None:
    base = runner.commit(app=APP)
    runner.commit(app=WRONG_APP)
    assert runner.all_steps(base, fail_on=fail_on)[0] == expected


def test_named_folders_are_asked_if_something_in_them_has_changed(runner: Runner) -> None:
    base = runner.commit(a__app=APP, b__app=WRONG_APP)
    runner.commit(a__app=WRONG_APP)
    code, said = runner.all_steps(base, "a\nb\n")
    assert code == 1
    assert "a/app.yaml" in said
    assert "b/app.yaml" not in said
    assert "`a`" in runner.summary


@pytest.mark.parametrize("name", ["-x", "a b", "$(touch hacked)"])
def test_names_of_folders_command_nothing(runner: Runner, name: str) -> None:
    base = runner.commit(**{f"{name}__app": APP})
    runner.commit(**{f"{name}__app": WRONG_APP})
    code, said = runner.all_steps(base)
    assert code == 1, said
    assert f"`{name}`" in runner.summary
    assert not (runner.repository / "hacked").exists()


def test_new_and_removed_folders_are_no_error(runner: Runner) -> None:
    base = runner.commit(old__app=APP)
    runner.git("rm", "--quiet", "-r", "old")
    runner.commit(new__app=WRONG_APP)
    code, said = runner.all_steps(base)
    assert code == 1
    assert "new/app.yaml" in said
    assert runner.summary == ""


def test_a_base_that_cannot_be_read_is_no_error(runner: Runner) -> None:
    base = runner.commit(app="kind: Service\n  wrong: [")
    runner.commit(app=APP)
    assert runner.step("changed", BASE=base, MANIFESTS="")[0] == 0
    assert runner.step("why", FAIL_ON="broken", ATLAS_LANG="en")[0] == 0
    code, said = runner.step("diff", ATLAS_LANG="en")
    assert code == 0
    assert "app.yaml" in said
    assert "Not compared" in runner.summary


def test_a_base_that_is_not_there_is_said(runner: Runner) -> None:
    runner.commit(app=APP)
    code, said = runner.step("changed", BASE="0" * 40, MANIFESTS="")
    assert code == 1
    assert "::error::Service Atlas has no commit to compare with." in said


def test_no_input_of_the_workflow_stands_in_a_script() -> None:
    """Whoever names a branch could run commands otherwise."""
    assert not [name for name, one in STEPS.items() if "${{" in one.get("run", "")]


def test_other_actions_are_pinned_as_in_the_workflow() -> None:
    used = [one["uses"] for one in ACTION["runs"]["steps"] if "uses" in one]
    workflow = (PROJECT / ".github/workflows/site.yml").read_text(encoding="utf-8")
    assert used
    assert all(one in workflow for one in used)
