"""Who is masqueraded, to which address, and whether the source port survives."""

from __future__ import annotations

import pytest

from atlas.model.reason import Reason
from atlas.report.endings import port_fate
from atlas.tracer.trace import Action, Branch, Verdict
from support.ask import ask, changed
from support.cases import cases
from support.clusters import small_cluster


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@cases(
    """
    changes              client          to                    entry      node    receiver  source_seen   port
    -                    pod/client      service/web           -          -       web-1     10.244.1.100  kept
    -                    pod/web-1       service/web           -          -       web-1     10.0.0.11     rewritten   # hairpin
    pods bridge          pod/web-1       service/web           -          -       web-1     10.244.1.1    rewritten   # the bridge's own address
    pods bridge          pod/web-1       service/web           -          -       web-2     10.244.1.11   kept
    -                    node/node-a     service/web           -          -       web-1     10.0.0.11     rewritten
    pods bridge          node/node-a     service/web           -          -       web-1     10.244.1.1    rewritten
    pods bridge          node/node-a     service/web           -          -       web-2     10.0.0.11     rewritten
    pods bridge          node/node-a     pod/web-1             -          -       web-1     10.244.1.1    kept        # the kernel chose it
    -                    client/laptop   service/web-nodeport  NodePort   node-a  web-1     10.0.0.11     rewritten
    -                    client/laptop   service/web-nodeport  NodePort   node-a  web-2     10.0.0.11     rewritten
    pods bridge          client/laptop   service/web-nodeport  NodePort   node-a  web-1     10.244.1.1    rewritten
    pods bridge          client/laptop   service/web-nodeport  NodePort   node-a  web-2     10.0.0.11     rewritten
    local web-nodeport   client/laptop   service/web-nodeport  NodePort   node-a  web-1     198.51.100.7  kept
    masquerade all       pod/client      service/web           -          -       web-2     10.0.0.11     rewritten
    masquerade all       pod/client      pod/web-2             -          -       web-2     10.244.1.100  kept
    detect None          node/node-a     service/web           -          -       web-2     10.0.0.11     kept
    detect NodeCIDR      pod/client      service/web           -          -       web-2     10.244.1.100  kept
    -                    node/node-a     service/agent         -          -       agent-a   10.0.0.11     rewritten   # out and in again by the loopback interface
    -                    pod/client      service/agent         -          -       agent-a   10.244.1.100  kept        # ends on the node: no way out, no masquerade
    -                    pod/client      service/agent         -          -       agent-b   10.0.0.11     rewritten   # leaves the Pod range
    egress kept          pod/client      service/agent         -          -       agent-b   10.244.1.100  kept
    egress-port Kept     pod/client      service/agent         -          -       agent-b   10.0.0.11     kept        # a plain MASQUERADE
    egress-port Kept     node/node-a     service/web           -          -       web-1     10.0.0.11     rewritten   # kube-proxy's own is random
    egress-port -        pod/client      service/agent         -          -       agent-b   10.0.0.11     unknown     # nobody says how
    -                    client/laptop   service/agent         NodePort   node-a  agent-a   198.51.100.7  kept
    -                    client/laptop   service/agent         NodePort   node-a  agent-b   10.0.0.11     rewritten
    egress kept          pod/far-client  service/web-nodeport  NodePort   node-a  web-1     10.0.0.11     rewritten
    balancer Proxy       client/laptop   service/web-lb        LoadBalancer  -    web-1     10.0.0.11     rewritten
    balancer Proxy, local web-lb  client/laptop  service/web-lb  LoadBalancer  -  web-1     192.0.2.120   rewritten   # the balancer's own connection
    """,
    source="FACTS 4.3, 7; pkg/proxy/iptables/proxier.go; DESIGN 3.3 (bridge)",
)
def test_source_seen(
    changes: str,
    client: str,
    to: str,
    entry: str,
    node: str,
    receiver: str,
    source_seen: str,
    port: str,
    mode: str,
) -> None:
    found = ask(changed(small_cluster(), f"mode {mode}, {changes}"), client, to, entry, node)
    arrived = [one for one in found.branches if one.destination.name == receiver]
    assert {(str(one.source_seen), port_of(one)) for one in arrived if through(one, node)} >= {
        (source_seen, port)
    }


def port_of(branch: Branch) -> str:
    return port_fate(branch.hops[-1].before, branch.hops[0].before).value


def through(branch: Branch, node: str) -> bool:
    return branch.verdict is Verdict.DELIVERED and (
        not node or any(hop.place.name == node for hop in branch.hops)
    )


def test_kube_proxys_masquerade_comes_before_the_network_plugins() -> None:
    branch = ask(
        changed(small_cluster(), "masquerade all"), "pod/client", "service/legacy"
    ).branches[0]
    reasons = [hop.reason for hop in branch.hops if hop.action is Action.MASQUERADE]
    assert reasons == [Reason.MASQUERADE_ALL]


def test_outside_a_pod_appears_with_its_nodes_address() -> None:
    branch = ask(small_cluster(), "pod/client", "client/database:5432").branches[0]
    assert str(branch.source_seen) == "10.0.0.11"


def test_without_egress_masquerade_a_pod_keeps_its_address_outside() -> None:
    cluster = changed(small_cluster(), "egress kept")
    branch = ask(cluster, "pod/client", "client/database:5432").branches[0]
    assert str(branch.source_seen) == "10.244.1.100"


def test_a_balancer_that_forwards_packets_changes_no_address() -> None:
    for branch in ask(small_cluster(), "client/laptop", "service/web-lb").branches:
        hop = next(one for one in branch.hops if one.action is Action.BALANCE)
        assert hop.before == hop.after
