"""DNS: names tried, records, addresses."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_address

import pytest

from atlas.model.cluster import Cluster
from atlas.model.network import Family
from atlas.model.service import (
    Endpoint,
    EndpointPort,
    EndpointSlice,
    ServicePort,
    ServiceType,
    TrafficPolicy,
)
from atlas.model.workload import DnsConfig, DnsPolicy
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.dns.resolve import resolve
from atlas.tracer.senders import sender_of
from support.ask import ask, changed, verdict
from support.cases import cases
from support.clusters import service, small_cluster, with_service
from support.http_clusters import http_cluster
from support.name_servers import with_name_servers

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
    pod/client     10-244-1-11.web                             -                         DNS_UNKNOWN               # not headless
    pod/client     web.default.svc.cluster.local.extra         -                         DNS_UNKNOWN
    pod/client     web.svc                                     -                         DNS_UNKNOWN               # web is no namespace
    pod/client     web.shop                                    -                         DNS_UNKNOWN
    pod/client     web.shop.svc                                -                         DNS_UNKNOWN
    pod/client     kube-dns.kube-system.svc                    10.96.0.53                DNS_CLUSTER_IP
    pod/client     Db-1.DB                                     10.244.3.31               DNS_POD_NAME
    pod/client     kubernetes.default                          -                         DNS_UNKNOWN               # only if there is such a Service
    pod/client     kube-dns                                    -                         DNS_UNKNOWN               # another namespace
    pod/client     kube-dns.kube-system                        10.96.0.53                DNS_CLUSTER_IP
    pod/client     db                                          10.244.1.31 10.244.3.31   DNS_HEADLESS
    pod/client     db-1.db                                     10.244.3.31               DNS_POD_NAME
    pod/client     db-7.db                                     -                         DNS_UNKNOWN
    pod/client     web-1.web                                   -                         DNS_UNKNOWN               # not headless
    pod/client     billing                                     192.0.2.50                DNS_EXTERNAL_NAME
    pod/client     db.example.com                              192.0.2.50                DNS_OUTSIDE
    pod/client     nothing.example.com                         -                         DNS_NOT_IN_INPUT
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
    assert (found.addresses, found.reason.name) == ((), "DNS_DANGLING_ALIAS")
    assert [one.value for one in found.records] == ["192.0.2.50"]


# Whom a Pod asks


def with_dns(cluster: Cluster, pod_name: str, policy: str, config: DnsConfig) -> Cluster:
    pods = tuple(
        replace(one, dns_policy=DnsPolicy(policy), dns_config=config)
        if one.name == pod_name
        else one
        for one in cluster.pods
    )
    return replace(cluster, pods=pods)


def config_of(nameservers: str, searches: str, ndots: str) -> DnsConfig:
    servers = tuple(ip_address(one) for one in nameservers.split())
    return DnsConfig(servers, tuple(searches.split()), int(ndots) if ndots else None)


@cases(
    """
    pod      policy                   nameservers           searches      ndots  name                           addresses   reason                    server
    client   ClusterFirst             -                     -             -      web                            10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns
    agent-a  ClusterFirst             -                     -             -      web                            -           DNS_UNKNOWN               outside   # falls back to Default
    agent-a  ClusterFirstWithHostNet  -                     -             -      web                            10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns
    client   ClusterFirstWithHostNet  -                     -             -      web                            10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns
    client   Default                  -                     -             -      web                            -           DNS_UNKNOWN               outside
    client   Default                  -                     -             -      db.example.com                 192.0.2.50  DNS_OUTSIDE               outside
    client   Default                  -                     -             -      web.default.svc.cluster.local  -           DNS_CLUSTER_NAME_OUTSIDE  outside
    client   Default                  10.96.0.53            -             -      web.default.svc.cluster.local  -           DNS_CLUSTER_NAME_OUTSIDE  outside   # the node's server answers first
    client   None                     10.96.0.53            -             -      web                            -           DNS_UNKNOWN               service/kube-system/kube-dns
    client   None                     10.96.0.53            -             -      web.default.svc.cluster.local  10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns
    client   None                     10.96.0.53            default.svc.cluster.local  -  web                   10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns
    client   None                     192.0.2.53            default.svc.cluster.local  -  web                   -           DNS_CLUSTER_NAME_OUTSIDE  outside
    client   None                     192.0.2.53 10.96.0.53  -            -      db.example.com                 192.0.2.50  DNS_OUTSIDE               outside
    client   ClusterFirst             192.0.2.53            -             -      web                            10.96.0.10  DNS_CLUSTER_IP            service/kube-system/kube-dns   # appended
    client   ClusterFirst             -                     example.com   -      db                             10.244.1.31 10.244.3.31  DNS_HEADLESS  service/kube-system/kube-dns
    far-client  ClusterFirst          -                     example.com   -      db.example                     -           DNS_NOT_IN_INPUT             service/kube-system/kube-dns
    """,
    source="pkg/kubelet/network/dns/dns.go GetPodDNS; core/v1 PodSpec.dnsPolicy, dnsConfig; FACTS 5",
)
def test_the_policy_of_a_pod_decides_whom_it_asks(
    pod: str,
    policy: str,
    nameservers: str,
    searches: str,
    ndots: str,
    name: str,
    addresses: str,
    reason: str,
    server: str,
) -> None:
    config = config_of(nameservers, searches, ndots)
    cluster = with_dns(small_cluster(), pod, policy, config)
    check(cluster, f"pod/{pod}", name, addresses, reason)
    assert looked_up(cluster, f"pod/{pod}", name).server == server


@cases(
    """
    policy        searches                 ndots  name            tried
    ClusterFirst  -                        -      a.b             a.b.default.svc.cluster.local a.b.svc.cluster.local a.b.cluster.local a.b
    ClusterFirst  corp.example.com         -      a               a.default.svc.cluster.local a.svc.cluster.local a.cluster.local a.corp.example.com a
    ClusterFirst  cluster.local            -      a               a.default.svc.cluster.local a.svc.cluster.local a.cluster.local a   # once
    ClusterFirst  -                        2      a.b.c           a.b.c a.b.c.default.svc.cluster.local a.b.c.svc.cluster.local a.b.c.cluster.local
    ClusterFirst  -                        1      a               a.default.svc.cluster.local a.svc.cluster.local a.cluster.local a
    ClusterFirst  -                        0      a               a a.default.svc.cluster.local a.svc.cluster.local a.cluster.local
    ClusterFirst  .                        -      a               a.default.svc.cluster.local a.svc.cluster.local a.cluster.local a
    ClusterFirst  -                        -      a.b.c.d.e.f     a.b.c.d.e.f a.b.c.d.e.f.default.svc.cluster.local a.b.c.d.e.f.svc.cluster.local a.b.c.d.e.f.cluster.local
    ClusterFirst  -                        -      a.              a
    Default       corp.example.com         -      a               a.corp.example.com a
    Default       corp.example.com         -      a.b             a.b a.b.corp.example.com   # a resolver's own ndots is 1
    """,
    source="resolv.conf(5): search, ndots; pkg/kubelet/network/dns/dns.go; KEP-4427",
)
def test_search_list_and_dots_of_a_pod(
    policy: str, searches: str, ndots: str, name: str, tried: str
) -> None:
    cluster = with_dns(small_cluster(), "client", policy, config_of("", searches, ndots))
    assert " ".join(looked_up(cluster, "pod/client", name).tried) == tried


# The cluster's DNS is a Service too


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@cases(
    """
    servers                    changes                            client          name            addresses   reason
    node-a                     -                                  pod/client      web             10.96.0.10  DNS_CLUSTER_IP
    node-b node-c              -                                  pod/client      web             10.96.0.10  DNS_CLUSTER_IP
    node-b node-c              down node-b                        pod/client      web             10.96.0.10  DNS_CLUSTER_IP       # asked again, another Pod answers
    node-b                     down node-b                        pod/client      web             -           DNS_SERVER_SILENT
    node-b                     down node-b                        pod/client      db.example.com  -           DNS_SERVER_SILENT    # it hands on names from outside, too
    node-b:ending              -                                  pod/client      web             -           DNS_SERVER_REFUSED
    -                          -                                  pod/client      web             -           DNS_SERVER_REFUSED
    -                          -                                  pod/client      10.0.96.10.in-addr.arpa  -  DNS_SERVER_REFUSED
    node-a                     internal-local kube-system/kube-dns  pod/client    web             10.96.0.10  DNS_CLUSTER_IP
    node-a                     internal-local kube-system/kube-dns  pod/far-client  web           -           DNS_SERVER_SILENT    # no Pod on its node
    -                          -                                  node/node-a     db.example.com  192.0.2.50  DNS_OUTSIDE          # nodes ask elsewhere
    -                          -                                  pod/agent-a     db.example.com  192.0.2.50  DNS_OUTSIDE
    -                          -                                  client/laptop   db.example.com  192.0.2.50  DNS_OUTSIDE
    """,
    source="FACTS 4.4, 5; resolv.conf(5): attempts, timeout",
)
def test_a_question_has_to_reach_the_clusters_dns(
    servers: str, changes: str, client: str, name: str, addresses: str, reason: str, mode: str
) -> None:
    cluster = with_name_servers(small_cluster(), servers)
    namespaced = changes.replace("internal-local kube-system/kube-dns", "")
    if namespaced != changes:
        cluster = with_name_servers(
            small_cluster(), servers, internal_traffic_policy=TrafficPolicy.LOCAL
        )
    check(changed(cluster, f"{namespaced}, mode {mode}"), client, name, addresses, reason)


def test_without_dns_a_flow_to_a_name_ends_before_its_first_packet() -> None:
    cluster = with_name_servers(small_cluster(), "")
    found = ask(cluster, "pod/client", "service/web", "Name")
    assert (verdict(found), found.branches[0].hops) == ("name not found", ())
    assert verdict(ask(cluster, "pod/client", "service/web")) == "delivered", "by address it works"


def test_another_server_answers_while_the_clusters_dns_is_down() -> None:
    cluster = with_name_servers(small_cluster(), "")
    config = config_of("192.0.2.53", "", "")
    cluster = with_dns(cluster, "client", "ClusterFirst", config)
    check(cluster, "pod/client", "db.example.com", "192.0.2.50", "DNS_OUTSIDE")
    check(cluster, "pod/client", "web", "", "DNS_CLUSTER_NAME_OUTSIDE")


@cases(
    """
    name           labels            server
    kube-dns       -                 service/kube-system/kube-dns
    coredns        -                 service/kube-system/coredns
    rke2-dns       k8s-app=kube-dns  service/kube-system/rke2-dns
    something      -                 service/kube-system/kube-dns   # unknown: the usual name, and it works
    """,
    source="kubernetes/kubernetes cluster/addons/dns/coredns: label k8s-app, name kube-dns",
)
def test_the_service_of_the_clusters_dns_is_found(name: str, labels: str, server: str) -> None:
    known = dict(one.split("=") for one in labels.split())
    cluster = with_name_servers(small_cluster(), "node-a", name=name, labels=known)
    found = looked_up(cluster, "pod/client", "web")
    assert (found.server, addresses(found)) == (server, "10.96.0.10")


# More records


def test_a_name_has_a_record_for_each_family() -> None:
    both = service("both", "10.96.0.70 fd00:96::70")
    cluster = small_cluster()
    found = looked_up(replace(cluster, services=(both,)), "pod/client", "both")
    assert [(one.type.value, one.value) for one in found.records] == [
        ("A", "10.96.0.70"),
        ("AAAA", "fd00:96::70"),
    ]


def headless_of_both_families(hostname: str) -> Cluster:
    """A headless Service without selector: slices by hand, one of each family, for one endpoint."""
    owner = service(
        "hand",
        headless=True,
        ports=[ServicePort(5432, 5432, "sql"), ServicePort(80, 80, "web")],
    )
    owner = replace(owner, ip_families=(Family.IPV4, Family.IPV6))
    slices = tuple(
        EndpointSlice(
            "default",
            f"hand-{number}",
            "hand",
            family,
            (EndpointPort(5432, "sql"), EndpointPort(8080, "web")),
            (Endpoint((ip_address(ip),), hostname=hostname),),
        )
        for number, (family, ip) in enumerate(
            [(Family.IPV4, "192.0.2.61"), (Family.IPV6, "2001:db8::61")]
        )
    )
    return replace(small_cluster(), services=(owner,), endpoint_slices=slices)


SIX = "1.6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"


@cases(
    f"""
    hostname  name                     records                                          reason
    first     hand                     A:192.0.2.61 AAAA:2001:db8::61                   DNS_HEADLESS
    first     first.hand               A:192.0.2.61 AAAA:2001:db8::61                   DNS_POD_NAME
    first     192-0-2-61.hand          -                                                DNS_UNKNOWN     # it has a hostname
    -         192-0-2-61.hand          A:192.0.2.61                                     DNS_POD_NAME    # so that targets of SRV records exist
    first     61.2.0.192.in-addr.arpa  PTR:first.hand.default.svc.cluster.local         DNS_REVERSE
    first     {SIX}                    PTR:first.hand.default.svc.cluster.local         DNS_REVERSE
    first     {SIX.upper()}            PTR:first.hand.default.svc.cluster.local         DNS_REVERSE
    -         61.2.0.192.in-addr.arpa  -                                                DNS_UNKNOWN     # no hostname, no record
    first     2.0.192.in-addr.arpa     -                                                DNS_UNKNOWN
    first     1.6.ip6.arpa             -                                                DNS_UNKNOWN
    first     _sql._tcp.hand           SRV:0 100 5432 first.hand.default.svc.cluster.local  DNS_SERVICE_PORT   # one name, two addresses
    first     _web._tcp.hand           SRV:0 100 8080 first.hand.default.svc.cluster.local  DNS_SERVICE_PORT   # the Pod's own port
    -         _web._tcp.hand           SRV:0 50 8080 192-0-2-61.hand.default.svc.cluster.local SRV:0 50 8080 2001-db8--61.hand.default.svc.cluster.local  DNS_SERVICE_PORT
    first     _web._udp.hand           -                                                DNS_UNKNOWN
    """,
    source=f"{SPEC}; coredns/coredns plugin/kubernetes endpointHostname",
)
def test_records_of_slices_written_by_hand(
    hostname: str, name: str, records: str, reason: str
) -> None:
    found = looked_up(headless_of_both_families(hostname), "pod/client", name)
    assert " ".join(f"{one.type.value}:{one.value}" for one in found.records) == records
    assert found.reason.name == reason


def test_an_endpoint_that_is_not_ready_has_no_name_to_its_address() -> None:
    cluster = changed(small_cluster(), "not-ready db-1")
    check(cluster, "pod/client", "31.3.244.10.in-addr.arpa", "", "DNS_UNKNOWN")


def test_the_clusters_ip_addresses_lead_back_to_the_service_in_both_families() -> None:
    cluster = replace(small_cluster(), services=(service("both", "10.96.0.70 fd00:96::70"),))
    six = "0.7.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.6.9.0.0.0.0.d.f.ip6.arpa"
    for question in ("70.0.96.10.in-addr.arpa", six):
        (record,) = looked_up(cluster, "pod/client", question).records
        assert record.value == "both.default.svc.cluster.local"


def test_a_headless_service_without_ports_still_has_addresses() -> None:
    cluster = with_service(small_cluster(), "db", ports=())
    check(cluster, "pod/client", "db", "10.244.1.31 10.244.3.31", "DNS_HEADLESS")


def test_the_api_server_has_a_name_if_its_service_exists() -> None:
    cluster = small_cluster()
    api = service("kubernetes", "10.96.0.1")
    cluster = replace(cluster, services=(*cluster.services, api))
    check(cluster, "pod/client", "kubernetes.default", "10.96.0.1", "DNS_CLUSTER_IP")


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
