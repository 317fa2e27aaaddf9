"""Manifests as people post them in questions: the cause that is named, and what is proposed."""

from __future__ import annotations

from pathlib import Path

import pytest

from atlas.report.why_text import Told, why_text
from atlas.text.text import Lang
from atlas.why.case import Case, case_of_texts
from atlas.why.kind import State
from atlas.why.question import answer
from atlas.why.repair import repairs
from atlas.why.words import STATES
from support.cases import cases

POD = """apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: nginx, ports: [{name: http-web, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {SPEC}
"""
INGRESS = """---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
"""


def posted(spec: str, more: str = "") -> Case:
    return case_of_texts({Path("app.yaml"): POD.replace("{SPEC}", f"{{{spec}}}") + more})


def told(case: Case, target: str, lang: Lang = Lang.EN) -> str:
    (found,) = answer(case, target)
    return why_text(case, [Told(found, repairs(case, found))], lang)


@cases(
    """
    spec                                                             first                 proposed
    selector: {app: web}, ports: [{port: 80, targetPort: "8080"}]    object-rejected       targetPort: 8080}
    selector: {app: web}, ports: [{port: 80, targetPort: httpweb}]   target-port-name      targetPort: http-web}
    selector: {app: web}, ports: [{port: 80, targetPort: http-wep}]  target-port-name      targetPort: http-web}
    selector: {app: web}, ports: [{port: 80}]                        target-port-default   targetPort: 8080}
    selector: {app: Web}, ports: [{port: 80, targetPort: 8080}]      selector-value        selector: {app: web}
    """,
    source="questions about Services",
)
def test_the_cause_and_the_repair(spec: str, first: str, proposed: str) -> None:
    case = posted(spec)
    (found,) = answer(case, "service/web")
    assert found.first is not None
    assert found.first.id == first
    (repair,) = repairs(case, found)
    added = [line for line in repair.diff.splitlines() if line.startswith("+")]
    assert proposed in added[-1]
    assert repair.left.state == "ok"


def test_several_ports_without_names_get_some() -> None:
    case = posted("selector: {app: web}, ports: [{port: 80, targetPort: 8080}, {port: 8080}]")
    text = told(case, "service/web")
    assert "Required value; with more than one port" in text
    assert "port: 80, targetPort: 8080, name: http}" in text
    assert "{port: 8080, name: port-8080}" in text


def test_nobody_connects_to_an_object_that_is_rejected() -> None:
    case = posted(
        "type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: 8080, nodePort: 80}]"
    )
    text = told(case, "service/web")
    assert "node-port-range" in text
    assert text.startswith("BROKEN  service/web  (no connection tried)")


@pytest.mark.parametrize("lang", Lang)
def test_a_repair_that_leaves_a_fault_says_which(lang: Lang) -> None:
    case = posted("selector: {app: wbe}, ports: [{port: 80, targetPort: htpweb}]")
    (found,) = answer(case, "service/web")
    first, second = repairs(case, found)
    assert (first.left.state, second.left.state) == ("broken", "ok")
    lines = told(case, "service/web", lang).splitlines()
    (said,) = (line for line in lines if line.endswith(": target-port-name"))
    assert "1" in said
    assert STATES[State.BROKEN].in_language(lang) in said


def test_what_a_repair_has_told_is_not_told_again() -> None:
    route = INGRESS.replace("port: {number: 80}", "port: {number: 81}")
    case = posted("selector: {app: web}, ports: [{port: 80, targetPort: htpweb}]", route)
    text = told(case, "ingress/web")
    assert text.count("backend-port:") <= 1


def test_an_ingress_without_a_class_may_have_a_controller() -> None:
    case = posted("selector: {app: web}, ports: [{port: 80, targetPort: 8080}]", INGRESS)
    (found,) = answer(case, "ingress/web")
    assert found.first is not None
    assert (found.state, found.first.id) == ("unknown", "ingress-class-unknown")
