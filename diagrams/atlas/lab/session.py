"""Session: a running lab with the changes that were made to its cluster, as its desk offers it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from atlas.lab.bring_up import Lab
from atlas.lab.files import folder_of
from atlas.lab.observation import Observation
from atlas.lab.observe import machine_of
from atlas.lab.trouble import LabError
from atlas.model.change import node_down, pod_not_ready
from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.reference import Reference, parse_reference
from atlas.tracer.question import find_node, find_pod
from atlas.tracer.trace import Entry, Flow, Place, PlaceKind


class Session:
    """Answers what commands ask of a lab. What was changed is kept apart from the cluster that it began with."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.began_with = lab.cluster
        self.down: set[str] = set()
        self.not_ready: set[Reference] = set()

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one request. Raises LabError, ValueError."""
        match request:
            case {"do": "status"}:
                return self._status()
            case {"do": "probe", "flow": dict() as flow, "connections": int() as connections}:
                return self._probe(flow_of(flow), connections, float(request.get("timeout", 1.0)))
            case {"do": "node", "name": str() as name, "up": bool() as up}:
                return self._switch(find_node(self.began_with, name).name, up)
            case {"do": "pod", "reference": str() as text, "ready": bool() as ready}:
                return self._set_ready(
                    find_pod(self.began_with, parse_reference(text)).reference, ready
                )
            case {"do": "machine", "reference": str() as text}:
                return self._machine(parse_reference(text))
            case _:
                raise LabError("the lab does not know this request")

    def _status(self) -> dict[str, Any]:
        cluster = self.lab.cluster
        return {
            "mode": cluster.proxy.mode,
            "network": cluster.network.pod_network,
            "egress_masquerade": cluster.network.egress_masquerade,
            "nodes": [
                {"name": one.name, "ips": list(map(str, one.internal_ips)), "up": one.up}
                for one in cluster.nodes
            ],
            "pods": [
                {
                    "name": str(one.reference),
                    "node": one.node,
                    "ips": list(map(str, one.ips)),
                    "ready": one.ready,
                }
                for one in cluster.pods
            ],
            "machines": len(self.lab.machines),
        }

    def _probe(self, flow: Flow, connections: int, timeout: float) -> dict[str, Any]:
        seen = self.lab.observe_all((flow,), connections, timeout)[0]
        from atlas.lab.agreement.compare import compare
        from atlas.lab.agreement.expectation import expectation
        from atlas.tracer.tracer import trace

        found = compare(expectation(trace(self.lab.cluster, flow), self.lab.cluster), seen)
        return {
            "observations": [observation_json(one) for one in seen],
            "disagreement": None if found is None else str(found),
        }

    def _switch(self, node: str, up: bool) -> dict[str, Any]:
        (self.down.discard if up else self.down.add)(node)
        return self._follow()

    def _set_ready(self, pod: Reference, ready: bool) -> dict[str, Any]:
        (self.not_ready.discard if ready else self.not_ready.add)(pod)
        return self._follow()

    def _follow(self) -> dict[str, Any]:
        cluster = self.began_with
        for name in sorted(self.down):
            cluster = node_down(cluster, name)
        for pod in sorted(self.not_ready):
            cluster = pod_not_ready(cluster, pod)
        self.lab.change(cluster)
        return self._status()

    def _machine(self, wanted: Reference) -> dict[str, Any]:
        """Return how to enter a machine; for a host-network Pod that is its node."""
        machine = _network_of(self.lab.cluster, wanted)
        if machine not in self.lab.machines:
            known = ", ".join(str(one) for one in sorted(self.lab.machines) if one.kind != "switch")
            raise LabError(f"{wanted} is no machine of this lab; there are: {known}")
        return {
            "process": self.lab.process,
            "descriptor": self.lab.machines[machine],
            "folder": str(folder_of(wanted)),
        }


def _network_of(cluster: Cluster, wanted: Reference) -> Reference:
    pod = cluster.pod_by_reference.get(wanted)
    return (
        wanted
        if pod is None
        else machine_of(cluster, Place(PlaceKind.POD, pod.name, pod.namespace))
    )


def flow_json(flow: Flow) -> dict[str, Any]:
    """Return the flow as JSON values."""
    return asdict(flow)


def flow_of(told: dict[str, Any]) -> Flow:
    """Return the flow that `flow_json` has told. Raises ValueError."""
    try:
        return Flow(
            source=told["source"],
            to=told["to"],
            entry=Entry(told.get("entry", Entry.AUTO)),
            node=told.get("node", ""),
            protocol=Protocol(told.get("protocol", Protocol.TCP)),
            headers=tuple((name, value) for name, value in told.get("headers", ())),
            method=told.get("method", "GET"),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a flow: {error}") from error


def observation_json(one: Observation) -> dict[str, Any]:
    """Return the observation as JSON values."""
    told = asdict(one)
    told["lookups"] = [[name, list(map(str, found))] for name, found in one.lookups]
    for name in ("source_seen", "arrived_at", "refused_by"):
        told[name] = None if told[name] is None else str(told[name])
    return told
