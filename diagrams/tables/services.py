"""The Services of the cluster: types, addresses, ports."""

from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="클러스터의 서비스", en="The Services of the cluster"),
    cases=lambda cluster: cluster.services,
    columns=(
        Column(words.NAMESPACE, lambda _, service: service.namespace),
        Column(words.SERVICE, lambda _, service: service.name),
        Column(words.TYPE, lambda _, service: service.type.value),
        Column(words.CLUSTER_IP, lambda _, service: joined(service.cluster_ips)),
        Column(
            Text(ko="포트", en="Port"),
            lambda _, service: joined([f"{port.port}/{port.protocol}" for port in service.ports]),
        ),
        Column(
            words.NODE_PORT,
            lambda _, service: joined([port.node_port for port in service.ports if port.node_port]),
        ),
        Column(words.BALANCER_ADDRESS, lambda _, service: joined(service.load_balancer_ips)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
