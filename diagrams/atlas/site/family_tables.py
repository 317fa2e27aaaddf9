"""Address families: what each Service of a dual-stack cluster has of either, and who reaches it there. All of it traced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.model.reference import parse_reference
from atlas.site.rows import Cell, Row, in_both, joined
from atlas.text import table_words as words
from atlas.text.packets import address_and_port
from atlas.text.say import say
from atlas.text.text import Text
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

INSIDE = "pod/client"


@dataclass(frozen=True, slots=True)
class Question:
    """A client that tries the addresses which a Service has for this entry, one of each family."""

    client: Text
    address: Text
    flow: Flow


QUESTIONS = (
    *(
        Question(client, words.BALANCER_OF_WEB, Flow(source, "service/web", Entry.LOAD_BALANCER))
        for client, source in (
            (words.IPV4_CLIENT, "client/laptop"),
            (words.IPV6_CLIENT, "client/phone"),
        )
    ),
    Question(
        words.IPV6_CLIENT,
        words.NODE_PORT_OF_WEB,
        Flow("client/phone", "service/web", Entry.NODE_PORT, "node-a"),
    ),
    Question(
        words.IPV6_CLIENT,
        words.NODE_PORT_OF_DEFAULT,
        Flow("client/phone", "service/web-default", Entry.NODE_PORT, "node-a"),
    ),
    *(
        Question(words.POD_WITH_BOTH, address, Flow(INSIDE, service, Entry.CLUSTER_IP))
        for address, service in (
            (words.CLUSTER_IP_OF_WEB, "service/web"),
            (words.CLUSTER_IP_OF_DEFAULT, "service/web-default"),
            (words.CLUSTER_IP_OF_IPV6, "service/web-ipv6"),
        )
    ),
)


def families_of_services(cluster: Cluster) -> Iterator[Row]:
    """Yield policy, addresses, slices and DNS records of each Service."""
    for service in cluster.services:
        slices = cluster.slices_by_service.get((service.namespace, service.name), ())
        answer = resolve(cluster, sender_of(cluster, INSIDE).place, service.name)
        yield (
            service.name,
            service.ip_family_policy,
            joined(service.cluster_ips),
            joined([f"{one.name} ({one.family})" for one in slices]),
            joined([f"{one.type}\N{NO-BREAK SPACE}{one.value}" for one in answer.records]),
        )


def reached_by_family(cluster: Cluster) -> Iterator[Row]:
    """Yield what each client gets at the address of either family."""
    for one in QUESTIONS:
        yield (one.client, one.address, *(_outcome(cluster, one.flow, each) for each in Family))


def _outcome(cluster: Cluster, flow: Flow, family: Family) -> Cell:
    address = next((one for one in _addresses(cluster, flow) if family_of(one) is family), None)
    if address is None:
        return words.NO_SUCH_ADDRESS
    if sender_of(cluster, flow.source).address(family) is None:
        return words.CLIENT_LACKS_FAMILY
    port = cluster.service_by_reference[parse_reference(flow.to)].ports[0]
    number = port.node_port if flow.entry is Entry.NODE_PORT else port.port
    answer = trace(cluster, Flow(flow.source, address_and_port(address, number)))
    return in_both(lambda lang: joined([say(each, lang) for each in sorted(answer.verdicts)]))


def _addresses(cluster: Cluster, flow: Flow) -> tuple[Address, ...]:
    service = cluster.service_by_reference[parse_reference(flow.to)]
    match flow.entry:
        case Entry.LOAD_BALANCER:
            return service.load_balancer_ips
        case Entry.NODE_PORT:
            return cluster.node_by_name[flow.node].internal_ips
        case _:
            return service.cluster_ips
