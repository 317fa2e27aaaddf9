"""Why a Service has no endpoints: its selector, its Pods, its slices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from atlas.manifests.decode_services import SERVICE_NAME_LABEL
from atlas.model.gaps import EndpointsGap, Lack, WaitingPod
from atlas.model.network import family_of
from atlas.model.reference import Reference
from atlas.model.service import EndpointSlice, Service, ServiceType
from atlas.model.workload import Pod, matches
from atlas.text.text import Text
from atlas.why import kinds_endpoints as kinds
from atlas.why.case import Case, Recipe
from atlas.why.finding import Finding, Proposal, finding
from atlas.why.probe_ports import probe_ports
from atlas.why.proposals import listed, near, put, remove

_LACKS = {
    Lack.NODE: Text(ko="조건에 맞는 노드", en="a node that it can run on"),
    Lack.NODE_OBJECT: Text(ko="`nodeName` 필드가 가리키는 노드", en="the node that it names"),
    Lack.POD_ADDRESS: Text(
        ko="노드의 파드 범위에 남은 주소", en="a free address in its node's Pod range"
    ),
    Lack.STATUS: Text(ko="상태에 적힌 주소(Pending)", en="an address in its status (Pending)"),
}
_CLOSE = 0.6
_SELECTOR = ("spec", "selector")


def endpoint_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield why the Service has no endpoint that is used, or only some."""
    if service.type is ServiceType.EXTERNAL_NAME:
        return
    slices = case.cluster.slices_by_service.get((service.namespace, service.name), ())
    there = [endpoint for one in slices for endpoint in one.endpoints]
    if not there:
        yield from _without_endpoints(case, service)
        return
    yield from _slice_ports(case, service, slices)
    yield from _readiness(case, service, slices)
    if service.selector:
        yield from _mixed(case, service)
        yield from _node_names(case, service)


def _without_endpoints(case: Case, service: Service) -> Iterator[Finding]:
    gap = next(
        (one for one in case.cluster.gaps.endpoints if one.service == service.reference), None
    )
    wrong = _mislabelled(case, service) if not service.selector else None
    if wrong is not None:
        yield wrong
    elif gap is not None and (
        gap.gap is EndpointsGap.UNREAD_KIND or not (service.selector and _candidates(case, service))
    ):
        yield finding(
            kinds.ENDPOINTS_UNKNOWN, service.reference, _SELECTOR, service=service.reference
        )
    elif not service.selector:
        yield finding(kinds.NO_SLICES, service.reference, ("spec",), service=service.name)
    else:
        yield from _selects_nothing(case, service)


def _mislabelled(case: Case, service: Service) -> Finding | None:
    """Return that a slice names a Service that is not there, and that was probably meant to be this one."""
    names = {one.name for one in case.cluster.services if one.namespace == service.namespace}
    for one in case.cluster.endpoint_slices:
        if one.namespace != service.namespace or one.service in names or one.filled_in:
            continue
        if near(one.service, [service.name]) or near(one.name, [service.name]):
            keys = ("metadata", "labels", SERVICE_NAME_LABEL)
            return finding(
                kinds.SLICE_LABEL,
                one.reference,
                keys,
                put(one.reference, keys, service.name),
                slice=one.reference,
                has=one.service or '""',
                near=service.name,
            )
    return None


# A selector that finds nothing


def _candidates(case: Case, service: Service) -> tuple[Recipe, ...]:
    """Return what is written that could be what the Service is for: what makes Pods that nobody else selects first."""
    others = [
        one
        for one in case.cluster.services
        if one.namespace == service.namespace and one.reference != service.reference
    ]
    free = [
        one
        for one in case.recipes_in(service.namespace)
        if one.labels and not any(matches(other.selector, one.labels) for other in others)
    ]
    taken = [one for one in case.recipes_in(service.namespace) if one.labels and one not in free]
    return (*free, *taken)


def _selects_nothing(case: Case, service: Service) -> Iterator[Finding]:
    own = [
        one for one in case.recipes_in(service.namespace) if matches(service.selector, one.labels)
    ]
    selected = case.selected(service)
    waiting = [
        one
        for one in case.cluster.gaps.waiting
        if one.reference.namespace == service.namespace and matches(service.selector, one.labels)
    ]
    empty = next((one for one in own if one.document.value_at(("spec", "replicas")) == 0), None)
    elsewhere = [one for one in case.recipes if matches(service.selector, one.labels)]
    if selected:
        yield _other_family(case, service, selected[0])
    elif waiting:
        yield _waiting(case, service, waiting)
    elif empty is not None:
        keys = ("spec", "replicas")
        yield finding(
            kinds.NO_REPLICAS,
            empty.reference,
            keys,
            put(empty.reference, keys, 1),
            workload=empty.reference,
        )
    elif elsewhere:
        yield _elsewhere(service, elsewhere[0])
    else:
        yield _nearest(case, service)


def _other_family(case: Case, service: Service, pod: Pod) -> Finding:
    wants = listed(service.ip_families)
    has = listed(family_of(ip) for ip in pod.ips)
    keys = ("spec", "ipFamilies")
    of_pod = [str(family_of(ip)) for ip in pod.ips][:1]
    proposals = (
        put(service.reference, keys, of_pod),
        remove(service.reference, keys),
    )
    return finding(
        kinds.FAMILY_MISMATCH,
        service.reference,
        keys,
        *proposals,
        wants=wants,
        pod=pod.reference,
        has=has,
    )


def _waiting(case: Case, service: Service, waiting: list[WaitingPod]) -> Finding:
    first = waiting[0]
    pods = listed(one.reference for one in waiting)
    recipe = case.recipe_of(
        Pod(first.reference.namespace, first.reference.name, "", (), labels=first.labels)
    )
    if first.lack is Lack.NODE and recipe is not None and first.unmet:
        keys = (*recipe.keys, "spec", "nodeSelector")
        proposals = tuple(_node_labels(case, recipe))
        return finding(
            kinds.PODS_UNSCHEDULED, recipe.reference, keys, *proposals, pods=pods, wants=first.unmet
        )
    place = recipe.reference if recipe is not None else service.reference
    keys = (*recipe.keys, "spec") if recipe is not None else _SELECTOR
    proposals = ()
    if first.lack is Lack.NODE_OBJECT and recipe is not None:
        keys = (*keys, "nodeName")
        close = near(first.node, (one.name for one in case.cluster.nodes))
        named = (put(recipe.reference, keys, close),) if close else ()
        proposals = (*named, remove(recipe.reference, keys))
    return finding(kinds.PODS_WAITING, place, keys, *proposals, pods=pods, why=_LACKS[first.lack])


def _node_labels(case: Case, recipe: Recipe) -> Iterator[Proposal]:
    """Yield changes of a nodeSelector after which some node might fit."""
    keys = (*recipe.keys, "spec", "nodeSelector")
    written = recipe.document.value_at(keys)
    labels = [one.labels for one in case.cluster.nodes]
    for key, value in written.items() if isinstance(written, dict) else ():
        known = {one[key] for one in labels if key in one}
        if value in known:
            continue
        close = near(str(value), known, 0.3)
        if close:
            yield put(recipe.reference, (*keys, key), close)
        yield remove(recipe.reference, (*keys, key))


def _elsewhere(service: Service, recipe: Recipe) -> Finding:
    keys = ("metadata", "namespace")
    namespace = recipe.reference.namespace
    return finding(
        kinds.SELECTOR_NAMESPACE,
        service.reference,
        keys,
        put(service.reference, keys, namespace),
        pod=recipe.reference,
        namespace=namespace,
    )


def _nearest(case: Case, service: Service) -> Finding:
    """Return how the selector differs from what comes closest to it."""
    scored = [(_closeness(service, one), one) for one in _candidates(case, service)]
    best = max(scored, key=lambda one: one[0], default=None)
    if best is None or best[0] < _CLOSE:
        wants = _labels(service.selector)
        return finding(
            kinds.SELECTOR_NOTHING,
            service.reference,
            _SELECTOR,
            namespace=service.namespace,
            wants=wants,
        )
    return _difference(service, best[1])


def _closeness(service: Service, recipe: Recipe) -> float:
    """Return how well the labels fit, label by label; what the two are called counts a little."""
    if not service.selector:
        return 0.0
    found = 0.0
    for key, value in service.selector.items():
        found += max(
            (
                (1.0 if key == name else 0.85) * SequenceMatcher(None, value, text).ratio()
                if key == name or value == text
                else 0.0
                for name, text in recipe.labels.items()
            ),
            default=0.0,
        )
    total = found / len(service.selector)
    named = SequenceMatcher(None, service.name, recipe.reference.name).ratio()
    if named == 1.0:
        return max(total, _CLOSE) + 0.2
    return total + 0.1 * named


def _difference(service: Service, recipe: Recipe) -> Finding:
    own, labels = service.reference, recipe.labels
    wrong = {key: value for key, value in service.selector.items() if labels.get(key) != value}
    key, value = next(iter(wrong.items()))
    wants, pod = f"{key}={value}", recipe.reference
    keys = (*_SELECTOR, key)
    if key in labels:
        every = tuple(
            step
            for name in wrong
            if name in labels
            for step in put(own, (*_SELECTOR, name), labels[name])
        )
        has = f"{key}={labels[key]}"
        return finding(kinds.SELECTOR_VALUE, own, keys, every, wants=wants, pod=pod, has=has)
    twin = next((name for name, text in labels.items() if text == value), "")
    if twin and twin not in service.selector:
        proposal = (*put(own, (*_SELECTOR, twin), value), *remove(own, keys))
        has = f"{twin}={value}"
        return finding(kinds.SELECTOR_KEY, own, keys, proposal, wants=wants, pod=pod, has=has)
    if len(service.selector) > len(wrong):
        return finding(kinds.SELECTOR_EXTRA, own, keys, remove(own, keys), wants=wants, pod=pod)
    name, text = next(iter(labels.items()))
    proposal = (*put(own, (*_SELECTOR, name), text), *remove(own, keys))
    return finding(
        kinds.SELECTOR_KEY, own, keys, proposal, wants=wants, pod=pod, has=f"{name}={text}"
    )


def _labels(selector: Mapping[str, str]) -> str:
    return listed(f"{key}={value}" for key, value in selector.items())


def _node_names(case: Case, service: Service) -> Iterator[Finding]:
    """Yield that Pods name a node that had to be assumed, while others are written."""
    assumed = case.cluster.gaps.assumed
    known = [one.name for one in case.cluster.nodes if one.reference not in assumed]
    for pod in case.selected(service) if known else ():
        recipe = case.recipe_of(pod)
        if pod.node in known or recipe is None:
            continue
        keys = (*recipe.keys, "spec", "nodeName")
        if recipe.document.value_at(keys) == pod.node:
            close = near(pod.node, known)
            proposals = (put(recipe.reference, keys, close),) if close else ()
            yield finding(
                kinds.NODE_NAME,
                recipe.reference,
                keys,
                *proposals,
                workload=recipe.reference,
                has=pod.node,
                known=listed(known),
            )
            return


# Slices and readiness


def _slice_ports(
    case: Case, service: Service, slices: tuple[EndpointSlice, ...]
) -> Iterator[Finding]:
    """Yield that a written slice has a port that the Service does not know by name."""
    wanted = {(port.name, port.protocol) for port in service.ports}
    for one in slices:
        if one.filled_in or one.reference not in case.documents:
            continue
        has = [(port.name, port.protocol) for port in one.ports]
        if has and not wanted & set(has):
            name = service.ports[0].name if service.ports else ""
            keys = ("ports", 0, "name")
            other = has[0][0]
            yield finding(
                kinds.SLICE_PORT,
                one.reference,
                keys,
                put(one.reference, keys, name) if name else remove(one.reference, keys),
                slice=one.reference,
                has=f'"{other}"/{has[0][1]}',
                wants=listed(f'"{a}"/{b}' for a, b in wanted),
            )


def _readiness(
    case: Case, service: Service, slices: tuple[EndpointSlice, ...]
) -> Iterator[Finding]:
    there = {
        str(e.target or e.addresses[0]): e for one in slices for e in one.endpoints if e.addresses
    }
    waiting = [name for name, one in there.items() if not one.ready]
    recipes = {
        recipe.reference: recipe
        for pod in case.selected(service)
        if (recipe := case.recipe_of(pod)) is not None
    }
    lost = [found for one in recipes.values() for found in _probe_findings(one)]
    yield from lost
    if any(one.id == kinds.PROBE_PORT_NAME.id for one in lost) and len(waiting) == len(there):
        return
    if len(waiting) == len(there):
        place, keys, proposals = _not_ready_place(case, service, slices)
        yield finding(kinds.PODS_NOT_READY, place, keys, *proposals, pods=listed(waiting))
    elif waiting and not service.publish_not_ready_addresses:
        yield finding(
            kinds.PODS_PARTLY_READY,
            service.reference,
            _SELECTOR,
            count=len(there),
            pods=listed(waiting),
        )


def _not_ready_place(
    case: Case, service: Service, slices: tuple[EndpointSlice, ...]
) -> tuple[Reference, tuple[str | int, ...], tuple[Proposal, ...]]:
    """Return where readiness is written: in a slice of one's own, where it can be changed, or nowhere."""
    for one in slices:
        if not one.filled_in and one.reference in case.documents and not one.is_managed:
            keys = ("endpoints", 0, "conditions", "ready")
            return one.reference, keys, (put(one.reference, keys, True),)
    for pod in case.selected(service):
        if pod.reference in case.documents:
            return pod.reference, ("status", "conditions"), ()
    return service.reference, _SELECTOR, ()


def _probe_findings(recipe: Recipe) -> Iterator[Finding]:
    for probe in probe_ports(recipe):
        declared = listed(
            f"{name} ({number})" if name else number for name, number in probe.declared
        )
        facts = {"workload": recipe.reference, "port": probe.port, "declared": declared}
        if probe.is_lost:
            names = [name for name, _ in probe.declared if name]
            numbers = [number for _, number in probe.declared]
            close = near(str(probe.port), names, 0.4) or (names[0] if len(names) == 1 else "")
            value = close or (numbers[0] if len(numbers) == 1 else "")
            proposals = (put(recipe.reference, probe.keys, value),) if value else ()
            yield finding(kinds.PROBE_PORT_NAME, recipe.reference, probe.keys, *proposals, **facts)
        elif probe.is_undeclared:
            (first, *others) = [number for _, number in probe.declared]
            proposals = () if others else (put(recipe.reference, probe.keys, first),)
            yield finding(
                kinds.PROBE_PORT_NUMBER, recipe.reference, probe.keys, *proposals, **facts
            )


def _mixed(case: Case, service: Service) -> Iterator[Finding]:
    """Yield that the selector selects Pods of several workloads, of which only some declare the port."""
    recipes = {
        recipe.reference: recipe
        for pod in case.selected(service)
        if (recipe := case.recipe_of(pod)) is not None and recipe.document.kind != "Pod"
    }
    for port in service.ports:
        fitting = [one for one in recipes.values() if _declares(one, port.target_port)]
        if fitting and len(fitting) < len(recipes):
            keys = _SELECTOR
            proposals = tuple(_narrower(service, fitting, list(recipes.values())))
            yield finding(
                kinds.SELECTOR_MIXED,
                service.reference,
                keys,
                *proposals,
                workloads=listed(recipes),
                fitting=listed(one.reference for one in fitting),
                port=port.target_port,
            )
            return


def _declares(recipe: Recipe, target: int | str) -> bool:
    for _, container in recipe.containers():
        ports = container.get("ports")
        for one in ports if isinstance(ports, list) else ():
            if isinstance(one, dict) and target in (one.get("containerPort"), one.get("name")):
                return True
    return False


def _narrower(service: Service, fitting: list[Recipe], every: list[Recipe]) -> Iterator[Proposal]:
    """Yield a label that the fitting workloads have in common, and the others do not have."""
    others = [one for one in every if one not in fitting]
    for key, value in fitting[0].labels.items():
        if all(one.labels.get(key) == value for one in fitting) and not any(
            one.labels.get(key) == value for one in others
        ):
            yield put(service.reference, (*_SELECTOR, key), value)
            return
