"""What connections leave behind on the nodes for `sessionAffinity: ClientIP`, and how time makes nodes forget."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from atlas.model.cluster import Affinity, Cluster
from atlas.proxy.data_plane import data_plane_of
from atlas.tracer.trace import Action, Branch, Hop, PlaceKind


def remember(cluster: Cluster, branch: Branch) -> Cluster:
    """Return the cluster after a connection has gone that way: every node that picked an endpoint remembers it.

    A connection to the same endpoint starts the time over.
    """
    made = tuple(memory for hop in branch.hops for memory in _memories(cluster, hop))
    fresh = {replace(memory, age=0) for memory in made}
    older = (memory for memory in cluster.affinities if replace(memory, age=0) not in fresh)
    return replace(cluster, affinities=_kept(cluster, (*older, *made)))


def later(cluster: Cluster, seconds: int) -> Cluster:
    """Return the cluster after that time without connections; raises ValueError if time would run backwards."""
    if seconds < 0:
        raise ValueError(f"{seconds} seconds later")
    older = (replace(memory, age=memory.age + seconds) for memory in cluster.affinities)
    return replace(cluster, affinities=_kept(cluster, older))


def _memories(cluster: Cluster, hop: Hop) -> Iterator[Affinity]:
    """Yield what the hop leaves in the memory of its node: nothing, unless it picked an endpoint of a sticky Service."""
    if hop.action is Action.DNAT and hop.place.kind is PlaceKind.NODE:
        node = cluster.node_by_name[hop.place.name]
        yield from data_plane_of(cluster, node).memories(cluster, node, hop.before, hop.after)


def _kept(cluster: Cluster, affinities: Iterable[Affinity]) -> tuple[Affinity, ...]:
    """Return what the nodes still remember, sorted."""
    by_node: dict[str, list[Affinity]] = {}
    for memory in affinities:
        by_node.setdefault(memory.node, []).append(memory)
    still: list[Affinity] = []
    for name, memories in by_node.items():
        node = cluster.node_by_name.get(name)
        if node is not None:
            still += data_plane_of(cluster, node).kept(cluster, node, memories)
    return tuple(sorted(still, key=_by_place))


def _by_place(memory: Affinity) -> tuple[object, ...]:
    return (
        memory.node,
        str(memory.service),
        memory.port,
        memory.protocol.value,
        memory.client.version,
        int(memory.client),
        int(memory.endpoint),
        memory.endpoint_port,
    )
