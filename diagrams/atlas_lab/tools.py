"""The commands of the system that a lab runs, and which of them are missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from atlas.model.cluster import Cluster, ProxyMode

_PACKAGES = {"ip": "iproute2", "nft": "nftables"}
_SYSTEM_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
"""Where these commands lie; the path of ordinary users often leaves them out."""


def missing_tools(cluster: Cluster) -> tuple[str, ...]:
    """Return a sentence for each command that a lab of the cluster needs and this machine does not have."""
    return tuple(missing(name) for name in _needed(cluster) if find(name) is None)


def find(name: str) -> str | None:
    """Return where a command lies, or None."""
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), *_SYSTEM_FOLDERS))
    return shutil.which(name, path=path)


def missing(name: str) -> str:
    """Return the sentence for a command that is not installed."""
    package = _PACKAGES.get(name, "iptables")
    return f"{name} is not installed. Install it with: sudo apt-get install {package}"


def _needed(cluster: Cluster) -> Iterator[str]:
    yield from ("ip", "nft")
    if cluster.proxy.mode is ProxyMode.IPTABLES:
        yield "iptables-restore"
        if any(ip.version == 6 for node in cluster.nodes for ip in node.internal_ips):
            yield "ip6tables-restore"
