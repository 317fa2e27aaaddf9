"""MetalLB's pools of addresses (metallb.io/v1beta1), and which of them are announced."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import summarize_address_range

from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_label_selector, read_metadata
from atlas.manifests.names import parse_address, parse_range
from atlas.manifests.objects import AddressPool, Objects
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.network import Range
from atlas.model.selector import LabelSelector

_FIRST, _LAST = 0, 2**31 - 1


def read_address_pool(root: Section, objects: Objects) -> None:
    metadata = read_metadata(root)
    spec = root.section("spec")
    if not spec.items("addresses"):
        spec.error("addresses", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    allocation = spec.section("serviceAllocation")
    namespaces = frozenset(text for _, text in allocation.texts("namespaces"))
    # 0 means no priority, which comes after all others.
    objects.address_pools.append(
        AddressPool(
            name=metadata.name,
            ranges=tuple(_ranges(spec)),
            auto_assign=spec.flag("autoAssign", default=True),
            avoids_buggy=spec.flag("avoidBuggyIPs"),
            priority=allocation.number("priority", _FIRST, _LAST) or _LAST,
            namespaces=namespaces,
            namespace_selectors=tuple(_selectors(allocation, "namespaceSelectors")),
            service_selectors=tuple(_selectors(allocation, "serviceSelectors")),
        )
    )


def read_advertisement(root: Section, objects: Objects) -> None:
    """Without `ipAddressPools` and selectors it is about all pools."""
    metadata = read_metadata(root)
    spec = root.section("spec")
    named = frozenset(text for _, text in spec.texts("ipAddressPools"))
    selects = bool(spec.items("ipAddressPoolSelectors"))
    objects.advertised_pools.append(named if named or selects else None)
    del metadata


def _selectors(section: Section, key: str) -> Iterator[LabelSelector]:
    for one in section.sections(key):
        yield read_label_selector(one)


def _ranges(spec: Section) -> Iterator[Range]:
    """Yield the ranges: a CIDR each, or from the first to the last address, with a hyphen between."""
    for index, text in spec.texts("addresses"):
        first, hyphen, last = (part.strip() for part in text.partition("-"))
        one = parse_range(first) if not hyphen else None
        if one is not None:
            yield one
            continue
        low, high = parse_address(first), parse_address(last)
        if not hyphen or low is None or high is None or low.version != high.version or low > high:  # pyright: ignore[reportOperatorIssue]
            spec.error(("addresses", index), ProblemKind.INVALID, Expected.ADDRESSES_OF_POOL)
            continue
        yield from summarize_address_range(low, high)  # pyright: ignore[reportArgumentType]
