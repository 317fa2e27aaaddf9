"""Claims: statements of a page that the model must agree with, or the build fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from atlas.figure import what_if
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Address
from atlas.model.outside import Forwarding
from atlas.model.reference import parse_reference
from atlas.model.service import TrafficPolicy
from atlas.proxy.endpoints import Topology
from atlas.site.facts import ip_of
from atlas.tracer.dns.resolve import OUTSIDE, resolve
from atlas.tracer.network import balancer_of
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, PlaceKind, Trace, Verdict
from atlas.tracer.tracer import trace


class FalseClaim(AssertionError):
    """The page says something that the model contradicts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about one flow. Empty fields claim nothing.

    `answers` are the Pods that can answer, exactly; `passes` and `avoids` are places that every or no way
    visits; `source_seen` is whose address the receiver sees. The other fields choose flow and cluster: `first` is the
    Pod that an earlier connection of the same client got, through `first_node`, `seconds` ago.
    `distribution` is the Service's `trafficDistribution`; the fields `zone_unknown` to `excluded` name nodes;
    `proxy_mode` is the mode of every kube-proxy.
    """

    source: str
    to: str
    entry: str = ""
    node: str = ""
    down: str = ""
    unnoticed: str = ""
    external_policy: str = ""
    internal_policy: str = ""
    forwarding: str = ""
    first: str = ""
    first_node: str = ""
    seconds: str = ""
    not_ready: str = ""
    terminating: str = ""
    gone: str = ""
    distribution: str = ""
    zone_unknown: str = ""
    proxy_stopped: str = ""
    being_deleted: str = ""
    node_not_ready: str = ""
    excluded: str = ""
    proxy_mode: str = ""
    verdict: str = ""
    source_seen: str = ""
    answers: str = ""
    passes: str = ""
    avoids: str = ""

    @property
    def flow(self) -> Flow:
        """The connection that the claim is about."""
        return Flow(self.source, self.to, Entry(self.entry or "auto"), self.node)

    @property
    def evidence(self) -> str:
        """What was traced and found, in the terms of the command line."""
        shown = {
            name: getattr(self, name)
            for name in self.__dataclass_fields__
            if name not in ("source", "to") and getattr(self, name)
        }
        details = ", ".join(f"{name}={value}" for name, value in shown.items())
        return f"{self.source} → {self.to}" + (f" ({details})" if details else "")


def check(cluster: Cluster, claim: Claim) -> Trace:
    """Return the trace that proves a claim. Raises FalseClaim with all that is wrong."""
    changed = _changed(cluster, claim)
    answer = trace(changed, what_if.remembered(cluster, changed, claim.flow))
    wrong = list(_contradictions(cluster, claim, answer))
    if wrong:
        raise FalseClaim(f"claim {claim.evidence}: " + "; ".join(wrong))
    return answer


def check_dns(cluster: Cluster, source: str, name: str, addresses: str, server: str = "") -> None:
    """Check what a client learns about a name. Raises FalseClaim.

    addresses: references (space separated) whose addresses the answer holds, or "none".
    """
    answer = resolve(cluster, sender_of(cluster, source).place, name)
    expected = set() if addresses == "none" else {ip_of(cluster, one) for one in addresses.split()}
    if set(answer.addresses) != expected:
        found = ", ".join(map(str, answer.addresses)) or "none"
        raise FalseClaim(f"claim_dns {source} asks {name}: the answer is {found}, not {addresses}")
    if server and (answer.server == OUTSIDE) != (server == OUTSIDE):
        raise FalseClaim(f"claim_dns {source} asks {name}: {answer.server} answers, not {server}")


def _changed(cluster: Cluster, claim: Claim) -> Cluster:
    service = claim.to.partition(":")[0]
    changes: list[what_if.WhatIf] = []
    if claim.proxy_mode:
        changes.append(what_if.proxy_mode(ProxyMode(claim.proxy_mode)))
    if claim.external_policy:
        policy = TrafficPolicy(claim.external_policy)
        changes.append(what_if.external_policy(service, policy))
    if claim.internal_policy:
        policy = TrafficPolicy(claim.internal_policy)
        changes.append(what_if.internal_policy(service, policy))
    if claim.forwarding:
        changes += [
            what_if.balancer_forwards_as(one.name, Forwarding(claim.forwarding))
            for one in cluster.load_balancers
        ]
    changes += _history(claim)
    if claim.distribution:
        changes.append(what_if.traffic_distribution(service, Topology(claim.distribution)))
    changes += (
        change(name)
        for change, names in (
            (what_if.zone_unknown, claim.zone_unknown),
            (what_if.kube_proxy_stopped, claim.proxy_stopped),
            (what_if.node_being_deleted, claim.being_deleted),
            (what_if.excluded_from_balancers, claim.excluded),
            (what_if.node_not_ready, claim.node_not_ready),
            (what_if.node_down, claim.down),
            (what_if.failure_unnoticed, claim.unnoticed),
            (what_if.pod_terminating, claim.terminating),
            (what_if.pod_not_ready, claim.not_ready),
            (what_if.pod_gone, claim.gone),
        )
        for name in names.split()
    )
    return what_if.apply_all(cluster, changes)


def _history(claim: Claim) -> Iterator[what_if.WhatIf]:
    """Yield what happened before the connection that is claimed about."""
    if claim.first:
        earlier = replace(claim.flow, node=claim.first_node or claim.node)
        yield what_if.connected_before(earlier, claim.first)
    if claim.seconds:
        yield what_if.time_passed(int(claim.seconds))


def _has(cluster: Cluster, owner: str, address: Address) -> bool:
    """Return whether others see the owner under that address; balancers use all that they were given."""
    reference = parse_reference(owner)
    if reference.kind != PlaceKind.BALANCER:
        return address == ip_of(cluster, owner)
    balancer = balancer_of(cluster, address)
    return balancer is not None and balancer.reference == reference


def _contradictions(cluster: Cluster, claim: Claim, answer: Trace) -> Iterator[str]:
    """Yield what the trace does differently from what the page says."""
    if claim.verdict and answer.verdicts != {Verdict(claim.verdict)}:
        yield f"the verdict is {', '.join(sorted(answer.verdicts))}"
    ends = [branch for branch in answer.branches if branch.hops]
    if claim.source_seen:
        seen = {branch.source_seen for branch in ends}
        if not seen or not all(_has(cluster, claim.source_seen, one) for one in seen):
            yield f"the source seen is {', '.join(sorted(map(str, seen)))}"
    if claim.answers:
        found = {b.destination for b in ends if b.verdict is Verdict.DELIVERED}
        names = {place.name for place in found if place.kind is PlaceKind.POD}
        if names != set(claim.answers.split()):
            yield f"{', '.join(sorted(names)) or 'no Pod'} can answer"
    ways = [{hop.place.reference for hop in branch.hops} for branch in ends]
    for text in claim.passes.split():
        if not all(parse_reference(text) in way for way in ways):
            yield f"not every way passes {text}"
    for text in claim.avoids.split():
        if any(parse_reference(text) in way for way in ways):
            yield f"a way passes {text}"
