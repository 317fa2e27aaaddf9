"""`spec.loadBalancerSourceRanges` as kube-proxy reads it."""

from __future__ import annotations

from functools import lru_cache

from atlas.model.network import (
    Address,
    Family,
    Range,
    contains,
    family_of,
    range_as_read_by_kube_proxy,
)
from atlas.model.service import Service
from atlas.model.workload import Node
from atlas.proxy.endpoints import virtual_load_balancer_ips


def source_ranges(service: Service, family: Family) -> tuple[Range, ...]:
    """Return the ranges of one family. None left means: no firewall at all, even if some were written."""
    return tuple(
        one for one in _parsed(service.load_balancer_source_ranges) if family_of(one) is family
    )


def admits(service: Service, node: Node, source: Address) -> bool:
    """Return whether the firewall of a load balancer address lets the source through.

    If the ranges hold the node's own address, packets that carry the balancer's address as source pass too: on
    some platforms that is what a node's own packets look like (pkg/proxy/iptables/proxier.go, allowFromNode).
    """
    family = family_of(source)
    ranges = source_ranges(service, family)
    if not ranges or contains(ranges, source):
        return True
    node_ip = node.ip(family)
    return (
        node_ip is not None
        and contains(ranges, node_ip)
        and source in virtual_load_balancer_ips(service, family)
    )


@lru_cache(maxsize=1024)
def _parsed(texts: tuple[str, ...]) -> tuple[Range, ...]:
    """Return what can be read: blanks around a range are forgiven, malformed entries are skipped, not refused."""
    found = (range_as_read_by_kube_proxy(text.strip()) for text in texts)
    return tuple(one for one in found if one is not None)
