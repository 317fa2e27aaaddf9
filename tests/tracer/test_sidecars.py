"""Sidecars of a service mesh: they take TCP connections before the program does, and what they do is not computed."""

from __future__ import annotations

import json
from pathlib import Path

from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.tracer.near_miss import near_misses
from support.ask import ask, changed
from support.cases import cases
from support.clusters import small_cluster


@cases(
    """
    changes          client      to                  verdict    remark
    -                pod/client  pod/web-1           delivered  -
    sidecar web-1    pod/client  pod/web-1           delivered  SIDECAR      # plain text may be refused
    sidecar client   pod/client  service/web         delivered  SIDECAR      # it picks the Pod itself
    -                pod/client  pod/web-1:9999      refused    UNDECLARED_PORT
    sidecar web-1    pod/client  pod/web-1:9999      unknown    SIDECAR      # the sidecar accepts, whoever listens
    sidecar web-1    pod/client  pod/web-1:9999/UDP  refused    UNDECLARED_PORT  # it takes TCP only
    sidecar web-1    pod/client  pod/web-1/ICMP      delivered  -
    """,
    source="istio.io ops/deployment/application-requirements; linkerd.io reference/iptables",
)
def test_what_a_sidecar_changes(
    changes: str, client: str, to: str, verdict: str, remark: str
) -> None:
    cluster = changed(small_cluster(), changes)
    found = ask(cluster, client, to)
    assert {one.value for one in found.verdicts} == {verdict}
    assert {one.near.name for one in near_misses(cluster, found)} == ({remark} if remark else set())


@cases(
    """
    container       labels                        annotations                       sidecar
    istio-proxy     -                             -                                 istio-proxy
    linkerd-proxy   -                             -                                 linkerd-proxy
    app             sidecar.istio.io/inject=true  -                                 istio-proxy
    app             -                             linkerd.io/inject=enabled         linkerd-proxy
    app             sidecar.istio.io/inject=false  -                                -
    app             -                             -                                 -
    """,
    source="istio.io setup/additional-setup/sidecar-injection; linkerd.io features/proxy-injection",
)
def test_how_a_sidecar_is_known(
    container: str, labels: str, annotations: str, sidecar: str
) -> None:
    metadata = {"name": "one"}
    for field, text in (("labels", labels), ("annotations", annotations)):
        key, _, value = text.partition("=")
        metadata |= {field: {key: value}} if text else {}
    spec = {"nodeName": "node-a", "containers": [{"name": container, "image": "example/one:1.0"}]}
    written = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    (found,) = decode(parse(json.dumps(written), Path("pod.json"))).pods
    assert found.pod.listening.sidecar == sidecar
