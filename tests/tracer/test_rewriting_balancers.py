"""Balancers that pick the destination themselves: rewriting to node ports or Pods, or connecting straight to Pods."""

from __future__ import annotations

import pytest

from atlas.model.reason import Reason
from atlas.tracer.trace import Action, Place, PlaceKind
from support.ask import answers, ask, changed, sources_seen, verdict
from support.cases import cases
from support.clusters import small_cluster

NLB = "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/nlb.md; AWS: client IP preservation, NAT loopback"
EDGE = Place(PlaceKind.BALANCER, "edge")


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@cases(
    """
    balancer               policy   client          answers            sources                                verdict
    Rewrite                Cluster  client/laptop   web-1 web-2 web-3  node/node-a node/node-b node/node-c    delivered            # the node masquerades
    Rewrite                Local    client/laptop   web-1 web-2 web-3  client/laptop                          delivered            # the client's address, kept
    Rewrite                Cluster  pod/client      web-1 web-2 web-3  node/node-b node/node-c                delivered,timed-out  # back to its own node: lost
    Rewrite                Local    pod/client      web-2 web-3        node/node-a                            delivered,timed-out
    Rewrite                Local    node/node-b     web-1              node/node-b                            delivered,timed-out
    Rewrite, targets Pods  Local    client/laptop   web-1 web-2 web-3  client/laptop                          delivered            # past kube-proxy: no policy
    Proxy, targets Pods    Local    client/laptop   web-1 web-2 web-3  192.0.2.120                            delivered
    """,
    source=NLB,
)
def test_who_answers_and_what_they_see(
    mode: str, balancer: str, policy: str, client: str, answers: str, sources: str, verdict: str
) -> None:
    local = ", local web-lb" if policy == "Local" else ""
    cluster = changed(
        small_cluster(), f"balancer {balancer}, ip-mode web-lb=Proxy, mode {mode}{local}"
    )
    found = ask(cluster, client, "service/web-lb", "LoadBalancer")
    assert _answers(found) == answers
    assert sources_seen(cluster, found) == sources
    assert ",".join(sorted(one.value for one in found.verdicts)).replace(" ", "-") == verdict


_answers = answers


def test_the_answer_comes_back_through_the_balancer() -> None:
    cluster = changed(small_cluster(), "balancer Rewrite, local web-lb")
    for branch in ask(cluster, "client/laptop", "service/web-lb").branches:
        restored = [hop for hop in branch.reply if hop.place == EDGE]
        assert [hop.reason for hop in restored] == [Reason.BALANCER_RESTORES]
        assert restored[0].action is Action.RESTORE
        assert branch.reply[-1].reason is Reason.REPLY_RECEIVED


def test_a_refusal_from_behind_the_balancer_comes_back_through_it() -> None:
    gone = ", ".join(f"not-ready web-{number}" for number in (1, 2, 3))
    cluster = changed(small_cluster(), f"balancer Rewrite, {gone}")
    found = ask(cluster, "client/laptop", "service/web-lb")
    assert verdict(found) == "refused"
    sources = {str(branch.reply[-1].after.source) for branch in found.branches}
    assert len(sources) == 1  # that of the balancer, whichever node said no
