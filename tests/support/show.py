"""show: a trace as text that a person can judge."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.network import Packet
from atlas.tracer.trace import Branch, Hop, Trace


def show(trace: Trace) -> str:
    """Return the trace as numbered hops, one block per branch."""
    return (
        "\n".join((*_lookups(trace), *(line for one in trace.branches for line in _branch(one))))
        + "\n"
    )


def _lookups(trace: Trace) -> Iterator[str]:
    for answer in trace.lookups:
        yield f"lookup {answer.question} at {answer.server}: {answer.reason.name}"
        yield f"  tried {' '.join(answer.tried)}"
        for record in answer.records:
            yield f"  {record.name} {record.type.value} {record.value}"


def _branch(branch: Branch) -> Iterator[str]:
    yield f"branch {branch.probability}: {branch.verdict.value}"
    for number, hop in enumerate(branch.hops, start=1):
        yield f"  {number:2} {_hop(hop)}"
    for number, hop in enumerate(branch.reply, start=1):
        yield f"  r{number} {_hop(hop)}"


def _hop(hop: Hop) -> str:
    change = packet(hop.before)
    if hop.after != hop.before:
        change += f" => {packet(hop.after)}"
    return f"{hop.place!s:22} {hop.action.value:10} {change}  [{hop.reason.name}]"


def packet(one: Packet) -> str:
    """Return a packet as `source:port > destination:port`; `*` is a port that the kernel chooses. An echo has none."""
    if not one.has_ports:
        return f"{one.source} > {one.destination}"
    port = one.source_port or "*"
    return f"{one.source}:{port} > {one.destination}:{one.destination_port}"
