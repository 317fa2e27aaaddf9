"""Assumptions: what was missing in the input, and what has been taken instead. `atlas.text.assumptions` has the words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from atlas.model.release import Release
from atlas.model.workload import Node

USUAL_NODES = 2


class Topic(StrEnum):
    """What an assumption is about."""

    NODES = "nodes"
    ONE_NODE = "a node"
    NAMED_NODES = "named nodes"
    NODE_ADDRESSES = "node addresses"
    NODE_RANGES = "Pod ranges of nodes"
    POD_RANGE = "Pod range"
    NO_POD_RANGE = "no Pod range"
    SERVICE_RANGE = "Service range"
    EGRESS = "egress"
    DNS = "DNS"
    CLIENT = "client"
    HTTP_PROXY = "HTTP proxy"
    HTTP_PROXY_FOUND = "HTTP proxy found"
    MESH = "service mesh"
    DATA_PLANE = "data plane of a Gateway"
    BALANCER = "load balancer"
    NLB_INSTANCE_KEPT = "NLB with instance targets"
    NLB_INSTANCE_HIDDEN = "NLB with instance targets, client address hidden"
    NLB_IP_KEPT = "NLB with IP targets, client address kept"
    NLB_IP_HIDDEN = "NLB with IP targets"
    RELEASE = "release"
    SEVERAL_RELEASES = "several releases"
    UNKNOWN_RELEASE = "unknown release"


Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that the input does not say. Placeholders of its sentences are the facts."""

    topic: Topic
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who asks has said of the world, beside the manifests.

    `nodes` is how many there are to be if the manifests have none (0: as usual). `stand_in` is a node that is asked
    about by name; a described one is all there is.
    """

    nodes: int = 0
    dns: bool = False
    """Whether a DNS Service with Pods is to be there, if the manifests have none: a lab needs somebody who answers."""
    stand_in: Node | None = None
    stand_in_is_described: bool = False
    release: Release | None = None
    """The Kubernetes that all nodes run, whatever they say."""
