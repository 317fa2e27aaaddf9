"""The walk: one link of the way after the other, for a Service, an Ingress, a route, or a single connection.

What the objects say is looked at link by link; the tracer decides whether it matters. A finding about endpoints that no
connection feels is a warning, and a connection that fails without a finding is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from atlas.model.http import Ingress
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.model.routes import ListenerSet, Route
from atlas.model.service import Service
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Entry, Flow, PlaceKind, Verdict
from atlas.why import kinds_entries as entries
from atlas.why.case import Case
from atlas.why.checks_entries import entry_findings
from atlas.why.checks_http import ingress_backends, ingress_findings
from atlas.why.checks_objects import name_findings, rejected, upkeep_findings
from atlas.why.checks_ports import port_findings
from atlas.why.checks_routes import backends_of, listener_set_findings, route_findings
from atlas.why.checks_selector import endpoint_findings
from atlas.why.details import http_details, service_details
from atlas.why.finding import Finding, finding, told
from atlas.why.http_flows import ingress_flows, route_flows
from atlas.why.kind import ENTRY_LINKS, HTTP_LINKS, SERVICE_LINKS, Kind, Link, State, badness, worst
from atlas.why.kinds_endpoints import ENDPOINT_KINDS, ENDPOINTS_UNKNOWN, SELECTOR_MIXED
from atlas.why.kinds_http import INGRESS_CLASS_UNKNOWN
from atlas.why.probes import Outcome, ask, service_flows, service_of

_LINKS = list(Link)
_FELT = frozenset(one.id for one in ENDPOINT_KINDS)
"""Findings that matter only if a connection feels them."""
_ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
TARGETS = frozenset(("Service", "Ingress", "ListenerSet", *_ROUTES))
"""Kinds that can be asked about."""
_LISTENING = (Link.TARGET_PORT, Link.PROCESS)


@dataclass(frozen=True, slots=True)
class Step:
    """One link of the way: how it is, what is there, and the finding that says so. `reached` is false behind a break."""

    link: Link
    state: State
    detail: str
    finding: Finding | None = None
    reached: bool = True


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is found about one target: the links, all findings in the order of the way, and the connections tried."""

    target: str
    """What was asked; to ask it again tells the same again."""
    object: Reference | None
    """What was asked about, if it is a single object."""
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def state(self) -> State:
        return worst([one.state for one in self.findings])

    @property
    def first(self) -> Finding | None:
        """The first break on the way; without one the first of the worst findings."""
        return next((one for one in self.findings if one.state is self.state), None)

    @property
    def is_rejected(self) -> bool:
        """Whether the object is never created, so that nobody can connect to it."""
        first = self.first
        return first is not None and first.state is State.BROKEN and first.link is Link.OBJECT

    @property
    def failures(self) -> tuple[Outcome, ...]:
        return tuple(one for one in self.outcomes if one.fails)


def diagnose_all(case: Case) -> tuple[Diagnosis, ...]:
    """Return what is found about every Service, Ingress and route that is written, the worst first."""
    found = [diagnose(case, one) for one in targets(case)]
    return tuple(sorted(found, key=lambda one: (-badness(one.state), one.target)))


def targets(case: Case) -> tuple[Reference, ...]:
    """Return all that can be asked for, as it is written."""
    return tuple(sorted(ref for ref, one in case.documents.items() if one.kind in TARGETS))


def diagnose(case: Case, target: Reference, source: str = "") -> Diagnosis:
    """Return what is found about one object that is written."""
    broken = tuple(rejected(case, target))
    cluster = case.cluster
    service = cluster.service_by_reference.get(target)
    ingress = next((one for one in cluster.ingresses if one.reference == target), None)
    routes = (*cluster.http_routes, *cluster.grpc_routes, *cluster.stream_routes)
    route = next((one for one in routes if one.reference == target), None)
    added = next((one for one in cluster.listener_sets if one.reference == target), None)
    if service is not None:
        return _service(case, service, broken, source)
    if ingress is not None:
        return _request(case, ingress, (*broken, *ingress_findings(case, ingress)))
    if route is not None:
        return _request(case, route, (*broken, *route_findings(case, route)))
    if added is not None:
        return _request(case, added, (*broken, *listener_set_findings(case, added)))
    return made(str(target), target, broken, (), SERVICE_LINKS, {})


# Services


def _service(case: Case, service: Service, before: tuple[Finding, ...], source: str) -> Diagnosis:
    flows = service_flows(case.cluster, service, source)
    outcomes = _that_matter(case, (ask(case.cluster, one) for one in flows))
    found = (*before, *service_findings(case, service))
    if any(one.id == entries.OTHER_PROXY.id for one in found):
        outcomes = ()  # what the other proxy does, nobody can tell
    if any(one.id == ENDPOINTS_UNKNOWN.id for one in found):
        outcomes = tuple(one for one in outcomes if not one.fails)  # for want of endpoints
    if not any(map(_kept_out, outcomes)):
        found = tuple(map(_left_to_the_balancer, found))
    confirmed = judged(found, outcomes)
    details = service_details(case, service)
    target = f"{source} → {service.reference}" if source else str(service.reference)
    return made(target, service.reference, confirmed, outcomes, SERVICE_LINKS, details)


def service_findings(case: Case, service: Service) -> tuple[Finding, ...]:
    """Return all that is found about a Service before anybody has connected to it."""
    return (
        *name_findings(case, service),
        *upkeep_findings(case, service),
        *entry_findings(case, service),
        *endpoint_findings(case, service),
        *port_findings(case, service),
    )


def _that_matter(case: Case, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Leave out clients that a Service's source ranges are there to keep out, if they are not all that is known."""
    listed = [one for one in outcomes if one.answer is not None]
    balanced = [one for one in listed if one.flow.entry is Entry.LOAD_BALANCER]
    if all(map(_kept_out, balanced)) and _has_clients(case):
        return tuple(listed)
    return tuple(one for one in listed if not _kept_out(one))


def _left_to_the_balancer(one: Finding) -> Finding:
    """A balancer that is a proxy connects to node ports, which the ranges do not guard; what it does itself is not known."""
    if one.id == entries.SOURCE_RANGES.id:
        return replace(one, state=State.UNKNOWN)
    return one


def _has_clients(case: Case) -> bool:
    """Return whether a client outside is written; one that is assumed proves nothing."""
    return any(one.reference not in case.cluster.gaps.assumed for one in case.cluster.clients)


def _kept_out(outcome: Outcome) -> bool:
    return outcome.fails and _last_reason(outcome) is Reason.SOURCE_RANGES


# Requests


def _request(
    case: Case, target: Ingress | Route | ListenerSet, found: tuple[Finding, ...]
) -> Diagnosis:
    cluster = case.cluster
    if isinstance(target, Ingress):
        flows = ingress_flows(cluster, target)
        backends = [one.reference.without_port() for _, one in ingress_backends(target)]
    elif isinstance(target, ListenerSet):
        flows, backends = (), []
    else:
        flows = route_flows(cluster, target)
        backends = [b.reference.without_port() for rule in backends_of(target) for b in rule]
    own = [one for one in found if one.state is State.BROKEN]
    outcomes = tuple(one for flow in flows if (one := ask(cluster, flow)).answer is not None)
    if any(one.id == INGRESS_CLASS_UNKNOWN.id for one in found):
        outcomes = tuple(one for one in outcomes if not one.fails)  # for want of a controller
    behind = _behind(case, backends) if not own else ()
    confirmed = judged((*found, *behind), outcomes)
    links = (
        Link.NAME,
        Link.OBJECT,
        *HTTP_LINKS,
        *(one for one in SERVICE_LINKS[2:] if one not in ENTRY_LINKS),
    )
    details = http_details(case, target)
    return made(str(target.reference), target.reference, confirmed, outcomes, links, details)


def _behind(case: Case, backends: Iterable[Reference]) -> tuple[Finding, ...]:
    """Return what is found about the Services behind, as far as a proxy feels it: it goes straight to the Pods."""
    found: list[Finding] = []
    for reference in dict.fromkeys(backends):
        service = case.cluster.service_by_reference.get(reference)
        if service is None:
            found += rejected(case, reference)
        elif reference in case.documents:
            found += (
                one
                for one in service_findings(case, service)
                if one.link not in (*ENTRY_LINKS, Link.OBJECT) and one.state is not State.WARNING
            )
    return tuple(found)


# Judging


def judged(found: Sequence[Finding], outcomes: Sequence[Outcome]) -> tuple[Finding, ...]:
    """Return the findings as the connections confirm them, each once, in the order of the way."""
    failing = [one for one in outcomes if one.fails]
    once: dict[object, Finding] = {}
    for one in found:
        once.setdefault(one.place, one)
    listed = sorted(once.values(), key=lambda one: _LINKS.index(one.link))
    if outcomes and not failing:
        unfelt = not any(one.is_unknown for one in outcomes)
        listed = [_unfelt(one) if unfelt else one for one in listed]
    if failing and not any(one.state is State.BROKEN for one in listed):
        listed = _explained(listed, failing[0])
    open_ones = [one for one in outcomes if one.is_unknown]
    if open_ones and not any(one.state in (State.BROKEN, State.UNKNOWN) for one in listed):
        listed.append(_unknown(open_ones[0]))
    return tuple(sorted(listed, key=lambda one: _LINKS.index(one.link)))


def _unfelt(one: Finding) -> Finding:
    if one.id in _FELT and one.state is State.BROKEN:
        return replace(one, state=State.WARNING)
    return one


def _explained(found: list[Finding], failure: Outcome) -> list[Finding]:
    """Return the findings with one that explains a failure: nobody listens where a port is odd, else what the tracer says."""
    reason = _last_reason(failure)
    for at, one in enumerate(found):
        odd = one.link in _LISTENING or one.id == SELECTOR_MIXED.id
        if odd and _nobody_listens(failure):
            return [*found[:at], replace(one, state=State.BROKEN), *found[at + 1 :]]
    link = _LINK_OF.get(reason, Link.REPLY) if reason is not None else Link.NAME
    kind = replace(entries.WAY_FAILS, link=link)
    return [*found, _of_outcome(kind, failure)]


def _nobody_listens(failure: Outcome) -> bool:
    for branch in failure.answer.branches if failure.answer else ():
        refused = branch.verdict in (Verdict.REFUSED, Verdict.BAD_GATEWAY) and branch.hops
        if refused and branch.hops[-1].place.kind is PlaceKind.POD:
            return True
    return False


def _unknown(outcome: Outcome) -> Finding:
    if _last_reason(outcome, Verdict.UNKNOWN) is Reason.POLICY_NOT_READ and outcome.answer:
        for branch in outcome.answer.branches:
            if branch.verdict is Verdict.UNKNOWN and branch.hops:
                policy = dict(branch.hops[-1].facts).get("policy", "-")
                return finding(entries.POLICY_UNREAD, _object_of(outcome.flow), policy=policy)
    return _of_outcome(entries.WAY_UNKNOWN, outcome)


def _of_outcome(kind: Kind, outcome: Outcome) -> Finding:
    flow = outcome.flow
    return finding(
        kind,
        _object_of(flow),
        source=flow.source,
        to=flow.to,
        reason=told(lambda lang: _reason_text(outcome, lang)),
    )


def _object_of(flow: Flow) -> Reference:
    return service_of(flow) or Reference("url", flow.to)


def _reason_text(outcome: Outcome, lang: Lang) -> str:
    answer = outcome.answer
    if answer is None:
        return "-"
    for branch in answer.branches:
        if branch.verdict is not Verdict.DELIVERED and branch.hops:
            last = branch.hops[-1]
            return say(last.reason, lang, **dict(last.facts)).replace("`", "")
    if answer.lookups and not answer.lookups[-1].addresses:
        return say(answer.lookups[-1].reason, lang).replace("`", "")
    return say(next(iter(answer.verdicts)), lang)


def _last_reason(outcome: Outcome, verdict: Verdict | None = None) -> Reason | None:
    """Return why the first way that fails ends, or the lookup before it."""
    answer = outcome.answer
    if answer is None:
        return None
    if answer.lookups and not answer.lookups[-1].addresses:
        return answer.lookups[-1].reason
    for branch in answer.branches:
        wanted = branch.verdict is verdict if verdict else branch.verdict is not Verdict.DELIVERED
        if wanted and branch.hops:
            return branch.hops[-1].reason
    return None


_LINK_OF = {
    Reason.NO_ENDPOINTS: Link.SELECTOR,
    Reason.NO_HTTP_BACKEND: Link.READINESS,
    Reason.NO_LOCAL_ENDPOINTS_EXTERNAL: Link.POLICY,
    Reason.NO_LOCAL_ENDPOINTS_INTERNAL: Link.POLICY,
    Reason.SOURCE_RANGES: Link.ENTRY,
    Reason.NO_HEALTHY_NODE: Link.ENTRY,
    Reason.NO_FORWARDING_RULE: Link.ENTRY,
    Reason.NODE_DOWN: Link.NODE,
    Reason.NOBODY_LISTENS: Link.PROCESS,
    Reason.UNUSED_PORT: Link.PORT,
    Reason.NO_HTTP_RULE: Link.PATH,
    Reason.BACKEND_NOT_FOUND: Link.BACKEND,
    Reason.NO_BACKEND_REFS: Link.BACKEND,
    Reason.DNS_UNKNOWN: Link.NAME,
    Reason.DNS_SERVER_REFUSED: Link.NAME,
    Reason.DNS_SERVER_SILENT: Link.NAME,
    Reason.DNS_DANGLING_ALIAS: Link.NAME,
    Reason.DNS_LOOP: Link.NAME,
    Reason.DNS_NO_READY_ENDPOINT: Link.READINESS,
    Reason.DNS_HOST_WITHOUT_ADDRESS: Link.ADDRESS,
}


# Steps


def made(
    target: str,
    object: Reference | None,
    found: tuple[Finding, ...],
    outcomes: tuple[Outcome, ...],
    links: Iterable[Link],
    details: dict[Link, str],
) -> Diagnosis:
    """Return the diagnosis: one step for each link, the links behind the first break as not reached."""
    if object is not None:
        found = tuple(
            replace(one, object=object) if one.object.kind == "url" else one for one in found
        )
    by_link: dict[Link, list[Finding]] = {}
    for one in found:
        by_link.setdefault(one.link, []).append(one)
    steps: list[Step] = []
    broken = False
    for link in (one for one in _LINKS if one in links or one in by_link):
        here = by_link.get(link, [])
        state = worst([one.state for one in here])
        first = next((one for one in here if one.state is state), None)
        if broken and first is None:
            steps.append(Step(link, State.UNKNOWN, "", reached=False))
            continue
        steps.append(Step(link, state, details.get(link, ""), first, reached=not broken))
        broken = broken or state is State.BROKEN
    return Diagnosis(target, object, tuple(steps), found, outcomes)
