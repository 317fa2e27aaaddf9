"""Stage: what a scene shows, before anyone says where it stands or how it looks.

Boxes come from the cluster, lines from the trace: a figure draws what the tracer computed, nothing else.
Which boxes there are depends on the topology and the Services shown, never on the way a packet takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.text.text import Text


class Look(StrEnum):
    """What kind of thing a box is; the style sheet decides how it looks."""

    CLIENT = "client"
    BALANCER = "balancer"
    KERNEL = "kernel"
    KUBE_PROXY = "kube-proxy"
    POD = "pod"
    CONFIG = "config"
    EMPTY = "empty"


class Role(StrEnum):
    """What a line means."""

    REQUEST = "request"
    REPLY = "reply"
    OTHER = "other"
    """A way that another connection may take."""
    FAILED = "failed"
    CONTROL = "control"


Line = str | Text
"""A line of a box: a name or address, or words in two languages."""


@dataclass(frozen=True, slots=True)
class Box:
    """A thing: `key` is its stable id, `icon` names the picture, `lines` its text, first line its name."""

    key: str
    look: Look
    icon: str
    lines: tuple[Line, ...]
    dimmed: bool = False
    marked: bool = False


@dataclass(frozen=True, slots=True)
class NodeFrame:
    """A node: its kernel, kube-proxy beside the path, and the Pods that matter here."""

    key: str
    lines: tuple[Line, ...]
    kernel: Box
    kube_proxy: Box
    pods: tuple[Box, ...]
    down: bool = False


@dataclass(frozen=True, slots=True)
class Leg:
    """One line from box to box; `badge` is its number, "" for lines that are not counted."""

    start: str
    end: str
    role: Role
    badge: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """All that one scene shows. `sources` stand left or on top, `middles` between them and the nodes."""

    cards: tuple[Box, ...]
    sources: tuple[Box, ...]
    middles: tuple[Box, ...]
    nodes: tuple[NodeFrame, ...]
    legs: tuple[Leg, ...]
