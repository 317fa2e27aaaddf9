"""languages: how each mode of kube-proxy says its rules. A mode is a folder beside this file, and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Family
from atlas.model.workload import Node
from atlas.proxy.iptables import listing as iptables
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.nftables import listing as nftables
from atlas.proxy.nftables.rules import nftables_rules
from atlas.proxy.rules import Element, Remark, Rule, Ruleset


@dataclass(frozen=True, slots=True)
class Language:
    """How a mode writes rules, lists them as text that the kernel's tools load, and shows one alone."""

    write: Callable[[Cluster, Node, Family], Ruleset]
    listing: Callable[[Ruleset, Remark | None], str]
    line: Callable[[Rule | Element], str]


LANGUAGES: Mapping[ProxyMode, Language] = {
    ProxyMode.IPTABLES: Language(iptables_rules, iptables.listing, iptables.as_line),
    ProxyMode.NFTABLES: Language(nftables_rules, nftables.listing, nftables.as_line),
}


def rules(cluster: Cluster, node: Node, family: Family = Family.IPV4) -> Ruleset:
    """Return the rules that kube-proxy writes on the node, in the mode that its configuration says."""
    return LANGUAGES[cluster.proxy.mode].write(cluster, node, family)
