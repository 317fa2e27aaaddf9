"""Cards show how a Service deviates from the defaults, and leave the defaults out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from atlas.figure.cards import card
from atlas.figure.catalog import CLUSTER
from atlas.model.outside import Forwarding
from atlas.model.reference import parse_reference
from atlas.model.service import SessionAffinity, TrafficPolicy
from atlas.what_if.row import WhatIf, apply_all
from atlas.what_if.rows import (
    balancer_forwards_as,
    external_policy,
    internal_policy,
    session_affinity,
)
from atlas.world.load import load

KUBERNETES = load([CLUSTER]).cluster
BALANCED = "service/web-lb"


OBJECTS = (*KUBERNETES.services, *KUBERNETES.ingresses, *KUBERNETES.http_routes)


@pytest.mark.parametrize("reference", [str(one.reference) for one in OBJECTS])
def test_a_card_is_of_the_object_that_is_meant(reference: str) -> None:
    kind, _, name = reference.partition("/")
    said = str(card(KUBERNETES, reference).lines[0])
    assert said.lower().split()[:2] == [kind, name.rpartition("/")[2]]


def test_no_card_of_nothing() -> None:
    with pytest.raises(ValueError, match="no ingress/nothing to show"):
        card(KUBERNETES, "ingress/nothing")


def test_the_address_of_a_balancer_or_that_there_is_none() -> None:
    service = KUBERNETES.service_by_reference[parse_reference(BALANCED)]
    (ip,) = service.load_balancer_ips
    assert f"LoadBalancer {ip}:80" in card(KUBERNETES, BALANCED).lines
    pending = replace(service, load_balancer_ingress=())
    cluster = replace(KUBERNETES, services=(pending,))
    assert "LoadBalancer pending" in card(cluster, BALANCED).lines


@pytest.mark.parametrize(
    ("what_if", "said"),
    [
        (external_policy(BALANCED, TrafficPolicy.LOCAL), ["externalTrafficPolicy: Local"]),
        (internal_policy(BALANCED, TrafficPolicy.LOCAL), ["internalTrafficPolicy: Local"]),
        (session_affinity(BALANCED, SessionAffinity.CLIENT_IP), ["sessionAffinity: ClientIP"]),
        (balancer_forwards_as("edge", Forwarding.PROXY), ["ipMode: Proxy"]),
        (external_policy(BALANCED, TrafficPolicy.CLUSTER), []),
    ],
)
def test_fields_that_change_where_packets_go(what_if: WhatIf, said: list[str]) -> None:
    before = card(KUBERNETES, BALANCED).lines
    after = card(apply_all(KUBERNETES, [what_if]), BALANCED).lines
    assert list(after) == [*before, *said]
