"""Who answers under either value of `internalTrafficPolicy`, by client and address."""

from atlas.tables import Column, Table, main
from atlas.tables.policies import WITH, under
from atlas.tables.traced import address_called, client
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import internal_policy

TABLE = Table(
    title=Text(
        ko="internalTrafficPolicy 값에 따라 받는 파드",
        en="Who answers under each internalTrafficPolicy",
    ),
    cases=(
        Flow("pod/client", "service/web", Entry.CLUSTER_IP),
        Flow("pod/api-2", "service/web", Entry.CLUSTER_IP),
        Flow("node/node-c", "service/web", Entry.CLUSTER_IP),
    ),
    columns=(
        Column(words.WHO, client),
        Column(words.ADDRESS_CALLED, address_called),
        *(Column(heading, under(internal_policy, policy)) for policy, heading in WITH.items()),
    ),
)

if __name__ == "__main__":
    main(TABLE)
