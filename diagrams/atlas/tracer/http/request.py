"""An HTTP request, and how hosts and paths of rules are compared with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from atlas.model.network import Protocol
from atlas.tracer.finding import FlowError, port_number

HOST = "host"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_GRPC = {"grpc": "http", "grpcs": "https"}
"""Schemes of our own for gRPC calls: what they travel over."""
_CONTENT_TYPE = "content-type"
_GRPC_CONTENT = "application/grpc"


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request, as far as routing looks at it. `port` is the one that the client asked for.

    A connection whose content is not looked at has `tcp` or `udp` as scheme, and nothing but a port. `server_name` is the host that the client names when it opens TLS (SNI), "" without TLS or for an address.
    """

    scheme: str
    host: str
    port: int
    path: str
    method: str
    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...] = ()
    server_name: str = ""

    def __str__(self) -> str:
        if self.is_connection:
            return f"{self.scheme.upper()}/{self.port}"
        return f"{self.host}{self.path}"

    @property
    def is_connection(self) -> bool:
        """Whether nothing is known but that there is a connection."""
        return self.scheme in ("tcp", "udp")

    @property
    def is_grpc(self) -> bool:
        """Whether it is a gRPC call: its content says so."""
        return (self.header(_CONTENT_TYPE) or "").startswith(_GRPC_CONTENT)

    @property
    def query_text(self) -> str:
        """The query as it stands in the URL."""
        return "&".join(f"{name}={value}" if value else name for name, value in self.query)

    def header(self, name: str) -> str | None:
        """Return the value of a header, or None. One that comes several times is one with commas (RFC 9110, 5.2)."""
        found = [value for one, value in self.headers if one.lower() == name.lower()]
        return ",".join(found) if found else None

    def parameter(self, name: str) -> str | None:
        """Return the first value of a query parameter, or None."""
        return next((value for one, value in self.query if one == name), None)


def request_to(text: str, method: str, headers: tuple[tuple[str, str], ...]) -> Request:
    """Return the request for a URL. Raises FlowError for what no browser would open."""
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError as error:
        raise FlowError(f"{text}: {error}") from error
    scheme = _GRPC.get(url.scheme, url.scheme)
    if scheme not in _DEFAULT_PORTS or not url.hostname:
        raise FlowError(f"{text}: needs http://, https:// or grpc:// and a host")
    number = _DEFAULT_PORTS[scheme] if port is None else port_number(str(port), text)
    if url.scheme in _GRPC:
        method = "POST"
        if not any(name.lower() == _CONTENT_TYPE for name, _ in headers):
            headers = (*headers, (_CONTENT_TYPE, _GRPC_CONTENT))
    pairs = (pair.partition("=") for pair in url.query.split("&") if pair)
    query = tuple((name, value) for name, _, value in pairs)
    return Request(scheme, url.hostname, number, url.path or "/", method, headers, query)


def connection(port: int, protocol: Protocol) -> Request:
    """Return what is known of a connection with unknown content."""
    return Request(protocol.value.lower(), "", port, "", "", ())


def as_received(request: Request) -> Request:
    """Return a client's request as the first proxy reads it: a Host header of its own outweighs the host of the URL.

    What the client has told TLS before that is the host of the URL all the same.
    """
    is_address = ":" in request.host or request.host.replace(".", "").isdecimal()
    secure = request.scheme == "https" and not is_address
    header = request.header(HOST)
    return replace(
        request,
        host=request.host if header is None else _without_port(header),
        headers=tuple(one for one in request.headers if one[0].lower() != HOST),
        server_name=request.host if secure else "",
    )


def _without_port(host: str) -> str:
    name, _, port = host.lower().rpartition(":")
    return name if name and port.isdecimal() else host.lower()


def host_patterns(host: str) -> tuple[str, ...]:
    """Return the hosts of Ingress rules that match, most specific first; a star stands for exactly one label."""
    first, dot, parent = host.partition(".")
    return (host, f"*.{parent}", "") if first and dot else (host, "")


def matches_hostname(pattern: str, host: str) -> bool:
    """Return whether a Gateway API hostname matches: "" is every host, a star stands for one or more labels."""
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) > len(pattern) - 1
    return pattern in ("", host)


def intersects(one: str, other: str) -> bool:
    """Return whether some host matches both Gateway API hostnames."""
    if matches_hostname(one, other) or matches_hostname(other, one):
        return True
    if one.startswith("*.") and other.startswith("*."):
        return one.endswith(other[1:]) or other.endswith(one[1:])
    return False


def is_prefix(prefix: str, path: str) -> bool:
    """Return whether a path begins with a prefix, element by element: `/foo` matches `/foo/bar`, not `/foobar`."""
    wanted = prefix.rstrip("/")
    return path == wanted or path.startswith(f"{wanted}/")
