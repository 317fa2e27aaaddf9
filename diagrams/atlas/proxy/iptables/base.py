"""Chains that every node has, whatever Services there are, and where the kernel's own chains call them.

(kubernetes/kubernetes pkg/proxy/iptables/proxier.go iptablesJumpChains, syncProxyRules.)
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from atlas.proxy.iptables.host import Host
from atlas.proxy.iptables.words import comment, host_range, match
from atlas.proxy.rules import Chain, Kind, Rule


class TableName(StrEnum):
    """A table of the kernel that kube-proxy writes to, in the order in which iptables-save lists them."""

    MANGLE = "mangle"
    FILTER = "filter"
    NAT = "nat"


SERVICES = "KUBE-SERVICES"
EXTERNAL_SERVICES = "KUBE-EXTERNAL-SERVICES"
NODE_PORTS = "KUBE-NODEPORTS"
FIREWALL = "KUBE-PROXY-FIREWALL"
FORWARD = "KUBE-FORWARD"
LOCALHOST = "KUBE-FIREWALL"
POSTROUTING = "KUBE-POSTROUTING"
MARK = "KUBE-MARK-MASQ"
CANARY = "KUBE-PROXY-CANARY"

_NEW = "-m conntrack --ctstate NEW "
_FIREWALL = (FIREWALL, Kind.CHECK_FIREWALL, f"{_NEW}{comment('kubernetes load balancer firewall')}")
_EXTERNAL = (
    EXTERNAL_SERVICES,
    Kind.CHECK_OUTSIDE_ADDRESSES,
    f"{_NEW}{comment('kubernetes externally-visible service portals')}",
)
_PORTALS = comment("kubernetes service portals")
_SERVICES = (SERVICES, Kind.CHECK_CLUSTER_IPS, f"{_NEW}{_PORTALS}")
_LOCALHOST = (LOCALHOST, Kind.GUARD_LOCALHOST, "")
_DISPATCH = (SERVICES, Kind.DISPATCH, _PORTALS)
_JUMPS: dict[tuple[TableName, str], tuple[tuple[str, Kind, str], ...]] = {
    (TableName.FILTER, "INPUT"): (
        _LOCALHOST,
        _FIREWALL,
        (
            NODE_PORTS,
            Kind.CHECK_HEALTH_PORTS,
            comment("kubernetes health check service ports"),
        ),
        _EXTERNAL,
    ),
    (TableName.FILTER, "FORWARD"): (
        _FIREWALL,
        (FORWARD, Kind.CHECK_FORWARDED, comment("kubernetes forwarding rules")),
        _SERVICES,
        _EXTERNAL,
    ),
    (TableName.FILTER, "OUTPUT"): (_LOCALHOST, _FIREWALL, _SERVICES),
    (TableName.NAT, "PREROUTING"): (_DISPATCH,),
    (TableName.NAT, "OUTPUT"): (_DISPATCH,),
    (TableName.NAT, "POSTROUTING"): (
        (POSTROUTING, Kind.LEAVE, comment("kubernetes postrouting rules")),
    ),
}
"""What the kernel's chains call, each with the match before the jump."""
_BUILT_IN = {
    TableName.MANGLE: ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"),
    TableName.FILTER: ("INPUT", "FORWARD", "OUTPUT"),
    TableName.NAT: ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
}
HOOKS = (
    (TableName.NAT, "PREROUTING"),
    (TableName.NAT, "OUTPUT"),
    (TableName.FILTER, "INPUT"),
    (TableName.FILTER, "FORWARD"),
    (TableName.FILTER, "OUTPUT"),
    (TableName.NAT, "POSTROUTING"),
)
"""The chains that the kernel calls, in the order in which a packet meets them; of the first two it meets one."""
_LAST = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"


def built_in_chains(table: TableName) -> Iterator[Chain]:
    """Yield the kernel's own chains of a table, with what they call."""
    for name in _BUILT_IN[table]:
        rules = (
            Rule(name, f"{condition}-j {target}", kind, targets=(target,))
            for target, kind, condition in _JUMPS.get((table, name), ())
        )
        yield Chain(table, name, tuple(rules), "policy ACCEPT")


def base_chains(host: Host) -> Iterator[Chain]:
    """Yield the chains of every node that no Service adds rules to."""
    for table in TableName:
        # Written to notice when somebody else empties the tables.
        yield Chain(table, CANARY)
    yield _filter(LOCALHOST, *_localhost_rules(host))
    yield _filter(FORWARD, *_forwarding_rules(host))
    setting = f"-j MARK --set-xmark {host.mark}/{host.mark}"
    yield Chain(TableName.NAT, MARK, (Rule(MARK, setting, Kind.MARK),))
    yield Chain(TableName.NAT, POSTROUTING, tuple(_postrouting_rules(host.mark)))


def node_port_rules(host: Host) -> Iterator[Rule]:
    """Yield the rules that look for node ports, after all other addresses: at any address of the node, or at some."""
    if host.node_port_ips is None:
        shut = "" if host.opens_localhost else match("-d", host.localhost, negated=True)
        text = f"{shut}{comment(_LAST)}-m addrtype --dst-type LOCAL -j {NODE_PORTS}"
        yield Rule(SERVICES, text, Kind.LOOK_UP_NODE_PORT, targets=(NODE_PORTS,))
        return
    for ip in host.node_port_ips:
        text = f"{match('-d', host_range(ip))}{comment(_LAST)}-j {NODE_PORTS}"
        kind = Kind.LOOK_UP_NODE_PORT_AT
        yield Rule(SERVICES, text, kind, targets=(NODE_PORTS,), subject=str(ip))


def _filter(name: str, *rules: Rule) -> Chain:
    return Chain(TableName.FILTER, name, rules)


def _localhost_rules(host: Host) -> Iterator[Rule]:
    """Yield the rule that keeps others from localhost, where it was opened to node ports."""
    if host.opens_localhost:
        text = (
            f"{match('-s', host.localhost, negated=True)}{match('-d', host.localhost)}"
            f"{comment('block incoming localnet connections')}"
            "-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP"
        )
        yield Rule(LOCALHOST, text, Kind.BLOCK_LOCALHOST, subject=host.localhost)


def _forwarding_rules(host: Host) -> Iterator[Rule]:
    if not host.tcp_is_liberal:
        yield Rule(FORWARD, "-m conntrack --ctstate INVALID -j DROP", Kind.DROP_INVALID)
    marked = f"-m mark --mark {host.mark}/{host.mark}"
    for kind, text in (
        (
            Kind.FORWARD_MARKED,
            f"{comment('kubernetes forwarding rules')}{marked} -j ACCEPT",
        ),
        (
            Kind.FORWARD_KNOWN,
            f"{comment('kubernetes forwarding conntrack rule')}"
            "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        ),
    ):
        yield Rule(FORWARD, text, kind)


def _postrouting_rules(mark: str) -> Iterator[Rule]:
    for kind, text in (
        (Kind.SKIP_UNMARKED, f"-m mark ! --mark {mark}/{mark} -j RETURN"),
        (Kind.CLEAR_MARK, f"-j MARK --set-xmark {mark}/0x0"),
        (
            Kind.MASQUERADE,
            f"{comment('kubernetes service traffic requiring SNAT')}-j MASQUERADE --random-fully",
        ),
    ):
        yield Rule(POSTROUTING, text, kind)
