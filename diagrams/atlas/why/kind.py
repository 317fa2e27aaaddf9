"""Kinds of finding: what can be wrong on the way to a Service, and the links of that way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.text.text import Text


class Link(StrEnum):
    """One link in the path of a connection, in the order in which it is walked."""

    NAME = "name"
    OBJECT = "object"
    CLASS = "class"
    GATE = "listener"
    HOST = "host"
    PATH = "path"
    BACKEND = "backend"
    ADDRESS = "address"
    ENTRY = "entry"
    NODE = "node"
    POLICY = "policy"
    PORT = "port"
    SELECTOR = "selector"
    READINESS = "readiness"
    TARGET_PORT = "target port"
    PROCESS = "process"
    REPLY = "reply"


HTTP_LINKS = (Link.CLASS, Link.GATE, Link.HOST, Link.PATH, Link.BACKEND)
"""Links that only requests pass through an Ingress or a Gateway."""
SERVICE_LINKS = tuple(one for one in Link if one not in HTTP_LINKS)
ENTRY_LINKS = (Link.NAME, Link.ADDRESS, Link.ENTRY, Link.NODE, Link.POLICY)
"""Links of a Service that a proxy does not use: it goes straight to the Pods."""


class State(StrEnum):
    """How a link is, from good to bad. Nothing unknown is ever counted as sound."""

    OK = "ok"
    WARNING = "warning"
    UNKNOWN = "unknown"
    BROKEN = "broken"


_ORDER = tuple(State)


def worst(states: list[State]) -> State:
    """Return the worst of the states; OK if there are none."""
    return max(states, key=_ORDER.index, default=State.OK)


def badness(state: State) -> int:
    """Return a number that is larger the worse the state is."""
    return _ORDER.index(state)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: a stable id, where on the way, how bad, what it is, and the section that helps.

    `page` is a page of the site with the id of a section. Placeholders of `why` are the facts of a finding.
    """

    id: str
    link: Link
    state: State
    title: Text
    why: Text
    page: str
