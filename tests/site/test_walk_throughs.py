"""The walk-throughs of `contribute/` are carried out in a copy of the project: they must work as written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.pages import PROJECT

LEFT_OUT = (".git", ".venv", "site", "build", "tests", "node_modules")
BLOCK = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
LINES = ('{{ figure("nodeport-local") }}', '{{ table("node-ports") }}')
"""What the walk-throughs say to add to a page that there is."""
ROW = re.compile(r"<tr><td>(.*?)</td> <td>")
MARKUP = re.compile(r"<[^>]*>")
CLAIM = re.compile(r"^\{\{ claim\(.*\) \}\}$", re.MULTILINE)
INDEXES = ("index.md", "types/index.md")
PAGES = (*INDEXES, "types/nodeport.md", "types/two-services.md")
FIGURES = ("nodeport", "nodeport_node_down", "nodeport_local")
"""What is left in the copy, with nothing on the indexes: a new manifest redraws every figure that there is."""
NOTHING = "---\ntitle: Index\ndescription: Nothing to see.\n---\n\n# Index\n"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which the steps of all walk-throughs have been done."""
    folder = tmp_path_factory.mktemp("walk") / "project"
    shutil.copytree(PROJECT, folder, ignore=left_out, symlinks=True)
    for part in ("support", "what_if"):
        shutil.copytree(PROJECT / "tests" / part, folder / "tests" / part)
    (folder / "docs" / "assets").mkdir(exist_ok=True)
    for page in ("add-a-page", "add-a-figure", "add-a-table", "add-a-what-if"):
        for name, content in BLOCK.findall(text_of(page)):
            do_step(folder / name, content)
    (claim,) = CLAIM.findall(text_of("add-a-what-if"))
    for lang in ("ko", "en"):
        page = folder / "docs" / lang / "types" / "nodeport.md"
        text = "\n\n".join([page.read_text(encoding="utf-8"), *LINES, claim])
        page.write_text(text + "\n", encoding="utf-8")
    leave_out_the_others(folder)
    return folder


def text_of(page: str) -> str:
    return (PROJECT / "docs" / "en" / "contribute" / f"{page}.md").read_text(encoding="utf-8")


def left_out(folder: str, names: list[str]) -> set[str]:
    """Return what is not copied: `site` is built, and `atlas/site` is not."""
    at_the_top = LEFT_OUT if Path(folder) == PROJECT else ()
    return {name for name in names if name in at_the_top or name == "__pycache__"}


def leave_out_the_others(folder: Path) -> None:
    """Take all other pages and figures out of the copy; links to them are then no mistake."""
    configuration = folder / "mkdocs.yml"
    lines = configuration.read_text(encoding="utf-8").splitlines()
    page = re.compile(r"^ +- [\w/-]+\.md$")
    kept = [line for line in lines if not page.match(line) or line.strip("- ") in PAGES]
    sections = [
        line
        for line, below in zip(kept, [*kept[1:], ""], strict=True)
        if not re.match(r"^  - \w+:$", line) or page.match(below)
    ]
    only = "exclude_docs: |\n  *.md\n" + "".join(f"  !/{name}\n" for name in PAGES)
    configuration.write_text("\n".join([*sections, only]), encoding="utf-8")
    for lang in ("ko", "en"):
        for name in INDEXES:
            (folder / "docs" / lang / name).write_text(NOTHING, encoding="utf-8")
    for script in (folder / "diagrams").glob("*.py"):
        if script.stem not in FIGURES:
            script.unlink()


def do_step(path: Path, content: str) -> None:
    """Write a new file, or add the lines that a diff adds after the line before them."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    place = -1
    for line in content.splitlines():
        if line.startswith("+"):
            place += 1
            lines.insert(place, line[1:])
        else:
            place = lines.index(line[1:])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    paths = {"PYTHONPATH": str(folder / "diagrams"), "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=folder,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_new_page_figure_and_table_are_built_in_both_languages(copy: Path) -> None:
    done = build(copy)
    assert done.returncode == 0, done.stdout + done.stderr
    for prefix, heading in (("", "이 노드가 꺼졌을 때"), ("en/", "While this node is off")):
        assert (copy / f"site/{prefix}types/two-services/index.html").is_file()
        page = (copy / f"site/{prefix}types/nodeport/index.html").read_text(encoding="utf-8")
        assert 'id="figure-nodeport-local"' in page
        _, _, table = page.partition(f'<th scope="col">{heading}</th>')
        assert [MARKUP.sub("", cell) for cell in ROW.findall(table)[:3]] == [
            "node-a",
            "node-b",
            "node-c",
        ]


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("diagrams/tables/node_ports.py", "node-c  web-1, web-2, web-3   timed out"),
        ("diagrams/tables/node_ports.py --lang en diagrams/cluster", "Who answers at each node"),
    ],
)
def test_the_new_table_can_be_looked_at(copy: Path, command: str, printed: str) -> None:
    assert f".venv/bin/python {command}\n" in text_of("add-a-table")
    done = run(copy, *command.split())
    assert done.returncode == 0, done.stderr
    assert printed in done.stdout


def test_the_new_what_if_passes_its_tests_and_is_an_option(copy: Path) -> None:
    tests = run(copy, "-m", "pytest", "-q", "tests/what_if")
    assert tests.returncode == 0, tests.stdout + tests.stderr
    assert "unready-published" in run(copy, "-m", "atlas", "trace", "--help").stdout
    (command,) = re.findall(
        r"^.venv/bin/atlas (trace .*?web=true)$", text_of("add-a-what-if"), re.MULTILINE | re.DOTALL
    )
    words = command.replace("\\\n", " ").split()
    answered = run(copy, "-m", "atlas", *words, "--lang", "en")
    assert answered.returncode == 0, answered.stderr
    assert "pod/web-3  delivered" in answered.stdout
    refused = run(copy, "-m", "atlas", *words[:-2], "--lang", "en")
    assert "delivered" not in refused.stdout


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "diagrams")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_bad_manifests_stop_the_build_and_leave_the_site_as_it_was(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (copy / "site").rglob("*.html")}
    manifest = copy / "diagrams" / "cluster" / "service-nodeport.yaml"
    good = manifest.read_text(encoding="utf-8")
    try:
        manifest.write_text(good.replace("30080", "29999"), encoding="utf-8")
        done = build(copy)
    finally:
        manifest.write_text(good, encoding="utf-8")
    assert done.returncode != 0
    assert "service-nodeport.yaml" in done.stdout + done.stderr
    assert "29999" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert {path: path.stat().st_mtime_ns for path in (copy / "site").rglob("*.html")} == before
