"""Which path a cloud's load balancer asks for, where it asks the application and not kube-proxy: Azure does.

(kubernetes-sigs/cloud-provider-azure pkg/provider/azure_loadbalancer_healthprobe.go: buildHealthProbeRulesForPort.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from atlas.model.service import Service, ServicePort, TrafficPolicy
from atlas.why import kinds_entries as kinds
from atlas.why.case import Case
from atlas.why.finding import Finding, finding
from atlas.why.proposals import put

_PREFIX = "service.beta.kubernetes.io/"
_OF_ALL = f"{_PREFIX}azure-load-balancer-health-probe-"
_DEFAULT = "/"


def probe_path_findings(case: Case, service: Service) -> Iterator[Finding]:
    """Yield a finding where an HTTP probe asks for another path than the Pods say that they answer.

    With policy Local the probe goes to kube-proxy, and without a readiness probe nothing is known of paths.
    """
    notes = _annotations(case, service)
    if service.external_traffic_policy is TrafficPolicy.LOCAL or not _is_azure(case, notes):
        return
    path = _ready_path(case, service)
    for port in service.ports if path else ():
        asked = _asked(port, notes)
        if asked and asked != path:
            name = f"{_OF_ALL}request-path"
            keys = ("metadata", "annotations", name)
            yield finding(
                kinds.PROBE_PATH,
                service.reference,
                keys,
                put(service.reference, keys, path),
                protocol=port.app_protocol,
                port=port.port,
                asked=asked,
                path=path,
            )
            return


def _asked(port: ServicePort, notes: Mapping[str, str]) -> str:
    """Return the path that a probe of the port asks for, or "" if it asks for none."""
    own = f"{_PREFIX}port_{port.port}_"
    if notes.get(f"{own}no_probe_rule") == "true" or notes.get(f"{own}no_lb_rule") == "true":
        return ""
    protocol = (
        notes.get(f"{own}health-probe_protocol")
        or notes.get(f"{_OF_ALL}protocol")
        or port.app_protocol
    )
    if protocol.lower() not in ("http", "https"):
        return ""
    return (
        notes.get(f"{own}health-probe_request-path")
        or notes.get(f"{_OF_ALL}request-path")
        or _DEFAULT
    )


def _ready_path(case: Case, service: Service) -> str:
    """Return the path of the readiness probe of a Pod behind the Service, or "" if it has none."""
    for pod in case.selected(service):
        recipe = case.recipe_of(pod)
        for _, container in recipe.containers() if recipe is not None else ():
            probe = _mapping(container.get("readinessProbe"))
            path = _mapping(probe.get("httpGet")).get("path")
            if isinstance(path, str) and path:
                return path
    return ""


def _is_azure(case: Case, notes: Mapping[str, str]) -> bool:
    """Return whether the nodes are machines of Azure, or the Service speaks to its controller."""
    providers = (case.value(one.reference, "spec", "providerID") for one in case.cluster.nodes)
    return any(name.startswith(f"{_PREFIX}azure-") for name in notes) or any(
        isinstance(one, str) and one.startswith("azure:") for one in providers
    )


def _annotations(case: Case, service: Service) -> Mapping[str, str]:
    found = _mapping(case.value(service.reference, "metadata", "annotations"))
    return {name: value for name, value in found.items() if isinstance(value, str)}


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}
