"""Folders as people keep them: which of their files are manifests, and which are the food of another tool."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from atlas.manifests.problem import Expected

SUFFIXES = (".yaml", ".yml", ".json")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_VALUES = re.compile(
    r"(values|values[-_.].*|.*[-_.]values|Chart|Chart\.lock|skaffold|docker-compose.*|compose)\.(yaml|yml|json)"
)
_PATCHES = ("patches", "patchesStrategicMerge", "patchesJson6902", "components", "configurations")


@dataclass(frozen=True, slots=True)
class Aside:
    """A file of a folder that is skipped, and what to do about it."""

    path: Path
    expected: Expected


def sorted_files(folder: Path) -> tuple[list[Path], list[Aside]]:
    """Return the files that hold manifests, and those that are skipped, each sorted by name."""
    files = sorted(one for one in folder.iterdir() if one.suffix in SUFFIXES and one.is_file())
    patches = {one for name in KUSTOMIZATIONS for one in _patches(folder / name)}
    manifests: list[Path] = []
    aside: list[Aside] = []
    for path in files:
        if path.name in KUSTOMIZATIONS or path.resolve() in patches:
            aside.append(Aside(path, Expected.BUILT_KUSTOMIZATION))
        elif _VALUES.fullmatch(path.name):
            aside.append(Aside(path, Expected.RENDERED_VALUES))
        else:
            manifests.append(path)
    return manifests, aside


def _patches(kustomization: Path) -> Iterator[Path]:
    """Yield the files that a kustomization lays over others: they are no whole objects."""
    for text in _named(_content(kustomization)):
        if "\n" not in text and "\0" not in text:
            yield (kustomization.parent / text).resolve()


def _content(path: Path) -> Mapping[str, Any]:
    from atlas.manifests import yaml_text
    from atlas.manifests.source import SyntaxProblem

    try:
        value = yaml_text.parse(path.read_text("utf-8-sig"))
    except (OSError, ValueError, SyntaxProblem):
        return {}
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _named(value: Mapping[str, Any]) -> Iterable[str]:
    for key in _PATCHES:
        listed = value.get(key)
        for one in listed if isinstance(listed, list) else ():
            path = one.get("path") if isinstance(one, dict) else one
            if isinstance(path, str):
                yield path
