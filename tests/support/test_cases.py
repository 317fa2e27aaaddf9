"""The table helper reads tables, and refuses crooked ones."""

from __future__ import annotations

import pytest

from support.cases import cases, rows


def test_a_table_becomes_names_and_rows() -> None:
    names, found = rows("""
        client         policy   answers
        client/laptop  Cluster  web-1 web-2   # a remark
        node/node-a    Local    -
    """)
    assert names == ["client", "policy", "answers"]
    assert found == [["client/laptop", "Cluster", "web-1 web-2"], ["node/node-a", "Local", ""]]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 columns"):
        rows("a  b\n1")


def test_a_table_needs_a_source() -> None:
    with pytest.raises(ValueError, match="source"):
        cases("a\n1", source="")
