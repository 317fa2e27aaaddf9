"""Manifests with a random mistake in them, the same for the same seed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from random import Random
from typing import Any

ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**31,
    2**70,
    1e308,
    "",
    " ",
    "a",
    "-",
    "None",
    "80",
    "٣",
    "0.0.0.0",
    "255.255.255.255",
    "256.1.1.1",
    "10.0.0.1\n",
    "::",
    "::ffff:10.0.0.1",
    "fe80::1%eth0",
    "ff02::1",
    "0.0.0.0/0",
    "10.0.0.1/8",
    "10.0.0.0/32",
    "::/0",
    "fd00::/127",
    "<script>alert(1)</script>",
    "'\"",
    "\u202e\x1b[31m\x00",
    "\ud800",
    "a" * 300,
    "a/b/c",
    [],
    [[]],
    [None],
    ["a", "a"],
    [{}],
    {},
    {"": ""},
    {"a": None},
    {"a": {"b": {"c": []}}},
)
Way = tuple[str | int, ...]


def mutated(documents: list[Any], random: Random) -> list[Any]:
    """Return the objects with one to three values changed, removed, doubled or exchanged."""
    changed = copy.deepcopy(documents)
    for _ in range(random.randint(1, 3)):
        _mutate(changed, random)
    return changed


def _mutate(root: list[Any], random: Random) -> None:
    places = list(_places(root, ()))
    path = random.choice(places)
    holder, key = _holder(root, path)
    match random.randrange(6):
        case 0 | 1:
            holder[key] = copy.deepcopy(random.choice(ODD_VALUES))
        case 2:
            del holder[key]
        case 3:
            other, other_key = _holder(root, random.choice(places))
            holder[key] = copy.deepcopy(other[other_key])
        case 4 if isinstance(holder, list):
            holder.extend(copy.deepcopy([holder[key]]) * random.choice((1, 2, 70)))
        case 4:
            holder[f"{key}{random.choice('sS_-. ')}"] = holder.pop(key)
        case _:
            holder[key] = _near(holder[key], random)


def _near(value: Any, random: Random) -> Any:
    """Return a value of the same type that is close by."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + random.choice((-(2**16), -1, 1, 2**16))
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        return (
            value[:at]
            + random.choice(("", "A", ".", ":", "/", "-", "0", "é", value))
            + value[at + 1 :]
        )
    return value


def _places(value: Any, path: Way) -> Iterator[Way]:
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        yield (*path, key)
        yield from _places(child, (*path, key))


def _holder(root: list[Any], path: Way) -> tuple[Any, Any]:
    holder: Any = root
    for key in path[:-1]:
        holder = holder[key]
    return holder, path[-1]


def as_json(documents: list[Any]) -> str:
    """Return the objects as one JSON List."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": documents}, indent=1)


def scrambled(text: str, random: Random) -> str:
    """Return a text with some of its characters or lines changed."""
    for _ in range(random.randint(1, 4)):
        lines = text.split("\n")
        at = random.randrange(len(lines))
        match random.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, random.choice(lines))
            case 2:
                lines[at] = random.choice((" ", "  ", "\t", "- ", "? ", "| ", "# ")) + lines[at]
            case 3:
                lines[at] = lines[at].strip()
            case 4:
                other = random.randrange(len(lines))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                cut = random.randrange(len(lines[at]) + 1)
                odd = random.choice("{}[]&*!|>'\"%@`:,#?-~\x00\x85\u2028\ufeff\U0001f600é0")
                lines[at] = lines[at][:cut] + odd + lines[at][cut:]
        text = "\n".join(lines)
    return text
