"""atlas why: the first broken link on the way to a Service, and the change that fixes it."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from atlas.cli import arguments
from atlas.exit_code import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atlas.manifests.problem import Problem
    from atlas.report.why_text import Told
    from atlas.text.text import Lang
    from atlas.why.case import Case
    from atlas.why.walk import Diagnosis

EXAMPLES = """targets:
  (none)                        every Service, Ingress and route of the input, worst first
  service/NAME, ingress/NAME, httproute/NAME, with NAMESPACE/NAME outside the namespace default
  http://HOST/PATH              a request, from a client outside
  pod/A->service/B              one client; also pod/A->http://NAME/ and deployment/A->NAME:PORT

examples:
  atlas why --sample
  atlas why app.yaml
  atlas why app.yaml service/cart
  atlas why manifests/ 'http://shop.example.com/api'
  atlas why manifests/ 'deployment/frontend->service/backend'
  helm template mychart | atlas why -
  kubectl get nodes,pods,services,endpointslices,ingresses -A -o yaml | atlas why - service/shop/cart
  atlas why --fail-on broken --format github manifests/
  atlas why --live -n shop service/cart

Every repair that is shown has been tried: it was applied to the manifests, read again and traced again. Its diff can be
applied with `patch -p0` or `git apply -p0`.
"""
_TARGETS = (
    "service/",
    "svc/",
    "services/",
    "ingress/",
    "ing/",
    "httproute/",
    "grpcroute/",
    "tlsroute/",
    "tcproute/",
    "udproute/",
    "listenerset/",
    "pod/",
    "po/",
    "deployment/",
    "node/",
    "client/",
)
FAIL_ON = ("warning", "broken")


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands,
        "why",
        run,
        "Find the first broken link on the way to a Service, and a change that fixes it.",
        EXAMPLES,
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="MANIFEST … [TARGET]",
        help="files or folders of YAML or JSON, - for standard input; then what to ask about "
        "(default: everything)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif", "github"),
        default="text",
        help="text for people, JSON (why.schema.json; `atlas --schemas` says where), SARIF 2.1.0, or annotations of "
        "a GitHub workflow (default: text)",
    )
    parser.add_argument("--json", action="store_true", help="the same as --format json")
    arguments.add_sample(parser)
    parser.add_argument(
        "--live",
        action="store_true",
        help="ask the running cluster: runs your kubectl once or twice, only to read, and never Secrets",
    )
    parser.add_argument(
        "-n", "--namespace", default="", metavar="NS", help="with --live: read only this namespace"
    )
    parser.add_argument(
        "--context",
        default="",
        metavar="NAME",
        help="with --live: context of kubectl's configuration",
    )
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        help="exit code 1 if anything is broken, or if there is a warning, too",
    )
    parser.add_argument(
        "--no-repair", action="store_true", help="do not look for changes that fix it"
    )
    arguments.add_language(parser)


def run(options: argparse.Namespace) -> int:
    from atlas.report.why_text import Told
    from atlas.why.question import answer
    from atlas.why.repair import repairs

    paths, target = _split(options.words)
    paths = arguments.asked_manifests(argparse.Namespace(manifests=paths, sample=options.sample))
    case = _case(options, paths)
    found = answer(case, target)
    told = [Told(one, () if options.no_repair else repairs(case, one)) for one in found]
    _print(options, case, told)
    fails = _fails(found, options.fail_on) or bool(options.fail_on and _unread(case))
    return ExitCode.CHANGED if fails else ExitCode.ANSWERED


def _case(options: argparse.Namespace, paths: list[str]) -> Case:
    from atlas.text.problems import format_problems
    from atlas.why.case import case_of

    if options.live:
        return _live(options, paths)
    if options.namespace or options.context:
        from atlas.cli.errors import UsageError

        raise UsageError("why: --namespace and --context go with --live")
    if not paths:
        from atlas.cli.errors import UsageError

        raise UsageError("why: expected a file, a folder, or - for standard input")
    case = case_of(paths)
    said = _unread(case)
    if said:
        print(format_problems(said, arguments.language(options)), file=sys.stderr)
    return case


def _unread(case: Case) -> list[Problem]:
    """Return why parts of the input could not be read at all: what they hold may be what is broken."""
    return [one for one in case.loaded.errors if one.reference is None]


def _live(options: argparse.Namespace, paths: list[str]) -> Case:
    """Return the case of the running cluster; say what could not be read."""
    from atlas.cli.errors import UsageError
    from atlas.cli.live import FILE, fetch
    from atlas.why import words
    from atlas.why.case import case_of_texts

    if paths:
        raise UsageError(f"why: with --live there are no files: {paths[0]}")
    fetched = fetch(options.namespace, options.context)
    lang = arguments.language(options)
    if fetched.forbidden:
        listed = ", ".join(fetched.forbidden)
        print(words.NOT_ALLOWED.fill(lang, kinds=listed), file=sys.stderr)
    if fetched.missing and not options.quiet:
        listed = ", ".join(fetched.missing)
        print(words.NOT_THERE.fill(lang, kinds=listed), file=sys.stderr)
    options.not_read = (*fetched.forbidden, *fetched.missing)
    return case_of_texts({FILE: fetched.text})


def _split(words: Sequence[str]) -> tuple[list[str], str]:
    """Return the files, and the target if the last word is one and not the name of a file."""
    from pathlib import Path

    if not words:
        return [], ""
    *paths, last = words
    is_target = "://" in last or "->" in last or "→" in last or last.startswith(_TARGETS)
    if is_target and not Path(last).exists():
        return paths, last
    return list(words), ""


def _print(options: argparse.Namespace, case: Case, told: list[Told]) -> None:
    lang = arguments.language(options)
    match "json" if options.json else options.format:
        case "json":
            from atlas.report.why_json import why_json

            answer = why_json(case, told, lang)
            if options.live:
                answer["notAllowed"] = list(options.not_read)
            _print_json(answer)
        case "sarif":
            from atlas.report.why_sarif import why_sarif

            _print_json(why_sarif(case, told, lang))
        case "github":
            from atlas.report.why_sarif import why_github

            print(why_github(case, told, lang), end="")
        case _:
            _print_text(options, case, told, lang)


def _print_json(value: object) -> None:
    import json

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    print()


def _print_text(options: argparse.Namespace, case: Case, told: list[Told], lang: Lang) -> None:
    from atlas.report.why_text import why_text

    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    text = why_text(case, told, lang, colour=colour)
    # What is coloured has been made harmless already; commands to the terminal would not get through otherwise.
    stream = getattr(sys.stdout, "wrapped", sys.stdout) if colour else sys.stdout
    stream.write(text)
    if not options.quiet:
        arguments.say_assumed(case.loaded, options, aside=True)


def _fails(found: Sequence[Diagnosis], limit: str | None) -> bool:
    from atlas.why.kind import State

    states = {one.state for one in found}
    if limit == "warning":
        return bool(states & {State.WARNING, State.BROKEN})
    return limit == "broken" and State.BROKEN in states
