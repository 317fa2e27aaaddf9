"""Things: which box of a drawing stands for which controls, so that a reader can press the thing itself."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from atlas.figure.control import Control, Option
from atlas.figure.figure import Scene
from atlas.figure.states import SWITCHED

Thing = tuple[str, int, tuple[int, ...]]
"""The key of a box, the number of a control, and the numbers of the options that concern the box."""


def things(scene: Scene, nodes: tuple[str, ...]) -> list[Thing]:
    """Return what each box of a scene's drawings can change. `nodes` are the names of all nodes."""
    return [
        (key, number, options)
        for number, control in enumerate(scene.controls)
        for key, options in _boxes(control, scene, nodes)
    ]


def _boxes(
    control: Control, scene: Scene, nodes: tuple[str, ...]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    every = tuple(range(len(control.options)))
    by_subject: dict[str, list[int]] = {}
    for index, option in enumerate(control.options):
        for subject in _subjects(option):
            by_subject.setdefault(subject, []).append(index)
    if control.key == "entry":
        yield from (
            (_key(f"node/{one.key}"), (index,)) for index, one in enumerate(control.options)
        )
    elif any(one.shows for one in control.options):
        yield SWITCHED, every
    elif control.key == "url" and scene.shows:
        yield _key(scene.shows[0]), every
    elif by_subject.keys() == {"cluster"}:
        yield from ((f"kube-proxy-{name}", every) for name in nodes)
    elif len(by_subject) == 1 or control.key == "from":
        yield from ((_key(subject), every) for subject in by_subject)
    else:  # one of several, or none: the first option
        yield from ((_key(one), (0, *indexes)) for one, indexes in by_subject.items())


def _subjects(option: Option) -> Iterator[str]:
    """Yield the references of what an option is about."""
    yield from (one.subject for one in option.what_ifs)
    if isinstance(option.flow, partial) and "source" in option.flow.keywords:
        yield option.flow.keywords["source"]


def _key(reference: str) -> str:
    """Return the key of the box of an object; a node is pressed at its name, an object without a place at its card."""
    kind = reference.partition("/")[0]
    key = reference.replace("/", "-")
    if kind == "node":
        return f"node-{reference.partition('/')[2]}-label"
    return key if kind in ("pod", "client", "loadbalancer") else f"card-{key}"
