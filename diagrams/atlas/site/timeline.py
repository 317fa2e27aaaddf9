"""The time line of a Pod's deletion: what is so at each of its moments. Where new connections go is traced."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from atlas.figure.control import Timeline
from atlas.figure.states import Explored
from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.text import deletion_words as words
from atlas.text.text import Lang
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.deletion import Step

Row = tuple[str, list[str], list[bool]]
"""What it is about, and for each moment what is so, and whether the Pod still takes part."""


def rows(explored: Explored, lang: Lang) -> Iterator[Row]:
    """Yield the rows of a scene whose only control is a time line."""
    (control,) = explored.scene.controls
    timeline = control.timeline
    assert timeline is not None
    pod = timeline.pod.rpartition("/")[2]
    steps = [one.step for one in timeline.moments]
    seen = {step: steps.index(step) for step in steps}
    states = [_state(steps[: at + 1]) for at in range(len(steps))]
    yield (
        words.POD.fill(lang, pod=pod),
        [words.POD_STATES[one].in_language(lang) for one in states],
        [one is not Step.KILLED for one in states],
    )
    ready = [at < seen[Step.SLICE] for at in range(len(steps))]
    yield words.READY.in_language(lang), ["✓" if one else "✕" for one in ready], ready
    clusters = [state.stages[0].cluster for state in explored.states]
    for node in clusters[0].nodes:
        shares = [share(cluster, node.name, timeline) for cluster in clusters]
        told = [str(one) if one else "–" for one in shares]
        yield words.NEW.fill(lang, node=node.name), told, [one > 0 for one in shares]
    alive = [one is not Step.KILLED for one in steps]
    yield (
        words.OPEN.in_language(lang),
        [words.OPEN_STATES[not one].in_language(lang) for one in alive],
        alive,
    )


def share(cluster: Cluster, node: str, timeline: Timeline) -> Fraction:
    """Return how many of the connections from a node to the Service the Pod gets."""
    pod = parse_reference(timeline.pod)
    ways = trace(cluster, Flow(f"node/{node}", timeline.service)).branches
    return sum((one.probability for one in ways if one.destination.reference == pod), Fraction(0))


def _state(so_far: list[Step]) -> Step:
    """Return which of the steps that change the Pod itself came last."""
    return next(
        one for one in (Step.KILLED, Step.SIGNAL, Step.DELETED, Step.BEFORE) if one in so_far
    )
