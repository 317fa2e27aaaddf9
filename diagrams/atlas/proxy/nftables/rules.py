"""nftables_rules: the rules that kube-proxy v1.30 writes on one node in nftables mode.

Later releases write the same chains with small changes: v1.31 drops packets to unallocated ClusterIPs, v1.34 refuses
from other chains, so that a node's own packets to policy Local without local endpoints are no longer dropped.
"""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.collector import gc_paused
from atlas.model.network import Family
from atlas.model.workload import Node
from atlas.proxy.nftables.base import HOOKS, TABLE, base_chains
from atlas.proxy.nftables.chains import port_chains
from atlas.proxy.nftables.collections import collections_of
from atlas.proxy.nftables.host import host_of
from atlas.proxy.nftables.names import NAMING
from atlas.proxy.node_settings import rules_are_of
from atlas.proxy.ports import Hints, proxied_ports
from atlas.proxy.rules import Ruleset, Table


def nftables_rules(
    cluster: Cluster, node: Node, family: Family = Family.IPV4, hints: Hints = Hints.V1_30
) -> Ruleset:
    """Return the table of one family. Where kube-proxy has stopped, the rules are those of an earlier cluster."""
    cluster, node = rules_are_of(cluster, node)
    with gc_paused():
        return _ruleset(cluster, node, family, hints)


def _ruleset(cluster: Cluster, node: Node, family: Family, hints: Hints) -> Ruleset:
    host = host_of(cluster, node, family)
    ports = tuple(proxied_ports(cluster, node, family, NAMING, hints))
    chains = {one.name: one for one in base_chains(host)}
    chains.update((chain.name, chain) for port in ports for chain in port_chains(host, port))
    collections = {one.name: one for one in collections_of(host, ports)}
    return Ruleset(family, {TABLE: Table(TABLE, chains, collections)}, HOOKS)
