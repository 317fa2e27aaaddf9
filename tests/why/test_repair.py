"""Repairs are differences of the text as people wrote it, and each has been tried."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from atlas.manifests.edit import EditError, Put, Remove, edited
from atlas.manifests.read import parse
from atlas.why import repair as repair_module
from atlas.why.case import Case, case_of_texts
from atlas.why.finding import Finding, ObjectChange
from atlas.why.proposals import put
from atlas.why.question import answer
from atlas.why.repair import Repair, repairs

FILE = Path("app.yaml")
WEB = """# our web application
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}  # the Service selects this
    spec:
      containers:
      - name: web
        image: example/web
        ports:
        - containerPort: 8080
          name: http
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  # what the Deployment writes on its Pods
  selector:
    app: wbe   # keep in step
  ports:
  - port: 80
    targetPort: htpp
"""


def tried(text: str, target: str = "service/web") -> tuple[Repair, ...]:
    case = case_of_texts({FILE: text})
    return repairs(case, answer(case, target)[0])


def test_two_faults_are_healed_one_after_the_other_and_comments_stay(tmp_path: Path) -> None:
    first, second = tried(WEB)
    assert (first.finding.id, second.finding.id) == ("selector-value", "target-port-name")
    assert (first.left.state, second.left.state) == ("broken", "ok")
    assert "-    app: wbe   # keep in step\n+    app: web   # keep in step\n" in first.diff
    assert first.changes == ()
    (change,) = second.changes
    assert [one.shares[0][0].value for one in (change.before, change.after)] == [
        "refused",
        "delivered",
    ]
    (tmp_path / "app.yaml").write_text(WEB)
    for one in (first, second):
        subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=one.diff.encode(), check=True)
    assert (tmp_path / "app.yaml").read_text() == second.after.texts[FILE]
    assert answer(case_of_texts({FILE: second.after.texts[FILE]}), "")[0].state == "ok"


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text.replace(
            "selector:\n    app: wbe   # keep in step", "selector: {app: 'wbe'}"
        ),
        lambda text: text.replace("    app: wbe ", '    "app": "wbe" '),
        lambda text: "\ufeff".strip() + text,
    ],
    ids=["crlf", "no newline at the end", "flow", "quoted", "mark"],
)
def test_the_form_of_the_text_stays(form: object) -> None:
    text = form(WEB)  # type: ignore[operator]
    *_, last = tried(text)
    assert last.left.state == "ok"
    before, after = text.splitlines(keepends=True), last.after.texts[FILE].splitlines(keepends=True)
    assert len(before) == len(after)
    assert sum(one != two for one, two in zip(before, after, strict=True)) == 2
    assert ("\r\n" in text) == all(one.endswith("\r\n") for one in after[:-1])


def test_a_list_as_kubectl_prints_it_is_changed_in_place() -> None:
    parts = WEB.split("---\n")
    items = "".join(
        "- " + part.replace("\n", "\n  ").rstrip(" ")
        for part in (parts[0].split("\n", 1)[1], parts[1])
    )
    *_, last = tried(f"apiVersion: v1\nkind: List\nitems:\n{items}")
    assert last.left.state == "ok"


def test_what_does_not_heal_is_not_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of_texts({FILE: WEB})
    diagnosis = answer(case, "service/web")[0]
    first = diagnosis.first
    assert first is not None
    wrong = put(first.object, first.keys, "elsewhere")
    right = first.proposals[0]
    assert isinstance(right[0], ObjectChange)

    def with_proposals(found: Finding, *proposals: object) -> object:
        from dataclasses import replace

        findings = tuple(
            replace(one, proposals=proposals) if one is found else one for one in diagnosis.findings
        )
        return replace(diagnosis, findings=findings)

    assert repairs(case, with_proposals(first, wrong)) == ()  # type: ignore[arg-type]
    healed = repairs(case, with_proposals(first, wrong, right))  # type: ignore[arg-type]
    assert healed[0].diff.count("+    app: web ") == 1
    # The test can fail: without the trial the first proposal would be taken.
    monkeypatch.setattr(repair_module, "_is_better", lambda *_: True)
    monkeypatch.setattr(repair_module, "_changes", lambda *_: [object()])
    assert "elsewhere" in repairs(case, with_proposals(first, wrong, right))[0].diff  # type: ignore[arg-type]


def test_a_change_that_breaks_another_service_is_not_proposed() -> None:
    """Both ports cannot have the name: the alias would lead the other Service astray."""
    text = WEB.replace("app: wbe   # keep in step", "app: web").replace("htpp", "&port htpp") + (
        "---\napiVersion: v1\nkind: Service\nmetadata: {name: copy}\n"
        "spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}\n"
    )
    (one,) = tried(text)
    assert one.left.state == "ok"
    assert one.compared >= 2


def test_a_target_that_gets_another_port_is_asked_at_that_one() -> None:
    text = """kind: Pod
apiVersion: v1
metadata: {name: db-0, labels: {app: db}}
spec:
  containers: [{name: db, image: example/db, ports: [{containerPort: 5432}]}]
---
kind: Service
apiVersion: v1
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{port: 80, targetPort: 5432}]
"""
    (one,) = tried(text, "service/db")
    (change,) = one.changes
    assert (change.before.fails, change.after.fails) == (True, False)
    assert (change.before.flow.to, change.after.flow.to) == ("service/db:80", "service/db:5432")


# Editing


def changed(text: str, change: object) -> str:
    (document,) = parse(text, FILE)
    return edited(text, document, change)  # type: ignore[arg-type]


BLOCK = """kind: Service   # a
spec:
  ports:
  - port: 80   # b
    name: http
  - name: other
    port: 81
  type: NodePort

# c
"""


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        (Put(("spec", "type"), "ClusterIP"), {"-  type: NodePort", "+  type: ClusterIP"}),
        (Put(("spec", "ports", 0, "port"), 8080), {"-  - port: 80   # b", "+  - port: 8080   # b"}),
        (Put(("spec", "clusterIP"), "None"), {"+  clusterIP: None"}),
        (Put(("spec", "ports", 1, "nodePort"), 30080), {"+    nodePort: 30080"}),
        (Put(("metadata", "labels", "a"), "1"), {"+metadata:", "+  labels:", '+    a: "1"'}),
        (Put(("spec", "on"), "yes"), {'+  "on": "yes"'}),
        (Remove(("spec", "type")), {"-  type: NodePort"}),
        (
            Remove(("spec", "ports", 0, "port")),
            {"-  - port: 80   # b", "-    name: http", "+  - name: http"},
        ),
        (Remove(("spec", "ports", 1)), {"-  - name: other", "-    port: 81"}),
        (Remove(("spec", "ports", 1, "port")), {"-    port: 81"}),
    ],
    ids=lambda one: str(one) if isinstance(one, Put | Remove) else "",
)
def test_one_value_changes_and_all_else_stays(change: object, lines: set[str]) -> None:
    made = changed(BLOCK, change)
    before, after = BLOCK.splitlines(), made.splitlines()
    assert {f"-{one}" for one in before if one not in after} | {
        f"+{one}" for one in after if one not in before
    } == lines
    (document,) = parse(made, FILE)
    assert document.problem is None
    if isinstance(change, Put):
        assert document.value_at(change.keys) == change.value


@pytest.mark.parametrize("end", ["", "\n"], ids=["no newline at the end", "newline"])
def test_what_comes_last_gets_a_line_of_its_own(end: str) -> None:
    text = f"kind: Service\nspec:\n  type: NodePort{end}"
    made = changed(text, Put(("spec", "clusterIP"), "None"))
    assert made == f"kind: Service\nspec:\n  type: NodePort\n  clusterIP: None{end}"


FLOW = 'spec: {ports: [{port: 80, name: "http"}, {port: 81}], type: NodePort}\nkind: Service\n'


@pytest.mark.parametrize(
    ("change", "made"),
    [
        (Put(("spec", "ports", 0, "name"), "web"), 'name: "web"'),
        (Put(("spec", "ports", 1, "name"), "b"), "{port: 81, name: b}"),
        (Put(("spec", "selector"), {"app": "x"}), "type: NodePort, selector: {app: x}}"),
        (Remove(("spec", "type")), "{port: 81}]}"),
        (Remove(("spec", "ports", 0, "port")), '[{name: "http"}'),
        (Remove(("spec", "ports", 1)), '"http"}], type'),
        (Remove(("spec", "ports", 1, "port")), '"http"}], type'),
    ],
    ids=str,
)
def test_values_between_brackets(change: object, made: str) -> None:
    assert made in changed(FLOW, change)


@pytest.mark.parametrize(
    "change",
    [Remove(("spec", "absent")), Put(("kind", "inside"), 1), Put(("spec", "text"), "one line")],
)
def test_what_cannot_be_edited_is_said(change: object) -> None:
    with pytest.raises(EditError):
        changed("kind: Service\nspec:\n  text: |\n    two\n    lines\n  other: 1\n", change)


def test_cases_are_read_from_their_texts() -> None:
    assert isinstance(case_of_texts({FILE: WEB}), Case)


def test_a_workload_that_is_known_by_its_shape_comes_close_too() -> None:
    rollout = WEB.replace("apps/v1", "argoproj.io/v1alpha1").replace("Deployment", "Rollout")
    first, second = tried(rollout)
    assert (first.finding.id, second.finding.id) == ("selector-value", "target-port-name")
    assert (first.left.state, second.left.state) == ("broken", "ok")


def test_the_star_of_a_route_stands_for_several_labels() -> None:
    text = """apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge}
spec: {gatewayClassName: edge, listeners: [{name: web, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: ["*.example.com"]
  rules: [{backendRefs: [{name: missing, port: 80}]}]
"""
    (found,) = answer(case_of_texts({FILE: text}), "http://a.b.example.com/")
    assert found.first is not None
    assert found.first.id == "backend-missing"
