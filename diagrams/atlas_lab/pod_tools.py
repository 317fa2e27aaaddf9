"""What a shell in a lab has beside the programs of the machine: `get URL` and `lookup NAME`."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

_SECONDS = 3.0


def get(url: str) -> int:
    """Print what a server answers to a request, and return the exit code."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http" or not parts.hostname:
        print("get: expected http://HOST[:PORT][/PATH]; a lab speaks no TLS", file=sys.stderr)
        return 2
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=_SECONDS)
    try:
        connection.request("GET", parts.path or "/")
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
    except TimeoutError:
        print(f"get: no answer within {_SECONDS:.0f} s", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"get: {error.strerror or error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    print(f"HTTP {answer.status}")
    print(_readable(text), end="")
    return 0 if answer.status < 400 else 1


def lookup(name: str) -> int:
    """Print the addresses of a name, and return the exit code."""
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except OSError as error:
        print(f"lookup: {name}: {error.strerror or error}", file=sys.stderr)
        return 1
    for address in dict.fromkeys(str(one[4][0]) for one in found):
        print(address)
    return 0


def _readable(text: str) -> str:
    """Return the answer of a Pod as lines; any other as it is."""
    try:
        told = json.loads(text)
        lines = [f"answered by  {told['place']} at {told['at'][0]}:{told['at'][1]}"]
        lines.append(f"source seen  {told['saw'][0]}")
    except (ValueError, KeyError, TypeError):
        return text if not text or text.endswith("\n") else f"{text}\n"
    return "\n".join(lines) + "\n"


def main(words: Sequence[str]) -> int:
    """Run one of the tools."""
    tools = {"get": get, "lookup": lookup}
    if len(words) != 2 or words[0] not in tools:
        print("usage: get http://HOST[:PORT][/PATH] | lookup NAME", file=sys.stderr)
        return 2
    return tools[words[0]](words[1])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
