"""Name servers: Pods behind the Service of the cluster's DNS, whose way the questions then have to find."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from support.clusters import endpoint, pod, slice_of


def with_name_servers(cluster: Cluster, text: str, **fields: Any) -> Cluster:
    """Put Pods behind kube-dns, written as `node-a` or `node-b:ending`; `fields` change the Service."""
    (owner,) = (one for one in cluster.services if one.name == "kube-dns")
    pods = [
        pod(
            f"dns-{number}",
            word.partition(":")[0],
            f"10.244.{ord(word[5]) - ord('a') + 1}.5{number}",
            53,
            namespace="kube-system",
            protocol=Protocol.UDP,
        )
        for number, word in enumerate(text.split())
    ]
    endpoints = [
        endpoint(one, ready=":" not in word) for one, word in zip(pods, text.split(), strict=True)
    ]
    changed_owner = replace(owner, **fields)
    services = tuple(changed_owner if one is owner else one for one in cluster.services)
    return replace(
        cluster,
        pods=(*cluster.pods, *pods),
        services=services,
        endpoint_slices=(*cluster.endpoint_slices, slice_of(changed_owner, endpoints, 53)),
    )
