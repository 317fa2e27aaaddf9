"""Ruleset: a table of nftables rules as data, each rule and map element with its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from atlas.model.network import Family
from atlas.model.reference import Reference


class Kind(StrEnum):
    """What a rule or an element is for. `atlas.text.nftables_notes` has a sentence for each."""

    # Rules of every node, whatever Services there are.
    CHECK_FIREWALL = "check firewall"
    CHECK_NODE_PORT_ENDPOINTS = "check node port endpoints"
    CHECK_SERVICE_ENDPOINTS = "check service endpoints"
    CHECK_CLUSTER_IPS = "check cluster IPs"
    DISPATCH = "dispatch"
    LEAVE = "leave"
    LOOK_UP_FIREWALL = "look up firewall"
    LOOK_UP_EMPTY_NODE_PORT = "look up node port without endpoints"
    LOOK_UP_EMPTY_SERVICE = "look up service without endpoints"
    LOOK_UP_SERVICE = "look up service"
    LOOK_UP_NODE_PORT = "look up node port"
    REJECT_UNKNOWN_PORT = "reject unknown port"
    SKIP_UNMARKED = "skip unmarked"
    CLEAR_MARK = "clear mark"
    MASQUERADE = "masquerade"
    MARK = "mark"
    REJECT = "reject"

    # Rules of one Service port.
    MASQUERADE_STRANGERS = "masquerade strangers"
    MASQUERADE_ALL = "masquerade all"
    RETURN_TO_ENDPOINT = "return to endpoint"
    PICK_ENDPOINT = "pick endpoint"
    MASQUERADE_OUTSIDE_TRAFFIC = "masquerade outside traffic"
    SHORT_CIRCUIT_PODS = "short-circuit pods"
    MASQUERADE_OWN = "masquerade own"
    SHORT_CIRCUIT_OWN = "short-circuit own"
    OBEY_POLICY = "obey policy"
    SOURCE_RANGES = "source ranges"

    # Rules of one endpoint.
    HAIRPIN = "hairpin"
    REMEMBER_CLIENT = "remember client"
    REWRITE = "rewrite"

    # Elements of sets and maps.
    ACTIVE_CLUSTER_IP = "active cluster IP"
    NODE_PORT_ADDRESS = "node port address"
    TO_CLUSTER_IP = "to cluster IP"
    TO_EXTERNAL_IP = "to external IP"
    TO_LOAD_BALANCER = "to load balancer"
    TO_NODE_PORT = "to node port"
    NO_ENDPOINTS = "no endpoints"
    NO_LOCAL_ENDPOINTS = "no local endpoints"
    GUARDED_ADDRESS = "guarded address"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a chain.

    `owner` is the Service port that it was written for, if any; `targets` are the chains it may lead to and, with an
    `@`, the sets and maps it reads; `subject` is the one value that it is about (an address, a range, a number).
    """

    chain: str
    text: str
    kind: Kind
    comment: str = ""
    owner: Reference | None = None
    targets: tuple[str, ...] = ()
    subject: str = ""

    def __str__(self) -> str:
        return f'{self.text} comment "{self.comment}"' if self.comment else self.text

    @property
    def facts(self) -> dict[str, str]:
        """What a sentence about the rule can name."""
        return _facts(self.owner, self.subject, self.targets[0] if self.targets else "")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a set or map: its key as fields, and for a map the verdict."""

    key: tuple[str, ...]
    kind: Kind
    owner: Reference | None = None
    verdict: str = ""
    comment: str = ""

    def __str__(self) -> str:
        comment = f' comment "{self.comment}"' if self.comment else ""
        verdict = f" : {self.verdict}" if self.verdict else ""
        return " . ".join(self.key) + comment + verdict

    @property
    def target(self) -> str:
        """The chain that the verdict leads to, or ""."""
        return self.verdict.removeprefix("goto ") if self.verdict.startswith("goto ") else ""

    @property
    def subject(self) -> str:
        """What packets ask for: an address, or protocol and number of a node port."""
        return self.key[0] if len(self.key) != 2 else f"{self.key[1]}/{self.key[0]}"

    @property
    def facts(self) -> dict[str, str]:
        """What a sentence about the element can name."""
        return _facts(self.owner, self.subject, self.target)


def _facts(owner: Reference | None, subject: str, target: str) -> dict[str, str]:
    return {"service": str(owner or ""), "subject": subject, "target": target}


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain: `hook` says where the kernel calls it, "" if only other chains do."""

    name: str
    rules: tuple[Rule, ...]
    hook: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """A set or map by name. `options` are its lines besides type and comment; elements are in nft's order."""

    name: str
    type: str
    comment: str = ""
    elements: tuple[Element, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def is_map(self) -> bool:
        return self.type.endswith(": verdict")


@dataclass(frozen=True, slots=True)
class Ruleset:
    """The table `kube-proxy` of one family on one node, sets and chains by name."""

    family: Family
    collections: Mapping[str, Collection]
    chains: Mapping[str, Chain]
