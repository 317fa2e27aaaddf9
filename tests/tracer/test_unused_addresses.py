"""Addresses that nobody has: routers drop such packets, or tell the sender; where nobody says, that is said."""

from __future__ import annotations

import pytest

from atlas.model.network import UnusedAddresses
from atlas.model.reason import Reason
from atlas.tracer.near_miss import Near, near_misses
from atlas.what_if.change import with_unused_addresses
from support.ask import ask, changed, verdict
from support.cases import cases
from support.clusters import small_cluster


@cases(
    """
    changes                       client          to                     entry         silent     told
    -                             pod/client      10.96.200.1:80         -             timed out  unreachable
    -                             pod/client      10.96.200.1:80/UDP     -             timed out  unreachable
    -                             pod/client      10.96.200.1/ICMP       -             timed out  unreachable
    -                             pod/client      service/web:81         -             timed out  unreachable      # an unused port of a ClusterIP
    -                             pod/client      service/web/ICMP       -             timed out  unreachable
    -                             node/node-a     10.96.200.1:80         -             timed out  unreachable
    egress kept                   pod/client      10.96.200.1:80         -             timed out  unreachable
    -                             client/laptop   pod/web-1              -             timed out  unreachable      # the client's own router
    -                             client/laptop   service/web            ClusterIP     timed out  unreachable
    gone web-2                    pod/client      10.244.2.11:8080       -             timed out  unreachable
    gone web-1                    node/node-a     10.244.1.11:8080       -             timed out  unreachable      # in its own range
    mode nftables                 pod/client      10.96.200.1:80         -             timed out  timed out        # a rule drops it before
    mode nftables                 pod/client      service/web:81         -             refused    refused
    down node-b                   pod/client      pod/web-2              -             timed out  timed out        # a node that is off is known
    -                             client/laptop   203.0.113.10:81        -             timed out  timed out        # a balancer is there
    -                             pod/client      192.0.2.99:80          -             unknown    unknown          # perhaps somebody has it
    """,
    source="RFC 1812, 5.2.7.1; RFC 792; kubernetes/kubernetes pkg/proxy/nftables/README.md",
)
def test_what_the_sender_feels(
    changes: str, client: str, to: str, entry: str, silent: str, told: str
) -> None:
    for answer, expected in (
        (UnusedAddresses.SILENT, silent),
        (UnusedAddresses.HOST_UNREACHABLE, told),
    ):
        cluster = changed(with_unused_addresses(small_cluster(), answer), changes)
        assert verdict(ask(cluster, client, to, entry)) == expected, answer


@cases(
    """
    forwarding   felt
    Passthrough  unreachable
    Rewrite      unreachable
    Proxy        refused      # it resets its client's connection
    """,
    source="RFC 792; a proxy tells its client of what becomes of its own connection",
)
def test_what_comes_back_through_a_balancer(forwarding: str, felt: str) -> None:
    """A Pod is gone, and neither the node nor the balancer has heard of what else has changed."""
    changes = f"proxy-stopped node-a, unnoticed node-a, gone web-1, balancer {forwarding}"
    cluster = changed(small_cluster(), f"{changes}, unused HostUnreachable")
    found = ask(cluster, "client/laptop", "service/web-lb").branches
    told = [one for one in found if one.hops[-1].reason is Reason.NODE_TELLS]
    assert {one.verdict.value for one in told} == {felt}


@pytest.mark.parametrize("answer", UnusedAddresses)
def test_silence_is_called_assumed_where_nobody_says(answer: UnusedAddresses) -> None:
    for to in ("10.96.200.1:80", "10.244.2.99:80"):
        cluster = with_unused_addresses(small_cluster(), answer)
        found = near_misses(cluster, ask(cluster, "pod/client", to))
        assert (Near.SILENT_ROUTER in [one.near for one in found]) is (
            answer is UnusedAddresses.UNSAID
        )
