"""The five types of Services: which addresses each has, who reaches it, and which source the Pods see."""

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.model.service import Service
from atlas.tables import Column, Table, main
from atlas.tables.cells import joined
from atlas.tables.traced import kinds_of_source, verdicts
from atlas.text import table_words as words
from atlas.text.text import Text
from atlas.tracer.dns.answer import RecordType
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, Trace
from atlas.tracer.tracer import trace

INSIDE, OUTSIDE = "pod/client", "client/laptop"
TYPES = {
    "ClusterIP": "service/web",
    "Headless": "service/db",
    "NodePort": "service/web-nodeport",
    "LoadBalancer": "service/web-lb",
    "ExternalName": "service/billing",
}
RECORDS = (RecordType.CNAME, RecordType.A, RecordType.AAAA)


def service_of(cluster: Cluster, title: str) -> Service:
    return cluster.service_by_reference[parse_reference(TYPES[title])]


def dns_answer(cluster: Cluster, title: str) -> str:
    """Return the types of the records and the addresses that a Pod learns."""
    name = service_of(cluster, title).name
    answer = resolve(cluster, sender_of(cluster, INSIDE).place, name)
    types = {record.type for record in answer.records}
    return f"{joined([each for each in RECORDS if each in types])} {joined(answer.addresses)}"


def from_outside(cluster: Cluster, title: str) -> Trace:
    """Return the trace by the widest entry that the type opens; a ClusterIP may be tried, too."""
    service = service_of(cluster, title)
    entry = Entry.NAME
    if service.load_balancer_ips:
        entry = Entry.LOAD_BALANCER
    elif any(port.node_port for port in service.ports):
        entry = Entry.NODE_PORT
    elif service.cluster_ips:
        entry = Entry.CLUSTER_IP
    return trace(cluster, Flow(OUTSIDE, TYPES[title], entry))


TABLE = Table(
    title=Text(ko="서비스 타입 비교", en="Types of Services compared"),
    cases=tuple(TYPES),
    columns=(
        Column(words.TYPE, lambda _, title: title),
        Column(
            words.CLUSTER_IP,
            lambda cluster, title: joined(service_of(cluster, title).cluster_ips),
        ),
        Column(
            words.NODE_PORT,
            lambda cluster, title: joined(
                [port.node_port for port in service_of(cluster, title).ports if port.node_port]
            ),
        ),
        Column(
            words.BALANCER_ADDRESS,
            lambda cluster, title: joined(service_of(cluster, title).load_balancer_ips),
        ),
        Column(Text(ko="DNS 응답", en="DNS answer"), dns_answer),
        Column(
            words.FROM_POD,
            lambda cluster, title: verdicts(trace(cluster, Flow(INSIDE, TYPES[title], Entry.NAME))),
        ),
        Column(words.FROM_OUTSIDE, lambda cluster, title: verdicts(from_outside(cluster, title))),
        Column(
            Text(ko="밖에서 왔을 때 파드가 보는 소스", en="Source that the Pod sees, from outside"),
            lambda cluster, title: kinds_of_source(cluster, from_outside(cluster, title)),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
