"""Reading: files → Documents. All input and output of this package is here."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from atlas.manifests import json_text
from atlas.manifests.document import Document
from atlas.manifests.folder import KUSTOMIZATIONS, SUFFIXES, sorted_files
from atlas.manifests.other_text import look_alike
from atlas.manifests.problem import (
    Expected,
    Facts,
    Problem,
    ProblemKind,
    Severity,
    printable,
    shown,
)
from atlas.manifests.source import Keys, NoSource, Source, SyntaxProblem

STANDARD_INPUT = Path("-")
LONGEST_YAML = 20_000_000
"""Characters. YAML is slow to read; the same as JSON takes a tenth of the time."""
_SAMPLE = 8
"""Bytes from which an encoding without a mark can be told."""
LONGEST_KEPT = 4_000_000
"""Characters. Of a longer text nothing is kept, so its problems have no line numbers."""


def read(paths: Iterable[Path | str], texts: dict[Path, str] | None = None) -> list[Document]:
    """Return the objects in files, in the manifests of folders, and in standard input (`-`).

    Lists are taken apart. What cannot be read is a document with a problem; it hides nothing else. The text of each
    file that can be read is added to `texts`, for those who want to change it.
    """
    documents: list[Document] = []
    for path in map(Path, paths):
        if path.is_dir():
            documents += _read_folder(path, texts)
        else:
            documents += _read_file(path, texts)
    return documents


def _read_folder(folder: Path, texts: dict[Path, str] | None) -> Iterator[Document]:
    try:
        files, aside = sorted_files(folder)
    except OSError as error:
        facts = (("reason", error.strerror or type(error).__name__),)
        yield _unreadable(folder, ProblemKind.INVALID, Expected.READABLE_FILE, facts)
        return
    for one in aside:
        warning = Severity.WARNING
        yield _unreadable(one.path, ProblemKind.SKIPPED, one.expected, severity=warning)
    if not files:
        facts = (("suffixes", ", ".join(f"*{one}" for one in SUFFIXES)),)
        yield _unreadable(folder, ProblemKind.NOT_FOUND, Expected.MANIFESTS_IN_FOLDER, facts)
    for path in files:
        for document in _read_file(path, texts):
            yield _left_aside(document) if _is_no_object(document) else document


def _is_no_object(document: Document) -> bool:
    """Return whether something well-formed lies among the manifests that is none, and does not claim to be one."""
    found = document.problem is None or document.problem.expected is Expected.AN_OBJECT
    return found and not (document.kind or document.api_version)


def _left_aside(document: Document) -> Document:
    problem = document.problem_at(
        (), ProblemKind.SKIPPED, Expected.A_KUBERNETES_OBJECT, severity=Severity.WARNING
    )
    return Document(document.path, {}, document.source, document.keys, problem)


def _read_file(path: Path, texts: dict[Path, str] | None) -> Iterator[Document]:
    try:
        content = sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
        text = _decoded(content)
    except FileNotFoundError:
        yield _unreadable(path, ProblemKind.NOT_FOUND, Expected.EXISTING_PATH)
    except (OSError, ValueError) as error:  # ValueError: a path with a null character, bad UTF-8
        if isinstance(error, UnicodeDecodeError):
            line = error.object[: error.start].count(b"\n") + 1
            yield _unreadable(path, ProblemKind.SYNTAX, Expected.UTF8, line=line)
        else:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            facts = (("reason", reason or type(error).__name__),)
            yield _unreadable(path, ProblemKind.INVALID, Expected.READABLE_FILE, facts)
    else:
        if texts is not None:
            texts[path] = text
        yield from parse(text, path)


def _decoded(content: bytes) -> str:
    """Return the text. PowerShell's `>` writes UTF-16 with a mark; its `Out-File` may leave the mark out."""
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16")
    letters, zeros = content[0:_SAMPLE:2], content[1:_SAMPLE:2]
    if len(content) >= _SAMPLE and all(letters) and not any(zeros):
        return content.decode("utf-16-le")
    return content.decode("utf-8-sig")


def parse(text: str, path: Path) -> Iterator[Document]:
    """Return the objects in a text; `path` is where messages say it came from."""
    looks_like_json = text.lstrip()[:1] in ("{", "[")
    if looks_like_json:
        try:
            values = list(json_text.parse_all(text))
        except SyntaxProblem as problem:
            if path.suffix == ".json" or problem.expected is not Expected.WELL_FORMED:
                yield _broken(path, 1, problem)
                return
        else:
            alone = len(values) == 1 and len(text) <= LONGEST_KEPT
            source = Source(text, 1, json_text.locate) if alone else NoSource()
            for value in values:
                yield from _objects(path, value, source, ())
            return
    if len(text) > LONGEST_YAML:
        facts = (("limit", f"{LONGEST_YAML // 1_000_000}"),)
        yield _unreadable(path, ProblemKind.TOO_MANY, Expected.SMALLER_YAML, facts)
        return
    yield from _parse_yaml(text, path)


def _parse_yaml(text: str, path: Path) -> Iterator[Document]:
    from atlas.manifests import yaml_text  # late: a JSON dump does not need the YAML library

    for line, part in yaml_text.split(text):
        try:
            value = yaml_text.parse(part)
        except SyntaxProblem as problem:
            found = look_alike(part)
            if found is None:
                yield _broken(path, line + 1, problem)
            else:
                yield _unreadable(path, ProblemKind.SYNTAX, found, line=line + 1 + problem.line)
        else:
            yield from _objects(path, value, Source(part, line + 1, yaml_text.locate), ())


def _objects(path: Path, value: object, source: Source, keys: Keys) -> Iterator[Document]:
    """Return the object, or the items of a List. A List in a List is not taken apart: kubectl makes none."""
    if value is None:
        return
    if not isinstance(value, dict):
        yield _not_an_object(path, value, source, keys)
        return
    if "kind" not in value and "apiVersion" not in value:
        found = None if keys else look_alike(source.text)
        if path.name in KUSTOMIZATIONS:
            found = Expected.BUILT_KUSTOMIZATION
        if found is not None:
            document = Document(path, {}, source, keys)
            problem = document.problem_at((), ProblemKind.SYNTAX, found)
            yield replace(document, problem=problem)
            return
    kind, items = value.get("kind"), value.get("items")
    if not (isinstance(kind, str) and kind.endswith("List") and isinstance(items, list)) or keys:
        yield Document(path, value, source, keys)
        return
    complete = partial(_with_kind_of_list, kind=kind, api_version=value.get("apiVersion"))
    for index, item in enumerate(items):
        yield from _objects(path, complete(item), source, ("items", index))


def _with_kind_of_list(item: object, kind: str, api_version: object) -> object:
    """Return the item of a PodList, ServiceList … with the kind that only the list says."""
    if kind == "List" or not isinstance(item, dict) or "kind" in item:
        return item
    return {"apiVersion": api_version, "kind": kind.removesuffix("List"), **item}


def _not_an_object(path: Path, value: object, source: Source, keys: Keys) -> Document:
    document = Document(path, {}, source, keys)
    found = None if keys else look_alike(source.text)  # an item of a list is no text of its own
    if found is None:
        kind, expected = ProblemKind.TYPE_INVALID, Expected.AN_OBJECT
        problem = document.problem_at((), kind, expected, value=value)
    else:
        problem = document.problem_at((), ProblemKind.SYNTAX, found)
    return Document(path, {}, source, keys, problem)


def _broken(path: Path, first_line: int, problem: SyntaxProblem) -> Document:
    kind = {
        Expected.KEY_ONCE: ProblemKind.DUPLICATE,
        Expected.LESS_BY_ALIAS: ProblemKind.FORBIDDEN,
        Expected.NO_TAGS: ProblemKind.FORBIDDEN,
        Expected.LESS_NESTING: ProblemKind.FORBIDDEN,
    }.get(problem.expected, ProblemKind.SYNTAX)
    facts = dict(problem.facts)
    value = shown(facts["key"]) if "key" in facts else ""
    line = first_line + problem.line
    return _unreadable(path, kind, problem.expected, problem.facts, line=line, value=value)


def _unreadable(
    path: Path,
    kind: ProblemKind,
    expected: Expected,
    facts: Facts = (),
    *,
    line: int = 0,
    value: str = "",
    severity: Severity = Severity.ERROR,
) -> Document:
    place = printable(str(path))
    problem = Problem(kind, place, line, "", "", expected, value, facts, severity=severity)
    return Document(path, {}, NoSource(), (), problem)
