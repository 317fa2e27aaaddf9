"""The library is about any cluster: it names no object of the site's own, nor of those beside it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from atlas.figure.catalog import CLUSTER, OTHER_CLUSTERS
from atlas.world.load import load

DIAGRAMS = Path(__file__).parents[1] / "diagrams"
KUBERNETES_OWN = frozenset(
    {"coredns", "default", "kube-dns", "kube-system", "kubernetes", "nginx", "ingress-controller"}
)
"""Names that every cluster has, or that are those of software and of roles."""
ORDINARY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "api client controller database db default desktop edge example gateway ingress kubernetes laptop legacy news"
        " nginx phone public shop store web"
        # of the cluster of Gateway API's cases
        " added back blue borrowed caller calls consumer elsewhere empty ended far front green inside late lost mesh names"
        " outsider plain producer red refused sql team through untrusted vault",
    )
)
"""Words that mean something without an object of that name. In a reference, `kind/name`, they count all the same."""


def object_names() -> dict[str, set[str]]:
    """Return the names of all objects of the site's clusters, with their lower-case kinds, Pods of controllers too."""
    names: dict[str, set[str]] = {}
    for path in (*CLUSTER.rglob("*.yaml"), *OTHER_CLUSTERS.rglob("*.yaml")):
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            names.setdefault(document.get("metadata", {}).get("name", ""), set()).add(
                document["kind"].lower()
            )
    for folder in (CLUSTER, *OTHER_CLUSTERS.iterdir()):
        for pod in load([folder]).cluster.pods:
            names.setdefault(pod.name, set()).add("pod")
    return {name: kinds for name, kinds in names.items() if name}


OBJECTS = object_names()
FOREIGN = sorted(set(OBJECTS) - KUBERNETES_OWN)
NAME = re.compile(
    rf"(?<![\w.-])({'|'.join(sorted(map(re.escape, set(FOREIGN) - ORDINARY_WORDS), key=len, reverse=True))})(?![\w-])"
)
REFERENCE = re.compile(
    rf"\b({'|'.join(sorted({kind for kinds in OBJECTS.values() for kind in kinds}))})/(?:[\w-]+/)?([\w-]+)"
)


def named(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a module whose strings name an object. Docstrings may have examples: nothing runs them."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) in docstrings:
                continue
            found = {each[1] for each in NAME.finditer(node.value)}
            found |= {
                f"{each[1]}/{each[2]}"
                for each in REFERENCE.finditer(node.value)
                if each[2] in FOREIGN and each[1] in OBJECTS[each[2]]
            }
            for name in sorted(found):
                yield node.lineno, name


@pytest.mark.parametrize("package", ["atlas", "atlas_lab"])
def test_the_library_names_no_object_of_the_site(package: str) -> None:
    found = [
        f"{path.relative_to(DIAGRAMS)}:{line} names {name}"
        for path in sorted((DIAGRAMS / package).rglob("*.py"))
        for line, name in named(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('FLOW = Flow("client/laptop", "service/web")', ["client/laptop", "service/web"]),
        (
            'NODE = Text(ko="node-a 노드의 프로세스", en="a process on node-a")',
            ["node-a", "node-a"],
        ),
        ('POD = f"{kind} api-2 of {node}"', ["api-2"]),
        ('KIND = "client", "web", "service/NAME", "kubernetes/kubernetes"', []),
        ('def f():\n    """Return `pod/web-1`."""', []),
    ],
)
def test_the_search_finds_names_and_leaves_words(source: str, names: list[str]) -> None:
    assert sorted(name for _, name in named(source)) == names
