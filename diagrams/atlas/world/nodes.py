"""Nodes that are not in the input: those that Pods name, and, if there are none at all, a few that Pods can run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import count

from atlas.controlplane.pod_index import PodsByLabel
from atlas.manifests.objects import Objects, PodSpec, Workload, WrittenPod
from atlas.model.network import Address, Range
from atlas.model.workload import HOSTNAME_LABEL, ZONE_LABEL, Node
from atlas.world.assumption import USUAL_NODES, Assumption, Topic, Wishes
from atlas.world.free_addresses import FreeAddresses

MOST_NODES = 500
ZONES = ("zone-a", "zone-b")
REGION_LABEL = "topology.kubernetes.io/region"


def assume_nodes(objects: Objects, free: FreeAddresses, wishes: Wishes) -> Iterator[Assumption]:
    """Complete the nodes, and yield what has been assumed for it."""
    had_none = not objects.nodes
    named = _named_nodes(objects)
    known = {one.name for one in objects.nodes}
    added = [Node(name) for name in named if name not in known]
    if had_none and wishes.stand_in is not None and wishes.stand_in.name not in named:
        added.append(wishes.stand_in)
    if added and (named.keys() - known):
        names = ", ".join(sorted(named.keys() - known))
        yield Assumption(Topic.NAMED_NODES, (("names", names),))
    if had_none:
        more = _more_nodes(objects, added, wishes)
        if more:
            yield _more(more)
        added += more
    objects.nodes += [_labelled(one) for one in added]
    yield from _assume_addresses(objects, free, named, added)
    yield from _assume_ranges(objects, free)


def _more(nodes: list[Node]) -> Assumption:
    if len(nodes) == 1:
        return Assumption(Topic.ONE_NODE, (("name", nodes[0].name), ("zone", nodes[0].zone)))
    names = ", ".join(one.name for one in nodes[:3]) + (", …" if len(nodes) > 3 else "")
    zones = len({one.zone for one in nodes})
    return Assumption(
        Topic.NODES, (("count", str(len(nodes))), ("zones", str(zones)), ("names", names))
    )


def _named_nodes(objects: Objects) -> dict[str, tuple[Address, ...]]:
    """Return the nodes that Pods name, with the addresses that the Pods tell of them."""
    found: dict[str, tuple[Address, ...]] = {}
    for one in objects.pods:
        if one.pod.node:
            own = one.pod.ips if one.pod.host_network else ()
            told = (*found.get(one.pod.node, ()), *one.host_ips, *own)
            found[one.pod.node] = tuple(dict.fromkeys(told))
    for workload in objects.workloads:
        if workload.spec.node:
            found.setdefault(workload.spec.node, ())
    return found


def _more_nodes(objects: Objects, added: list[Node], wishes: Wishes) -> list[Node]:
    """Return nodes beside those that are named: as many as were asked for, and at least one for each kind of Pod.

    A dump of Pods that run names the nodes that there are; a node that somebody has described is all there is.
    """
    observed = any(one.observed and one.pod.node for one in objects.pods)
    usual = max(USUAL_NODES, min(_most_apart(objects), MOST_NODES))
    wanted = wishes.nodes or (0 if observed or wishes.stand_in_is_described else usual)
    names = {one.name for one in added}
    fresh = (name for name in (f"node-{number}" for number in count(1)) if name not in names)
    zones = count(len(added))
    made: list[Node] = []
    while len(added) + len(made) < wanted:
        zone = ZONES[next(zones) % len(ZONES)]
        made.append(Node(next(fresh), {ZONE_LABEL: zone, REGION_LABEL: "region-1"}))
    return _with_labels_asked_for(made, objects, fresh, zones) if made else made


def _most_apart(objects: Objects) -> int:
    """Return how many nodes the Pods of one workload need that may not share one, or that take a port of their node."""
    return max((one.replicas for one in objects.workloads if _keeps_apart(one)), default=0)


def _keeps_apart(workload: Workload) -> bool:
    spec = workload.spec
    if spec.host_network or any(one.host_port for one in spec.ports):
        return bool(spec.ports)
    return any(
        term.topology_key == HOSTNAME_LABEL
        and term.selector is not None
        and term.selector.accepts(workload.labels)
        for term in spec.placement.apart
    )


def _with_labels_asked_for(
    nodes: list[Node], objects: Objects, fresh: Iterator[str], zones: Iterator[int]
) -> list[Node]:
    """Return the nodes with the labels that Pods ask for; another node where two ask for different ones."""
    for wanted in _selectors(objects):
        fitting = [one for one in nodes if _agrees(one, wanted)]
        if not fitting and len(nodes) < MOST_NODES:
            fitting = [Node(next(fresh), {ZONE_LABEL: ZONES[next(zones) % len(ZONES)]})]
            nodes = [*nodes, *fitting]
        nodes = [
            replace(one, labels={**one.labels, **wanted}) if one in fitting else one
            for one in nodes
        ]
    return nodes


def _selectors(objects: Objects) -> Iterable[Mapping[str, str]]:
    found = (
        *(_labels_asked_for(one) for one in objects.pods if not one.pod.node),
        *(_labels_asked_for(one.spec) for one in objects.workloads),
    )
    distinct = {tuple(sorted(one.items())): one for one in found if one}
    return [distinct[key] for key in sorted(distinct)]


def _labels_asked_for(one: WrittenPod | PodSpec) -> Mapping[str, str]:
    """Return labels with which a node fits, as far as selector and the first term of a node affinity name them."""
    terms = one.placement.node_terms or ()
    told = {
        requirement.key: requirement.values[0] if requirement.values else ""
        for term in terms[:1]
        for requirement in term.labels
        if requirement.operator in ("In", "Exists")
    }
    return {**told, **one.node_selector} if told else one.node_selector


def _agrees(node: Node, wanted: Mapping[str, str]) -> bool:
    labels = _labelled(node).labels
    return all(labels.get(key, value) == value for key, value in wanted.items())


def _labelled(node: Node) -> Node:
    """Return the node with the labels that a kubelet gives itself."""
    own = {
        HOSTNAME_LABEL: node.name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
    }
    return replace(node, labels={**own, **node.labels})


# Addresses


def _assume_addresses(
    objects: Objects,
    free: FreeAddresses,
    told: Mapping[str, tuple[Address, ...]],
    added: Iterable[Node],
) -> Iterator[Assumption]:
    """Give nodes without any address those that their Pods tell, else free ones."""
    new = {one.name for one in added}
    pools = {family: free.nodes(family) for family in free.families}
    given: list[str] = []
    done: list[Node] = []
    for node in objects.nodes:
        if not (node.internal_ips or node.external_ips):
            ips = told.get(node.name, ())
            if not ips:
                picked = (next(pool, None) for pool in pools.values())
                ips = tuple(ip for ip in picked if ip is not None)
                if node.name not in new:
                    given.append(f"{node.name} {', '.join(map(str, ips))}")
            node = replace(node, internal_ips=ips)
        done.append(node)
    objects.nodes = done
    if given:
        yield Assumption(Topic.NODE_ADDRESSES, (("addresses", "; ".join(given)),))


def _assume_ranges(objects: Objects, free: FreeAddresses) -> Iterator[Assumption]:
    """Give the nodes ranges for Pods, if Pods need addresses and their nodes have none to give."""
    without = [one for one in objects.nodes if not one.pod_ranges]
    if not without or not _pods_need_addresses(objects):
        return
    pools = {family: free.pod_ranges(family) for family in free.families}
    given: dict[str, tuple[Range, ...]] = {}
    for node in sorted(without, key=lambda one: one.name):
        picked = (next(pool, None) for pool in pools.values())
        given[node.name] = tuple(one for one in picked if one is not None)
    objects.nodes = [
        replace(one, pod_ranges=given[one.name]) if one.name in given else one
        for one in objects.nodes
    ]
    told = "; ".join(f"{name} {', '.join(map(str, one))}" for name, one in list(given.items())[:3])
    more = "; …" if len(given) > 3 else ""
    yield Assumption(Topic.NODE_RANGES, (("ranges", told + more),))


def _pods_need_addresses(objects: Objects) -> bool:
    """Return whether some Pod that is to run on the Pod network has no address yet."""
    if any(not (one.observed or one.pod.ips or one.pod.host_network) for one in objects.pods):
        return True
    existing = PodsByLabel(one.pod for one in objects.pods)
    return any(
        one.replicas
        and not one.spec.host_network
        and not existing.selected(one.namespace, one.selector)
        for one in objects.workloads
    )
