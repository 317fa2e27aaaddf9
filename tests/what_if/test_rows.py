"""Every what-if of the list changes what becomes of some connection, and is used by all that read the list."""

from __future__ import annotations

import pytest

from atlas.figure import control
from atlas.model.cluster import Cluster
from atlas.tracer.affinity import remember
from atlas.tracer.trace import Entry, Flow, Verdict
from atlas.tracer.tracer import trace
from atlas.what_if import rows
from atlas.what_if.row import Row, Subject, WhatIf, apply_all
from atlas.what_if.rows import BY_ARGUMENT, BY_NAME, ROWS
from atlas.world.load import load
from support.ask import answers, sources_seen, verdict
from support.cases import cases
from support.cases import rows as rows_of
from support.manifests import CLUSTER

TABLE = """
    what                  words                       also                                                   client         to                                entry         node    before                                                    after
    proxy-mode            nftables                    -                                                      pod/client     10.96.113.167:81                  -             -       timed out                                                 refused
    pod-network           bridge                      -                                                      client/laptop  service/web-nodeport              NodePort      node-a  web-1 web-2 web-3 as node/node-a                          web-1 web-2 web-3 as 10.244.1.1 node/node-a
    unused-addresses      HostUnreachable             -                                                      pod/client     10.96.113.167:81                  -             -       timed out                                                 unreachable
    forwarding            loadbalancer/edge=Proxy     external-policy:service/web-lb=Local                   client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as client/laptop                        web-1 web-2 web-3 as 203.0.113.1
    external-policy       service/web-nodeport=Local  -                                                      client/laptop  service/web-nodeport              NodePort      node-c  web-1 web-2 web-3 as node/node-c                          timed out
    internal-policy       service/web=Local           -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-1 web-3 as pod/client
    session-affinity      service/web=ClientIP        -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-1 as pod/client
    traffic-distribution  service/web=PreferSameZone  -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-1 web-3 as pod/client
    zone-unknown          node/node-c                 traffic-distribution:service/web=PreferSameZone        pod/api-2      service/web                       -             -       web-2 as pod/api-2                                        web-1 web-2 web-3 as pod/api-2
    kube-proxy-stopped    node/node-b                 -                                                      client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as node/node-a node/node-b node/node-c  web-1 web-2 web-3 as node/node-a node/node-c
    being-deleted         node/node-b                 -                                                      client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as node/node-a node/node-b node/node-c  web-1 web-2 web-3 as node/node-a node/node-c
    excluded              node/node-b                 -                                                      client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as node/node-a node/node-b node/node-c  web-1 web-2 web-3 as node/node-a node/node-c
    node-not-ready        node/node-b                 -                                                      client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as node/node-a node/node-b node/node-c  web-1 web-2 web-3 as node/node-a node/node-b node/node-c
    unnoticed             node/node-b                 down:node/node-b external-policy:service/web-lb=Local  client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-3 as client/laptop                              web-1 web-3 as client/laptop or timed out
    overlay-cut           node/node-b                 -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-1 web-3 as pod/client or timed out
    no-hairpin            node/node-a                 pod-network:bridge                                     pod/web-1      service/web                       -             -       web-1 web-2 web-3 as 10.244.1.1 pod/web-1                 web-2 web-3 as pod/web-1 or timed out
    node-ports-closed     node/node-a                 -                                                      client/laptop  service/web-nodeport              NodePort      node-a  web-1 web-2 web-3 as node/node-a                          timed out
    dns-lost              node/node-a                 -                                                      pod/client     web:80                            -             -       web-1 web-2 web-3 as pod/client                           name not found
    probes-failing        node/node-b                 -                                                      client/laptop  service/web-lb                    LoadBalancer  -       web-1 web-2 web-3 as node/node-a node/node-b node/node-c  web-1 web-2 web-3 as node/node-a node/node-c
    down                  node/node-a                 -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           timed out
    udp-remembered        pod/kube-system/coredns-1   -                                                      pod/client     service/kube-system/kube-dns:dns  -             -       coredns-1 coredns-2 as pod/client                         coredns-1 as pod/client
    moved                 pod/web-1=node-c            internal-policy:service/web=Local                      pod/api-2      service/web                       -             -       timed out                                                 web-1 as pod/api-2
    not-ready             pod/web-1                   -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-2 web-3 as pod/client
    terminating           pod/web-1                   -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-2 web-3 as pod/client
    listens               pod/web-1=127.0.0.1:8080    -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-2 web-3 as pod/client or refused
    gone                  pod/web-1                   -                                                      pod/client     service/web                       -             -       web-1 web-2 web-3 as pod/client                           web-2 web-3 as pod/client
"""


def use_of(what: str, words: str) -> WhatIf:
    """Return the what-if that is written as on the command line."""
    return BY_NAME[what](*words.split("="))


@pytest.fixture(scope="module")
def site() -> Cluster:
    return load([CLUSTER]).cluster


@cases(TABLE, source="the sources of the reasons that the traces give")
def test_what_if(
    site: Cluster,
    what: str,
    words: str,
    also: str,
    client: str,
    to: str,
    entry: str,
    node: str,
    before: str,
    after: str,
) -> None:
    unchanged = apply_all(site, [use_of(*one.split(":", 1)) for one in also.split()])
    changed = use_of(what, words).apply(unchanged)
    flow = Flow(client, to, Entry(entry) if entry else Entry.AUTO, node)
    assert changed != unchanged
    assert (outcome(unchanged, flow), outcome(changed, flow)) == (before, after)


def outcome(cluster: Cluster, flow: Flow) -> str:
    """Return who may answer a second connection and as whom they see the client, or how it fails; both if it may do both."""
    first = trace(cluster, flow).branches
    for branch in (one for one in first if one.verdict is Verdict.DELIVERED):
        cluster = remember(cluster, branch)
        break
    found = trace(cluster, flow)
    served = f"{answers(found)} as {sources_seen(cluster, found)}" if answers(found) else ""
    failed = verdict(found).replace("delivered / ", "").replace("delivered", "")
    return " or ".join(filter(None, (served, failed)))


def test_every_what_if_has_a_line() -> None:
    assert [row[0] for row in rows_of(TABLE)[1]] == [row.name for row in ROWS]


@cases(
    """
    what             words                 said
    down             node/node-a|node-b    down takes 1 words, not 2
    down             pod/web-1             down: pod/web-1 is not a node
    external-policy  service/web           external-policy takes 2 words, not 1
    external-policy  service/web|Nearby    external-policy: Nearby is not one of Cluster, Local
    proxy-mode       ipvs                  proxy-mode: ipvs is not one of iptables, nftables
    """,
    source="Row.__call__",
)
def test_a_what_if_refuses_what_it_does_not_take(what: str, words: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"^{said}$"):
        BY_NAME[what](*words.split("|"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_words_are_in_both_languages(row: Row) -> None:
    assert row.meaning.ko != row.meaning.en
    assert row.argument.isidentifier()


def test_no_two_have_the_same_name_or_field() -> None:
    assert len(BY_NAME) == len(BY_ARGUMENT) == len(ROWS)
    fields = [row.field for row in ROWS if row.field]
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize("row", [row for row in ROWS if row.values], ids=lambda row: row.name)
def test_every_setting_has_a_control(row: Row) -> None:
    subject = {
        Subject.SERVICE: ("service/web",),
        Subject.BALANCER: ("loadbalancer/edge",),
        Subject.CLUSTER: (),
    }[row.subject]
    made = control.setting(row, *subject, initial=row.values[-1])
    assert [one.key for one in made.options] == [value or "none" for value in row.values]
    assert made.initial == len(row.values) - 1


def test_a_choice_begins_with_nobody() -> None:
    made = control.choice(rows.zone_unknown, "node-a", "node-b")
    assert (made.key, [one.key for one in made.options]) == (
        "zone-unknown",
        ["none", "node-a", "node-b"],
    )
    assert made.options[made.initial].what_ifs == ()


@pytest.mark.parametrize("name", ["internal-policy", "session-affinity"])
def test_samples_leave_the_service_of_dns_alone(site: Cluster, name: str) -> None:
    """With it changed as well, no question by name would have the answer that is asked about."""
    subjects = {subject for sample in BY_NAME[name].samples(site) for subject in sample.subjects}
    assert "service/web" in subjects
    assert str(site.network.dns_service) not in subjects


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_samples_are_clusters_of_their_own(site: Cluster, row: Row) -> None:
    """`atlas agree` tries them all: each must be another cluster than the one as written."""
    for sample in row.samples(site):
        value = (sample.value,) if row.takes_value else ()
        uses = [row(subject, *value) for subject in sample.subjects]
        assert apply_all(site, uses) != site, sample.name
