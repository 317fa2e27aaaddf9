"""What `atlas why` has found as SARIF 2.1.0, and as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from atlas.report.why_text import Told, place_of
from atlas.text.text import Lang
from atlas.why.case import Case
from atlas.why.catalogue import CATALOGUE
from atlas.why.finding import Finding, sentence
from atlas.why.kind import Kind, State

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {State.BROKEN: "error", State.WARNING: "warning", State.UNKNOWN: "note", State.OK: "none"}
_COMMANDS = {State.BROKEN: "error", State.WARNING: "warning", State.UNKNOWN: "notice"}
_STANDARD_INPUT = "standard-input.yaml"


def _once(told: Sequence[Told]) -> Iterator[Finding]:
    """Yield each finding once, though several targets may have it."""
    seen: set[object] = set()
    for one in told:
        for found in one.diagnosis.findings:
            if found.place not in seen:
                seen.add(found.place)
                yield found


# SARIF


def why_sarif(case: Case, told: Sequence[Told], lang: Lang) -> dict[str, Any]:
    """Return a SARIF log: one run, a rule for each kind of finding that occurs, a result for each finding."""
    found = list(_once(told))
    rules = list(dict.fromkeys(one.id for one in found))
    driver = {
        "name": "atlas why",
        "semanticVersion": _version(),
        "rules": [_rule(CATALOGUE[one], lang) for one in rules],
    }
    results = [_result(case, one, rules.index(one.id), lang) for one in found]
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "language": lang.value, "results": results}],
    }


def _version() -> str:
    try:
        return version("service-atlas")
    except PackageNotFoundError:
        return "0.0.0"


def _rule(kind: Kind, lang: Lang) -> dict[str, Any]:
    return {
        "id": kind.id,
        "shortDescription": {"text": kind.title.in_language(lang)},
        "fullDescription": {"text": kind.why.in_language(lang).replace("`", "")},
        "help": {"text": f"docs/{lang}/{kind.page}"},
        "defaultConfiguration": {"level": _LEVELS[kind.state]},
        "properties": {"link": kind.link.value},
    }


def _result(case: Case, one: Finding, rule: int, lang: Lang) -> dict[str, Any]:
    path, line = case.place(one.object, one.keys)
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": place_of(case, one), "kind": "object"}]
    }
    if path:
        physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
        if line:
            physical["region"] = {"startLine": line}
        location["physicalLocation"] = physical
    return {
        "ruleId": one.id,
        "ruleIndex": rule,
        "level": _LEVELS[one.state],
        "message": {"text": sentence(one, lang).replace("`", "")},
        "locations": [location],
        "partialFingerprints": {
            "finding/v1": f"{one.id} {one.object} {'/'.join(map(str, one.keys))}"
        },
    }


def _uri(path: str) -> str:
    if path == "-":
        return _STANDARD_INPUT
    pure = PurePath(path)
    return quote(pure.as_posix()) if not pure.is_absolute() else pure.as_uri()


# GitHub


def why_github(case: Case, told: Sequence[Told], lang: Lang) -> str:
    """Return one annotation for each finding, as a workflow of GitHub reads them from standard output."""
    return "".join(f"{_annotation(case, one, lang)}\n" for one in _once(told))


def _annotation(case: Case, one: Finding, lang: Lang) -> str:
    path, line = case.place(one.object, one.keys)
    parts = {"title": f"{one.id}: {one.kind.title.in_language(lang)}"}
    if path and path != "-":
        parts = {"file": path} | ({"line": str(line)} if line else {}) | parts
    properties = ",".join(
        f"{name}={_escaped(value, in_property=True)}" for name, value in parts.items()
    )
    text = f"{place_of(case, one)}: {sentence(one, lang).replace('`', '')}"
    return f"::{_COMMANDS.get(one.state, 'notice')} {properties}::{_escaped(text)}"


def _escaped(text: str, *, in_property: bool = False) -> str:
    """Return the text as workflow commands want it (actions/toolkit packages/core/src/command.ts)."""
    made = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return made.replace(":", "%3A").replace(",", "%2C") if in_property else made
