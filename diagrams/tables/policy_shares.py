"""Each Pod's share of the connections that a load balancer spreads evenly over its nodes, under either policy."""

from collections.abc import Callable

from atlas.model.cluster import Cluster
from atlas.model.service import TrafficPolicy
from atlas.model.workload import Pod
from atlas.tables import Column, Table, main
from atlas.tables.roles import pods_behind
from atlas.tables.traced import shares_of
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.tracer.tracer import trace
from atlas.what_if.rows import external_policy

BALANCED = "service/web-lb"


def share_under(policy: TrafficPolicy) -> Callable[[Cluster, Pod], str]:
    def cell(cluster: Cluster, pod: Pod) -> str:
        changed = external_policy(BALANCED, policy).apply(cluster)
        flow = Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER)
        return str(shares_of(trace(changed, flow)).get(pod.name, 0))

    return cell


TABLE = Table(
    title=Text(ko="파드마다 받는 비율", en="Shares of the Pods"),
    cases=lambda cluster: pods_behind(cluster, BALANCED),
    columns=(
        Column(words.POD, lambda _, pod: pod.name),
        Column(words.NODE, lambda _, pod: pod.node),
        Column(
            Text(ko="Cluster일 때의 비율", en="Share with Cluster"),
            share_under(TrafficPolicy.CLUSTER),
        ),
        Column(
            Text(ko="Local일 때의 비율", en="Share with Local"), share_under(TrafficPolicy.LOCAL)
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
