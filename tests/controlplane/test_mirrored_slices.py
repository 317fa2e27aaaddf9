"""Endpoints that somebody has written become slices, as the EndpointSliceMirroring controller makes them."""

from __future__ import annotations

from pathlib import Path

from atlas.manifests.problem import Expected
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.model.service import MANAGED_BY
from atlas.world.load import load_documents
from support.cases import cases
from support.manifests import NODES, cluster_of

SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {{name: old}}\nspec: {spec}\n"
ENDPOINTS = "apiVersion: v1\nkind: Endpoints\nmetadata: {metadata}\nsubsets: {subsets}\n"


def found(cluster: Cluster) -> str:
    """Return each slice as its ports and endpoints; one that is not ready has a ! before it."""
    return " ".join(
        ",".join(f"{port.name or '-'}:{port.port}" for port in one.ports)
        + "="
        + ",".join(("" if end.ready else "!") + str(end.addresses[0]) for end in one.endpoints)
        for one in cluster.endpoint_slices
    )


def mirrored(metadata: str, subsets: str, spec: str = "{ports: [{port: 80}]}") -> Cluster:
    return cluster_of(
        NODES,
        SERVICE.format(spec=spec),
        ENDPOINTS.format(metadata=metadata, subsets=subsets),
    )


ONE = "[{addresses: [{ip: 192.0.2.7}], ports: [{port: 80}]}]"


@cases(
    """
    subsets                                                                                             slices
    []                                                                                                  -
    [{addresses: [{ip: 192.0.2.7}], ports: [{port: 80}]}]                                               -:80=192.0.2.7
    [{notReadyAddresses: [{ip: 192.0.2.7}], ports: [{port: 80}]}]                                       -:80=!192.0.2.7
    [{addresses: [{ip: 192.0.2.7}], notReadyAddresses: [{ip: 192.0.2.8}], ports: [{port: 80}]}]         -:80=192.0.2.7,!192.0.2.8
    [{addresses: [{ip: 192.0.2.7}], ports: [{port: 80}]}, {addresses: [{ip: 192.0.2.8}], ports: [{port: 81}]}]  -:80=192.0.2.7 -:81=192.0.2.8
    [{addresses: [{ip: 192.0.2.7}], ports: [{port: 80}]}, {addresses: [{ip: 192.0.2.8}], ports: [{port: 80}]}]  -:80=192.0.2.7,192.0.2.8
    [{addresses: [{ip: 192.0.2.7}, {ip: "2001:db8::7"}], ports: [{port: 80}]}]                          -:80=192.0.2.7 -:80=2001:db8::7
    [{addresses: [{ip: 192.0.2.7}], ports: [{port: 80, name: b}, {port: 81, name: a}]}]                 a:81,b:80=192.0.2.7
    """,
    source="kubernetes/kubernetes pkg/controller/endpointslicemirroring reconciler.go",
)
def test_subsets(subsets: str, slices: str) -> None:
    assert found(mirrored("{name: old}", subsets)) == slices


@cases(
    """
    metadata                                                                                service                                        made
    {name: old}                                                                             {ports: [{port: 80}]}                          yes
    {name: old}                                                                             {clusterIP: None}                              yes
    {name: old}                                                                             {selector: {app: old}, ports: [{port: 80}]}    no
    {name: other}                                                                           {ports: [{port: 80}]}                          no
    {name: old, labels: {endpointslice.kubernetes.io/skip-mirror: "true"}}                  {ports: [{port: 80}]}                          no
    {name: old, labels: {endpointslice.kubernetes.io/skip-mirror: "false"}}                 {ports: [{port: 80}]}                          yes
    {name: old, annotations: {control-plane.alpha.kubernetes.io/leader: "{}"}}              {ports: [{port: 80}]}                          no
    """,
    source="kubernetes/kubernetes pkg/controller/endpointslicemirroring utils.go skipMirror, syncEndpoints",
)
def test_which_endpoints_are_mirrored(metadata: str, service: str, made: str) -> None:
    cluster = mirrored(metadata, ONE, service)
    assert any(one.endpoints for one in cluster.endpoint_slices) == (made == "yes")


def test_the_slice_says_who_made_it_and_keeps_the_labels() -> None:
    (one,) = mirrored("{name: old, labels: {team: a}}", ONE).endpoint_slices
    assert one.labels[MANAGED_BY] == "endpointslicemirroring-controller.k8s.io"
    assert one.labels["team"] == "a"
    assert one.service == "old"


def test_of_a_subset_at_most_1000_addresses_are_taken() -> None:
    addresses = ", ".join(f"{{ip: 198.18.{n // 250}.{n % 250 + 1}}}" for n in range(1001))
    cluster = mirrored("{name: old}", f"[{{addresses: [{addresses}], ports: [{{port: 80}}]}}]")
    assert sum(len(one.endpoints) for one in cluster.endpoint_slices) == 1000


def test_a_dump_that_shows_the_mirrored_slice_has_it_once() -> None:
    slice_of_controller = (
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: old-x, labels: {"
        "kubernetes.io/service-name: old, endpointslice.kubernetes.io/managed-by: "
        "endpointslicemirroring-controller.k8s.io}}\naddressType: IPv4\nports: [{port: 80}]\n"
        "endpoints: [{addresses: [192.0.2.7]}]\n"
    )
    cluster = cluster_of(
        SERVICE.format(spec="{ports: [{port: 80}]}"),
        ENDPOINTS.format(metadata="{name: old}", subsets=ONE),
        slice_of_controller,
    )
    assert [one.name for one in cluster.endpoint_slices] == ["old-x"]


def test_the_api_servers_own_endpoints_stand_for_its_slice() -> None:
    """It writes both, and forbids that the first is mirrored."""
    cluster = cluster_of(
        "apiVersion: v1\nkind: Service\nmetadata: {name: kubernetes}\nspec: {ports: [{port: 443}]}",
        ENDPOINTS.format(
            metadata='{name: kubernetes, labels: {endpointslice.kubernetes.io/skip-mirror: "true"}}',
            subsets="[{addresses: [{ip: 10.0.0.1}], ports: [{port: 6443}]}]",
        ),
    )
    assert found(cluster) == "-:6443=10.0.0.1"


def test_endpoints_that_nobody_mirrors_are_told_apart_from_those_that_are() -> None:
    text = "---\n".join(
        (
            SERVICE.format(spec="{ports: [{port: 80}]}"),
            ENDPOINTS.format(metadata="{name: old}", subsets=ONE),
            SERVICE.format(spec="{ports: [{port: 80}]}").replace("name: old", "name: skipped"),
            ENDPOINTS.format(
                metadata='{name: skipped, labels: {endpointslice.kubernetes.io/skip-mirror: "true"}}',
                subsets=ONE,
            ),
        )
    )
    problems = load_documents(list(parse(text, Path("a.yaml")))).problems
    told = [(one.object, one.expected, dict(one.facts).get("times")) for one in problems]
    assert ("Endpoints default/old", Expected.SLICES_INSTEAD, "1") in told
    assert ("Endpoints default/skipped", Expected.NO_SKIP_MIRROR, "1") in told
