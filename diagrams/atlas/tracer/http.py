"""HTTP: which backend an Ingress controller or Gateway picks for a request, and how it gets there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.model.cluster import Cluster
from atlas.tracer.aim import Request
from atlas.tracer.journey import Arrival


def answer_requests(
    cluster: Cluster, arrivals: Iterable[Arrival], request: Request
) -> Iterator[Arrival]:
    """Yield where the request ends for every way that its connection may arrive."""
    yield from arrivals
