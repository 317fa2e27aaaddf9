"""Trouble: one thing that goes wrong in a small cluster, what a client feels of it, and how it is put right.

It is declared beside its manifests, in `diagrams/broken/NAME/trouble.py`, and shown on a page of `troubleshoot/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from atlas.model.service import Protocol
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Verdict


@dataclass(frozen=True, slots=True)
class Trouble:
    """A broken cluster and what is told about it.

    page: the page of `troubleshoot/` that shows it.
    findings: what `atlas why` says about `target`, the first cause first; empty where no manifest is wrong.
    flow: the connection that fails. Every verdict in `feels` is that of one of its paths, and there is no other.
    happened: what no manifest says, such as a node that is off: what-ifs by name, each with its subject.
    ends_well: how the same connection ends afterwards; `afterwards` is another connection to be tried then, if the
    repair is to connect elsewhere; `target_after` is then what is asked about.
    stays: findings that remain: what they warn of is meant so.
    shows: objects drawn as cards beside the path. connections: how many the lab makes, with `options`.
    sees: whose addresses the Pods see as the source, where that is what is wrong, and whose afterwards.
    drawn: whether it has a figure of its own. tried: whether a lab can show it.
    """

    page: str
    target: str
    flow: Flow
    broken: Text
    findings: tuple[str, ...] = ()
    feels: tuple[Verdict, ...] = ()
    ends_well: tuple[Verdict, ...] = (Verdict.DELIVERED,)
    happened: Mapping[str, str] = field(default_factory=dict[str, str])
    afterwards: Flow | None = None
    target_after: str = ""
    shows: tuple[str, ...] = ()
    follow: str = ""
    stays: tuple[str, ...] = ()
    connections: int = 1
    options: str = ""
    sees: tuple[str, ...] = ()
    sees_after: tuple[str, ...] = ()
    drawn: bool = True
    tried: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        """What has happened, as options of the command line."""
        return tuple(
            word
            for name, subjects in self.happened.items()
            for subject in subjects.split()
            for word in (f"--{name}", subject)
        )


def words_of(flow: Flow) -> tuple[str, ...]:
    """Return a connection as options of the command line."""
    entry = () if flow.entry is Entry.AUTO else ("--entry", flow.entry.value)
    node = ("--node", flow.node) if flow.node else ()
    protocol = () if flow.protocol is Protocol.TCP else ("--protocol", flow.protocol.value)
    return ("--from", flow.source, "--to", flow.to, *protocol, *entry, *node)
