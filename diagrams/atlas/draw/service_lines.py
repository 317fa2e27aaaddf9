"""What is said of a Service in a drawing: its ports, its endpoints, and how connections to it end, as the tracer finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from atlas.figure.stage import Line
from atlas.model.cluster import Cluster
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.report.matrix import usual_sources
from atlas.text import draw_words
from atlas.text.say import say
from atlas.text.text import Lang, Text
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Flow, Trace, Verdict
from atlas.tracer.tracer import trace


@dataclass(frozen=True, slots=True)
class Found:
    """How connections to a Service end: whether those from outside arrive, whether any fails, and what is said of it."""

    outside_works: bool
    fails: bool
    remarks: tuple[Line, ...]


def in_both(text: Text, **facts: object) -> Text:
    """Return a text with its facts, in both languages."""
    return Text(**{lang.value: text.fill(lang, **facts) for lang in Lang})


def verdict_text(verdict: Verdict, before: Text | None = None) -> Text:
    """Return a verdict in both languages, with who feels it; an unknown one ends in a question mark."""
    said = {lang: say(verdict, lang) for lang in Lang}
    if verdict is Verdict.UNKNOWN:
        said = {lang: f"{text}?" for lang, text in said.items()}
    if before is not None:
        said = {lang: f"{before.in_language(lang)}: {text}" for lang, text in said.items()}
    return Text(**{lang.value: text for lang, text in said.items()})


def is_open(service: Service) -> bool:
    """Return whether clients outside have an address for a Service."""
    return service.type in (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER) or bool(
        service.external_ips
    )


def port_line(port: ServicePort) -> str:
    """Return a port of a Service in one line."""
    protocol = "" if port.protocol.value == "TCP" else f"/{port.protocol.value}"
    node_port = f" · nodePort {port.node_port}" if port.node_port else ""
    return f"{port.port}{protocol} → {port.target_port}{node_port}"


def endpoints_of(cluster: Cluster, service: Service) -> tuple[int, int]:
    """Return how many endpoints of a Service are ready, and how many there are."""
    found: dict[object, bool] = {}
    for each in cluster.slices_by_service.get((service.namespace, service.name), ()):
        for end in each.endpoints:
            key = end.target or end.addresses
            found[key] = found.get(key, False) or end.ready
    return sum(found.values()), len(found)


def endpoints_line(cluster: Cluster, service: Service) -> Line | None:
    """Return what is known of a Service's endpoints."""
    if service.type is ServiceType.EXTERNAL_NAME:
        return None
    if any(one.service == service.reference for one in cluster.gaps.endpoints):
        return draw_words.UNKNOWN_ENDPOINTS
    ready, count = endpoints_of(cluster, service)
    if not count:
        return draw_words.NO_ENDPOINTS
    return in_both(draw_words.READY_OF, ready=ready, count=count)


def ask(cluster: Cluster, service: Service) -> Found:
    """Return how connections to the first port of a Service end, from inside and, if it is open, from outside."""
    remarks: list[Line] = []
    if (line := endpoints_line(cluster, service)) is not None:
        remarks.append(line)
    outside_works, fails = True, False
    for who, flow in _flows(cluster, service):
        verdict = worst(asked(cluster, flow))
        if verdict is None or verdict is Verdict.DELIVERED:
            continue
        fails = fails or verdict is not Verdict.UNKNOWN
        outside_works = outside_works and who is not draw_words.OUTSIDE
        remarks.append(verdict_text(verdict, who))
    return Found(outside_works, fails, tuple(remarks))


def _flows(cluster: Cluster, service: Service) -> Iterator[tuple[Text, Flow]]:
    sources = usual_sources_of(cluster)
    if "inside" in sources:
        yield draw_words.INSIDE, Flow(sources["inside"], str(service.reference))
    if is_open(service) and "outside" in sources:
        yield draw_words.OUTSIDE, Flow(sources["outside"], str(service.reference))


def usual_sources_of(cluster: Cluster) -> Mapping[str, str]:
    """Return one client inside and one outside, as far as there are any."""
    key = "draw.usual_sources"
    if key not in cluster.memo:
        found: dict[str, str] = {}
        named = {str(one.reference) for one in cluster.clients if one.names}
        for one in (one for one in usual_sources(cluster) if one not in named):
            found.setdefault("outside" if one.startswith("client/") else "inside", one)
        cluster.memo[key] = found
    return cluster.memo[key]


def asked(cluster: Cluster, flow: Flow) -> Trace | None:
    """Return the trace of a flow, or None if nobody can ask for it."""
    try:
        return trace(cluster, flow)
    except FlowError:
        return None


def worst(answer: Trace | None) -> Verdict | None:
    """Return how a connection ends if it ends badly on any way, else how it ends."""
    if answer is None:
        return None
    verdicts = [one.verdict for one in answer.branches]
    return next((one for one in verdicts if one is not Verdict.DELIVERED), verdicts[0])
