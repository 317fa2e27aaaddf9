"""Claims: statements of a page that the model must agree with, or the build fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Protocol
from atlas.model.reference import parse_reference
from atlas.site.facts import ip_of
from atlas.tracer.dns.resolve import OUTSIDE, resolve
from atlas.tracer.network import balancer_of
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, PlaceKind, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.what_if.history import connected_before, remembered, time_passed
from atlas.what_if.row import Row, Subject, WhatIf, apply_all
from atlas.what_if.rows import BY_ARGUMENT, ROWS


class FalseClaim(AssertionError):
    """The page says something that the model contradicts."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about one flow. Empty fields claim nothing.

    `answers` are the Pods that can answer, exactly; `passes` and `avoids` are places that every or no way
    visits; `source_seen` is whose address the receiver sees. The other fields choose flow and cluster: `first` is the
    Pod that an earlier connection of the same client got, through `first_node`, `seconds` ago. `what_ifs` are changes of
    the cluster, by the names of their arguments: nodes or Pods, or the value of a setting. A setting of a Service is that
    of the Service connected to, one of a load balancer that of all.
    """

    source: str
    to: str
    entry: str = ""
    node: str = ""
    protocol: str = ""
    what_ifs: Mapping[str, str] = field(default_factory=dict[str, str])
    first: str = ""
    first_node: str = ""
    seconds: str = ""
    verdict: str = ""
    source_seen: str = ""
    answers: str = ""
    passes: str = ""
    avoids: str = ""

    @property
    def flow(self) -> Flow:
        """The connection that the claim is about."""
        protocol = Protocol(self.protocol or "TCP")
        return Flow(self.source, self.to, Entry(self.entry or "auto"), self.node, protocol)

    @property
    def evidence(self) -> str:
        """What was traced and found, in the terms of the command line."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        shown = {**told, **self.what_ifs}
        details = ", ".join(
            f"{name}={value}"
            for name, value in shown.items()
            if value and name not in ("source", "to", "what_ifs")
        )
        return f"{self.source} → {self.to}" + (f" ({details})" if details else "")


def claim_of(source: str, to: str, **stated: str) -> Claim:
    """Return the claim; arguments may be its own or what-ifs. Raises TypeError for one that is neither."""
    what_ifs = {name: words for name, words in stated.items() if name in BY_ARGUMENT and words}
    own = {name: words for name, words in stated.items() if name not in BY_ARGUMENT}
    return Claim(source, to, what_ifs=what_ifs, **own)  # type: ignore[arg-type]


def check(cluster: Cluster, claim: Claim) -> Trace:
    """Return the trace that proves a claim. Raises FalseClaim with all that is wrong."""
    changed = _changed(cluster, claim)
    answer = trace(changed, remembered(cluster, changed, claim.flow))
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
    """Return the cluster with its settings, then with what happened before, then with what is broken."""
    settings: list[WhatIf] = []
    accidents: list[WhatIf] = []
    for row in ROWS:
        is_accident = row.subject in (Subject.NODE, Subject.POD)
        kept = accidents if is_accident else settings
        kept.extend(_uses(cluster, claim, row, claim.what_ifs.get(row.argument, "")))
    return apply_all(cluster, (*settings, *_history(claim), *accidents))


def _uses(cluster: Cluster, claim: Claim, row: Row, words: str) -> Iterator[WhatIf]:
    """Yield what the words of a claim make of a what-if."""
    match row.subject:
        case Subject.NODE | Subject.POD:
            for one in words.split():
                yield row(*one.split("=", 1))
        case Subject.SERVICE if words:
            yield row(claim.to, words)
        case Subject.BALANCER if words:
            for balancer in cluster.load_balancers:
                yield row(balancer.name, words)
        case Subject.CLUSTER if words:
            yield row(words)
        case _:
            pass


def _history(claim: Claim) -> Iterator[WhatIf]:
    """Yield what happened before the connection that is claimed about."""
    if claim.first:
        earlier = replace(claim.flow, node=claim.first_node or claim.node)
        yield connected_before(earlier, claim.first)
    if claim.seconds:
        yield time_passed(int(claim.seconds))


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
