"""Controls: what the reader of a figure may change. An option is a change of the cluster, of the flow, or of both.

Keys stand in addresses of pages, so they are readable and stay the same: `entry:node-b,external:Local`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from atlas.figure import what_if
from atlas.figure.stage import Line
from atlas.figure.what_if import WhatIf
from atlas.model.cluster import ProxyMode
from atlas.model.outside import Forwarding
from atlas.model.service import TrafficPolicy
from atlas.proxy.endpoints import Topology
from atlas.text import interface
from atlas.text.text import Text
from atlas.tracer.trace import Entry, Flow


def same(flow: Flow) -> Flow:
    """Return the flow as it is."""
    return flow


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a control: the changes of the cluster and of each flow that it makes."""

    key: str
    label: Line
    what_ifs: tuple[WhatIf, ...] = ()
    flow: Callable[[Flow], Flow] = same


@dataclass(frozen=True, slots=True)
class Control:
    """One thing that the reader may change. A figure is drawn with the options at `initial`.

    Raises ValueError for fewer than two options, two of one key, or an initial option that is not there.
    """

    key: str
    label: Line
    options: tuple[Option, ...]
    initial: int = field(default=0)

    def __post_init__(self) -> None:
        keys = [option.key for option in self.options]
        if len(keys) < 2 or len(set(keys)) < len(keys) or not 0 <= self.initial < len(keys):
            raise ValueError(f"control {self.key!r} needs two or more different options: {keys}")


def entry_node(*names: str, initial: str) -> Control:
    """Return the control for the node whose address the client uses."""
    options = tuple(Option(name, name, flow=partial(_through, node=name)) for name in names)
    return Control("entry", interface.CONTROL_ENTRY, options, names.index(initial))


def node_down(*names: str) -> Control:
    """Return the control that switches off one of the nodes."""
    options = (Option(name, name, (what_if.node_down(name),)) for name in names)
    return Control("down", interface.CONTROL_DOWN, (_nothing(interface.NO_NODE), *options))


def pod(name: str, *states: str, initial: str = "ready") -> Control:
    """Return the control for one Pod: `ready`, `not-ready`, `terminating`, `gone`, or the node it moves to."""
    return Control(
        name, name, tuple(_pod_state(name, one) for one in states), states.index(initial)
    )


def external_policy(service: str, initial: TrafficPolicy = TrafficPolicy.CLUSTER) -> Control:
    """Return the control for that Service's `externalTrafficPolicy`."""
    return _policy("external", "externalTrafficPolicy", service, what_if.external_policy, initial)


def internal_policy(service: str, initial: TrafficPolicy = TrafficPolicy.CLUSTER) -> Control:
    """Return the control for that Service's `internalTrafficPolicy`."""
    return _policy("internal", "internalTrafficPolicy", service, what_if.internal_policy, initial)


def session_affinity(service: str, before: Flow, pod: str) -> Control:
    """Return the control for affinity: none, set, or set after a connection of that flow has reached that Pod."""
    on = what_if.session_affinity(service)
    options = (
        Option("None", "None", (what_if.no_session_affinity(service),)),
        Option("ClientIP", interface.AFFINITY_FIRST, (on,)),
        Option("remembered", interface.AFFINITY_NEXT, (on, what_if.connected_before(before, pod))),
    )
    return Control("affinity", "sessionAffinity", options, initial=2)


def forwarding(balancer: str) -> Control:
    """Return the control for the way in which that load balancer passes connections on."""
    modes = (
        (Forwarding.PASSTHROUGH, "passthrough", interface.FORWARDING_PASSTHROUGH),
        (Forwarding.PROXY, "proxy", interface.FORWARDING_PROXY),
    )
    options = tuple(
        Option(key, label, (what_if.balancer_forwards_as(balancer, mode),))
        for mode, key, label in modes
    )
    return Control("balancer", interface.CONTROL_BALANCER, options)


def unnoticed(*nodes: str) -> Control:
    """Return the control for whether load balancers have noticed that nodes fail their health checks."""
    options = (
        Option("noticed", interface.NOTICED),
        Option("unnoticed", interface.UNNOTICED, tuple(map(what_if.failure_unnoticed, nodes))),
    )
    return Control("health", interface.CONTROL_HEALTH, options, initial=1)


def proxy_mode() -> Control:
    """Return the control for kube-proxy's mode."""
    options = tuple(
        Option(mode.value, mode.value, (what_if.proxy_mode(mode),)) for mode in ProxyMode
    )
    return Control("mode", interface.CONTROL_MODE, options)


def traffic_distribution(service: str) -> Control:
    """Return the control for that Service's `trafficDistribution`, first the one for zones."""
    options = tuple(
        Option(
            one.value or "none",
            one.value or interface.NOT_SET,
            (what_if.traffic_distribution(service, one),),
        )
        for one in (Topology.SAME_ZONE, Topology.ANY, Topology.SAME_NODE)
    )
    return Control("distribution", "trafficDistribution", options)


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


def url(*urls: str, both: bool = False) -> Control:
    """Return the control for the URL that is asked for; with `both` the figure first shows all of its own flows."""
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


def _policy(
    key: str,
    name: str,
    service: str,
    change: Callable[[str, TrafficPolicy], WhatIf],
    initial: TrafficPolicy,
) -> Control:
    policies: Sequence[TrafficPolicy] = (TrafficPolicy.CLUSTER, TrafficPolicy.LOCAL)
    options = tuple(Option(one.value, one.value, (change(service, one),)) for one in policies)
    return Control(key, name, options, policies.index(initial))


def _pod_state(name: str, state: str) -> Option:
    reference = f"pod/{name}"
    match state:
        case "ready":
            return Option(state, interface.READY)
        case "not-ready":
            return Option(state, interface.NOT_READY, (what_if.pod_not_ready(reference),))
        case "terminating":
            return Option(state, interface.TERMINATING, (what_if.pod_terminating(reference),))
        case "gone":
            return Option(state, interface.GONE, (what_if.pod_gone(reference),))
        case node:
            label = Text(
                **{lang.value: interface.MOVED.fill(lang, node=node) for lang in interface.LANGS}
            )
            return Option(f"on-{node}", label, (what_if.pod_moved(reference, node),))


def _who(text: str) -> Text:
    kind, _, name = text.partition("/")
    words = interface.SOURCES[kind]
    return Text(**{lang.value: words.fill(lang, name=name) for lang in interface.LANGS})


def _through(flow: Flow, node: str) -> Flow:
    return replace(flow, node=node)


def _from(flow: Flow, source: str) -> Flow:
    return replace(flow, source=source)


def _to(flow: Flow, to: str, entry: Entry) -> Flow:
    return replace(flow, to=to, entry=entry)
