"""evidence: a whole run in values, for pages, badges and files. Chance and time come from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.reference import Reference
from atlas.text.text import Lang
from atlas.tracer.trace import Flow
from atlas_lab.agreement.compare import Disagreement
from atlas_lab.agreement.describe import in_words
from atlas_lab.agreement.flows import in_words as flow_words
from atlas_lab.agreement.run import Checked, Result
from atlas_lab.agreement.scenarios import Scenario


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Where and when a run was made. `tools` are versions by the name of the command."""

    date: str
    kernel: str
    tools: Mapping[str, str]
    seed: int
    seconds: float


def evidence(results: Iterable[Result], around: Circumstances) -> dict[str, Any]:
    """Return the run as JSON values, described by docs/assets/schemas/agreement.schema.json."""
    found = list(results)
    checked = [one for result in found for one in result.checked]
    return {
        "date": around.date,
        "kernel": around.kernel,
        "tools": dict(around.tools),
        "seed": around.seed,
        "seconds": round(around.seconds, 1),
        "flows": len(checked),
        "connections": sum(one.connections for one in checked),
        "askedAgain": sum(one.asked_again for one in checked),
        "disagreements": sum(one.disagreement is not None for one in checked),
        "outcomes": _outcomes(checked),
        "scenarios": [_scenario(one) for one in found],
        "services": _services(found),
        "figures": _figures(found),
        "found": [_found(one.scenario, each) for one in found for each in one.disagreements],
    }


def _outcomes(checked: Iterable[Checked]) -> dict[str, int]:
    """Return how many flows may end in each way."""
    counted = Counter(
        outcome
        for one in checked
        for outcome in {each.ending.outcome.value for each in one.said.possibilities}
    )
    return dict(sorted(counted.items()))


def _scenario(result: Result) -> dict[str, Any]:
    cluster = result.scenario.cluster
    return {
        "name": result.scenario.name,
        "proxyMode": cluster.proxy.mode.value,
        "podNetwork": cluster.network.pod_network.value,
        "egressMasquerade": cluster.network.egress_masquerade,
        "flows": len(result.checked),
        "connections": result.connections,
        "disagreements": len(result.disagreements),
        "leftOut": result.left_out,
    }


def _services(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Return the numbers of each Service of each cluster that was not randomly generated."""
    flows: Counter[tuple[str, str]] = Counter()
    disagreements: Counter[tuple[str, str]] = Counter()
    for result in results:
        group = result.scenario.name.partition(".")[0]
        for one in result.checked:
            service = _service_of(result.scenario.cluster, one.said.flow)
            if service is not None and not group.startswith("generated"):
                flows[group, str(service)] += 1
                disagreements[group, str(service)] += one.disagreement is not None
    return [
        {"cluster": group, "service": service, "flows": flows[group, service]}
        | {"disagreements": disagreements[group, service]}
        for group, service in sorted(flows)
    ]


def _service_of(cluster: Cluster, flow: Flow) -> Reference | None:
    """Return the Service that the flow names, by reference or by one of its addresses."""
    for service in cluster.services:
        reference = str(service.reference)
        if flow.to == reference or flow.to.startswith(f"{reference}:"):
            return service.reference
        own = (*service.cluster_ips, *service.load_balancer_ips, *service.external_ips)
        if any(flow.to.startswith((f"{ip}:", f"[{ip}]:")) for ip in own):
            return service.reference
    return None


def _figures(results: Iterable[Result]) -> list[dict[str, Any]]:
    flows: Counter[str] = Counter()
    disagreements: Counter[str] = Counter()
    for result in results:
        if result.scenario.figure:
            flows[result.scenario.figure] += len(result.checked)
            disagreements[result.scenario.figure] += len(result.disagreements)
    return [
        {"figure": name, "flows": flows[name], "disagreements": disagreements[name]}
        for name in sorted(flows)
        if flows[name]
    ]


def _found(scenario: Scenario, checked: Checked) -> dict[str, Any]:
    disagreement = checked.disagreement
    assert disagreement is not None
    return {
        "scenario": scenario.name,
        "number": checked.number,
        "from": checked.said.flow.source,
        "to": checked.said.flow.to,
        "about": disagreement.kind.value,
        "modelSays": _said(disagreement),
        "kernelDid": _did(disagreement),
        "repeat": list(repeat(scenario, checked)),
    }


def _said(one: Disagreement) -> list[dict[str, Any]]:
    return [
        {"share": str(each.share), "ending": in_words(each.ending, Lang.EN)}
        for each in one.said.possibilities
    ]


def _did(one: Disagreement) -> list[dict[str, Any]]:
    return [{"times": count, "ending": in_words(each, Lang.EN)} for each, count in one.counted]


def repeat(scenario: Scenario, checked: Checked) -> Iterator[str]:
    """Yield the commands that ask the same once more: the model alone, where arguments can say it, and both."""
    if scenario.words is not None:
        words = (*scenario.words, *flow_words(checked.said.flow))
        yield " ".join(("atlas trace", *map(_quoted, words)))
    again = (*scenario.manifests, "--only", f"{scenario.name}/{checked.number}")
    yield " ".join(("atlas agree", *map(_quoted, again)))


def _quoted(word: str) -> str:
    return f"'{word}'" if set(word) & set(" []*?&;()$") else word
