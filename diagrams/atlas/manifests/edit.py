"""Editing: a text with one value changed, added or taken out. Comments, order and quotation marks of the rest stay."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from atlas.manifests.document import Document
from atlas.manifests.source import Keys
from atlas.manifests.written import Form, Written

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*")
_INDENT = 2


class EditError(ValueError):
    """The text is written in a way in which this change cannot be made."""


@dataclass(frozen=True, slots=True)
class Put:
    """A value at `keys`, whether there is one already or not; the mapping or list around it has to exist."""

    keys: Keys
    value: object


@dataclass(frozen=True, slots=True)
class Remove:
    """Nothing at `keys`; a mapping that would be empty goes too."""

    keys: Keys


Change = Put | Remove


def edited(text: str, document: Document, change: Change) -> str:
    """Return the text of the document's file after the change. Raises EditError."""
    from atlas.manifests.yaml_text import outline  # late: only who edits needs the YAML library

    source = document.source
    begin = _offset_of_line(text, source.first_line)
    part = source.text
    if not part or text[begin : begin + len(part)] != part:
        raise EditError("the text is not kept")
    root = outline(part)
    if root is None:
        raise EditError("there is nothing in the document")
    keys = (*document.keys, *change.keys)
    if isinstance(change, Put):
        made = _put(part, root, keys, change.value)
    else:
        made = _removed(part, root, keys)
    return text[:begin] + made + text[begin + len(part) :]


def with_document(text: str, body: str) -> str:
    """Return the text with one more document at its end."""
    ended = text if text.endswith("\n") else f"{text}\n"
    return f"{ended}---\n{body}"


def _offset_of_line(text: str, line: int) -> int:
    offset = 0
    for _ in range(line - 1):
        offset = text.index("\n", offset) + 1
    return offset


def _find(root: Written, keys: Keys) -> Written | None:
    found: Written | None = root
    for key in keys:
        if found is None:
            return None
        found = found.children.get(key)
    return found


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# Putting


def _put(text: str, root: Written, keys: Keys, value: object) -> str:
    there = _find(root, keys)
    if there is None:
        return _added(text, root, keys, value)
    if there.form is Form.SCALAR and not isinstance(value, dict | list):
        if there.style in ("|", ">") or there.begin == there.end:
            raise EditError("only a value in a line is changed")
        return text[: there.begin] + _scalar(value, there.style) + text[there.end :]
    if there.form in (Form.FLOW_MAPPING, Form.FLOW_LIST, Form.SCALAR):
        return text[: there.begin] + _flow(value) + text[there.end :]
    column = there.key - _line_start(text, there.key)
    body = _newline(text).join(_block(str(keys[-1]), value))
    lines = body.replace(_newline(text), _newline(text) + " " * column)
    return text[: there.key] + lines + text[there.end :]


def _added(text: str, root: Written, keys: Keys, value: object) -> str:
    """Return the text with a key that is not there yet; mappings between are made too."""
    depth = len(keys)
    while depth and _find(root, keys[: depth - 1]) is None:
        depth -= 1
    holder, key, rest = _find(root, keys[: depth - 1]), keys[depth - 1], keys[depth:]
    if holder is None or any(isinstance(one, int) for one in rest):
        raise EditError("there is no place for it")
    for one in reversed(rest):
        value = {str(one): value}
    match holder.form:
        case Form.FLOW_MAPPING | Form.FLOW_LIST:
            return _added_in_flow(text, holder, key, value)
        case Form.MAPPING:
            return _added_below(text, holder, _block(str(key), value))
        case Form.LIST:
            first, *others = _list_item(value)
            return _added_below(text, holder, [f"- {first}", *(f"  {one}" for one in others)])
        case Form.SCALAR:
            raise EditError("there is a single value")


def _added_in_flow(text: str, holder: Written, key: str | int, value: object) -> str:
    item = _flow(value) if holder.form is Form.FLOW_LIST else f"{_scalar(key)}: {_flow(value)}"
    end = holder.end - 1
    before = text[holder.begin + 1 : end].rstrip()
    at = holder.begin + 1 + len(before)
    comma = ", " if before and not before.endswith(",") else ""
    return text[:at] + comma + item + text[at:]


def _added_below(text: str, holder: Written, lines: Sequence[str]) -> str:
    first = min(holder.children.values(), key=lambda one: one.key)
    start = first.key if holder.form is Form.MAPPING else text.rindex("-", 0, first.key)
    indent = " " * (start - _line_start(text, start))
    end = _line_end(text, holder.end)
    newline = _newline(text)
    body = newline.join(indent + one for one in lines)
    if end and text[end - 1] != "\n":
        return text[:end] + newline + body + text[end:]
    return text[:end] + body + newline + text[end:]


def _block(key: str, value: object) -> list[str]:
    if isinstance(value, dict) and value:
        inner = [
            line for k, v in cast("Mapping[str, object]", value).items() for line in _block(k, v)
        ]
        return [f"{_scalar(key)}:", *(" " * _INDENT + line for line in inner)]
    return [f"{_scalar(key)}: {_flow(value)}"]


def _list_item(value: object) -> list[str]:
    if isinstance(value, dict):
        return [
            line for k, v in cast("Mapping[str, object]", value).items() for line in _block(k, v)
        ]
    return [_flow(value)]


def _flow(value: object) -> str:
    if isinstance(value, dict):
        pairs = (
            f"{_scalar(k)}: {_flow(v)}" for k, v in cast("Mapping[str, object]", value).items()
        )
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(one) for one in cast("list[object]", value)) + "]"
    return _scalar(value)


def _scalar(value: object, style: str = "") -> str:
    """Return a single value as YAML, with the quotation marks that stood there if it is a text."""
    from atlas.manifests.yaml_text import plain_value

    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return str(value)
    if style == "'" and "'" not in value and value.isprintable():
        return f"'{value}'"
    if style != '"' and _PLAIN.fullmatch(value) and plain_value(value) == value:
        return value
    return json.dumps(value)


# Removing


def _removed(text: str, root: Written, keys: Keys) -> str:
    holder, there = _find(root, keys[:-1]), _find(root, keys)
    if holder is None or there is None:
        raise EditError("there is nothing to remove")
    if len(holder.children) == 1:
        if len(keys) < 2:
            raise EditError("nothing would be left")
        return _removed(text, root, keys[:-1])
    if holder.form in (Form.FLOW_MAPPING, Form.FLOW_LIST):
        return _removed_from_flow(text, holder, there)
    start = there.key if holder.form is Form.MAPPING else text.rindex("-", 0, there.key)
    following = sorted(one.key for one in holder.children.values() if one.key > there.key)
    line = _line_start(text, start)
    if text[line:start].strip() and following and holder.form is Form.MAPPING:
        return text[:start] + text[following[0] :]  # behind the dash of a list
    return text[:line] + text[_line_end(text, there.end) :]


def _removed_from_flow(text: str, holder: Written, there: Written) -> str:
    later = sorted(one.key for one in holder.children.values() if one.key > there.key)
    if later:
        return text[: there.key] + text[later[0] :]
    before = max(one.end for one in holder.children.values() if one.key < there.key)
    return text[:before] + text[there.end :]


def _line_start(text: str, offset: int) -> int:
    return text.rfind("\n", 0, offset) + 1


def _line_end(text: str, offset: int) -> int:
    """Return the offset behind the end of the line in which the value that ends there has its last letter."""
    last = max(0, offset - 1)
    end = text.find("\n", last)
    return len(text) if end < 0 else end + 1
