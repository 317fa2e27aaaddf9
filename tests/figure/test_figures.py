"""The site's own figures: their text alternatives are judged once and kept, and every build draws the same."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.figure.catalog import UnknownFigure, figure, figure_names
from atlas.figure.engine import default_engine, lay_out
from atlas.figure.skeleton import Layout
from atlas.text.text import Lang
from support import golden
from support.composed import drawings, each_figure, each_of
from support.pages import PROJECT, sources


@pytest.mark.parametrize("lang", Lang)
@each_figure
def test_text_alternative(name: str, lang: Lang) -> None:
    shown = [one for one in drawings(name) if (one.lang, one.layout) == (lang, Layout.WIDE)]
    told = [drawing.description for drawing in shown]
    text = "\n\n".join(one.text for one in told).replace(". ", ".\n")
    golden.check(f"figures/{name}.{lang}.txt", text + "\n")


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("name", figure_names())
def test_every_figure_is_used_by_a_page(name: str, lang: Lang) -> None:
    calls = [
        call
        for path, source in sources(lang).items()
        if not path.startswith("contribute/")
        for section in source.sections
        for call in section.macros
    ]
    assert any(f'figure("{name}")' in call for call in calls)


@pytest.mark.parametrize("layout", Layout)
@each_of(["clusterip", "nodeport"])
def test_a_whole_drawing(name: str, layout: Layout) -> None:
    """Guards the layout engine: another release must not draw otherwise unseen."""
    first = next(one for one in drawings(name) if (one.lang, one.layout) == (Lang.EN, layout))
    (raw,) = lay_out([first.dot], default_engine())
    shown = raw.replace(str(Path(sys.prefix)), "").replace("\\", "/")
    icon_folder = shown.split('xlink:href="')[1].split("/resources/")[0]
    golden.check(f"figures/{name}-{layout}.svg", shown.replace(icon_folder, "") + "\n")


def digest_in_fresh_process(seed: str, out: Path) -> str:
    """Return a digest of all files that a figure script writes in a process with this hash seed."""
    script = PROJECT / "diagrams" / "dual_stack.py"
    subprocess.run(
        [sys.executable, script, "--out", out, "--format", "svg", "--format", "dot"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    content = b"".join(path.read_bytes() for path in sorted(out.iterdir()))
    return hashlib.sha256(content).hexdigest()


def test_two_processes_write_the_same_bytes(tmp_path: Path) -> None:
    assert digest_in_fresh_process("1", tmp_path / "a") == digest_in_fresh_process(
        "2", tmp_path / "b"
    )


def test_a_script_says_where_its_files_are(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            PROJECT / "diagrams" / "pod_network.py",
            "--out",
            tmp_path,
            "--lang",
            "ko",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    said = [Path(line) for line in done.stdout.splitlines()]
    assert said == [
        tmp_path / f"pod-network-{number}-ko-{layout}.svg"
        for number in range(1, len(figure("pod-network").scenes) + 1)
        for layout in Layout
    ]
    assert all(path.stat().st_size > 1000 for path in said)


def test_bad_manifests_leave_the_last_figure_as_it_was(tmp_path: Path) -> None:
    script = [sys.executable, PROJECT / "diagrams" / "pod_network.py", "--out", tmp_path / "out"]
    subprocess.run(script, check=True, capture_output=True)
    before = {path: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    bad = tmp_path / "bad.yaml"
    bad.write_text("kind: Service\nmetadata: [\n", encoding="utf-8")
    done = subprocess.run([*script, bad], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "bad.yaml" in done.stderr and "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_an_unknown_figure_is_named_with_those_that_exist() -> None:
    with pytest.raises(UnknownFigure, match="nodeport"):
        figure("nodeprot")
