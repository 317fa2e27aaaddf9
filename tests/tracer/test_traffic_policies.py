"""Traffic policies: who may answer, whom they see, and what the client feels where nobody may."""

from __future__ import annotations

import pytest

from support.ask import answers, ask, changed, sources_seen, verdict
from support.cases import cases
from support.clusters import small_cluster


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@cases(
    """
    changes             client          entry         node    answers            source_seen              verdict
    -                   client/laptop   NodePort      node-a  web-1 web-2 web-3  node/node-a              delivered
    local SERVICE       client/laptop   NodePort      node-a  web-1              client/laptop            delivered
    local SERVICE       client/laptop   NodePort      node-b  web-2 web-3        client/laptop            delivered
    local SERVICE       client/laptop   NodePort      node-c  -                  -                        timed out   # no endpoint on node-c
    local SERVICE       pod/client      NodePort      node-a  web-1 web-2 web-3  pod/client               delivered   # shortcut: not masqueraded, all endpoints
    local SERVICE       pod/far-client  NodePort      node-c  web-1 web-2 web-3  pod/far-client           delivered   # even where no endpoint is
    local SERVICE       node/node-c     NodePort      node-c  web-1 web-2 web-3  node/node-c              delivered   # shortcut, masqueraded
    local SERVICE       pod/client      NodePort      node-b  web-2 web-3        node/node-a              delivered   # arrives as a stranger
    local SERVICE       pod/client      NodePort      node-c  -                  -                        timed out
    local SERVICE       node/node-a     NodePort      node-c  -                  -                        timed out
    local SERVICE       client/laptop   LoadBalancer  -       web-1 web-2 web-3  client/laptop            delivered   # node-c fails its health check
    local SERVICE       pod/far-client  LoadBalancer  -       web-1 web-2 web-3  pod/far-client           delivered
    local SERVICE       node/node-c     LoadBalancer  -       web-1 web-2 web-3  node/node-c              delivered
    local SERVICE, unnoticed node-c  client/laptop  LoadBalancer  -  web-1 web-2 web-3  client/laptop     delivered / timed out   # the check lags behind
    local SERVICE, not-ready web-1   client/laptop  LoadBalancer  -  web-2 web-3        client/laptop     delivered
    local SERVICE, not-ready web-1   client/laptop  NodePort  node-a  -                 -                 timed out
    local SERVICE, terminating web-1  client/laptop  NodePort  node-a  web-1            client/laptop     delivered   # still serves, alone on its node
    internal-local SERVICE  pod/client      ClusterIP     -       web-1              pod/client           delivered
    internal-local SERVICE  pod/far-client  ClusterIP     -       -                  -                    timed out
    internal-local SERVICE  node/node-b     ClusterIP     -       web-2 web-3        node/node-b          delivered
    internal-local SERVICE  client/laptop   NodePort      node-c  web-1 web-2 web-3  node/node-c          delivered   # for the ClusterIP only
    internal-local SERVICE, terminating web-1  pod/client  ClusterIP  -  web-1       pod/client           delivered
    local SERVICE       pod/client      ClusterIP     -       web-1 web-2 web-3  pod/client               delivered   # for outside addresses only
    local SERVICE, detect None  pod/client  NodePort  node-a  web-1              pod/client               delivered   # nobody knows it for a Pod
    """,
    source="core/v1 externalTrafficPolicy, internalTrafficPolicy; pkg/proxy/nftables/README.md; FACTS 3.5, 4.3, 4.4",
)
def test_traffic_policies(
    changes: str,
    client: str,
    entry: str,
    node: str,
    answers: str,
    source_seen: str,
    verdict: str,
    mode: str,
) -> None:
    name = "web-lb" if entry == "LoadBalancer" else "web-nodeport"
    changes = changes.replace("SERVICE", name)
    check(
        f"{changes}, mode {mode}",
        client,
        f"service/{name}",
        entry,
        node,
        answers,
        source_seen,
        verdict,
    )


def check(
    changes: str, client: str, to: str, entry: str, node: str, pods: str, seen: str, felt: str
) -> None:
    cluster = changed(small_cluster(), changes)
    found = ask(cluster, client, to, entry, node)
    assert verdict(found) == felt
    assert answers(found) == pods
    assert sources_seen(cluster, found) == seen
