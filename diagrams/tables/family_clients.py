"""What each client of a dual-stack cluster gets at the address of either family."""

from collections.abc import Callable

from atlas.model.cluster import Cluster
from atlas.model.network import Address, Family, family_of
from atlas.model.reference import parse_reference
from atlas.tables import Column, Table, main
from atlas.tables.cells import in_both, with_facts
from atlas.tables.table import Cell
from atlas.tables.traced import named, verdicts
from atlas.text import table_words as words
from atlas.text.packets import address_and_port
from atlas.text.text import Text
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

FAMILIES = {
    (Family.IPV4,): Text(ko="{client} (IPv4만)", en="{client} (IPv4 only)"),
    (Family.IPV6,): Text(ko="{client} (IPv6만)", en="{client} (IPv6 only)"),
    (Family.IPV4, Family.IPV6): Text(ko="{client} (둘 다)", en="{client} (both)"),
}
ENTRIES = {
    Entry.LOAD_BALANCER: Text(ko="{service} 로드 밸런서", en="balancer of {service}"),
    Entry.NODE_PORT: Text(ko="{service} 노드 포트", en="node port of {service}"),
    Entry.CLUSTER_IP: Text(ko="{service} 클러스터 IP", en="cluster IP of {service}"),
}


def client(cluster: Cluster, flow: Flow) -> Text:
    """Return the client with the families that it has."""
    sender = sender_of(cluster, flow.source)
    has = tuple(family for family in Family if sender.address(family) is not None)
    return in_both(
        lambda lang: FAMILIES[has].fill(lang, client=named(flow.source).in_language(lang))
    )


def address(_cluster: Cluster, flow: Flow) -> Text:
    return with_facts(ENTRIES[flow.entry], service=parse_reference(flow.to).name)


def outcome(family: Family) -> Callable[[Cluster, Flow], Cell]:
    def cell(cluster: Cluster, flow: Flow) -> Cell:
        found = next((each for each in addresses(cluster, flow) if family_of(each) is family), None)
        if found is None:
            return Text(ko="주소 없음", en="no such address")
        if sender_of(cluster, flow.source).address(family) is None:
            return Text(ko="쓸 수 없음", en="cannot use it")
        port = cluster.service_by_reference[parse_reference(flow.to)].ports[0]
        number = port.node_port if flow.entry is Entry.NODE_PORT else port.port
        return verdicts(trace(cluster, Flow(flow.source, address_and_port(found, number))))

    return cell


def addresses(cluster: Cluster, flow: Flow) -> tuple[Address, ...]:
    """Return the addresses that the entry has, of either family."""
    service = cluster.service_by_reference[parse_reference(flow.to)]
    match flow.entry:
        case Entry.LOAD_BALANCER:
            return service.load_balancer_ips
        case Entry.NODE_PORT:
            return cluster.node_by_name[flow.node].internal_ips
        case _:
            return service.cluster_ips


TABLE = Table(
    title=Text(ko="클라이언트와 주소 체계", en="Clients and address families"),
    cluster="dual-stack",
    cases=(
        Flow("client/laptop", "service/web", Entry.LOAD_BALANCER),
        Flow("client/phone", "service/web", Entry.LOAD_BALANCER),
        Flow("client/phone", "service/web", Entry.NODE_PORT, "node-a"),
        Flow("client/phone", "service/web-default", Entry.NODE_PORT, "node-a"),
        Flow("pod/client", "service/web", Entry.CLUSTER_IP),
        Flow("pod/client", "service/web-default", Entry.CLUSTER_IP),
        Flow("pod/client", "service/web-ipv6", Entry.CLUSTER_IP),
    ),
    columns=(
        Column(words.WHO, client),
        Column(words.ADDRESS_CALLED, address),
        Column(Text(ko="IPv4 주소", en="At the IPv4 address"), outcome(Family.IPV4)),
        Column(Text(ko="IPv6 주소", en="At the IPv6 address"), outcome(Family.IPV6)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
