"""An HTTP request, and how hosts and paths of rules are held against it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request, as far as routing looks at it. `port` is the one that the client asked for."""

    scheme: str
    host: str
    port: int
    path: str
    method: str
    headers: tuple[tuple[str, str], ...]
    query: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.host}{self.path}"


def host_patterns(host: str) -> tuple[str, ...]:
    """Return the hosts of Ingress rules that match, most specific first; a star stands for exactly one label."""
    _, dot, parent = host.partition(".")
    return (host, f"*.{parent}", "") if dot else (host, "")


def matches_hostname(pattern: str, host: str) -> bool:
    """Return whether a Gateway API hostname matches: "" is every host, a star stands for one or more labels."""
    if pattern.startswith("*."):
        return host.endswith(pattern[1:])
    return pattern in ("", host)


def is_prefix(prefix: str, path: str) -> bool:
    """Return whether a path begins with a prefix, element by element: `/foo` matches `/foo/bar`, not `/foobar`."""
    wanted = prefix.rstrip("/")
    return path == wanted or path.startswith(f"{wanted}/")
