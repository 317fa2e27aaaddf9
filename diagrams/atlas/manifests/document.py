"""Document: one object as it stands in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas.manifests.problem import (
    Expected,
    Facts,
    Problem,
    ProblemKind,
    Severity,
    printable,
    shown,
)
from atlas.manifests.source import Keys, Source
from atlas.model.reference import CLUSTER_WIDE, DEFAULT_NAMESPACE, Reference

LONGEST_TITLE = 120
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Document:
    """One object as written: `value` holds plain values, `source` and `keys` say where it stands.

    A piece of a file that could not be parsed is a document with a `problem` and no value.
    """

    path: Path
    value: Mapping[str, object]
    source: Source
    keys: Keys = ()
    problem: Problem | None = None

    @property
    def line(self) -> int:
        """The object's first line in its file, counted from 1; 0 if it is not known."""
        return self.source.line_of(self.keys)

    @property
    def text(self) -> str:
        """The object as it stands in the file, with the comment directly above it."""
        return self.source.text_of(self.keys)

    @property
    def kind(self) -> str:
        return self._text("kind")

    @property
    def api_version(self) -> str:
        return self._text("apiVersion")

    @property
    def reference(self) -> Reference:
        """How the object is named, as far as it is written well enough to have a name."""
        kind = self.kind.lower()
        name = self._metadata("name")
        if kind in CLUSTER_WIDE:
            return Reference(kind, name)
        return Reference(kind, name, self._metadata("namespace") or DEFAULT_NAMESPACE)

    @property
    def title(self) -> str:
        """The object in messages: `Service default/web`, `Node node-a`."""
        reference = self.reference
        where = f"{reference.namespace}/" if reference.namespace else ""
        name = f"{where}{reference.name}" if reference.name else ""
        return printable(f"{self.kind} {name}".strip())[:LONGEST_TITLE]

    @property
    def stored(self) -> bool:
        """Whether an API server has stored the object, and so has checked it."""
        return bool(self._metadata("uid") or self._metadata("resourceVersion"))

    def problem_at(
        self,
        keys: Keys,
        kind: ProblemKind,
        expected: Expected,
        facts: Facts = (),
        *,
        value: object = None,
        nearest: str = "",
        severity: Severity = Severity.ERROR,
    ) -> Problem:
        """Return a problem with the value at `keys`, or with another value that is to be shown for it."""
        shown_value = self.value_at(keys) if value is None else value
        return Problem(
            kind=kind,
            path=printable(str(self.path)),
            line=self.source.line_of((*self.keys, *keys)),
            object=self.title,
            field=field_path(keys),
            expected=expected,
            value="" if shown_value is None else shown(shown_value),
            facts=facts,
            nearest=nearest,
            severity=severity,
            reference=self.reference,
        )

    def value_at(self, keys: Keys) -> object:
        """Return the value at `keys`, or None if there is none."""
        value: Any = self.value
        for key in keys:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value if keys else None

    def _text(self, key: str) -> str:
        value = self.value.get(key)
        return value if isinstance(value, str) else ""

    def _metadata(self, key: str) -> str:
        metadata = self.value.get("metadata")
        value = metadata.get(key) if isinstance(metadata, dict) else None
        return value if isinstance(value, str) else ""


def field_path(keys: Keys) -> str:
    """Return the path of a field as kubectl writes it: `spec.ports[0].nodePort`."""
    made = ""
    for key in keys:
        if isinstance(key, int):
            made += f"[{key}]"
        elif not _PLAIN_KEY.fullmatch(key):
            made += f"[{printable(key)}]"
        else:
            made += f".{key}" if made else key
    return made
