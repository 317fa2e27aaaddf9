"""Every command that README and pages show is run: in a folder that has the files it names, in this process."""

from __future__ import annotations

import io
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.cli.main import run

PROJECT = Path(__file__).parents[2]
PAGES = (
    *(PROJECT / name for name in ("README.md", "README.ko.md")),
    *sorted(page for page in (PROJECT / "docs").rglob("*.md") if page.parent.name != "contribute"),
)
"""Without the pages for contributors: their commands need the steps before them, and another test follows those."""
FENCE = re.compile(r"^( *)(```|~~~)[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(
    r"^(?:\$ )?(?P<before>[^|#]*\| )?(?:pipx run )?(?:\S*/)?(?:service-)?atlas (?P<words>[a-z-].*)$"
)
COMPLETE = re.compile(r"(?:^|\s)(?:--sample|--help|--schemas|-|\S+\.yaml|\S+/)(?:\s|$)")
PLACEHOLDER = re.compile(r"[A-Z]{2,}(?![\w./]*\.)|이름|…")

CLUSTER = """
apiVersion: v1
kind: Node
metadata: {name: worker-1}
spec: {podCIDR: 10.244.1.0/24}
status: {addresses: [{type: InternalIP, address: 192.0.2.11}], conditions: [{type: Ready, status: "True"}]}
"""
APP = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: main, image: example/main, ports: [{{name: http, containerPort: 8080}}]}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{type: NodePort, selector: {{app: {name}}}, ports: [{{port: 80, targetPort: http}}]}}
"""
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules:
    - host: shop.example.com
      http: {paths: [{path: /api, pathType: Prefix, backend: {service: {name: cart, port: {number: 80}}}}]}
"""


def manifests(replicas: int = 2) -> str:
    """Return what the pages' own examples are about: `cart` and `front`, here and in `shop`, behind an Ingress."""
    apps = [
        APP.format(name=name, namespace=namespace, replicas=replicas)
        for namespace in ("default", "shop")
        for name in ("cart", "front")
    ]
    return "---".join((*apps, INGRESS))


def needs_more(words: list[str]) -> str:
    """Return what a command needs that no test of this kind has; "" for nothing."""
    if words[0] in ("lab", "agree"):
        return "a kernel: the kernel group runs it"
    if "--live" in words:
        return "a cluster, and kubectl"
    return ""


def shown(page: Path) -> Iterator[tuple[str, str]]:
    """Yield the commands of a page, each with what is piped into it: lines of its fences, and what is whole in a sentence."""
    text = page.read_text(encoding="utf-8")
    whole = (re.sub(r" *\\\n *", " ", fence[3]) for fence in FENCE.finditer(text))
    lines = [line.strip() for one in whole for line in one.splitlines()]
    told = [one for one in INLINE.findall(FENCE.sub("", text)) if COMPLETE.search(one)]
    for line in (*lines, *(one for one in told if not PLACEHOLDER.search(one))):
        found = COMMAND.match(line.replace("\\|", "|"))
        if found is not None:
            yield found["words"], (found["before"] or "").rstrip(" |")


ALL = tuple(dict.fromkeys(one for page in PAGES for one in shown(page)))
RUN = tuple(one for one in ALL if not needs_more(shlex.split(one[0])))


def test_pages_show_commands_of_every_kind() -> None:
    kinds = {words.split()[0] for words, _ in ALL}
    assert {
        "why",
        "trace",
        "decide",
        "rules",
        "endpoints",
        "matrix",
        "diff",
        "draw",
        "lab",
    } <= kinds
    assert len(RUN) >= 20
    assert {before.split()[0] for _, before in ALL if before} >= {"helm"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which every file is there that a command of the pages names."""
    (tmp_path / "diagrams").symlink_to(PROJECT / "diagrams")
    for name, replicas in (("manifests", 2), ("before", 2), ("after", 0)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.yaml").write_text(manifests(replicas), encoding="utf-8")
    (tmp_path / "app.yaml").write_text(manifests(), encoding="utf-8")
    (tmp_path / "cluster.yaml").write_text(f"{CLUSTER}---{manifests()}", encoding="utf-8")
    (tmp_path / "build").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("command", "before"), RUN, ids=lambda text: text or "-")
def test_a_command_of_the_pages_does_what_it_says(
    command: str,
    before: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    own = re.split(r" [|>] ", command.partition("  #")[0])[0]
    words = shlex.split(own)
    if before:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(manifests().encode())))
    try:
        code = run(words)
    except SystemExit as end:  # --help
        code = end.code
    said = capsys.readouterr()
    finds_something = words[0] == "diff" or "--fail-on" in words
    assert code == 0 or (finds_something and code == 1), said.err
    assert said.out.strip(), said.err
    if "-o" in words:
        assert (folder / words[words.index("-o") + 1]).stat().st_size > 1000
