"""Whose address a Pod sees, by entry and traffic policy: the short table; `sources_seen.py` has the long one."""

from atlas.model.service import TrafficPolicy
from atlas.tables import Case, Column, Table, main
from atlas.tables.cells import said
from atlas.tables.traced import external_policy_for, kinds_of_source
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import external_policy

OPENED = (
    Flow("client/laptop", "service/web-nodeport", Entry.NODE_PORT, "node-a"),
    Flow("client/laptop", "service/web-lb", Entry.LOAD_BALANCER, "node-a"),
)

TABLE = Table(
    title=Text(ko="파드가 보는 소스 주소, 요약", en="Source addresses that Pods see, in brief"),
    cases=(
        *(
            Case(words.FROM_OUTSIDE, flow, (external_policy(flow.to, policy),))
            for policy in TrafficPolicy
            for flow in OPENED
        ),
        Case(words.FROM_POD, Flow("pod/client", "service/web", Entry.CLUSTER_IP)),
    ),
    columns=(
        Column(words.ENTRY, lambda _, case: case.flow.entry.value),
        Column(words.WHO, said),
        Column(
            words.POLICY,
            lambda cluster, case: external_policy_for(case.after(cluster), case.flow),
        ),
        Column(
            words.SOURCE_SEEN,
            lambda cluster, case: kinds_of_source(case.after(cluster), case.answer(cluster)),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
