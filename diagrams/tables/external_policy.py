"""Who answers under either value of `externalTrafficPolicy`, by client and address."""

from atlas.tables import Column, Table, main
from atlas.tables.policies import WITH, under
from atlas.tables.traced import address_called, client
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if.rows import external_policy

OPENED, BALANCED = "service/web-nodeport", "service/web-lb"

TABLE = Table(
    title=Text(
        ko="externalTrafficPolicy 값에 따라 받는 파드",
        en="Who answers under each externalTrafficPolicy",
    ),
    cases=(
        Flow("client/laptop", OPENED, Entry.NODE_PORT, "node-a"),
        Flow("client/laptop", OPENED, Entry.NODE_PORT, "node-c"),
        Flow("client/laptop", BALANCED, Entry.LOAD_BALANCER),
        Flow("pod/client", OPENED, Entry.NODE_PORT, "node-a"),
        Flow("pod/client", OPENED, Entry.NODE_PORT, "node-c"),
        Flow("pod/api-2", BALANCED, Entry.LOAD_BALANCER),
        Flow("node/node-c", BALANCED, Entry.LOAD_BALANCER),
    ),
    columns=(
        Column(words.WHO, client),
        Column(words.ADDRESS_CALLED, address_called),
        *(Column(heading, under(external_policy, policy)) for policy, heading in WITH.items()),
    ),
)

if __name__ == "__main__":
    main(TABLE)
