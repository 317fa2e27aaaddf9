"""Session: a running lab with the changes that were made to its cluster, as its desk offers it."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.model.outside import Client
from atlas.model.reference import Reference, parse_reference
from atlas.text.text import Lang
from atlas.tracer.finding import address_of, find_node, find_pod, find_service
from atlas.tracer.senders import sender_of
from atlas.tracer.trace import Entry, Flow, Place, PlaceKind
from atlas.tracer.tracer import trace
from atlas.what_if.change import Change
from atlas.what_if.row import Row, Subject
from atlas.what_if.rows import BY_NAME, ROWS
from atlas_lab.agreement.compare import Disagreement, compare
from atlas_lab.agreement.describe import describe
from atlas_lab.agreement.expectation import expectation
from atlas_lab.agreement.sticky import Memory, is_sticky
from atlas_lab.bring_up import Lab
from atlas_lab.errors import LabError, RequestError
from atlas_lab.files import folder_of
from atlas_lab.limits import not_tried
from atlas_lab.observation import Observation, Outcome
from atlas_lab.observe import machine_of
from atlas_lab.plan import plan

FIELDS = {one.field: one for one in ROWS if one.field}
"""The fields of a Service that a lab can change while it runs."""
PATIENCE = 30
"""How many times as long a connection is waited for that the model expects to end in time."""
_UPPER = re.compile(r"(?=[A-Z])")


class Session:
    """Answers what commands ask of a lab. What was changed is kept apart from the cluster that it began with."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.began_with = lab.cluster
        self._memory = Memory(lab.cluster)
        self._changes: dict[tuple[object, ...], Change] = {}
        """What was changed, in order, by what it is about; a later change of the same replaces an earlier one."""

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one request. Raises LabError, ValueError."""
        match request:
            case {"do": "status"}:
                return self._status()
            case {"do": "probe", "flow": dict() as flow, "connections": int() as connections}:
                return self._probe(flow_of(flow), connections, float(request.get("timeout", 1.0)))
            case {"do": "change", "what_if": str() as name, "about": str() as text}:
                return self._change(name, text, str(request.get("value", "")), request.get("undo"))
            case {"do": "set", "reference": str() as text, "field": str() as field, "value": value}:
                service = find_service(self.began_with, parse_reference(text)).reference
                return self._set(service, field, str(value))
            case {"do": "machine", "reference": str() as text}:
                return self._machine(parse_reference(text))
            case _:
                raise RequestError("the lab does not know this request")

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
                    "terminating": one.terminating,
                }
                for one in cluster.pods
            ],
            "services": {
                str(one.reference): {field: getattr(one, _in_python(field)) for field in FIELDS}
                for one in cluster.services
            },
            "machines": len(self.lab.machines),
        }

    def _probe(self, flow: Flow, connections: int, timeout: float) -> dict[str, Any]:
        """Return what connections saw: all at once, or one by one where each may leave something in a node's memory."""
        self._admit(flow.source)
        cluster = self.lab.cluster
        reason = not_tried(trace(cluster, flow))
        if reason:
            raise RequestError(reason)
        found: Disagreement | None = None
        if is_sticky(cluster, flow):
            seen: list[Observation] = []
            for _ in range(connections):
                one, refuted = self._memory.connect(self.lab, flow, timeout)
                seen.append(one)
                found = found or refuted
        else:
            expected = expectation(trace(cluster, flow), cluster)
            seen = list(self.lab.observe_all((flow,), connections, timeout)[0])
            found = compare(expected, seen)
            if found is not None and any(one.outcome is Outcome.TIMED_OUT for one in seen):
                # A busy machine is not a lost packet: what the model does not expect is waited for much longer.
                seen = list(self.lab.observe_all((flow,), connections, PATIENCE * timeout)[0])
                found = compare(expected, seen)
        return {
            "observations": [observation_json(one) for one in seen],
            "disagreement": None if found is None else "\n".join(describe(found, Lang.EN)),
        }

    def _admit(self, source: str) -> None:
        """Make a machine for an address that none has: a client outside, as the model takes it for one."""
        address = address_of(source)
        if address is None:
            return
        sender = sender_of(self.began_with, source).place
        if machine_of(self.began_with, sender) in self.lab.machines:
            return
        before, clients = self.began_with, self.began_with.clients
        self.began_with = replace(before, clients=(*clients, Client(sender.name, (address,))))
        try:
            self._follow()
        except LabError:
            self.began_with = before
            raise

    def _change(self, name: str, text: str, value: str, undo: object) -> dict[str, Any]:
        """Let a what-if be true of a node, Pod or Service, or no longer. States of one Pod replace each other."""
        row = BY_NAME.get(name)
        if row is None:
            raise RequestError(f"{name} is not a what-if; expected one of {', '.join(BY_NAME)}")
        subject = self._subject(row, text)
        about = (row.subject if row.subject is Subject.POD else row.name, subject)
        if undo:
            return self._keep(about, None)
        words = (*((subject,) if subject else ()), *((value,) if row.takes_value else ()))
        return self._keep(about, row(*words).apply)

    def _subject(self, row: Row, text: str) -> str:
        """Return the reference of what is meant. Raises FlowError if there is none."""
        cluster, wanted = self.began_with, parse_reference(text) if text else None
        match row.subject:
            case Subject.NODE if wanted:
                return str(find_node(cluster, wanted.name).reference)
            case Subject.POD if wanted:
                return str(find_pod(cluster, wanted).reference)
            case Subject.SERVICE if wanted:
                return str(find_service(cluster, wanted).reference)
            case _:
                return text

    def _set(self, service: Reference, field: str, value: str) -> dict[str, Any]:
        """Set a field of a Service. Raises RequestError for one that a lab cannot set, or a value that it cannot have."""
        row = FIELDS.get(field)
        if row is None:
            raise RequestError(f"{field} cannot be set in a lab; what can is: {', '.join(FIELDS)}")
        if value not in row.values:
            raise RequestError(f"{field}: {value} is not one of {', '.join(row.values)}")
        return self._change(row.name, str(service), value, None)

    def _keep(self, about: tuple[object, ...], change: Change | None) -> dict[str, Any]:
        """Make the change, or undo what was changed about the same; the lab follows."""
        before = dict(self._changes)
        self._changes.pop(about, None)
        if change is not None:
            self._changes[about] = change
        try:
            self._follow()
        except LabError:
            self._changes = before
            raise
        return self._status()

    def _follow(self) -> None:
        """Have the lab and the memory of its nodes follow what was changed. Raises LabError."""
        cluster = self.began_with
        for one in self._changes.values():
            cluster = one(cluster)
        is_built_anew = plan(cluster) != plan(self.lab.cluster)  # then no node remembers anything
        self.lab.change(cluster)
        self._memory = Memory(cluster) if is_built_anew else self._memory
        self._memory.follow(cluster)

    def _machine(self, wanted: Reference) -> dict[str, Any]:
        """Return how to enter a machine; for a host-network Pod that is its node."""
        machine = _network_of(self.lab.cluster, wanted)
        if machine not in self.lab.machines:
            known = ", ".join(str(one) for one in sorted(self.lab.machines) if one.kind != "switch")
            raise RequestError(f"{wanted} is not a machine of this lab; expected one of {known}")
        return {
            "process": self.lab.process,
            "descriptor": self.lab.machines[machine],
            "folder": str(folder_of(wanted)),
        }


def _in_python(field: str) -> str:
    """Return the name that our objects have for a field of the API: `external_traffic_policy`."""
    return _UPPER.sub("_", field).lower()


def _network_of(cluster: Cluster, wanted: Reference) -> Reference:
    pod = cluster.pod_by_reference.get(wanted)
    return (
        wanted
        if pod is None
        else machine_of(cluster, Place(PlaceKind.POD, pod.name, pod.namespace))
    )


def flow_of(told: dict[str, Any]) -> Flow:
    """Return the flow that a request holds, under the names of its fields. Raises ValueError."""
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
