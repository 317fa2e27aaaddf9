"""Environment variables that the kubelet makes for the containers of a Pod, one set for each Service of its namespace."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv6Address

from atlas.model.cluster import Cluster
from atlas.model.service import Service


def service_variables(cluster: Cluster, namespace: str) -> tuple[tuple[str, str], ...]:
    """Return names and values for a Pod that starts now: Services without a cluster IP make none.

    (kubernetes/kubernetes pkg/kubelet/envvars, read at v1.30.)
    """
    return tuple(
        pair
        for service in cluster.services
        if service.namespace == namespace and service.cluster_ips and service.ports
        for pair in variables_of(service)
    )


def variables_of(service: Service) -> Iterator[tuple[str, str]]:
    """Yield what one Service adds: its own form first, then that of Docker's links."""
    address, first = service.cluster_ips[0], service.ports[0]
    name = _variable(service.name)
    yield f"{name}_SERVICE_HOST", str(address)
    yield f"{name}_SERVICE_PORT", str(first.port)
    for port in service.ports:
        if port.name:
            yield f"{name}_SERVICE_PORT_{_variable(port.name)}", str(port.port)
    host = f"[{address}]" if isinstance(address, IPv6Address) else str(address)
    for port in service.ports:
        protocol = port.protocol.value
        link = f"{protocol.lower()}://{host}:{port.port}"
        if port is first:
            yield f"{name}_PORT", link
        prefix = f"{name}_PORT_{port.port}_{protocol}"
        yield prefix, link
        yield f"{prefix}_PROTO", protocol.lower()
        yield f"{prefix}_PORT", str(port.port)
        yield f"{prefix}_ADDR", str(address)


def _variable(name: str) -> str:
    return name.upper().replace("-", "_")
