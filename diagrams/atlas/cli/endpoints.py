"""atlas endpoints: which endpoints of a Service kube-proxy on one node uses."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from atlas.cli import arguments
from atlas.cli.decide import add_node, asked_cluster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from atlas.model.service import Service, ServicePort

EXAMPLES = """examples:
  atlas endpoints cluster/ --service default/backend --node worker-1
  atlas endpoints service.yaml slices.yaml --service backend:http --node here --node-label topology.kubernetes.io/zone=zone-1 --json
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands,
        "endpoints",
        run,
        "Show which endpoints of a Service kube-proxy on one node uses, and why.",
        EXAMPLES,
    )
    arguments.add_manifests(parser)
    parser.add_argument(
        "--service",
        required=True,
        metavar="[NAMESPACE/]NAME[:PORT]",
        help="the Service, and a port by name or number (default: all ports)",
    )
    add_node(parser)
    arguments.add_output(parser, "endpoints")
    parser.set_defaults(
        proxy_mode=None,
        detect_local=None,
        masquerade_all=False,
        nodeport_addresses=None,
        service_cidr=[],
    )


def run(options: argparse.Namespace) -> int:
    from atlas.model.reference import parse_reference
    from atlas.report.assumptions_json import assumptions_json
    from atlas.report.endpoint_remarks import remarks
    from atlas.report.endpoints_json import (
        endpoints_json,
        endpoints_text,
        port_views,
        why_empty,
    )
    from atlas.text.columns import folded
    from atlas.tracer.finding import find_service, reference_of

    loaded, cluster = asked_cluster(options)
    text = options.service.removeprefix("service/")
    reference_of(f"service/{text}")
    reference = parse_reference(f"service/{text}")
    service = find_service(cluster, reference)
    node = cluster.node_by_name[options.node]
    views = list(port_views(cluster, service, _ports(service, reference.port), node))
    said = remarks(cluster, views, arguments.language(options))
    if options.json:
        answer = endpoints_json(node, service, views)
        answer["remarks"] = [{"id": one.reason.name, "text": one.text} for one in said]
        answer |= assumptions_json(loaded.assumptions, arguments.language(options))
        json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
        print()
    else:
        lang = arguments.language(options)
        print("\n".join(endpoints_text(node, service, views, lang)))
        if not any(one.usable.reachable for one in views):
            print(*why_empty(cluster, service, lang), sep="\n")
        for one in said:
            print(
                "\n".join(
                    f"{'!' if at == 0 else ' '} {line}"
                    for at, line in enumerate(folded(one.text, arguments.WIDTH))
                )
            )
        arguments.say_assumed(loaded, options)
    return 0


def _ports(service: Service, key: str) -> Sequence[ServicePort]:
    """Return the port of that name or number, in every protocol, or all ports. Raises QuestionError."""
    from atlas.cli.questions import QuestionError

    found = [one for one in service.ports if key in ("", one.name, str(one.port))]
    if not found:
        known = ", ".join(one.key for one in service.ports) or "none"
        raise QuestionError(f"{service.reference} has no port {key}; its ports are: {known}")
    return found
