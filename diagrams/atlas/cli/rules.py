"""atlas rules: what kube-proxy writes into the kernel of one node."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from atlas.cli import arguments
from atlas.cli.decide import add_configuration, add_node, asked_cluster

if TYPE_CHECKING:
    from atlas.model.cluster import Cluster
    from atlas.model.reference import Reference

DETAILS = """The rules do what kube-proxy of the cluster's release does, as text that the kernel's tools load: iptables-restore
or ip6tables-restore in iptables mode, nft -f in nftables mode. Comments at the top name the release and what it writes
differently. Remarks of --explain are comments, so the text still loads. --for keeps only the rules that apply to packets
to one Service, with the chains in the order in which they are evaluated.

examples:
  atlas rules cluster/ --node worker-1 --for service/backend --explain
  atlas rules cluster/ --node worker-1 --proxy-mode nftables --json
  atlas rules services.yaml slices.yaml --node here --node-ip 10.0.0.5 --detect-local cidr:10.244.0.0/16
"""
_FAMILIES = {"ipv4": "IPv4", "ipv6": "IPv6"}


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "rules", run, "Print the rules that kube-proxy writes on one node.", DETAILS
    )
    arguments.add_manifests(parser)
    add_node(parser)
    add_configuration(parser, with_service_cidr=False)
    parser.set_defaults(service_cidr=[])
    parser.add_argument(
        "--family", choices=tuple(_FAMILIES), default="ipv4", help="address family (default: ipv4)"
    )
    parser.add_argument(
        "--for",
        dest="service",
        metavar="service/[NAMESPACE/]NAME[:PORT]",
        help="print only the rules that packets to this Service go through",
    )
    parser.add_argument("--explain", action="store_true", help="explain what each rule is for")
    arguments.add_output(parser, "rules")


def run(options: argparse.Namespace) -> int:
    from atlas.model.network import Family
    from atlas.report.assumptions_json import assumptions_json
    from atlas.report.rules_json import rules_json
    from atlas.report.rules_text import rules_text, rules_view
    from atlas.text.rules_words import NO_RULES

    loaded, cluster = asked_cluster(options)
    node = cluster.node_by_name[options.node]
    family = Family(_FAMILIES[options.family])
    lang = arguments.language(options)
    service = _service(cluster, options.service) if options.service else None
    view = rules_view(cluster, node, family, service)
    explained = lang if options.explain else None
    if options.json:
        answer = {**rules_json(view, explained), **assumptions_json(loaded.assumptions, lang)}
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        sys.stdout.write(rules_text(view, lang, explained=options.explain))
        arguments.say_assumed(loaded, options, aside=True)
    if view.is_empty:
        facts = {"node": node.reference, "service": service, "family": family.value}
        print(f"atlas: {NO_RULES.fill(lang, **facts)}", file=sys.stderr)
    return 0


def _service(cluster: Cluster, text: str) -> Reference:
    """Return the reference of a Service, or of one of its ports as rules name it. Raises FlowError, QuestionError."""
    from dataclasses import replace

    from atlas.cli.questions import QuestionError
    from atlas.tracer.finding import find_service, reference_of

    reference = reference_of(f"service/{text.removeprefix('service/')}")
    service = find_service(cluster, reference)
    if not reference.port:
        return reference
    found = [one.key for one in service.ports if reference.port in (one.name, str(one.port))]
    if len(found) != 1:
        known = ", ".join(one.key for one in service.ports) or "none"
        problem = "has several ports" if found else "has no port"
        raise QuestionError(
            f"{service.reference} {problem} {reference.port}; its ports are: {known}"
        )
    return replace(reference, port=found[0])
