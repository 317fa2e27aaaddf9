"""The question and the answer: Flow → Trace → Branch → Hop → Verdict.

A Flow names things, a Packet holds addresses. A Trace holds every way that a connection can take; each
Branch is complete, with its probability, and joins seamlessly: each hop starts with the packet that the
hop before ended with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import count, pairwise
from math import lcm
from typing import overload

from atlas.model.network import Address, Packet, Protocol
from atlas.model.reason import Reason
from atlas.model.reference import Reference
from atlas.tracer.dns.answer import DnsAnswer
from atlas.tracer.exchange import Exchange


class Entry(StrEnum):
    """Which of a Service's addresses a flow uses."""

    AUTO = "auto"
    """The address a client there would use: name → ClusterIP inside, load balancer outside, else node port."""
    CLUSTER_IP = "ClusterIP"
    NODE_PORT = "NodePort"
    LOAD_BALANCER = "LoadBalancer"
    EXTERNAL_IP = "ExternalIP"
    NAME = "Name"
    """Through DNS, as a program does that only knows the Service's name."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The question what happens to a new connection from `source` to `to`.

    source: `pod/web-1`, `node/node-a`, `client/laptop` or an address.
    to: `service/web[:port]`, `pod/web-1[:port]`, `node/node-a:port`, `client/laptop:port`, `address:port`, or a URL
        (`http://shop.example.com/api`, `http://web:80/`), whose host is resolved as `source` would.
    node: the node whose address a NodePort client uses ("" is the first one), that the load balancer picks ("" is any),
        or to which the network outside routes a ClusterIP or external IP.
    pinned: host names that are not looked up: the name, the port that this is for, and the address to take.
    """

    source: str
    to: str
    entry: Entry = Entry.AUTO
    node: str = ""
    protocol: Protocol = Protocol.TCP
    source_port: int = 40000
    headers: tuple[tuple[str, str], ...] = ()
    method: str = "GET"
    pinned: tuple[tuple[str, int, str], ...] = ()


class PlaceKind(StrEnum):
    CLIENT = "client"
    """A machine outside."""
    BALANCER = "loadbalancer"
    """An outside load balancer that forwards packets or connections."""
    HTTP_PROXY = "httpproxy"
    """An outside balancer that reads HTTP requests."""
    NODE = "node"
    """The kernel of a node: its routing, its Service rules."""
    POD = "pod"
    DNS = "dns"
    """A DNS server outside the cluster."""
    NOWHERE = "nowhere"
    """Where no route leads; packets to it get lost. Or nobody can tell what is there."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens to a packet. `namespace` is set for Pods only."""

    kind: PlaceKind
    name: str
    namespace: str = ""

    @property
    def reference(self) -> Reference:
        return Reference(self.kind.value, self.name, self.namespace)

    def __str__(self) -> str:
        return str(self.reference)


class Action(StrEnum):
    """What a place does with a packet."""

    SEND = "send"
    ROUTE = "route"
    """Forwards by destination, addresses unchanged."""
    DNAT = "dnat"
    MASQUERADE = "masquerade"
    BALANCE = "balance"
    """A load balancer picks a node."""
    MATCH_HTTP = "match_http"
    """An HTTP proxy reads the request and picks a backend; before and after are two connections."""
    DELIVER = "deliver"
    REFUSE = "refuse"
    DROP = "drop"
    LOSE = "lose"
    """Nobody is there to take the packet."""
    LEAVE = "leave"
    """What becomes of the packet is not in the input."""
    RESTORE = "restore"
    """Reply only: conntrack puts the original addresses back."""
    RELAY = "relay"
    """Reply only: a proxy passes the answer of its own connection on over the client's."""


class Verdict(StrEnum):
    """What the client feels."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"
    NOT_PERMITTED = "not permitted"
    """A rule of the sender's own node stops the datagram: sending it fails (EPERM)."""
    NAME_NOT_FOUND = "name not found"
    NO_ADDRESS = "no address"
    """Nobody has given the Service or host an address yet."""
    UNKNOWN = "unknown"
    """The input does not tell."""
    CLOSED = "closed"
    """The connection was made, and ended before any answer."""
    TLS_FAILED = "TLS failed"
    MOVED_PERMANENTLY = "HTTP 301"
    FOUND = "HTTP 302"
    SEE_OTHER = "HTTP 303"
    TEMPORARY_REDIRECT = "HTTP 307"
    PERMANENT_REDIRECT = "HTTP 308"
    NO_CONTENT = "HTTP 204"
    BAD_REQUEST = "HTTP 400"
    NOT_FOUND = "HTTP 404"
    MISDIRECTED = "HTTP 421"
    SERVER_ERROR = "HTTP 500"
    BAD_GATEWAY = "HTTP 502"
    UNAVAILABLE = "HTTP 503"
    GATEWAY_TIMEOUT = "HTTP 504"
    GRPC_UNIMPLEMENTED = "gRPC UNIMPLEMENTED"
    GRPC_UNAVAILABLE = "gRPC UNAVAILABLE"


@dataclass(frozen=True, slots=True)
class Hop:
    """One thing done to the packet at one place, and the rule or API field that caused it.

    `facts` are what the reason's sentence names: names, numbers and addresses. Made by `checked_hop`, which checks them.
    """

    place: Place
    action: Action
    before: Packet
    after: Packet
    reason: Reason
    facts: tuple[tuple[str, object], ...] = ()


def checked_hop(
    place: Place,
    action: Action,
    before: Packet,
    after: Packet,
    reason: Reason,
    facts: Mapping[str, object],
) -> Hop:
    """Return the hop. Raises ValueError for facts other than those that the reason's sentence names."""
    if facts.keys() != reason.facts:
        raise ValueError(
            f"{reason.name} names {sorted(reason.facts)}, but is given {sorted(facts)}"
        )
    return Hop(place, action, before, after, reason, tuple(facts.items()))


@dataclass(frozen=True, slots=True)
class Branch:
    """One complete way: hops there, verdict, hops of the first reply back to the sender.

    `reply` is empty where nothing comes back. Raises ValueError if two hops do not join.
    """

    probability: Fraction
    hops: tuple[Hop, ...]
    verdict: Verdict
    reply: tuple[Hop, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    """What HTTP proxies on the way have done, in order."""

    def __post_init__(self) -> None:
        for way in (self.hops, self.reply):
            for first, second in pairwise(way):
                if first.after is not second.before and first.after != second.before:
                    raise ValueError(f"hops do not join: {first} → {second}")

    @property
    def destination(self) -> Place:
        """Where the way ended."""
        return self.hops[-1].place

    @property
    def source_seen(self) -> Address:
        """The source address of the packet as it arrived at the end of the way."""
        return self.hops[-1].before.source


class Branches(Sequence[Branch]):
    """The branches of a trace, each walked when it is first looked at.

    Looking at one connection costs one walk, however many endpoints there are. Raises ValueError once all are walked
    if their probabilities do not sum to 1.
    """

    __slots__ = ("_ahead", "_walked")

    def __init__(self, branches: Iterable[Branch]) -> None:
        self._ahead = iter(branches)
        self._walked: list[Branch] = []

    def __iter__(self) -> Iterator[Branch]:
        for position in count():
            if position == len(self._walked) and not self._walk_one():
                return
            yield self._walked[position]

    def __len__(self) -> int:
        return len(self._all())

    @overload
    def __getitem__(self, index: int) -> Branch: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Branch]: ...
    def __getitem__(self, index: int | slice) -> Branch | Sequence[Branch]:
        if index == 0 and (self._walked or self._walk_one()):
            return self._walked[0]
        return self._all()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Branches) and self._all() == other._all()

    def __hash__(self) -> int:
        return hash(tuple(self._all()))

    def __repr__(self) -> str:
        return f"Branches({self._all()!r})"

    def _all(self) -> list[Branch]:
        while self._walk_one():
            pass
        return self._walked

    def _walk_one(self) -> bool:
        """Walk the next branch; return whether there was one."""
        for branch in self._ahead:
            self._walked.append(branch)
            return True
        # In whole numbers: adding fractions one by one is slow.
        shares = [branch.probability for branch in self._walked]
        whole = lcm(*(share.denominator for share in shares))
        total = sum(share.numerator * (whole // share.denominator) for share in shares)
        if total != whole:
            raise ValueError(f"probabilities sum to {Fraction(total, whole)}")
        return False


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer: every Branch that the connection can take; probabilities sum to 1.

    `lookups` are the DNS questions asked first, in order; empty for flows to addresses.
    A name that is not found has one Branch without hops.
    """

    flow: Flow
    branches: Branches
    lookups: tuple[DnsAnswer, ...] = ()

    @property
    def verdicts(self) -> frozenset[Verdict]:
        return frozenset(branch.verdict for branch in self.branches)
