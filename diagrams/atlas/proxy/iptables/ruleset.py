"""Ruleset: the tables of iptables rules as data, each rule with its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from atlas.model.network import Family
from atlas.model.reference import Reference


class Table(StrEnum):
    """A table of the kernel that kube-proxy writes to, in the order in which iptables-save lists them."""

    MANGLE = "mangle"
    FILTER = "filter"
    NAT = "nat"


class Kind(StrEnum):
    """What a rule is for. `atlas.text.iptables_notes` has a sentence for each."""

    # Rules of every node, whatever Services there are.
    GUARD_LOCALHOST = "guard localhost"
    CHECK_FIREWALL = "check firewall"
    CHECK_HEALTH_PORTS = "check health check ports"
    CHECK_OUTSIDE_ADDRESSES = "check outside addresses"
    CHECK_CLUSTER_IPS = "check cluster IPs"
    CHECK_FORWARDED = "check forwarded"
    DISPATCH = "dispatch"
    LEAVE = "leave"
    BLOCK_LOCALHOST = "block localhost"
    DROP_INVALID = "drop invalid"
    FORWARD_MARKED = "forward marked"
    FORWARD_KNOWN = "forward known"
    SKIP_UNMARKED = "skip unmarked"
    CLEAR_MARK = "clear mark"
    MASQUERADE = "masquerade"
    MARK = "mark"
    LOOK_UP_NODE_PORT = "look up node port"
    LOOK_UP_NODE_PORT_AT = "look up node port at address"

    # Rules that lead packets to a Service port, or refuse them.
    TO_CLUSTER_IP = "to cluster IP"
    TO_EXTERNAL_IP = "to external IP"
    TO_LOAD_BALANCER = "to load balancer"
    TO_NODE_PORT = "to node port"
    NO_ENDPOINTS = "no endpoints"
    NO_LOCAL_ENDPOINTS = "no local endpoints"
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
    ADMIT_RANGE = "admit range"
    ADMIT_BALANCER = "admit balancer"
    NOT_ADMITTED = "not admitted"
    RETURN_TO_ENDPOINT = "return to endpoint"
    PICK_ENDPOINT = "pick endpoint"
    TAKE_LAST_ENDPOINT = "take last endpoint"

    # Rules of one endpoint.
    HAIRPIN = "hairpin"
    REWRITE = "rewrite"
    REMEMBER_AND_REWRITE = "remember and rewrite"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a chain, `text` as iptables-save prints it behind the name of the chain.

    `owner` is the Service port that it was written for, if any; `target` is the chain that it leads to, or "";
    `subject` is the one value that it is about (an address, a range, a number).
    """

    chain: str
    text: str
    kind: Kind
    owner: Reference | None = None
    target: str = ""
    subject: str = ""

    def __str__(self) -> str:
        return f"-A {self.chain} {self.text}"

    @property
    def facts(self) -> dict[str, str]:
        """What a sentence about the rule can name."""
        return {
            "service": str(self.owner or ""),
            "subject": self.subject,
            "target": self.target,
        }


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: `policy` is what becomes of packets at its end if the kernel calls it, "" if only other chains do."""

    table: Table
    name: str
    rules: tuple[Rule, ...] = ()
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What kube-proxy wrote on one node in one family, chains by table and name."""

    family: Family
    tables: Mapping[Table, Mapping[str, Chain]]

    @property
    def chains(self) -> Iterator[Chain]:
        """All chains, table by table."""
        for table in self.tables.values():
            yield from table.values()
