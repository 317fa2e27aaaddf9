#!/usr/bin/env python3
"""Run the checks of the project: all of them, one group, or what a change can break.

The first run makes .venv and installs into it what requirements-dev.lock names. What cannot run on
this machine is reported as skipped, with the reason; where the variable CI is set, it fails.
Groups run side by side, and each prints what it found when its turn comes. No time limit decides
whether a check passes. Arguments after -- go to pytest: scripts/test.py --only unit -- -k nodeport
"""

import argparse
import os
import sys
from collections.abc import Sequence

from bootstrap import enter
from changes import Chosen, changed_files, choose, known_times, unknown
from check_groups import CACHE, GROUPS, NIGHTLY, TIMES
from check_runs import FAILED, Done, Group, Run, run_one, show, side_by_side, summary, title
from environment import CHECKS_LOCK, EXIT_FAILED, PROJECT

SECONDS = 60
"""So long --changed may take where one core works for it; the checks of code take a part."""
QUICK = ("format", "lint", "contracts")


def main() -> None:
    """Run the chosen groups, print how each went, and exit with 1 if one failed."""
    options = parse()
    if options.list:
        for group in GROUPS:
            print(f"{group.name:<10} {group.proves}")
        return
    enter(CHECKS_LOCK)
    os.chdir(PROJECT)
    (CACHE / "tests").mkdir(parents=True, exist_ok=True)
    if options.accept:
        os.environ["ATLAS_ACCEPT"] = "1"
    if options.all:
        os.environ["ATLAS_PROFILE"] = NIGHTLY
    if options.changed:
        every = run_changed()
    else:
        every = run_groups(with_sources(options.only), options.pytest)
    print("\n".join(summary(every)), flush=True)
    if any(done.result.state == FAILED for done in every):
        raise SystemExit(EXIT_FAILED)


def parse() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--list", action="store_true", help="list the groups and exit")
    names = [group.name for group in GROUPS]
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--only",
        choices=names,
        action="append",
        metavar="GROUP",
        help="run only this group, after the one it builds on; may be repeated",
    )
    what.add_argument(
        "--changed",
        action="store_true",
        help="run what the changes since main can break, in about a minute, and report what "
        "was left out",
    )
    parser.add_argument(
        "--all",
        action="store_true",
        help="run all random cases, all flows and all pages, as in the nightly run",
    )
    parser.add_argument(
        "--accept", action="store_true", help="accept what is computed now as the golden files"
    )
    parser.add_argument(
        "pytest", nargs="*", metavar="ARGUMENT", help="argument of pytest, after --"
    )
    return parser.parse_args()


def with_sources(only: Sequence[str] | None) -> list[Group]:
    """Return the groups of those names, all if there is none, and the groups that they come after."""
    names = set(only or [group.name for group in GROUPS])
    names |= {group.after for group in GROUPS if group.name in names and group.after}
    return [group for group in GROUPS if group.name in names]


def run_groups(groups: Sequence[Group], arguments: Sequence[str]) -> list[Done]:
    """Run groups side by side, print what each printed, and return how they went; one alone prints at once."""
    if len(groups) == 1:
        print(title(groups[0]), flush=True)
        return [run_one(groups[0], Run(arguments), at_once=True)]
    return list(map(shown, side_by_side(groups, lambda _: Run(arguments), tell)))


def shown(done: Done) -> Done:
    """Print what a group printed, and return how it went."""
    show(done)
    return done


def tell(done: Done) -> None:
    """Say at once that a group has ended; what it printed follows in its turn."""
    state = f"{done.group.name} {done.result.state} after {done.seconds:.0f} s"
    print(f"· {state}", file=sys.stderr, flush=True)


def run_changed() -> list[Done]:
    """Run what the changed files can break, the nearest first, as far as it fits in about a minute."""
    files = changed_files()
    chosen = choose(files, SECONDS, known_times(TIMES))
    arguments = {"types": chosen.checked, "unit": chosen.tests}
    names = [*QUICK, *(name for name, words in arguments.items() if words)]
    names += ["site"] if chosen.builds_site else []
    groups = [group for group in GROUPS if group.name in names]
    print(f"{len(files)} files have changed; {len(chosen.tests)} files of tests are run for them")
    runs = side_by_side(groups, lambda group: Run(arguments.get(group.name, ())), tell)
    every = list(map(shown, runs))
    print("\n".join(left_out(chosen, unknown(files))))
    return every


def left_out(chosen: Chosen, strange: Sequence[str]) -> list[str]:
    """Return what was not run although the change could break it, and how to run it."""
    lines = ["", "── left out: the groups that need a browser, a lab or Lighthouse"]
    if not chosen.builds_site:
        lines.append("   the pages: python3 scripts/test.py --only site")
    if chosen.left_out:
        shown = ", ".join(chosen.left_out[:8])
        more = len(chosen.left_out) - 8
        lines.append(
            f"   {len(chosen.left_out)} files of tests: {shown}{f', {more} more' * (more > 0)}"
        )
    if strange:
        lines.append(f"   what these can break is unknown: {', '.join(strange)}")
    lines.append("   all of it: python3 scripts/test.py")
    return lines


if __name__ == "__main__":
    main()
