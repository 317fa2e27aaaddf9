"""YAML text → plain values. The only module that knows the YAML library.

The scalars are Kubernetes' own reading of YAML 1.1: no dates, no numbers to the base of 60. Aliases and
tags are refused: no API object needs them, and they are what makes YAML dangerous to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from atlas.manifests.problem import Expected
from atlas.manifests.source import NOWHERE, Spot, SyntaxProblem

MOST_NESTING = 64
"""Deeper than any API object; keeps every later recursion harmless."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BETWEEN_DOCUMENTS = re.compile(r"^---(?=\s|$)", re.MULTILINE)

_WORDS: dict[str, object] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
for _yes in ("true", "yes", "on"):
    _WORDS |= dict.fromkeys((_yes, _yes.title(), _yes.upper()), True)
for _no in ("false", "no", "off"):
    _WORDS |= dict.fromkeys((_no, _no.title(), _no.upper()), False)
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9_]{0,30})")
_OTHER_BASE = re.compile(r"[-+]?0(?:b[01_]{1,99}|x[0-9a-fA-F_]{1,30}|o?[0-7_]{1,30})")
_FLOAT = re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,6})?")
_TEXT_TAG = "tag:yaml.org,2002:str"


def split(text: str) -> Iterator[tuple[int, str]]:
    """Return each document's text with its first line, counted from 0.

    A line that begins with `---` always ends a document, even inside a block of text (YAML 1.2, 9.1.2), so
    the documents can be told apart without parsing them, and a broken one hides no other.
    """
    starts = [0, *(match.start() for match in _BETWEEN_DOCUMENTS.finditer(text))]
    line = 0
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        yield line, part
        line += part.count("\n")


def parse(text: str) -> object:
    """Return the value of one document. Raises SyntaxProblem."""
    loader = _Loader(text)
    try:
        return _Builder().build(loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line if mark else 0
        raise SyntaxProblem(line, Expected.WELL_FORMED, what=error.problem or "") from error
    except yaml.YAMLError as error:
        raise SyntaxProblem(0, Expected.WELL_FORMED, what=str(error).splitlines()[0]) from error
    finally:
        loader.dispose()


class _Builder:
    """Builds values from events, with a stack of its own instead of recursion."""

    def __init__(self) -> None:
        self.open: list[dict[str, object] | list[object]] = []
        self.keys: list[str | None] = []
        """The key that waits for its value in each open mapping."""
        self.root: object = None

    def build(self, loader: yaml.SafeLoader) -> object:
        documents = 0
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            match event:
                case yaml.ScalarEvent():
                    self._scalar(event)
                case yaml.MappingStartEvent():
                    self._start({}, event)
                case yaml.SequenceStartEvent():
                    self._start([], event)
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    self.open.pop()
                    self.keys.pop()
                case yaml.AliasEvent():
                    raise SyntaxProblem(event.start_mark.line, Expected.NO_ALIASES)
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:  # after a line `...`
                        raise SyntaxProblem(
                            event.start_mark.line, Expected.WELL_FORMED, what="expected '---'"
                        )
                case _:
                    pass
        return self.root

    def _start(
        self, value: dict[str, object] | list[object], event: yaml.CollectionStartEvent
    ) -> None:
        if event.tag is not None:
            raise SyntaxProblem(event.start_mark.line, Expected.NO_TAGS, tag=_short(event.tag))
        if len(self.open) == MOST_NESTING:
            raise SyntaxProblem(
                event.start_mark.line, Expected.LESS_NESTING, limit=str(MOST_NESTING)
            )
        self._add(value, event)
        self.open.append(value)
        self.keys.append(None)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.tag not in (None, _TEXT_TAG):
            raise SyntaxProblem(event.start_mark.line, Expected.NO_TAGS, tag=_short(event.tag))
        plain = event.tag is None and event.implicit[0]
        self._add(plain_value(event.value) if plain else event.value, event)

    def _add(self, value: object, event: yaml.NodeEvent) -> None:
        if not self.open:
            self.root = value
            return
        holder = self.open[-1]
        if isinstance(holder, list):
            holder.append(value)
        elif self.keys[-1] is None:
            self.keys[-1] = _key(value, holder, event)
        else:
            holder[self.keys[-1]] = value
            self.keys[-1] = None


def _key(value: object, holder: dict[str, object], event: yaml.NodeEvent) -> str:
    """Return the key as text, as the API server's reader does for numbers and booleans."""
    line = event.start_mark.line
    if isinstance(value, dict | list) or value is None:
        raise SyntaxProblem(line, Expected.TEXT_KEYS)
    key = value if isinstance(value, str) else event.value  # type: ignore[attr-defined]
    if key == "<<":
        raise SyntaxProblem(line, Expected.NO_ALIASES)
    if key in holder:
        raise SyntaxProblem(line, Expected.KEY_ONCE, key=key)
    return key


def _short(tag: str) -> str:
    """Return the tag as it is usually written."""
    return tag.replace("tag:yaml.org,2002:", "!!")


def plain_value(text: str) -> object:
    """Return what an unquoted scalar means: null, a boolean, a number, else text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-+.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _OTHER_BASE.fullmatch(text):
        return _other_base(text.replace("_", "").lower())
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text


def _other_base(text: str) -> object:
    sign = -1 if text[0] == "-" else 1
    digits = text.lstrip("+-")
    for prefix, base in (("0b", 2), ("0x", 16), ("0o", 8), ("0", 8)):
        if digits.startswith(prefix):
            rest = digits[len(prefix) :]
            return sign * int(rest, base) if rest else text
    return text


def locate(text: str) -> Spot:
    """Return the spots of a document that `parse` accepted."""
    node = yaml.compose(text, Loader=_Loader)
    return _spot(node, node.start_mark.line) if node is not None else NOWHERE


def _spot(node: yaml.Node, first: int) -> Spot:
    """`first` is the line of the key or dash that the value belongs to."""
    children: dict[str | int, Spot] = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            children[key.value] = _spot(value, key.start_mark.line)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            children[index] = _spot(value, value.start_mark.line)
    block = isinstance(node, yaml.CollectionNode) and not node.flow_style
    return Spot(first, node.end_mark.line + (0 if block else 1), children)
