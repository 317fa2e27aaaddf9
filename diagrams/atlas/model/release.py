"""Release: which Kubernetes a cluster runs, as far as the answers depend on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

NEWEST_PATCH = 1 << 16
"""Stands for the newest patch of a minor release, where nobody says which."""
_WRITTEN = re.compile(r"v?1\.([0-9]{1,3})(?:\.([0-9]{1,4}))?(?:[-+].*)?")


@dataclass(frozen=True, slots=True, order=True)
class Release:
    """v1.`minor`.`patch` of Kubernetes."""

    minor: int
    patch: int = NEWEST_PATCH

    def __str__(self) -> str:
        return f"v1.{self.minor}" + ("" if self.patch == NEWEST_PATCH else f".{self.patch}")


OLDEST, NEWEST = Release(30), Release(37)
"""Between these the differences are known, both included."""
RECORDED = Release(30)
"""The release whose rules have been recorded, so that those of the model can be held against them."""


def parse_release(text: str) -> Release | None:
    """Return the release that is written `1.33`, `v1.33.6` or `v1.33.6-gke.1`; None if it is not one."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    minor, patch = found.groups()
    return Release(int(minor), NEWEST_PATCH if patch is None else int(patch))


def known_release(release: Release) -> Release:
    """Return the release itself, or the nearest one whose behaviour is known."""
    if release.minor < OLDEST.minor:
        return OLDEST
    return min(release, NEWEST) if release.minor > NEWEST.minor else release


class Since(Enum):
    """What kube-proxy does since some release: `first` has it, and so has every later one. `source` says where that is
    written down.
    """

    first: Release
    source: str

    def __new__(cls, first: Release, source: str) -> Since:
        member = object.__new__(cls)
        member._value_ = len(cls.__members__) + 1
        member.first = first
        member.source = source
        return member

    def holds_in(self, release: Release) -> bool:
        return release >= self.first

    ZONE_HINTS_WITHOUT_ANNOTATION = (
        Release(31, 0),
        "gate ServiceTrafficDistribution, on since v1.31 (KEP-4444); pkg/proxy/topology.go",
    )
    """Hints for zones count whether or not an annotation of the Service asks for them."""
    UNALLOCATED_DROPPED = (
        Release(33, 0),
        "gate MultiCIDRServiceAllocator, on since v1.33 (kubernetes#125021)",
    )
    """nftables mode drops packets to addresses of the Service range that no Service has."""
    CHECKED_AFTER_DNAT = (
        Release(33, 6),
        "kubernetes#132456 in v1.34.0, #133969 in v1.33.6",
    )
    """nftables mode asks after rewriting whether an address has no usable endpoint, so that a node's own packets are
    rewritten first.
    """
    INTERFACES_BY_NAME = (
        Release(33, 6),
        "kubernetes#134024 in v1.35.0, #134117 in v1.33.6",
    )
    """nftables mode compares names of interfaces (`iifname`)."""
    NODE_HINTS = (
        Release(34, 0),
        "gate PreferSameTrafficDistribution, on since v1.34 (KEP-3015); pkg/proxy/topology.go",
    )
    """Hints for nodes count."""
    LOCALHOST_NODE_PORTS_IN_NFTABLES = (
        Release(37, 0),
        "gate KubeProxyNFTablesLocalhostNodePorts (KEP-6032)",
    )
    """The gate that serves node ports at localhost in nftables mode exists."""
