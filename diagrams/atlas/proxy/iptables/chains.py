"""Chains of one Service port and its endpoints.

(kubernetes/kubernetes pkg/proxy/iptables/proxier.go syncProxyRules, writeServiceToEndpointRules.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from atlas.proxy.iptables.base import FIREWALL, MARK, TableName
from atlas.proxy.iptables.entries import address_match, is_guarded
from atlas.proxy.iptables.host import Host
from atlas.proxy.iptables.words import chance, comment, host_range, match
from atlas.proxy.ports import ProxiedEndpoint, ProxiedPort
from atlas.proxy.rules import Chain, Kind, Rule

_chance = lru_cache(maxsize=4096)(chance)


def port_chains(host: Host, port: ProxiedPort) -> Iterator[Chain]:
    """Yield the chains of a Service port on this node, endpoints last."""
    if port.has_endpoints and port.is_open:
        yield _nat(port.external_chain, _external_rules(host, port))
    if is_guarded(port):
        yield _nat(port.firewall_chain, _firewall_rules(host, port))
    for name, backends in ((port.cluster_chain, port.cluster), (port.local_chain, port.local)):
        if backends:
            yield _nat(name, _policy_rules(host, port, name, backends))
    for backend in port.reachable:
        yield _nat(backend.chain, _endpoint_rules(host, port, backend))


def _nat(name: str, rules: Iterator[Rule]) -> Chain:
    return Chain(TableName.NAT, name, tuple(rules))


def _external_rules(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    """Yield the rules for packets to all addresses but the ClusterIP.

    With policy Local only packets from outside keep to the node: what Pods and the node itself send goes wherever there
    are endpoints, as if it had gone out and come back through a load balancer.
    """
    chain, owner = port.external_chain, port.owner
    if not port.is_local_outside:
        text = f"{comment(f'masquerade traffic for {port.title} external destinations')}-j {MARK}"
        yield Rule(chain, text, Kind.MASQUERADE_OUTSIDE_TRAFFIC, owner, (MARK,))
    else:
        yield from _short_circuits(host, port)
    if port.has_outside:
        target = port.outside_chain
        yield Rule(chain, f"-j {target}", Kind.OBEY_POLICY, owner, (target,))


def _short_circuits(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    chain, owner, everywhere = port.external_chain, port.owner, port.cluster_chain
    destinations = f"{port.title} external destinations"
    if host.pods is not None:
        option, value = host.pods
        remark = comment(f"pod traffic for {destinations}")
        text = f"{match(option, value)}{remark}-j {everywhere}"
        yield Rule(chain, text, Kind.SHORT_CIRCUIT_PODS, owner, (everywhere,), value)
    for word, target, kind in (
        ("masquerade", MARK, Kind.MASQUERADE_OWN),
        ("route", everywhere, Kind.SHORT_CIRCUIT_OWN),
    ):
        remark = comment(f"{word} LOCAL traffic for {destinations}")
        text = f"{remark}-m addrtype --src-type LOCAL -j {target}"
        yield Rule(chain, text, kind, owner, (target,))


def _firewall_rules(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    """Yield the rules that let the source ranges through.

    If they hold the node's own address, packets with the balancer's address as source pass too: that is what the node's
    own packets carry where the balancer's address is set up on the node.
    """
    chain, owner, target = port.firewall_chain, port.owner, port.external_chain
    verdict = f"{comment(f'{port.title} loadbalancer IP')}-j {target}"
    admitted = [(Kind.ADMIT_RANGE, str(one), str(one)) for one in port.source_ranges]
    if any(host.ip in one for one in port.source_ranges):
        admitted += [(Kind.ADMIT_BALANCER, host_range(ip), str(ip)) for ip in port.balancer_ips]
    for kind, sources, subject in admitted:
        yield Rule(chain, match("-s", sources) + verdict, kind, owner, (target,), subject)
    remark = comment(f"other traffic to {port.title} will be dropped by {FIREWALL}")
    yield Rule(chain, remark.rstrip(), Kind.NOT_ADMITTED, owner)


def _policy_rules(
    host: Host, port: ProxiedPort, chain: str, backends: Sequence[ProxiedEndpoint]
) -> Iterator[Rule]:
    """Yield the rules that choose one of the endpoints."""
    if chain == port.inside_chain and port.has_inside:
        yield from _inside_rules(host, port)
    remarks = [_remark(host, f"{port.title} -> {one.text}") for one in backends]
    if port.affinity_timeout:
        for one, remark in zip(backends, remarks, strict=True):
            yield _return_rule(host, port, chain, one, remark)
    owner = port.owner
    for remaining, one, remark in zip(range(len(backends), 0, -1), backends, remarks, strict=True):
        if remaining > 1:
            text = f"{remark}{_chance(remaining)}-j {one.chain}"
            yield Rule(chain, text, Kind.PICK_ENDPOINT, owner, (one.chain,), one.text)
        else:
            text = f"{remark}-j {one.chain}"
            yield Rule(chain, text, Kind.TAKE_LAST_ENDPOINT, owner, (one.chain,), one.text)


def _remark(host: Host, text: str) -> str:
    """Return the comment of a rule that there are very many of, or none in a large cluster."""
    return "" if host.is_large else comment(text)


def _inside_rules(host: Host, port: ProxiedPort) -> Iterator[Rule]:
    """Yield the rule that masquerades packets to the ClusterIP: all of them, or those that no Pod sent."""
    here = address_match(port, port.cluster_ip, f"{port.title} cluster IP")
    if host.masquerade_all:
        kind, strangers, subject = Kind.MASQUERADE_ALL, "", str(port.cluster_ip)
    elif host.pods is not None:
        option, value = host.pods
        kind, strangers, subject = (
            Kind.MASQUERADE_STRANGERS,
            match(option, value, negated=True),
            value,
        )
    else:
        return
    text = _with_source(strangers, here)
    yield Rule(port.inside_chain, f"{text}-j {MARK}", kind, port.owner, (MARK,), subject)


def _with_source(source: str, condition: str) -> str:
    """Return both matches in the order of iptables-save: source, destination, interface, protocol."""
    if "-i " not in source:
        return source + condition
    destination, rest = condition.split(" -p ", 1)
    return f"{destination} {source}-p {rest}"


def _return_rule(
    host: Host, port: ProxiedPort, chain: str, one: ProxiedEndpoint, remark: str
) -> Rule:
    recent = (
        f"-m recent --rcheck --seconds {port.affinity_timeout} --reap "
        f"--name {one.chain} --mask {host.client_mask} --rsource"
    )
    text = f"{remark}{recent} -j {one.chain}"
    return Rule(chain, text, Kind.RETURN_TO_ENDPOINT, port.owner, (one.chain,), one.text)


def _endpoint_rules(host: Host, port: ProxiedPort, backend: ProxiedEndpoint) -> Iterator[Rule]:
    chain, owner, protocol = backend.chain, port.owner, port.protocol
    remark = _remark(host, port.title)
    source = host_range(backend.ip)
    text = f"-s {source} {remark}-j {MARK}"
    yield Rule(chain, text, Kind.HAIRPIN, owner, (MARK,), backend.text)
    recent, kind = "", Kind.REWRITE
    if port.affinity_timeout:
        kind = Kind.REMEMBER_AND_REWRITE
        recent = f"-m recent --set --name {chain} --mask {host.client_mask} --rsource "
    verdict = f"-m {protocol} -j DNAT --to-destination {backend.text}"
    text = f"-p {protocol} {remark}{recent}{verdict}"
    yield Rule(chain, text, kind, owner, subject=backend.text)
