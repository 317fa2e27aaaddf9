"""Which hints of endpoints kube-proxy minds: each release minds more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from atlas.model.release import Release, Since
from atlas.model.service import Endpoint, Service
from atlas.model.service_rules import OLD_TOPOLOGY_MODE, TOPOLOGY_MODE
from atlas.model.targets import Target


def with_known_hints(
    release: Release, service: Service, targets: Sequence[Target]
) -> Sequence[Target]:
    """Return the targets with the hints that kube-proxy of that release minds."""
    zones = Since.ZONE_HINTS_WITHOUT_ANNOTATION.holds_in(release) or _asks_for_topology(service)
    nodes = Since.NODE_HINTS.holds_in(release)
    if (zones and nodes) or not any(_has_hints(one) for one in targets):
        return targets

    def known(one: Endpoint) -> Endpoint:
        return replace(
            one,
            hints_nodes=one.hints_nodes if nodes else (),
            hints_zones=one.hints_zones if zones else (),
        )

    return tuple(
        replace(one, endpoint=known(one.endpoint), doubles=tuple(map(known, one.doubles)))
        for one in targets
    )


def _has_hints(target: Target) -> bool:
    every = (target.endpoint, *target.doubles)
    return any(one.hints_zones or one.hints_nodes for one in every)


def _asks_for_topology(service: Service) -> bool:
    """Return whether the annotation has any value that does not say no."""
    new = service.annotations.get(TOPOLOGY_MODE, "")
    found = service.annotations.get(OLD_TOPOLOGY_MODE, new)
    return found not in ("", "disabled", "Disabled")
