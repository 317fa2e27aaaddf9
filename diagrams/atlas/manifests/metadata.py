"""`metadata`, label selectors and owners: what objects of all kinds have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.selector import LabelSelector, Requirement


@dataclass(frozen=True, slots=True)
class Metadata:
    """Who an object is. `namespace` is "" for kinds that have none; `owner` names its controller."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    owner: str = ""
    created: str = ""
    deleted: bool = False


def read_metadata(
    root: Section, name_rule: Expected = Expected.DNS_SUBDOMAIN, *, cluster_wide: bool = False
) -> Metadata:
    """Return the object's metadata."""
    section = root.section("metadata")
    section.only(api_fields.OBJECT_META)
    if section.require("name"):
        section.name("name", name_rule)
    if not cluster_wide:  # else the API server clears it
        section.name("namespace", Expected.DNS_LABEL)
    reference = root.document.reference
    return Metadata(
        name=reference.name,
        namespace=reference.namespace,
        labels=section.labels("labels"),
        annotations=section.annotations("annotations"),
        owner=_controller(section),
        created=section.text("creationTimestamp"),
        deleted=section.has("deletionTimestamp"),
    )


def _controller(section: Section) -> str:
    """Return the owner that controls the object, as `replicaset/web-5d8f`, or ""."""
    if not section.has("ownerReferences"):
        return ""
    for owner in section.sections("ownerReferences"):
        owner.only(api_fields.OWNER_REFERENCE)
        if owner.flag("controller"):
            return f"{owner.text('kind').lower()}/{owner.text('name')}"
    return ""


def read_label_selector(section: Section) -> LabelSelector:
    """Return a meta/v1 LabelSelector."""
    section.only(api_fields.LABEL_SELECTOR)
    expressions: list[Requirement] = []
    for one in section.sections("matchExpressions"):
        one.only(api_fields.LABEL_SELECTOR_REQUIREMENT)
        if not (one.require("key") and one.require("operator")):
            continue
        operator = one.text("operator")
        if not one.one_of("operator", operator, ("In", "NotIn", "Exists", "DoesNotExist")):
            continue
        values = tuple(text for _, text in one.texts("values"))
        if operator in ("In", "NotIn") and not values:
            one.error("values", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
        elif operator in ("Exists", "DoesNotExist") and values:
            one.error("values", ProblemKind.FORBIDDEN, Expected.NOT_WITH, other=operator)
        expressions.append(Requirement(one.name("key", Expected.LABEL_KEY), operator, values))
    return LabelSelector(section.labels("matchLabels"), tuple(expressions))
