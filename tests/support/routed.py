"""routed: requests to the HTTP clusters, and what the proxies made of them."""

from __future__ import annotations

from atlas.model.reason import Reason
from atlas.tracer.trace import Action, Flow, Trace
from support.http_clusters import CONTROLLER_ADDRESS, GATEWAY_ADDRESS


def request(
    host: str,
    path: str = "/",
    *,
    address: object = CONTROLLER_ADDRESS,
    method: str = "GET",
    headers: str = "",
) -> Flow:
    """Return a request to a proxy's address for any host, so that DNS has no say. Headers are written `a=1 b=2`."""
    named = tuple(
        (name, value) for name, _, value in (one.partition("=") for one in headers.split())
    )
    return Flow(
        "client/laptop", f"http://{address}{path}", method=method, headers=(("Host", host), *named)
    )


def gateway_request(host: str, path: str = "/", *, method: str = "GET", headers: str = "") -> Flow:
    """Return a request to the Gateway `public`."""
    return request(host, path, address=GATEWAY_ADDRESS, method=method, headers=headers)


def picked(found: Trace) -> str:
    """Return the Services that the proxies picked, sorted."""
    return said(found, "service")


def said(found: Trace, name: str) -> str:
    """Return what the hops of the proxies say under that name, each once, sorted."""
    facts = (
        str(dict(hop.facts).get(name, ""))
        for one in found.branches
        for hop in one.hops
        if hop.action is Action.MATCH_HTTP
    )
    return " ".join(sorted({*facts} - {""}))


def forwarded(found: Trace) -> set[tuple[str, str]]:
    """Return each Service with the request that a proxy passes on to it, as the hops say: unchanged, unless one says how."""
    seen: set[tuple[str, str]] = set()
    for branch in found.branches:
        changed = ""
        for hop in branch.hops:
            facts = dict(hop.facts)
            if hop.reason is Reason.REQUEST_CHANGED:
                changed = str(facts["forwarded"])
            elif hop.action is Action.MATCH_HTTP and "endpoint" in facts:
                seen.add((str(facts["service"]), changed or str(facts["request"])))
                changed = ""
    return seen
