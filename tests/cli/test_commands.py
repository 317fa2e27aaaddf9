"""The commands as a user runs them: answers, exit codes, messages, JSON."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from atlas.cli.main import COMMANDS, run
from atlas.figure.catalog import OTHER_CLUSTERS
from atlas.model.reason import Reason
from atlas.text.reason_sources import source_of
from atlas.text.text import Lang
from support import schemas

CLUSTER = str(Path(__file__).parents[2] / "diagrams/cluster")
FLOWS = (
    ("pod/client", "service/web", ()),
    ("node/node-b", "service/web", ("--proxy-mode", "nftables")),
    ("client/laptop", "service/web-lb", ("--down", "node/node-a")),
    ("client/laptop", "service/web-nodeport", ("--node", "node-c", "--pod-network", "bridge")),
    ("pod/client", "billing:443", ()),
    ("client/laptop", "http://shop.example.com/api", ("--header", "X-Test: 1")),
    ("203.0.113.77", "10.0.0.11:30080", ("--not-ready", "pod/web-1", "--gone", "pod/web-2")),
    ("pod/client", "missing.example:80", ()),
    ("pod/client", "service/web", ("--protocol", "ICMP")),
    ("node/node-b", "service/web", ("--protocol", "ICMP", "--proxy-mode", "nftables")),
    ("pod/client", "10.96.200.1:80", ("--unused-addresses", "HostUnreachable")),
)

Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `atlas` and returns exit code, standard output and standard error."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        try:
            code = run(arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


@pytest.mark.parametrize(("source", "to", "options"), FLOWS)
def test_trace_prints_json_that_follows_its_schema(
    ask: Ask, source: str, to: str, options: tuple[str, ...]
) -> None:
    code, out, _ = ask("trace", CLUSTER, "--from", source, "--to", to, "--json", *options)
    assert code == 0
    answer = json.loads(out)
    schemas.check("trace", answer)
    assert sum(one["probability"] for one in answer["branches"]) == pytest.approx(1)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("source", "to", "options"), FLOWS)
def test_trace_prints_every_hop_and_ending(
    ask: Ask, source: str, to: str, options: tuple[str, ...], lang: str
) -> None:
    arguments = ("trace", CLUSTER, "--from", source, "--to", to, *options, "--lang", lang)
    code, text, _ = ask(*arguments)
    _, out, _ = ask(*arguments, "--json")
    assert code == 0
    assert "\x1b" not in text
    unfolded = " ".join(text.replace("│", " ").split())
    for branch in json.loads(out)["branches"]:
        for hop in (*branch["hops"], *branch["reply"]):
            assert hop["after"]["destination"] in text
            assert source_of(Reason[hop["reason"]["id"]], Lang(lang)) in unfolded


def test_a_name_that_is_not_found_is_an_answer(ask: Ask) -> None:
    code, out, _ = ask("trace", CLUSTER, "--from", "pod/client", "--to", "nobody:80", "--json")
    assert code == 0
    assert json.loads(out)["verdicts"] == ["name not found"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), True),
        (("--egress-masquerade",), True),
        (("--no-egress-masquerade",), False),
    ],
)
def test_without_a_described_pod_network_the_argument_says_whether_it_masquerades(
    ask: Ask, tmp_path: Path, given: tuple[str, ...], expected: bool
) -> None:
    (tmp_path / "nodes.yaml").write_text(NODES)
    flow = ("--from", "pod/client", "--to", "203.0.113.9:80")
    _, out, _ = ask("trace", str(tmp_path), *flow, "--json", "-q", *given)
    sent = json.loads(out)["branches"][0]["hops"]
    rewritten = any(hop["action"] == "masquerade" for hop in sent)
    assert rewritten is expected


NODES = """
apiVersion: v1
kind: Node
metadata: {name: node-1}
spec: {podCIDR: 10.244.7.0/24, podCIDRs: [10.244.7.0/24]}
status: {addresses: [{type: InternalIP, address: 10.0.0.7}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: default}
spec: {nodeName: node-1, containers: [{name: main, image: example/main}]}
status: {podIP: 10.244.7.2, podIPs: [{ip: 10.244.7.2}]}
"""

BARE = """
apiVersion: v1
kind: Service
metadata: {name: shop}
spec:
  type: NodePort
  clusterIP: 172.30.0.41
  ports: [{port: 80, nodePort: 3001}]
  externalTrafficPolicy: Local
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: shop-1, labels: {kubernetes.io/service-name: shop}}
addressType: IPv4
ports: [{port: 8080}]
endpoints:
- addresses: [10.180.0.1]
- addresses: [10.180.0.2]
  nodeName: here
- addresses: [10.180.0.3]
  conditions: {ready: false}
"""


@pytest.fixture
def bare(tmp_path: Path) -> str:
    path = tmp_path / "bare.yaml"
    path.write_text(BARE)
    return str(path)


NODE = ("--node", "here", "--node-ip", "192.168.0.2", "--node-address", "10.2.3.4")


@pytest.mark.parametrize(
    ("packet", "options", "verdict", "endpoints", "masquerade"),
    [
        ("10.0.0.5>172.30.0.41:80/TCP", (), "endpoints", "1 2", False),
        ("10.0.0.5>172.30.0.41:80/TCP", ("--masquerade-all",), "endpoints", "1 2", True),
        (
            "203.0.113.2>172.30.0.41:80/TCP",
            ("--detect-local", "cidr:10.0.0.0/8"),
            "endpoints",
            "1 2",
            True,
        ),
        (
            "10.0.0.5>172.30.0.41:80/TCP",
            ("--detect-local", "cidr:10.0.0.0/8"),
            "endpoints",
            "1 2",
            False,
        ),
        ("203.0.113.2>172.30.0.41:80", ("--detect-local", "none"), "endpoints", "1 2", False),
        ("203.0.113.2>192.168.0.2:3001/TCP", (), "endpoints", "2", False),
        ("203.0.113.2>10.2.3.4:3001/TCP", (), "endpoints", "2", False),
        ("203.0.113.2>10.2.3.4:3001/TCP", ("--proxy-mode", "nftables"), "none", "", False),
        (
            "203.0.113.2>10.2.3.4:3001/TCP",
            ("--proxy-mode", "nftables", "--nodeport-addresses", "10.0.0.0/8"),
            "endpoints",
            "2",
            False,
        ),
        ("192.168.0.2>192.168.0.2:3001/TCP", (), "endpoints", "1 2", True),
        ("203.0.113.2>172.30.0.41:81/TCP", (), "none", "", False),
        ("203.0.113.2>172.30.0.41:81/TCP", ("--proxy-mode", "nftables"), "reject", "", False),
        ("203.0.113.2>172.30.0.99:80/TCP", ("--proxy-mode", "nftables"), "none", "", False),
        (
            "203.0.113.2>172.30.0.99:80/TCP",
            ("--proxy-mode", "nftables", "--service-cidr", "172.30.0.0/16"),
            "drop",
            "",
            False,
        ),
        ("10.180.0.2>172.30.0.41:80/UDP", (), "none", "", False),
    ],
)
def test_decide_answers_for_bare_objects(
    ask: Ask,
    bare: str,
    packet: str,
    options: tuple[str, ...],
    verdict: str,
    endpoints: str,
    masquerade: bool,
) -> None:
    code, out, _ = ask("decide", bare, *NODE, "--packet", packet, "--json", "-q", *options)
    assert code == 0
    expected = [f"10.180.0.{one}:8080" for one in endpoints.split()]
    assert json.loads(out) == {
        "verdict": verdict,
        "endpoints": expected,
        "masquerade": masquerade,
    }


def test_decide_explains(ask: Ask, bare: str) -> None:
    packet = "10.180.0.1>172.30.0.41:80/TCP"
    code, out, _ = ask("decide", bare, *NODE, "--packet", packet, "--json", "--explain", "-q")
    answer = json.loads(out)
    schemas.check("decision", answer)
    assert code == 0
    assert answer["service"] == "service/shop"
    assert [one["masquerade"] for one in answer["choices"]] == [True, False]  # hairpin
    assert answer["masquerade"] is True


def test_decide_answers_line_by_line(ask: Ask, bare: str, tmp_path: Path) -> None:
    lines = [
        '{"source": "10.0.0.5", "destination": "172.30.0.41", "port": 80}',
        '{"packet": "10.0.0.5>172.30.0.41:80/UDP"}',
        "not JSON",
        '{"source": "10.0.0.5", "destination": "172.30.0.41"}',
        '{"source": "10.0.0.5", "destination": "fd00::1", "port": 80}',
        '"10.0.0.5 > 172.30.0.41:80"',
    ]
    packets = tmp_path / "packets.jsonl"
    packets.write_text("\n".join(lines) + "\n")
    code, out, _ = ask("decide", bare, *NODE, "--packets", str(packets), "-q")
    answers = [json.loads(line) for line in out.splitlines()]
    for one in answers:
        schemas.check("decision", one)
    assert [one.get("verdict", "error") for one in answers] == [
        "endpoints",
        "none",
        "error",
        "error",
        "error",
        "endpoints",
    ]
    assert code == 2


def test_endpoints_shows_the_categories_of_a_node(ask: Ask, bare: str) -> None:
    code, out, _ = ask("endpoints", bare, "--service", "shop", "--node", "here", "--json", "-q")
    answer = json.loads(out)
    schemas.check("endpoints", answer)
    (port,) = answer["ports"]
    assert code == 0
    assert port["cluster"] == ["10.180.0.1:8080", "10.180.0.2:8080"]
    assert port["local"] == ["10.180.0.2:8080"]
    assert [one["ready"] for one in port["all"]] == [True, True, False]
    assert port["chosenBy"]["externalTrafficPolicy"] == "Local"


HINTED = """
apiVersion: v1
kind: Service
metadata: {name: near}
spec: {clusterIP: 172.30.0.42, ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: near-1, labels: {kubernetes.io/service-name: near}}
addressType: IPv4
ports: [{port: 80}]
endpoints:
- {addresses: [10.180.0.1], hints: {forZones: [{name: east}]}}
- {addresses: [10.180.0.2], hints: {forZones: [{name: west}]}}
"""


@pytest.mark.parametrize(
    ("zone", "endpoints", "hints"),
    [("east", "1", "PreferSameZone"), ("west", "2", "PreferSameZone"), ("north", "1 2", "none")],
)
def test_labels_of_a_stand_in_node_count(
    ask: Ask, tmp_path: Path, zone: str, endpoints: str, hints: str
) -> None:
    path = tmp_path / "hinted.yaml"
    path.write_text(HINTED)
    label = f"topology.kubernetes.io/zone={zone}"
    asked = ("--service", "default/near:80", "--node", "here", "--node-label", label)
    _, out, _ = ask("endpoints", str(path), *asked, "--json", "-q")
    (port,) = json.loads(out)["ports"]
    assert port["cluster"] == [f"10.180.0.{one}:80" for one in endpoints.split()]
    assert port["chosenBy"]["hints"] == hints


def test_matrix_prints_the_same_rows_in_three_forms(ask: Ask) -> None:
    asked = ("matrix", CLUSTER, "--service", "web-nodeport", "--from", "client/laptop")
    _, out, _ = ask(*asked, "--json")
    answer = json.loads(out)
    schemas.check("matrix", answer)
    _, text, _ = ask(*asked)
    _, table, _ = ask(*asked, "--format", "csv")
    written = list(csv.DictReader(io.StringIO(table)))
    assert len(answer["rows"]) == len(written) == len(text.splitlines()) - 1
    for row, line in zip(answer["rows"], written, strict=True):
        assert (row["entry"], row["node"], row["policy"]) == (
            line["entry"],
            line["node"],
            line["policy"],
        )
    by_local = {row["node"]: row for row in answer["rows"] if row["policy"] == "Local"}
    assert [one["verdict"] for one in by_local["node-c"]["endings"]] == ["timed out"]


def test_diff_shows_what_a_change_of_a_manifest_does(ask: Ask, tmp_path: Path) -> None:
    changed = tmp_path / "after"
    shutil.copytree(CLUSTER, changed)
    service = changed / "service-nodeport.yaml"
    text = service.read_text().replace(
        "type: NodePort", "type: NodePort\n  externalTrafficPolicy: Local"
    )
    service.write_text(text)
    code, out, _ = ask("diff", CLUSTER, str(changed), "--json")
    answer = json.loads(out)
    schemas.check("diff", answer)
    assert code == 1
    assert {one["entry"] for one in answer["changed"]} == {"NodePort"}
    assert all("web-nodeport" in one["to"] for one in answer["changed"])
    _, text, _ = ask("diff", CLUSTER, str(changed), "--lang", "en")
    assert f"Flows that change: {len(answer['changed'])} of {answer['compared']}." in text


def test_diff_of_equal_manifests_is_empty(ask: Ask) -> None:
    code, out, _ = ask("diff", CLUSTER, CLUSTER, "--json")
    assert code == 0
    assert json.loads(out)["changed"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("trace", CLUSTER, "--from", "pod/clent", "--to", "service/web"), 2, "pod/client"),
        (("trace", CLUSTER, "--from", "pod/client", "--to", "service/wep"), 2, "service/web"),
        (("trace", CLUSTER, "--from", "pod/client", "--to", "nonsense"), 2, "nonsense"),
        (("trace", CLUSTER, "--from", "client/laptop", "--to", "ftp://x/"), 2, "http://"),
        (
            ("trace", CLUSTER, "--from", "pod/client", "--to", "10.0.0.1:70000"),
            2,
            "70000",
        ),
        (
            ("trace", CLUSTER, "--from", "pod/client", "--to", "service/web", "--down", "node/x"),
            2,
            "node/x",
        ),
        (
            ("trace", "no-such-file.yaml", "--from", "pod/client", "--to", "service/web"),
            3,
            "no-such-file.yaml",
        ),
        (
            ("decide", CLUSTER, "--node", "nodea", "--packet", "1.2.3.4>1.2.3.5:80"),
            2,
            "node/node-a",
        ),
        (("decide", CLUSTER, "--node", "node-a", "--packet", "10.0.0.1"), 2, "SRC>DST:PORT"),
        (
            ("decide", CLUSTER, "--node", "node-a", "--packet", "10.0.0.1>10.0.0.2:80/ICMP"),
            2,
            "SCTP",
        ),
        (("decide", CLUSTER, "--node", "node-a", "--packet", "10.0.0.1>[fd00::1]:80"), 2, "famil"),
        (("decide", CLUSTER, "--node", "node-a", "--packets", "no-such-file"), 5, "no-such-file"),
        (
            (
                "decide",
                CLUSTER,
                "--node",
                "node-a",
                "--packet",
                "10.0.0.1>10.0.0.2:80",
                "--detect-local",
                "10.0.0.0/8",
            ),
            2,
            "cidr:RANGE",
        ),
        (("endpoints", CLUSTER, "--service", "web:nope", "--node", "node-a"), 2, "nope"),
        (("matrix", CLUSTER, "--from", "pod/nobody"), 2, "pod/nobody"),
        (("dance",), 2, "dance"),
    ],
)
def test_bad_arguments_get_one_clear_message(
    ask: Ask, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = ask(*arguments)
    assert found == code
    assert out == ""
    assert said in err
    assert "Traceback" not in err


def test_bad_manifests_are_all_reported(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: Nodeport, ports: [{port: 0}]}\n"
    )
    code, out, err = ask("trace", str(tmp_path), "--from", "pod/x", "--to", "service/a")
    assert (code, out) == (3, "")
    assert "spec.type" in err
    assert "spec.ports[0].port" in err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(ask: Ask, command: str) -> None:
    code, out, _ = ask(command, "--help")
    assert code == 0
    assert "usage: atlas" in out
    assert command in out


def test_the_installed_command_answers_and_a_closed_pipe_is_no_error() -> None:
    command = [sys.executable, "-m", "atlas", "matrix", CLUSTER]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().split()
        process.stdout.close()
        errors = process.stderr.read()
    assert (process.returncode, errors) == (0, "")


def _all_keys(value: Any) -> set[str]:
    match value:
        case dict():
            return {key for one in value.values() for key in _all_keys(one)} | set(value)
        case list():
            return {key for one in value for key in _all_keys(one)}
        case _:
            return set()


def test_the_schema_of_traces_names_no_field_that_no_trace_has(ask: Ask, bare: str) -> None:
    _, out, _ = ask("trace", bare, "--from", "192.0.2.7", "--to", "service/shop", "--json")
    seen = _all_keys(json.loads(out))
    for source, to, options in FLOWS:
        _, out, _ = ask("trace", CLUSTER, "--from", source, "--to", to, "--json", *options)
        seen |= _all_keys(json.loads(out))
    pinned = ("--resolve", "calls.example.com:80:203.0.113.1")
    call = ("--from", "client/laptop", "--to", "grpc://calls.example.com/a.B/C")
    _, out, _ = ask("trace", str(OTHER_CLUSTERS / "gateways"), *call, *pinned, "--json")
    seen |= _all_keys(json.loads(out))
    schema: Any = schemas.validator("trace").schema
    named = {name for one in (schema, *schema["$defs"].values()) for name in _property_names(one)}
    assert named <= seen


def _property_names(schema: Any) -> set[str]:
    match schema:
        case dict():
            own = set(schema.get("properties", {}))
            return own | {name for one in schema.values() for name in _property_names(one)}
        case list():
            return {name for one in schema for name in _property_names(one)}
        case _:
            return set()


LISTENING = str(Path(__file__).parents[1] / "data/partial/listening.yaml")


@pytest.mark.parametrize(
    ("service", "reasons"),
    [("wrong", ["PORT_NOT_DECLARED"]), ("silent", []), ("headless", [])],
)
def test_endpoints_remark_ports_that_nobody_declares(
    ask: Ask, service: str, reasons: list[str]
) -> None:
    question = ("endpoints", LISTENING, "--service", service, "--node", "worker", "-q")
    _, out, _ = ask(*question, "--json")
    answer = json.loads(out)
    schemas.check("endpoints", answer)
    assert [one["id"] for one in answer["remarks"]] == reasons
    _, out, _ = ask(*question, "--lang", "en")
    marked = [line for line in out.splitlines() if line.startswith("!")]
    assert len(marked) == len(reasons)
