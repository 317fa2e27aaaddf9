"""Manifests as people have them: what they asked, and what is right, in our words (tests/data/trials).

Each row is a question to one file. `has` is a text that must be in the answer, `hasnt` one that must not.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.cli.main import run
from support.cases import rows

TRIALS = Path(__file__).parents[1] / "data" / "trials"
Ask = Callable[..., tuple[int, str, str]]

QUESTIONS = """
    file                                 from                            to                                  has
    01-no-nodes-deployment-nodeport      192.0.2.7                       service/my-nginx:http               pod/my-nginx-1 delivered
    02-endpoints-by-hand                 node/k8s-worker1                service/billing-ext:443             10.118.10.1:443
    03-replication-controller            node/k8s-worker1                service/localsvc                    pod/localrc-1 delivered
    04-job-pods-behind-service           node/k8s-worker1                service/release-llmproxy            pod/release-llmproxy-migrations-1
    05-vpc-cni-no-podcidr                pod/shop/cli                    service/shop/web                    sees 172.16.2.90 (pod/shop/cli) as the source, source port kept
    06-elb-hostname                      203.0.113.5                     service/shop/web                    pod/shop/web-7d-1 delivered
    06-elb-hostname                      pod/shop/cli                    8.8.8.8:53                          unknown
    07-externalname-egress               pod/app                         monachus:8080                       delivered
    08-nginx-regex-rewrite               192.0.2.7                       http://rewrite.example.com/something/new  pod/http-svc-1 delivered
    09-no-httpproxy                      192.0.2.7                       http://api.example.com/feature1/admin/getdata  pod/feature1-1 delivered
    10-listener-does-not-allow           192.0.2.7                       http://osv.tool.example.com:8081/   which does not let it in
    11-slice-port-name                   node/k8s-worker1                service/legacy-db                   kube-proxy joins them by name
    12-daemonset-taint                   pod/app                         192.168.10.11:31825                 but for UDP
    13-hostport                          192.0.2.7                       192.168.10.11:8081                  pod/web delivered; sees 192.0.2.7
    13-hostport                          192.0.2.7                       192.168.10.12:8081                  pod/web (k8s-worker1)
    13-hostport                          192.0.2.7                       192.168.10.11:9000                  connection refused
    21-node-affinity                     pod/simple-app/fortio           service/simple-app/simple-app-v1    sees 10.244.3.2
    15-get-all-dump                      node/k8s-worker2                service/kubernetes                  kubectl get endpointslices
    16-slice-to-outside                  node/k8s-worker1                service/my-service                  An EndpointSlice points to 172.16.30.3
    17-dns-not-in-input                  pod/probe                       front:80                            delivered
    18-undeclared-target-port            pod/cli                         service/prod/api                    tier=backend
    18-undeclared-target-port            pod/cli                         service/prod/api2                   No selected Pod has a port named http
    18-undeclared-target-port            pod/cli                         service/prod/api3                   nothing is declared to listen on 80; declared: 8080 (web)
    18-undeclared-target-port            pod/cli                         service/api4                        in namespace prod (2)
    18-undeclared-target-port            pod/cli                         api3:80                             api3.prod
    19-yaml-anchors                      node/k8s-worker2                service/front                       delivered
    20-one-bad-object-blocks-all         pod/cli                         service/hl                          delivered
    22-headless-target-port              pod/cli                         http://hl/                          nothing is declared to listen on 80; declared: 8080
    22-headless-target-port              pod/cli                         service/hl:80                       nothing is declared to listen on 80; declared: 8080
    23-loadbalancer-pending              192.0.2.7                       service/web                         192.168.10.200
    14-external-ip-is-node               192.0.2.7                       service/amf-service                 sees 192.168.10.11 (node/k8s-worker1)
    24-pods-not-ready                    node/k8s-worker1                service/nr                          none is ready: pod/nr-0
    corpus/1-crash-pod-on-missing-node   node/n1                         service/web                         pod/web delivered
    corpus/1b-crash-pods-and-service-only  client/outside                pod/web:80                          timed out
    corpus/2-refused-range-from-one-clusterip  node/node-1               service/web                         unknown
    corpus/3-false-warning-selects-no-pod  client/outside                service/web                         timed out
    corpus/4-refused-dual-stack          node/node-1                     service/my-service                  unknown
    corpus/7-folder-with-kustomization/  pod/web-1                       service/web                         delivered
    corpus/8-refused-same-object-twice   node/node-1                     service/web                         unknown
    corpus/9-verdict-name-not-found      198.51.100.9                    service/web                         kubectl get pods
"""
ROWS = rows(QUESTIONS)[1]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `atlas` and returns exit code, standard output and standard error."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def path_of(name: str) -> str:
    return str(TRIALS / name) if name.endswith("/") else str(TRIALS / f"{name}.yaml")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[2]}")
def test_the_answer_is_right(ask: Ask, row: list[str]) -> None:
    name, source, to, has = row
    code, out, err = ask("trace", path_of(name), "--from", source, "--to", to, "--lang", "en")
    assert code == 0
    assert has in " ".join(out.split()) or has in out
    assert "the selector selects no Pod" not in err or "18-" in name


@pytest.mark.parametrize("name", dict.fromkeys(row[0] for row in ROWS))
@pytest.mark.parametrize("command", ["matrix", "diff"])
def test_other_commands_answer_too_and_say_what_is_assumed(
    ask: Ask, name: str, command: str
) -> None:
    files = [path_of(name)] * (2 if command == "diff" else 1)
    code, out, _ = ask(command, *files, "--json")
    answer = json.loads(out)
    assert code == 0
    assert {"EGRESS"} <= {one["id"] for one in answer["assumptions"]} or "PodNetwork" in Path(
        files[0]
    ).read_text("utf-8")
    if command == "diff":
        assert answer["changed"] == []


def test_all_commands_take_the_same_pod_range(ask: Ask) -> None:
    """No Pod range is known there, so nobody may masquerade what comes from a Pod."""
    path, node = path_of("05-vpc-cni-no-podcidr"), "ip-172-16-2-50.us-west-2.compute.internal"
    packet = ("--packet", "172.16.2.90>10.100.7.7:80/TCP")
    _, decided, _ = ask("decide", path, "--node", node, *packet, "--json", "-q")
    assert json.loads(decided)["masquerade"] is False
    _, rules, _ = ask("rules", path, "--node", node, "-q")
    assert not [line for line in rules.splitlines() if "cluster IP" in line and "! -s" in line]
    _, traced, _ = ask(
        "trace", path, "--from", "pod/shop/cli", "--to", "service/shop/web", "--json"
    )
    (branch,) = json.loads(traced)["branches"]
    assert branch["receiver"]["sourceSeen"] == "172.16.2.90"


@pytest.mark.parametrize(
    ("name", "service", "addresses"),
    [
        ("12-daemonset-taint", "monitoring/metrics-agent", ["10.244.1.3", "10.244.2.2"]),
        ("02-endpoints-by-hand", "billing-ext", ["10.118.10.1"]),
        (
            "04-job-pods-behind-service",
            "release-llmproxy",
            ["10.244.1.2", "10.244.1.3", "10.244.2.2"],
        ),
    ],
)
def test_endpoints(ask: Ask, name: str, service: str, addresses: list[str]) -> None:
    node = ("--node", "k8s-worker1")
    _, out, _ = ask("endpoints", path_of(name), "--service", service, *node, "--lang", "en")
    told = next(line for line in out.splitlines() if "with policy Cluster" in line)
    assert [one.rpartition(":")[0] for one in told.split(": ")[1].split()] == addresses


def test_one_wrong_object_is_said_and_left_out(ask: Ask) -> None:
    question = ("--from", "pod/cli", "--to", "service/hl")
    code, _, err = ask("trace", path_of("20-one-bad-object-blocks-all"), *question)
    assert (code, "TooLongPortNameHere" in err) == (0, True)
    code, out, _ = ask("trace", path_of("20-one-bad-object-blocks-all"), *question, "--strict")
    assert (code, out) == (3, "")


@pytest.mark.parametrize(
    ("expected", "code"), [("refused", 0), ("delivered", 1), ("Timed-Out", 1), ("nonsense", 2)]
)
def test_an_expected_verdict_decides_the_exit_code(ask: Ask, expected: str, code: int) -> None:
    question = ("--from", "node/k8s-worker1", "--to", "service/nr", "--brief")
    found, out, _ = ask("trace", path_of("24-pods-not-ready"), *question, "--expect", expected)
    assert found == code
    assert len(out.splitlines()) < 8


@pytest.mark.parametrize(
    ("to", "meant"),
    [("svc/api3", "service/prod/api3"), ("deploy/api", "pod/prod/api-1"), ("cli", "pod/cli")],
)
def test_other_ways_to_name_something_get_a_hint(ask: Ask, to: str, meant: str) -> None:
    question = ("--from", "pod/cli", "--to", to)
    code, _, err = ask("trace", path_of("18-undeclared-target-port"), *question, "-q")
    assert code == 2
    assert f"did you mean {meant}" in err


@pytest.mark.parametrize("nodes", [1, 3])
def test_the_number_of_nodes_can_be_said(ask: Ask, nodes: int) -> None:
    path = path_of("01-no-nodes-deployment-nodeport")
    _, out, _ = ask("matrix", path, "--from", "client/outside", "--nodes", str(nodes), "--json")
    told = {row["node"] for row in json.loads(out)["rows"] if row["entry"] == "NodePort"}
    assert len(told) == nodes


@pytest.mark.parametrize("name", ["escape-in-hint", "escape-in-http-path", "minimal-node"])
def test_nothing_commands_the_terminal(ask: Ask, name: str) -> None:
    _, out, err = ask("matrix", str(TRIALS / "fuzz" / f"{name}.yaml"))
    assert "\x1b" not in out + err
