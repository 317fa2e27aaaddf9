"""Arguments that several commands share, and what they mean. Imports little, so that `--help` comes at once."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from atlas.model.workload import Node
    from atlas.text.text import Lang
    from atlas.what_if.row import Row
    from atlas.world.load import Loaded

Commands = Any
"""What `add_subparsers` returns; argparse does not publish its type."""
WIDTH = 100
"""Columns of sentences that stand alone."""


def add_command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], help: str, details: str
) -> argparse.ArgumentParser:
    """Return the parser of a new command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=help,
        description=help,
        epilog=details,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def add_manifests(parser: argparse.ArgumentParser) -> None:
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument(
        "manifests",
        nargs="*",
        metavar="MANIFEST",
        default=[],
        help="file or folder of YAML or JSON, such as the output of `kubectl get … -o yaml`; "
        "- for standard input",
    )
    add_sample(either)
    add_world(parser)


def add_sample(parser: argparse._ActionsContainer, instead_of: str = "manifests") -> None:
    parser.add_argument(
        "--sample",
        action="store_true",
        help=f"use the sample cluster that comes with this command in place of {instead_of}",
    )


def add_world(parser: argparse.ArgumentParser) -> None:
    """Add the arguments for how to treat manifests that are wrong or incomplete."""
    parser.add_argument(
        "--strict",
        action="store_true",
        help="reject the manifests if any object is invalid (exit code 3), instead of skipping it",
    )
    parser.add_argument(
        "--nodes",
        type=int,
        default=0,
        metavar="N",
        help="how many nodes to assume if the manifests have none (default: 2, in two zones)",
    )
    parser.add_argument(
        "--release",
        metavar="1.NN[.N]",
        help="Kubernetes release that every kube-proxy runs, from 1.30 to 1.37 "
        "(default: each node's own kubeletVersion, or 1.37)",
    )


def add_flow(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say whose connection it is, and what to."""
    parser.add_argument(
        "--from",
        dest="source",
        required=True,
        metavar="WHO",
        help="pod/[NAMESPACE/]NAME, node/NAME, client/NAME or an address",
    )
    parser.add_argument(
        "--to",
        required=True,
        metavar="WHAT",
        help="ADDRESS:PORT, URL, NAME:PORT, service/[NAMESPACE/]NAME[:PORT], pod/…, node/…:PORT; "
        "for ICMP without :PORT",
    )
    parser.add_argument(
        "--protocol",
        choices=("TCP", "UDP", "SCTP", "ICMP"),
        default="TCP",
        type=str.upper,
        help="what to send; ICMP is an echo request (ping), which goes to a machine, address or name without a port "
        "(default: TCP)",
    )
    parser.add_argument(
        "--entry",
        choices=("auto", "ClusterIP", "NodePort", "LoadBalancer", "ExternalIP", "Name"),
        default="auto",
        help="which of the Service's addresses to use (default: the one that a client there "
        "would use)",
    )
    parser.add_argument(
        "--node",
        default="",
        metavar="NAME",
        help="node whose node port is used, that the load balancer picks, or that routes for an outside client",
    )


def add_output(parser: argparse.ArgumentParser, schema: str) -> None:
    parser.add_argument(
        "--json",
        action="store_true",
        help=f"print JSON, described by {schema}.schema.json (`atlas --schemas` says where)",
    )
    add_language(parser)


def add_language(parser: argparse.ArgumentParser) -> None:
    add_lang(parser)
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="do not print warnings about the manifests"
    )


def add_lang(parser: argparse.ArgumentParser) -> None:
    """Add `--lang`, which leaves what was said before the command as it is."""
    parser.add_argument(
        "--lang",
        choices=("ko", "en"),
        default=argparse.SUPPRESS,
        help="language of the output (default: that of the locale)",
    )


def add_proxy_mode(parser: argparse.ArgumentParser) -> None:
    from atlas.what_if.rows import proxy_mode

    _add_setting(parser, proxy_mode, "from the manifests, or iptables")


def add_what_ifs(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that change the cluster before it is asked."""
    from atlas.what_if.rows import ROWS, pods_joined_by, unused_addresses

    add_proxy_mode(parser)
    _add_setting(parser, pods_joined_by, "from the manifests, or routed")
    _add_setting(parser, unused_addresses, "from the manifests, or assumed to be Silent")
    parser.add_argument(
        "--egress-masquerade",
        action=argparse.BooleanOptionalAction,
        help="whether the network plugin masquerades traffic from Pods to addresses outside "
        "the Pod range (default: from the manifests, or yes)",
    )
    changes = parser.add_argument_group("what if")
    for row in ROWS:
        if not row.is_setting_of_all:
            _add_what_if(changes, row)


def _add_setting(parser: argparse.ArgumentParser, row: Row, default: str) -> None:
    parser.add_argument(
        f"--{row.name}",
        choices=tuple(map(str, row.values)),
        help=f"{row.meaning.en} (default: {default})",
    )


def _add_what_if(parser: argparse._ArgumentGroup, row: Row) -> None:
    value = "=VALUE" if row.values else f"={row.value_name}" if row.value_name else ""
    known = ", ".join(one or '""' for one in row.values)
    parser.add_argument(
        f"--{row.name}",
        action="append",
        default=[],
        metavar=f"{row.subject}/NAME{value}",
        help=row.meaning.en + (f": {known}" if known else ""),
    )


def language(options: argparse.Namespace) -> Lang:
    """Return the language that was asked for, else that of the locale."""
    from atlas.text.text import Lang

    if getattr(options, "lang", None):
        return Lang(options.lang)
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return Lang.KO if next(filter(None, names), "").startswith("ko") else Lang.EN


def asked_manifests(options: argparse.Namespace) -> list[str]:
    """Return the manifests to read, or the folder of the sample cluster. Raises UsageError if both are asked for."""
    from atlas.cli.errors import UsageError
    from atlas.cli.package_data import sample_cluster

    if not options.sample:
        return options.manifests
    if options.manifests:
        raise UsageError(f"with --sample there are no manifests: {options.manifests[0]}")
    return [str(sample_cluster())]


def load(options: argparse.Namespace, stand_in: Node | None = None) -> Loaded:
    """Return what the manifests say; say on standard error what is wrong or odd about them. Raises ManifestError."""
    import sys

    from atlas.cli.questions import wishes_of
    from atlas.text.problems import format_problems
    from atlas.world.load import load as load_manifests

    wishes = wishes_of(options, stand_in)
    loaded = load_manifests(asked_manifests(options), strict=options.strict, wishes=wishes)
    said = loaded.errors if options.quiet else loaded.problems
    if said:
        print(format_problems(said, language(options)), file=sys.stderr)
    return loaded


def say_assumed(loaded: Loaded, options: argparse.Namespace, *, aside: bool = False) -> None:
    """Print what was assumed: below an answer in words, or beside (on standard error) one that programs read."""
    import sys

    from atlas.text.assumptions import assumed_in_short
    from atlas.text.columns import folded

    text = assumed_in_short(loaded.assumptions, language(options))
    if text and not (aside and options.quiet):
        print("\n".join(folded(text, WIDTH)), file=sys.stderr if aside else sys.stdout)
