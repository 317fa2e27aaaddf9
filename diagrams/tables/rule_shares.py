"""Each endpoint of a Service with the number in its rule of iptables mode, and the share of connections that follows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from atlas.model.cluster import Cluster
from atlas.model.reference import parse_reference
from atlas.proxy.follow import chains_of
from atlas.proxy.iptables.rules import iptables_rules
from atlas.proxy.rules import Kind, Rule
from atlas.tables import Column, Table, main
from atlas.text.text import Text

WEB = parse_reference("service/web")
PROBABILITY = re.compile(r"--probability ([\d.]+)")
NO_NUMBER = Text(ko="없음 (언제나)", en="none (always)")


@dataclass(frozen=True, slots=True)
class Pick:
    """A rule that picks an endpoint: its number as it is written, what gets to it, and what it takes of that."""

    endpoint: str
    written: str
    left: Fraction
    chance: Fraction


def picks(cluster: Cluster) -> Iterator[Pick]:
    """Yield the rules of the Service on the first node, in their order."""
    left = Fraction(1)
    for rule in picking_rules(cluster):
        found = PROBABILITY.search(rule.text)
        written = found[1] if found else ""
        chance = Fraction(written or 1).limit_denominator(1000)  # the number is rounded
        yield Pick(rule.subject, written, left, chance)
        left *= 1 - chance


def picking_rules(cluster: Cluster) -> Iterator[Rule]:
    for chain in chains_of(iptables_rules(cluster, cluster.nodes[0]), WEB):
        for rule in chain.rules:
            if rule.kind in (Kind.PICK_ENDPOINT, Kind.TAKE_LAST_ENDPOINT):
                yield rule


TABLE = Table(
    title=Text(
        ko="규칙의 확률과 엔드포인트가 선택될 비율",
        en="Probabilities in rules, shares of endpoints",
    ),
    cases=picks,
    columns=(
        Column(Text(ko="엔드포인트", en="Endpoint"), lambda _, pick: pick.endpoint),
        Column(
            Text(ko="규칙에 적힌 확률", en="Probability in the rule"),
            lambda _, pick: pick.written or NO_NUMBER,
        ),
        Column(
            Text(ko="이 규칙까지 오는 비율", en="Share that reaches this rule"),
            lambda _, pick: str(pick.left),
        ),
        Column(
            Text(ko="전체에서 차지하는 비율", en="Share of all connections"),
            lambda _, pick: f"{pick.left} × {pick.chance} = {pick.left * pick.chance}",
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
