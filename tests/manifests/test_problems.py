"""Bad manifests: each mistake gets one clear message, in both languages, at the right line."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.manifests.problem import Expected, ManifestError, Problem, ProblemKind, Severity
from atlas.text.problems import EXPECTED, HEADLINES, format_problems
from atlas.text.text import Lang
from atlas.world.load import load
from support import golden
from support.bad_manifests import MADE_CASES, bad_cases, problems_in_text, problems_of

CASES = bad_cases()


pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in an empty folder, so that no path of this machine is in a message."""
    monkeypatch.chdir(tmp_path)


def all_problems() -> dict[str, tuple[Problem, ...]]:
    """Return the problems of every case by its name."""
    found = {name: problems_in_text(text) for name, text in CASES.items()}
    return found | {name: make() for name, make in MADE_CASES.items()}


def test_messages() -> None:
    text = ""
    for name, problems in all_problems().items():
        text += f"=== {name}\n"
        text += "".join(f"{format_problems(problems, lang)}\n" for lang in (Lang.EN, Lang.KO))
    golden.check("manifests/problems.txt", text.replace("\0", "\\0"))


@pytest.mark.parametrize("name", CASES)
def test_every_case_is_a_problem(name: str) -> None:
    assert problems_in_text(CASES[name])


def test_every_problem_is_reached() -> None:
    found = [one for problems in all_problems().values() for one in problems]
    assert {one.expected for one in found} == set(Expected)
    assert {one.kind for one in found} == set(ProblemKind)


def test_every_problem_can_be_said() -> None:
    assert set(EXPECTED) == set(Expected)
    assert set(HEADLINES) == set(ProblemKind)


def test_layout() -> None:
    """Place, object and field stand on one line, the sentence on the next."""
    problems = problems_in_text(
        "apiVersion: v1\n"
        "kind: Service\n"
        "metadata:\n"
        "  name: web\n"
        "spec:\n"
        "  type: NodePort\n"
        "  externalTrafficPolicy: local\n"
        "  ports:\n"
        "    - port: 80\n"
        "      nodePort: 29999\n",
        name="web.yaml",
    )
    assert format_problems(problems, Lang.EN).splitlines() == [
        "web.yaml:7   Service default/web  spec.externalTrafficPolicy",
        '    Unsupported value: "local"; supported: Cluster, Local. Did you mean "Local"?',
        "web.yaml:10  Service default/web  spec.ports[0].nodePort",
        "    Invalid value: 29999; expected a number from 30000 to 32767",
    ]


def test_problems_of_all_files_are_reported_together() -> None:
    Path("a.yaml").write_text("kind: [\n")
    Path("b.yaml").write_text("apiVersion: v1\nkind: Node\nmetadata: {name: A}\n")
    Path("c.json").write_text('{"apiVersion": "v1", "kind": "Pod"}')
    Path("ignored.txt").write_text("kind: [\n")
    assert [one.path for one in problems_of(".")] == ["a.yaml", "b.yaml", "c.json"]


def test_a_warning_alone_is_no_error() -> None:
    path = Path("a.yaml")
    path.write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    loaded = load([path])
    assert [one.severity for one in loaded.warnings] == [Severity.WARNING]


def test_errors_come_with_the_warnings() -> None:
    path = Path("a.yaml")
    path.write_text(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Node\n"
    )
    with pytest.raises(ManifestError) as caught:
        load([path])
    assert [one.severity for one in caught.value.problems] == [Severity.WARNING, Severity.ERROR]


def test_nothing_in_a_message_can_control_a_terminal() -> None:
    problems = problems_in_text(CASES["names: control characters are shown as escapes"])
    for lang in Lang:
        assert all(
            character.isprintable() or character == "\n"
            for character in format_problems(problems, lang)
        )
