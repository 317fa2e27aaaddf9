"""Reading: where objects stand in files, and what their scalars mean."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from atlas.manifests.document import Document
from atlas.manifests.problem import Expected
from atlas.manifests.read import parse, read
from atlas.manifests.yaml_text import plain_value
from support.cases import cases
from support.manifests import CLUSTER

TWO = """\
# A file's first words.

# The client that asks.
apiVersion: v1
kind: Pod
metadata:
  name: client
---

apiVersion: v1   # a remark
kind: Pod
metadata: {name: web}
"""
LIST = """\
apiVersion: v1
kind: List
metadata: {resourceVersion: ""}
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: a
    labels:
      app: a
- apiVersion: v1
  kind: Pod
  metadata:
    name: b
"""


def documents(text: str, name: str = "a.yaml") -> list[Document]:
    return list(parse(text, Path(name)))


def test_text_of_an_object_has_the_comment_directly_above() -> None:
    first, second = documents(TWO)
    assert first.text == TWO.split("\n\n", 1)[1].split("---")[0]
    assert second.text == "apiVersion: v1   # a remark\nkind: Pod\nmetadata: {name: web}\n"


def test_lines() -> None:
    first, second = documents(TWO)
    assert (first.line, second.line) == (4, 10)
    assert first.source.line_of(("metadata", "name")) == 7
    assert first.source.line_of(("metadata", "labels", "app")) == 6  # where it is missing


def test_items_of_a_list_are_objects() -> None:
    first, second = documents(LIST)
    assert [one.title for one in (first, second)] == ["Pod default/a", "Pod default/b"]
    assert (first.line, second.line) == (5, 11)
    assert second.text == "apiVersion: v1\nkind: Pod\nmetadata:\n  name: b\n"
    assert first.source.line_of((*first.keys, "metadata", "labels", "app")) == 10


def test_items_of_a_typed_list_get_its_kind() -> None:
    (pod,) = documents("apiVersion: v1\nkind: PodList\nitems: [{metadata: {name: a}}]\n")
    assert (pod.api_version, pod.kind) == ("v1", "Pod")


def test_json_has_lines_too() -> None:
    text = json.dumps(
        {"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod"}, {"kind": "Node"}]}, indent=1
    )
    pod, node = documents(text, "a.json")
    assert (pod.line, node.line) == (5, 8)
    assert '"kind": "Node"' in node.text


def test_json_in_a_file_named_yaml() -> None:
    assert [one.kind for one in documents('{"kind": "Pod"}')] == ["Pod"]
    assert [one.kind for one in documents("{kind: Pod}")] == ["Pod"]


def test_several_json_objects_in_one_file() -> None:
    assert [one.kind for one in documents('{"kind": "Pod"}\n{"kind": "Node"}')] == ["Pod", "Node"]


def test_the_site_reads_every_document_of_its_cluster() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(CLUSTER.glob("*.yaml"))]
    assert len(read([CLUSTER])) == sum(text.count("\nkind: ") for text in texts)
    for document in read([CLUSTER]):
        assert any(document.text in text for text in texts)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = SimpleNamespace(buffer=io.BytesIO(b"kind: Pod\nmetadata: {name: a}\n"))
    monkeypatch.setattr(sys, "stdin", stdin)
    (document,) = read(["-"])
    assert (str(document.path), document.title) == ("-", "Pod default/a")


def test_folders_are_read_in_order_of_their_file_names(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "c.json", "d.txt"):
        (tmp_path / name).write_text('{"kind": "Pod"}')
    assert [one.path.name for one in read([tmp_path])] == ["a.yaml", "b.yml", "c.json"]


def test_a_folder_that_cannot_be_listed_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("atlas.manifests.read.sorted_files", refused)
    (document,) = read([tmp_path])
    assert document.problem is not None
    assert document.problem.facts == (("reason", "Permission denied"),)


def test_empty_documents_are_nothing() -> None:
    assert documents("---\n# nothing\n---\n---\nnull\n") == []


@cases(
    """
    text          value
    true          True
    Yes           True
    off           False
    ~             None
    null          None
    12            12
    +12           12
    1_000         1000
    0o17          15
    017           15
    0x1F          31
    0b101         5
    1.5           1.5
    1e3           1000.0
    .5            0.5
    web           'web'
    1.2.3         '1.2.3'
    12:30         '12:30'
    2026-01-01    '2026-01-01'
    089           89.0
    y             'y'
    .             '.'
    """,
    source="go-yaml v2, with which the API server's reader was made: no dates, no base 60, y and n are text",
)
def test_scalars(text: str, value: str) -> None:
    assert repr(plain_value(text)) == value


def test_quoted_scalars_are_text() -> None:
    (document,) = documents("a: '1'\nb: \"true\"\nc: !!str 1\nd: |\n  1\n")
    assert list(document.value.values()) == ["1", "true", "1", "1\n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: *b\n", Expected.KNOWN_ANCHOR, id="alias of nothing"),
        pytest.param("a: &a [*a]\n", Expected.KNOWN_ANCHOR, id="alias of itself"),
        pytest.param("a: !!int '3'\n", Expected.NO_TAGS, id="tag"),
        pytest.param("a: " + "[" * 100_000, Expected.LESS_NESTING, id="deep flow"),
        pytest.param("- " * 2_000 + "a", Expected.LESS_NESTING, id="deep block"),
        pytest.param('{"a":' + "[" * 100_000, Expected.LESS_NESTING, id="deep json"),
        pytest.param('{"a": NaN}', Expected.WELL_FORMED, id="not a number"),
        pytest.param('{"a": "\\ud800"}', Expected.WELL_FORMED, id="half a character"),
        pytest.param('{"a": ' + "1" * 5_000 + "}", Expected.WELL_FORMED, id="thousands of digits"),
        pytest.param("a: b\n...\nc: d\n", Expected.WELL_FORMED, id="two documents without dashes"),
        pytest.param("a: \x07\n", Expected.WELL_FORMED, id="control character"),
        pytest.param("%YAML 9.9\n---\na: b\n", Expected.WELL_FORMED, id="another YAML"),
    ],
)
def test_dangerous_texts_are_refused(text: str, expected: Expected) -> None:
    (problem,) = {
        one.problem for one in documents(text, "a.json" if text[0] == "{" else "a.yaml")
    } - {None}
    assert problem is not None
    assert problem.expected is expected
