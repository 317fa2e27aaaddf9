"""JSON text → plain values, fast enough for the dump of a large cluster."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from atlas.manifests.problem import Expected
from atlas.manifests.source import NOWHERE, Spot, SyntaxProblem

_SPACE = re.compile(r"\s*")
_HALF_A_CHARACTER_MAYBE = re.compile(r"\\u[dD][89a-fA-F]")


def parse_all(text: str) -> Iterator[object]:
    """Return each value of a text; usually there is one. Raises SyntaxProblem."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse_constant)
    position = _end_of_space(text, 0)
    while position < len(text):
        try:
            value, end = decoder.raw_decode(text, position)
            if _HALF_A_CHARACTER_MAYBE.search(text, position, end):
                json.dumps(value, ensure_ascii=False).encode()
        except json.JSONDecodeError as error:
            raise SyntaxProblem(error.lineno - 1, Expected.WELL_FORMED, what=error.msg) from error
        except _RepeatedKey as error:
            line = _line_of_repeated_key(text)
            raise SyntaxProblem(line, Expected.KEY_ONCE, key=error.key) from error
        except RecursionError as error:
            raise SyntaxProblem(0, Expected.LESS_NESTING, limit="900") from error
        except ValueError as error:  # NaN, a number of thousands of digits, half a character
            raise SyntaxProblem(0, Expected.WELL_FORMED, what=str(error)) from error
        yield value
        position = _end_of_space(text, end)


def locate(text: str) -> Spot:
    """Return the spots of a text that `parse_all` accepted. JSON is YAML, but for rare escapes."""
    import yaml  # late: most JSON is read without a problem

    from atlas.manifests import yaml_text

    try:
        return yaml_text.locate(text)
    except yaml.YAMLError:
        return NOWHERE


class _RepeatedKey(ValueError):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _RepeatedKey(key)
            seen.add(key)
    return made


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _line_of_repeated_key(text: str) -> int:
    from atlas.manifests import yaml_text

    try:
        yaml_text.parse(text)
    except SyntaxProblem as problem:
        return problem.line if problem.expected is Expected.KEY_ONCE else 0
    return 0


def _end_of_space(text: str, start: int) -> int:
    match = _SPACE.match(text, start)
    return match.end() if match else start
