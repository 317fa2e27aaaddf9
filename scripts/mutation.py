"""One small wrong change of a Python source each: what a mutation run plants, to see whether a test notices."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
}
_CALLS = {"any": "all", "all": "any", "min": "max", "max": "min"}
_SENTENCES = frozenset({"Text", "Doc"})
"""Calls whose arguments are words for people: what they say is checked by eye and by lints, not by a test each."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong change: the text from `start` to `end` (line from 1, column in bytes) becomes `after`."""

    start: tuple[int, int]
    end: tuple[int, int]
    before: str
    after: str

    @property
    def line(self) -> int:
        """The line in which the change begins."""
        return self.start[0]


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module, in the order of the text; annotations, sentences and constants' names stay."""
    lines = source.encode().splitlines(keepends=True)
    for node in _code(ast.parse(source)):
        for changed in _changes(node):
            yield _mutant(lines, node, changed)


def mutated(source: str, mutant: Mutant) -> str:
    """Return the source with the change made. Raises ValueError if the text there is another one."""
    lines = source.encode().splitlines(keepends=True)
    start, end = _offset(lines, mutant.start), _offset(lines, mutant.end)
    whole = source.encode()
    if whole[start:end].decode() != mutant.before:
        raise ValueError(f"line {mutant.line} does not read {mutant.before!r}")
    return (whole[:start] + mutant.after.encode() + whole[end:]).decode()


def _code(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that decide something when the program runs."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _says_something(child) or _is_for_types(child):
                continue
            if isinstance(child, ast.JoinedStr):
                continue  # Python 3.11 does not know where its parts stand
            if isinstance(child, ast.expr):
                yield child
            yield from _code(child)


def _says_something(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in _SENTENCES


def _is_for_types(node: ast.AST) -> bool:
    condition = node.test if isinstance(node, ast.If) else None
    return isinstance(condition, ast.Name) and condition.id == "TYPE_CHECKING"


def _changes(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left=left, ops=[operator], comparators=others) if (
            type(operator) in _SWAPPED
        ):
            yield ast.Compare(left, [_SWAPPED[type(operator)]()], others)
        case ast.BoolOp(op=operator, values=values):
            yield ast.BoolOp(ast.And() if isinstance(operator, ast.Or) else ast.Or(), values)
            yield values[0]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=operator, right=right) if _calculates(node):
            yield ast.BinOp(left, _ARITHMETIC[type(operator)](), right)
        case ast.IfExp(test=test, body=body, orelse=other):
            yield ast.IfExp(test, other, body)
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Call(func=ast.Name(id=name), args=given, keywords=named) if name in _CALLS:
            yield ast.Call(ast.Name(_CALLS[name]), given, named)
        case ast.ListComp() | ast.GeneratorExp() | ast.SetComp() | ast.DictComp():
            yield from _unfiltered(node)
        case _:
            return


def _calculates(node: ast.BinOp) -> bool:
    """Texts are joined with + as well, and have no difference."""
    sides = (node.left, node.right)
    is_text = any(
        isinstance(side, ast.JoinedStr)
        or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )
    return type(node.op) in _ARITHMETIC and not is_text


def _unfiltered(
    node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp,
) -> Iterator[ast.expr]:
    """Yield the comprehension without its conditions, if it has any."""
    if any(one.ifs for one in node.generators):
        free = [
            ast.comprehension(one.target, one.iter, [], one.is_async) for one in node.generators
        ]
        fields = {name: value for name, value in ast.iter_fields(node) if name != "generators"}
        yield type(node)(**fields, generators=free)


def _mutant(lines: list[bytes], node: ast.expr, changed: ast.expr) -> Mutant:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    start, end = (node.lineno, node.col_offset), (node.end_lineno, node.end_col_offset)
    before = b"".join(lines)[_offset(lines, start) : _offset(lines, end)].decode()
    after = ast.unparse(ast.fix_missing_locations(changed))
    is_bare = isinstance(node, ast.GeneratorExp) and not before.startswith("(")
    return Mutant(start, end, before, after if is_bare or _is_atom(changed) else f"({after})")


def _is_atom(node: ast.expr) -> bool:
    return isinstance(node, (ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.GeneratorExp))


def _offset(lines: list[bytes], position: tuple[int, int]) -> int:
    line, column = position
    return sum(map(len, lines[: line - 1])) + column
