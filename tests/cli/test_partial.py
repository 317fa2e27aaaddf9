"""Any part of a sound cluster gets an answer from every command, and never anything but an answer or a message."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from atlas.cli.main import run
from atlas.manifests.read import read
from support.manifests import CLUSTER, EVERY_KIND, KUBECTL, ORACLE
from support.thoroughness import part_of

ROUNDS, IN_A_ROUND = part_of(8), 8
SOURCES = [
    [dict(one.value) for one in read([path])] for path in (CLUSTER, EVERY_KIND, KUBECTL, ORACLE)
]


def part(random: Random) -> list[dict[str, object]]:
    """Return some objects of one cluster: often whole kinds are missing, as in what kubectl was asked for."""
    objects = random.choice(SOURCES)
    kinds = sorted({str(one["kind"]) for one in objects})
    kept = set(random.sample(kinds, random.randint(1, len(kinds))))
    share = random.choice((1.0, 0.7, 0.3))
    return [one for one in objects if one["kind"] in kept and random.random() <= share]


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_any_part_of_a_cluster_is_answered(
    round_number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = 0
    for number in range(IN_A_ROUND):
        random = Random(f"part {round_number} {number}")
        objects = part(random)
        path = tmp_path / f"part-{number}.json"
        path.write_text("\n".join(json.dumps(one) for one in objects), encoding="utf-8")
        for question in questions(objects, str(path), random):
            code = run(question)  # raises whatever is no message
            said = capsys.readouterr()
            assert code in (0, 2, 3), question
            assert "\x1b" not in said.out + said.err
            answered += code == 0
    assert answered > IN_A_ROUND


def questions(objects: list[dict[str, object]], path: str, random: Random) -> list[list[str]]:
    named = [one["metadata"] for one in objects if one["kind"] == "Service"]
    asked = [["matrix", path, "--as-written"], ["diff", path, path]]
    for metadata in random.sample(named, min(2, len(named))):
        assert isinstance(metadata, dict)
        name = f"{metadata.get('namespace', 'default')}/{metadata['name']}"
        node = ["--node", "node-1", "--node-ip", "10.0.0.201"]
        asked += [
            ["trace", path, "--from", "client/outside", "--to", f"service/{name}"],
            ["trace", path, "--from", "192.0.2.7", "--to", f"service/{name}", "--json"],
            ["endpoints", path, "--service", name, *node],
            ["rules", path, "--for", f"service/{name}", *node],
            ["decide", path, "--packet", "192.0.2.7>10.96.0.10:53/UDP", *node],
        ]
    return asked
