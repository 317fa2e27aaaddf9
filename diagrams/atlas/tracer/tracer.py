"""trace: the whole way of a new connection, there and back.

Read in this order: question (who), aim (to which addresses), kernel and network (the way), balancer and http (what
stands on it), reply (the way back).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from atlas.model.cluster import Cluster
from atlas.model.network import NO_PORT, Packet, Protocol
from atlas.model.reason import Reason
from atlas.tracer.aim import Aim, aim_of
from atlas.tracer.finding import FlowError
from atlas.tracer.http.request import connection
from atlas.tracer.journey import CERTAIN, Arrival, Journey, start
from atlas.tracer.kernel import arrive, send
from atlas.tracer.proxy_protocol import matters, with_headers
from atlas.tracer.reply import reply_of
from atlas.tracer.senders import Sender, sender_of
from atlas.tracer.source_address import source_address
from atlas.tracer.trace import Action, Branch, Branches, Flow, Trace, Verdict
from atlas.tracer.unknown import forbidden_perhaps


def trace(cluster: Cluster, flow: Flow) -> Trace:
    """Return every way that a new connection of the flow can take, with the reply; each is walked when it is looked at.

    Raises FlowError (a ValueError) if the flow names something that the cluster does not have.
    """
    sender = sender_of(cluster, flow.source)
    aim = aim_of(cluster, flow, sender)
    if not aim.addresses:
        missing = Branch(CERTAIN, (), _without_address(aim))
        return Trace(flow, Branches((missing,)), aim.lookups)
    branches = _branches(cluster, flow, sender, aim)
    if flow.node:
        branches = _balanced_to(flow, tuple(branches))
    return Trace(flow, Branches(branches), aim.lookups)


def _balanced_to(flow: Flow, branches: tuple[Branch, ...]) -> Iterable[Branch]:
    """Return the branches in which the load balancer picks the node that the flow names, as if it always did."""
    picks = [_pick(branch) for branch in branches]
    if not any(picks):
        return branches
    chosen = [one for one, pick in zip(branches, picks, strict=True) if pick == flow.node]
    if not chosen:
        raise FlowError(f"the load balancer does not send connections to node/{flow.node}")
    total = sum((one.probability for one in chosen), Fraction(0))
    return tuple(replace(one, probability=one.probability / total) for one in chosen)


def _pick(branch: Branch) -> str:
    """Return the node that a load balancer sent the connection to, or "" if none did."""
    for hop, following in pairwise(branch.hops):
        if hop.action is Action.BALANCE:
            return following.place.name
    return ""


def _branches(cluster: Cluster, flow: Flow, sender: Sender, aim: Aim) -> Iterable[Branch]:
    for destination in aim.addresses:
        source = source_address(cluster, sender.place, sender.addresses, destination)
        if source is None:
            # Without an address of its family there is no route, and not even a packet.
            yield Branch(aim.probability, (), Verdict.UNREACHABLE)
            continue
        packet = Packet(source, _source_port(flow, aim), destination, aim.port, aim.protocol)
        journey = start(sender.place, packet, aim.probability, flow.node)
        for arrival in _arrivals(cluster, journey, aim):
            yield _branch(cluster, arrival)


def _source_port(flow: Flow, aim: Aim) -> int:
    return NO_PORT if aim.protocol is Protocol.ICMP else flow.source_port


def _arrivals(cluster: Cluster, journey: Journey, aim: Aim) -> Iterator[Arrival]:
    if aim.request is not None and aim.via is None:
        from atlas.tracer.http.proxy import send_in_mesh

        taken = send_in_mesh(cluster, journey, aim.request)
        if taken is not None:
            return taken
    first = arrive(cluster, journey, aim.via) if aim.via is not None else send(cluster, journey)
    if matters(cluster):
        first = with_headers(cluster, first)
    request = aim.request
    if request is None:
        if aim.protocol is Protocol.ICMP or not _takes_connections(cluster):
            return first
        request = connection(aim.port, aim.protocol)
    from atlas.tracer.http.proxy import answer_requests  # late: most questions are not about HTTP

    return answer_requests(cluster, first, request)


def _takes_connections(cluster: Cluster) -> bool:
    """Return whether some Gateway passes on whole connections: nearly none does, so nobody has to look at arrivals."""
    key = "listeners for connections"
    if key not in cluster.memo:
        owners = (*cluster.gateways, *cluster.listener_sets)
        protocols = {one.protocol.upper() for owner in owners for one in owner.listeners}
        cluster.memo[key] = not protocols.isdisjoint(("TCP", "UDP"))
    return cluster.memo[key]


_UNRESOLVED = {
    Reason.DNS_NOT_IN_INPUT: Verdict.UNKNOWN,
    Reason.DNS_HOST_WITHOUT_ADDRESS: Verdict.NO_ADDRESS,
}


def _without_address(aim: Aim) -> Verdict:
    """Return what the sender learns that has no address to send to."""
    if not aim.lookups:
        return Verdict.NO_ADDRESS
    return _UNRESOLVED.get(aim.lookups[-1].reason, Verdict.NAME_NOT_FOUND)


def _branch(cluster: Cluster, arrival: Arrival) -> Branch:
    policy = None
    if arrival.verdict is Verdict.DELIVERED:
        policy = forbidden_perhaps(cluster, arrival.journey.hops)
    if policy is not None:
        named = str(policy.reference).replace("/", " ", 1)
        journey = arrival.journey
        left = journey.hop(journey.place, Action.LEAVE, Reason.POLICY_NOT_READ, policy=named)
        arrival = Arrival(left, Verdict.UNKNOWN)
    reply, understood = reply_of(cluster, arrival)
    verdict = arrival.verdict
    if verdict in (Verdict.DELIVERED, Verdict.REFUSED, Verdict.UNREACHABLE) and not understood:
        verdict = Verdict.TIMED_OUT
    elif verdict is Verdict.UNREACHABLE and any(one.action is Action.RELAY for one in reply):
        verdict = (
            Verdict.REFUSED
        )  # a balancer that cannot connect onward resets its client's connection
    journey = arrival.journey
    return Branch(journey.probability, journey.hops, verdict, reply, journey.exchanges)
