"""Chains that every node has, whatever Services there are.

(kubernetes/kubernetes pkg/proxy/nftables/proxier.go setupNFTables.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.release import Release, Since
from atlas.proxy.nftables.host import Host, range_text
from atlas.proxy.rules import Chain, Kind, Rule

TABLE = "kube-proxy"

SERVICE_IPS = "service-ips"
NODE_PORTS = "service-nodeports"
EMPTY_SERVICES = "no-endpoint-services"
EMPTY_NODE_PORTS = "no-endpoint-nodeports"
FIREWALL_IPS = "firewall-ips"
CLUSTER_IPS = "cluster-ips"
NODE_PORT_IPS = "nodeport-ips"

FIREWALL_CHECK = "firewall-check"
NODE_PORT_CHECK = "nodeport-endpoints-check"
SERVICE_CHECK = "service-endpoints-check"
CLUSTER_IP_CHECK = "cluster-ips-check"
SERVICES = "services"
MASQUERADING = "masquerading"
MARK = "mark-for-masquerade"
REJECT = "reject-chain"

_CHECKS = {
    FIREWALL_CHECK: Kind.CHECK_FIREWALL,
    NODE_PORT_CHECK: Kind.CHECK_NODE_PORT_ENDPOINTS,
    SERVICE_CHECK: Kind.CHECK_SERVICE_ENDPOINTS,
    CLUSTER_IP_CHECK: Kind.CHECK_CLUSTER_IPS,
}


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which chains the kernel calls for the checks, and all of them in the order in which a packet meets them."""

    filters: tuple[tuple[str, str, tuple[str, ...]], ...]
    hooks: tuple[str, ...]


_BEFORE = _Layout(
    (
        ("filter-prerouting", "prerouting priority dstnat - 10", (FIREWALL_CHECK,)),
        ("filter-input", "input priority -110", (NODE_PORT_CHECK, SERVICE_CHECK)),
        ("filter-forward", "forward priority -110", (SERVICE_CHECK, CLUSTER_IP_CHECK)),
        ("filter-output", "output priority -110", (SERVICE_CHECK, FIREWALL_CHECK)),
        ("filter-output-post-dnat", "output priority -90", (CLUSTER_IP_CHECK,)),
    ),
    (
        *("filter-prerouting", "nat-prerouting"),
        *("filter-output", "nat-output", "filter-output-post-dnat"),
        *("filter-input", "filter-forward", "nat-postrouting"),
    ),
)
"""A node's own packets are checked before their destination is rewritten, but for the last check."""
_AFTER = _Layout(
    (
        ("filter-prerouting-pre-dnat", "prerouting priority dstnat - 10", (FIREWALL_CHECK,)),
        ("filter-output-pre-dnat", "output priority -110", (FIREWALL_CHECK,)),
        ("filter-input", "input priority filter", (NODE_PORT_CHECK, SERVICE_CHECK)),
        ("filter-forward", "forward priority filter", (SERVICE_CHECK, CLUSTER_IP_CHECK)),
        ("filter-output", "output priority filter", (SERVICE_CHECK, CLUSTER_IP_CHECK)),
    ),
    (
        *("filter-prerouting-pre-dnat", "nat-prerouting"),
        *("filter-output-pre-dnat", "nat-output", "filter-output"),
        *("filter-input", "filter-forward", "nat-postrouting"),
    ),
)
"""Only source ranges are checked before destinations are rewritten."""
_NAT_CHAINS = (
    ("nat-prerouting", "prerouting priority dstnat", SERVICES, Kind.DISPATCH),
    ("nat-output", "output priority -100", SERVICES, Kind.DISPATCH),
    ("nat-postrouting", "postrouting priority srcnat", MASQUERADING, Kind.LEAVE),
)


def hooks(release: Release) -> tuple[tuple[str, str], ...]:
    """Return the chains that the kernel calls, in the order in which a packet meets them.

    Of those for packets that arrive and those for the node's own it meets one kind.
    """
    return tuple((TABLE, one) for one in _layout(release).hooks)


def _layout(release: Release) -> _Layout:
    return _AFTER if Since.CHECKED_AFTER_DNAT.holds_in(release) else _BEFORE


def base_chains(host: Host) -> Iterator[Chain]:
    """Yield the chains of every node, those that the kernel calls first."""
    for name, hook, checks in _layout(host.release).filters:
        jumps = (_jump(name, one, _CHECKS[one], "ct state new ") for one in checks)
        yield Chain(TABLE, name, tuple(jumps), f"type filter hook {hook}; policy accept;")
    for name, hook, target, kind in _NAT_CHAINS:
        yield Chain(
            TABLE, name, (_jump(name, target, kind),), f"type nat hook {hook}; policy accept;"
        )
    yield _chain(NODE_PORT_CHECK, _node_port_check(host))
    yield _chain(SERVICE_CHECK, _look_up(host, SERVICE_CHECK, EMPTY_SERVICES))
    yield _chain(FIREWALL_CHECK, _look_up(host, FIREWALL_CHECK, FIREWALL_IPS))
    yield _chain(SERVICES, _look_up(host, SERVICES, SERVICE_IPS), _node_ports(host))
    yield _masquerading(host.mark)
    yield _chain(CLUSTER_IP_CHECK, _unknown_ports(host), *_unallocated(host))
    yield _chain(MARK, Rule(MARK, f"meta mark set meta mark | {host.mark}", Kind.MARK))
    comment = f"helper for @{EMPTY_SERVICES} / @{EMPTY_NODE_PORTS}"
    yield Chain(TABLE, REJECT, (Rule(REJECT, "reject", Kind.REJECT),), comment=comment)


def _chain(name: str, *rules: Rule) -> Chain:
    return Chain(TABLE, name, rules)


def _jump(chain: str, target: str, kind: Kind, condition: str = "") -> Rule:
    return Rule(chain, f"{condition}jump {target}", kind, targets=(target,))


_LOOK_UPS = {
    EMPTY_SERVICES: Kind.LOOK_UP_EMPTY_SERVICE,
    FIREWALL_IPS: Kind.LOOK_UP_FIREWALL,
    SERVICE_IPS: Kind.LOOK_UP_SERVICE,
}


def _look_up(host: Host, chain: str, name: str) -> Rule:
    text = f"{host.word} daddr . meta l4proto . th dport vmap @{name}"
    return Rule(chain, text, _LOOK_UPS[name], targets=(f"@{name}",))


def _node_port_check(host: Host) -> Rule:
    """Return the look-up of packets to the node itself, which need not be asked whether they are."""
    return _node_port_rule(
        host, NODE_PORT_CHECK, EMPTY_NODE_PORTS, Kind.LOOK_UP_EMPTY_NODE_PORT, ""
    )


def _node_ports(host: Host) -> Rule:
    return _node_port_rule(
        host, SERVICES, NODE_PORTS, Kind.LOOK_UP_NODE_PORT, "fib daddr type local "
    )


def _node_port_rule(host: Host, chain: str, name: str, kind: Kind, is_own: str) -> Rule:
    """Return the look-up of a node port: at the node's chosen addresses, or at all but localhost."""
    served = host.node_port_ips is not None
    guard = f"@{NODE_PORT_IPS}" if served else f"!= {host.localhost}"
    text = f"{host.word} daddr {guard} meta l4proto . th dport vmap @{name}"
    targets = (f"@{NODE_PORT_IPS}", f"@{name}") if served else (f"@{name}",)
    return Rule(chain, text if served else is_own + text, kind, targets=targets)


def _unknown_ports(host: Host) -> Rule:
    comment = ' comment "Reject traffic to invalid ports of ClusterIPs"'
    return Rule(
        CLUSTER_IP_CHECK,
        f"{host.word} daddr @{CLUSTER_IPS} reject{comment}",
        Kind.REJECT_UNKNOWN_PORT,
        targets=(f"@{CLUSTER_IPS}",),
    )


def _unallocated(host: Host) -> Iterator[Rule]:
    """Yield the rule that drops what goes to addresses of the Service ranges that no Service has."""
    if not host.guarded:
        return
    listed = ", ".join(map(range_text, host.guarded))
    ranges = f"{{ {listed} }}" if len(host.guarded) > 1 else listed
    text = f'{host.word} daddr {ranges} drop comment "Drop traffic to unallocated ClusterIPs"'
    yield Rule(CLUSTER_IP_CHECK, text, Kind.DROP_UNALLOCATED, subject=listed)


def _masquerading(mark: str) -> Chain:
    # Of the topmost bit nft makes a prefix when it lists the rule.
    unmarked = "0x00000000/1" if mark == "0x80000000" else f"& {mark} == 0x00000000"
    return _chain(
        MASQUERADING,
        Rule(MASQUERADING, f"meta mark {unmarked} return", Kind.SKIP_UNMARKED),
        Rule(MASQUERADING, f"meta mark set meta mark ^ {mark}", Kind.CLEAR_MARK),
        Rule(MASQUERADING, "masquerade fully-random", Kind.MASQUERADE),
    )
