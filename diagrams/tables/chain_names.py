"""The chains that iptables mode can have for one Service port, with what is hashed for their names."""

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.reference import parse_reference
from atlas.proxy.iptables.names import NAMING
from atlas.proxy.ports import ProxiedPort, proxied_ports
from atlas.tables import Column, Table, main
from atlas.text.text import Text

OPENED = parse_reference("service/web-nodeport")


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: what it is for, its name, and the text that the name is a hash of."""

    use: Text
    name: str
    hashed: str


def chains(cluster: Cluster) -> Iterator[Chain]:
    service = cluster.service_by_reference[OPENED]
    path, port = NAMING.path(service, service.ports[0]), proxied_port(cluster)
    endpoint = port.cluster[0]
    for ko, en, name in (
        ("모든 엔드포인트 중에서 고르기", "choice among all endpoints", port.cluster_chain),
        (
            "이 노드의 엔드포인트 중에서 고르기",
            "choice among those on this node",
            port.local_chain,
        ),
        ("외부 트래픽", "traffic from outside", port.external_chain),
        ("로드 밸런서의 소스 범위", "source ranges of a load balancer", port.firewall_chain),
    ):
        yield Chain(Text(ko=ko, en=en), name, path)
    yield Chain(Text(ko="엔드포인트 하나", en="one endpoint"), endpoint.chain, path + endpoint.text)


def proxied_port(cluster: Cluster) -> ProxiedPort:
    """Return the port as kube-proxy on the first node sees it."""
    ports = proxied_ports(cluster, cluster.nodes[0], Family.IPV4, NAMING)
    return next(port for port in ports if port.owner.without_port() == OPENED)


TABLE = Table(
    title=Text(ko="체인의 이름", en="Names of chains"),
    cases=chains,
    columns=(
        Column(Text(ko="용도", en="For"), lambda _, chain: chain.use),
        Column(Text(ko="체인", en="Chain"), lambda _, chain: chain.name),
        Column(Text(ko="해시하는 문자열", en="What is hashed"), lambda _, chain: chain.hashed),
    ),
)

if __name__ == "__main__":
    main(TABLE)
