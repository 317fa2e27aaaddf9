"""`atlas trace --json` says what HTTP did, and `--resolve` takes the place of DNS."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from atlas.cli.main import main
from atlas.figure.catalog import OTHER_CLUSTERS
from support.manifests import PROJECT

SCHEMA = json.loads((PROJECT / "docs/assets/schemas/trace.schema.json").read_text(encoding="utf-8"))
GATEWAYS = str(OTHER_CLUSTERS / "gateways")
FRONT = "203.0.113.1"


def run(*words: str) -> None:
    """Run the command, which must end well."""
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 0


def asked(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> dict[str, Any]:
    """Return the answer to the laptop's request, which is as the schema says."""
    run("trace", GATEWAYS, "--from", "client/laptop", "--to", url, "--json", "-q", *words)
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert list(Draft202012Validator(SCHEMA).iter_errors(answer)) == []
    return answer


def exchange(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> dict[str, Any]:
    """Return what the first proxy did."""
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    answer = asked(capsys, url, "--resolve", f"{host}:{port or 80}:{FRONT}", *words)
    assert answer["lookups"] == []
    return answer["branches"][0]["http"][0]


def test_a_request_that_is_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    found = exchange(capsys, "http://shop.example.com/marked/x?q=1", "--header", "A:b")
    assert (found["gateway"], found["listener"]) == ("gateway/front/front", "http")
    assert (found["route"], found["rule"]) == ("httproute/shop", 2)
    assert found["backend"] == "service/red:80"
    assert found["forwarded"]["path"] == "/m/x"
    assert found["forwarded"]["headers"] == [{"name": "A", "value": "b"}]
    assert found["mirrors"] == [{"backend": "service/blue:80", "share": "100%"}]
    assert found["responseHeaders"]["set"] == [{"name": "X-Color", "value": "red"}]
    assert found["responseHeaders"]["remove"] == ["Server"]
    assert found["status"] is None


def test_what_is_not_computed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    found = exchange(capsys, "http://shop.example.com/slow")
    assert found["notComputed"] == ["retry", "timeouts.request"]
    assert found["timeouts"] == [{"name": "request", "value": "10s"}]


def test_a_preflight_request(capsys: pytest.CaptureFixture[str]) -> None:
    headers = ("Origin:https://a.example.org", "Access-Control-Request-Method:PUT")
    words = [word for one in headers for word in ("--header", one)]
    found = exchange(capsys, "http://shop.example.com/cors", "--method", "OPTIONS", *words)
    assert (found["status"], found["ruleName"]) == (204, "cors")
    told = {one["name"]: one["value"] for one in found["responseHeaders"]["set"]}
    assert told == {
        "Access-Control-Allow-Origin": "https://a.example.org",
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "GET, PUT",
        "Access-Control-Allow-Headers": "x-team",
        "Access-Control-Max-Age": "600",
    }


def test_an_answer_to_a_page_of_another_origin(capsys: pytest.CaptureFixture[str]) -> None:
    header = ("--header", "Origin:https://a.example.org")
    found = exchange(capsys, "http://shop.example.com/cors", *header)
    told = {one["name"] for one in found["responseHeaders"]["set"]}
    assert told == {
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Credentials",
        "Access-Control-Expose-Headers",
    }
    header = ("--header", "Origin:https://example.org")
    assert exchange(capsys, "http://shop.example.com/cors", *header)["responseHeaders"]["set"] == []


def test_only_a_preflight_request_is_answered_by_the_proxy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    headers = ("Origin:https://a.example.org", "Access-Control-Request-Method:PUT")
    words = [word for one in headers for word in ("--header", one)]
    found = exchange(capsys, "http://shop.example.com/cors", *words)
    assert (found["status"], found["backend"]) == (None, "service/red:80")


def test_a_call_without_a_rule(capsys: pytest.CaptureFixture[str]) -> None:
    found = exchange(capsys, "grpc://calls.example.com/shop.Nothing/Do")
    assert (found["status"], found["route"]) == (200, "")
    assert found["grpcStatus"] == {"code": 12, "name": "UNIMPLEMENTED"}


def test_a_connection_without_a_proxy_has_no_exchange(capsys: pytest.CaptureFixture[str]) -> None:
    answer = asked(capsys, "http://10.244.1.2:8080/")
    assert [one["http"] for one in answer["branches"]] == [[]]


@pytest.mark.parametrize(
    "text", ["a:80", "a:b:10.0.0.1", "a:80:nowhere", ":80:10.0.0.1", "a:99999:10.0.0.1"]
)
def test_a_wrong_resolve_is_refused(capsys: pytest.CaptureFixture[str], text: str) -> None:
    words = ["trace", GATEWAYS, "--from", "client/laptop", "--to", "http://a/", "--resolve", text]
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1].startswith("atlas: ")


def test_a_pinned_name_is_for_its_port_only(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--resolve", f"shop.example.com:8080:{FRONT}")
    assert asked(capsys, "http://nobody.example.com/", *words)["lookups"] != []
