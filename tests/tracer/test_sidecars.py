"""Sidecars of a service mesh: they take TCP connections before the program does, and what they do is not computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from atlas.manifests.decode import decode
from atlas.manifests.read import parse
from atlas.tracer.near_miss import near_misses
from atlas.world.load import load_documents
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


@cases(
    """
    namespace                          pod                            network  sidecar
    istio-injection=enabled            -                              pod      istio-proxy
    istio-injection=enabled            sidecar.istio.io/inject=false  pod      -
    istio-injection=enabled            -                              host     -   # its rules would be the node's
    istio-injection=disabled           -                              pod      -
    istio.io/rev=stable                -                              pod      istio-proxy
    linkerd.io/inject=enabled          linkerd.io/inject=disabled     pod      -
    kuma.io/sidecar-injection=enabled  -                              pod      kuma-sidecar
    team=shop                          -                              pod      -
    """,
    source="istio.io setup/additional-setup/sidecar-injection; kuma.io data-plane-proxy/dpp-on-kubernetes",
)
def test_a_namespace_gives_its_new_pods_a_sidecar(
    namespace: str, pod: str, network: str, sidecar: str
) -> None:
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": _named("shop", namespace)}
    template = {
        "metadata": {"labels": {"app": "web", **_named("", pod)["labels"]}},
        "spec": {"hostNetwork": network == "host", "containers": [{"name": "web"}]},
    }
    workload = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template},
    }
    text = "\n---\n".join(json.dumps(one) for one in (space, workload))
    cluster = load_documents(list(parse(text, Path("shop.yaml")))).cluster
    (found,) = cluster.pods
    assert found.listening.sidecar == sidecar


def test_a_pod_that_runs_shows_its_containers_whatever_its_namespace_says_since() -> None:
    space = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": _named("shop", "istio-injection=enabled"),
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "shop"},
        "spec": {"nodeName": "node-a", "containers": [{"name": "web"}]},
        "status": {"phase": "Running", "podIP": "10.244.1.9"},
    }
    text = "\n---\n".join(json.dumps(one) for one in (space, pod))
    (found,) = load_documents(list(parse(text, Path("shop.yaml")))).cluster.pods
    assert not found.listening.sidecar


def _named(name: str, label: str) -> dict[str, Any]:
    key, _, value = label.partition("=")
    return {"name": name, "labels": {key: value} if key else {}}
