"""atlas matrix: the truth table of sources × entries × policies."""

from __future__ import annotations

import argparse
import sys

from atlas.cli import arguments

MANY = 100_000
"""A table of more questions is announced before it is begun."""
TOO_MANY = 1_000_000
"""Of a table of more questions nobody reads every row: who is like others stands for them."""

EXAMPLES = """examples:
  atlas matrix cluster/
  atlas matrix cluster/ --service backend --from client/office --format csv
  atlas matrix cluster/ --as-written --json
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands,
        "matrix",
        run,
        "Print who reaches which Service, through which entry, under which policy, and with which source.",
        EXAMPLES,
    )
    arguments.add_manifests(parser)
    parser.add_argument(
        "--from",
        dest="sources",
        action="append",
        metavar="WHO",
        help="may be repeated (default: every client, every node, the first Pod of each node)",
    )
    parser.add_argument(
        "--service",
        dest="services",
        action="append",
        metavar="[NAMESPACE/]NAME",
        help="may be repeated (default: every Service)",
    )
    parser.add_argument(
        "--as-written",
        action="store_true",
        help="use only the traffic policies as configured, instead of trying both values of each",
    )
    parser.add_argument(
        "--every-row",
        action="store_true",
        help="print every row even if there are more than a million "
        "(default: of nodes and senders that differ only in name, the first)",
    )
    arguments.add_what_ifs(parser)
    formats = parser.add_mutually_exclusive_group()
    formats.add_argument("--format", choices=("text", "json", "csv"), default="text")
    formats.add_argument(
        "--json",
        dest="format",
        action="store_const",
        const="json",
        help="the same as --format json, described by matrix.schema.json (`atlas --schemas` says where)",
    )
    arguments.add_language(parser)


def run(options: argparse.Namespace) -> int:
    from functools import cache, partial

    from atlas.cli.progress import Progress
    from atlas.cli.questions import changed
    from atlas.report.assumptions_json import assumptions_json
    from atlas.report.matrix import (
        count_questions,
        count_thin_questions,
        matrix,
        usual_sources,
        written_services,
    )
    from atlas.report.stand_ins import stand_ins
    from atlas.report.table_json import write_matrix
    from atlas.report.table_text import matrix_text, write_csv
    from atlas.text.report_words import MANY_QUESTIONS, NO_ROWS, QUESTIONS, STAND_INS
    from atlas.tracer.finding import find_service, reference_of
    from atlas.tracer.senders import sender_of

    loaded = arguments.load(options)
    lang = arguments.language(options)
    cluster = changed(loaded, options)
    for source in options.sources or ():
        sender_of(cluster, source)  # raises FlowError for a source that is not there
    names = (one.removeprefix("service/") for one in options.services or ())
    asked = [find_service(cluster, reference_of(f"service/{name}")) for name in names]
    sources = options.sources or usual_sources(cluster)
    services = asked or written_services(cluster)
    vary = not options.as_written
    total = count_questions(cluster, sources, services, vary=vary)
    thin = None
    if total > TOO_MANY and not options.every_row:
        keep = bool(options.sources)
        thin = cache(partial(stand_ins, cluster, sources=sources, keep_sources=keep))
        asked_for, total = total, count_thin_questions(cluster, services, thin, vary=vary)
        said = STAND_INS.fill(lang, total=f"{asked_for:,}", rows=f"{total:,}")
        print(said, file=sys.stderr)
    elif total > MANY:
        said = MANY_QUESTIONS.fill(
            lang, total=f"{total:,}", services=len(services), sources=len(sources)
        )
        print(said, file=sys.stderr)
    progress = Progress(QUESTIONS.in_language(lang), total)
    rows = progress.through(matrix(cluster, sources, services, vary=vary, thin=thin))
    match options.format:
        case "json":
            write_matrix(rows, assumptions_json(loaded.assumptions, lang), sys.stdout)
        case "csv":
            write_csv(rows, sys.stdout)
            arguments.say_assumed(loaded, options, aside=True)
        case _:
            printed = 0
            for line in matrix_text(rows, lang):
                print(line)
                printed += 1
            if printed == 1:  # the heads of the columns
                print(NO_ROWS.in_language(lang))
            arguments.say_assumed(loaded, options)
    return 0
