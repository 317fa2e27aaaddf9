"""The cases of `sources_seen.py` in which a Pod network with a bridge changes what the Pod sees, by where it runs."""

from collections.abc import Callable, Iterator

from atlas.model.cluster import Cluster, PodNetwork
from atlas.tables import Case, Column, Table, main
from atlas.tables.catalog import run_table
from atlas.tables.cells import each_once
from atlas.tables.traced import named_source
from atlas.text.text import Text
from atlas.tracer.trace import Action, Branch
from atlas.what_if.rows import pods_joined_by

SEEN = run_table("sources-seen")
BRIDGED = pods_joined_by(PodNetwork.BRIDGE)
NEVER = Text(ko="해당 없음", en="does not happen")


def changed_cases(cluster: Cluster) -> Iterator[Case]:
    for case in SEEN.CASES:
        plain, bridged = (SEEN.ways(each, case) for each in (cluster, BRIDGED.apply(cluster)))
        if {way.source_seen for way in plain} != {way.source_seen for way in bridged}:
            yield case


def stays_on_the_node(cluster: Cluster, way: Branch) -> bool:
    """Return whether the Pod runs on the node that picked it."""
    picked = next(hop.place.name for hop in way.hops if hop.action is Action.DNAT)
    return cluster.pod_by_reference[way.destination.reference].node == picked


def seen_by_a_pod(on_same_node: bool) -> Callable[[Cluster, Case], Text]:
    def cell(cluster: Cluster, case: Case) -> Text:
        bridged = BRIDGED.apply(cluster)
        changed = case.after(bridged)
        found = [
            named_source(changed, way.source_seen, case.flow.source)
            for way in SEEN.ways(bridged, case)
            if stays_on_the_node(changed, way) is on_same_node
        ]
        return each_once(found or [NEVER])

    return cell


TABLE = Table(
    title=Text(
        ko="브리지로 연결된 파드가 보는 소스 주소",
        en="Source addresses that Pods behind a bridge see",
    ),
    cases=changed_cases,
    columns=(
        *SEEN.TABLE.columns[:3],
        Column(
            Text(ko="선택된 파드가 같은 노드에 있을 때", en="The chosen Pod runs on the same node"),
            seen_by_a_pod(on_same_node=True),
        ),
        Column(
            Text(ko="선택된 파드가 다른 노드에 있을 때", en="The chosen Pod runs on another node"),
            seen_by_a_pod(on_same_node=False),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
