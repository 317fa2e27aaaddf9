"""Cards show how a Service deviates from the defaults, and leave the defaults out."""

from __future__ import annotations

import pytest

from atlas.figure.cards import card
from atlas.figure.catalog import CLUSTER
from atlas.model.outside import Forwarding
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
