"""Desk: where a running lab takes requests from other commands, and how they find it.

The address is an abstract one: it stands in no folder, so a lab that is killed leaves none behind. The kernel tells who
asks, and only the lab's own user and root are heard.
"""

from __future__ import annotations

import json
import os
import socket
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atlas_lab.errors import GoneError, LabError, RequestError

_PREFIX = "service-atlas"
_CREDENTIALS = struct.Struct("3i")
_LONGEST_REQUEST = 1 << 20
_SECONDS_TO_ASK = 5.0
_SECONDS_TO_ANSWER = 120.0
_SECONDS_TO_END, _SECONDS_BETWEEN_LOOKS = 10.0, 0.01

Answers = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns a request into an answer; raises LabError or ValueError if it cannot."""


@dataclass(slots=True)
class Desk:
    """The open desk of one lab."""

    name: str
    end: socket.socket

    def serve(self, answers: Answers) -> bool:
        """Answer one request; return whether it was the last one, which asks the lab to end."""
        visitor, _ = self.end.accept()
        with visitor:
            visitor.settimeout(_SECONDS_TO_ASK)
            try:
                if not _may_ask(visitor):
                    return False
                request = json.loads(_line(visitor))
                if request.get("do") == "down":
                    _say(visitor, {})
                    return True
                _say(visitor, _answer(answers, request))
            except (OSError, ValueError, AttributeError):
                return False  # whoever asked has gone, or does not speak our language
        return False

    def close(self) -> None:
        """Take no more requests."""
        self.end.close()


def open_desk(name: str) -> Desk:
    """Return the desk of a new lab. Raises LabError if a lab of that name runs already."""
    end = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        end.bind(_address(name))
    except OSError:
        end.close()
        raise LabError(
            f"a lab named {name} runs already; end it with `atlas lab down`, or choose another --name"
        ) from None
    end.listen()
    return Desk(name, end)


def ask(name: str, request: dict[str, Any]) -> dict[str, Any]:
    """Return what the lab answers. Raises GoneError if there is no such lab, LabError with what it says went wrong."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as end:
        end.settimeout(_SECONDS_TO_ANSWER)
        try:
            end.connect(_address(name))
        except OSError:
            raise GoneError(_nowhere(name)) from None
        try:
            _say(end, request)
            answer: dict[str, Any] = json.loads(_line(end))
        except (OSError, ValueError):
            raise GoneError(f"the lab {name} has ended before it answered") from None
    if "error" in answer:
        raise (RequestError if answer["wrong"] else LabError)(answer["error"])
    return answer


def ask_all(request: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what each of this user's labs answers; one that ends meanwhile is left out. Raises LabError."""
    answers: dict[str, dict[str, Any]] = {}
    for name in running_labs():
        with suppress(GoneError):
            answers[name] = ask(name, request)
    return answers


def end(name: str) -> None:
    """Have a lab end, and wait until nothing is left of it. Raises LabError."""
    ask(name, {"do": "down"})
    give_up = time.monotonic() + _SECONDS_TO_END
    while name in running_labs():
        if time.monotonic() > give_up:
            raise LabError(f"the lab {name} does not end")
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def running_labs() -> tuple[str, ...]:
    """Return the names of this user's labs."""
    start = f"@{_PREFIX}/{os.getuid()}/"
    words = (line.split()[-1] for line in Path("/proc/net/unix").read_text().splitlines())
    return tuple(sorted({one.removeprefix(start) for one in words if one.startswith(start)}))


def _nowhere(name: str) -> str:
    others = ", ".join(running_labs())
    hint = f"; running: {others}" if others else ""
    return f"no lab named {name} is running{hint}. Start one with `atlas lab up`"


def _address(name: str) -> str:
    return f"\0{_PREFIX}/{os.getuid()}/{name}"


def _may_ask(visitor: socket.socket) -> bool:
    sent = visitor.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return _CREDENTIALS.unpack(sent)[1] in (0, os.getuid())


def _answer(answers: Answers, request: dict[str, Any]) -> dict[str, Any]:
    try:
        return answers(request)
    except (LabError, ValueError) as error:
        return {"error": str(error), "wrong": isinstance(error, (RequestError, ValueError))}


def _say(end: socket.socket, message: dict[str, Any]) -> None:
    end.sendall(json.dumps(message).encode() + b"\n")


def _line(end: socket.socket) -> bytes:
    text = b""
    while not text.endswith(b"\n") and len(text) < _LONGEST_REQUEST:
        part = end.recv(65536)
        if not part:
            break
        text += part
    return text
