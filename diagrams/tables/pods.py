"""The Pods of the cluster: addresses, nodes, readiness."""

from atlas.tables import Column, Table, main
from atlas.tables.cells import joined, yes_or_no
from atlas.text import table_words as words
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="클러스터의 파드", en="The Pods of the cluster"),
    cases=lambda cluster: cluster.pods,
    columns=(
        Column(words.NAMESPACE, lambda _, pod: pod.namespace),
        Column(words.POD, lambda _, pod: pod.name),
        Column(words.ADDRESS, lambda _, pod: joined(pod.ips)),
        Column(words.NODE, lambda _, pod: pod.node),
        Column(Text(ko="준비됨", en="Ready"), lambda _, pod: yes_or_no(pod.ready)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
