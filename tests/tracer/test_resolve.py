"""DNS: names tried, records, addresses."""

from __future__ import annotations

from dataclasses import replace

from atlas.model.cluster import Cluster
from atlas.model.service import ServiceType
from atlas.tracer.question import sender_of
from atlas.tracer.resolve import resolve
from atlas.tracer.trace import DnsAnswer
from support.ask import changed
from support.cases import cases
from support.clusters import service, small_cluster
from support.http_clusters import http_cluster

SPEC = "kubernetes/dns docs/specification.md; FACTS 5"


def looked_up(cluster: Cluster, client: str, name: str) -> DnsAnswer:
    return resolve(cluster, sender_of(cluster, client).place, name)


def addresses(found: DnsAnswer) -> str:
    return " ".join(map(str, found.addresses))


@cases(
    """
    client         name                                        addresses                 reason
    pod/client     web                                         10.96.0.10                DNS_CLUSTER_IP
    pod/client     web.default                                 10.96.0.10                DNS_CLUSTER_IP
    pod/client     web.default.svc                             10.96.0.10                DNS_CLUSTER_IP
    pod/client     web.default.svc.cluster.local               10.96.0.10                DNS_CLUSTER_IP
    pod/client     web.default.svc.cluster.local.              10.96.0.10                DNS_CLUSTER_IP
    pod/client     WEB.default                                 10.96.0.10                DNS_CLUSTER_IP
    pod/client     kube-dns                                    -                         DNS_UNKNOWN               # another namespace
    pod/client     kube-dns.kube-system                        10.96.0.53                DNS_CLUSTER_IP
    pod/client     db                                          10.244.1.31 10.244.3.31   DNS_HEADLESS
    pod/client     db-1.db                                     10.244.3.31               DNS_POD_NAME
    pod/client     db-7.db                                     -                         DNS_UNKNOWN
    pod/client     web-1.web                                   -                         DNS_UNKNOWN               # not headless
    pod/client     billing                                     192.0.2.50                DNS_EXTERNAL_NAME
    pod/client     db.example.com                              192.0.2.50                DNS_OUTSIDE
    pod/client     nothing.example.com                         -                         DNS_UNKNOWN
    pod/client     _dns._udp.kube-dns.kube-system              10.96.0.53                DNS_SERVICE_PORT
    pod/client     _dns._tcp.kube-dns.kube-system              -                         DNS_UNKNOWN
    pod/client     _sql._tcp.db                                10.244.1.31 10.244.3.31   DNS_SERVICE_PORT
    pod/client     10.0.96.10.in-addr.arpa                     -                         DNS_REVERSE
    pod/client     31.3.244.10.in-addr.arpa                    -                         DNS_REVERSE
    pod/client     9.9.9.9.in-addr.arpa                        -                         DNS_UNKNOWN
    pod/client     x.y.z.in-addr.arpa                          -                         DNS_UNKNOWN
    pod/client     cluster.local                               -                         DNS_UNKNOWN
    node/node-a    web.default.svc.cluster.local               -                         DNS_CLUSTER_NAME_OUTSIDE  # nodes ask the public DNS
    pod/agent-a    web.default.svc.cluster.local               -                         DNS_CLUSTER_NAME_OUTSIDE  # so does the host network
    client/laptop  web.default.svc.cluster.local               -                         DNS_CLUSTER_NAME_OUTSIDE
    client/laptop  db.example.com                              192.0.2.50                DNS_OUTSIDE
    client/laptop  shop.example.com                            203.0.113.20              DNS_PUBLISHED
    client/laptop  store.example.com                           203.0.113.70              DNS_PUBLISHED
    client/laptop  news.example.com                            203.0.113.21              DNS_PUBLISHED
    pod/client     shop.example.com                            203.0.113.20              DNS_PUBLISHED
    """,
    source=SPEC,
)
def test_answers(client: str, name: str, addresses: str, reason: str) -> None:
    cluster = http_cluster()
    check(cluster, client, name, addresses, reason)


def check(cluster: Cluster, client: str, name: str, expected: str, reason: str) -> None:
    found = looked_up(cluster, client, name)
    assert (addresses(found), found.reason.name) == (expected, reason)


@cases(
    """
    changes                          name     addresses                reason
    not-ready db-0                   db       10.244.3.31              DNS_HEADLESS
    not-ready db-0                   db-0.db  -                        DNS_UNKNOWN
    not-ready db-0, not-ready db-1   db       -                        DNS_NO_READY_ENDPOINT
    terminating db-0                 db       10.244.3.31              DNS_HEADLESS
    gone db-0                        db       10.244.3.31              DNS_HEADLESS
    not-ready web-1                  web      10.96.0.10               DNS_CLUSTER_IP
    """,
    source=SPEC,
)
def test_only_ready_endpoints_have_records(
    changes: str, name: str, addresses: str, reason: str
) -> None:
    check(changed(small_cluster(), changes), "pod/client", name, addresses, reason)


@cases(
    """
    name                            tried
    web                             web.default.svc.cluster.local
    shop.example.com                shop.example.com.default.svc.cluster.local shop.example.com.svc.cluster.local shop.example.com.cluster.local shop.example.com
    shop.example.com.               shop.example.com
    web.default                     web.default.default.svc.cluster.local web.default.svc.cluster.local
    _dns._udp.kube-dns.kube-system.svc.cluster.local  _dns._udp.kube-dns.kube-system.svc.cluster.local
    """,
    source="kubernetes/website dns-pod-service.md: search, ndots:5",
)
def test_names_are_tried_in_the_order_of_the_search_list(name: str, tried: str) -> None:
    assert " ".join(looked_up(http_cluster(), "pod/client", name).tried) == tried


def test_external_names_lead_on_inside_the_cluster_and_out_of_it() -> None:
    aliases = [
        service(
            "one", kind=ServiceType.EXTERNAL_NAME, external_name="two.default.svc.cluster.local"
        ),
        service("two", kind=ServiceType.EXTERNAL_NAME, external_name="db.example.com."),
    ]
    cluster = small_cluster()
    cluster = replace(cluster, services=(*cluster.services, *aliases))
    found = looked_up(cluster, "pod/client", "one")
    assert [(one.name, one.type.value, one.value) for one in found.records] == [
        ("one.default.svc.cluster.local", "CNAME", "two.default.svc.cluster.local"),
        ("two.default.svc.cluster.local", "CNAME", "db.example.com"),
        ("db.example.com", "A", "192.0.2.50"),
    ]
    assert addresses(found) == "192.0.2.50"


def test_external_names_in_a_circle_have_no_address() -> None:
    circle = [
        service(
            "one", kind=ServiceType.EXTERNAL_NAME, external_name="two.default.svc.cluster.local"
        ),
        service(
            "two", kind=ServiceType.EXTERNAL_NAME, external_name="one.default.svc.cluster.local"
        ),
    ]
    found = looked_up(replace(small_cluster(), services=tuple(circle)), "pod/client", "one")
    assert (found.addresses, found.reason.name) == ((), "DNS_LOOP")


def test_an_external_name_that_looks_like_an_address_is_a_name_nobody_has() -> None:
    alias = service("odd", kind=ServiceType.EXTERNAL_NAME, external_name="192.0.2.50")
    found = looked_up(replace(small_cluster(), services=(alias,)), "pod/client", "odd")
    assert found.addresses == ()


def test_a_service_record_names_port_and_target() -> None:
    records = looked_up(small_cluster(), "pod/client", "_sql._tcp.db").records
    assert [one.value for one in records] == [
        "0 50 5432 db-0.db.default.svc.cluster.local",
        "0 50 5432 db-1.db.default.svc.cluster.local",
    ]


def test_a_service_that_publishes_unready_endpoints_has_records_for_them() -> None:
    cluster = changed(small_cluster(), "not-ready db-0")
    services = tuple(
        replace(one, publish_not_ready_addresses=True) if one.name == "db" else one
        for one in cluster.services
    )
    found = looked_up(replace(cluster, services=services), "pod/client", "db")
    assert addresses(found) == "10.244.1.31 10.244.3.31"
