"""What a lab cannot try of Gateway API is refused with a sentence that says why."""

from __future__ import annotations

import pytest

from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from atlas.world.load import load
from atlas_lab.agreement.flows import is_observable
from atlas_lab.limits import not_tried
from support.cases import cases


@pytest.fixture(scope="module")
def gateways() -> Cluster:
    return load([OTHER_CLUSTERS / "gateways"]).cluster


@cases(
    """
    client         to                                   host               reason
    client/laptop  http://203.0.113.1/                  shop.example.com   -
    client/laptop  http://203.0.113.1/                  nobody.example.com  -
    client/laptop  https://203.0.113.1/                 shop.example.com   no TLS
    client/laptop  grpc://203.0.113.1/shop.Orders/List  calls.example.com  no gRPC
    client/laptop  http://203.0.113.1/shop.Orders/List  calls.example.com  no gRPC
    client/laptop  203.0.113.1:5432                     -                  pass on HTTP only
    client/laptop  http://203.0.113.1/                  vault.example.com  a BackendTLSPolicy asks for it
    pod/caller-1   http://mesh/v                        -                  no service mesh
    pod/caller-1   http://mesh:8080/v                   -                  -   # no route on that port
    """,
    source="docs/en/lab.md",
)
def test_what_a_lab_can_try(
    gateways: Cluster, client: str, to: str, host: str, reason: str
) -> None:
    headers = (("Host", host),) if host else ()
    flow = Flow(client, to, headers=headers)
    said = not_tried(trace(gateways, flow))
    assert reason in said
    assert bool(reason) == bool(said)
    if reason:
        assert not is_observable(gateways, flow)


def test_datagrams_through_a_gateway_are_not_tried(gateways: Cluster) -> None:
    flow = Flow("client/laptop", "203.0.113.1:53", protocol=Protocol.UDP)
    assert "UDPRoutes" in not_tried(trace(gateways, flow))
