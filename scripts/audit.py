#!/usr/bin/env python3
"""Rate the built site with Lighthouse as on a phone, every page in both languages.

The site is the folder given, or that of ATLAS_SITE; without either it is built into .cache/site.
What every page must reach stands in scripts/lighthouse/budget.json. A page whose performance is
below it is measured again, up to five times, and the best counts: a busy machine is not a slow page. Lighthouse is
installed into .cache/ on the first run. Exits with 1 if a page is below the budget, with 5 if
Lighthouse cannot run here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bootstrap import (
    CHECKS_LOCK,
    EXIT_FAILED,
    PROJECT,
    Unprepared,
    enter,
    stop,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor import Audit

BUDGET = PROJECT / "scripts" / "lighthouse" / "budget.json"
BUILT = PROJECT / ".cache" / "site"
RUNS = 5
KINDS = (
    "",
    "en/types/",
    "types/nodeport/",
    "en/inside/iptables/",
    "lab/",
    "en/reference/evidence/",
    "reference/figures/",
    "contribute/",
)
"""One page of each kind: the first page, a section's first, one with a figure to explore, one with
rules, the lab, computed tables, all pictures, and one on the project; the languages take turns."""
COLUMNS = {
    "performance": "perf.",
    "accessibility": "access.",
    "best-practices": "practices",
    "seo": "SEO",
}


class Budget(NamedTuple):
    """The fewest points and the most kB that a page may have."""

    points: dict[str, int]
    sizes: dict[str, float]


def main() -> None:
    """Rate the chosen pages, print the table, and exit with 1 if a page is below the budget."""
    parser, options = parse()
    enter(CHECKS_LOCK)
    try:
        site = options.site or built()
        paths = chosen(pages(site), options.only, kinds=options.kinds)
        audits = rated(site, paths)
    except ValueError as mistake:
        parser.error(str(mistake))
    except Unprepared as problem:
        stop(problem)
    budget = read_budget(BUDGET)
    print("\n".join(table(audits)))
    failures = [line for one in audits for line in below(one, budget)]
    if options.json:
        write(options.json, audits, failures)
    if failures:
        print(f"\nBelow the budget ({BUDGET.relative_to(PROJECT)}):")
        print("\n".join(failures))
        raise SystemExit(EXIT_FAILED)
    print(f"\n{len(audits)} pages keep the budget.")


def parse() -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """Return the parser and the options; `site` is None if it has to be built."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("site", nargs="?", type=Path, metavar="SITE", help="folder of a built site")
    parser.add_argument("--kinds", action="store_true", help="only one page of each kind")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATH",
        help="only this page, such as en/lab/; may be repeated",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to FILE")
    options = parser.parse_args()
    if options.site is None and os.environ.get("ATLAS_SITE"):
        options.site = Path(os.environ["ATLAS_SITE"])
    if options.site is not None and not (options.site / "sitemap.xml").is_file():
        parser.error(f"{options.site} is no built site")
    return parser, options


def built() -> Path:
    """Build the site and return its folder. Raises SystemExit if it does not build."""
    say("building the site …")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(BUILT)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=sys.stderr, check=False)
    if done.returncode:
        raise SystemExit(EXIT_FAILED)
    return BUILT


def pages(site: Path) -> list[str]:
    """Return the paths of all pages below the root of the site: `en/types/nodeport/`."""
    folders = (file.parent.relative_to(site).as_posix() for file in site.rglob("index.html"))
    return sorted("" if folder == "." else f"{folder}/" for folder in folders)


def chosen(there: Sequence[str], only: Sequence[str], *, kinds: bool) -> list[str]:
    """Return the pages to rate. Raises ValueError if one of them is not there."""
    wanted = [normal(path) for path in only] or (list(KINDS) if kinds else list(there))
    if missing := [path for path in wanted if path not in there]:
        raise ValueError(f"the site has no page {', '.join(f'/{path}' for path in missing)}")
    return wanted


def normal(path: str) -> str:
    """Return a path as the site has it: `/en/lab` is `en/lab/`."""
    return path.strip("/") + "/" if path.strip("/") else ""


def rated(site: Path, paths: Sequence[str]) -> list[Audit]:
    """Return the audits of the pages, one after the other. Raises Unprepared."""
    from auditor import prepare
    from browser import find_browser
    from static_host import hosted

    budget = read_budget(BUDGET)
    lighthouse = prepare(find_browser())
    audits: list[Audit] = []
    with hosted(site) as address:
        for number, path in enumerate(paths, 1):
            started = time.monotonic()
            audit = settled(lambda path=path: lighthouse.audit(address, path), budget)
            audits.append(audit)
            points = " ".join(str(audit.points[name]) for name in COLUMNS)
            say(f"{number}/{len(paths)} /{path}  {points}  {time.monotonic() - started:.0f} s")
    return audits


def settled(measure: Callable[[], Audit], budget: Budget) -> Audit:
    """Return the first audit whose performance is within the budget, or the best of a few.

    The best counts because whatever else the machine does can only make a page look slower.
    """
    best = measure()
    for _ in range(RUNS - 1):
        if best.points["performance"] >= budget.points["performance"]:
            break
        best = max(best, measure(), key=lambda audit: audit.points["performance"])
    return best


def read_budget(file: Path) -> Budget:
    """Return the budget of a file."""
    held = json.loads(file.read_text(encoding="utf-8"))
    return Budget(held["points"], held["kB"])


def below(audit: Audit, budget: Budget) -> list[str]:
    """Return a line for each number of a page that is not within the budget, and one for what cost points."""
    lines = [
        f"/{audit.path}: {name} {audit.points[name]}, must be {least}"
        for name, least in budget.points.items()
        if audit.points[name] < least
    ]
    if lines:
        lines += [f"    {loss}" for loss in audit.losses]
    lines += [
        f"/{audit.path}: {sort} {audit.sizes[sort]:.1f} kB, may be {most} kB"
        for sort, most in budget.sizes.items()
        if audit.sizes[sort] > most
    ]
    return lines


def table(audits: Iterable[Audit]) -> list[str]:
    """Return the lines of a table: a page, its points, and its weight."""
    rows = [("page", *COLUMNS.values(), "weight")]
    for one in audits:
        points = (str(one.points[name]) for name in COLUMNS)
        rows.append((f"/{one.path}", *points, f"{one.sizes['total']:.0f} kB"))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])])
        for first, *rest in rows
    ]


def write(file: Path, audits: Iterable[Audit], failures: Sequence[str]) -> None:
    """Write the results to a file, for other programs."""
    held = {"pages": [one._asdict() for one in audits], "below": list(failures)}
    file.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def say(progress: str) -> None:
    """Tell people how far we are."""
    print(progress, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
