"""What a first packet is compared with at worst, and how much is written in all, by the number of Services."""

from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.proxy.iptables.base import SERVICES
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.iptables.ruleset import Ruleset as IptablesRuleset
from atlas.proxy.iptables.ruleset import Table as IptablesTable
from atlas.proxy.nftables.base import SERVICES as NFTABLES_SERVICES
from atlas.proxy.nftables.rules import nftables_rules
from atlas.proxy.nftables.ruleset import Ruleset as NftablesRuleset
from atlas.tables import Column, Table, main
from atlas.text.text import Text

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


def old(cluster: Cluster, count: int) -> IptablesRuleset:
    return iptables_rules(with_services(cluster, count), cluster.nodes[0])


def new(cluster: Cluster, count: int) -> NftablesRuleset:
    return nftables_rules(with_services(cluster, count), cluster.nodes[0])


def parts(cluster: Cluster, count: int) -> int:
    """Return how many rules and elements nftables mode writes."""
    ruleset = new(cluster, count)
    rules = sum(len(chain.rules) for chain in ruleset.chains.values())
    return rules + sum(len(each.elements) for each in ruleset.collections.values())


TABLE = Table(
    title=Text(ko="서비스 수와 규칙 수", en="Numbers of Services and of rules"),
    cases=COUNTS,
    columns=(
        Column(Text(ko="서비스 수", en="Services"), lambda _, count: str(count)),
        Column(
            Text(
                ko="iptables: 첫 패킷을 견주어 보는 KUBE-SERVICES 규칙 수",
                en="iptables: rules of KUBE-SERVICES that a first packet is held against",
            ),
            lambda cluster, count: str(
                len(old(cluster, count).tables[IptablesTable.NAT][SERVICES].rules)
            ),
        ),
        Column(
            Text(ko="nftables: 찾아보는 횟수", en="nftables: look-ups"),
            lambda cluster, count: str(len(new(cluster, count).chains[NFTABLES_SERVICES].rules)),
        ),
        Column(
            Text(ko="iptables: 전체 규칙 수", en="iptables: rules in all"),
            lambda cluster, count: str(
                sum(len(chain.rules) for chain in old(cluster, count).chains)
            ),
        ),
        Column(
            Text(ko="nftables: 전체 규칙과 원소 수", en="nftables: rules and elements in all"),
            lambda cluster, count: str(parts(cluster, count)),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
