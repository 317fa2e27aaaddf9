"""What the rules that the model writes do not say as the cluster's release says it; they do the same all the same."""

from __future__ import annotations

from enum import StrEnum

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.release import RECORDED, Release
from atlas.model.workload import Node


class Unwritten(StrEnum):
    """One way in which a later release writes its rules otherwise."""

    SINGLE_ENDPOINTS = "single endpoints"
    """v1.37 nftables: no `numgen … mod 1 vmap` for a Service port with one endpoint (kubernetes#140723)."""
    COUNTERS = "counters"
    """Rules that only count, which later releases add."""


_SINCE: dict[Unwritten, tuple[Release, tuple[ProxyMode, ...]]] = {
    Unwritten.COUNTERS: (Release(31, 0), tuple(ProxyMode)),
    Unwritten.SINGLE_ENDPOINTS: (Release(37, 0), (ProxyMode.NFTABLES,)),
}


def is_as_recorded(release: Release) -> bool:
    """Return whether the text of the rules has been compared with a recording of that release."""
    return release.minor == RECORDED.minor


def unwritten(cluster: Cluster, node: Node) -> tuple[Unwritten, ...]:
    """Return what the node's release writes otherwise, as far as it is known."""
    mode, release = cluster.proxy.mode, cluster.release_on(node)
    return tuple(
        one for one, (first, modes) in _SINCE.items() if mode in modes and release >= first
    )
