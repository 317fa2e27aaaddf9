"""The catalogue: all kinds of finding, by id. A later kind is one more row in one of the three lists."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.why.kind import Kind
from atlas.why.kinds_endpoints import ENDPOINT_KINDS
from atlas.why.kinds_entries import ENTRY_KINDS
from atlas.why.kinds_http import HTTP_KINDS

CATALOGUE: Mapping[str, Kind] = {
    one.id: one for one in (*ENTRY_KINDS, *HTTP_KINDS, *ENDPOINT_KINDS)
}
