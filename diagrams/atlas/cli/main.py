"""The command `atlas`: asks the model about manifests. Exceptions become messages and exit codes here, and only here."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from atlas.cli import arguments
from atlas.cli.output import printable_streams
from atlas.exit_code import ExitCode

COMMANDS = {
    name: f"atlas.cli.{name}"
    for name in ("why", "trace", "decide", "rules", "endpoints", "matrix", "diff")
} | {name: f"atlas_lab.cli.{name}" for name in ("lab", "agree")}
COMMANDS["draw"] = "atlas.draw.command"
"""Modules with a function `add_to`, by the name of their command; only the one that is asked for is imported."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and end the process with its exit code."""
    raise SystemExit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    with printable_streams():
        return _run(words)


def _run(words: list[str]) -> int:
    made = parser(words[:1])
    if not {"-h", "--help"}.isdisjoint(words):
        _choose_language_of_help(made, words)
    options = made.parse_args(words)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.ANSWERED
    except Exception as error:
        return explained(error, options)


class _Version(argparse.Action):
    """Looks the version up only when somebody asks for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"atlas {version('service-atlas')}")
        parser.exit()


class _Schemas(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from atlas.cli.package_data import schemas

        print(schemas())
        parser.exit()


def parser(asked: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser of the command that is asked for, or of all commands if that is none of them."""
    made = argparse.ArgumentParser(
        prog="atlas",
        description="Ask what kube-proxy and the Linux kernel do with a connection in a Kubernetes cluster.",
        epilog="Exit codes: 0 answered, 1 `diff` found a change, `trace --expect` was not met or `why --fail-on` found something, 2 bad argument, 3 bad manifest, "
        "4 the kernel disagrees, 5 bad environment.",
    )
    made.add_argument("--version", action=_Version, nargs=0, help="print the version and end")
    made.add_argument(
        "--schemas",
        action=_Schemas,
        nargs=0,
        help="print the folder with the schemas of answers in JSON, and end",
    )
    arguments.add_lang(made)
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in [one for one in COMMANDS if one in asked] or COMMANDS:
        import_module(COMMANDS[name]).add_to(commands)
    return made


def _choose_language_of_help(made: argparse.ArgumentParser, words: list[str]) -> None:
    """Put the help in Korean if `--lang` asks for that, or else the locale."""
    from atlas.cli import korean_help

    asked = argparse.Namespace(lang=korean_help.language_of(words))
    if korean_help.is_asked_for(words) and arguments.language(asked) == "ko":
        korean_help.put_in_korean(made)


def explained(error: Exception, options: argparse.Namespace) -> int:
    """Say what is wrong, if it is not our own fault, and return the exit code. Raises the error if it is."""
    from atlas.cli.arguments import language
    from atlas.cli.errors import UnfitMachineError, UsageError
    from atlas.cli.extras import missing_extra
    from atlas.cli.questions import QuestionError
    from atlas.manifests.problem import ManifestError
    from atlas.text.problems import format_problems
    from atlas.text.report_words import NO_MEMORY
    from atlas.tracer.finding import FlowError

    match error:
        case ManifestError():
            print(format_problems(error.problems, language(options)), file=sys.stderr)
            return ExitCode.MANIFEST
        case FlowError() | QuestionError() | UsageError():
            print(f"atlas: {error}", file=sys.stderr)
            return ExitCode.USAGE
        case ModuleNotFoundError() if said := missing_extra(error, language(options)):
            print(f"atlas: {said}", file=sys.stderr)
            return ExitCode.USAGE
        case MemoryError():
            print(f"atlas: {NO_MEMORY.in_language(language(options))}", file=sys.stderr)
            return ExitCode.ENVIRONMENT
        case UnfitMachineError() | OSError():
            print(f"atlas: {error}", file=sys.stderr)
            return ExitCode.ENVIRONMENT
        case _:
            raise error
