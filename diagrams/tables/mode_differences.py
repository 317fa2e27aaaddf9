"""Connections that end differently in the two modes of kube-proxy, traced in both."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import ip_address

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.reference import parse_reference
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import said
from atlas.tables.table import Cell
from atlas.tables.traced import answered
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.what_if.change import with_proxy_mode
from atlas.what_if.row import WhatIf

WEB, OPENED = parse_reference("service/web"), parse_reference("service/web-nodeport")
SECOND_ADDRESS = ip_address("192.0.2.11")


def connections(cluster: Cluster) -> Iterator[Case]:
    node = cluster.nodes[0]
    address = cluster.service_by_reference[WEB].cluster_ips[0]
    number = cluster.service_by_reference[OPENED].ports[0].node_port
    yield Case(
        Text(ko="파드에서 클러스터 IP의 없는 포트로", en="A Pod to a port that a cluster IP lacks"),
        Flow("pod/client", f"{address}:81"),
    )
    yield Case(
        Text(
            ko="노드의 프로세스에서 127.0.0.1 주소의 노드 포트로",
            en="A process on the node to a node port at 127.0.0.1",
        ),
        Flow(f"node/{node.name}", f"127.0.0.1:{number}"),
    )
    yield Case(
        Text(
            ko="밖에서 노드의 두 번째 주소(ExternalIP)의 노드 포트로",
            en="From outside to a node port at the node’s second address (ExternalIP)",
        ),
        Flow("client/laptop", f"{SECOND_ADDRESS}:{number}"),
        (WhatIf(f"node/{node.name}", with_second_address),),
    )


def with_second_address(cluster: Cluster) -> Cluster:
    """Return the cluster whose first node has an external IP besides its own."""
    first, *others = cluster.nodes
    return replace(cluster, nodes=(replace(first, external_ips=(SECOND_ADDRESS,)), *others))


def in_mode(mode: ProxyMode) -> Callable[[Cluster, Case], Cell]:
    def cell(cluster: Cluster, case: Case) -> Cell:
        return answered(trace(with_proxy_mode(case.after(cluster), mode), case.flow))

    return cell


TABLE = Table(
    title=Text(
        ko="두 모드에서 다르게 끝나는 연결", en="Connections that end differently in the two modes"
    ),
    cases=connections,
    columns=(
        Column(Text(ko="연결", en="Connection"), said),
        Column(words.ADDRESS, lambda _, case: case.flow.to),
        Column(Text(ko="iptables 모드", en="In iptables mode"), in_mode(ProxyMode.IPTABLES)),
        Column(Text(ko="nftables 모드", en="In nftables mode"), in_mode(ProxyMode.NFTABLES)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
