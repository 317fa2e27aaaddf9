"""atlas decide: what the rules of one node do with one new connection, on their own."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from atlas.cli import arguments

if TYPE_CHECKING:
    from atlas.model.cluster import Cluster
    from atlas.model.workload import Node
    from atlas.world.load import Loaded

DETAILS = """The answer is one JSON object for each packet, described by decision.schema.json (`atlas --schemas` says where):
  {"verdict": "endpoints", "endpoints": ["10.244.1.3:8080"], "masquerade": false}

endpoints  the destination is rewritten to one of them, each with equal probability
reject     answered with ICMP port unreachable
drop       dropped without an answer
accept     let through to the node itself by a rule of its own (health-check node port)
none       kube-proxy leaves the packet alone

Lines of --packets are objects with "source", "destination", "port", and if need be "protocol" and "sourcePort",
or with "packet": "SRC>DST:PORT/PROTO". Each is answered on a line of its own; {"error": …} is a line that cannot
be read.

Bare Services and EndpointSlices are enough. Options stand in for the Node and the configuration that they lack.
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands,
        "decide",
        run,
        "Say what kube-proxy's rules on one node do with a packet.",
        DETAILS,
    )
    arguments.add_manifests(parser)
    packets = parser.add_mutually_exclusive_group(required=True)
    packets.add_argument(
        "--packet",
        action="append",
        metavar="SRC>DST:PORT/PROTO",
        help="a new connection; may be repeated",
    )
    packets.add_argument(
        "--packets",
        metavar="FILE",
        help="file with one JSON object per line; - for standard input",
    )
    add_node(parser)
    add_configuration(parser)
    parser.add_argument(
        "--explain",
        action="store_true",
        help="add the Service, the reason and the actions for each endpoint",
    )
    arguments.add_output(parser, "decision")


def add_node(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that describe the node whose rules are evaluated."""
    parser.add_argument("--node", required=True, metavar="NAME", help="the node whose rules decide")
    node = parser.add_argument_group("stand-in for a Node that the manifests lack")
    node.add_argument(
        "--node-address",
        action="append",
        default=[],
        metavar="ADDR",
        help="an address that the node owns; repeat it for all of them",
    )
    node.add_argument(
        "--node-ip",
        action="append",
        default=[],
        metavar="ADDR",
        help="its primary address, one per family (default: the first --node-address)",
    )
    node.add_argument(
        "--node-label", action="append", default=[], metavar="K=V", help="such as its zone"
    )


def add_configuration(parser: argparse.ArgumentParser, *, with_service_cidr: bool = True) -> None:
    """Add the arguments that describe kube-proxy's configuration."""
    proxy = parser.add_argument_group("stand-in for kube-proxy's configuration")
    arguments.add_proxy_mode(parser)
    proxy.add_argument(
        "--detect-local",
        metavar="cidr:RANGE|none",
        help="how kube-proxy recognizes packets from Pods (default: from the manifests, or none)",
    )
    proxy.add_argument("--masquerade-all", action="store_true")
    proxy.add_argument(
        "--nodeport-addresses",
        action="append",
        metavar="RANGE,…",
        help="ranges, or the words primary, localhost, all (default: depends on the proxy mode)",
    )
    if with_service_cidr:
        proxy.add_argument(
            "--service-cidr",
            action="append",
            default=[],
            metavar="RANGE",
            help="range of ClusterIPs, which nftables mode protects (default: from the manifests)",
        )


def run(options: argparse.Namespace) -> int:
    from atlas.cli.questions import QuestionError, parse_packet
    from atlas.proxy.decide import decide
    from atlas.report.decision_json import decision_json, decision_text

    loaded, cluster = asked_cluster(options)
    arguments.say_assumed(loaded, options, aside=True)
    node = cluster.node_by_name[options.node]
    lang = arguments.language(options)
    if options.packets is not None:
        return _answer_lines(options, cluster, node)
    packets = [parse_packet(text) for text in options.packet]
    for packet in packets:
        try:
            decision = decide(cluster, node, packet)
        except ValueError as error:
            raise QuestionError(str(error)) from error
        if options.json:
            explained = lang if options.explain else None
            print(
                json.dumps(
                    decision_json(cluster, node, packet, decision, explained), ensure_ascii=False
                )
            )
        else:
            print(decision_text(cluster, node, packet, decision, lang))
    return 0


def asked_cluster(options: argparse.Namespace) -> tuple[Loaded, Cluster]:
    """Return what the manifests say, and their cluster with what the arguments put in place of what it lacks."""
    from atlas.cli.questions import stand_in_node, with_configuration, with_stand_in_node

    loaded = arguments.load(options, stand_in_node(options))
    cluster = with_configuration(_as_written(loaded.cluster), options)
    return loaded, with_stand_in_node(cluster, options)


def _as_written(cluster: Cluster) -> Cluster:
    """Return the cluster without Services that are only assumed: no kube-proxy has rules for them."""
    from dataclasses import replace

    assumed = {(one.namespace, one.name) for one in cluster.gaps.assumed if one.kind == "service"}
    if not assumed:
        return cluster
    return replace(
        cluster,
        services=tuple(one for one in cluster.services if (one.namespace, one.name) not in assumed),
        endpoint_slices=tuple(
            one for one in cluster.endpoint_slices if (one.namespace, one.service) not in assumed
        ),
    )


def _answer_lines(options: argparse.Namespace, cluster: Cluster, node: Node) -> int:
    """Answer line by line; a bad line does not keep the others from their answers, but from exit code 0."""
    from atlas.cli.packet_lines import packet_on
    from atlas.cli.questions import QuestionError
    from atlas.exit_code import ExitCode
    from atlas.proxy.decide import decide
    from atlas.report.decision_json import decision_json

    explained = arguments.language(options) if options.explain else None
    code = 0
    for line in _lines(options.packets):
        try:
            packet = packet_on(line)
            answer = decision_json(cluster, node, packet, decide(cluster, node, packet), explained)
        except QuestionError as error:
            answer, code = {"error": str(error)}, ExitCode.USAGE
        print(json.dumps(answer, ensure_ascii=False), flush=options.packets == "-")
    return code


def _lines(path: str) -> Iterator[str]:
    """Yield the lines that hold something. Raises OSError if the file cannot be read."""
    if path == "-":
        yield from (line for line in sys.stdin if line.strip())
        return
    with open(path, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
        yield from (line for line in file if line.strip())
