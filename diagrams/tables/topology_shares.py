"""Each Pod's share of the connections from each zone with `trafficDistribution`, and of both if they send equally many."""

from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.workload import Pod
from atlas.tables import Column, Table, main
from atlas.tables.cells import with_facts
from atlas.tables.roles import pods_behind
from atlas.tables.traced import shares_of
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace

NEAR = "service/web-near"
CLIENTS = ("pod/client", "pod/api-2")
"""One in each zone."""
FROM_ZONE = Text(ko="{zone} 영역의 클라이언트", en="Client in {zone}")


def zone_of(cluster: Cluster, pod: Pod) -> str:
    return cluster.node_by_name[pod.node].zone


def share(cluster: Cluster, pod: Pod, client: str) -> Fraction:
    answer = trace(cluster, Flow(client, NEAR, Entry.CLUSTER_IP))
    return shares_of(answer).get(pod.name, Fraction(0))


def from_zone_of(client: str) -> Column[Pod]:
    def heading(cluster: Cluster) -> Text:
        pod = cluster.pod_by_reference[parse_reference(client)]
        return with_facts(FROM_ZONE, zone=zone_of(cluster, pod))

    return Column(heading, lambda cluster, pod: str(share(cluster, pod, client)))


def of_both(cluster: Cluster, pod: Pod) -> str:
    shares = [share(cluster, pod, client) for client in CLIENTS]
    return str(sum(shares, Fraction(0)) / len(shares))


TABLE = Table(
    title=Text(ko="가용 영역에 따라 파드가 받는 비율", en="Shares of the Pods by zone"),
    cases=lambda cluster: pods_behind(cluster, NEAR),
    columns=(
        Column(words.POD, lambda _, pod: pod.name),
        Column(words.ZONE, zone_of),
        *map(from_zone_of, CLIENTS),
        Column(
            Text(ko="두 영역에서 절반씩 연결할 때", en="Half of the connections from each zone"),
            of_both,
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
