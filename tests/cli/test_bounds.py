"""Whatever the input is: one clear message, or an answer, within a gibibyte of memory.

Each question runs in a process of its own that the kernel gives no more than that, and processor time enough for a
slow machine: a process that hangs is ended by it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.large_cluster import write_large_cluster
from support.thoroughness import by_day

MOST_MEMORY = 2**30
MOST_SECONDS = 240
ASKED = ("--from", "client/outside", "--to", "service/a")
HEAD = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
PODS = by_day(1_000, 45_000)
LARGE = by_day(1, 50)
"""Megabytes of the large texts."""


def bounded(*arguments: str, said: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `atlas` in a process that has a gibibyte, and return what it said."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))

    return subprocess.run(
        [sys.executable, "-m", "atlas", *arguments],
        input=said,
        capture_output=True,
        check=False,
        preexec_fn=limit,
    )


def nested(levels: int) -> str:
    return "".join("  " * level + "a:\n" for level in range(levels))


def bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]" for number in range(1, 12)
    ]
    return HEAD + "\n".join(lines)


def repeated(text: str) -> str:
    return text * (LARGE * 1_000_000 // len(text))


DIGITS = "9" * 400
TEXTS: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "nested.yaml": (lambda: nested(1_000), "nested at most 64 deep"),
    "nested-flow.yaml": (lambda: "{a: " * 1_000 + "1" + "}" * 1_000, "nested at most 64 deep"),
    "nested.json": (lambda: '{"a":' * 1_000 + "1" + "}" * 1_000, "nested at most 900 deep"),
    "bomb.yaml": (bomb, "expand to more than 200000 values"),
    "merge-bomb.yaml": (
        lambda: f"{HEAD}x: &a {{b: 1}}\ny: {{{'<<: *a, ' * 300_000}}}\n",
        "expand to more than 200000 values",
    ),
    "nul.yaml": (lambda: HEAD.encode() + b"spec: \x00\n", "unacceptable character #x0000"),
    "zeros.yaml": (lambda: bytes(100_000), "unacceptable character #x0000"),
    "not-utf-8.yaml": (lambda: HEAD.encode() + b"spec: \xff\xfe\xc3\n", "expected UTF-8 text"),
    "digits.yaml": (lambda: f"{HEAD}spec: {{ports: [{{port: {DIGITS}}}]}}\n", "spec.ports[0].port"),
    "digits.json": (
        lambda: json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": "a"},
                "spec": {"ports": [{"port": int(DIGITS)}]},
            }
        ),
        "spec.ports[0].port",
    ),
    "exponent.json": (
        lambda: (
            '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"ports":[{"port":1e400}]}}'
        ),
        "spec.ports[0].port",
    ),
    "list-of-nothing.yaml": (
        lambda: "a:\n" + ("- b\n" * min(LARGE * 250_000, 4_900_000)),
        "Required value",
    ),
    "many-values.json": (
        lambda: '{"a": [' + repeated("[],")[:-1] + "]}",
        by_day("Required value", "out of memory"),
    ),
    "one-long-name.yaml": (
        lambda: HEAD.replace("name: a", "name: " + "a" * 1_000_000),
        "RFC 1123",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts_made_to_exhaust_a_reader_get_a_message(name: str, tmp_path: Path) -> None:
    write, message = TEXTS[name]
    text = write()
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = bounded("trace", str(path), *ASKED, "--lang", "en")
    said = done.stderr.decode()
    assert "Traceback" not in said
    assert message in said
    assert said.strip()
    assert done.returncode in (2, 3, 5)
    assert len(said) < 100_000


def test_the_dump_of_a_large_cluster_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    write_large_cluster(path, PODS // 20, PODS, PODS // 20)
    assert path.stat().st_size > LARGE * 900_000
    done = bounded("trace", str(path), "--from", "pod/pod-1", "--to", "service/service-1", "--json")
    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert len(json.loads(done.stdout)["branches"]) == 20


def test_a_large_dump_in_yaml_is_answered_or_told_to_be_json(tmp_path: Path) -> None:
    path = tmp_path / "dump.yaml"
    path.write_text(HEAD + "data:\n" + repeated("  key: a value of some length\n"))
    done = bounded("trace", str(path), *ASKED, "--lang", "en")
    assert done.returncode == 3
    expected = "kubectl get … -o json" if LARGE > 20 else "key"
    assert expected in done.stderr.decode()


DEEP = "[" * 100_000
LINES = (
    DEEP,
    '{"source": ' + "{" * 5_000 + "}",
    '{"source": "192.0.2.7", "destination": "10.96.0.10", "port": ' + "9" * 5_000 + "}",
    '{"source": "192.0.2.7", "destination": "10.96.0.10", "port": ' + DIGITS + "}",
    '{"source": "192.0.2.7", "destination": "' + "1" * 100_000 + '", "port": 80}',
    "\x00\x00",
    '{"packet": "192.0.2.7>10.96.0.10:' + "9" * 5_000 + '/TCP"}',
)
GOOD = '{"source": "192.0.2.7", "destination": "10.96.0.10", "port": 53}'


def test_lines_that_no_packet_is_on_hide_no_other(tmp_path: Path) -> None:
    path = tmp_path / "service.yaml"
    path.write_text(HEAD + "spec: {clusterIP: 10.96.0.10, ports: [{port: 53}]}\n")
    said = "\n".join((*LINES, GOOD)).encode() + b'\n{"source": "\xff\xfe"}\n'
    node = ("--node", "here", "--node-ip", "10.0.0.5")
    done = bounded("decide", str(path), *node, "--packets", "-", "-q", said=said)
    answers = [json.loads(one) for one in done.stdout.decode().splitlines()]
    assert ["error" in one for one in answers] == [*[True] * len(LINES), False, True]
    assert b"Traceback" not in done.stderr
    assert done.returncode == 2
