"""Exchange: what one HTTP proxy did with one request, for those who want more than the way of packets."""

from __future__ import annotations

from dataclasses import dataclass

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """Which objects have decided: references, the listener's name, and the rule by its place in the route (from 0).

    What has played no part is "", or -1.
    """

    gateway: str = ""
    listener: str = ""
    route: str = ""
    rule: int = -1
    rule_name: str = ""


NOBODY = Decided()


@dataclass(frozen=True, slots=True)
class Seen:
    """A request as one party sees it: the client's at the proxy, or the proxy's at the backend."""

    method: str
    scheme: str
    host: str
    path: str
    query: str = ""
    headers: Headers = ()


@dataclass(frozen=True, slots=True)
class AnswerHeaders:
    """What the proxy does to the headers of an answer: it sets, adds and removes."""

    set: Headers = ()
    add: Headers = ()
    remove: tuple[str, ...] = ()


UNCHANGED = AnswerHeaders()


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request at one proxy.

    `forwarded` is what a backend gets, None if the proxy answers itself; then `status` is that of its answer, else 0.
    `grpc_status` is the code of the answer to a gRPC call, -1 if there is none. `mirrors` are Services with the share
    of the requests that they get copies of. `timeouts` are the route's own. `not_computed` names what the route asks
    for and the model leaves out.
    """

    proxy: str
    request: Seen
    decided: Decided = NOBODY
    backend: str = ""
    forwarded: Seen | None = None
    status: int = 0
    grpc_status: int = -1
    location: str = ""
    answer: AnswerHeaders = UNCHANGED
    mirrors: tuple[tuple[str, str], ...] = ()
    timeouts: tuple[tuple[str, str], ...] = ()
    not_computed: tuple[str, ...] = ()
