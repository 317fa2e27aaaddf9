"""atlas trace: every way that one connection can take."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from atlas.cli import arguments
from atlas.exit_code import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from atlas.tracer.trace import Flow, Verdict

EXAMPLES = """examples:
  atlas trace cluster/ --from pod/frontend-0 --to service/backend
  atlas trace cluster/ --from client/office --to service/backend --entry NodePort --node worker-2 --down node/worker-1
  atlas trace cluster/ --from 203.0.113.7 --to http://shop.example.com/api --json
  atlas trace cluster/ --from client/office --to https://shop.example.com/ --resolve shop.example.com:443:203.0.113.20
  atlas trace cluster/ --from pod/frontend-0 --to service/backend --protocol ICMP
  kubectl get nodes,pods,services,endpointslices,ingresses -A -o yaml | atlas trace - --from pod/frontend-0 --to 10.96.0.10:53 --protocol UDP
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "trace", run, "Follow a new connection hop by hop, there and back.", EXAMPLES
    )
    arguments.add_manifests(parser)
    arguments.add_flow(parser)
    parser.add_argument("--source-port", type=int, default=40000, metavar="PORT")
    parser.add_argument("--method", default="GET", help="HTTP method of the request (default: GET)")
    parser.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="NAME:VALUE",
        help="header of the HTTP request; may be repeated",
    )
    parser.add_argument(
        "--resolve",
        action="append",
        default=[],
        metavar="HOST:PORT:ADDRESS",
        help="use the address for the host of a URL instead of asking DNS, as with curl; may be repeated",
    )
    parser.add_argument(
        "--brief", action="store_true", help="only verdict, summary and what almost matched"
    )
    parser.add_argument(
        "--expect",
        metavar="VERDICT",
        help="exit code 1 unless every path ends with this verdict: delivered, refused, 'timed out', 'HTTP 404', unknown …",
    )
    arguments.add_what_ifs(parser)
    arguments.add_output(parser, "trace")


def run(options: argparse.Namespace) -> int:
    from atlas.cli.questions import changed
    from atlas.tracer.tracer import trace

    loaded = arguments.load(options)
    cluster = changed(loaded, options)
    wanted = _expected(options.expect) if options.expect else None
    answer = trace(cluster, _flow(options))
    lang = arguments.language(options)
    if options.json:
        from atlas.report.trace_json import trace_json

        told = trace_json(cluster, answer, lang, loaded.assumptions)
        json.dump(told, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        from atlas.report.trace_text import brief_text, trace_text

        told_in = brief_text if options.brief else trace_text
        print(told_in(cluster, answer, lang), end="")
        if not options.brief:
            arguments.say_assumed(loaded, options)
    if wanted is not None and answer.verdicts != {wanted}:
        return ExitCode.CHANGED
    return 0


def _expected(text: str) -> Verdict:
    """Return the verdict that the text names, in any case and with any dashes. Raises QuestionError."""
    from difflib import get_close_matches

    from atlas.cli.questions import QuestionError
    from atlas.tracer.trace import Verdict

    wanted = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    known = {one.value.lower(): one for one in Verdict}
    known |= {one.removeprefix("http "): verdict for one, verdict in known.items()}
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    listed = ", ".join(one.value for one in Verdict)
    raise QuestionError(f"--expect {text}: expected one of {listed}{hint}")


def _flow(options: argparse.Namespace) -> Flow:
    from atlas.cli.questions import QuestionError
    from atlas.model.network import Protocol
    from atlas.tracer.trace import Entry, Flow

    if not 1 <= options.source_port <= 65535:
        raise QuestionError(f"--source-port {options.source_port}: expected a port from 1 to 65535")
    headers: list[tuple[str, str]] = []
    for text in options.header:
        name, colon, value = text.partition(":")
        if not name.strip() or not colon:
            raise QuestionError(f"--header {text}: expected NAME:VALUE")
        headers.append((name.strip(), value.strip()))
    return Flow(
        source=options.source,
        to=options.to,
        entry=Entry(options.entry),
        node=options.node.removeprefix("node/"),
        protocol=Protocol(options.protocol),
        source_port=options.source_port,
        headers=tuple(headers),
        method=options.method.upper(),
        pinned=tuple(one for text in options.resolve for one in _pinned(text)),
    )


def _pinned(text: str) -> Iterator[tuple[str, int, str]]:
    """Yield what `HOST:PORT:ADDRESS[,ADDRESS]` tells. Raises QuestionError."""
    from atlas.cli.questions import QuestionError, address, port_number

    host, colon, rest = text.partition(":")
    port, second, addresses = rest.partition(":")
    if not (host and colon and second and addresses):
        raise QuestionError(f"--resolve {text}: expected HOST:PORT:ADDRESS")
    for one in addresses.split(","):
        ip = address(one.strip().removeprefix("[").removesuffix("]"))
        yield host.lower().rstrip("."), port_number(port, f"--resolve {text}"), str(ip)
