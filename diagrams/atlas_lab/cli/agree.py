"""atlas agree: what the model says against what the kernel does."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from atlas.cli import arguments
from atlas.exit_code import ExitCode

if TYPE_CHECKING:
    from atlas_lab.agreement.run import Portion, Result
    from atlas_lab.agreement.scenarios import Scenario

EXAMPLES = """examples:
  atlas agree                                 the site's clusters and figures, and a few randomly generated clusters
  atlas agree --flows 10000 --generated 40 --seed 7
  atlas agree cluster/ --proxy-mode nftables --flows 400
  atlas agree --only site.nftables.routed.egress.as-written/17

Every flow is traced by the model and sent through the kernel of a lab (see `atlas lab`). Exit code 4 means that they
disagree, 5 that this machine cannot run a lab. A flow that disagrees is tried once more before it counts.
"""
USUAL_FLOWS = 2500
USUAL_GENERATED = 3
FLOWS_WITH_CLASSES = 900
"""From so many flows on every class of case is asked once, besides."""


def add_to(commands: arguments.Commands) -> None:
    parser = arguments.add_command(
        commands, "agree", run, "Compare the model with the Linux kernel.", EXAMPLES
    )
    parser.add_argument(
        "manifests",
        nargs="*",
        metavar="MANIFEST",
        help="as for `atlas trace` (default: the sample cluster; in a checkout all clusters of the site, with the flows of its figures)",
    )
    arguments.add_sample(parser)
    arguments.add_world(parser)
    parser.add_argument(
        "--flows",
        type=int,
        default=USUAL_FLOWS,
        metavar="N",
        help=f"number of flows (default: {USUAL_FLOWS})",
    )
    parser.add_argument(
        "--seed",
        type=int,
        default=0,
        metavar="S",
        help="random seed for the flows and clusters (default: 0)",
    )
    parser.add_argument(
        "--generated",
        type=int,
        metavar="N",
        help=f"number of randomly generated clusters (default: {USUAL_GENERATED}, or none with manifests)",
    )
    parser.add_argument(
        "--proxy-mode",
        choices=("iptables", "nftables"),
        help="mode of every kube-proxy (default: both)",
    )
    parser.add_argument(
        "--pod-network",
        choices=("routed", "bridge"),
        help="how the Pods of a node are connected (default: both)",
    )
    parser.add_argument(
        "--only",
        metavar="NAME[/NUMBER]",
        help="run only this scenario, or one flow of it, as reported",
    )
    parser.add_argument("--evidence", type=Path, metavar="FILE", help="write the numbers to FILE")
    arguments.add_output(parser, "agreement")


def run(options: argparse.Namespace) -> int:
    from atlas_lab.agreement.circumstances import circumstances
    from atlas_lab.agreement.evidence import evidence
    from atlas_lab.agreement.report import report

    _check(options)
    options.manifests, options.sample = arguments.asked_manifests(options), False
    asked = _asked(options)
    began = time.monotonic()
    results = list(_followed(options, asked))
    around = circumstances(options.seed, time.monotonic() - began)
    told = evidence(results, around)
    text = json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    if options.evidence is not None:
        options.evidence.write_text(text, encoding="utf-8")
    if options.json:
        sys.stdout.write(text)
    else:
        print(report(results, around, arguments.language(options)), end="")
    return ExitCode.DISAGREEMENT if told["disagreements"] else ExitCode.ANSWERED


def _check(options: argparse.Namespace) -> None:
    from atlas.cli.questions import QuestionError

    if options.flows < 1:
        raise QuestionError(f"--flows {options.flows}: expected a number from 1")
    if options.generated is not None and options.generated < 0:
        raise QuestionError(f"--generated {options.generated}: expected a number from 0")


def _followed(options: argparse.Namespace, asked: tuple[Portion, ...]) -> Iterator[Result]:
    """Yield the results; tell a terminal how far they are."""
    from atlas.text import agreement_words as words
    from atlas_lab.agreement.run import agree
    from atlas_lab.bring_up import bring_up

    flows = disagreements = 0
    shows = sys.stderr.isatty()
    for done, result in enumerate(agree(asked, bring_up), 1):
        flows += len(result.checked)
        disagreements += len(result.disagreements)
        if shows:
            line = words.PROGRESS.fill(
                arguments.language(options),
                done=done,
                total=len(asked),
                flows=flows,
                disagreements=disagreements,
            )
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
        yield result
    if shows:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


# What is asked


def _asked(options: argparse.Namespace) -> tuple[Portion, ...]:
    from atlas_lab.agreement.run import portion, portions

    if options.only is None:
        groups = [tuple(group) for group in _groups(options, _generated_seeds(options))]
        return portions([*_weighted(groups)], options.flows, options.seed)
    name, _, number = options.only.partition("/")
    scenario = _find(options, name)
    if not number:
        return (portion(scenario, options.flows, options.seed),)
    every = portion(scenario, sys.maxsize, 0)
    flows = tuple(one for one in every.flows if str(one[0]) == number)
    if not flows:
        from atlas.cli.questions import QuestionError

        raise QuestionError(f"--only {options.only}: the scenario has no flow of that number")
    return (type(every)(scenario, flows),)


def _weighted(groups: Iterable[tuple[Scenario, ...]]) -> Iterator[tuple[Scenario, ...]]:
    """Yield the groups; those of clusters that people wrote get three turns where others get one."""
    for group in groups:
        if group and not group[0].name.startswith("generated"):
            yield from (group[start::3] for start in range(3))
        else:
            yield group


def _find(options: argparse.Namespace, name: str) -> Scenario:
    """Return the scenario of that name. Raises QuestionError."""
    from difflib import get_close_matches

    from atlas.cli.questions import QuestionError

    group = name.partition(".")[0]
    seed = group.removeprefix("generated-")
    seeds = (int(seed),) if seed != group and seed.isdecimal() else ()
    known = {one.name: one for each in _groups(options, seeds) for one in each}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise QuestionError(f"--only {name}: there is no such scenario{hint}")


def _generated_seeds(options: argparse.Namespace) -> Iterable[int]:
    usual = 0 if options.manifests else USUAL_GENERATED
    count = usual if options.generated is None else options.generated
    return range(options.seed * 1000, options.seed * 1000 + count)


def _groups(options: argparse.Namespace, seeds: Iterable[int]) -> Iterator[Iterable[Scenario]]:
    from atlas.model.cluster import PodNetwork, ProxyMode
    from atlas_lab.agreement.generate import generated_cluster
    from atlas_lab.agreement.scenarios import scenarios

    modes = (ProxyMode(options.proxy_mode),) if options.proxy_mode else tuple(ProxyMode)
    networks = (PodNetwork(options.pod_network),) if options.pod_network else tuple(PodNetwork)
    if options.manifests:
        options.with_dns = True
        loaded = arguments.load(options)
        arguments.say_assumed(loaded, options, aside=True)
        cluster = loaded.cluster
        files = tuple(options.manifests)
        yield scenarios("cluster", cluster, modes, networks, files, files)
    else:
        yield from _of_the_site(options, modes, networks)
    for seed in seeds:
        yield scenarios(f"generated-{seed}", generated_cluster(seed), modes, networks, None)


def _of_the_site(
    options: argparse.Namespace, modes: Iterable[object], networks: Iterable[object]
) -> Iterator[Iterable[Scenario]]:
    from atlas.cli.package_data import is_checkout, sample_cluster
    from atlas.cli.questions import asked_release
    from atlas.figure.catalog import OTHER_CLUSTERS
    from atlas.world.assumption import Wishes
    from atlas.world.load import load
    from atlas_lab.agreement.classes import (
        balancer_scenarios,
        class_scenarios,
        echo_scenarios,
        fault_scenarios,
        header_scenarios,
    )
    from atlas_lab.agreement.scenarios import scenarios

    folders = {"site": sample_cluster()}
    if is_checkout():
        folders |= {path.name: path for path in sorted(OTHER_CLUSTERS.iterdir()) if path.is_dir()}
    for name, folder in folders.items():
        cluster = load([folder], wishes=Wishes(release=asked_release(options))).cluster
        yield scenarios(name, cluster, modes, networks, (_shown(folder),))  # type: ignore[arg-type]
    if not options.pod_network and (options.only or options.flows >= FLOWS_WITH_CLASSES):
        yield class_scenarios(modes)  # type: ignore[arg-type]
        yield echo_scenarios(modes)  # type: ignore[arg-type]
        yield balancer_scenarios(modes)  # type: ignore[arg-type]
        yield header_scenarios(modes)  # type: ignore[arg-type]
        yield fault_scenarios(modes)  # type: ignore[arg-type]
    if is_checkout() and not (options.proxy_mode or options.pod_network):
        yield _of_figures()


def _of_figures() -> Iterator[Scenario]:
    """Yield every scene of every figure that has flows, in the cluster as the scene shows it."""
    from atlas.figure.catalog import figure, figure_names, manifests_of
    from atlas.what_if.history import remembered
    from atlas.what_if.row import apply_all
    from atlas.world.load import load
    from atlas_lab.agreement.scenarios import Scenario

    for name in figure_names():
        declared = figure(name)
        before = load([manifests_of(declared.cluster)]).cluster
        for number, scene in enumerate((one.initial for one in declared.scenes), 1):
            after = apply_all(before, scene.what_ifs)
            flows = tuple(remembered(before, after, flow) for flow in scene.flows)
            if flows:
                title = f"figures.{name}.{number}"
                yield Scenario.of(after, title, None, flows, name, fresh=bool(after.affinities))


def _shown(folder: Path) -> str:
    """Return the folder as one would type it here."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)
