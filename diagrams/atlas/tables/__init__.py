"""Tables: what a table script imports."""

from atlas.tables.script import main
from atlas.tables.table import Case, Code, Column, Form, Table

__all__ = ["Case", "Code", "Column", "Form", "Table", "main"]
