"""expectation: what observers of a connection should see, if the model is right."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.network import PORT_PERHAPS_KEPT, Address
from atlas.tracer.http.proxy import proxies_at
from atlas.tracer.trace import Branch, Flow, Trace, Verdict
from atlas_lab.agreement.ending import Ending
from atlas_lab.observation import Outcome

_OUTCOMES = {
    Verdict.REFUSED: Outcome.REFUSED,
    Verdict.CLOSED: Outcome.REFUSED,
    Verdict.TLS_FAILED: Outcome.REFUSED,
    Verdict.TIMED_OUT: Outcome.TIMED_OUT,
    Verdict.UNREACHABLE: Outcome.UNREACHABLE,
    Verdict.NOT_PERMITTED: Outcome.NOT_PERMITTED,
    Verdict.NAME_NOT_FOUND: Outcome.NAME_NOT_FOUND,
    Verdict.NO_ADDRESS: Outcome.NAME_NOT_FOUND,
    Verdict.UNKNOWN: Outcome.TIMED_OUT,
}
"""All other verdicts are answers: of whoever was reached, or of an HTTP proxy with a status."""


@dataclass(frozen=True, slots=True)
class Possibility:
    """One way in which a connection may end, and how probable the model says it is."""

    ending: Ending
    share: Fraction


@dataclass(frozen=True, slots=True)
class Expectation:
    """Everything that the model says can be seen of a flow; shares sum to 1.

    `lookups` are the names that are asked for, in order, each with all addresses that come back.
    """

    flow: Flow
    possibilities: tuple[Possibility, ...]
    lookups: tuple[tuple[str, frozenset[Address]], ...] = ()
    is_open: bool = False
    """Whether the model says of some way that it cannot know; then nothing that is seen can refute it."""


def expectation(trace: Trace, cluster: Cluster | None = None) -> Expectation:
    """Return what the branches of the trace let observers see.

    With the cluster it knows where HTTP is read: of a connection without a request, what is answered there tells
    more about routes than about packets, so it is left open who answers.
    """
    shares: dict[Ending, Fraction] = {}
    ports: dict[Ending, set[bool | None]] = {}
    for branch in trace.branches:
        ending = ending_of(trace.flow, branch, cluster)
        key = ending.without_port
        shares[key] = shares.get(key, Fraction(0)) + branch.probability
        ports.setdefault(key, set()).add(ending.port_kept)
    return Expectation(
        trace.flow,
        tuple(Possibility(_with_port(one, ports[one]), share) for one, share in shares.items()),
        tuple((one.question, frozenset(one.addresses)) for one in trace.lookups),
        Verdict.UNKNOWN in trace.verdicts,
    )


def ending_of(flow: Flow, branch: Branch, cluster: Cluster | None = None) -> Ending:
    """Return how a connection ends that takes this branch."""
    outcome = _OUTCOMES.get(branch.verdict, Outcome.ANSWERED)
    if outcome is Outcome.REFUSED:
        return Ending(outcome, refused_by=_refuser(branch))
    if outcome is not Outcome.ANSWERED:
        return Ending(outcome)
    if branch.verdict is not Verdict.DELIVERED:
        return Ending(outcome, status=_status(branch.verdict))
    return _delivered(flow, branch, cluster)


def _delivered(flow: Flow, branch: Branch, cluster: Cluster | None) -> Ending:
    arrived, place = branch.hops[-1].before, branch.destination
    if not arrived.has_ports:
        return Ending(Outcome.ANSWERED)  # a kernel that answers does not say who it is
    if cluster is not None and proxies_at(cluster, place):
        return Ending(Outcome.ANSWERED)
    return Ending(
        Outcome.ANSWERED,
        str(place),
        arrived.source,
        arrived.destination,
        arrived.destination_port,
        200 if is_request(flow) else 0,
        port_kept=_is_port_kept(branch),
    )


def is_request(flow: Flow) -> bool:
    """Return whether the flow is an HTTP request, so that its status says something."""
    return "://" in flow.to


def _is_port_kept(branch: Branch) -> bool | None:
    """Return whether the sender's own port arrives; None if the model leaves it open."""
    arrived = branch.hops[-1].before.source_port
    return None if arrived == PORT_PERHAPS_KEPT else arrived == branch.hops[0].before.source_port


def _status(verdict: Verdict) -> int:
    return int(verdict.value.rpartition(" ")[2])


def _refuser(branch: Branch) -> Address | None:
    """Return whose refusal reaches the sender: it is the source of the first packet back, as it comes in."""
    return branch.reply[-1].after.source if branch.reply else None


def _with_port(ending: Ending, found: set[bool | None]) -> Ending:
    """Return the ending with what becomes of the source port, if that is the same on all ways."""
    return replace(ending, port_kept=found.pop()) if len(found) == 1 else ending
