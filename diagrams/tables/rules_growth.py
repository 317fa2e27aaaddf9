"""What a first packet is compared with at worst, and how much is written in all, by the number of Services."""

from dataclasses import replace

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import parse_reference
from atlas.model.release import RECORDED
from atlas.proxy.iptables.base import SERVICES, TableName
from atlas.proxy.languages import rules
from atlas.proxy.nftables.base import SERVICES as NFTABLES_SERVICES
from atlas.proxy.nftables.base import TABLE as NFTABLES_TABLE
from atlas.proxy.rules import Ruleset
from atlas.tables import Column, Table, main
from atlas.text.text import Text
from atlas.what_if.change import with_proxy_mode, with_release

COUNTS = (10, 100, 1000)
WEB = parse_reference("service/web")


def with_services(cluster: Cluster, count: int) -> Cluster:
    """Return the cluster with so many Services instead of its own, each with the endpoints of one of them."""
    service = cluster.service_by_reference[WEB]
    (slice_,) = (each for each in cluster.endpoint_slices if each.service == service.name)
    first = cluster.network.service_cidrs[0].network_address + 1
    services = tuple(
        replace(service, name=f"{service.name}-{number}", cluster_ips=(first + number,))
        for number in range(count)
    )
    slices = tuple(replace(slice_, name=each.name, service=each.name) for each in services)
    return replace(cluster, services=services, endpoint_slices=slices)


def written(cluster: Cluster, count: int, mode: ProxyMode) -> Ruleset:
    asked = with_release(with_proxy_mode(with_services(cluster, count), mode), RECORDED)
    return rules(asked, asked.nodes[0])


def met(cluster: Cluster, count: int, mode: ProxyMode, table: str, chain: str) -> str:
    """Return how many rules the chain that finds the Service has."""
    return str(len(written(cluster, count, mode).tables[table].chains[chain].rules))


def in_all(cluster: Cluster, count: int, mode: ProxyMode) -> str:
    """Return how many rules and elements there are."""
    return str(sum(1 for _ in written(cluster, count, mode).parts))


TABLE = Table(
    title=Text(ko="서비스 수와 규칙 수", en="Numbers of Services and of rules"),
    cases=COUNTS,
    columns=(
        Column(Text(ko="서비스 수", en="Services"), lambda _, count: str(count)),
        Column(
            Text(
                ko="iptables: 첫 패킷과 비교하는 KUBE-SERVICES 규칙 수",
                en="iptables: rules of KUBE-SERVICES that a first packet is compared with",
            ),
            lambda cluster, count: met(cluster, count, ProxyMode.IPTABLES, TableName.NAT, SERVICES),
        ),
        Column(
            Text(ko="nftables: 찾아보는 횟수", en="nftables: lookups"),
            lambda cluster, count: met(
                cluster, count, ProxyMode.NFTABLES, NFTABLES_TABLE, NFTABLES_SERVICES
            ),
        ),
        Column(
            Text(ko="iptables: 전체 규칙 수", en="iptables: total rules"),
            lambda cluster, count: in_all(cluster, count, ProxyMode.IPTABLES),
        ),
        Column(
            Text(ko="nftables: 전체 규칙과 원소 수", en="nftables: total rules and elements"),
            lambda cluster, count: in_all(cluster, count, ProxyMode.NFTABLES),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
