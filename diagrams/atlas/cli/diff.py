"""atlas diff: which flows change between two sets of manifests."""

from __future__ import annotations

import argparse
import json
import sys

from atlas.cli import arguments
from atlas.exit_code import ExitCode

EXAMPLES = """examples:
  atlas diff before/ after/
  atlas diff --sample changed/
  atlas diff production.yaml staging.yaml --proxy-mode nftables --json

Compared are the rows of `atlas matrix --as-written` for both. The exit code is 1 if a flow changes, as with `diff`.
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "diff", run, "Show which flows change between two sets of manifests.", EXAMPLES
    )
    parser.add_argument("before", metavar="A", nargs="?", help="file or folder of manifests")
    parser.add_argument("after", metavar="B", help="file or folder of manifests")
    arguments.add_sample(parser, "A")
    arguments.add_world(parser)
    arguments.add_what_ifs(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "markdown"),
        default="text",
        help="text, JSON, or a table with a picture in Markdown, as for a pull request (default: text)",
    )
    arguments.add_output(parser, "diff")


def run(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from atlas.cli.errors import UsageError
    from atlas.cli.package_data import sample_cluster
    from atlas.cli.questions import changed
    from atlas.report.assumptions_json import assumptions_json
    from atlas.report.difference import differences
    from atlas.report.table_json import diff_json
    from atlas.report.table_text import diff_markdown, diff_text

    if options.sample is not (options.before is None):
        raise UsageError("diff: expected two sets of manifests, or --sample and one")
    paths = (options.before or str(sample_cluster()), options.after)
    loaded = {
        path: arguments.load(
            argparse.Namespace(**{**vars(options), "manifests": [path], "sample": False})
        )
        for path in dict.fromkeys(paths)
    }
    both = [loaded[path] for path in paths]
    clusters = [changed(one, options) for one in both]
    found_assumptions = tuple(dict.fromkeys(a for one in both for a in one.assumptions))
    lang = arguments.language(options)
    compared, found = differences(*clusters)
    form = "json" if options.json else options.format
    if form == "json":
        told = diff_json(compared, found) | assumptions_json(found_assumptions, lang)
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
        print()
    elif form == "markdown":
        from atlas.report.change_picture import change_picture

        picture = change_picture(found, lang)
        print(
            diff_markdown(compared, found, lang),
            *(("", picture) if picture else ()),
            sep="\n",
            end="",
        )
    else:
        print(diff_text(compared, found, lang), end="")
        arguments.say_assumed(replace(both[0], assumptions=found_assumptions), options)
    return ExitCode.CHANGED if found else ExitCode.ANSWERED
