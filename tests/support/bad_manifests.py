"""The cases of `tests/data/manifests/bad.txt`, and mistakes that are better made than written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from atlas.manifests.problem import ManifestError, Problem
from atlas.world.load import load

BAD = Path(__file__).parents[1] / "data" / "manifests" / "bad.txt"


def bad_cases() -> Mapping[str, str]:
    """Return the text of each case by its name."""
    _, *parts = BAD.read_text(encoding="utf-8").split("\n=== ")
    pairs = (part.split("\n", 1) for part in parts)
    return {name: text if text.endswith("\n") else f"{text}\n" for name, text in pairs}


def problems_of(*paths: Path | str) -> tuple[Problem, ...]:
    """Return what loading the files finds wrong, errors or only warnings."""
    try:
        return load(paths, strict=True).problems
    except ManifestError as error:
        return error.problems


def problems_in_text(text: str, name: str = "manifest.yaml") -> tuple[Problem, ...]:
    """Return what is wrong with a text that stands in a file of the current folder."""
    Path(name).write_text(text, encoding="utf-8")
    return problems_of(name)


def _missing_file() -> tuple[Problem, ...]:
    return problems_of("missing.yaml")


def _empty_folder() -> tuple[Problem, ...]:
    Path("empty").mkdir(exist_ok=True)
    return problems_of("empty")


def _another_encoding() -> tuple[Problem, ...]:
    Path("latin.yaml").write_bytes("# ok\n# caf\xe9\n".encode("latin-1"))
    return problems_of("latin.yaml")


def _no_file_at_all() -> tuple[Problem, ...]:
    return problems_of("a\0b.yaml")


def _very_long_list() -> tuple[Problem, ...]:
    listeners = "".join(
        f"    - {{name: a{port}, port: {port}, protocol: HTTP}}\n" for port in range(1, 66)
    )
    return problems_in_text(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: public}\n"
        f"spec:\n  gatewayClassName: example\n  listeners:\n{listeners}"
    )


def _folder_of_another_tool() -> tuple[Problem, ...]:
    folder = Path("chart")
    folder.mkdir(exist_ok=True)
    (folder / "values.yaml").write_text("image: {tag: latest}\n")
    (folder / "other.yaml").write_text("settings: [a, b]\n")
    (folder / "web.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n")
    return problems_of("chart")


def _very_long_text() -> tuple[Problem, ...]:
    return problems_in_text("# long\n" * 3_000_000)


MADE_CASES: Mapping[str, Callable[[], tuple[Problem, ...]]] = {
    "file: missing": _missing_file,
    "file: a folder without manifests": _empty_folder,
    "file: values of another tool in a folder": _folder_of_another_tool,
    "file: more YAML than anybody waits for": _very_long_text,
    "file: not UTF-8": _another_encoding,
    "a list that is too long": _very_long_list,
    "file: a name that cannot be opened": _no_file_at_all,
}
