"""What can be wrong with ports: names and numbers of target ports, protocols, where a process listens, variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from atlas.manifests.source import Keys
from atlas.model.service import Service, ServicePort, ServiceType
from atlas.model.workload import ContainerPort
from atlas.tracer.dns.resolve import full_name
from atlas.why import kinds_endpoints as kinds
from atlas.why import kinds_entries as entries
from atlas.why.case import Case, Recipe
from atlas.why.finding import Finding, finding
from atlas.why.proposals import listed, near, put

_LOOPBACK = r"(?:127\.0\.0\.1|localhost|\[?::1\]?)"
_FLAG = re.compile(
    rf"-{{1,2}}(?:b|bind|bind-address|bind-ip|host|hostname|listen|listen-address|address|addr|http-address|web\.listen-address)"
    rf"(?:[= ]){_LOOPBACK}(?::[0-9]+)?",
    re.IGNORECASE,
)
"""Options by which many programs are told where to listen."""
_VARIABLE_NAMES = frozenset(
    {
        "HOST",
        "BIND",
        "BIND_ADDRESS",
        "LISTEN",
        "LISTEN_ADDRESS",
        "LISTEN_ADDR",
        "SERVER_ADDRESS",
        "ADDR",
    }
)
_LOOPBACK_VALUE = re.compile(rf"{_LOOPBACK}(?::[0-9]+)?", re.IGNORECASE)
_USED_VARIABLE = re.compile(r"\$\(([A-Z][A-Z0-9_]*)_PORT\)")


def port_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield what is wrong with the ports of a Service, and with those who listen on them."""
    if service.type is ServiceType.EXTERNAL_NAME:
        yield from _behind_an_alias(case, service)
        return
    recipes = _recipes(case, service)
    for index, port in enumerate(service.ports):
        for recipe, declared in recipes:
            found = _target(service, index, port, recipe, declared, case)
            if found is not None:
                yield found
                break
        if service.headless and isinstance(port.target_port, int):
            yield from _headless(service, index, port)
    for recipe, _ in recipes:
        yield from _localhost(recipe)
        yield from _variables(case, recipe)


def _behind_an_alias(case: Case, service: Service) -> Iterator[Finding]:
    """Yield the ports of an ExternalName Service that the Service behind its name does not have."""
    wanted = service.external_name.rstrip(".")
    behind = [
        one for one in case.cluster.services if full_name(case.cluster, one.reference) == wanted
    ]
    for target in behind:
        if target.headless or not target.ports:
            continue
        known = {(one.port, one.protocol) for one in target.ports}
        for index, port in enumerate(service.ports):
            keys = ("spec", "ports", index, "port")
            if (port.port, port.protocol) not in known:
                yield finding(
                    entries.EXTERNAL_NAME_PORT,
                    service.reference,
                    keys,
                    *(put(service.reference, keys, one) for one, _ in sorted(known)),
                    target=target.reference,
                    port=f"{port.port}/{port.protocol.value}",
                    has=listed(f"{one.port}/{one.protocol.value}" for one in target.ports),
                )


def _recipes(case: Case, service: Service) -> list[tuple[Recipe, tuple[ContainerPort, ...]]]:
    """Return what makes the Pods that are selected, with the ports that they declare."""
    found: dict[object, tuple[Recipe, tuple[ContainerPort, ...]]] = {}
    for pod in case.selected(service):
        recipe = case.recipe_of(pod)
        if recipe is not None:
            found.setdefault(recipe.reference, (recipe, pod.ports))
    return list(found.values())


def _target(
    service: Service,
    index: int,
    port: ServicePort,
    recipe: Recipe,
    declared: tuple[ContainerPort, ...],
    case: Case,
) -> Finding | None:
    own, keys = service.reference, ("spec", "ports", index, "targetPort")
    told = _told(declared)
    if isinstance(port.target_port, str):
        same = next((one for one in declared if one.name == port.target_port), None)
        if same is None:
            return finding(
                kinds.TARGET_PORT_NAME,
                own,
                keys,
                *(put(own, keys, one) for one in _other_targets(port, declared)),
                port=port.port,
                target=port.target_port,
                workload=recipe.reference,
                declared=told,
            )
        if same.protocol is port.protocol:
            return None
        place = ("spec", "ports", index, "protocol")
        return finding(
            kinds.TARGET_PORT_PROTOCOL,
            own,
            place,
            put(own, place, same.protocol.value),
            workload=recipe.reference,
            target=port.target_port,
            has=same.protocol,
            wants=port.protocol,
        )
    same = [one for one in declared if one.number == port.target_port]
    if not declared or any(one.protocol is port.protocol for one in same):
        return None
    facts = {"workload": recipe.reference, "target": port.target_port}
    if same:
        place = ("spec", "ports", index, "protocol")
        proposal = put(own, place, same[0].protocol.value)
        return finding(
            kinds.PROTOCOL_DECLARED,
            own,
            place,
            proposal,
            has=same[0].protocol,
            wants=port.protocol,
            **facts,
        )
    proposals = tuple(put(own, keys, one) for one in _other_targets(port, declared))
    if case.value(own, *keys) is None:
        return finding(
            kinds.TARGET_PORT_DEFAULT,
            own,
            ("spec", "ports", index),
            *proposals,
            port=port.port,
            workload=recipe.reference,
            declared=told,
        )
    return finding(kinds.TARGET_PORT_UNDECLARED, own, keys, *proposals, declared=told, **facts)


def _other_targets(port: ServicePort, declared: tuple[ContainerPort, ...]) -> Iterator[int | str]:
    """Yield what was probably meant: the port with the nearest name, or the only one of the protocol."""
    fitting = [one for one in declared if one.protocol is port.protocol]
    names = [one.name for one in fitting if one.name]
    if isinstance(port.target_port, str):
        close = near(port.target_port, names, 0.5)
        if close:
            yield close
    elif port.name in names:
        yield port.name
    if len(fitting) == 1:
        yield fitting[0].number


def _told(declared: tuple[ContainerPort, ...]) -> str:
    return listed(
        f"{one.number}/{one.protocol}" + (f" ({one.name})" if one.name else "") for one in declared
    )


def _headless(service: Service, index: int, port: ServicePort) -> Iterator[Finding]:
    if port.port != port.target_port and service.selector:
        keys = ("spec", "ports", index, "port")
        yield finding(
            kinds.HEADLESS_PORT,
            service.reference,
            keys,
            put(service.reference, keys, port.target_port),
            port=port.port,
            target=port.target_port,
        )


# Processes


def _localhost(recipe: Recipe) -> Iterator[Finding]:
    """Yield that a container is told to listen on a loopback address, in its arguments or environment."""
    for keys, container in recipe.containers():
        if not container.get("ports"):
            continue
        for place, setting, value in (*_arguments(keys, container), *_environment(keys, container)):
            proposal = put(recipe.reference, place, value)
            yield finding(
                kinds.LOCALHOST,
                recipe.reference,
                place,
                proposal,
                workload=recipe.reference,
                setting=setting,
            )
            return


def _arguments(keys: Keys, container: Mapping[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    for name in ("command", "args"):
        words: Any = container.get(name)
        texts = [str(one) for one in words] if isinstance(words, list) else []
        for index, word in enumerate(texts):
            if _FLAG.search(word):
                yield (*keys, name, index), word, _everywhere(word)
            elif index and _FLAG.fullmatch(f"{texts[index - 1]} {word}"):
                yield (*keys, name, index), f"{texts[index - 1]} {word}", _everywhere(word)


def _environment(keys: Keys, container: Mapping[str, Any]) -> Iterator[tuple[Keys, str, str]]:
    for index, (name, value) in enumerate(_variables_of(container)):
        if name in _VARIABLE_NAMES and _LOOPBACK_VALUE.fullmatch(value):
            yield (*keys, "env", index, "value"), f"{name}={value}", _everywhere(value)


def _everywhere(text: str) -> str:
    return re.sub(_LOOPBACK, "0.0.0.0", text, flags=re.IGNORECASE)


def _variables_of(container: Mapping[str, Any]) -> list[tuple[str, str]]:
    listed_: Any = container.get("env")
    return [
        (str(one.get("name")), str(one.get("value") or "")) if isinstance(one, dict) else ("", "")
        for one in (listed_ if isinstance(listed_, list) else ())
    ]


def _variables(case: Case, recipe: Recipe) -> Iterator[Finding]:
    """Yield that a container uses `$(NAME_PORT)`, which the kubelet fills with `tcp://…` for a Service of that name.

    (kubernetes/kubernetes pkg/kubelet/envvars; only for Services of the Pod's namespace that have a cluster IP.)
    """
    if recipe.document.value_at((*recipe.keys, "spec", "enableServiceLinks")) is False:
        return
    services = {
        one.name.upper().replace("-", "_"): one
        for one in case.cluster.services
        if one.namespace == recipe.reference.namespace and one.cluster_ips and one.ports
    }
    for keys, container in recipe.containers():
        own = {name for name, _ in _variables_of(container)}
        for place, text in _texts(keys, container):
            for match in _USED_VARIABLE.finditer(text):
                service, variable = services.get(match[1]), f"{match[1]}_PORT"
                if service is None or variable in own:
                    continue
                right = f"{match[1]}_SERVICE_PORT"
                port = service.ports[0]
                yield finding(
                    entries.PORT_VARIABLE,
                    recipe.reference,
                    place,
                    put(recipe.reference, place, text.replace(f"$({variable})", f"$({right})")),
                    workload=recipe.reference,
                    variable=variable,
                    service=service.reference,
                    value=f"{port.protocol.lower()}://{service.cluster_ips[0]}:{port.port}",
                    right=right,
                )
                return


def _texts(keys: Keys, container: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    for name in ("command", "args"):
        words: Any = container.get(name)
        for index, word in enumerate(words if isinstance(words, list) else ()):
            yield (*keys, name, index), str(word)
    for index, (_, value) in enumerate(_variables_of(container)):
        yield (*keys, "env", index, "value"), value
