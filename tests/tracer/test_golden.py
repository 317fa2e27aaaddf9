"""Whole traces, to be read and judged: one of each kind."""

from __future__ import annotations

import pytest

from support import golden
from support.ask import ask, changed
from support.http_clusters import http_cluster
from support.show import show

TRACES = {
    "pod-to-pod": ("", "pod/client", "pod/web-2", "", ""),
    "same-pod": ("", "pod/web-1", "localhost:8080", "", ""),
    "clusterip": ("", "pod/client", "service/web", "", ""),
    "echo-clusterip": ("", "pod/client", "service/web/ICMP", "", ""),
    "echo-clusterip-nftables": ("mode nftables", "pod/client", "service/web/ICMP", "", ""),
    "echo-pod": ("", "client/laptop", "node/node-b/ICMP", "", ""),
    "hairpin": ("", "pod/web-1", "service/web", "", ""),
    "nodeport": ("", "client/laptop", "service/web-nodeport", "NodePort", "node-c"),
    "nodeport-local": (
        "local web-nodeport",
        "client/laptop",
        "service/web-nodeport",
        "NodePort",
        "node-b",
    ),
    "nodeport-node-down": (
        "down node-a",
        "client/laptop",
        "service/web-nodeport",
        "NodePort",
        "node-a",
    ),
    "loadbalancer": ("local web-lb", "client/laptop", "service/web-lb", "LoadBalancer", ""),
    "loadbalancer-proxy": ("balancer Proxy", "client/laptop", "service/web-lb", "LoadBalancer", ""),
    "headless": ("", "pod/client", "service/db", "", ""),
    "externalname": ("", "pod/client", "service/billing:5432", "", ""),
    "without-selector": ("", "pod/client", "service/legacy", "", ""),
    "host-network": ("", "pod/client", "service/agent", "", ""),
    "refused": ("", "pod/far-client", "service/nobody", "NodePort", "node-a"),
    "lost-reply": (
        "local web-nodeport, egress kept",
        "pod/far-client",
        "service/web-nodeport",
        "NodePort",
        "node-a",
    ),
    "ingress-in-cluster": ("", "pod/client", "http://shop.example.com/api", "", ""),
    "ingress-neg": ("", "client/laptop", "http://store.example.com/", "", ""),
    "ingress-node-port": ("", "client/laptop", "http://store.example.com/api", "", ""),
    "gateway": ("local gateway/gateway", "client/laptop", "http://news.example.com/api", "", ""),
    "gateway-timeout": (
        "down node-a, not-ready api-2",
        "client/laptop",
        "http://news.example.com/api",
        "",
        "",
    ),
}


@pytest.mark.parametrize("name", TRACES)
def test_trace(name: str) -> None:
    changes, client, to, entry, node = TRACES[name]
    found = ask(changed(http_cluster(), changes), client, to, entry, node)
    golden.check(f"traces/{name}.txt", show(found))
