"""Endings: the answer of a trace in a few values, with equal ways joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from atlas.model.addresses import bridge_address
from atlas.model.cluster import Cluster
from atlas.model.network import PORT_PERHAPS_KEPT, Address, Packet, family_of
from atlas.tracer.network import balancer_of, http_proxy_of
from atlas.tracer.trace import Action, Branch, Trace, Verdict


class PortFate(StrEnum):
    """What becomes of the client's source port."""

    KEPT = "kept"
    OPEN = "unknown"
    REWRITTEN = "rewritten"
    NONE = "none"
    """It has no ports."""


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """How a connection may end, as the client and the receiver feel it.

    `receiver` is the reference of who got it, `source_seen` the address that stood in it, `source_owner` whose
    address that is; all are empty if nothing received it.
    """

    verdict: Verdict
    receiver: str = ""
    source_seen: str = ""
    source_owner: str = ""
    port: PortFate = PortFate.REWRITTEN
    probability: Fraction = Fraction(1)


def endings(cluster: Cluster, answer: Trace) -> tuple[Ending, ...]:
    """Return every different way in which the traced connection can end, with its probability, sorted."""
    shares: dict[Ending, Fraction] = {}
    for branch in answer.branches:
        ending = _ending(cluster, branch)
        shares[ending] = shares.get(ending, Fraction(0)) + branch.probability
    return tuple(sorted(_with(one, share) for one, share in shares.items()))


def receivers(found: Iterable[Ending]) -> tuple[str, ...]:
    """Return who can get the connection, sorted and each once."""
    return tuple(sorted({one.receiver for one in found if one.receiver}))


def _ending(cluster: Cluster, branch: Branch) -> Ending:
    if not was_received(branch):
        return Ending(branch.verdict)
    arrived, sent = branch.hops[-1].before, branch.hops[0].before
    return Ending(
        branch.verdict,
        str(branch.destination),
        str(arrived.source),
        owner_of(cluster, arrived.source),
        port_fate(arrived, sent),
    )


def was_received(branch: Branch) -> bool:
    """Return whether the packet was received, whatever happened to the answer."""
    return bool(branch.hops) and branch.hops[-1].action in (Action.DELIVER, Action.MATCH_HTTP)


def _with(ending: Ending, probability: Fraction) -> Ending:
    return Ending(
        ending.verdict,
        ending.receiver,
        ending.source_seen,
        ending.source_owner,
        ending.port,
        probability,
    )


def port_fate(arrived: Packet, sent: Packet) -> PortFate:
    """Return what has become of the source port of the packet that was sent."""
    if not arrived.has_ports:
        return PortFate.NONE
    if arrived.source_port == PORT_PERHAPS_KEPT:
        return PortFate.OPEN
    return PortFate.KEPT if arrived.source_port == sent.source_port else PortFate.REWRITTEN


def is_rewritten(port: PortFate) -> bool | None:
    """Return whether the port is another one, as JSON has it: null where that is not known, or there is none."""
    return None if port in (PortFate.OPEN, PortFate.NONE) else port is PortFate.REWRITTEN


def owner_of(cluster: Cluster, address: Address) -> str:
    """Return the reference of the owner of the address, or "" if it is not in the manifests.

    A node's Pod bridge is the node's.
    """
    for found in (
        cluster.pod_by_ip.get(address),
        cluster.node_by_ip.get(address),
        cluster.client_by_ip.get(address),
        balancer_of(cluster, address),
        http_proxy_of(cluster, address),
    ):
        if found is not None:
            return str(found.reference)
    node = cluster.node_of_pod_range(address)
    if node is not None and bridge_address(cluster, node, family_of(address)) == address:
        return str(node.reference)
    return ""
