"""The verdicts that a reader finds in the texts of `atlas trace` and `atlas lab probe`, in the same words."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from atlas.model.cluster import Cluster
from atlas.report.trace_text import brief_text
from atlas.text.text import Lang
from atlas.text.verdicts import VERDICTS
from atlas.tracer.http.proxy import proxies_at
from atlas.tracer.trace import Flow, Verdict
from atlas.tracer.tracer import trace
from atlas_lab.cli.lab_text import probe_text
from atlas_lab.session import Session

_IN_PROBES = {
    "answered": "delivered",
    "source seen": "delivered",
    "refused": "connection refused",
    "timed out": "timed out",
    "unreachable": "unreachable",
    "not permitted": "not permitted (EPERM)",
    "not found": "name not found",
}
_OF_HTTP = {
    one: f"HTTP {one.value.removeprefix('HTTP ')}" for one in Verdict if one.startswith("HTTP")
}


def ends_at_proxy(cluster: Cluster, flow: Flow) -> bool:
    """Return whether a connection without a request comes to somebody who reads HTTP, and answers as routes have it."""
    ends = (one.destination for one in trace(cluster, flow).branches if one.hops)
    return "://" not in flow.to and any(proxies_at(cluster, one) for one in ends)


def traced(cluster: Cluster, flow: Flow) -> set[str]:
    """Return the verdicts in the summary of a trace; of an answer by HTTP the status."""
    answer = trace(cluster, flow)
    text = brief_text(cluster, answer, Lang.EN)
    summary = [line for line in text.splitlines() if not line.startswith(("!", "  "))]
    said = {one for one in Verdict if any(VERDICTS[one].en in line for line in summary)}
    return {_OF_HTTP.get(one, VERDICTS[one].en) for one in said}


def probed(lab: Any, flow: Flow, connections: int) -> set[str]:
    """Return the verdicts in the text of a probe; of an answer by HTTP the status, if it is not 200."""
    told = Session(lab).answer({"do": "probe", "flow": asdict(flow), "connections": connections})
    options = argparse.Namespace(source=flow.source, to=flow.to, counts=False, distinct=False)
    text = probe_text(options, json.loads(json.dumps(told)), Lang.EN)
    found: set[str] = set()
    for line in text.splitlines():
        for words, verdict in _IN_PROBES.items():
            if line.strip().startswith(words):
                found.add(verdict)
        if line.strip().startswith("HTTP status"):
            found |= {
                f"HTTP {one}" for one in line.split("HTTP status")[1].replace(",", " ").split()
            }
    return found - {"HTTP 200"}
