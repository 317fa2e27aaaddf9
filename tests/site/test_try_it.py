"""Sections to try: each makes what it asks for, shows what is printed, and cleans up, in one shape."""

from __future__ import annotations

import re

import pytest

from support.pages import LANGUAGES, Source, sources
from support.typed import Typed

LEADS = {
    "en": ("**1. Create.**", "**2. Look.**", "**3. Compare.**", "**4. Clean up.**"),
    "ko": ("**1. 만들기.**", "**2. 살펴보기.**", "**3. 비교하기.**", "**4. 정리하기.**"),
}
NOTHING_TO_CREATE = ("inside/kube-proxy.md",)
CODE = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OUTPUT = re.compile(r"\{\{ (?:kubectl|lab)\(")


def section(page: Source) -> str:
    """Return the section to try of a page, or nothing."""
    found = re.search(
        r"^## [^\n]*\{#try-it\}\n(.*?)(?=^## |\Z)", page.body, re.MULTILINE | re.DOTALL
    )
    return found[1] if found else ""


TRIED = [
    page
    for language in LANGUAGES
    for page in sources(language).values()
    if section(page) and not page.path.startswith("contribute/")
]
each_section = pytest.mark.parametrize(
    "page", TRIED, ids=lambda page: f"{page.language}/{page.path}"
)


def parts(page: Source) -> list[str]:
    """Return what follows each of the four leads. Fails if they are not there, once each and in order."""
    pattern = "(.*?)".join(map(re.escape, LEADS[page.language]))
    found = re.fullmatch(rf"\s*{pattern}(.*)", section(page), re.DOTALL)
    assert found, f"the section has not the four parts {LEADS[page.language]}"
    return list(found.groups())


def test_many_pages_have_one() -> None:
    assert len(TRIED) >= 50


@each_section
def test_it_has_four_parts(page: Source) -> None:
    create, look, compare, clean = parts(page)
    assert bool(CODE.search(create)) is (page.path not in NOTHING_TO_CREATE)
    assert CODE.search(look)
    assert OUTPUT.search(compare)
    assert "kubectl delete" in "".join(CODE.findall(clean))
    assert not any(OUTPUT.search(part) for part in (create, look, clean))


@each_section
def test_it_asks_only_for_what_it_makes_and_leaves_nothing(page: Source) -> None:
    typed = Typed()
    for block in CODE.findall(section(page)):
        typed.type(block)
    assert typed.missing == []
    assert typed.left == set()


@pytest.mark.parametrize(
    ("script", "missing", "left"),
    [
        ("kubectl get service web", ["service/web"], set()),
        ("kubectl run probe --image=x -- pause", [], {("pod", "probe")}),
        ("kubectl run probe --image=x\nkubectl delete pod/probe", [], set()),
        (
            "kubectl create deployment web --image=x\nkubectl expose deployment web --name=a",
            [],
            {("deployment", "web"), ("service", "a")},
        ),
        ("kubectl expose deployment web --port=80", ["deployment/web"], {("service", "web")}),
        ("kubectl exec probe -- curl -s http://web/hostname", ["service/web", "pod/probe"], set()),
        ("kubectl get endpointslices -l kubernetes.io/service-name=web", ["service/web"], set()),
        ("LB=$(kubectl get service web-lb -o jsonpath='{.status}')", ["service/web-lb"], set()),
        ('kubectl delete "$(kubectl get pods -l app=web -o name | head -n 1)"', [], set()),
        (
            "kubectl create ingress a --rule='a.example.com/*=web:80'",
            ["service/web"],
            {("ingress", "a")},
        ),
        (
            "kubectl apply -f - <<YAML\nkind: Gateway\nmetadata: {name: public}\nYAML",
            [],
            {("gateway", "public")},
        ),
        ("kubectl get service kube-dns -n kube-system", [], set()),
        ("kubectl wait --for=condition=Ready pod/probe", ["pod/probe"], set()),
    ],
)
def test_the_typist_sees(script: str, missing: list[str], left: set[tuple[str, str]]) -> None:
    typed = Typed()
    typed.type(script)
    assert (typed.missing, typed.left) == (missing, left)
