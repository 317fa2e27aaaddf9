"""Ruleset: the rules of one node as data, in the shape that all modes share; each rule with its meaning.

A mode writes rulesets and lists them as its tools print them. What is said here of tables, chains, sets and maps holds for
every packet filter of the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from atlas.model.network import Family
from atlas.model.reference import Reference


class Kind(StrEnum):
    """What a rule or an element is for. `atlas.text.rule_notes` has a sentence for each."""

    # Rules of every node, whatever Services there are.
    GUARD_LOCALHOST = "guard localhost"
    CHECK_FIREWALL = "check firewall"
    CHECK_HEALTH_PORTS = "check health check ports"
    CHECK_OUTSIDE_ADDRESSES = "check outside addresses"
    CHECK_NODE_PORT_ENDPOINTS = "check node port endpoints"
    CHECK_SERVICE_ENDPOINTS = "check service endpoints"
    CHECK_CLUSTER_IPS = "check cluster IPs"
    CHECK_FORWARDED = "check forwarded"
    DISPATCH = "dispatch"
    LEAVE = "leave"
    BLOCK_LOCALHOST = "block localhost"
    DROP_INVALID = "drop invalid"
    FORWARD_MARKED = "forward marked"
    FORWARD_KNOWN = "forward known"
    LOOK_UP_FIREWALL = "look up firewall"
    LOOK_UP_EMPTY_NODE_PORT = "look up node port without endpoints"
    LOOK_UP_EMPTY_SERVICE = "look up service without endpoints"
    LOOK_UP_SERVICE = "look up service"
    REJECT_UNKNOWN_PORT = "reject unknown port"
    DROP_UNALLOCATED = "drop unallocated"
    SKIP_UNMARKED = "skip unmarked"
    CLEAR_MARK = "clear mark"
    MASQUERADE = "masquerade"
    MARK = "mark"
    REJECT = "reject"
    LOOK_UP_NODE_PORT = "look up node port"
    LOOK_UP_NODE_PORT_AT = "look up node port at address"

    # Rules and elements that lead packets to a Service port, or refuse them.
    ACTIVE_CLUSTER_IP = "active cluster IP"
    NODE_PORT_ADDRESS = "node port address"
    TO_CLUSTER_IP = "to cluster IP"
    TO_EXTERNAL_IP = "to external IP"
    TO_LOAD_BALANCER = "to load balancer"
    TO_NODE_PORT = "to node port"
    NO_ENDPOINTS = "no endpoints"
    NO_LOCAL_ENDPOINTS = "no local endpoints"
    GUARDED_ADDRESS = "guarded address"
    DROP_NOT_ADMITTED = "drop not admitted"
    ACCEPT_HEALTH_CHECK = "accept health check"

    # Rules in the chains of one Service port.
    MASQUERADE_STRANGERS = "masquerade strangers"
    MASQUERADE_ALL = "masquerade all"
    MASQUERADE_OUTSIDE_TRAFFIC = "masquerade outside traffic"
    SHORT_CIRCUIT_PODS = "short-circuit pods"
    MASQUERADE_OWN = "masquerade own"
    SHORT_CIRCUIT_OWN = "short-circuit own"
    OBEY_POLICY = "obey policy"
    SOURCE_RANGES = "source ranges"
    ADMIT_RANGE = "admit range"
    ADMIT_BALANCER = "admit balancer"
    NOT_ADMITTED = "not admitted"
    RETURN_TO_ENDPOINT = "return to endpoint"
    PICK_ENDPOINT = "pick endpoint"
    TAKE_LAST_ENDPOINT = "take last endpoint"

    # Rules of one endpoint.
    HAIRPIN = "hairpin"
    REMEMBER_CLIENT = "remember client"
    REWRITE = "rewrite"
    REMEMBER_AND_REWRITE = "remember and rewrite"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a chain, `text` as it is listed there.

    `owner` is the Service port that it was written for, if any; `targets` are the chains it may lead to and, with an
    `@`, the sets and maps it reads; `subject` is the one value that it is about (an address, a range, a number).
    """

    chain: str
    text: str
    kind: Kind
    owner: Reference | None = None
    targets: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a set or map: its key as fields, and for a map the verdict."""

    key: tuple[str, ...]
    kind: Kind
    owner: Reference | None = None
    verdict: str = ""
    comment: str = ""

    @property
    def text(self) -> str:
        comment = f' comment "{self.comment}"' if self.comment else ""
        verdict = f" : {self.verdict}" if self.verdict else ""
        return " . ".join(self.key) + comment + verdict

    @property
    def targets(self) -> tuple[str, ...]:
        """The chain that the verdict leads to, if any."""
        return (self.verdict.removeprefix("goto "),) if self.verdict.startswith("goto ") else ()

    @property
    def subject(self) -> str:
        """What packets ask for: an address, or protocol and number of a node port."""
        return self.key[0] if len(self.key) != 2 else f"{self.key[1]}/{self.key[0]}"


Remark = Callable[[Rule | Element], str]
"""Says something about a rule or element, on a line of its own before it."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of a table: `hook` says how the kernel calls it, "" if only other chains do."""

    table: str
    name: str
    rules: tuple[Rule, ...] = ()
    hook: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A set or map by name. `options` are its lines besides type and comment; elements are in the order of a listing."""

    name: str
    type: str
    comment: str = ""
    elements: tuple[Element, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def is_map(self) -> bool:
        return self.type.endswith(": verdict")


@dataclass(frozen=True, slots=True)
class Table:
    """Chains, sets and maps by name: the names in a table mean each other."""

    name: str
    chains: Mapping[str, Chain]
    collections: Mapping[str, Collection] = field(default_factory=dict[str, Collection], hash=False)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What kube-proxy wrote on one node in one family, tables by name.

    `hooks` are the chains that the kernel calls, each with its table, in the order in which a packet goes through them.
    """

    family: Family
    tables: Mapping[str, Table]
    hooks: tuple[tuple[str, str], ...]

    @property
    def chains(self) -> Iterator[Chain]:
        """All chains, table by table."""
        for table in self.tables.values():
            yield from table.chains.values()

    @property
    def collections(self) -> Iterator[Collection]:
        """All sets and maps, table by table."""
        for table in self.tables.values():
            yield from table.collections.values()

    @property
    def parts(self) -> Iterator[Rule | Element]:
        """All rules, then all elements."""
        for chain in self.chains:
            yield from chain.rules
        for collection in self.collections:
            yield from collection.elements
