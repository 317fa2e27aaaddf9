"""Which Kubernetes the cluster runs: what was asked for, else what its nodes say, else the newest one that is known."""

from __future__ import annotations

from collections.abc import Iterable

from atlas.model.release import NEWEST, Release, known_release
from atlas.model.workload import Node
from atlas.world.assumption import Assumption, Topic, Wishes


def release_of(nodes: Iterable[Node], wishes: Wishes) -> tuple[Release, tuple[Assumption, ...]]:
    """Return the release, and what has been assumed for it.

    While a cluster is upgraded its nodes run different releases; then each one's own counts, and the oldest for those that
    do not say theirs.
    """
    if wishes.release is not None:
        return wishes.release, ()
    nodes = tuple(nodes)
    said = sorted({one.release for one in nodes if one.release is not None})
    if not said:
        return NEWEST, (Assumption(Topic.RELEASE, (("release", str(NEWEST)),)),)
    oldest, known = said[0], known_release(said[0])
    found: list[Assumption] = []
    if several_releases(nodes, wishes) and any(one.release is None for one in nodes):
        facts = (("releases", ", ".join(map(str, said))), ("release", str(oldest)))
        found.append(Assumption(Topic.SEVERAL_RELEASES, facts))
    if known != oldest:
        facts = (("said", str(oldest)), ("release", str(known)))
        found.append(Assumption(Topic.UNKNOWN_RELEASE, facts))
    return known, tuple(found)


def several_releases(nodes: Iterable[Node], wishes: Wishes) -> bool:
    """Return whether nodes run different releases, and nobody has asked for one."""
    said = {known_release(one.release) for one in nodes if one.release is not None}
    return wishes.release is None and len(said) > 1
