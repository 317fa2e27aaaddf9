"""Remarks on endpoints: those that lead to a port on which, as far as the input tells, no program listens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Packet
from atlas.model.reason import Reason
from atlas.report.endpoints_json import PortView
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.listening import pod_answer

_ANY_PORT = 40000


@dataclass(frozen=True, slots=True)
class Remark:
    """What a trace to the endpoint would end with, and why."""

    reason: Reason
    text: str


def remarks(cluster: Cluster, views: Iterable[PortView], lang: Lang) -> tuple[Remark, ...]:
    """Return a remark for each used endpoint that is not known to answer, each sentence once."""
    said: dict[Remark, None] = {}
    for view in views:
        for target in view.usable.reachable:
            owner = target.endpoint.target
            pod = cluster.pod_by_reference.get(owner) if owner is not None else None
            if pod is None:
                continue
            ip = target.address
            packet = Packet(ip, _ANY_PORT, ip, target.port, view.port.protocol)
            answer = pod_answer(cluster, pod, packet)
            if not answer.is_open:
                sentence = say(answer.reason, lang, **answer.facts)
                said[Remark(answer.reason, sentence.replace("`", ""))] = None
    return tuple(said)
