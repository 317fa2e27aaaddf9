"""DNS messages as they travel (RFC 1035, 2782, 3596)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from ipaddress import ip_address

from atlas.model.network import Address
from atlas.tracer.dns.answer import Record, RecordType

TYPES = {"A": 1, "CNAME": 5, "PTR": 12, "AAAA": 28, "SRV": 33}
_NAMES = {number: name for name, number in TYPES.items()}
_HEAD = struct.Struct("!6H")
_FIXED = struct.Struct("!HHIH")
_INTERNET, _RESPONSE, _ASKED_TO_RECUR, _RECURS, _AUTHORITATIVE = 1, 0x8000, 0x0100, 0x0080, 0x0400
_NO_SUCH_NAME, _OPERATION, _TRUNCATED = 3, 0x7800, 0x0200
_OPTIONS, _SHORTEST, _LONGEST = 41, 512, 4096
"""Of EDNS (RFC 6891): the type of its record, and how long a datagram is without it and at most with it."""
_SECONDS_TO_LIVE = 5
_POINTER = 0xC0


class BadMessage(ValueError):
    """What came is no DNS message."""


def ask(name: str, kind: str, number: int) -> bytes:
    """Return a question for records of that kind. Raises BadMessage for a name that DNS cannot carry."""
    head = _HEAD.pack(number, _ASKED_TO_RECUR, 1, 0, 0, 1)
    options = b"\0" + _FIXED.pack(_OPTIONS, _LONGEST, 0, 0)
    return head + _encoded(name) + struct.pack("!HH", TYPES[kind], _INTERNET) + options


def read_question(message: bytes) -> tuple[str, str]:
    """Return name and kind that a message asks for; the kind is "" for one that we do not know. Raises BadMessage."""
    try:
        _, flags, questions, *_ = _HEAD.unpack_from(message)
        name, end = _decoded(message, _HEAD.size)
        number, _ = struct.unpack_from("!HH", message, end)
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise BadMessage from error
    if flags & (_RESPONSE | _OPERATION) or questions != 1:
        raise BadMessage
    return name, _NAMES.get(number, "")


def reply(question: bytes, records: Iterable[Record], *, exists: bool) -> bytes:
    """Return the reply to a question, with the records in their order; `exists` is whether there is such a name."""
    number = _HEAD.unpack_from(question)[0]
    _, end = _decoded(question, _HEAD.size)
    asked = question[_HEAD.size : end]
    encoded = [_record(one, asked) for one in records]
    flags = _RESPONSE | _AUTHORITATIVE | _ASKED_TO_RECUR | _RECURS
    head = _HEAD.pack(number, flags | (0 if exists else _NO_SUCH_NAME), 1, len(encoded), 0, 0)
    return head + question[_HEAD.size : end + 4] + b"".join(encoded)


def shortened(question: bytes, said: bytes) -> bytes:
    """Return a reply as a datagram: without its records, and marked so, if it is longer than the client takes."""
    _, end = _decoded(question, _HEAD.size)
    options = question[end + 4 :]
    most = _SHORTEST
    if len(options) > _FIXED.size and not options[0]:
        kind, offered, _, _ = _FIXED.unpack_from(options, 1)
        most = min(max(offered, _SHORTEST), _LONGEST) if kind == _OPTIONS else most
    if len(said) <= most:
        return said
    number, flags, *_ = _HEAD.unpack_from(said)
    head = _HEAD.pack(number, flags | _TRUNCATED, 1, 0, 0, 0)
    return head + said[_HEAD.size : end + 4]


def read_addresses(message: bytes) -> tuple[Address, ...]:
    """Return the addresses in a reply. Raises BadMessage."""
    try:
        _, _, questions, answers, *_ = _HEAD.unpack_from(message)
        at = _HEAD.size
        for _ in range(questions):
            at = _decoded(message, at)[1] + 4
        found: list[Address] = []
        for _ in range(answers):
            _, at = _decoded(message, at)
            kind, _, _, length = _FIXED.unpack_from(message, at)
            at += _FIXED.size
            if kind in (TYPES["A"], TYPES["AAAA"]):
                found.append(ip_address(message[at : at + length]))
            at += length
    except (struct.error, IndexError, ValueError) as error:
        raise BadMessage from error
    return tuple(found)


def _record(one: Record, asked: bytes) -> bytes:
    """Return the record; for the name that was asked for a pointer to it stands."""
    data = _data(one)
    fixed = _FIXED.pack(TYPES[one.type.value], _INTERNET, _SECONDS_TO_LIVE, len(data))
    name = _encoded(one.name)
    if name == asked.lower():
        name = struct.pack("!H", _POINTER << 8 | _HEAD.size)
    return name + fixed + data


def _data(one: Record) -> bytes:
    if one.type in (RecordType.A, RecordType.AAAA):
        return ip_address(one.value).packed
    if one.type is RecordType.SRV:
        priority, weight, port, target = one.value.split()
        return struct.pack("!HHH", int(priority), int(weight), int(port)) + _encoded(target)
    return _encoded(one.value)


def _encoded(name: str) -> bytes:
    labels = [one.encode() for one in name.rstrip(".").split(".")] if name.rstrip(".") else []
    if any(not 0 < len(one) < 64 for one in labels) or sum(map(len, labels)) + len(labels) > 253:
        raise BadMessage(name)
    return b"".join(bytes((len(one),)) + one for one in labels) + b"\0"


def _decoded(message: bytes, at: int) -> tuple[str, int]:
    """Return the name at a position and the position behind it; follows pointers backwards only."""
    labels: list[str] = []
    end, limit = 0, at
    while length := message[at]:
        if length & _POINTER == _POINTER:
            end = end or at + 2
            at = (length & 0x3F) << 8 | message[at + 1]
            if at >= limit:
                raise BadMessage
            limit = at
            continue
        labels.append(message[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return ".".join(labels), end or at + 1
