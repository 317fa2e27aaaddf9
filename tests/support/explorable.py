"""Figures that can be explored: where they stand, and the states that the build has written for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from atlas.figure.catalog import figure, figure_names
from support.built_site import BuiltSite
from support.pages import address, sources

PREFIX = {"ko": "", "en": "en/"}
EXPLORABLE = [
    name for name in figure_names() if any(scene.controls for scene in figure(name).scenes)
]


def page_of(name: str) -> str:
    """Return the address of the page that is about a figure: the one of its name, if that shows it."""
    shown = [
        path
        for path, source in sources("ko").items()
        if path != "index.md"
        and not path.startswith("contribute/")
        and any(f'figure("{name}")' in call for one in source.sections for call in one.macros)
    ]
    return address(min(shown, key=lambda path: Path(path).stem != name))


def states_of(site: BuiltSite, name: str, lang: str) -> dict[str, Any]:
    file = site.folder / "assets/figures" / f"{name}.states.{lang}.json"
    return json.loads(Path(file).read_text(encoding="utf-8"))


def options_at(held: dict[str, Any], index: int) -> list[int]:
    chosen: list[int] = []
    for control in reversed(held["controls"]):
        index, option = divmod(index, len(control["options"]))
        chosen.insert(0, option)
    return chosen
