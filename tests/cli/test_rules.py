"""`atlas rules` as a user runs it: text that the kernel's tools load, remarks, one Service, JSON, mistakes."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.cli.main import run
from support import schemas
from support.cases import cases

PROJECT = Path(__file__).parents[2]
CLUSTER = str(PROJECT / "diagrams/cluster")
DUAL_STACK = str(PROJECT / "diagrams/other-clusters/dual-stack")
ORACLE = str(PROJECT / "tests/data/oracle/cluster.yaml")
LOADERS = {
    ("iptables", "ipv4"): ("iptables-restore",),
    ("iptables", "ipv6"): ("ip6tables-restore",),
    ("nftables", "ipv4"): ("nft", "-f", "-"),
    ("nftables", "ipv6"): ("nft", "-f", "-"),
}
Ask = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `atlas rules` on node-a and returns exit code, standard output and error."""

    def asked(*arguments: str) -> tuple[int, str, str]:
        try:
            code = run(("rules", *arguments))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return asked


def in_kernel(*command: str, text: str) -> subprocess.CompletedProcess[str]:
    """Run a tool in a network of its own. Skips where there is none, which in CI is a failure."""
    namespace = ("unshare", "--net", "--map-root-user")
    missing = [one for one in ("unshare", command[0]) if shutil.which(one) is None]
    if not missing:
        tried = subprocess.run((*namespace, "true"), capture_output=True, check=False)
        missing = [] if tried.returncode == 0 else ["a network namespace"]
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs {missing[0]}")
    return subprocess.run(
        (*namespace, *command), input=text, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("options", [(), ("--explain",), ("--for",)], ids=" ".join)
@pytest.mark.parametrize(("mode", "family"), LOADERS)
def test_the_kernel_loads_the_text(
    ask: Ask, mode: str, family: str, options: tuple[str, ...]
) -> None:
    cluster, service = (ORACLE, "web-lb-ranges:http") if family == "ipv4" else (DUAL_STACK, "web")
    words = (cluster, "--node", "node-a", "--proxy-mode", mode, "--family", family, "--lang", "ko")
    code, text, _ = ask(*words, *options, *((service,) if "--for" in options else ()), "-q")
    assert code == 0
    assert "dnat" in text.lower()
    loaded = in_kernel(*LOADERS[mode, family], text=text)
    assert (loaded.returncode, loaded.stderr) == (0, "")


def test_the_kernel_gives_back_what_it_was_given(ask: Ask) -> None:
    """So numbers are written as the kernel keeps them, and matches in the order in which it prints them."""
    _, text, _ = ask(ORACLE, "--node", "node-c", "--proxy-mode", "iptables", "-q")
    saved = in_kernel("sh", "-c", "iptables-restore && iptables-save", text=text)
    if saved.returncode == 127:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("needs iptables")
    ours, kept = (
        sorted(line for line in one.splitlines() if not line.startswith("#"))
        for one in (text, saved.stdout)
    )
    assert kept == ours


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_explanations_are_comments(ask: Ask, mode: str) -> None:
    words = (CLUSTER, "--node", "node-a", "--proxy-mode", mode, "--lang", "en")
    _, plain, _ = ask(*words)
    _, explained, _ = ask(*words, "--explain")
    comment = re.compile(r"^\s*# .*[.:]$\n", re.MULTILINE)
    assert comment.search(explained)
    assert "".join(comment.sub("", explained).split()) == "".join(comment.sub("", plain).split())


@cases(
    """
    mode        service                 first                                  last
    iptables    service/web             PREROUTING KUBE-SERVICES KUBE-SVC-     FORWARD KUBE-FORWARD
    iptables    web-lb-ranges           PREROUTING KUBE-SERVICES KUBE-FW-      KUBE-FORWARD OUTPUT
    iptables    default/nobody:http     INPUT KUBE-EXTERNAL-SERVICES FORWARD   KUBE-SERVICES OUTPUT
    nftables    service/web:80          nat-prerouting services service-       nat-postrouting masquerading
    nftables    web-lb-ranges           filter-prerouting-pre-dnat firewall-check       nat-postrouting masquerading
    """,
    source="the path of a packet: nat before filter at each end, masquerading last; text of one table stands together",
)
def test_one_service(ask: Ask, mode: str, service: str, first: str, last: str) -> None:
    words = (ORACLE, "--node", "node-a", "--proxy-mode", mode, "--for", service, "--json", "-q")
    code, out, _ = ask(*words)
    answer = json.loads(out)
    names = [chain["name"] for table in answer["tables"] for chain in table["chains"]]
    assert code == 0
    assert " ".join(names).startswith(first)
    assert " ".join(names).endswith(last)
    owners = {
        one["service"].partition(":")[0]
        for table in answer["tables"]
        for part in (*table["chains"], *table["collections"])
        for one in (*part.get("rules", ()), *part.get("elements", ()))
    }
    assert owners == {"", answer["service"].partition(":")[0]}
    maps = [two for one in answer["tables"] for two in one["collections"] if ":" in two["type"]]
    assert all(one["elements"] for one in maps), "a map that says nothing of the Service"


@pytest.mark.parametrize("family", ["ipv4", "ipv6"])
@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_json_follows_its_schema(ask: Ask, mode: str, family: str) -> None:
    words = (ORACLE, "--node", "node-b", "--proxy-mode", mode, "--family", family, "--json", "-q")
    for options in ((), ("--explain", "--lang", "ko")):
        code, out, _ = ask(*words, *options)
        answer = json.loads(out)
        schemas.check("rules", answer)
        assert code == 0
        rules = [
            one for table in answer["tables"] for two in table["chains"] for one in two["rules"]
        ]
        assert all(("note" in one) is bool(options) for one in rules)


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_a_service_without_rules_is_no_mistake(ask: Ask, mode: str) -> None:
    words = (
        ORACLE,
        "--node",
        "node-a",
        "--proxy-mode",
        mode,
        "--for",
        "web-headless",
        "--lang",
        "en",
    )
    code, out, err = ask(*words, "-q")
    assert (code, out) == (0, "")
    assert err.startswith("atlas: There are no IPv4 rules for service/web-headless on node/node-a")


@cases(
    """
    arguments                           message
    --node node-d                       node/node-d does not exist; did you mean node/node-
    --node node-a --for wep             service/wep does not exist; did you mean service/web?
    --node node-a --for web:https       service/web has no port https; its ports are: http
    --node node-a --for dns:53          service/dns has several ports 53; its ports are: dns, dns-tcp
    --node node-a --for a/b/c           is not a reference
    --node node-a --family ipv5         invalid choice: 'ipv5'
    --node node-a --detect-local yes    --detect-local yes: expected cidr:RANGE or none
    """,
    source="exit code 2 is a bad argument",
)
def test_mistakes_are_explained(ask: Ask, arguments: str, message: str) -> None:
    code, out, err = ask(ORACLE, *arguments.split(), "-q")
    assert (code, out) == (2, "")
    assert message in err


BARE = """
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {clusterIP: 172.30.0.41, ports: [{port: 80}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: shop-1, labels: {kubernetes.io/service-name: shop}}
addressType: IPv4
ports: [{name: "", port: 8080, protocol: TCP}]
endpoints: [{addresses: [10.180.0.1], nodeName: here, conditions: {ready: true}}]
"""


@cases(
    """
    options                                     masquerades
    -                                           -
    --detect-local cidr:10.180.0.0/16           ! -s 10.180.0.0/16 -d 172.30.0.41/32
    --masquerade-all                            -d 172.30.0.41/32
    """,
    source="kubernetes/kubernetes pkg/proxy/iptables/proxier.go syncProxyRules",
)
def test_bare_objects_and_stand_ins(
    ask: Ask, tmp_path: Path, options: str, masquerades: str
) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(BARE)
    words = (str(file), "--node", "here", "--node-ip", "10.0.0.5", *options.split())
    code, out, _ = ask(*words, "-q")
    (chain,) = set(re.findall(r"^:(KUBE-SVC-\S+)", out, re.MULTILINE))
    found = re.findall(rf"^-A {chain} (.*) -p .* -j KUBE-MARK-MASQ$", out, re.MULTILINE)
    assert code == 0
    assert found == ([masquerades] if masquerades else [])
    assert '"default/shop -> 10.180.0.1:8080"' in out
