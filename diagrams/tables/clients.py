"""The machines outside the cluster: addresses and names."""

from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="클러스터 밖의 장비", en="The machines outside the cluster"),
    cases=lambda cluster: cluster.clients,
    columns=(
        Column(Text(ko="클러스터 밖의 장비", en="Machine outside"), lambda _, each: each.name),
        Column(words.ADDRESS, lambda _, each: joined(each.ips)),
        Column(Text(ko="DNS 이름", en="DNS names"), lambda _, each: joined(each.names)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
