#!/usr/bin/env python3
"""Measure what the project promises, and print a table. Ratios compare runs of the same minutes.

Every figure is the median of whole runs. Run it in the project's environment:
`.venv/bin/python scripts/bench.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bench_drawing import drawing
from bench_inputs import LOOP, fixed_loop, reading
from bench_pages import page_weight, site_size, switching
from bench_result import Result
from bench_search import searching

if TYPE_CHECKING:
    from atlas.model.cluster import Cluster

T = TypeVar("T")

PROJECT = Path(__file__).parents[1]
PYTHON = sys.executable
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""People's Python keeps the bytecode of what it has imported; without it every start compiles all modules anew."""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement (default: 5)")
    parser.add_argument("--only", choices=sorted(MEASUREMENTS), action="append")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--trace-in", type=int, nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--rules-for", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.trace_in:
        trace_in(*options.trace_in)
        return
    if options.rules_for:
        rules_for(options.rules_for)
        return
    results: list[Result] = []
    for name in options.only or MEASUREMENTS:
        if sys.stderr.isatty():
            print(f"measuring {name} …", file=sys.stderr)
        results += MEASUREMENTS[name](options.runs)
    if options.json:
        print(json.dumps([{"what": r.what, "value": r.value, "limit": r.limit} for r in results]))
        return
    width = max(len(result.what) for result in results)
    for result in results:
        print(f"{result.what:<{width}}  {result.value:>16}  {result.limit}")


def seconds(work: Callable[[], object], runs: int) -> float:
    """Return the median time of some work, after one run that does not count."""
    work()
    times: list[float] = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def processor(work: Callable[[], object]) -> float:
    """Return the processor time of some work and of the processes that it starts; a busy machine changes it little."""
    before = os.times()
    work()
    return sum(os.times()[:4]) - sum(before[:4])


def run(*command: str, **environment: str) -> None:
    """Run a command quietly; raise CalledProcessError with its output if it fails."""
    subprocess.run(
        command,
        cwd=PROJECT,
        check=True,
        capture_output=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", **environment},
    )


def cold_figure(runs: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as out:
        command = (PYTHON, "diagrams/nodeport.py", "--out", out, "--lang", "ko", "--layout", "wide")
        taken = seconds(lambda: run(*command), runs)
        bare = seconds(lambda: run(PYTHON, "-c", "import diagrams, yaml, lxml.etree"), runs)
    yield Result("one figure, cold process", f"{taken:.3f} s", "≤ 0.15 s")
    yield Result("  of which importing diagrams, yaml, lxml", f"{bare:.3f} s", "")


def draw_figure(name: str) -> list[str]:
    """Compose, draw and write the HTML of one figure in all variants; return its DOT sources."""
    from atlas.figure.catalog import figure, manifests_of
    from atlas.figure.compose import compose
    from atlas.site.figure_html import figure_html, rendered
    from atlas.text.text import Lang
    from atlas.world.load import load

    drawn = figure(name)
    if drawn.cluster not in _clusters:
        _clusters[drawn.cluster] = load([manifests_of(drawn.cluster)]).cluster
    scenes = compose(name, drawn, _clusters[drawn.cluster])
    raw = rendered(scenes)
    for lang in Lang:
        figure_html(name, scenes, raw, lang)
    return [drawing.dot for drawing in raw]


_clusters: dict[str, Cluster] = {}
"""The clusters of the figures by name, loaded once in each process."""


def all_figures(runs: int) -> Iterator[Result]:
    """Compare making all figures, on all cores, with the layout engine alone on the same DOT."""
    from concurrent.futures import ProcessPoolExecutor

    from atlas.figure.catalog import figure_names
    from atlas.figure.engine import default_engine, lay_out

    names = figure_names()
    with ProcessPoolExecutor() as pool:
        sources = list(pool.map(draw_figure, names))
        alone = seconds(lambda: [lay_out(one, default_engine()) for one in sources], runs)
        spread = seconds(lambda: list(pool.map(draw_figure, names)), runs)
        engine = processor(lambda: [lay_out(one, default_engine()) for one in sources])
    on_one = seconds(lambda: [draw_figure(name) for name in names], runs)
    drawing = processor(lambda: [draw_figure(name) for name in names])
    variants = sum(map(len, sources))
    yield Result(f"all figures ({variants} drawings), all cores", f"{spread:.2f} s", "")
    yield Result("  layout engine alone on the same DOT", f"{alone:.2f} s", "")
    yield Result("  ratio", f"{spread / alone:.2f}", "≤ 1.5")
    yield Result("  ratio on one core", f"{on_one / alone:.2f}", "")
    yield Result("  processor time, and of the engine alone", f"{drawing:.2f}, {engine:.2f} s", "")


def site_build(runs: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        bare_configs = _bare_configs(Path(folder))
        build = (PYTHON, "-m", "mkdocs", "build", "-q", "-d", f"{folder}/site")
        ours = seconds(lambda: run(*build), runs)

        def bare() -> None:
            for number, config in enumerate(bare_configs):
                run(
                    PYTHON,
                    "-m",
                    "mkdocs",
                    "build",
                    "-q",
                    "-f",
                    str(config),
                    "-d",
                    f"{folder}/b{number}",
                )

        theirs = seconds(bare, runs)
    yield Result("site build, both languages, figures cached", f"{ours:.2f} s", "")
    yield Result("  bare mkdocs-material, same Markdown", f"{theirs:.2f} s", "")
    yield Result("  ratio", f"{ours / theirs:.2f}", "≤ 1.6")
    yield Result("  added to mkdocs", f"{ours - theirs:+.2f} s", "≤ +0.1 s")


def _bare_configs(folder: Path) -> list[Path]:
    """Write a plain Material configuration for each language over the same Markdown."""
    configs: list[Path] = []
    for lang in ("ko", "en"):
        config = folder / f"{lang}.yml"
        config.write_text(
            f"site_name: bare\ndocs_dir: {PROJECT / 'docs' / lang}\n"
            f"theme: {{name: material, language: {lang}, font: false}}\n"
            "plugins: [search]\n"
            "markdown_extensions: [admonition, attr_list, def_list, footnotes, md_in_html, tables,"
            " pymdownx.details, pymdownx.superfences, pymdownx.highlight, {toc: {permalink: true}}]\n",
            encoding="utf-8",
        )
        configs.append(config)
    return configs


def edit_to_reload(runs: int) -> Iterator[Result]:
    """Edit a page and then a manifest of a copy of the project while it is served, and wait for the change."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        left_out = shutil.ignore_patterns(".git", ".venv", "site", "build", "tests", "__pycache__")
        shutil.copytree(PROJECT, copy, ignore=left_out)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{free.getsockname()[1]}"
        server = subprocess.Popen(
            [PYTHON, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", address],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy / "diagrams"), "NO_MKDOCS_2_WARNING": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://{address}/choose/", "")
            edits = [(copy / "docs/ko/choose.md", "choose/", "\n\nmark-{}\n")]
            edits.append((copy / "docs/en/choose.md", "en/choose/", "\n\nmark-{}\n"))
            for file, page, text in edits:
                times = [
                    time_of_edit(
                        file, text.format(number), f"http://{address}/{page}", f"mark-{number}"
                    )
                    for number in range(runs)
                ]
                median = statistics.median(times)
                name = file.relative_to(copy).as_posix()
                yield Result(f"edit of {name} to page served", f"{median:.2f} s", "≤ 2 s")
            manifest = copy / "diagrams/cluster/service-nodeport.yaml"
            changed = manifest.read_text(encoding="utf-8").replace("30080", "30079")
            start = time.perf_counter()
            manifest.write_text(changed, encoding="utf-8")
            wait_for(f"http://{address}/types/nodeport/", "30079")
            taken = time.perf_counter() - start
            yield Result("edit of a manifest to all figures and page", f"{taken:.2f} s", "≤ 2 s")
        finally:
            server.terminate()
            server.wait()


def time_of_edit(file: Path, text: str, url: str, mark: str) -> float:
    """Return how long it takes until a text added to a page is served."""
    start = time.perf_counter()
    with file.open("a", encoding="utf-8") as page:
        page.write(text)
    wait_for(url, mark)
    return time.perf_counter() - start


def wait_for(url: str, text: str, patience: float = 120) -> None:
    """Wait until a page is served and holds this text. Raises TimeoutError."""
    end = time.perf_counter() + patience
    while time.perf_counter() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if text in answer.read().decode():
                    return
        except (OSError, urllib.error.URLError):
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{url} does not show {text!r}")


def cold_trace(runs: int) -> Iterator[Result]:
    atlas = str(Path(PYTHON).with_name("atlas"))
    command = (atlas, "trace", "diagrams/cluster", "--from", "pod/client", "--to", "service/web")
    yield Result("atlas trace, cold", f"{seconds(lambda: run(*command), runs):.3f} s", "≤ 0.15 s")
    bare = seconds(lambda: run(PYTHON, "-c", "import yaml, dataclasses, ipaddress"), runs)
    yield Result("  of which Python with yaml, dataclasses", f"{bare:.3f} s", "")


def large_cluster(_runs: int) -> Iterator[Result]:
    """Load a cluster of the largest tested size in a process of its own, and trace in it."""
    for services in (100, 1_000, 10_000):
        nodes, pods = services // 2, services * 15
        measured = json.loads(
            subprocess.run(
                (PYTHON, __file__, "--trace-in", str(nodes), str(pods), str(services)),
                cwd=PROJECT,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        size = f"{nodes:,} nodes, {pods:,} Pods, {services:,} Services"
        largest = services == 10_000
        limits = ("≤ 15 s", "≤ 3 GiB", "≥ 10,000/s") if largest else ("", "", "")
        yield Result(f"{size}: load from JSON", f"{measured['load']:.1f} s", limits[0])
        yield Result("  memory at the most", f"{measured['memory'] / 2**30:.2f} GiB", limits[1])
        yield Result("  traces, first way of each walked", f"{measured['first']:,.0f}/s", limits[2])
        ratio = f"{measured['first'] * measured['loop'] / LOOP:.4f}"
        yield Result("    for each round of a fixed loop of Python", ratio, "")
        yield Result("  traces, all ways of each walked", f"{measured['all']:,.0f}/s", "")
        yield Result("  decisions of one node", f"{measured['decide']:,.0f}/s", "")


def trace_in(nodes: int, pods: int, services: int) -> None:
    """Print what loading such a cluster and tracing in it takes, as JSON."""
    import resource

    sys.path.insert(0, str(PROJECT / "tests"))
    from atlas.model.network import Packet
    from atlas.proxy.decide import decide
    from atlas.tracer.trace import Flow
    from atlas.tracer.tracer import trace
    from atlas.world.load import load
    from support.large_cluster import write_large_cluster

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cluster.json"
        write_large_cluster(path, nodes, pods, services)
        start = time.perf_counter()
        cluster = load([path]).cluster
        loading = time.perf_counter() - start
    flows = [
        Flow(f"pod/pod-{number * 7919 % pods}", f"service/service-{number * 31 % services}")
        for number in range(3_000)
    ]
    packets = [
        Packet(pod.ips[0], 40000, service.cluster_ips[0], service.ports[0].port)
        for pod, service in zip(cluster.pods, cluster.services * 15, strict=False)
    ][:3_000]
    node = cluster.nodes[0]
    rates = {
        "first": rate(lambda flow: trace(cluster, flow).branches[0], flows),
        "all": rate(lambda flow: list(trace(cluster, flow).branches), flows[:300]),
        "decide": rate(lambda packet: decide(cluster, node, packet), packets),
    }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"load": loading, "memory": memory, "loop": fixed_loop(), **rates}))


def rules(_runs: int) -> Iterator[Result]:
    """Write the rules of one node for many Services with 10 endpoints each, in a process of its own."""
    for services in (1_000, 10_000):
        told = subprocess.run(
            (PYTHON, __file__, "--rules-for", str(services)),
            cwd=PROJECT,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        largest = services == 10_000
        for mode, measured in json.loads(told).items():
            what = f"rules for {services:,} Services in {mode} mode"
            yield Result(what, f"{measured['seconds']:.2f} s", "≤ 3 s" if largest else "")
            memory = f"{measured['memory'] / 2**20:.0f} MiB"
            yield Result("  memory with the cluster", memory, "≤ 1 GiB" if largest else "")


def rules_for(services: int) -> None:
    """Print what writing such rules as text takes, as JSON."""
    import resource

    sys.path.insert(0, str(PROJECT / "tests"))
    from atlas.proxy.languages import LANGUAGES, rules
    from atlas.what_if.change import with_proxy_mode
    from atlas.world.load import load
    from support.large_cluster import write_large_cluster

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cluster.json"
        write_large_cluster(path, 50, services * 10, services)
        cluster = load([path]).cluster
    found: dict[str, dict[str, float]] = {}
    for mode, language in LANGUAGES.items():
        asked = with_proxy_mode(cluster, mode)
        start = time.perf_counter()
        language.listing(rules(asked, asked.nodes[0]), None)
        taken = time.perf_counter() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        found[mode] = {"seconds": taken, "memory": memory}
    print(json.dumps(found))


def lab(runs: int) -> Iterator[Result]:
    """Bring the site's cluster up and down; the rules are those of each mode."""
    from atlas.cli.package_data import sample_cluster
    from atlas.model.cluster import ProxyMode
    from atlas.what_if.change import with_proxy_mode
    from atlas.world.load import load
    from atlas_lab.bring_up import Lab

    cluster = load([sample_cluster()]).cluster
    for mode in ProxyMode:
        ups: list[float] = []
        downs: list[float] = []
        for _ in range(runs):
            start = time.perf_counter()
            running = Lab(with_proxy_mode(cluster, mode))
            ups.append(time.perf_counter() - start)
            start = time.perf_counter()
            running.close()
            downs.append(time.perf_counter() - start)
        yield Result(f"lab up, {mode} mode", f"{statistics.median(ups):.2f} s", "≤ 5 s")
        yield Result("  down", f"{statistics.median(downs):.2f} s", "")


def agreement(_runs: int) -> Iterator[Result]:
    """Compare as many flows as CI does with the kernel."""
    atlas = str(Path(PYTHON).with_name("atlas"))
    start = time.perf_counter()
    done = subprocess.run(
        (atlas, "agree", "--flows", "400", "--json"),
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    taken = time.perf_counter() - start
    told = json.loads(done.stdout)
    yield Result("atlas agree", f"{taken:.0f} s", "≤ 300 s")
    yield Result("  flows", f"{told['flows']:,}", "≥ 400")
    yield Result("  flows a second", f"{told['flows'] / taken:.0f}/s", "")
    yield Result("  disagreements", f"{told['disagreements']}", "0")


def rate(work: Callable[[T], object], items: Sequence[T]) -> float:
    """Return how many items a second the work is done for, best of three, after one run that does not count."""
    best = 0.0
    for _ in range(4):
        start = time.perf_counter()
        for item in items:
            work(item)
        best = max(best, len(items) / (time.perf_counter() - start))
    return best


MEASUREMENTS: dict[str, Callable[[int], Iterator[Result]]] = {
    "figure": cold_figure,
    "figures": all_figures,
    "build": site_build,
    "edit": edit_to_reload,
    "drawing": drawing,
    "weight": page_weight,
    "size": site_size,
    "switch": switching,
    "search": searching,
    "trace": cold_trace,
    "reading": reading,
    "large": large_cluster,
    "rules": rules,
    "lab": lab,
    "agree": agreement,
}

if __name__ == "__main__":
    main()
