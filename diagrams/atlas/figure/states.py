"""States: every choice of options that a reader can make in a scene, staged, on places that all of them share."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from atlas.figure.figure import Scene
from atlas.figure.narrowing import Followed, narrowed
from atlas.figure.seen import seen
from atlas.figure.skeleton import Layout, Skeleton, least_widths, skeleton
from atlas.figure.stage import SLOT, Box, Look, NodeFrame, Stage, fold_like
from atlas.figure.staging import Staged, pod_box, pod_key, stage_ways, ways_of
from atlas.model.cluster import Cluster
from atlas.model.workload import Pod
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Verdict
from atlas.what_if.row import WhatIf

MOST_STATES = 400
MOST_TELLING = 4
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class State:
    """One choice of options: a stage for each path of a connection, the way shown first in front.

    `stages` is empty where no connection can begin at all.
    """

    chosen: tuple[int, ...]
    scene: Scene
    stages: tuple[Staged, ...]


@dataclass(frozen=True, slots=True)
class Explored:
    """All states of a scene, in the order of the product of its options, and what their drawings share."""

    scene: Scene
    states: tuple[State, ...]
    common: Stage
    skeletons: Mapping[Layout, Skeleton]
    """Where everything that is on the stage of any state stands."""
    first: int
    """The index of the initial state."""
    taking_part: frozenset[str] = frozenset()
    """The nodes that any way of any state crosses, also those that are not drawn one by one."""
    _placed: dict[Hashable, Skeleton] = field(default_factory=dict, compare=False)
    _running: dict[int, Mapping[str, Pod]] = field(default_factory=dict, compare=False)

    def stage(self, staged: Staged) -> Stage:
        """Return a stage of a state with what is on the other states' stages: there, but not on the way."""
        cluster = staged.cluster
        if id(cluster) not in self._running:  # of a cluster that lives as long as its state
            self._running[id(cluster)] = {pod_key(pod): pod for pod in cluster.pods}
        return _completed(staged, self.common, self._running[id(cluster)])

    def place(self, stage: Stage, layout: Layout) -> Skeleton:
        """Return where the boxes of a completed stage stand: each where it stands in every state with as many folded nodes."""
        key = (layout, standing(stage))
        if key not in self._placed:
            self._placed[key] = _placed(stage, self._skeleton(stage, layout))
        return self._placed[key]

    def _skeleton(self, stage: Stage, layout: Layout) -> Skeleton:
        if not any(frame.folded or frame.left_out for frame in stage.nodes):
            return self.skeletons[layout]
        like = fold_like(seen(self.common, layout), stage)
        key = (layout, like)
        if key not in self._placed:
            self._placed[key] = skeleton(like, layout)
        return self._placed[key]


def standing(stage: Stage) -> Hashable:
    """Return where the Pods of a stage stand, and which nodes are folded."""
    return tuple((frame.folded, tuple(pod.key for pod in frame.pods)) for frame in stage.nodes)


def explore(cluster: Cluster, scene: Scene) -> Explored:
    """Return all states of a scene with controls.

    Raises ValueError if there are more than a page should carry, or if the initial one cannot begin.
    """
    choices = list(product(*(range(len(control.options)) for control in scene.controls)))
    if len(choices) > MOST_STATES:
        raise ValueError(f"{len(choices)} states are more than {MOST_STATES}: give fewer options")
    clusters = _Clusters(cluster)
    followed = [_followed(clusters, scene, chosen) for chosen in choices]
    taking_part: frozenset[str] = frozenset()
    if scene.most_nodes:
        scene, taking_part = narrowed(scene, followed)
    states = _lit(scene, [_state(scene, one) for one in followed])
    first = choices.index(tuple(control.initial for control in scene.controls))
    if not states[first].stages:
        raise ValueError(f"no connection can begin: {states[first].scene.flows}")
    stages = [staged.stage for state in (states[first], *states) for staged in state.stages]
    common = _common(stages)
    skeletons = {layout: skeleton(seen(common, layout), layout) for layout in Layout}
    return Explored(scene, states, common, skeletons, first, taking_part)


SWITCHED = "card-shown"
"""The key of the card of whichever object the chosen option shows: all of them stand in one place."""


def _lit(scene: Scene, states: Sequence[State]) -> tuple[State, ...]:
    """Return the states with what an option adds to the one that it builds on marked, where there is only one control."""
    if len(scene.controls) != 1 or not any(one.shows for one in scene.controls[0].options):
        return tuple(states)
    by_key = dict(zip((one.key for one in scene.controls[0].options), states, strict=True))
    return tuple(
        replace(
            state, stages=tuple(_added(one, by_key.get(option.adds_to)) for one in state.stages)
        )
        for option, state in zip(scene.controls[0].options, states, strict=True)
    )


def _added(staged: Staged, base: State | None) -> Staged:
    stage, shown = staged.stage, staged.stage.cards[0]
    if base is None or not base.stages:
        return replace(staged, stage=replace(stage, cards=_switched(stage, shown)))
    known = {end for one in base.stages for end in _touched(one.stage)}
    new = _touched(stage) - known
    first, *others = shown.lines[1:]
    lit = replace(shown, lines=(shown.lines[0], f"+ {first}", *others), added=True)
    return replace(
        staged,
        stage=replace(
            stage,
            cards=_switched(stage, lit),
            sources=tuple(replace(one, added=one.key in new) for one in stage.sources),
            middles=tuple(replace(one, added=one.key in new) for one in stage.middles),
            nodes=tuple(
                replace(one, kernel=replace(one.kernel, added=one.kernel.key in new))
                for one in stage.nodes
            ),
        ),
    )


def _switched(stage: Stage, shown: Box) -> tuple[Box, ...]:
    return (replace(shown, key=SWITCHED), *stage.cards[1:])


def _touched(stage: Stage) -> set[str]:
    return {end for leg in stage.legs if leg.badge for end in (leg.start, leg.end)}


class _Clusters:
    """Clusters after what-ifs: states that begin with the same ones share what has come of them."""

    def __init__(self, cluster: Cluster) -> None:
        self._made: dict[tuple[WhatIf, ...], Cluster] = {(): cluster}

    def after(self, what_ifs: tuple[WhatIf, ...]) -> Cluster:
        """Return the cluster after all changes, in order."""
        if what_ifs not in self._made:
            self._made[what_ifs] = what_ifs[-1].apply(self.after(what_ifs[:-1]))
        return self._made[what_ifs]


def _followed(clusters: _Clusters, scene: Scene, chosen: tuple[int, ...]) -> Followed:
    changed = scene.with_options(chosen)
    is_first = chosen == tuple(control.initial for control in scene.controls)
    followed = changed if is_first else replace(changed, follow="")
    cluster = clusters.after(changed.what_ifs)
    try:
        return Followed(chosen, cluster, ways_of(clusters.after(()), cluster, followed))
    except FlowError:
        return Followed(chosen, cluster, ())


def _state(scene: Scene, one: Followed) -> State:
    changed = scene.with_options(one.chosen)
    if not one.ways:
        return State(one.chosen, changed, ())
    return State(one.chosen, changed, stage_ways(one.cluster, changed, one.ways))


def _common(stages: Sequence[Stage]) -> Stage:
    """Return the stage that has every box of all stages once, as large as the largest."""
    frames = [
        replace(
            frame,
            kernel=_largest(stage.nodes[index].kernel for stage in stages)[0],
            pods=tuple(_slots(stages, index)) or frame.pods,
        )
        for index, frame in enumerate(stages[0].nodes)
    ]
    widths = [least_widths(seen(stage, Layout.WIDE)) for stage in stages]
    return Stage(
        cards=_largest(box for stage in stages for box in stage.cards),
        sources=_largest(box for stage in stages for box in stage.sources),
        middles=_largest(box for stage in stages for box in stage.middles),
        nodes=tuple(frames),
        legs=(),
        widths=tuple(map(max, zip(*widths, strict=True))),  # type: ignore[arg-type]
    )


def _largest(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return the boxes by key, each in its version with most lines."""
    kept: dict[str, Box] = {}
    for box in boxes:
        if box.key not in kept or len(box.lines) > len(kept[box.key].lines):
            kept[box.key] = box
    return tuple(kept.values())


def _slots(stages: Iterable[Stage], index: int) -> Iterator[Box]:
    """Yield a box for each Pod that is ever on that node; its key also names the node, for a Pod may move."""
    frames = [stage.nodes[index] for stage in stages]
    pods = [box for frame in frames for box in frame.pods if box.look is not Look.EMPTY]
    for box in _largest(pods):
        yield replace(box, key=slot(box.key, frames[0]))


def slot(key: str, frame: NodeFrame) -> str:
    """Return the key of the place that a Pod has on a node."""
    return f"{key}{SLOT}{frame.key}"


def _completed(staged: Staged, common: Stage, running: Mapping[str, Pod]) -> Stage:
    stage = staged.stage
    return replace(
        stage,
        sources=tuple(_with_missing(stage.sources, common.sources)),
        middles=tuple(_with_missing(stage.middles, common.middles)),
        nodes=tuple(
            replace(frame, pods=tuple(_pods(frame, whole, running)) or frame.pods)
            for frame, whole in zip(stage.nodes, common.nodes, strict=True)
        ),
    )


def _pods(frame: NodeFrame, common: NodeFrame, running: Mapping[str, Pod]) -> Iterator[Box]:
    """Yield the Pods of a node that are ever on stage, faint where they run there but play no part."""
    own = {box.key: box for box in frame.pods}
    for one in common.pods:
        key = one.key.partition(SLOT)[0]
        pod = running.get(key)
        if key in own:
            yield own[key]
        elif pod is not None and f"node-{pod.node}" == frame.key:
            yield pod_box(pod, dimmed=True)


def _with_missing(boxes: Sequence[Box], common: Sequence[Box]) -> Iterator[Box]:
    """Yield the boxes in the common order; those that play no part here are faint."""
    own = {box.key: box for box in boxes}
    for box in common:
        yield own.get(box.key) or replace(box, dimmed=True, added=False)


def _placed(stage: Stage, place: Skeleton) -> Skeleton:
    boxes = {**place.boxes}
    for frame in stage.nodes:
        if frame.folded:
            continue
        slots = [key for key in place.boxes if key.endswith(f"{SLOT}{frame.key}")]
        for box in frame.pods:
            if box.look is not Look.EMPTY:
                boxes[box.key] = place.boxes[slot(box.key, frame)]
            elif slots:
                boxes[box.key] = place.boxes[slots[0]]
    return replace(place, boxes=boxes)


def telling(explored: Explored) -> tuple[State, ...]:
    """Return the few states that tell most: one change away, those with another outcome or another end first."""
    first = explored.states[explored.first]
    near = [state for state in explored.states if state.stages and _distance(state, first) == 1]
    near.sort(
        key=lambda state: (_verdicts(state) >= _verdicts(first), _ends(state) == _ends(first))
    )
    if len(explored.scene.controls) == 1:
        return tuple(near[:MOST_TELLING])
    kept: dict[int, State] = {}  # one for each control, for they tell different things
    for state in near:
        kept.setdefault(_changed(state, first), state)
    return tuple(kept.values())[:MOST_TELLING]


def key_of(explored: Explored, state: State) -> str:
    """Return the readable key of a state: what differs from the first one (`entry-node-b`)."""
    first = explored.states[explored.first].chosen
    changed = [
        f"{control.key}-{control.options[index].key}"
        for control, index, initial in zip(
            explored.scene.controls, state.chosen, first, strict=True
        )
        if index != initial
    ]
    return _UNSAFE.sub("-", ".".join(changed))


def _distance(state: State, other: State) -> int:
    return sum(one != two for one, two in zip(state.chosen, other.chosen, strict=True))


def _changed(state: State, other: State) -> int:
    pairs = zip(state.chosen, other.chosen, strict=True)
    return next(index for index, (one, two) in enumerate(pairs) if one != two)


def _verdicts(state: State) -> frozenset[Verdict]:
    return frozenset(way.branch.verdict for one in state.stages for way in one.ways)


def _ends(state: State) -> frozenset[str]:
    return frozenset(
        str(way.branch.destination) for one in state.stages for way in one.ways if way.branch.hops
    )
