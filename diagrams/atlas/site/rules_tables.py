"""Tables about rules: shares of endpoints, names of chains, what grows with the cluster, where the modes differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from ipaddress import ip_address

from atlas.model.change import with_proxy_mode
from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Family
from atlas.model.reference import Reference, parse_reference
from atlas.proxy.iptables import ruleset as iptables
from atlas.proxy.iptables.base import SERVICES
from atlas.proxy.iptables.follow import chains_of
from atlas.proxy.iptables.names import NAMING
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.nftables.base import SERVICES as NFTABLES_SERVICES
from atlas.proxy.nftables.rules import nftables_rules
from atlas.proxy.ports import Hints, ProxiedPort, proxied_ports
from atlas.site.policy_tables import answered
from atlas.site.rows import Row
from atlas.text import rules_words as words
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace

WEB, OPENED = parse_reference("service/web"), parse_reference("service/web-nodeport")
NODE = "node-a"
_SECOND_ADDRESS = ip_address("192.0.2.11")

# Shares of endpoints

_PROBABILITY = re.compile(r"--probability ([\d.]+)")


def chances(cluster: Cluster) -> Iterator[Row]:
    """Yield each endpoint of a Service with the number in its rule, and the share of connections that follows."""
    ruleset = iptables_rules(cluster, cluster.node_by_name[NODE])
    left = Fraction(1)
    for rule in _picking(ruleset, WEB):
        written = _PROBABILITY.search(rule.text)
        chance = _fraction(written[1]) if written else Fraction(1)
        number = written[1] if written else words.NO_NUMBER
        yield rule.subject, number, str(left), f"{left} × {chance} = {left * chance}"
        left *= 1 - chance


def _picking(ruleset: iptables.Ruleset, service: Reference) -> Iterator[iptables.Rule]:
    for chain in chains_of(ruleset, service):
        for rule in chain.rules:
            if rule.kind in (iptables.Kind.PICK_ENDPOINT, iptables.Kind.TAKE_LAST_ENDPOINT):
                yield rule


def _fraction(written: str) -> Fraction:
    """Return the fraction that the rounded number stands for."""
    return Fraction(written).limit_denominator(1000)


# Names


def names(cluster: Cluster) -> Iterator[Row]:
    """Yield the chains that iptables mode can have for one Service port, with what is hashed for their names."""
    service = cluster.service_by_reference[OPENED]
    path = NAMING.path(service, service.ports[0])
    port = _port(cluster, OPENED)
    endpoint = port.cluster[0]
    yield words.ANY_ENDPOINT, port.cluster_chain, path
    yield words.LOCAL_ENDPOINT, port.local_chain, path
    yield words.FROM_OUTSIDE, port.external_chain, path
    yield words.SOURCE_RANGES, port.firewall_chain, path
    yield words.ONE_ENDPOINT, endpoint.chain, path + endpoint.text


def _port(cluster: Cluster, service: Reference) -> ProxiedPort:
    node = cluster.node_by_name[NODE]
    ports = proxied_ports(cluster, node, Family.IPV4, NAMING, Hints.V1_30)
    return next(one for one in ports if one.owner.without_port() == service)


# What grows with the number of Services

_COUNTS = (10, 100, 1000)


def growth(cluster: Cluster) -> Iterator[Row]:
    """Yield, for so many Services, what a first packet is compared with at worst, and how much is written in all."""
    for count in _COUNTS:
        many = _with_services(cluster, count)
        node = many.node_by_name[NODE]
        old, new = iptables_rules(many, node), nftables_rules(many, node)
        compared = len(old.tables[iptables.Table.NAT][SERVICES].rules)
        look_ups = len(new.chains[NFTABLES_SERVICES].rules)
        written = sum(len(one.rules) for one in old.chains)
        parts = sum(len(one.rules) for one in new.chains.values())
        parts += sum(len(one.elements) for one in new.collections.values())
        yield str(count), str(compared), str(look_ups), str(written), str(parts)


def _with_services(cluster: Cluster, count: int) -> Cluster:
    """Return the cluster with so many Services instead of its own, each with the endpoints of one of them."""
    service = cluster.service_by_reference[WEB]
    (slice_,) = (one for one in cluster.endpoint_slices if one.service == service.name)
    first = cluster.network.service_cidrs[0].network_address + 1
    services = tuple(
        replace(service, name=f"web-{number}", cluster_ips=(first + number,))
        for number in range(count)
    )
    slices = tuple(replace(slice_, name=one.name, service=one.name) for one in services)
    return replace(cluster, services=services, endpoint_slices=slices)


# Where the modes differ


def differences(cluster: Cluster) -> Iterator[Row]:
    """Yield connections that end differently in the two modes, traced in both."""
    node = cluster.node_by_name[NODE]
    second = replace(node, external_ips=(_SECOND_ADDRESS,))
    nodes = tuple(second if one is node else one for one in cluster.nodes)
    cluster = replace(cluster, nodes=nodes)
    web = cluster.service_by_reference[WEB]
    number = cluster.service_by_reference[OPENED].ports[0].node_port
    for what, source, to in (
        (words.PORT_NOT_THERE, "pod/client", f"{web.cluster_ips[0]}:81"),
        (words.AT_LOCALHOST, f"node/{NODE}", f"127.0.0.1:{number}"),
        (words.AT_SECOND_ADDRESS, "client/laptop", f"{_SECOND_ADDRESS}:{number}"),
    ):
        answers = (
            answered(trace(with_proxy_mode(cluster, mode), Flow(source, to))) for mode in ProxyMode
        )
        yield (what, to, *answers)
