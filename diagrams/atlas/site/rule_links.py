"""Rule links: from a hop to the section that shows the rules which did it, one by one."""

from __future__ import annotations

from atlas.figure.hops import Row
from atlas.model.cluster import ProxyMode
from atlas.model.reason import Reason
from atlas.site.editions import edition
from atlas.text.text import Lang
from atlas.tracer.trace import Action, PlaceKind

_OUTSIDE = {Reason.NODE_PORT, Reason.EXTERNAL_LOCAL, Reason.EXTERNAL_IP}


def rule_address(row: Row, mode: ProxyMode, lang: Lang) -> str:
    """Return where the rules stand that act at the end of a hop, from the site's root; "" if no rules of a node do."""
    for hop in row.done:
        if hop.place.kind is PlaceKind.NODE and (found := _section(hop.action, hop.reason, mode)):
            return f"{edition(lang).prefix}inside/{found}"
    return ""


def _section(action: Action, reason: Reason, mode: ProxyMode) -> str:
    page = "nftables/" if mode is ProxyMode.NFTABLES else "iptables/"
    match action:
        case Action.DNAT if reason is Reason.SESSION_AFFINITY:
            return "session-affinity/"
        case Action.DNAT if reason is Reason.LOAD_BALANCER_IP and mode is ProxyMode.IPTABLES:
            return f"{page}#loadbalancer"
        case Action.DNAT if reason in _OUTSIDE or reason is Reason.LOAD_BALANCER_IP:
            return f"{page}#nodeport"
        case Action.DNAT | Action.MASQUERADE:
            return f"{page}#clusterip"
        case Action.REFUSE if reason is not Reason.NOBODY_LISTENS:
            return f"{page}#filter"
        case Action.DROP:
            return f"{page}#filter"
        case Action.RESTORE:
            return "iptables/#conntrack"
        case _:
            return ""
