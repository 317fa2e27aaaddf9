"""Every Service type from every place: who answers, whom they see, what the client feels."""

from __future__ import annotations

import pytest

from support.ask import answers, ask, changed, sources_seen, verdict
from support.cases import cases
from support.clusters import small_cluster

MODES = pytest.mark.parametrize("mode", ["iptables", "nftables"])


@MODES
@cases(
    """
    client          to                    entry         node    answers                  source_seen    verdict
    pod/client      pod/web-1             -             -       web-1                    pod/client     delivered   # same node
    pod/client      pod/web-2             -             -       web-2                    pod/client     delivered   # other node
    pod/client      localhost:9901        -             -       client                   127.0.0.1      delivered   # same Pod
    pod/web-1       pod/web-1             -             -       web-1                    pod/web-1      delivered
    node/node-a     pod/web-2             -             -       web-2                    node/node-a    delivered
    pod/client      node/node-b:9100      -             -       agent-b                  node/node-a    delivered   # egress masquerade
    pod/client      node/node-a:9100      -             -       agent-a                  pod/client     delivered
    pod/agent-a     pod/web-2             -             -       web-2                    node/node-a    delivered   # host network
    client/laptop   pod/web-1             -             -       -                        -              timed out   # Pod IPs are private
    client/laptop   node/node-a:22        -             -       -                        -              unknown
    client/laptop   node/node-a:31999     -             -       -                        -              refused     # nobody listens
    pod/client      service/web           -             -       web-1 web-2 web-3        pod/client     delivered
    node/node-a     service/web           -             -       web-1 web-2 web-3        node/node-a    delivered
    pod/agent-a     service/web           -             -       web-1 web-2 web-3        node/node-a    delivered
    client/laptop   service/web           -             -       -                        -              timed out   # nothing routes there
    client/laptop   service/web           ClusterIP     node-c  web-1 web-2 web-3        node/node-c    delivered   # somebody routes there
    pod/client      service/web-nodeport  ClusterIP     -       web-1 web-2 web-3        pod/client     delivered
    client/laptop   service/web-nodeport  NodePort      node-a  web-1 web-2 web-3        node/node-a    delivered
    client/laptop   service/web-nodeport  NodePort      node-c  web-1 web-2 web-3        node/node-c    delivered   # no Pod runs there
    pod/client      service/web-nodeport  NodePort      node-a  web-1 web-2 web-3        node/node-a    delivered
    pod/client      service/web-nodeport  NodePort      node-b  web-1 web-2 web-3        node/node-b    delivered
    node/node-c     service/web-nodeport  NodePort      node-b  web-1 web-2 web-3        node/node-b    delivered
    client/laptop   service/web-lb        LoadBalancer  -       web-1 web-2 web-3        node/node-a node/node-b node/node-c  delivered
    client/laptop   service/web-lb        LoadBalancer  node-c  web-1 web-2 web-3        node/node-c    delivered   # if it picks node-c
    client/laptop   service/web-lb        -             -       web-1 web-2 web-3        node/node-a node/node-b node/node-c  delivered
    pod/client      service/web-lb        LoadBalancer  -       web-1 web-2 web-3        node/node-a    delivered   # never leaves the node
    node/node-c     service/web-lb        LoadBalancer  -       web-1 web-2 web-3        node/node-c    delivered
    client/laptop   203.0.113.10:81       -             -       -                        -              timed out   # the balancer has no such port
    client/laptop   203.0.113.50:80       -             -       -                        -              timed out
    pod/client      service/db            -             -       db-0 db-1                pod/client     delivered   # headless
    pod/client      db-1.db:5432          -             -       db-1                     pod/client     delivered
    pod/client      service/billing:5432  -             -       -                        node/node-a    delivered   # ExternalName
    pod/client      service/legacy        -             -       -                        node/node-a    delivered   # endpoint outside the cluster
    client/laptop   service/billing:5432  -             -       -                        -              name not found
    pod/client      service/nobody        -             -       -                        -              refused
    client/laptop   service/nobody        NodePort      node-a  -                        -              refused
    client/laptop   service/agent         NodePort      node-a  agent-a agent-b agent-c  client/laptop node/node-a  delivered   # host endpoints
    """,
    source="FACTS 2, 3, 4.3; kubernetes/website tutorials/services/source-ip.md",
)
def test_service_types(
    client: str,
    to: str,
    entry: str,
    node: str,
    answers: str,
    source_seen: str,
    verdict: str,
    mode: str,
) -> None:
    check(f"mode {mode}", client, to, entry, node, answers, source_seen, verdict)


@MODES
@cases(
    """
    changes                        client         to                    entry         node    answers            source_seen  verdict
    down node-a                    client/laptop  service/web-nodeport  NodePort      node-a  -                  -            timed out   # the single point of failure
    down node-a                    client/laptop  service/web-nodeport  NodePort      node-c  web-2 web-3        node/node-c  delivered / timed out   # web-1 is still listed
    down node-b                    client/laptop  service/web-nodeport  NodePort      node-c  web-1              node/node-c  delivered / timed out
    down node-c                    client/laptop  service/web-nodeport  NodePort      node-a  web-1 web-2 web-3  node/node-a  delivered
    down node-a                    pod/client     service/web           -             -       -                  -            timed out   # the client is down too
    down node-c                    client/laptop  service/web-lb        LoadBalancer  -       web-1 web-2 web-3  node/node-a node/node-b  delivered   # taken out of rotation
    down node-c, unnoticed node-c  client/laptop  service/web-lb        LoadBalancer  -       web-1 web-2 web-3  node/node-a node/node-b  delivered / timed out
    excluded node-c                client/laptop  service/web-lb        LoadBalancer  -       web-1 web-2 web-3  node/node-a node/node-b  delivered
    not-ready web-1                pod/client     service/web           -             -       web-2 web-3        pod/client   delivered
    terminating web-1              pod/client     service/web           -             -       web-2 web-3        pod/client   delivered
    not-ready web-1, not-ready web-2, not-ready web-3        pod/client  service/web  -  -  -                  -            refused
    terminating web-1, terminating web-2, terminating web-3  pod/client  service/web  -  -  web-1 web-2 web-3  pod/client   delivered   # they still serve
    gone web-2                     pod/client     10.244.2.11:8080      -             -       -                  -            timed out   # why there are Services
    not-ready web-2                pod/client     pod/web-2             -             -       web-2              pod/client   delivered   # a Pod IP knows no readiness
    not-ready db-0                 pod/client     service/db            -             -       db-1               pod/client   delivered
    not-ready db-0, not-ready db-1  pod/client    service/db            -             -       -                  -            name not found
    """,
    source="FACTS 1, 3.4, 4.5; KEP-1669; KEP-3458",
)
def test_failures(
    changes: str,
    client: str,
    to: str,
    entry: str,
    node: str,
    answers: str,
    source_seen: str,
    verdict: str,
    mode: str,
) -> None:
    check(f"{changes}, mode {mode}", client, to, entry, node, answers, source_seen, verdict)


def check(
    changes: str,
    client: str,
    to: str,
    entry: str,
    node: str,
    pods: str,
    seen: str,
    felt: str,
) -> None:
    cluster = changed(small_cluster(), changes)
    found = ask(cluster, client, to, entry, node)
    assert verdict(found) == felt
    assert answers(found) == pods
    assert sources_seen(cluster, found) == seen
