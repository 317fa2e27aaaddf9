"""Which flows change between two clusters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.report.endings import Ending
from atlas.report.matrix import (
    Row,
    count_questions,
    matrix,
    usual_sources,
    written_services,
)

Question = tuple[str, str, str, str]
"""From, to, entry, node: what a flow asks, whatever the policy."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A flow that ends differently; None means that the question cannot be asked in that cluster."""

    question: Question
    before: tuple[Ending, ...] | None
    after: tuple[Ending, ...] | None


def differences(before: Cluster, after: Cluster) -> tuple[int, tuple[Difference, ...]]:
    """Return how many flows were compared, and those that change, in the order of the questions.

    Compared are the flows of the truth table of both clusters, with the policies that are written. Equal clusters
    answer equally, and are not asked.
    """
    sources = tuple(dict.fromkeys((*usual_sources(before), *usual_sources(after))))
    if before == after:
        return count_questions(before, sources, written_services(before), vary=False), ()
    first, second = dict(_answers(before, sources)), dict(_answers(after, sources))
    questions = tuple(dict.fromkeys((*first, *second)))
    changed = (Difference(one, first.get(one), second.get(one)) for one in questions)
    return len(questions), tuple(one for one in changed if one.before != one.after)


def _answers(
    cluster: Cluster, sources: tuple[str, ...]
) -> Iterator[tuple[Question, tuple[Ending, ...]]]:
    for row in matrix(cluster, sources, written_services(cluster), vary=False):
        yield _question(row), row.endings


def _question(row: Row) -> Question:
    flow = row.flow
    return flow.source, flow.to, flow.entry.value, flow.node
