"""The wheel works in an environment that holds YAML and nothing else, on this Python and the newest that is here. Needs no network."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import files
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import try_wheel as script
from atlas.cli.extras import EXTRAS

pytestmark = pytest.mark.xdist_group("wheel")  # one worker builds it and makes the environments
PROJECT = Path(__file__).parents[2]
ABOUT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEWER = ("python3.14", "python3.13", "python3.12")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return script.build(tmp_path_factory.mktemp("dist"))


def interpreters() -> dict[str, str]:
    """Return this Python, and the newest on the path that starts, if there is a newer one."""
    for name in filter(shutil.which, NEWER):
        done = subprocess.run([name, "-c", "import venv"], capture_output=True, check=False)
        if done.returncode == 0:
            return {"this": sys.executable, "newest": name}
    return {"this": sys.executable}


INTERPRETERS = interpreters()


@pytest.fixture(scope="module", params=INTERPRETERS)
def python(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """An interpreter with the wheel and a copy of PyYAML, which is all that the wheel asks for."""
    folder = tmp_path_factory.mktemp("environment")
    made = script.empty_environment(folder, INTERPRETERS[request.param])
    script.pip(made, "install", "--quiet", "--no-index", "--no-deps", str(built))
    found = subprocess.run(
        [made, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for one in files("PyYAML") or ():
        target = Path(found.stdout.strip(), one)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(one.locate()), target)
    script.pip(made, "check")
    return made


@pytest.mark.parametrize("command", script.COMMANDS, ids=lambda one: one[0])
def test_commands_work_with_yaml_alone(
    python: Path, tmp_path: Path, command: tuple[str, int, str]
) -> None:
    assert script.tried(python, script.write(tmp_path), *command) == ""


def test_every_command_that_takes_manifests_is_tried() -> None:
    from atlas.cli.main import COMMANDS

    words = {one[0].split()[1] for one in script.COMMANDS if one[1] < 2}
    assert words >= {name for name, module in COMMANDS.items() if module.startswith("atlas.cli.")}
    assert {one[0].split()[0] for one in script.COMMANDS} == set(ABOUT["scripts"])


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_command_that_lacks_its_extra_says_which(
    python: Path, tmp_path: Path, extra: str
) -> None:
    """A command that needs the first module of the extra, as it stands in the table."""
    (tmp_path / "needy.py").write_text(
        "def add_to(commands):\n    commands.add_parser('needy').set_defaults(run=run)\n"
        f"def run(options):\n    import {EXTRAS[extra][0]}\n"
    )
    program = "from atlas.cli import main; main.COMMANDS['needy'] = 'needy'; main.main(['needy'])"
    done = subprocess.run(
        [python, "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    message = f"atlas: this needs the extra {extra}: pip install 'service-atlas[{extra}]'\n"
    assert done.stderr == message


def test_every_package_that_the_library_imports_comes_with_an_extra() -> None:
    brought = {module for modules in EXTRAS.values() for module in modules}
    known = {"atlas", "atlas_lab", "yaml", *sys.stdlib_module_names}
    assert imported() - known == brought


def imported() -> set[str]:
    """Return the first names of all modules that the library imports."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("atlas", "atlas_lab")
        for path in (PROJECT / "diagrams" / folder).rglob("*.py")
    )
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = [one.module or "" for one in nodes if isinstance(one, ast.ImportFrom)]
    names += [alias.name for one in nodes if isinstance(one, ast.Import) for alias in one.names]
    return {name.partition(".")[0] for name in names}


def test_the_wheel_asks_for_yaml_alone_and_holds_its_data(built: Path) -> None:
    assert [Requirement(one).name for one in ABOUT["dependencies"]] == ["PyYAML"]
    assert {*ABOUT["optional-dependencies"]} == {"draw", "site", "lab"}
    held = set(zipfile.ZipFile(built).namelist())
    for name, folder in (("sample", "diagrams/cluster"), ("schemas", "docs/assets/schemas")):
        expected = {f"atlas/{name}/{one.name}" for one in (PROJECT / folder).iterdir()}
        assert expected <= held
    for package in ("atlas", "atlas_lab"):
        root = PROJECT / "diagrams"
        modules = {one.relative_to(root).as_posix() for one in (root / package).rglob("*.py")}
        assert modules <= held


def test_the_newest_release_in_the_changelog_is_this_version() -> None:
    found = re.search(
        r"^## (\S+)$", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert found is not None
    assert found[1] == ABOUT["version"]
