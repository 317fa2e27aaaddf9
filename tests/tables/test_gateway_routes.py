"""Every case of Gateway API on the evidence page gets the answer that the API asks for."""

from __future__ import annotations

import pytest

from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.figure.catalog import run as run_script
from atlas.model.cluster import Cluster
from atlas.tables.catalog import script
from atlas.tracer.tracer import trace
from atlas.world.load import load

SCRIPT = run_script(script("gateway-routes"))


@pytest.fixture(scope="module")
def gateways() -> Cluster:
    return load([OTHER_CLUSTERS / "gateways"]).cluster


@pytest.mark.parametrize("number", range(len(SCRIPT.CASES)))
def test_a_case_is_answered_as_asked(gateways: Cluster, number: int) -> None:
    case = SCRIPT.CASES[number]
    assert SCRIPT.in_short(trace(gateways, case.flow)) == case.expected, case.flow


def test_another_answer_would_be_seen(gateways: Cluster) -> None:
    case = SCRIPT.CASES[0]
    assert SCRIPT.is_as_asked(gateways, case) == "✓"
    wrong = SCRIPT.Asked(case.rule, case.flow, "HTTP 404")
    assert SCRIPT.is_as_asked(gateways, wrong) == "✕"
