"""Strategies: random stages, as scenes could make them."""

from __future__ import annotations

from hypothesis import strategies as st

from atlas.figure.stage import Box, Leg, Look, NodeFrame, Role, Stage


def _box(key: str, look: Look) -> Box:
    icon = {Look.POD: "pod", Look.CLIENT: "client", Look.BALANCER: "balancer"}.get(look, "")
    return Box(key, look, icon, (key, "10.0.0.1"))


def _frame(name: str, pods: int) -> NodeFrame:
    return NodeFrame(
        key=f"node-{name}",
        lines=(f"node-{name}", "10.0.0.1"),
        kernel=_box(f"kernel-{name}", Look.KERNEL),
        kube_proxy=_box(f"kube-proxy-{name}", Look.KUBE_PROXY),
        pods=tuple(_box(f"pod-{name}-{index}", Look.POD) for index in range(pods)),
    )


@st.composite
def stages(draw: st.DrawFn) -> Stage:
    """Stages with one to four nodes and up to twelve legs between boxes that can be neighbours."""
    frames = tuple(
        _frame(chr(ord("a") + index), pods)
        for index, pods in enumerate(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4)))
    )
    middles = tuple(
        _box(f"balancer-{index}", Look.BALANCER) for index in range(draw(st.integers(0, 2)))
    )
    sources = tuple(
        _box(f"client-{index}", Look.CLIENT) for index in range(draw(st.integers(0, 2)))
    )
    cards = tuple(_box(f"card-{index}", Look.CONFIG) for index in range(draw(st.integers(0, 2))))
    pairs = [(frame.kernel.key, pod.key) for frame in frames for pod in frame.pods]
    kernels = [frame.kernel.key for frame in frames]
    pairs += [(one, other) for one in kernels for other in kernels if one < other]
    pairs += [(box.key, kernel) for box in (*sources, *middles) for kernel in kernels]
    pairs += [(source.key, middle.key) for source in sources for middle in middles]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=12, unique=True))
    legs: list[Leg] = []
    for number, (start, end) in enumerate(chosen, 1):
        role = draw(st.sampled_from([Role.REQUEST, Role.REPLY, Role.FAILED]))
        ends = (end, start) if role is Role.REPLY else (start, end)
        legs.append(Leg(*ends, role, str(number)))
    legs += [Leg(frame.kube_proxy.key, frame.kernel.key, Role.CONTROL) for frame in frames]
    return Stage(cards, sources, middles, frames, tuple(legs))
