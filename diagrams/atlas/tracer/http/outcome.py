"""What an HTTP proxy makes of a request: it passes it on to a backend, or answers itself."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from atlas.model.backend import Backend
from atlas.model.network import Address
from atlas.model.outside import HttpProxy
from atlas.model.reason import Reason
from atlas.tracer.exchange import NOBODY, UNCHANGED, AnswerHeaders, Decided
from atlas.tracer.http.request import Request
from atlas.tracer.trace import Action, Verdict

CERTAIN = Fraction(1)
Facts = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Entrance:
    """A request at a proxy: the address and port that it came in at, as Ingress and Gateway know them.

    `name` is that of the Pod or balancer. `has_tls` is what the port's Service says of it: number 443, or `https` as name or appProtocol.
    """

    proxy: HttpProxy
    name: str
    address: Address
    port: int
    has_tls: bool
    request: Request


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a proxy does with a request on the side, while it stays where it is."""

    reason: Reason
    facts: Facts = ()


@dataclass(frozen=True, slots=True)
class Extras:
    """What else there is to say of an outcome, though it changes nothing of the way: see Exchange."""

    decided: Decided = NOBODY
    answer: AnswerHeaders = UNCHANGED
    mirrors: tuple[tuple[str, str], ...] = ()
    timeouts: tuple[tuple[str, str], ...] = ()
    not_computed: tuple[str, ...] = ()


NO_EXTRAS = Extras()


@dataclass(frozen=True, slots=True)
class Forward:
    """A share of the requests goes on to a backend, as `request`, after what the notes say.

    Of what is `raw` the proxy passes on the bytes of the connection, and answers nothing itself.
    """

    backend: Backend
    request: Request
    reason: Reason
    share: Fraction = CERTAIN
    notes: tuple[Note, ...] = ()
    extras: Extras = NO_EXTRAS
    raw: bool = False
    grpc: bool = False
    """Whether it is a gRPC call, by the kind of its route."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A share of the requests gets an answer of the proxy's own, or of the kernel before it."""

    verdict: Verdict
    reason: Reason
    facts: Facts = ()
    share: Fraction = CERTAIN
    notes: tuple[Note, ...] = ()
    action: Action = Action.MATCH_HTTP
    extras: Extras = NO_EXTRAS


RequestOutcome = Forward | Answer
"""What becomes of a share of the requests; the shares of all outcomes sum to 1."""


def without_tls(entrance: Entrance) -> Answer:
    """Return what happens to TLS that meets a port for plain HTTP: no handshake."""
    facts = (("port", entrance.port),)
    return Answer(Verdict.TLS_FAILED, Reason.TLS_NOT_SPOKEN, facts)


def with_tls(entrance: Entrance) -> Answer:
    """Return what happens to plain HTTP that meets a port for TLS."""
    return Answer(Verdict.BAD_REQUEST, Reason.TLS_EXPECTED, (("port", entrance.port),))


def closed(entrance: Entrance) -> Answer:
    """Return what happens at a port that the proxy has not opened."""
    if entrance.proxy.in_cluster:
        facts = (("node", entrance.name), ("port", entrance.port))
        return Answer(Verdict.REFUSED, Reason.NOBODY_LISTENS, facts, action=Action.REFUSE)
    facts = (("destination", entrance.address), ("port", entrance.port))
    return Answer(Verdict.TIMED_OUT, Reason.NO_FORWARDING_RULE, facts, action=Action.LOSE)
