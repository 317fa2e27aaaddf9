"""What connections leave behind on the nodes for `sessionAffinity: ClientIP`, and how time makes nodes forget."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from atlas.model.cluster import Affinity, Cluster, ProxyMode
from atlas.model.network import family_of
from atlas.proxy.affinity import has_expired, is_about, is_sticky
from atlas.proxy.decide import decide
from atlas.proxy.endpoints import categorize_endpoints, targets_of
from atlas.tracer.trace import Action, Branch, Hop, PlaceKind

RECENT_LIST_LENGTH = 100
"""How many clients one endpoint's list holds in iptables mode (net/netfilter/xt_recent.c, ip_list_tot)."""


def remember(cluster: Cluster, branch: Branch) -> Cluster:
    """Return the cluster after a connection has gone that way: every node that picked an endpoint remembers it.

    A connection to the same endpoint begins the time anew.
    """
    made = tuple(found for hop in branch.hops for found in _memories(cluster, hop))
    kept = [one for one in cluster.affinities if not any(_same_place(one, new) for new in made)]
    return replace(cluster, affinities=_kept(cluster, (*kept, *made)))


def later(cluster: Cluster, seconds: int) -> Cluster:
    """Return the cluster after that time without connections; raises ValueError if time would run backwards."""
    if seconds < 0:
        raise ValueError(f"{seconds} seconds later")
    older = (replace(one, age=one.age + seconds) for one in cluster.affinities)
    return replace(cluster, affinities=_kept(cluster, older))


def _memories(cluster: Cluster, hop: Hop) -> Iterator[Affinity]:
    """Yield what the hop leaves in the memory of its node: nothing, unless it picked an endpoint of a sticky Service."""
    if hop.action is not Action.DNAT or hop.place.kind is not PlaceKind.NODE:
        return
    decision = decide(cluster, cluster.node_by_name[hop.place.name], hop.before)
    if decision.service is not None and decision.port is not None and is_sticky(decision.service):
        yield Affinity(
            node=hop.place.name,
            service=decision.service.reference,
            port=decision.port.name,
            protocol=decision.port.protocol,
            client=hop.before.source,
            endpoint=hop.after.destination,
            endpoint_port=hop.after.destination_port,
        )


def _same_place(one: Affinity, other: Affinity) -> bool:
    """Return whether two memories stand in the same list for the same client."""
    return replace(one, age=0) == replace(other, age=0)


def _kept(cluster: Cluster, affinities: Iterable[Affinity]) -> tuple[Affinity, ...]:
    """Return what the nodes still remember, sorted: not what is too old or whose list is gone or full."""
    alive = sorted((one for one in affinities if _is_kept(cluster, one)), key=lambda one: one.age)
    if cluster.proxy.mode is ProxyMode.IPTABLES:
        alive = list(_within_lists(alive))
    return tuple(sorted(alive, key=_by_place))


def _is_kept(cluster: Cluster, memory: Affinity) -> bool:
    """Return whether the node's rules still have the endpoint's list: it goes with the endpoint, and so does its content.

    (iptables mode deletes the endpoint's chain, nftables mode its affinity set, in pkg/proxy/*/proxier.go syncProxyRules.)
    """
    wrote = cluster.rules_written_from.get(memory.node, cluster)
    service = wrote.service_by_reference.get(memory.service)
    node = wrote.node_by_name.get(memory.node)
    if service is None or node is None or not is_sticky(service) or has_expired(memory, service):
        return False
    for port in service.ports:
        if is_about(memory, service, port):
            targets = targets_of(wrote, service, port, family_of(memory.endpoint), watched=True)
            reachable = categorize_endpoints(service, port, targets, node).reachable
            place = (memory.endpoint, memory.endpoint_port)
            return any((one.address, one.port) == place for one in reachable)
    return False


def _within_lists(affinities: Iterable[Affinity]) -> Iterator[Affinity]:
    """Yield the youngest of each list, as many as it holds."""
    length: Counter[Affinity] = Counter()
    for one in affinities:
        the_list = replace(one, client=one.endpoint, age=0)
        length[the_list] += 1
        if length[the_list] <= RECENT_LIST_LENGTH:
            yield one


def _by_place(one: Affinity) -> tuple[object, ...]:
    return (
        one.node,
        str(one.service),
        one.port,
        one.protocol.value,
        one.client.version,
        int(one.client),
        int(one.endpoint),
        one.endpoint_port,
    )
