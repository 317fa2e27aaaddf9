"""atlas diff: which flows change between two sets of manifests."""

from __future__ import annotations

import argparse
import json
import sys

from atlas.cli import arguments
from atlas.exit_code import ExitCode

EXAMPLES = """examples:
  atlas diff before/ after/
  atlas diff production.yaml staging.yaml --proxy-mode nftables --json

Compared are the rows of `atlas matrix --as-written` for both. The exit code is 1 if a flow changes, as with `diff`.
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "diff", run, "Show which flows change between two sets of manifests.", EXAMPLES
    )
    parser.add_argument("before", metavar="A", help="file or folder of manifests")
    parser.add_argument("after", metavar="B", help="file or folder of manifests")
    arguments.add_world(parser)
    arguments.add_what_ifs(parser)
    arguments.add_output(parser, "diff")


def run(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from atlas.cli.questions import changed
    from atlas.report.assumptions_json import assumptions_json
    from atlas.report.difference import differences
    from atlas.report.table_json import diff_json
    from atlas.report.table_text import diff_text

    paths = dict.fromkeys((options.before, options.after))
    loaded = {
        path: arguments.load(argparse.Namespace(**{**vars(options), "manifests": [path]}))
        for path in paths
    }
    both = [loaded[options.before], loaded[options.after]]
    clusters = [changed(one, options) for one in both]
    found_assumptions = tuple(dict.fromkeys(a for one in both for a in one.assumptions))
    lang = arguments.language(options)
    compared, found = differences(*clusters)
    if options.json:
        told = diff_json(compared, found) | assumptions_json(found_assumptions, lang)
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        print(diff_text(compared, found, lang), end="")
        arguments.say_assumed(replace(both[0], assumptions=found_assumptions), options)
    return ExitCode.CHANGED if found else ExitCode.ANSWERED
