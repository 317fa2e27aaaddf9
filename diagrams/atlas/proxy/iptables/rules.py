"""iptables_rules: the rules that kube-proxy v1.30 writes on one node in iptables mode.

Later releases write the same chains. They mind more hints (atlas.proxy.ports), and where the kernel has nfacct they count
packets of unknown connections and packets to node ports at localhost in rules that change nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.collector import gc_paused
from atlas.model.network import Family
from atlas.model.workload import Node
from atlas.proxy.iptables.base import (
    EXTERNAL_SERVICES,
    FIREWALL,
    HOOKS,
    NODE_PORTS,
    SERVICES,
    TableName,
    base_chains,
    built_in_chains,
    node_port_rules,
)
from atlas.proxy.iptables.chains import port_chains
from atlas.proxy.iptables.entries import entries
from atlas.proxy.iptables.host import Host, host_of
from atlas.proxy.iptables.names import NAMING
from atlas.proxy.node_settings import rules_are_of
from atlas.proxy.ports import ProxiedPort, proxied_ports
from atlas.proxy.rules import Chain, Rule, Ruleset, Table

_LARGE = 1000
"""With more endpoints than this kube-proxy leaves out the comments that would be repeated for each."""
_OF_ALL_SERVICES = {
    TableName.FILTER: (EXTERNAL_SERVICES, FIREWALL, NODE_PORTS, SERVICES),
    TableName.NAT: (NODE_PORTS, SERVICES),
}
"""Chains that every Service adds rules to."""


def iptables_rules(cluster: Cluster, node: Node, family: Family = Family.IPV4) -> Ruleset:
    """Return the tables of one family. Where kube-proxy has stopped, the rules are those of an earlier cluster.

    kube-proxy goes through Service ports in no order (Go's maps have none); here they stand by namespace and name.
    """
    cluster, node = rules_are_of(cluster, node)
    with gc_paused():
        ports = tuple(proxied_ports(cluster, node, family, NAMING))
        is_large = sum(one.entries for one in ports) > _LARGE
        host = replace(host_of(cluster, node, family), is_large=is_large)
        return Ruleset(family, _by_table(_chains(host, ports)), HOOKS)


def _chains(host: Host, ports: Iterable[ProxiedPort]) -> list[Chain]:
    """Return all chains but the kernel's own."""
    shared: dict[tuple[TableName, str], list[Rule]] = {
        (table, name): [] for table, names in _OF_ALL_SERVICES.items() for name in names
    }
    found = list(base_chains(host))
    for port in ports:
        for table, rule in entries(host, port):
            shared[table, rule.chain].append(rule)
        found += port_chains(host, port)
    shared[TableName.NAT, SERVICES] += node_port_rules(host)
    found += (Chain(table, name, tuple(rules)) for (table, name), rules in shared.items())
    return found


def _by_table(chains: list[Chain]) -> dict[str, Table]:
    """Return the chains as iptables-save lists them: the kernel's own first, then by name."""
    tables = {table: {one.name: one for one in built_in_chains(table)} for table in TableName}
    for one in sorted(chains, key=lambda one: one.name):
        tables[TableName(one.table)][one.name] = one
    return {table.value: Table(table.value, found) for table, found in tables.items()}
