"""atlas draw: a picture of manifests: the way of one flow, a Service as it behaves, or all of a namespace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.cli import arguments

if TYPE_CHECKING:
    from atlas.model.cluster import Cluster
    from atlas.model.service import Service
    from atlas.tracer.trace import Flow
    from atlas.world.load import Loaded

FORMATS = ("svg", "png", "html", "dot")
EXAMPLES = """what is drawn:
  --from … --to …      the path of one connection, hop by hop, there and back
  --service NAME       one Service as it behaves: its entries, who answers, what fails
  --all                everything in a namespace: clients, load balancers, Ingresses and Gateways, Services, nodes, Pods
                       (this is the default)

examples:
  atlas draw manifests/ -o overview.svg
  atlas draw app.yaml --service cart -o cart.png
  atlas draw app.yaml --from client/office --to service/cart -o flow.html
  helm template mychart | atlas draw - -n shop -o shop.svg --lang ko
  kubectl get nodes,pods,services,endpointslices,ingresses -A -o yaml | atlas draw - -n shop -o shop.svg

.html is one file that explores a flow as on the site: other entry nodes, a node that is down, policies, states of Pods.
It fetches nothing. Whatever was assumed is dashed and says so; a question mark shows what the input does not say.
"""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands,
        "draw",
        run,
        "Draw how manifests behave: one connection, one Service, or everything.",
        EXAMPLES,
    )
    arguments.add_manifests(parser)
    what = parser.add_argument_group("what is drawn")
    what.add_argument("--from", dest="source", metavar="WHO", help="as for `atlas trace`")
    what.add_argument("--to", metavar="WHAT", help="as for `atlas trace`")
    what.add_argument(
        "--protocol", choices=("TCP", "UDP", "SCTP", "ICMP"), default="TCP", type=str.upper
    )
    what.add_argument(
        "--entry",
        choices=("auto", "ClusterIP", "NodePort", "LoadBalancer", "ExternalIP", "Name"),
        default="auto",
        help="which of the Service's addresses to use, as for `atlas trace`",
    )
    what.add_argument(
        "--node",
        default="",
        metavar="NAME",
        help="node whose node port is used, or that the load balancer picks",
    )
    what.add_argument("--service", metavar="[NAMESPACE/]NAME", help="draw this Service")
    what.add_argument(
        "--all",
        action="store_true",
        help="draw an overview (default: yes, if nothing else is given)",
    )
    what.add_argument(
        "-n",
        "--namespace",
        default="",
        metavar="NS",
        help="draw an overview of this namespace only (default: all that have Services)",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="file to write; its extension decides the format: .svg, .png, .html or .dot (default: SVG on standard output)",
    )
    arguments.add_what_ifs(parser)
    arguments.add_language(parser)


def run(options: argparse.Namespace) -> int:
    suffix = _format(options)
    loaded = arguments.load(options)
    content = _content(options, loaded, suffix)
    if options.output is None:
        stream = getattr(sys.stdout, "wrapped", sys.stdout)
        stream.write(content.decode())  # escaped as its format demands
        return 0
    from atlas.figure.writing import write_whole

    write_whole({options.output: content})
    print(options.output)
    arguments.say_assumed(loaded, options, aside=True)
    return 0


def _format(options: argparse.Namespace) -> str:
    """Return what kind of file is asked for. Raises UsageError."""
    from atlas.cli.errors import UsageError

    if bool(options.source) is not bool(options.to):
        raise UsageError("draw: --from and --to go together")
    if sum(map(bool, (options.source, options.service, options.all))) > 1:
        raise UsageError("draw: expected one of --from with --to, --service, --all")
    suffix = options.output.suffix.removeprefix(".") if options.output else "svg"
    if suffix not in FORMATS:
        listed = ", ".join(f".{one}" for one in FORMATS)
        raise UsageError(f"draw: -o {options.output}: expected a name that ends in {listed}")
    if suffix == "html" and not (options.source or options.service):
        raise UsageError(
            "draw: an .html file explores one flow: expected --from and --to, or --service"
        )
    return suffix


def _content(options: argparse.Namespace, loaded: Loaded, suffix: str) -> bytes:
    """Return the file that is asked for. Raises FlowError, QuestionError, UsageError."""
    from atlas.cli.questions import changed
    from atlas.draw.picture import (
        content_of,
        flow_picture,
        overview_picture,
        service_picture,
    )
    from atlas.text.assumptions import assumed_in_short

    lang = arguments.language(options)
    cluster = changed(loaded, options)
    said = (assumed_in_short(loaded.assumptions, lang),)
    if suffix == "html":
        return _page(options, loaded, cluster).encode()
    if options.source:
        return content_of(flow_picture(cluster, _flow(options), lang, said), suffix)
    if options.service:
        return content_of(service_picture(cluster, _service(options, cluster), lang, said), suffix)
    return content_of(overview_picture(cluster, options.namespace, lang, said), suffix)


def _page(options: argparse.Namespace, loaded: Loaded, cluster: Cluster) -> str:
    """Return the page that explores a flow. Raises FlowError."""
    from atlas.draw.explorable import explorable
    from atlas.text.assumptions import assumed_in_short
    from atlas.text.text import Lang

    said = {one: assumed_in_short(loaded.assumptions, one) for one in Lang}
    flow = _flow(options) if options.source else _usual_flow(options, cluster)
    return explorable(cluster, flow, arguments.language(options), said)


def _usual_flow(options: argparse.Namespace, cluster: Cluster) -> Flow:
    """Return the flow that shows a Service best: from outside, if it is open to the outside."""
    from atlas.draw.service_lines import is_open, usual_sources_of
    from atlas.tracer.trace import Entry, Flow

    service = _service(options, cluster)
    sources = usual_sources_of(cluster)
    outside = is_open(service) and "outside" in sources
    source = sources["outside" if outside else next(iter(sources))]
    entry = Entry.NODE_PORT if outside and service.type == "NodePort" else Entry.AUTO
    return Flow(source, str(service.reference), entry, options.node.removeprefix("node/"))


def _service(options: argparse.Namespace, cluster: Cluster) -> Service:
    from atlas.tracer.finding import find_service, reference_of

    name = options.service.removeprefix("service/")
    return find_service(cluster, reference_of(f"service/{name}"))


def _flow(options: argparse.Namespace) -> Flow:
    from atlas.model.network import Protocol
    from atlas.tracer.trace import Entry, Flow

    return Flow(
        source=options.source,
        to=options.to,
        entry=Entry(options.entry),
        node=options.node.removeprefix("node/"),
        protocol=Protocol(options.protocol),
    )
