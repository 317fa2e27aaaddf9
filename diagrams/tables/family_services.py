"""What each Service of a dual-stack cluster has of either address family."""

from atlas.model.cluster import Cluster
from atlas.model.service import Service
from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of

INSIDE = "pod/client"


def services(cluster: Cluster) -> list[Service]:
    """Return the Services of the client's namespace, whose short names it can look up."""
    namespace = sender_of(cluster, INSIDE).place.namespace
    return [service for service in cluster.services if service.namespace == namespace]


def slices(cluster: Cluster, service: Service) -> str:
    found = cluster.slices_by_service.get((service.namespace, service.name), ())
    return joined([f"{each.name} ({each.family})" for each in found])


def records(cluster: Cluster, service: Service) -> str:
    answer = resolve(cluster, sender_of(cluster, INSIDE).place, service.name)
    return joined([f"{each.type} {each.value}" for each in answer.records])


TABLE = Table(
    title=Text(ko="서비스와 주소 체계", en="Services and address families"),
    cluster="dual-stack",
    cases=services,
    columns=(
        Column(words.SERVICE, lambda _, service: service.name),
        Column(
            Text(ko="ipFamilyPolicy", en="ipFamilyPolicy"),
            lambda _, service: service.ip_family_policy,
        ),
        Column(
            Text(ko="clusterIPs", en="clusterIPs"), lambda _, service: joined(service.cluster_ips)
        ),
        Column(Text(ko="엔드포인트슬라이스", en="EndpointSlices"), slices),
        Column(words.RECORD, records),
    ),
)

if __name__ == "__main__":
    main(TABLE)
