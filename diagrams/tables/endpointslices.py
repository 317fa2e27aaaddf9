"""The EndpointSlices of the cluster: whose they are, and which endpoints they list."""

from atlas.site.facts import endpoints_in
from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="클러스터의 엔드포인트슬라이스", en="The EndpointSlices of the cluster"),
    cases=lambda cluster: cluster.endpoint_slices,
    columns=(
        Column(words.NAMESPACE, lambda _, each: each.namespace),
        Column(Text(ko="엔드포인트슬라이스", en="EndpointSlice"), lambda _, each: each.name),
        Column(words.SERVICE, lambda _, each: each.service),
        Column(Text(ko="엔드포인트", en="Endpoints"), lambda _, each: joined(endpoints_in(each))),
    ),
)

if __name__ == "__main__":
    main(TABLE)
