"""nftables_rules: the rules that kube-proxy writes on one node in nftables mode.

They do what the release of the node does. They are written as v1.30 writes them, besides what `Since` names;
`atlas.proxy.unwritten` says what later releases write otherwise.
"""

from __future__ import annotations

from atlas.model.cluster import Cluster
from atlas.model.collector import gc_paused
from atlas.model.network import Family
from atlas.model.workload import Node
from atlas.proxy.nftables.base import TABLE, base_chains, hooks
from atlas.proxy.nftables.chains import port_chains
from atlas.proxy.nftables.collections import collections_of
from atlas.proxy.nftables.host import host_of
from atlas.proxy.nftables.names import NAMING
from atlas.proxy.node_settings import rules_are_of
from atlas.proxy.ports import proxied_ports
from atlas.proxy.rules import Ruleset, Table


def nftables_rules(cluster: Cluster, node: Node, family: Family = Family.IPV4) -> Ruleset:
    """Return the table of one family. Where kube-proxy has stopped, the rules are those of an earlier cluster."""
    cluster, node = rules_are_of(cluster, node)
    with gc_paused():
        return _ruleset(cluster, node, family)


def _ruleset(cluster: Cluster, node: Node, family: Family) -> Ruleset:
    host = host_of(cluster, node, family)
    ports = tuple(proxied_ports(cluster, node, family, NAMING))
    chains = {one.name: one for one in base_chains(host)}
    chains.update((chain.name, chain) for port in ports for chain in port_chains(host, port))
    collections = {one.name: one for one in collections_of(host, ports)}
    return Ruleset(family, {TABLE: Table(TABLE, chains, collections)}, hooks(host.release))
