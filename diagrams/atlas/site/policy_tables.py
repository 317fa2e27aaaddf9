"""Traffic policies side by side: who answers under Cluster and under Local, and how evenly. All of it traced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from atlas.figure.what_if import WhatIf, apply_all, external_policy, internal_policy, pod_not_ready
from atlas.model.cluster import Cluster
from atlas.model.service import TrafficPolicy
from atlas.site.rows import Cell, Row, in_both, joined
from atlas.text import table_words as words
from atlas.text.say import say
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow, Trace, Verdict
from atlas.tracer.tracer import trace

NODE_PORT, BALANCED, INSIDE = "service/web-nodeport", "service/web-lb", "service/web"


@dataclass(frozen=True, slots=True)
class Question:
    """A connection to which one of the two policies may apply."""

    client: Text
    address: Text
    flow: Flow

    def under(self, policy: TrafficPolicy) -> WhatIf:
        """Return the what-if in which the policy that governs this address has that value."""
        governs = internal_policy if self.flow.entry is Entry.CLUSTER_IP else external_policy
        return governs(self.flow.to, policy)


OUTSIDE = (
    Question(
        words.LAPTOP,
        words.NODE_PORT_WITH_POD,
        Flow("client/laptop", NODE_PORT, Entry.NODE_PORT, "node-a"),
    ),
    Question(
        words.LAPTOP,
        words.NODE_PORT_WITHOUT_POD,
        Flow("client/laptop", NODE_PORT, Entry.NODE_PORT, "node-c"),
    ),
    Question(
        words.LAPTOP,
        words.BALANCER_ADDRESS,
        Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER),
    ),
    Question(
        words.POD_ON_NODE_A,
        words.NODE_PORT_WITH_POD,
        Flow("pod/client", NODE_PORT, Entry.NODE_PORT, "node-a"),
    ),
    Question(
        words.POD_ON_NODE_A,
        words.NODE_PORT_WITHOUT_POD,
        Flow("pod/client", NODE_PORT, Entry.NODE_PORT, "node-c"),
    ),
    Question(
        words.POD_ON_NODE_C,
        words.BALANCER_ADDRESS,
        Flow("pod/api-2", BALANCED, Entry.LOAD_BALANCER),
    ),
    Question(
        words.PROCESS_ON_NODE_C,
        words.BALANCER_ADDRESS,
        Flow("node/node-c", BALANCED, Entry.LOAD_BALANCER),
    ),
)
INTERNAL = (
    Question(words.POD_ON_NODE_A, words.CLUSTER_IP, Flow("pod/client", INSIDE, Entry.CLUSTER_IP)),
    Question(words.POD_ON_NODE_C, words.CLUSTER_IP, Flow("pod/api-2", INSIDE, Entry.CLUSTER_IP)),
    Question(
        words.PROCESS_ON_NODE_C, words.CLUSTER_IP, Flow("node/node-c", INSIDE, Entry.CLUSTER_IP)
    ),
)


def outcomes(cluster: Cluster, questions: tuple[Question, ...]) -> Iterator[Row]:
    """Yield who answers each question under either policy, or how the connection fails."""
    for one in questions:
        answers = [
            answered(trace(one.under(policy).apply(cluster), one.flow)) for policy in TrafficPolicy
        ]
        yield (one.client, one.address, *answers)


def external_outcomes(cluster: Cluster) -> Iterator[Row]:
    """Yield what `externalTrafficPolicy` decides."""
    return outcomes(cluster, OUTSIDE)


def internal_outcomes(cluster: Cluster) -> Iterator[Row]:
    """Yield what `internalTrafficPolicy` decides."""
    return outcomes(cluster, INTERNAL)


def shares(cluster: Cluster) -> Iterator[Row]:
    """Yield each Pod's share of the connections that a load balancer spreads evenly over its nodes."""
    flow = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER)
    found = [
        shares_of(trace(external_policy(BALANCED, policy).apply(cluster), flow))
        for policy in TrafficPolicy
    ]
    for pod in cluster.pods:
        if any(pod.name in share for share in found):
            yield (pod.name, pod.node, *(str(share.get(pod.name, 0)) for share in found))


def failures(cluster: Cluster) -> Iterator[Row]:
    """Yield what the client feels under each value of each policy, by where there are ready Pods."""
    nowhere = apply_all(
        cluster, [pod_not_ready(f"pod/{name}") for name in ("web-1", "web-2", "web-3")]
    )
    for situation, changed, node in (
        (words.READY_ON_THIS_NODE, cluster, "node-a"),
        (words.READY_ELSEWHERE, cluster, "node-c"),
        (words.READY_NOWHERE, nowhere, "node-a"),
    ):
        outside = Flow("client/laptop", NODE_PORT, Entry.NODE_PORT, node)
        inside = Flow(f"node/{node}", INSIDE, Entry.CLUSTER_IP)
        questions = [Question(situation, situation, flow) for flow in (outside, inside)]
        felt = [
            _verdicts(trace(one.under(policy).apply(changed), one.flow))
            for one in questions
            for policy in TrafficPolicy
        ]
        yield (situation, *felt)


def answered(answer: Trace) -> Cell:
    """Return the Pods that can answer, or how the connection fails."""
    pods = shares_of(answer)
    if pods:
        return joined(sorted(pods))
    return _verdicts(answer)


def _verdicts(answer: Trace) -> Text:
    return in_both(lambda lang: joined([say(one, lang) for one in sorted(answer.verdicts)]))


def shares_of(answer: Trace) -> dict[str, Fraction]:
    """Return the share of each Pod that can answer."""
    found: dict[str, Fraction] = {}
    for way in answer.branches:
        if way.verdict is Verdict.DELIVERED:
            name = way.destination.name
            found[name] = found.get(name, Fraction(0)) + way.probability
    return found
