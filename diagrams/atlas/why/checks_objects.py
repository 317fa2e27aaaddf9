"""Whether objects exist at all, as names and as the API server takes them; and what it would warn about."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from atlas.controlplane.http import CLASS_ANNOTATION, GKE_CONTROLLER
from atlas.manifests.problem import Expected, Problem
from atlas.manifests.source import Keys
from atlas.model.reference import Reference
from atlas.model.service import Service, ServiceType
from atlas.model.service_rules import OLD_TOPOLOGY_MODE, TOPOLOGY_MODE
from atlas.model.workload import matches
from atlas.text.text import Lang
from atlas.tracer.dns.resolve import full_name
from atlas.why import kinds_entries as kinds
from atlas.why.case import Case, Recipe, items
from atlas.why.finding import Finding, NewObject, ObjectChange, Proposal, finding, told
from atlas.why.probes import endpoint_nodes
from atlas.why.proposals import listed, near, new_object, put, remove


def rejected(case: Case, reference: Reference) -> Iterator[Finding]:
    """Yield why no API server would take an object; a number or address that cannot be had has its own kind."""
    problems = case.errors.get(reference, ())
    for one in problems:
        yield _of_problem(case, reference, one)
    document = case.documents.get(reference)
    if problems or document is None or document.stored:
        return
    ranges = (Expected.NUMBER_RANGE, Expected.WITHIN_RANGE, Expected.FAMILY_OF_CLUSTER)
    for one in case.loaded.warnings:
        if one.reference == reference and one.expected in ranges and _is_certain(one):
            yield _of_problem(case, reference, one)


def _is_certain(problem: Problem) -> bool:
    return not problem.field.startswith("spec.loadBalancer")


def _of_problem(case: Case, reference: Reference, problem: Problem) -> Finding:
    from atlas.text.problems import EXPECTED, HEADLINES

    facts, keys = dict(problem.facts), _keys(problem.field)
    about: dict[str, Any]
    match problem.expected:
        case Expected.FREE_NUMBER if keys[-1:] == ("nodePort",):
            about = {"port": problem.value, "other": facts["other"]}
            return finding(kinds.NODE_PORT_TAKEN, reference, keys, remove(reference, keys), **about)
        case Expected.NUMBER_RANGE if keys[-1:] == ("nodePort",):
            about = {
                "port": problem.value,
                "low": facts["low"],
                "high": facts["high"],
            }
            return finding(kinds.NODE_PORT_RANGE, reference, keys, remove(reference, keys), **about)
        case Expected.FREE_ADDRESS if keys[-1:] == ("clusterIP",):
            about = {"address": problem.value.strip('"'), "other": facts["other"]}
            return finding(
                kinds.CLUSTER_IP_TAKEN, reference, keys, remove(reference, keys), **about
            )
        case Expected.WITHIN_RANGE if keys[-1:] == ("clusterIP",):
            about = {"address": problem.value.strip('"'), "ranges": facts["ranges"]}
            return finding(
                kinds.CLUSTER_IP_RANGE, reference, keys, remove(reference, keys), **about
            )
        case Expected.FAMILY_OF_CLUSTER:
            about = {
                "family": facts.get("family", "-"),
                "ranges": facts.get("ranges", "-"),
            }
            proposals = (
                put(reference, ("spec", "ipFamilyPolicy"), "PreferDualStack"),
                remove(reference, ("spec", "ipFamilies")),
            )
            return finding(kinds.DUAL_STACK, reference, keys, *proposals, **about)
        case _:

            def said(lang: Lang) -> str:
                headline = HEADLINES[problem.kind].in_language(lang)
                expected = EXPECTED[problem.expected].fill(lang, **facts)
                value = f": {problem.value}" if problem.value else ""
                return f"{headline}{value}; {expected}"

            proposals = tuple(_that_would_do(case, reference, keys, problem))
            return finding(
                kinds.OBJECT_REJECTED,
                reference,
                keys,
                *proposals,
                field=problem.field,
                problem=told(said),
            )


_USUAL_NAMES = {80: "http", 8080: "http", 443: "https", 8443: "https", 53: "dns", 22: "ssh"}


def _that_would_do(
    case: Case, reference: Reference, keys: Keys, problem: Problem
) -> Iterator[Proposal]:
    """Yield values that an API server would take."""
    value = problem.value.strip('"')
    if problem.nearest and keys:
        yield put(reference, keys, problem.nearest)
    elif problem.expected is Expected.PORT_NUMBER_OR_NAME and value.isdecimal():
        yield put(reference, keys, int(value))
    elif problem.expected is Expected.NAME_OF_EVERY_PORT:
        names: list[str] = []
        steps: list[ObjectChange | NewObject] = []
        for number, port in enumerate(items(case.value(reference, *keys[:-2]))):
            own = port.get("port")
            name = port.get("name") or _USUAL_NAMES.get(own if isinstance(own, int) else 0, "")
            if not name or name in names:
                name = f"port-{own}"
            names.append(name)
            if not port.get("name"):
                steps += put(reference, (*keys[:-2], number, "name"), name)
        yield tuple(steps)


def _keys(field: str) -> Keys:
    """Return the keys of `spec.ports[0].nodePort`; () of a field that holds other signs."""
    keys: list[str | int] = []
    for part in field.split("."):
        name, bracket, rest = part.partition("[")
        keys.append(name)
        for index in rest.split("[") if bracket else ():
            if not index.rstrip("]").isdecimal():
                return ()
            keys.append(int(index.rstrip("]")))
    return tuple(one for one in keys if one != "")


# Names


def name_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield what is wrong with the names by which a Service and its Pods are found."""
    yield from _dns(case)
    if service.type is ServiceType.EXTERNAL_NAME:
        yield from _external_name(case, service)
    for recipe in case.recipes_in(service.namespace):
        if recipe.document.kind == "StatefulSet":
            yield from _stateful(case, service, recipe)


def _dns(case: Case) -> Iterator[Finding]:
    reference = case.cluster.network.dns_service
    service = case.cluster.service_by_reference.get(reference)
    if reference in case.errors:
        yield finding(kinds.DNS_DOWN, reference, ("spec",), service=reference)
    if service is None or reference not in case.documents or endpoint_nodes(case.cluster, service):
        return
    if any(one.service == reference for one in case.cluster.gaps.endpoints):
        return
    yield finding(kinds.DNS_DOWN, reference, ("spec", "selector"), service=reference)


def _external_name(case: Case, service: Service) -> Iterator[Finding]:
    keys, has = ("spec", "externalName"), service.external_name.rstrip(".")
    if service.selector:
        yield finding(
            kinds.EXTERNAL_NAME_SELECTOR,
            service.reference,
            ("spec", "selector"),
            remove(service.reference, ("spec", "selector")),
            selector=listed(f"{k}={v}" for k, v in service.selector.items()),
        )
    try:
        address = ip_address(has)
    except ValueError:
        pass
    else:
        proposals = _as_slice(case, service, str(address), address.version)
        yield finding(
            kinds.EXTERNAL_NAME_ADDRESS,
            service.reference,
            keys,
            *proposals,
            has=service.external_name,
        )
        return
    domain = f"svc.{case.cluster.network.dns_domain}"
    if has.endswith(f".{domain}"):
        known = [
            full_name(case.cluster, one.reference).rstrip(".") for one in case.cluster.services
        ]
        if has not in known:
            close = near(has, known, 0.8)
            proposals = (put(service.reference, keys, close),) if close else ()
            yield finding(
                kinds.EXTERNAL_NAME_UNKNOWN,
                service.reference,
                keys,
                *proposals,
                has=has,
                near=close or "-",
            )


def _as_slice(case: Case, service: Service, address: str, version: int) -> Iterator[Proposal]:
    """Yield the Service as one without a selector, with a slice for the address; it needs ports for that."""
    if not service.ports:
        return
    own = service.reference
    ports = "".join(
        f"- {{name: {one.name or chr(34) * 2}, port: {one.target_port}, protocol: {one.protocol}}}\n"
        for one in service.ports
    )
    text = (
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata:\n"
        f"  name: {service.name}-1\n  namespace: {service.namespace}\n"
        f"  labels:\n    kubernetes.io/service-name: {service.name}\n"
        f'addressType: IPv{version}\nports:\n{ports}endpoints:\n- addresses: ["{address}"]\n'
    )
    yield (
        *put(own, ("spec", "type"), "ClusterIP"),
        *remove(own, ("spec", "externalName")),
        *new_object(own, text),
    )


def _stateful(case: Case, service: Service, recipe: Recipe) -> Iterator[Finding]:
    """Yield that the Pods of a StatefulSet have no names; told with the Service that selects them."""
    if not matches(service.selector, recipe.labels):
        return
    named = recipe.document.value_at(("spec", "serviceName"))
    if not isinstance(named, str) or not named:
        return
    of_set = case.cluster.service_by_reference.get(
        Reference("service", named, recipe.reference.namespace)
    )
    keys = ("spec", "serviceName")
    facts = {
        "workload": recipe.reference,
        "has": named,
        "pod": f"{recipe.reference.name}-0.{named}",
    }
    heads = [
        one.name
        for one in case.cluster.services
        if one.headless
        and one.namespace == recipe.reference.namespace
        and matches(one.selector, recipe.labels)
    ]
    proposals = tuple(put(recipe.reference, keys, one) for one in heads[:1])
    if of_set is None:
        if service.headless or not heads:
            yield finding(kinds.STATEFULSET_SERVICE, recipe.reference, keys, *proposals, **facts)
    elif not of_set.headless and (of_set.reference == service.reference or service.name in heads):
        yield finding(kinds.STATEFULSET_NOT_HEADLESS, recipe.reference, keys, *proposals, **facts)


# What is deprecated


def upkeep_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield fields that the API server, or its documentation, warns about."""
    own = service.reference
    if service.external_ips:
        yield finding(
            kinds.EXTERNAL_IPS_DEPRECATED,
            own,
            ("spec", "externalIPs"),
            has=listed(service.external_ips),
        )
    wanted = case.value(own, "spec", "loadBalancerIP")
    if wanted:
        yield finding(kinds.BALANCER_IP_DEPRECATED, own, ("spec", "loadBalancerIP"), has=wanted)
    if service.traffic_distribution == "PreferClose":
        keys = ("spec", "trafficDistribution")
        proposal = put(own, keys, "PreferSameZone")
        yield finding(
            kinds.PREFER_CLOSE_DEPRECATED, own, keys, proposal, has=service.traffic_distribution
        )
    for name in (TOPOLOGY_MODE, OLD_TOPOLOGY_MODE):
        if name in service.annotations:
            keys = ("metadata", "annotations", name)
            proposal = (
                *put(own, ("spec", "trafficDistribution"), "PreferSameZone"),
                *remove(own, keys),
            )
            yield finding(kinds.TOPOLOGY_DEPRECATED, own, keys, proposal, has=name)


def ingress_upkeep(case: Case, ingress: Reference) -> Iterator[Finding]:
    """Yield that an Ingress names its class in the old way."""
    keys = ("metadata", "annotations", CLASS_ANNOTATION)
    has = case.value(ingress, *keys)
    if not isinstance(has, str) or has.startswith(GKE_CONTROLLER):
        return  # ingress-gce reads nothing else
    proposals = ()
    if case.value(ingress, "spec", "ingressClassName") is None:
        proposals = ((*put(ingress, ("spec", "ingressClassName"), has), *remove(ingress, keys)),)
    yield finding(kinds.INGRESS_ANNOTATION_DEPRECATED, ingress, keys, *proposals, has=has)
