"""The tables of the site: every script in `diagrams/tables/`, found by its name. No registry."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from atlas.figure.catalog import SCRIPTS, run
from atlas.tables.table import Table

TABLES = SCRIPTS / "tables"


class UnknownTable(LookupError):
    """There is no table script of that name."""


def table_names() -> list[str]:
    """Return the names of all tables, sorted."""
    return sorted(path.stem.replace("_", "-") for path in TABLES.glob("*.py"))


def table(name: str) -> Table[Any]:
    """Return the table that the script of that name declares. Raises UnknownTable."""
    declared = getattr(run_table(name), "TABLE", None)
    if not isinstance(declared, Table):
        raise UnknownTable(f"tables/{script(name).name} declares no TABLE")
    return declared  # pyright: ignore[reportUnknownVariableType]


def run_table(name: str) -> ModuleType:
    """Return all that the script of that name has, for a table that builds on another. Raises UnknownTable."""
    if name not in table_names():
        near = get_close_matches(name, table_names(), 1)
        hint = f'Did you mean "{near[0]}"?' if near else f"There is {', '.join(table_names())}."
        raise UnknownTable(f"no table {name!r}. {hint}")
    return run(script(name))


def script(name: str) -> Path:
    """Return where the script of a table is (or would be)."""
    return TABLES / f"{name.replace('-', '_')}.py"
