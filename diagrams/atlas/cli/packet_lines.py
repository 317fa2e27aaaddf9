"""Packets as JSON, one on each line."""

from __future__ import annotations

import json
from typing import cast

from atlas.cli.questions import QuestionError, address, packet_of, parse_packet, port_number
from atlas.model.network import Packet

_NAMES = {
    "source": ("source", "src", "from", "sourceIP"),
    "destination": ("destination", "dst", "to", "destIP", "destinationIP"),
    "port": ("port", "destinationPort", "dstPort", "dport", "destPort"),
    "protocol": ("protocol", "proto"),
    "sourcePort": ("sourcePort", "srcPort", "sport"),
}
"""The name that is documented, and others that programs use for the same."""


def packet_on(line: str) -> Packet:
    """Return the packet on a line: an object with its fields, or text as on the command line. Raises QuestionError."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise QuestionError(f"not JSON: {line.strip()[:80]}") from None
    if isinstance(value, str):
        return parse_packet(value)
    if not isinstance(value, dict):
        raise QuestionError("expected a JSON object with source, destination and port")
    fields = cast("dict[str, object]", value)
    if isinstance(fields.get("packet"), str):
        return parse_packet(str(fields["packet"]))
    source_port = _field(fields, "sourcePort")
    return packet_of(
        address(_required(fields, "source")),
        address(_required(fields, "destination")),
        port_number(_required(fields, "port"), "port"),
        _field(fields, "protocol") or "TCP",
        port_number(source_port, "sourcePort") if source_port else None,
    )


def _required(fields: dict[str, object], name: str) -> str:
    found = _field(fields, name)
    if not found:
        raise QuestionError(f"{name} is missing")
    return found


def _field(fields: dict[str, object], name: str) -> str:
    for key in _NAMES[name]:
        if fields.get(key) is not None:
            return str(fields[key])
    return ""
