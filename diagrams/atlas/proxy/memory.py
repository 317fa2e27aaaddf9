"""What connections leave behind on a node for `sessionAffinity: ClientIP`, and how long it stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from atlas.model.cluster import Affinity, Cluster, ProxyMode
from atlas.model.network import Packet, family_of
from atlas.model.targets import targets_of
from atlas.model.workload import Node
from atlas.proxy.affinity import has_expired, is_about, is_sticky
from atlas.proxy.decide import decide
from atlas.proxy.endpoints import endpoints_used
from atlas.proxy.node_settings import rules_are_of

RECENT_LIST_LENGTH = 100
"""How many clients one endpoint's list holds in iptables mode (net/netfilter/xt_recent.c, ip_list_tot)."""


def memories(cluster: Cluster, node: Node, before: Packet, after: Packet) -> Iterator[Affinity]:
    """Yield what a connection leaves in the memory of a node that has rewritten its packet so."""
    decision = decide(cluster, node, before)
    if decision.service is not None and decision.port is not None and is_sticky(decision.service):
        yield Affinity(
            node=node.name,
            service=decision.service.reference,
            port=decision.port.name,
            protocol=decision.port.protocol,
            client=before.source,
            endpoint=after.destination,
            endpoint_port=after.destination_port,
        )


def kept(cluster: Cluster, node: Node, memories: Iterable[Affinity]) -> Iterator[Affinity]:
    """Yield what the node still remembers: not what is too old, or whose list is gone or full."""
    alive = sorted(
        (memory for memory in memories if _is_kept(cluster, node, memory)),
        key=lambda memory: memory.age,
    )
    return _within_lists(alive) if cluster.proxy.mode is ProxyMode.IPTABLES else iter(alive)


def _is_kept(cluster: Cluster, node: Node, memory: Affinity) -> bool:
    """Return whether the node's rules still have the endpoint's list: it goes with the endpoint, and so does its content.

    (iptables mode deletes the endpoint's chain, nftables mode its affinity set, in pkg/proxy/*/proxier.go syncProxyRules.)
    """
    cluster, node = rules_are_of(cluster, node)
    service = cluster.service_by_reference.get(memory.service)
    if service is None or not is_sticky(service) or has_expired(memory, service):
        return False
    for port in service.ports:
        if is_about(memory, service, port):
            targets = targets_of(cluster, service, port, family_of(memory.endpoint), watched=True)
            reachable = endpoints_used(cluster, node, service, port, targets).reachable
            place = (memory.endpoint, memory.endpoint_port)
            return any((target.address, target.port) == place for target in reachable)
    return False


def _within_lists(memories: Iterable[Affinity]) -> Iterator[Affinity]:
    """Yield the youngest of each list, as many as it holds."""
    length: Counter[Affinity] = Counter()
    for memory in memories:
        of_endpoint = replace(memory, client=memory.endpoint, age=0)
        length[of_endpoint] += 1
        if length[of_endpoint] <= RECENT_LIST_LENGTH:
            yield memory
