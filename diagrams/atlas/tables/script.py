"""What a table script does when it is run: print its table as text, in both languages."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from atlas.exit_code import ExitCode
from atlas.figure.catalog import manifests_of
from atlas.manifests.problem import ManifestError
from atlas.tables.table import Form, Grid, Subject, Table, filled
from atlas.text.columns import aligned
from atlas.text.problems import format_problems
from atlas.text.text import Lang
from atlas.world.load import load


def main(table: Table[Subject]) -> None:
    """Print the table of the running script; exit with a clear message if the cluster has no answer for it."""
    script = Path(sys.argv[0])
    options = _options(table)
    try:
        cluster = load(options.manifests or [manifests_of(table.cluster)]).cluster
        grid = filled(table, cluster)
    except ManifestError as error:
        print(format_problems(error.problems, Lang.EN), file=sys.stderr)
        raise SystemExit(ExitCode.MANIFEST) from error
    except (LookupError, ValueError) as error:
        print(f"{script.name}: {error}", file=sys.stderr)
        raise SystemExit(ExitCode.USAGE) from error
    langs = [Lang(lang) for lang in options.lang or Lang]
    text = "\n".join("\n".join(_lines(table, grid, lang)) + "\n" for lang in langs)
    try:
        print(text, end="", flush=True)
    except (
        BrokenPipeError
    ):  # whoever read our output has seen enough; nothing is to be said when it closes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _lines(table: Table[Subject], grid: Grid, lang: Lang) -> Iterator[str]:
    yield table.title.in_language(lang)
    heads, rows = grid.in_language(lang)
    if table.form is Form.GRID:
        yield from aligned([heads, *rows])
        return
    for question, *answers in rows:
        yield question
        for mode, answer in zip(heads[1:], answers, strict=True):
            for line in answer.splitlines():
                yield f"  {mode}  {line}"


def _options(table: Table[Subject]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=table.title.en)
    parser.add_argument("--lang", choices=("ko", "en"), action="append", help="only this language")
    parser.add_argument(
        "manifests", nargs="*", type=Path, help="manifests to use instead of the table's own"
    )
    return parser.parse_args()
