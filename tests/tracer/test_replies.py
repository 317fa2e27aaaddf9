"""Replies: the way back, and when it does not lead home."""

from __future__ import annotations

import pytest

from atlas.tracer.trace import Action, Branch, PlaceKind, Verdict
from support.ask import ask, changed
from support.cases import cases
from support.clusters import small_cluster


def way(branch: Branch, *, back: bool = False) -> str:
    """Return the places of a way, each once in a row."""
    names: list[str] = []
    for hop in branch.reply if back else branch.hops:
        if not names or names[-1] != hop.place.name:
            names.append(hop.place.name)
    return " ".join(names)


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@cases(
    """
    changes              client         to                    entry         node    there                               back
    -                    pod/client     pod/web-1             -             -       client node-a web-1                 web-1 node-a client
    -                    pod/client     pod/web-2             -             -       client node-a node-b web-2          web-2 node-b node-a client
    -                    pod/client     service/web           -             -       client node-a node-b web-2          web-2 node-b node-a client
    -                    client/laptop  service/web-nodeport  NodePort      node-a  laptop node-a node-b web-2          web-2 node-b node-a laptop
    -                    client/laptop  service/web-nodeport  NodePort      node-b  laptop node-b web-2                 web-2 node-b laptop
    -                    client/laptop  service/web-lb        -             -       laptop edge node-c node-b web-2     web-2 node-b node-c laptop        # past the balancer
    local web-lb         client/laptop  service/web-lb        -             -       laptop edge node-b web-2            web-2 node-b laptop
    balancer Proxy       client/laptop  service/web-lb        -             -       laptop edge node-c node-b web-2     web-2 node-b node-c edge laptop   # through it
    -                    pod/client     service/agent         -             -       client node-a node-b agent-b        agent-b node-b node-a client
    -                    node/node-a    service/web           -             -       node-a node-b web-2                 web-2 node-b node-a
    -                    pod/client     node/node-b:9100      -             -       client node-a node-b agent-b        agent-b node-b node-a client
    -                    pod/far-client  service/web-nodeport  NodePort     node-a  far-client node-c node-a node-b web-2  web-2 node-b node-a node-c far-client
    """,
    source="DESIGN 3.3; Linux conntrack; FACTS 6",
)
def test_ways(
    changes: str, client: str, to: str, entry: str, node: str, there: str, back: str, mode: str
) -> None:
    found = ask(changed(small_cluster(), f"{changes}, mode {mode}"), client, to, entry, node)
    branch = next(one for one in found.branches if way(one) == there)
    assert way(branch, back=True) == back
    assert branch.verdict is Verdict.DELIVERED


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_every_delivered_reply_comes_from_the_address_that_was_asked(mode: str) -> None:
    cluster = changed(small_cluster(), f"mode {mode}")
    for to in ("service/web", "service/web-lb", "service/agent", "pod/web-2", "service/legacy"):
        for client in ("pod/client", "node/node-a", "pod/web-1", "pod/agent-a"):
            for branch in ask(cluster, client, to).branches:
                assert branch.reply[-1].after == branch.hops[0].before.reply()


def test_a_reply_that_takes_a_shorter_way_is_not_understood() -> None:
    """A Pod asks another node's port with its own address, so the endpoint answers it directly."""
    cluster = changed(small_cluster(), "local web-nodeport, egress kept")
    found = ask(cluster, "pod/far-client", "service/web-nodeport", "NodePort", "node-a")
    ends = {one.destination.name: one.verdict for one in found.branches}
    assert ends == {
        "web-1": Verdict.DELIVERED,  # runs on node-a, so its reply passes node-a
        "web-2": Verdict.TIMED_OUT,
        "web-3": Verdict.TIMED_OUT,
    }
    lost = next(one for one in found.branches if one.destination.name == "web-2")
    assert lost.reply[-1].action is Action.DROP
    assert lost.reply[-1].place.name == "far-client"


def test_nothing_comes_back_where_packets_vanish() -> None:
    cluster = changed(small_cluster(), "down node-a")
    for branch in ask(
        cluster, "client/laptop", "service/web-nodeport", "NodePort", "node-a"
    ).branches:
        assert branch.reply == ()


@pytest.mark.parametrize(
    ("client", "back"),
    [
        ("pod/client", "node-a client"),
        ("client/laptop", "node-a laptop"),
        ("pod/far-client", "node-a node-c far-client"),
    ],
)
def test_a_refusal_comes_from_the_node(client: str, back: str) -> None:
    found = ask(small_cluster(), client, "service/nobody", "NodePort", "node-a")
    branch = found.branches[0]
    assert branch.verdict is Verdict.REFUSED
    assert way(branch, back=True) == back
    assert branch.reply[0].place.kind is PlaceKind.NODE
    assert branch.reply[-1].after.destination == branch.hops[0].before.source
