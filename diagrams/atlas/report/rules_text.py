"""Rules of kube-proxy as text that the tools of the kernel load: `iptables-restore`, `nft -f`."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Family
from atlas.model.reference import Reference
from atlas.model.workload import Node
from atlas.proxy.iptables import follow as follow_iptables
from atlas.proxy.iptables import ruleset as iptables
from atlas.proxy.iptables.listing import table_text
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.nftables import follow as follow_nftables
from atlas.proxy.nftables import ruleset as nftables
from atlas.proxy.nftables.listing import listing
from atlas.proxy.nftables.rules import nftables_rules
from atlas.text import iptables_notes, nftables_notes
from atlas.text.text import Lang

Ruleset = iptables.Ruleset | nftables.Ruleset


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules of one node in one family: all, or those that concern one Service (or one port of it)."""

    node: Node
    mode: ProxyMode
    family: Family
    service: Reference | None
    ruleset: Ruleset

    @property
    def is_empty(self) -> bool:
        """Whether there is no rule at all, which is so only for a Service that kube-proxy does not mind."""
        match self.ruleset:
            case iptables.Ruleset():
                return not self.ruleset.tables
            case nftables.Ruleset():
                return not self.ruleset.chains


def rules_view(
    cluster: Cluster, node: Node, family: Family, service: Reference | None = None
) -> RulesView:
    """Return the rules that kube-proxy writes on the node, in the mode that its configuration says."""
    mode = cluster.proxy.mode
    ruleset: Ruleset
    if mode is ProxyMode.IPTABLES:
        ruleset = iptables_rules(cluster, node, family)
        if service is not None:
            ruleset = follow_iptables.narrowed(ruleset, service)
    else:
        ruleset = nftables_rules(cluster, node, family)
        if service is not None:
            ruleset = follow_nftables.narrowed(ruleset, service)
    return RulesView(node, mode, family, service, ruleset)


def rules_text(view: RulesView, explained: Lang | None = None) -> str:
    """Return the rules as text; with a language, a comment before each says what it is for. Without rules it is empty."""
    if view.is_empty:
        return ""
    return f"# {_title(view)}\n{_loadable(view.ruleset, explained)}"


def _title(view: RulesView) -> str:
    """Return what the text is of, for those who find it in a file."""
    what = [f"kube-proxy v1.30 in {view.mode} mode", str(view.node.reference), view.family.value]
    return ", ".join([*what, str(view.service)] if view.service is not None else what)


def _loadable(ruleset: Ruleset, explained: Lang | None) -> str:
    match ruleset:
        case iptables.Ruleset():
            if explained is None:
                return table_text(ruleset.chains)
            return table_text(ruleset.chains, lambda one: iptables_notes.note(one, explained))
        case nftables.Ruleset():
            if explained is None:
                return listing(ruleset)
            return listing(ruleset, lambda one: nftables_notes.note(one, explained))
