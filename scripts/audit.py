#!/usr/bin/env python3
"""Count what pages of the built site cost a reader's machine, and rate them with Lighthouse as on a phone.

The site is the folder given, or that of ATLAS_SITE; without either it is built into .cache/site.
The budget of each page is in scripts/lighthouse/budget.json: the most bytes, requests, elements and so on, which
are the same on every machine, and the fewest points. The points for performance depend on the machine: with --untimed
they are printed but not required; without it a page below them is rated again, up to five times, and the best counts.
Lighthouse is installed into .cache/ on the first run. Exits with 1 if a page does not keep the budget, with 5 if
Lighthouse cannot run here.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from bootstrap import enter, stop
from environment import CHECKS_LOCK, EXIT_FAILED, PROJECT, Unprepared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auditor import Audit, Lighthouse
    from page_counts import Counts

BUDGET = PROJECT / "scripts" / "lighthouse" / "budget.json"
BUILT = PROJECT / ".cache" / "site"
RUNS = 5
TIMED = "performance"
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
COUNTED = {
    "total kB": "kB",
    "requests": "requests",
    "elements": "elements",
    "executed kB": "executed kB",
    "layout shift": "shift",
    "work": "work",
}


class Budget(NamedTuple):
    """The fewest points of any page, and the most of each count."""

    points: Mapping[str, int]
    counts: Mapping[str, float]
    exceptions: Mapping[str, Mapping[str, float]]
    """Counts of pages that may have more, by the end of the path: both languages have them."""

    def limits(self, path: str) -> dict[str, float]:
        """Return the most that a page may have of each count."""
        more = (most for end, most in self.exceptions.items() if path.removeprefix("en/") == end)
        return {**self.counts, **next(more, {})}


def main() -> None:
    """Count and rate the chosen pages, print both tables, and exit with 1 if a page does not keep the budget."""
    parser, options = parse()
    enter(CHECKS_LOCK)
    budget = read_budget(BUDGET)
    asked = {name: least for name, least in budget.points.items() if name != TIMED}
    try:
        site = options.site or built()
        paths = chosen(pages(site), options.only, kinds=options.kinds)
        found = counted(site, paths)
        audits = rated(site, paths, asked if options.untimed else budget.points)
    except ValueError as mistake:
        parser.error(str(mistake))
    except Unprepared as problem:
        stop(problem)
    print("\n".join(table(audits, found)))
    failures = [line for one in found for line in one.above(budget.limits(one.path))]
    failures += [
        line for one in audits for line in below(one, asked if options.untimed else budget.points)
    ]
    if options.json:
        write(options.json, audits, found, failures)
    if failures:
        print(f"\nNot within the budget ({BUDGET.relative_to(PROJECT)}):")
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
    parser.add_argument(
        "--untimed",
        action="store_true",
        help="do not require a performance score, which depends on the machine",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results to FILE")
    options = parser.parse_args()
    if options.site is None and os.environ.get("ATLAS_SITE"):
        options.site = Path(os.environ["ATLAS_SITE"])
    if options.site is not None and not (options.site / "sitemap.xml").is_file():
        parser.error(f"{options.site} is not a built site")
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


def counted(site: Path, paths: Sequence[str]) -> list[Counts]:
    """Return the counts of the pages, beside bare pages with the same text. Raises Unprepared."""
    import bare_site
    from browser import find_browser
    from page_counts import browser_at, counts
    from static_host import hosted

    with tempfile.TemporaryDirectory(prefix="bare-") as folder:
        bare = bare_site.build(site, paths, Path(folder))
        with hosted(site) as ours, hosted(bare) as theirs, browser_at(find_browser()) as browser:
            return [counts(browser, ours, path, theirs + path) for path in progress(paths)]


def progress(paths: Sequence[str]) -> Iterator[str]:
    """Yield the paths, and tell people how far we are and how long each took."""
    for number, path in enumerate(paths, 1):
        started = time.monotonic()
        yield path
        say(f"counted {number}/{len(paths)} /{path}  {time.monotonic() - started:.0f} s")


def rated(site: Path, paths: Sequence[str], least: Mapping[str, int]) -> list[Audit]:
    """Return the audits of the pages, one after the other. Raises Unprepared."""
    from auditor import prepare
    from browser import find_browser
    from static_host import hosted

    lighthouse = prepare(find_browser())
    with hosted(site) as address:
        return list(settled(lighthouse, address, paths, least))


def settled(
    lighthouse: Lighthouse, address: str, paths: Sequence[str], least: Mapping[str, int]
) -> Iterator[Audit]:
    """Yield the audit of each page, or the best of a few where points for performance are missing.

    The best counts because whatever else the machine does can only make a page look slower.
    """
    for number, first in enumerate(lighthouse.audits(address, paths), 1):
        best = first
        while best.points[TIMED] < least.get(TIMED, 0) and best.runs < RUNS:
            (another,) = lighthouse.audits(address, [first.path])
            better = max(best, another, key=lambda audit: audit.points[TIMED])
            best = better._replace(runs=best.runs + 1)
        points = " ".join(str(best.points[name]) for name in COLUMNS)
        again = f"  best of {best.runs}" if best.runs > 1 else ""
        say(f"rated {number}/{len(paths)} /{best.path}  {points}{again}")
        yield best


def read_budget(file: Path) -> Budget:
    """Return the budget of a file."""
    held = json.loads(file.read_text(encoding="utf-8"))
    return Budget(held["points"], held["counts"], held["exceptions"])


def below(audit: Audit, points: Mapping[str, int]) -> list[str]:
    """Return a line for each number of points that is too low, and one for what cost points."""
    lines = [
        f"/{audit.path}: {name} {audit.points[name]}, must be {least}"
        for name, least in points.items()
        if audit.points[name] < least
    ]
    if lines:
        lines += [f"    {loss}" for loss in audit.losses]
    return lines


def table(audits: Iterable[Audit], found: Iterable[Counts]) -> list[str]:
    """Return the lines of a table: a page, its points, and the counts that tell most."""
    rows = [("page", *COLUMNS.values(), *COUNTED.values())]
    for audit, counts in zip(audits, found, strict=True):
        points = (str(audit.points[name]) for name in COLUMNS)
        numbers = (f"{counts.numbers[name]:.4g}" for name in COUNTED)
        rows.append((f"/{audit.path}", *points, *numbers))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([first.ljust(widths[0]), *map(str.rjust, rest, widths[1:])])
        for first, *rest in rows
    ]


def write(
    file: Path, audits: Iterable[Audit], found: Iterable[Counts], failures: Sequence[str]
) -> None:
    """Write the results to a file, for other programs."""
    both = zip(audits, found, strict=True)
    held = {
        "pages": [{**audit._asdict(), "counts": counts.numbers} for audit, counts in both],
        "below": list(failures),
    }
    file.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def say(text: str) -> None:
    """Tell people how far we are."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
