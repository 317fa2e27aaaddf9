"""Limits: what the model answers and a lab cannot try, and why."""

from __future__ import annotations

from atlas.tracer.exchange import Exchange
from atlas.tracer.trace import Flow, Trace

_OF_CONNECTIONS = ("tcproute/", "udproute/", "tlsroute/")
_NO_TLS = "a lab speaks no TLS; ask with http://"
_NO_GRPC = "a lab speaks no gRPC; ask `atlas trace` what a GRPCRoute does with a call"
_NO_MESH = "a lab has no service mesh; ask `atlas trace` what routes on Services do"
_NO_STREAMS = "the Gateways of a lab pass on HTTP only; ask `atlas trace` what TLSRoutes, TCPRoutes and UDPRoutes do"
_NO_TLS_BEHIND = "a lab speaks no TLS, and a BackendTLSPolicy asks for it; ask `atlas trace`"


def not_tried(answer: Trace) -> str:
    """Return why a lab cannot try the flow, as a sentence; "" if it can."""
    reason = _of_flow(answer.flow)
    for branch in answer.branches if not reason else ():
        sender = str(branch.hops[0].place) if branch.hops else ""
        reason = next(filter(None, (_of_exchange(one, sender) for one in branch.exchanges)), "")
        if reason:
            break
    return reason


def _of_flow(flow: Flow) -> str:
    if flow.to.startswith(("https:", "grpcs:")):
        return _NO_TLS
    if flow.to.startswith("grpc:"):
        return _NO_GRPC
    return ""


def _of_exchange(one: Exchange, sender: str) -> str:
    if one.proxy == sender:
        return _NO_MESH
    if one.request.scheme in ("tcp", "udp") or one.decided.route.startswith(_OF_CONNECTIONS):
        return _NO_STREAMS
    if one.grpc_status >= 0 or one.decided.route.startswith("grpcroute/"):
        return _NO_GRPC
    if one.forwarded is not None and one.forwarded.scheme == "https":
        return _NO_TLS_BEHIND
    return ""
