"""Read a folder of manifests as people keep them, file by file, and count what the model makes of them.

    python scripts/corpus.py FOLDER

Each file is a cluster of its own. Every Service is asked for by somebody in its cluster; an answer is a verdict or
`unknown`. Printed are the numbers of files and Services, the files that are refused with their reason, tracebacks, and
the slowest files in seconds of the processor.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from atlas.manifests.folder import SUFFIXES
from atlas.manifests.problem import Expected, ManifestError
from atlas.report.matrix import usual_sources, written_services
from atlas.text.printable import printable
from atlas.text.problems import say_problem
from atlas.text.text import Lang
from atlas.tracer.finding import FlowError
from atlas.tracer.trace import Flow, Verdict
from atlas.tracer.tracer import trace
from atlas.world.load import Loaded, load

SLOWEST = 5


@dataclass(slots=True)
class Tally:
    """What became of the files. `verdicts` are those of all ways to all Services."""

    files: int = 0
    services: int = 0
    answered: int = 0
    unknown: int = 0
    selects_nothing: int = 0
    left_out: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[Path, str]] = field(default_factory=lambda: [])
    tracebacks: list[tuple[Path, str]] = field(default_factory=lambda: [])
    seconds: list[tuple[float, Path]] = field(default_factory=lambda: [])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    tally = Tally()
    for path in _files(parser.parse_args().folder):
        began = time.process_time()
        _ask(path, tally)
        tally.seconds.append((time.process_time() - began, path))
    print("\n".join(_lines(tally)))
    return 1 if tally.tracebacks else 0


def _files(folder: Path) -> Iterator[Path]:
    return (one for one in sorted(folder.rglob("*")) if one.suffix in SUFFIXES and one.is_file())


def _ask(path: Path, tally: Tally) -> None:
    """Ask for every Service of one file. Whatever is raised that is no message is a traceback."""
    tally.files += 1
    try:
        loaded = load([path])
        _ask_services(loaded, tally)
    except ManifestError as error:
        first = next(one for one in error.problems if one.severity == "error")
        tally.refused.append((path, say_problem(first, Lang.EN)))
    except Exception:  # this is what is counted
        tally.tracebacks.append((path, traceback.format_exc().splitlines()[-1]))


def _ask_services(loaded: Loaded, tally: Tally) -> None:
    cluster = loaded.cluster
    tally.left_out += len(cluster.gaps.left_out)
    tally.selects_nothing += sum(one.expected is Expected.SELECTED_PODS for one in loaded.problems)
    inside = (one for one in usual_sources(cluster) if not one.startswith("client/"))
    source = next(inside, "client/outside")
    for service in written_services(cluster):
        tally.services += 1
        try:
            verdicts = trace(cluster, Flow(source, str(service.reference))).verdicts
        except FlowError:
            continue
        tally.answered += 1
        tally.unknown += Verdict.UNKNOWN in verdicts
        tally.verdicts.update(verdicts)


def _lines(tally: Tally) -> Iterator[str]:
    yield f"files                {tally.files}"
    yield f"Services             {tally.services}"
    yield f"answered             {tally.answered}, of these unknown {tally.unknown}"
    yield f'"selects no Pod"     {tally.selects_nothing}'
    yield f"objects left out     {tally.left_out}"
    yield f"refused              {len(tally.refused)}"
    yield f"tracebacks           {len(tally.tracebacks)}"
    for name, count in tally.verdicts.most_common():
        yield f"  {count:6}  {name}"
    for title, found in (("refused", tally.refused), ("traceback", tally.tracebacks)):
        yield from (printable(f"{title}  {path}: {why}") for path, why in found)
    times = sorted(tally.seconds, reverse=True)
    if times:
        yield f"95th percentile      {times[len(times) // 20][0]:.2f} s of the processor"
    yield from (printable(f"  {seconds:6.2f} s  {path}") for seconds, path in times[:SLOWEST])


if __name__ == "__main__":
    sys.exit(main())
