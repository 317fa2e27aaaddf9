"""References: how people write which object they mean."""

from __future__ import annotations

import pytest

from atlas.model.reference import Reference, parse_reference
from support.cases import cases


@cases(
    """
    text                       kind     namespace    name      port
    pod/web-1                  pod      default      web-1     -
    service/web:http           service  default      web       http
    service/kube-system/dns:53  service  kube-system  dns       53
    """,
    source="README: how objects are named on the command line",
)
def test_what_is_read(text: str, kind: str, namespace: str, name: str, port: str) -> None:
    found = parse_reference(text)
    assert found == Reference(kind, name, namespace, port)
    assert str(found) == text


def test_what_is_of_no_namespace() -> None:
    assert parse_reference("node/node-a", "prod") == Reference("node", "node-a", "")
    assert parse_reference("pod/web-1", "prod") == Reference("pod", "web-1", "prod")


@pytest.mark.parametrize(
    "text", ["", "web", "pod", "pod/", "/web", "pod//web", "pod/prod/", "pod/a/b/c", ":80", "pod/:80"]
)  # fmt: skip
def test_what_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a reference like"):
        parse_reference(text)
