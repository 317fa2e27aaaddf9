"""PROXY protocol: balancer and receiver have to agree on the header."""

from __future__ import annotations

from support.ask import ask, changed
from support.cases import cases
from support.clusters import small_cluster

EXPECTED = ", ".join(f"expects-header web-{number}" for number in (1, 2, 3))


@cases(
    """
    sent  expected  client         to              verdict
    no    no        client/laptop  service/web-lb  delivered
    yes   no        client/laptop  service/web-lb  HTTP-400    # the header is no request
    no    yes       client/laptop  service/web-lb  closed      # a request is no header
    yes   yes       client/laptop  service/web-lb  delivered
    yes   yes       pod/client     service/web     closed      # past the balancer
    yes   no        pod/client     service/web     delivered
    """,
    source="haproxy.org download/3.0/doc/proxy-protocol.txt",
)
def test_both_mismatches(sent: str, expected: str, client: str, to: str, verdict: str) -> None:
    words = ["balancer Proxy", *(["header sent"] if sent == "yes" else [])]
    words += [EXPECTED] if expected == "yes" else []
    found = ask(changed(small_cluster(), ", ".join(words)), client, to)
    assert {one.value.replace(" ", "-") for one in found.verdicts} == {verdict}
