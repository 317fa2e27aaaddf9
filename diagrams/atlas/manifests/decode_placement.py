"""Where a Pod may run: taints of nodes; tolerations, affinity and spread constraints of Pods (core/v1)."""

from __future__ import annotations

from collections.abc import Iterator

from atlas.manifests import api_fields
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_label_selector
from atlas.model.placement import NO_PLACEMENT, NodeTerm, Placement, PodTerm, Spread, Toleration
from atlas.model.selector import LabelSelector, Requirement
from atlas.model.workload import UNSCHEDULABLE, Taint

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_OF_NODES = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
_MOST_SKEW = 2**31 - 1
_PLACING = ("affinity", "topologySpreadConstraints", "schedulingGates")


def read_taints(spec: Section) -> Iterator[Taint]:
    """Yield the taints of a Node. An unschedulable one has a taint that says so, written or not."""
    cordoned = spec.flag("unschedulable")
    for one in spec.sections("taints"):
        one.only(api_fields.TAINT)
        key, effect = one.text("key"), one.text("effect")
        if one.require("key") and one.require("effect") and one.one_of("effect", effect, _EFFECTS):
            yield Taint(key, effect, one.text("value"))
            cordoned = cordoned and key != UNSCHEDULABLE
    if cordoned:
        yield Taint(UNSCHEDULABLE, "NoSchedule")


def read_placement(spec: Section, namespace: str) -> Placement:
    """Return what a PodSpec asks of its node. A Pod that has one tolerates whatever is there."""
    tolerations = () if spec.has("nodeName") else tuple(_tolerations(spec))
    if not any(spec.has(one) for one in _PLACING):
        return Placement(tolerations) if tolerations else NO_PLACEMENT
    affinity = spec.section("affinity")
    affinity.only(api_fields.AFFINITY)
    return Placement(
        tolerations=tolerations,
        node_terms=_node_terms(affinity.section("nodeAffinity")),
        together=tuple(_pod_terms(affinity.section("podAffinity"), namespace)),
        apart=tuple(_pod_terms(affinity.section("podAntiAffinity"), namespace)),
        spread=tuple(_spread(spec)),
        gated=bool(spec.items("schedulingGates")),
    )


def _tolerations(spec: Section) -> Iterator[Toleration]:
    for one in spec.sections("tolerations"):
        one.only(api_fields.TOLERATION)
        operator = one.text("operator", "Equal")
        yield Toleration(one.text("key"), operator, one.text("value"), one.text("effect"))


def _node_terms(affinity: Section) -> tuple[NodeTerm, ...] | None:
    affinity.only(api_fields.POD_OR_NODE_AFFINITY)
    if not affinity.has(_REQUIRED):
        return None
    required = affinity.section(_REQUIRED)
    required.only(api_fields.NODE_SELECTOR)
    terms: list[NodeTerm] = []
    for one in required.sections("nodeSelectorTerms"):
        one.only(api_fields.NODE_SELECTOR_TERM)
        labels = tuple(_requirements(one, "matchExpressions"))
        terms.append(NodeTerm(labels, tuple(_requirements(one, "matchFields"))))
    return tuple(terms)


def _requirements(term: Section, key: str) -> Iterator[Requirement]:
    for one in term.sections(key):
        one.only(api_fields.LABEL_SELECTOR_REQUIREMENT)
        operator = one.text("operator")
        if (
            one.require("key")
            and one.require("operator")
            and one.one_of("operator", operator, _OF_NODES)
        ):
            values = tuple(text for _, text in one.texts("values"))
            yield Requirement(one.text("key"), operator, values)


def _pod_terms(affinity: Section, namespace: str) -> Iterator[PodTerm]:
    affinity.only(api_fields.POD_OR_NODE_AFFINITY)
    for one in affinity.sections(_REQUIRED):
        one.only(api_fields.POD_AFFINITY_TERM)
        listed = frozenset(text for _, text in one.texts("namespaces"))
        selects = one.has("namespaceSelector")
        namespaces = read_label_selector(one.section("namespaceSelector")) if selects else None
        own = frozenset() if selects else frozenset({namespace})
        if one.require("topologyKey"):
            yield PodTerm(one.text("topologyKey"), _selector(one), listed or own, namespaces)


def _selector(term: Section) -> LabelSelector | None:
    return read_label_selector(term.section("labelSelector")) if term.has("labelSelector") else None


def _spread(spec: Section) -> Iterator[Spread]:
    for one in spec.sections("topologySpreadConstraints"):
        one.only(api_fields.TOPOLOGY_SPREAD_CONSTRAINT)
        skew = one.number("maxSkew", 1, _MOST_SKEW, default=1)
        made = Spread(
            topology_key=one.text("topologyKey"),
            selector=_selector(one) or _NOBODY,
            max_skew=skew,
            min_domains=one.number("minDomains", 1, _MOST_SKEW, default=1),
            honors_affinity=one.text("nodeAffinityPolicy", "Honor") == "Honor",
            honors_taints=one.text("nodeTaintsPolicy", "Ignore") == "Honor",
        )
        if one.require("topologyKey") and one.text("whenUnsatisfiable") != "ScheduleAnyway":
            yield made


_NOBODY = LabelSelector(expressions=(Requirement("", "In", ()),))
