"""The first page to read: what it has readers apply is sound, is what it shows, and can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from atlas.cli.main import run
from atlas.figure.catalog import figure, manifests_of
from atlas.model.reference import Reference
from atlas.world.load import load
from support.pages import LANGUAGES, PROJECT, sources

FOLDER = manifests_of("first-service")
APPLIED = ("hello.yaml", "client.yaml")
PAGE = "start/first-service.md"


def test_the_manifests_are_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", *(str(FOLDER / name) for name in APPLIED), "--fail-on", "warning"]) == 0
    states = re.findall(r"^ *(ok|warning|unknown|broken)\b", capsys.readouterr().out, re.MULTILINE)
    assert len(states) > 10
    assert set(states) == {"ok"}


def test_a_wrong_label_would_be_seen(tmp_path: Path) -> None:
    text = (FOLDER / "hello.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "hello.yaml"
    wrong.write_text(text.replace("selector: {app: hello}", "selector: {app: helo}"))
    assert run(["why", str(wrong), "--fail-on", "warning"]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_what_it_has_readers_apply(language: str) -> None:
    text = sources(language)[PAGE].body
    shown = re.findall(r'manifest\(((?:"[^"]+", )+)cluster="first-service"\)', text)
    references = [one for call in shown for one in re.findall(r'"([^"]+)"', call)]
    written = [
        f"{document['kind'].lower()}/{document['metadata']['name']}"
        for name in APPLIED
        for document in yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8"))
    ]
    assert references == written
    assert re.findall(r"-f (\S+\.yaml)", text) == [
        "hello.yaml",
        "client.yaml",
        "client.yaml",
        "hello.yaml",
    ]


def test_the_node_of_the_model_is_not_for_kubectl() -> None:
    held = load([FOLDER])
    files = {str(key): one.path.name for key, one in held.documents.items()}
    assert {name for key, name in files.items() if not key.startswith("node/")} == set(APPLIED)
    assert held.document(Reference("node", "kind-control-plane")).path.name not in APPLIED


def test_the_figure_is_small() -> None:
    """Seven boxes: the Service, its two Pods, who calls, the node with its kernel, and kube-proxy."""
    declared = figure("first-service")
    cluster = load([FOLDER]).cluster
    assert declared.cluster == "first-service"
    workloads = [pod for pod in cluster.pods if pod.namespace == "default"]
    assert (len(cluster.nodes), len(workloads), len(declared.scenes[0].shows)) == (1, 3, 1)


def test_it_is_the_first_page_of_its_section() -> None:
    entries = re.findall(
        r"^      - (start/\S+)$", (PROJECT / "mkdocs.yml").read_text(), re.MULTILINE
    )
    assert entries[:2] == ["start/index.md", PAGE]
