"""YAML text → plain values. The only module that knows the YAML library.

The scalars are Kubernetes' own reading of YAML 1.1: no dates, no numbers to the base of 60. Anchors, aliases and
merge keys are read as kubectl reads them, within a bound: a few lines of them can stand for more than any machine
holds. Tags are refused: no API object needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from atlas.manifests.problem import Expected
from atlas.manifests.source import NOWHERE, Spot, SyntaxProblem
from atlas.manifests.written import Form, Lines, Written

MOST_NESTING = 64
"""Deeper than any API object; keeps every later recursion harmless."""
MOST_BY_ALIAS = 200_000
"""Values that the aliases of one document may stand for, all together."""

MOST_LOCATED = 1_000_000
"""Values of one document that are found again in its text; with more of them problems have no line numbers."""

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


_MERGE = "<<"


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    value: dict[str, object] | list[object]
    key: str | None = None
    """The key that waits for its value."""
    anchor: str | None = None
    size: int = 1
    """How many values it holds, itself among them, each as often as aliases repeat it."""
    height: int = 1
    merged: list[object] = field(default_factory=lambda: [])
    """What stands behind its merge keys."""


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: object
    size: int
    height: int


class _Builder:
    """Builds values from events, with a stack of its own instead of recursion."""

    def __init__(self) -> None:
        self.open: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.by_alias = 0
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
                    self._end(event.start_mark.line)
                case yaml.AliasEvent():
                    self._alias(event)
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
        self._check_depth(1, event.start_mark.line)
        self._add(value, event.start_mark.line)
        self.open.append(_Open(value, anchor=event.anchor))

    def _end(self, line: int) -> None:
        ended = self.open.pop()
        if ended.merged:
            _merge(ended, line)
        if ended.anchor is not None:
            self.anchors[ended.anchor] = _Anchored(ended.value, ended.size, ended.height)
        self._count(ended.size, ended.height)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        line = event.start_mark.line
        if event.tag not in (None, _TEXT_TAG):
            raise SyntaxProblem(line, Expected.NO_TAGS, tag=_short(event.tag))
        plain = event.tag is None and event.implicit[0]
        value = plain_value(event.value) if plain else event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = _Anchored(value, 1, 0)
        self._add(value, line, event.value, is_plain=plain)

    def _alias(self, event: yaml.AliasEvent) -> None:
        line = event.start_mark.line
        found = self.anchors.get(event.anchor)
        if found is None:  # also one that stands inside what it names
            raise SyntaxProblem(line, Expected.KNOWN_ANCHOR, name=event.anchor)
        self.by_alias += found.size
        if self.by_alias > MOST_BY_ALIAS:
            raise SyntaxProblem(line, Expected.LESS_BY_ALIAS, limit=str(MOST_BY_ALIAS))
        self._check_depth(found.height, line)
        self._add(found.value, line)
        self._count(found.size, found.height)

    def _check_depth(self, height: int, line: int) -> None:
        if len(self.open) + height > MOST_NESTING:
            raise SyntaxProblem(line, Expected.LESS_NESTING, limit=str(MOST_NESTING))

    def _count(self, size: int, height: int) -> None:
        if self.open:
            holder = self.open[-1]
            holder.size += size
            holder.height = max(holder.height, height + 1)

    def _add(self, value: object, line: int, text: str = "", *, is_plain: bool = False) -> None:
        if not self.open:
            self.root = value
            return
        holder = self.open[-1]
        holder.size += 1
        if isinstance(holder.value, list):
            holder.value.append(value)
        elif holder.key is None:
            holder.key = _MERGE if is_plain and text == _MERGE else _key(value, text, holder, line)
        elif holder.key == _MERGE:
            holder.merged.append(value)
            holder.key = None
        else:
            holder.value[holder.key] = value
            holder.key = None


def _key(value: object, text: str, holder: _Open, line: int) -> str:
    """Return the key as text, as the API server's reader does for numbers and booleans."""
    if isinstance(value, dict | list) or value is None:
        raise SyntaxProblem(line, Expected.TEXT_KEYS)
    key = value if isinstance(value, str) else text or str(value)
    if key in holder.value:
        raise SyntaxProblem(line, Expected.KEY_ONCE, key=key)
    return key


def _merge(ended: _Open, line: int) -> None:
    """Add what the merge keys name and the mapping does not say itself; of several the first wins."""
    assert isinstance(ended.value, dict), "only mappings have keys"
    for merged in ended.merged:
        for one in merged if isinstance(merged, list) else (merged,):
            if not isinstance(one, dict):
                raise SyntaxProblem(line, Expected.MAPPING_TO_MERGE)
            for key, value in one.items():
                ended.value.setdefault(key, value)


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


@dataclass(slots=True)
class _Place:
    """A mapping or list whose end has not come yet, while values are located; the whole text is one, too."""

    first: int
    flow: bool = False
    anchor: str | None = None
    index: int | None = None
    """The number of the next item of a list; None in a mapping."""
    key: str | None = None
    key_line: int = 0
    children: dict[str | int, Spot] = field(default_factory=lambda: {})

    def line_of_next(self, line: int) -> int:
        """Return the line of what a value belongs to that begins on this line: its key or its dash."""
        return line if self.key is None else self.key_line

    def add(self, spot: Spot, text: str) -> None:
        """Take the next key or value; `text` is what a scalar says."""
        if self.index is not None:
            self.children[self.index] = spot
            self.index += 1
        elif self.key is None:
            self.key, self.key_line = text, spot.first
        else:
            self.children[self.key] = spot
            if self.key == _MERGE:
                for below, one in _merged_spots(spot):
                    self.children.setdefault(below, one)
            self.key = None


def locate(text: str) -> Spot:
    """Return the spots of a document that `parse` accepted. They are made of events: a tree of nodes is large."""
    loader = _Loader(text)
    root = _Place(0, index=0)
    stack, seen = [root], 0
    anchors: dict[str, tuple[Spot, str]] = {}
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            if not isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
                continue
            seen += 1
            if seen > MOST_LOCATED:
                return NOWHERE
            line = event.start_mark.line
            if isinstance(event, yaml.CollectionStartEvent):
                first = stack[-1].line_of_next(line)
                index = 0 if isinstance(event, yaml.SequenceStartEvent) else None
                stack.append(_Place(first, bool(event.flow_style), event.anchor, index))
                continue
            first, said, anchor = stack[-1].line_of_next(line), "", None
            if isinstance(event, yaml.ScalarEvent):
                spot, said, anchor = Spot(first, event.end_mark.line + 1), event.value, event.anchor
            elif isinstance(event, yaml.AliasEvent):
                named, said = anchors[event.anchor]
                spot = Spot(first, named.end, named.children)
            else:
                ended = stack.pop()
                last = event.end_mark.line + (1 if ended.flow else 0)
                spot, anchor = Spot(ended.first, last, ended.children), ended.anchor
            if anchor is not None:
                anchors[anchor] = (spot, said)
            stack[-1].add(spot, said)
    finally:
        loader.dispose()
    return root.children.get(0, NOWHERE)


def _merged_spots(spot: Spot) -> Iterator[tuple[str | int, Spot]]:
    """Yield the keys that a merge key adds, where they are written; it names a mapping or a list of them."""
    for key, one in spot.children.items():
        if isinstance(key, int):
            yield from one.children.items()
        else:
            yield key, one


def outline(text: str) -> Written | None:
    """Return where each value of a document that `parse` accepted begins and ends; None of one without any."""
    node = yaml.compose(text, Loader=_Loader)
    return None if node is None else _written(node, Lines(text), None)


def _written(node: yaml.Node, lines: Lines, key: yaml.Node | None) -> Written:
    children: dict[str | int, Written] = {}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value != _MERGE:
                children[name.value] = _written(value, lines, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            children[index] = _written(value, lines, None)
    begin = lines.offset(node.start_mark.line, node.start_mark.column)
    end = lines.offset(node.end_mark.line, node.end_mark.column)
    if children and _form(node) in (Form.MAPPING, Form.LIST):
        end = max(one.end for one in children.values())
    return Written(
        begin if key is None else lines.offset(key.start_mark.line, key.start_mark.column),
        begin,
        end,
        _form(node),
        getattr(node, "style", None) or "",
        children,
    )


def _form(node: yaml.Node) -> Form:
    match node:
        case yaml.MappingNode():
            return Form.FLOW_MAPPING if node.flow_style else Form.MAPPING
        case yaml.SequenceNode():
            return Form.FLOW_LIST if node.flow_style else Form.LIST
        case _:
            return Form.SCALAR
