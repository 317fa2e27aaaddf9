"""What is there at each link, in the words of the manifests: names, numbers and addresses, the same in every language."""

from __future__ import annotations

from atlas.model.http import HTTPRoute, Ingress
from atlas.model.routes import ListenerSet, Route
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.tracer.dns.resolve import full_name
from atlas.tracer.http.attachment import hostnames_of
from atlas.tracer.http.listeners import gateway_of
from atlas.why.case import Case
from atlas.why.checks_routes import backends_of
from atlas.why.kind import Link
from atlas.why.probes import endpoint_nodes
from atlas.why.proposals import listed
from atlas.world.http_proxies import class_of


def service_details(case: Case, service: Service) -> dict[Link, str]:
    """Return what a Service has at each link."""
    cluster = case.cluster
    slices = cluster.slices_by_service.get((service.namespace, service.name), ())
    there = [endpoint for one in slices for endpoint in one.endpoints]
    ready = [one for one in there if one.ready]
    own = service.reference
    is_given = case.value(own, "spec", "clusterIP") or case.value(own, "spec", "clusterIPs")
    addresses = (
        *(service.cluster_ips if is_given else ("<allocated>",) * bool(service.cluster_ips)),
        *service.load_balancer_ips,
        *service.load_balancer_names,
        *service.external_ips,
    )
    nodes = sorted(endpoint_nodes(cluster, service))
    chosen = listed(f"{key}={value}" for key, value in service.selector.items())
    targets = [str(one.target or (one.addresses or ("-",))[0]) for one in there]
    if service.type is ServiceType.EXTERNAL_NAME:
        return {
            Link.NAME: f"{full_name(cluster, service.reference)} → {service.external_name}",
            Link.OBJECT: service.type.value,
        }
    return {
        Link.NAME: full_name(cluster, service.reference),
        Link.OBJECT: "ClusterIP: None" if service.headless else service.type.value,
        Link.ADDRESS: listed(addresses) if addresses else "-",
        Link.ENTRY: listed(filter(None, (_first_entry(service), *map(_entry, service.ports)))),
        Link.NODE: listed(nodes) if nodes else listed(one.name for one in cluster.nodes),
        Link.POLICY: _policies(service),
        Link.PORT: listed(_port(one) for one in service.ports),
        Link.SELECTOR: f"{chosen} → {listed(targets)}",
        Link.READINESS: f"{len(ready)}/{len(there)}",
        Link.TARGET_PORT: listed(_targets(service, slices)),
        Link.PROCESS: listed(_declared(case, service)),
    }


def _first_entry(service: Service) -> str:
    return "DNS" if service.headless else "ClusterIP"


def _entry(port: ServicePort) -> str:
    return f"nodePort {port.node_port}" if port.node_port else ""


def _policies(service: Service) -> str:
    words = [f"internal {service.internal_traffic_policy}"]
    if service.type in (ServiceType.NODE_PORT, ServiceType.LOAD_BALANCER):
        words.append(f"external {service.external_traffic_policy}")
    return ", ".join(words)


def _port(port: ServicePort) -> str:
    name = f" ({port.name})" if port.name else ""
    return f"{port.port}/{port.protocol}{name}"


def _targets(service: Service, slices: tuple[object, ...]) -> list[str]:
    found: list[str] = []
    for one in slices:
        for port in getattr(one, "ports", ()):
            same = next((p for p in service.ports if p.name == port.name), None)
            found.append(f"{same.port} → {port.port}" if same else str(port.port))
    return found


def _declared(case: Case, service: Service) -> list[str]:
    found: list[str] = []
    for pod in case.selected(service):
        found += (f"{one.number}/{one.protocol}" for one in pod.ports)
    return found


def http_details(case: Case, target: Ingress | Route | ListenerSet) -> dict[Link, str]:
    """Return what an Ingress or a route has at each link."""
    if isinstance(target, Ingress):
        return {
            Link.OBJECT: "Ingress",
            Link.CLASS: class_of(target) or "-",
            Link.GATE: listed(target.addresses),
            Link.HOST: listed(one.host or "*" for one in target.rules),
            Link.PATH: listed(
                f"{path.path or '/'} ({path.path_type})" for r in target.rules for path in r.paths
            ),
            Link.BACKEND: listed(path.backend.reference for r in target.rules for path in r.paths),
        }
    parents = (target.parent,) if isinstance(target, ListenerSet) else target.parents
    classes = {
        Link.CLASS: listed(
            dict.fromkeys(
                one.class_name for p in parents if (one := gateway_of(case.cluster, p)) is not None
            )
        )
    }
    if isinstance(target, ListenerSet):
        return classes | {Link.OBJECT: "ListenerSet", Link.GATE: str(target.parent.reference)}
    rules = target.rules if isinstance(target, HTTPRoute) else ()
    return classes | {
        Link.OBJECT: target.kind,
        Link.GATE: listed(
            f"{one.reference}" + (f" {one.section}" if one.section else "")
            for one in target.parents
        ),
        Link.HOST: listed(one or "*" for one in hostnames_of(target)),
        Link.PATH: listed(m.path for r in rules for m in r.matches),
        Link.BACKEND: listed(b.reference for rule in backends_of(target) for b in rule),
    }
