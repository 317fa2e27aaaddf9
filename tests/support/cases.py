"""Tables as test cases: columns two spaces apart, the first row names them, `#` begins a remark."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

NOTHING = "-"
"""What a row writes for an empty value."""


def rows(table: str) -> tuple[list[str], list[list[str]]]:
    """Return the column names and the rows of a table; raises ValueError for a row of another length."""
    lines = [line.partition("#")[0].strip() for line in table.splitlines()]
    names, *found = [re.split(r"\s{2,}", line) for line in lines if line]
    for row in found:
        if len(row) != len(names):
            raise ValueError(f"{len(names)} columns {names}, but the row has {len(row)}: {row}")
    return names, [["" if cell == NOTHING else cell for cell in row] for row in found]


def cases(table: str, *, source: str) -> Callable[[Any], Any]:
    """Return a decorator that runs a test once for each row, with the row as its id.

    `source` says where the behaviour is written down, for those who doubt a row.
    """
    if not source:
        raise ValueError("a table needs a source")
    names, found = rows(table)
    ids = [" ".join(cell or NOTHING for cell in row) for row in found]
    if len(names) == 1:
        return pytest.mark.parametrize(names[0], [row[0] for row in found], ids=ids)
    return pytest.mark.parametrize(names, found, ids=ids)
