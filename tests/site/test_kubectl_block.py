"""`kubectl get` on pages: the columns of kubectl, about what a cluster of the model has, and nothing made up."""

from __future__ import annotations

import pytest

from atlas.figure.catalog import manifests_of
from atlas.site.facts import UnknownFact
from atlas.site.kubectl_block import asked, get, kubectl_block
from atlas.world.load import load
from support.manifests import CLUSTER, NODES, cluster_of, service, workload

SITE = load([CLUSTER]).cluster
FIRST = load([manifests_of("first-service")]).cluster


def rows(command: str) -> list[list[str]]:
    return [line.split() for line in get(SITE, asked(command))]


def test_a_block_has_the_commands_and_what_they_print() -> None:
    block = kubectl_block(["get pods -l app=hello -o wide", "get services,endpointslices"], FIRST)
    assert block.splitlines() == [
        "```console",
        "$ kubectl get pods -l app=hello -o wide",
        "NAME      STATUS    IP           NODE",
        "hello-1   Running   10.244.0.3   kind-control-plane",
        "hello-2   Running   10.244.0.4   kind-control-plane",
        "$ kubectl get services,endpointslices",
        "NAME            TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)",
        "service/hello   ClusterIP   10.96.149.32   <none>        80/TCP",
        "",
        "NAME                                     ADDRESSTYPE   PORTS   ENDPOINTS",
        "endpointslice.discovery.k8s.io/hello-1   IPv4          8080    10.244.0.3,10.244.0.4",
        "```",
    ]


# kubernetes/kubernetes pkg/printers/internalversion/printers.go, v1.37: printService, getServiceExternalIP
@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("web", ["ClusterIP", "10.96.113.167", "<none>", "80/TCP"]),
        ("web-nodeport", ["NodePort", "10.96.133.38", "<none>", "80:30080/TCP"]),
        ("web-lb", ["LoadBalancer", "10.96.86.106", "203.0.113.1", "80:32259/TCP"]),
        ("db", ["ClusterIP", "None", "<none>", "5432/TCP"]),
        ("billing", ["ExternalName", "<none>", "db.example.com", "<none>"]),
    ],
)
def test_each_type_has_its_columns(name: str, cells: list[str]) -> None:
    assert rows(f"get service {name}")[1] == [name, *cells]


def test_what_no_balancer_serves_is_pending() -> None:
    cluster = cluster_of(
        NODES, service("shop", "type: LoadBalancer, selector: {app: shop}, ports: [{port: 80}]")
    )
    assert get(cluster, asked("get svc shop"))[1].split()[3] == "<pending>"


@pytest.mark.parametrize(
    ("replicas", "shown"),
    [(0, "<unset>"), (3, "10.244.2.2,10.244.1.2,10.244.3.2"), (5, "+ 2 more...")],
)
def test_a_slice_lists_three_addresses_and_counts_the_others(replicas: int, shown: str) -> None:
    cluster = cluster_of(
        NODES,
        workload("shop", replicas),
        service("shop", "selector: {app: shop}, ports: [{port: 80}]"),
    )
    line = get(cluster, asked("get endpointslices -l kubernetes.io/service-name=shop"))[1]
    assert sorted(shown.split(",")) == sorted(line.split()[3].split(",")) or line.endswith(shown)


def test_namespaces_names_and_labels_choose() -> None:
    assert [row[0] for row in rows("get services -n kube-system")] == ["NAME", "kube-dns"]
    assert [row[0] for row in rows("get svc web-lb db")] == ["NAME", "web-lb", "db"]
    everywhere = rows("get services --all-namespaces")
    assert everywhere[0][:2] == ["NAMESPACE", "NAME"]
    assert ["kube-system", "kube-dns"] in [row[:2] for row in everywhere]
    assert rows("get service web -o wide")[1][-1] == "app=web"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("apply -f web.yaml", "can only print"),
        ("get ingress", "cannot list 'ingress'"),
        ("get services nobody", "no service nobody"),
        ("get services -o yaml", "does not know '-o'"),
        ("get services -l app!=web", "not a label"),
        ("get pods -l app=nobody", "nothing that"),
    ],
)
def test_what_a_model_cannot_print_is_refused(command: str, said: str) -> None:
    with pytest.raises(UnknownFact, match=said):
        get(SITE, asked(command))
