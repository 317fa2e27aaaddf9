"""HTTP/1.1 messages, as far as a lab needs them: one request and one answer on each connection."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from atlas.tracer.exchange import AnswerHeaders

LONGEST_HEAD = 16 * 1024
_SECONDS_TO_ASK = 5.0
_REASONS = {200: "OK", 204: "No Content", 301: "Moved Permanently", 302: "Found", 303: "See Other"}
_REASONS |= {307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request"}
_REASONS |= {404: "Not Found", 421: "Misdirected Request", 431: "Request Header Fields Too Large"}
_REASONS |= {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}
_REASONS |= {504: "Gateway Timeout"}


class BadRequest(ValueError):
    """What came is no request; `status` is what to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """The first line and the headers of a request. A host that names no host is not let in."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]

    def __post_init__(self) -> None:
        """Raises BadRequest."""
        try:
            _ = urlsplit(self.target), urlsplit(f"//{self.header('host')}").port
        except ValueError:
            raise BadRequest(400) from None

    def header(self, name: str) -> str:
        """Return the first value of a header, or ""."""
        return next((value for one, value in self.headers if one.lower() == name), "")


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """Return the request on a connection, or None if nothing came. Raises BadRequest, OSError."""
    try:
        async with asyncio.timeout(_SECONDS_TO_ASK):
            text = await reader.readuntil(b"\r\n\r\n")
    except (TimeoutError, asyncio.IncompleteReadError):
        return None
    except asyncio.LimitOverrunError:
        raise BadRequest(431) from None
    first, *lines = text.decode("latin-1").split("\r\n")[:-2]
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise BadRequest(400)
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequest(400)
        headers.append((name, value.strip()))
    return Head(words[0], words[1], tuple(headers))


def changed(text: bytes, headers: AnswerHeaders) -> bytes:
    """Return an answer whose headers a filter has set, added to and removed."""
    head, blank, body = text.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    gone = {name.lower() for name in (*headers.remove, *(name for name, _ in headers.set))}
    kept = [line for line in lines if line.partition(":")[0].lower() not in gone]
    kept += [f"{name}: {value}" for name, value in (*headers.set, *headers.add)]
    return "\r\n".join((first, *kept)).encode("latin-1", "replace") + blank + body


def answer(status: int, body: bytes = b"", headers: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Return an answer after which the connection ends."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Answer')}"]
    lines += [f"{name}: {value}" for name, value in headers]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body
