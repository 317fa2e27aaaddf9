"""`kubectl` on pages: what it prints about objects of a cluster, as far as a model can know that.

The columns are those of kubectl (kubernetes/kubernetes pkg/printers/internalversion/printers.go, v1.37) without AGE,
READY and RESTARTS: they come from time and from containers, which the model does not have. A page says so.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from atlas.manifests.decode_services import SERVICE_NAME_LABEL
from atlas.model.cluster import Cluster
from atlas.model.service import EndpointSlice, Service, ServiceType
from atlas.model.workload import Pod
from atlas.site.facts import UnknownFact
from atlas.text.columns import aligned

NONE = "<none>"
MOST = 3
"""So many ports and addresses of a slice are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a `kubectl get` asks for."""

    kinds: tuple[str, ...]
    names: tuple[str, ...] = ()
    namespace: str = "default"
    everywhere: bool = False
    labels: Mapping[str, str] | None = None
    wide: bool = False


class Kind(NamedTuple):
    """A kind of object: how kubectl puts it before a name, and the columns that it prints behind the name."""

    prefix: str
    all_of: Callable[[Cluster], Iterable[Any]]
    columns: tuple[str, ...]
    cells: Callable[[Any], tuple[str, ...]]
    wide_columns: tuple[str, ...] = ()
    wide_cells: Callable[[Any], tuple[str, ...]] = lambda _: ()


def kubectl_block(commands: Sequence[str], cluster: Cluster) -> str:
    """Return `kubectl` commands and what they print, as a block of a page. Raises UnknownFact."""
    lines = [
        line
        for command in commands
        for line in (f"$ kubectl {command}", *get(cluster, asked(command)))
    ]
    return "```console\n" + "\n".join(lines) + "\n```"


def asked(command: str) -> Asked:
    """Return what a command asks for. Raises UnknownFact for any but `get` with the options that are known here."""
    verb, *words = shlex.split(command)
    if verb != "get" or not words:
        raise UnknownFact(f"the model can only print `kubectl get KIND …`: {command}")
    kinds: tuple[str, ...] = tuple(map(_kind, words.pop(0).split(",")))
    names: list[str] = []
    options: dict[str, Any] = {}
    while words:
        match words.pop(0):
            case "-o" if words and words[0] == "wide":
                options["wide"] = bool(words.pop(0))
            case "-n" | "--namespace" if words:
                options["namespace"] = words.pop(0)
            case "-A" | "--all-namespaces":
                options["everywhere"] = True
            case "-l" | "--selector" if words:
                options["labels"] = dict(_label(part) for part in words.pop(0).split(","))
            case name if not name.startswith("-"):
                names.append(name)
            case other:
                raise UnknownFact(f"the model does not know {other!r} of: kubectl {command}")
    return Asked(kinds, tuple(names), **options)


def get(cluster: Cluster, wanted: Asked) -> list[str]:
    """Return the lines that kubectl prints. Raises UnknownFact if there is nothing to print."""
    tables = [_table(cluster, KINDS[kind], wanted) for kind in wanted.kinds]
    lines: list[str] = []
    for table in filter(None, tables):
        lines += ["", *table] if lines else table
    if not lines:
        raise UnknownFact(f"there is nothing that {wanted} could print")
    return lines


def _table(cluster: Cluster, kind: Kind, wanted: Asked) -> list[str]:
    found = sorted(
        (one for one in kind.all_of(cluster) if _is_wanted(one, wanted)),
        key=lambda one: (one.namespace, one.name),
    )
    if wanted.names:
        found.sort(key=lambda one: wanted.names.index(one.name))
    if missing := set(wanted.names) - {one.name for one in found}:
        raise UnknownFact(f"the cluster has no {kind.prefix} {', '.join(sorted(missing))}")
    if not found:
        return []
    prefix = f"{kind.prefix}/" if len(wanted.kinds) > 1 else ""
    head = (*(("NAMESPACE",) if wanted.everywhere else ()), "NAME", *kind.columns)
    rows = [(*head, *(kind.wide_columns if wanted.wide else ()))]
    for one in found:
        where = (one.namespace,) if wanted.everywhere else ()
        more = kind.wide_cells(one) if wanted.wide else ()
        rows.append((*where, prefix + one.name, *kind.cells(one), *more))
    return list(aligned(rows, gap="   "))


def _is_wanted(one: Any, wanted: Asked) -> bool:
    labels = dict(one.labels)
    if isinstance(one, EndpointSlice):
        labels.setdefault(SERVICE_NAME_LABEL, one.service)
    return (
        (wanted.everywhere or one.namespace == wanted.namespace)
        and (not wanted.names or one.name in wanted.names)
        and all(labels.get(key) == value for key, value in (wanted.labels or {}).items())
    )


def _kind(name: str) -> str:
    for kind, also in SHORT.items():
        if name in (kind, kind.removesuffix("s"), *also):
            return kind
    raise UnknownFact(f"the model cannot list {name!r}; there is {', '.join(KINDS)}")


def _label(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"([^=!]+)==?([^=]*)", text)
    if found is None:
        raise UnknownFact(f"not a label: {text!r}")
    return found[1], found[2]


def _service(one: Service) -> tuple[str, ...]:
    cluster_ip = "None" if one.headless else str(one.cluster_ip() or NONE)
    return one.type.value, cluster_ip, _external_ip(one), _service_ports(one)


def _external_ip(one: Service) -> str:
    """Return the column EXTERNAL-IP (getServiceExternalIP): of a load balancer, of `externalIPs`, or the other name."""
    if one.type is ServiceType.EXTERNAL_NAME:
        return one.external_name
    addresses = [*map(str, one.external_ips)]
    if one.type is ServiceType.LOAD_BALANCER:
        given = [*map(str, one.load_balancer_ips), *one.load_balancer_names]
        return ",".join(given + addresses) or "<pending>"
    return ",".join(addresses) or NONE


def _service_ports(one: Service) -> str:
    ports = (
        f"{port.port}{f':{port.node_port}' if port.node_port else ''}/{port.protocol.value}"
        for port in one.ports
    )
    return ",".join(ports) or NONE


def _slice(one: EndpointSlice) -> tuple[str, ...]:
    addresses = [str(address) for each in one.endpoints for address in each.addresses]
    return one.family.value, _some([str(port.port) for port in one.ports]), _some(addresses)


def _some(texts: Sequence[str]) -> str:
    """Return the first few, and how many more there are (listWithMoreString)."""
    more = f" + {len(texts) - MOST} more..." if len(texts) > MOST else ""
    return ",".join(texts[:MOST]) + more if texts else "<unset>"


def _pod(one: Pod) -> tuple[str, ...]:
    return ("Terminating" if one.terminating else "Running",)


def _selector(one: Service) -> tuple[str, ...]:
    return (",".join(f"{key}={value}" for key, value in sorted(one.selector.items())) or NONE,)


KINDS: Mapping[str, Kind] = {
    "pods": Kind(
        "pod",
        lambda cluster: cluster.pods,
        ("STATUS",),
        _pod,
        ("IP", "NODE"),
        lambda pod: (str(pod.ips[0]), pod.node),
    ),
    "services": Kind(
        "service",
        lambda cluster: cluster.services,
        ("TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)"),
        _service,
        ("SELECTOR",),
        _selector,
    ),
    "endpointslices": Kind(
        "endpointslice.discovery.k8s.io",
        lambda cluster: cluster.endpoint_slices,
        ("ADDRESSTYPE", "PORTS", "ENDPOINTS"),
        _slice,
    ),
}
SHORT = {"pods": ("po",), "services": ("svc",), "endpointslices": ()}
