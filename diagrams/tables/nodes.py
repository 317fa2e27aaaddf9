"""The nodes of the cluster: addresses, zones, Pod ranges."""

from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="클러스터의 노드", en="The nodes of the cluster"),
    cases=lambda cluster: cluster.nodes,
    columns=(
        Column(words.NODE, lambda _, node: node.name),
        Column(words.ADDRESS, lambda _, node: joined(node.internal_ips)),
        Column(words.ZONE, lambda _, node: node.zone),
        Column(Text(ko="파드 주소 범위", en="Pod range"), lambda _, node: joined(node.pod_ranges)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
