"""Controls: what the reader of a figure may change. An option is a change of the cluster, of the flow, or of both.

Keys appear in the addresses of pages, so they are readable and stay the same: `entry:node-b,external:Local`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from atlas.figure.stage import Line
from atlas.model.service import TrafficPolicy
from atlas.text import deletion_words, interface
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow
from atlas.what_if import rows
from atlas.what_if.deletion import Delays, Moment, Step, deletion
from atlas.what_if.history import connected_before
from atlas.what_if.row import Row, WhatIf


def same(flow: Flow) -> Flow:
    """Return the flow as it is."""
    return flow


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a control: the changes of the cluster and of each flow that it makes.

    shows: the cards that are drawn instead of the scene's own; () leaves those.
    told: what stands over the state instead of the names of control and option.
    adds_to: the key of the option that this one builds on; what it adds to that is marked.
    """

    key: str
    label: Line
    what_ifs: tuple[WhatIf, ...] = ()
    flow: Callable[[Flow], Flow] = same
    shows: tuple[str, ...] = ()
    told: Text | None = None
    adds_to: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A Pod's deletion, whose moments are the options of a control, and the Service that leaves the Pod out."""

    pod: str
    service: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that the reader may change. A figure is drawn with the options at `initial`.

    Raises ValueError for fewer than two options, two of one key, or an initial option that is not there.
    """

    key: str
    label: Line
    options: tuple[Option, ...]
    initial: int = field(default=0)
    timeline: Timeline | None = None

    def __post_init__(self) -> None:
        keys = [option.key for option in self.options]
        if len(keys) < 2 or len(set(keys)) < len(keys) or not 0 <= self.initial < len(keys):
            raise ValueError(f"control {self.key!r} needs two or more different options: {keys}")


def entry_node(*names: str, initial: str) -> Control:
    """Return the control for the node whose address the client uses."""
    options = tuple(Option(name, name, flow=partial(_through, node=name)) for name in names)
    return Control("entry", interface.CONTROL_ENTRY, options, names.index(initial))


def choice(what_if: Row, *subjects: str) -> Control:
    """Return the control that lets that what-if be true of one of the subjects, or of none."""
    options = (Option(one.rpartition("/")[2], one, (what_if(one),)) for one in subjects)
    label = what_if.label or what_if.meaning
    return Control(_key(what_if), label, (_nothing(interface.NO_NODE), *options))


def setting(what_if: Row, *subject: str, initial: str | None = None) -> Control:
    """Return the control for a setting: of that subject, or of the whole cluster. It begins with the initial value."""
    options = tuple(
        Option(one or "none", one or interface.NOT_SET, (what_if(*subject, one),))
        for one in what_if.values
    )
    at = 0 if initial is None else what_if.values.index(initial)
    return Control(_key(what_if), what_if.label or what_if.meaning, options, at)


def _key(what_if: Row) -> str:
    return what_if.key or what_if.name


def node_down(*names: str) -> Control:
    """Return the control that switches off one of the nodes."""
    return choice(rows.node_down, *names)


def pod(name: str, *states: str, initial: str = "ready") -> Control:
    """Return the control for one Pod: `ready`, `not-ready`, `terminating`, `gone`, or the node it moves to."""
    return Control(
        name, name, tuple(_pod_state(name, one) for one in states), states.index(initial)
    )


def external_policy(service: str, initial: TrafficPolicy = TrafficPolicy.CLUSTER) -> Control:
    """Return the control for that Service's `externalTrafficPolicy`."""
    return setting(rows.external_policy, service, initial=initial)


def internal_policy(service: str, initial: TrafficPolicy = TrafficPolicy.CLUSTER) -> Control:
    """Return the control for that Service's `internalTrafficPolicy`."""
    return setting(rows.internal_policy, service, initial=initial)


def session_affinity(service: str, before: Flow, pod: str) -> Control:
    """Return the control for affinity: none, set, or set after a connection of that flow has reached that Pod."""
    usual = setting(rows.session_affinity, service)
    none, first = usual.options
    known = (*first.what_ifs, connected_before(before, pod))
    options = (
        none,
        replace(first, label=interface.AFFINITY_FIRST),
        Option("remembered", interface.AFFINITY_NEXT, known),
    )
    return replace(usual, options=options, initial=2)


def forwarding(balancer: str) -> Control:
    """Return the control for whether that load balancer leaves packets as they are or ends connections."""
    words = (interface.FORWARDING_PASSTHROUGH, interface.FORWARDING_PROXY)
    usual = setting(rows.balancer_forwards_as, balancer)
    options = tuple(
        replace(one, key=one.key.lower(), label=label)
        for one, label in zip(usual.options, words, strict=False)
    )
    return replace(usual, options=options)


def unnoticed(*nodes: str) -> Control:
    """Return the control for whether load balancers have noticed that nodes fail their health checks."""
    options = (
        Option("noticed", interface.NOTICED),
        Option("unnoticed", interface.UNNOTICED, tuple(map(rows.failure_unnoticed, nodes))),
    )
    return Control("health", interface.CONTROL_HEALTH, options, initial=1)


def proxy_mode() -> Control:
    """Return the control for kube-proxy's mode."""
    return setting(rows.proxy_mode)


def traffic_distribution(service: str) -> Control:
    """Return the control for that Service's `trafficDistribution`, first the one for zones."""
    usual = setting(rows.traffic_distribution, service)
    return replace(usual, options=usual.options[:3])  # PreferClose is the old name of the first


def source(*sources: str, initial: int = 0) -> Control:
    """Return the control for who connects: Pods, nodes or clients outside."""
    options = tuple(
        Option(one.partition("/")[2], _who(one), flow=partial(_from, source=one)) for one in sources
    )
    return Control("from", interface.CONTROL_SOURCE, options, initial)


def target(*targets: tuple[str, Line, str, Entry]) -> Control:
    """Return the control for what is connected to; each target is a key, a label, `Flow.to` and `Flow.entry`."""
    options = tuple(
        Option(key, label, flow=partial(_to, to=to, entry=entry))
        for key, label, to, entry in targets
    )
    return Control("to", interface.CONTROL_TARGET, options)


def service_type(*options: Option) -> Control:
    """Return the control for which of several Services is called; `another` makes its options."""
    return Control("type", interface.CONTROL_TYPE, options)


def another(key: str, label: Line, flow: Flow, shows: str, told: Text, adds_to: str = "") -> Option:
    """Return the option that calls another Service: its own flow and card, and what is said of it."""
    return Option(
        key, label, flow=partial(_instead, flow=flow), shows=(shows,), told=told, adds_to=adds_to
    )


def moment(pod: str, service: str, delays: Delays, initial: str) -> Control:
    """Return the control for the moment of a Pod's deletion, with these delays; `initial` is the key of a moment."""
    moments = deletion(pod, delays)
    keys = [one.key for one in moments]
    options = tuple(_moment(one, pod.rpartition("/")[2]) for one in moments)
    timeline = Timeline(pod, service, moments)
    return Control("moment", deletion_words.MOMENT, options, keys.index(initial), timeline)


def _moment(one: Moment, pod: str) -> Option:
    at = (
        deletion_words.BEFORE
        if one.step is Step.BEFORE
        else _filled(deletion_words.AT, at=f"{one.at:g}")
    )
    step = _filled(deletion_words.STEPS[one.step], pod=pod, node=one.node)
    told = {
        lang.value: deletion_words.TOLD.fill(
            lang, at=at.in_language(lang), step=step.in_language(lang)
        )
        for lang in interface.LANGS
    }
    return Option(one.key, at, one.what_ifs, told=Text(**told))


def _filled(text: Text, **facts: object) -> Text:
    return Text(**{lang.value: text.fill(lang, **facts) for lang in interface.LANGS})


def url(*urls: str, both: bool = False) -> Control:
    """Return the control for the URL that is requested; with `both` the figure first shows all of its own flows."""
    options = tuple(
        Option(
            one.partition("//")[2],
            one.partition("//")[2],
            flow=partial(_to, to=one, entry=Entry.AUTO),
        )
        for one in urls
    )
    return Control("url", "URL", (_nothing(interface.ALL_URLS), *options) if both else options)


def _nothing(label: Text) -> Option:
    return Option("none", label)


def _pod_state(name: str, state: str) -> Option:
    reference = f"pod/{name}"
    match state:
        case "ready":
            return Option(state, interface.READY)
        case "not-ready":
            return Option(state, interface.NOT_READY, (rows.pod_not_ready(reference),))
        case "terminating":
            return Option(state, interface.TERMINATING, (rows.pod_terminating(reference),))
        case "gone":
            return Option(state, interface.GONE, (rows.pod_gone(reference),))
        case node:
            label = Text(
                **{lang.value: interface.MOVED.fill(lang, node=node) for lang in interface.LANGS}
            )
            return Option(f"on-{node}", label, (rows.pod_moved(reference, node),))


def _who(text: str) -> Text:
    kind, _, name = text.partition("/")
    words = interface.SOURCES[kind]
    return Text(**{lang.value: words.fill(lang, name=name) for lang in interface.LANGS})


def _through(flow: Flow, node: str) -> Flow:
    return replace(flow, node=node)


def _instead(_: Flow, flow: Flow) -> Flow:
    return flow


def _from(flow: Flow, source: str) -> Flow:
    return replace(flow, source=source)


def _to(flow: Flow, to: str, entry: Entry) -> Flow:
    return replace(flow, to=to, entry=entry)
