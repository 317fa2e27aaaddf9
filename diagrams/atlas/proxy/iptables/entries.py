"""Rules that lead packets to the chains of one Service port, or refuse them: entries in the chains of every node."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.model.network import Address
from atlas.proxy.iptables.base import EXTERNAL_SERVICES, FIREWALL, NODE_PORTS, SERVICES, TableName
from atlas.proxy.iptables.host import Host
from atlas.proxy.iptables.words import comment, host_range
from atlas.proxy.ports import ProxiedPort
from atlas.proxy.rules import Kind, Rule

Entry = tuple[TableName, Rule]


def is_guarded(port: ProxiedPort) -> bool:
    """Return whether a firewall chain guards the load balancer addresses."""
    return port.has_firewall and port.has_endpoints


def entries(host: Host, port: ProxiedPort) -> Iterator[Entry]:
    """Yield the rules for each address of a Service port, those of one chain in order."""
    yield _cluster_ip(host, port)
    for ip in port.external_ips:
        chain = port.external_chain
        yield from _outside(host, port, ip, "external IP", Kind.TO_EXTERNAL_IP, chain)
    guarded = is_guarded(port)
    chain = port.firewall_chain if guarded else port.external_chain
    for ip in port.balancer_ips:
        yield from _outside(host, port, ip, "loadbalancer IP", Kind.TO_LOAD_BALANCER, chain)
        if guarded:
            yield TableName.FILTER, _firewall_drop(port, ip)
    if port.node_port:
        yield from _node_port(host, port)
    if port.health_check_port:
        yield TableName.FILTER, _health_check(port)


def address_match(port: ProxiedPort, ip: Address, remark: str) -> str:
    """Return the match for packets to the port at an address."""
    protocol = port.protocol
    return f"-d {host_range(ip)} -p {protocol} {comment(remark)}-m {protocol} --dport {port.port} "


def _cluster_ip(host: Host, port: ProxiedPort) -> Entry:
    ip = port.cluster_ip
    if not port.has_inside:
        text = address_match(port, ip, _reason(port))
        return TableName.FILTER, _refusal(host, port, SERVICES, str(ip), text)
    chain = port.inside_chain
    text = f"{address_match(port, ip, f'{port.title} cluster IP')}-j {chain}"
    return TableName.NAT, Rule(SERVICES, text, Kind.TO_CLUSTER_IP, port.owner, (chain,), str(ip))


def _outside(
    host: Host, port: ProxiedPort, ip: Address, what: str, kind: Kind, chain: str
) -> Iterator[Entry]:
    """Yield the rules for an address besides the ClusterIP.

    With policy Local and no endpoint on the node there are both: what no short circuit takes is then dropped.
    """
    if port.has_endpoints:
        text = f"{address_match(port, ip, f'{port.title} {what}')}-j {chain}"
        yield TableName.NAT, Rule(SERVICES, text, kind, port.owner, (chain,), str(ip))
    if not port.has_outside:
        text = address_match(port, ip, _reason(port))
        yield TableName.FILTER, _refusal(host, port, EXTERNAL_SERVICES, str(ip), text)


def _node_port(host: Host, port: ProxiedPort) -> Iterator[Entry]:
    protocol, chain = port.protocol, port.external_chain
    number = f"-m {protocol} --dport {port.node_port} "
    subject = f"{port.node_port}/{protocol}"
    if port.has_endpoints:
        text = f"-p {protocol} {comment(port.title)}{number}-j {chain}"
        yield (
            TableName.NAT,
            Rule(NODE_PORTS, text, Kind.TO_NODE_PORT, port.owner, (chain,), subject),
        )
    if not port.has_outside:
        own = "-m addrtype --dst-type LOCAL "
        text = f"-p {protocol} {comment(_reason(port))}{own}{number}"
        yield TableName.FILTER, _refusal(host, port, EXTERNAL_SERVICES, subject, text)


def _reason(port: ProxiedPort) -> str:
    return f"{port.title} has no {'local ' if port.has_endpoints else ''}endpoints"


def _refusal(host: Host, port: ProxiedPort, chain: str, subject: str, condition: str) -> Rule:
    """Return the rule that refuses where no node has an endpoint, and drops where only this one has none."""
    if port.has_endpoints:
        return Rule(
            chain,
            f"{condition}-j DROP",
            Kind.NO_LOCAL_ENDPOINTS,
            port.owner,
            subject=subject,
        )
    text = f"{condition}-j {host.reject_with}"
    return Rule(chain, text, Kind.NO_ENDPOINTS, port.owner, subject=subject)


def _firewall_drop(port: ProxiedPort, ip: Address) -> Rule:
    """Return the rule that drops what the firewall chain has not let through, and nothing has rewritten therefore."""
    remark = f"{port.title} traffic not accepted by {port.firewall_chain}"
    text = f"{address_match(port, ip, remark)}-j DROP"
    return Rule(FIREWALL, text, Kind.DROP_NOT_ADMITTED, port.owner, subject=str(ip))


def _health_check(port: ProxiedPort) -> Rule:
    number = port.health_check_port
    remark = comment(f"{port.title} health check node port")
    text = f"-p tcp {remark}-m tcp --dport {number} -j ACCEPT"
    return Rule(NODE_PORTS, text, Kind.ACCEPT_HEALTH_CHECK, port.owner, subject=number)
