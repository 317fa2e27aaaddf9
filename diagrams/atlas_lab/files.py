"""Files of a lab: each machine's resolv.conf, and the tools of its shells. They lie in the lab's own memory file system."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from atlas.model.cluster import Cluster
from atlas.model.network import Address
from atlas.model.reference import Reference
from atlas.tracer.dns.name_server import dns_service
from atlas.tracer.dns.resolver import ClusterServer, OutsideServer, Resolver, resolver_of
from atlas.tracer.trace import Place, PlaceKind
from atlas_lab.plan import OUTSIDE_DNS, Plan

FOLDER = Path("/run/lab")
_KINDS = {kind.value: kind for kind in PlaceKind}


def write_files(cluster: Cluster, plan: Plan) -> None:
    """Write what each machine's programs read. Raises OSError."""
    for one in (*(pod.reference for pod in cluster.pods), *_machines(plan)):
        folder = folder_of(one)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "resolv.conf").write_text(resolv_conf(cluster, plan, one))
    tools = FOLDER / "bin"
    tools.mkdir(exist_ok=True)
    for name in ("get", "lookup"):
        tool = tools / name
        tool.write_text(_tool(name))
        tool.chmod(0o755)


def folder_of(machine: Reference) -> Path:
    """Return where a machine's files lie."""
    return FOLDER / machine.kind / machine.namespace / machine.name


def resolv_conf(cluster: Cluster, plan: Plan, machine: Reference) -> str:
    """Return the text of a machine's resolv.conf."""
    kind = _KINDS.get(machine.kind, PlaceKind.CLIENT)
    resolver = resolver_of(cluster, Place(kind, machine.name, machine.namespace))
    lines = [f"nameserver {ip}" for ip in name_servers(cluster, plan, resolver)]
    if resolver.searches:
        lines.append(f"search {' '.join(resolver.searches)}")
    return "\n".join([*lines, f"options ndots:{resolver.ndots} timeout:1 attempts:1", ""])


def name_servers(cluster: Cluster, plan: Plan, resolver: Resolver) -> Iterator[Address]:
    """Yield the addresses that a resolver asks, in order."""
    for one in resolver.servers:
        if isinstance(one, ClusterServer):
            service = dns_service(cluster)
            yield from service.cluster_ips[:1] if service is not None else ()
        elif isinstance(one, OutsideServer):
            yield from (
                machine.addresses[0]
                for machine in plan.machines
                if machine.reference == OUTSIDE_DNS
            )
        else:
            yield one


def _tool(name: str) -> str:
    home = shlex.quote(os.environ.get("PYTHONPATH", ""))
    python = shlex.quote(sys.executable)
    return f'#!/bin/sh\nPYTHONPATH={home} exec {python} -m atlas_lab.pod_tools {name} "$@"\n'


def _machines(plan: Plan) -> Iterator[Reference]:
    return (one.reference for one in plan.machines if one.reference.kind != "pod")
