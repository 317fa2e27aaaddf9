"""What commands print around their answers is Korean where Korean is asked for."""

from __future__ import annotations

import pytest

from atlas.cli.main import run
from support.pages import PROJECT

CLUSTER = str(PROJECT / "diagrams" / "cluster")


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run([*words, "--lang", "ko"]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("packet", "outcome"),
    [
        ("203.0.113.9>10.0.0.11:30080/TCP", "엔드포인트로 보냄"),
        ("203.0.113.9>10.0.0.11:22/TCP", "규칙을 적용하지 않음"),
    ],
)
def test_what_the_rules_do(capsys: pytest.CaptureFixture[str], packet: str, outcome: str) -> None:
    text = printed(capsys, "decide", CLUSTER, "--node", "node-a", "--packet", packet)
    assert f"TCP: {outcome}" in text.splitlines()[0]


def test_what_the_rules_are_of(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "rules", CLUSTER, "--node", "node-a", "--for", "service/web")
    assert text.startswith("# kube-proxy v1.37.1, iptables 모드, node/node-a, IPv4, service/web")


def test_a_repair_that_changes_no_connection(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(capsys, "why", str(PROJECT / "diagrams" / "broken" / "port-taken"))
    assert "이후 상태: 정상. 연결 3개의 결과는 그대로입니다" in text
    assert "0개가 달라집니다" not in text
