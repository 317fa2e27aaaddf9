"""Chains of one Service port and its endpoints.

(kubernetes/kubernetes pkg/proxy/nftables/proxier.go syncProxyRules, writeServiceToEndpointRules.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from atlas.proxy.nftables.base import MARK, TABLE
from atlas.proxy.nftables.host import Host
from atlas.proxy.nftables.intervals import merged
from atlas.proxy.nftables.names import affinity_set
from atlas.proxy.ports import ProxiedEndpoint, ProxiedPort
from atlas.proxy.rules import Chain, Kind, Rule


def port_chains(host: Host, port: ProxiedPort) -> Iterator[Chain]:
    """Yield the chains of a Service port on this node, endpoints first."""
    for backend in port.reachable:
        yield _endpoint_chain(host, port, backend)
    for name, backends in ((port.cluster_chain, port.cluster), (port.local_chain, port.local)):
        if backends:
            yield Chain(TABLE, name, tuple(_policy_rules(host, port, name, backends)))
    if port.has_endpoints and port.is_open:
        yield Chain(TABLE, port.external_chain, tuple(_external_rules(host, port)))
    if port.has_firewall:
        yield Chain(TABLE, port.firewall_chain, (_firewall_rule(host, port),))


def _endpoint_chain(host: Host, port: ProxiedPort, backend: ProxiedEndpoint) -> Chain:
    chain, owner = backend.chain, port.owner
    rules = [
        Rule(
            chain,
            f"{host.word} saddr {backend.ip} jump {MARK}",
            Kind.HAIRPIN,
            owner=owner,
            targets=(MARK,),
            subject=backend.text,
        )
    ]
    if port.affinity_timeout:
        name = affinity_set(backend)
        text = f"update @{name} {{ {host.word} saddr }}"
        rules.append(
            Rule(
                chain,
                text,
                Kind.REMEMBER_CLIENT,
                owner=owner,
                targets=(f"@{name}",),
                subject=backend.text,
            )
        )
    text = f"meta l4proto {port.protocol} dnat to {backend.text}"
    rules.append(Rule(chain, text, Kind.REWRITE, owner=owner, subject=backend.text))
    return Chain(TABLE, chain, tuple(rules))


def _policy_rules(
    host: Host, port: ProxiedPort, chain: str, backends: Sequence[ProxiedEndpoint]
) -> Iterator[Rule]:
    """Yield the rules that choose one of the endpoints."""
    if chain == port.inside_chain and port.has_inside:
        yield from _inside_rules(host, port)
    if port.affinity_timeout:
        for one in backends:
            yield Rule(
                chain,
                f"{host.word} saddr @{affinity_set(one)} goto {one.chain}",
                Kind.RETURN_TO_ENDPOINT,
                owner=port.owner,
                targets=(one.chain, f"@{affinity_set(one)}"),
                subject=one.text,
            )
    names = tuple(one.chain for one in backends)
    choices = ", ".join([f"{number} : goto {name}" for number, name in enumerate(names)])
    yield Rule(
        chain,
        f"numgen random mod {len(names)} vmap {{ {choices} }}",
        Kind.PICK_ENDPOINT,
        owner=port.owner,
        targets=names,
        subject=str(len(names)),
    )


def _inside_rules(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    """Yield the rule that masquerades packets to the ClusterIP: all of them, or those that no Pod sent."""
    match = f"{host.word} daddr {port.cluster_ip} {port.protocol} dport {port.port}"
    if host.masquerade_all:
        kind, condition, subject = Kind.MASQUERADE_ALL, "", str(port.cluster_ip)
    elif host.pods is not None:
        field, value = host.pods
        kind, condition, subject = Kind.MASQUERADE_STRANGERS, f"{field} != {value} ", value
    else:
        return
    yield Rule(
        port.inside_chain,
        f"{match} {condition}jump {MARK}",
        kind,
        owner=port.owner,
        targets=(MARK,),
        subject=subject,
    )


def _external_rules(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    """Yield the rules for packets to all addresses but the ClusterIP.

    With policy Local only packets from outside keep to the node: what Pods and the node itself send goes wherever there
    are endpoints, as if it had gone out and come back through a load balancer.
    """
    chain, owner = port.external_chain, port.owner
    if not port.is_local_outside:
        kind = Kind.MASQUERADE_OUTSIDE_TRAFFIC
        yield Rule(chain, f"jump {MARK}", kind, owner=owner, targets=(MARK,))
    else:
        yield from _short_circuits(host, port)
    if port.has_outside:
        target = port.outside_chain
        yield Rule(chain, f"goto {target}", Kind.OBEY_POLICY, owner=owner, targets=(target,))


def _short_circuits(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    everywhere = port.cluster_chain
    own = "fib saddr type local"
    if host.pods is not None:
        field, value = host.pods
        yield Rule(
            port.external_chain,
            f'{field} {value} goto {everywhere} comment "short-circuit pod traffic"',
            Kind.SHORT_CIRCUIT_PODS,
            port.owner,
            (everywhere,),
            value,
        )
    for verdict, target, kind, comment in (
        ("jump", MARK, Kind.MASQUERADE_OWN, "masquerade local traffic"),
        ("goto", everywhere, Kind.SHORT_CIRCUIT_OWN, "short-circuit local traffic"),
    ):
        text = f'{own} {verdict} {target} comment "{comment}"'
        yield Rule(port.external_chain, text, kind, port.owner, (target,))


def _firewall_rule(host: Host, port: ProxiedPort) -> Rule:
    """Return the rule that drops what comes from outside the source ranges.

    If they hold the node's own address, packets with the balancer's address as source pass too: that is what the node's
    own packets carry where the balancer's address is set up on the node.
    """
    ranges = list(port.source_ranges)
    if any(host.ip in one for one in ranges):
        # A network made of an address is the range of that address alone.
        ranges += [type(ranges[0])(one) for one in port.balancer_ips]  # type: ignore[arg-type]
    listed = ", ".join(merged(ranges))
    subject = f"{{ {listed} }}" if len(ranges) > 1 else listed
    text = f"{host.word} saddr != {subject} drop"
    return Rule(port.firewall_chain, text, Kind.SOURCE_RANGES, owner=port.owner, subject=listed)
