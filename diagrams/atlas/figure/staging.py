"""Staging: a scene and a cluster become a stage. Figures draw what this module finds in traces.

Boxes are chosen by topology (all nodes, the Pods behind the Services shown, the ends of every possible way);
lines come from one followed way: where else a connection may go is a way of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from itertools import pairwise

from atlas.figure.assumed import with_assumed
from atlas.figure.cards import card, dns_card
from atlas.figure.figure import Scene
from atlas.figure.stage import Box, Leg, Line, Look, NodeFrame, Role, Stage
from atlas.model.cluster import Cluster
from atlas.model.reference import Reference, parse_reference
from atlas.model.workload import Node, Pod
from atlas.text import deletion_words, interface
from atlas.text.packets import address_and_port
from atlas.text.text import Lang, Text
from atlas.tracer.listening import REFUSED_BY_RECEIVER
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Action, Branch, Flow, Hop, Place, PlaceKind, Trace, Verdict
from atlas.tracer.tracer import trace
from atlas.what_if.history import remembered
from atlas.what_if.row import apply_all

MOST_KERNEL_LINES = 4
OTHER_NODES = "other-nodes"
"""The key of the frame for all nodes that are not drawn one by one."""
GROUNDS = 3
"""So many tints the style sheet has for the ground of nodes."""
OUTSIDE = (PlaceKind.CLIENT,)
BETWEEN = (PlaceKind.BALANCER, PlaceKind.HTTP_PROXY, PlaceKind.DNS)


@dataclass(frozen=True, slots=True)
class Way:
    """The followed way of one flow, among all of its trace."""

    flow: Flow
    trace: Trace
    branch: Branch
    mark: str
    """Prefix of its numbers: "" for the only flow of a scene, else a letter."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A scene's cluster after its what-ifs, the ways followed through it, and its stage."""

    cluster: Cluster
    ways: tuple[Way, ...]
    stage: Stage


@dataclass(frozen=True, slots=True)
class _Setting:
    """Who is on stage, whichever way a connection takes."""

    cluster: Cluster
    cards: tuple[Box, ...]
    sources: tuple[Box, ...]
    middles: tuple[Box, ...]
    pods: Mapping[str, tuple[Box, ...]]
    """By the name of their node."""
    empty: Line
    """What stands on a node without any of them."""
    nodes: frozenset[str] | None = None
    """The nodes that are drawn one by one; None is all."""
    is_cut: bool = False
    """Whether nodes that are not drawn one by one may take part."""
    zones: Sequence[str] = ()
    stopped: Line = interface.KUBE_PROXY_STOPPED
    """What stands for a kube-proxy whose rules are old ones."""


def stage_flows(cluster: Cluster, scene: Scene) -> Staged:
    """Return the stage of a scene that follows flows."""
    changed = apply_all(cluster, scene.what_ifs)
    ways = ways_of(cluster, changed, scene)
    return _stage(_setting(changed, scene, ways), ways)


def stage_ways(changed: Cluster, scene: Scene, ways: tuple[Way, ...]) -> tuple[Staged, ...]:
    """Return a stage for each way that the connection may take, the one that `stage_flows` follows first.

    `changed` is the cluster after the scene's what-ifs, `ways` are those of its flows. Several flows are followed
    together, so they have one stage. Ways over nodes that the scene does not draw are left out if it is cut.
    """
    if len(ways) != 1:
        return (_stage(_setting(changed, scene, ways), ways),)
    (first,) = ways
    others = [branch for branch in first.trace.branches if branch is not first.branch]
    drawn = [first.branch, *others]
    if scene.is_cut:
        drawn = _drawn(changed, scene, drawn)
    setting = _setting(changed, scene, ways, drawn if scene.is_cut else None)
    return tuple(_stage(setting, (replace(first, branch=branch),)) for branch in drawn)


def _drawn(cluster: Cluster, scene: Scene, branches: Sequence[Branch]) -> list[Branch]:
    """Return the branches that have room: one for each set of nodes and verdict in front of further ones."""
    inside: list[tuple[Branch, object]] = []
    for one in branches:
        nodes = crossed(cluster, one)
        if scene.nodes is None or nodes <= scene.nodes:
            inside.append((one, (nodes, one.verdict)))
    first_of = {key: id(one) for one, key in reversed(inside)}
    in_order = sorted(inside, key=lambda one: first_of[one[1]] != id(one[0]))
    chosen = {id(one) for one, _ in in_order[: scene.most_ways or None]}
    return [one for one, _ in inside if id(one) in chosen]


def crossed(cluster: Cluster, branch: Branch) -> frozenset[str]:
    """Return the names of the nodes that a way crosses, or on which one of its Pods runs."""
    places = set(_places(branch))
    nodes = {one.name for one in places if one.kind is PlaceKind.NODE}
    pods = (one.reference for one in places if one.kind is PlaceKind.POD)
    return frozenset(nodes | {cluster.pod_by_reference[one].node for one in pods})


def ways_of(cluster: Cluster, changed: Cluster, scene: Scene) -> tuple[Way, ...]:
    """Return the way of each flow that is followed first; `changed` is the cluster after the scene's what-ifs. Raises FlowError."""
    return tuple(
        _way(changed, remembered(cluster, changed, flow), scene, mark)
        for flow, mark in _marked(scene.flows)
    )


def _setting(
    changed: Cluster, scene: Scene, ways: Sequence[Way], drawn: Sequence[Branch] | None = None
) -> _Setting:
    """Return who is on stage; with `drawn`, which are not all branches, only Pods on those."""
    branches = [branch for way in ways for branch in way.trace.branches]
    places = {place for one in (drawn or branches) for place in _places(one)}
    places |= {sender_of(changed, one.flow.source).place for one in ways if not one.branch.hops}
    shares = _shares(ways)
    pods: dict[str, tuple[Box, ...]] = {}
    beside = () if drawn else scene.shows
    for pod in _pods(changed, beside, places):
        node = changed.node_by_name.get(pod.node)
        box = pod_box(pod, _share(shares.get(pod.reference)), node is not None and not node.up)
        pods[pod.node] = (*pods.get(pod.node, ()), box)
    of_service = any(text.startswith("service/") for text in scene.shows)
    return _Setting(
        changed,
        cards=(*(card(changed, reference) for reference in scene.shows), *_asked(scene, ways)),
        sources=tuple(_outside(changed, places, OUTSIDE)),
        middles=tuple(_outside(changed, places, BETWEEN)),
        pods=pods,
        empty=interface.NO_POD_OF_SERVICE if of_service else interface.NO_POD_INVOLVED,
        nodes=scene.nodes,
        is_cut=scene.is_cut,
        zones=zones_of(changed),
        stopped=deletion_words.LATE if scene.lagging else interface.KUBE_PROXY_STOPPED,
    )


def _asked(scene: Scene, ways: Sequence[Way]) -> Iterator[Box]:
    """Yield the card of the first question to cluster DNS, if the scene is to show it."""
    lookups = [answer for way in ways for answer in way.trace.lookups]
    if scene.asks_dns and lookups:
        yield dns_card(lookups[0])


def _stage(setting: _Setting, ways: tuple[Way, ...]) -> Staged:
    cluster = setting.cluster
    here = _hops_by_node(ways)
    frames = tuple(
        _as_stopped(frame, setting.stopped) if node.name in cluster.rules_written_from else frame
        for node in cluster.nodes
        if setting.nodes is None or node.name in setting.nodes
        for frame in (_frame(node, setting, here.get(node.name, ())),)
    )
    others = len(cluster.nodes) - len(frames)
    stage = Stage(
        cards=setting.cards,
        sources=setting.sources,
        middles=setting.middles,
        nodes=(*frames, *_others(others, setting, alone=not frames)),
        legs=(*_followed_legs(ways), *kube_proxy_legs(frames)),
    )
    return Staged(cluster, ways, with_assumed(stage, cluster))


def _others(count: int, setting: _Setting, *, alone: bool) -> Iterator[NodeFrame]:
    if count:
        frame = other_nodes(count, alone=alone)
        said = (frame.lines[0], interface.NOT_DRAWN) if setting.is_cut else frame.lines
        yield replace(frame, lines=said)


def other_nodes(count: int, *, alone: bool = False) -> NodeFrame:
    """Return one frame for so many nodes that are not drawn one by one."""
    words = interface.NODES if alone else interface.MORE_NODES
    said = Text(**{lang.value: words.fill(lang, count=count) for lang in Lang})
    nothing = Box("", Look.KERNEL, "", ())
    lines = (said, interface.TAKES_NO_PART)
    return NodeFrame(OTHER_NODES, lines, nothing, nothing, (), folded=True)


def _hops_by_node(ways: Iterable[Way]) -> Mapping[str, Sequence[tuple[str, Hop]]]:
    """Return the hops on each node, each with the mark of its way."""
    found: dict[str, list[tuple[str, Hop]]] = {}
    for way in ways:
        for hop in way.branch.hops:
            if hop.place.kind is PlaceKind.NODE:
                found.setdefault(hop.place.name, []).append((way.mark, hop))
    return found


def kube_proxy_legs(frames: Iterable[NodeFrame]) -> Iterator[Leg]:
    """Yield the line from kube-proxy to the rules it writes, on every node that runs."""
    for frame in frames:
        if not frame.down and not frame.kube_proxy.marked:
            yield Leg(frame.kube_proxy.key, frame.kernel.key, Role.CONTROL)


def kernel_key(node: str) -> str:
    return f"kernel-{node}"


@cache
def box_key(place: Place) -> str:
    """Return the key of the box in which something happens at that place."""
    if place.kind is PlaceKind.NODE:
        return kernel_key(place.name)
    return str(place).replace("/", "-")


def node_frame(
    node: Node,
    pods: tuple[Box, ...],
    kernel_lines: tuple[Line, ...] = (),
    marked: bool = False,
    empty: Line = interface.NO_POD_OF_SERVICE,
    zones: Sequence[str] = (),
) -> NodeFrame:
    """Return the frame of a node with its kernel, its kube-proxy and these Pods, or a remark instead.

    `zones` are all zones of its cluster: each has a ground of its own, as far as there are so many.
    """
    facts = [str(ip) for ip in node.internal_ips[:2]] + [node.zone] * bool(node.zone)
    state = () if node.up else (interface.SWITCHED_OFF,)
    return NodeFrame(
        key=f"node-{node.name}",
        lines=(node.name, *facts, *state),
        kernel=Box(
            kernel_key(node.name),
            Look.KERNEL,
            "",
            (interface.KERNEL, *kernel_lines),
            dimmed=not node.up,
            marked=marked,
        ),
        kube_proxy=Box(
            f"kube-proxy-{node.name}", Look.KUBE_PROXY, "", ("kube-proxy",), dimmed=not node.up
        ),
        pods=pods or (Box(f"empty-{node.name}", Look.EMPTY, "", (empty,)),),
        down=not node.up,
        ground=zones.index(node.zone) % GROUNDS if node.zone in zones else 0,
    )


def zones_of(cluster: Cluster) -> list[str]:
    """Return the zones of a cluster, in the order of their names."""
    return sorted({node.zone for node in cluster.nodes if node.zone})


def pod_box(pod: Pod, third: Line | None = None, dimmed: bool = False) -> Box:
    """Return the box of a Pod: name, address, and its state, another remark or an address of the other family."""
    ip, *others = pod.ips
    state = _state(pod)
    remark = state or third or next(map(str, others), None)
    return Box(
        key=pod_key(pod),
        look=Look.POD,
        icon="pod",
        lines=(pod.name, str(ip), *((remark,) if remark else ())),
        dimmed=dimmed,
        marked=state is not None,
    )


def pod_key(pod: Pod) -> str:
    """Return the key of the box of a Pod."""
    return box_key(Place(PlaceKind.POD, pod.name, pod.namespace))


def _state(pod: Pod) -> Text | None:
    if pod.terminating:
        return interface.TERMINATING
    return None if pod.ready else interface.NOT_READY


def _marked(flows: Sequence[Flow]) -> Iterator[tuple[Flow, str]]:
    """Yield each flow with the letter before its numbers; a single flow needs none."""
    for index, flow in enumerate(flows):
        yield flow, "" if len(flows) == 1 else chr(ord("a") + index)


def _way(cluster: Cluster, flow: Flow, scene: Scene, mark: str) -> Way:
    answer = trace(cluster, flow)
    return Way(flow, answer, _follow(answer, scene.follow), mark)


def _follow(answer: Trace, wanted: str) -> Branch:
    """Return the branch that ends at the wanted place, or the one that crosses most nodes.

    Raises ValueError if no branch ends there.
    """
    if not wanted:
        return max(answer.branches, key=lambda branch: len(set(_places(branch))))
    reference = parse_reference(wanted)
    ended = [branch for branch in answer.branches if branch.hops]
    for branch in ended:
        if branch.destination.reference == reference:
            return branch
    ends = sorted({str(branch.destination) for branch in ended})
    raise ValueError(f"no way of {answer.flow} ends at {wanted}; ways end at {', '.join(ends)}")


def _places(branch: Branch) -> Iterator[Place]:
    for hop in (*branch.hops, *branch.reply):
        if hop.place.kind is not PlaceKind.NOWHERE:
            yield hop.place


def _pods(cluster: Cluster, shows: Iterable[str], places: Iterable[Place]) -> tuple[Pod, ...]:
    """Return the Pods to draw: those on any way, and those behind the Services shown."""
    wanted = {place.reference for place in places if place.kind is PlaceKind.POD}
    for text in shows:
        reference = parse_reference(text)
        for one in cluster.slices_by_service.get((reference.namespace, reference.name), ()):
            if reference.kind == "service":
                wanted |= {end.target for end in one.endpoints if end.target}
    return tuple(pod for own, pod in cluster.pod_by_reference.items() if own in wanted)


def _shares(ways: Sequence[Way]) -> dict[Reference, Fraction]:
    """Return each Pod's share of the connections, where there is more than one possible end."""
    shares: dict[Reference, Fraction] = {}
    branches = [branch for way in ways for branch in way.trace.branches if branch.hops]
    if len(ways) != 1 or len({branch.destination for branch in branches}) < 2:
        return shares
    for branch in branches:
        if branch.verdict is Verdict.DELIVERED:
            end = branch.destination.reference
            shares[end] = shares.get(end, Fraction(0)) + branch.probability
    return shares


def _frame(node: Node, setting: _Setting, here: Sequence[tuple[str, Hop]]) -> NodeFrame:
    lines = _lines_of(here)
    if len(lines) > MOST_KERNEL_LINES:  # the hop table has the rest
        lines = _lines_of(
            [(mark, hop) for mark, hop in here if hop.action is not Action.MASQUERADE]
        )
    failed = any(hop.action in (Action.DROP, Action.REFUSE, Action.LOSE) for _, hop in here)
    boxes = setting.pods.get(node.name, ())
    kernel_lines = tuple(lines[:MOST_KERNEL_LINES])
    return node_frame(node, boxes, kernel_lines, failed, setting.empty, setting.zones)


def _lines_of(here: Sequence[tuple[str, Hop]]) -> list[Line]:
    """Return the short lines for what a kernel did, flow by flow."""
    return [
        line
        for mark in dict.fromkeys(mark for mark, _ in here)
        for line in _kernel_lines(
            [hop for owner, hop in here if owner == mark], f"{mark}: " if mark else ""
        )
    ]


def _as_stopped(frame: NodeFrame, stopped: Line) -> NodeFrame:
    """Return the frame of a node on which kube-proxy has stopped: it writes no rules any more."""
    late = replace(frame.kube_proxy, lines=(stopped,), marked=True)
    return replace(frame, kube_proxy=late)


def _share(share: Fraction | None) -> Text | None:
    if share is None:
        return None
    filled = [interface.SHARE.fill(lang, share=share) for lang in (Lang.KO, Lang.EN)]
    return Text(ko=filled[0], en=filled[1])


def _kernel_lines(hops: Sequence[Hop], mark: str) -> Iterator[Line]:
    """Yield what the kernel of a node did to the packet of a flow, as short lines."""
    for hop in hops:
        match hop.action:
            case Action.DNAT:
                yield f"{mark}DNAT →"
                yield address_and_port(hop.after.destination, hop.after.destination_port)
            case Action.MASQUERADE:
                yield f"{mark}SNAT →"
                yield str(hop.after.source)
            case Action.DROP:
                yield interface.DROPPED
            case Action.REFUSE if hop.reason in REFUSED_BY_RECEIVER:
                yield interface.NOBODY_LISTENS
            case Action.REFUSE:
                yield interface.REFUSED
            case Action.LOSE:
                yield interface.NOBODY_ANSWERS
            case Action.LEAVE:
                yield "?"
            case _:
                continue
    if hops and not mark and all(hop.action is Action.ROUTE for hop in hops):
        yield interface.FORWARDS


def _outside(
    cluster: Cluster, places: Iterable[Place], kinds: Sequence[PlaceKind]
) -> Iterator[Box]:
    for place in sorted((p for p in places if p.kind in kinds), key=str):
        look = Look.CLIENT if place.kind is PlaceKind.CLIENT else Look.BALANCER
        icon = "balancer"
        lines: tuple[Line, ...] = (place.name,)
        if place.kind is PlaceKind.BALANCER:
            lines = (place.name, interface.BALANCER)
        client = cluster.client_by_name.get(place.name)
        if place.kind is PlaceKind.CLIENT and client is not None:
            icon = "database" if client.names else "client"
            lines = (place.name, *map(str, client.ips[:2]))
        yield Box(box_key(place), look, icon, lines)


def _followed_legs(ways: Iterable[Way]) -> Iterator[Leg]:
    for way in ways:
        pairs = _pairs(way.branch.hops)
        last = way.branch.hops[-1].action if way.branch.hops else Action.SEND
        for number, (start, end) in enumerate(pairs, 1):
            failed = last in (Action.LOSE, Action.LEAVE) and number == len(pairs)
            open_end = "?" if last is Action.LEAVE and number == len(pairs) else ""
            role = Role.FAILED if failed else Role.REQUEST
            yield Leg(start, end, role, f"{way.mark}{number}{open_end}")
        if not way.mark:
            for number, (start, end) in enumerate(_pairs(way.branch.reply), len(pairs) + 1):
                yield Leg(start, end, Role.REPLY, str(number))


def _pairs(hops: Sequence[Hop]) -> list[tuple[str, str]]:
    """Return the boxes that a packet leaves and enters, in order."""
    keys = [box_key(hop.place) for hop in hops if hop.place.kind is not PlaceKind.NOWHERE]
    ends = [hop.action for hop in hops if hop.place.kind is not PlaceKind.NOWHERE]
    return [
        (start, end)
        for (start, end), (_, action) in zip(pairwise(keys), pairwise(ends), strict=True)
        if start != end or action is Action.DELIVER
    ]
