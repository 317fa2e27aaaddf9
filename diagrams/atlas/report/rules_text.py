"""Rules of kube-proxy as text that the tools of the kernel load: `iptables-restore`, `nft -f`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from atlas.model.cluster import Cluster, ProxyMode
from atlas.model.network import Family
from atlas.model.reference import Reference
from atlas.model.release import RECORDED, Release
from atlas.model.workload import Node
from atlas.proxy.follow import narrowed
from atlas.proxy.languages import LANGUAGES, rules
from atlas.proxy.rules import Ruleset
from atlas.proxy.unwritten import Unwritten, is_as_recorded, unwritten
from atlas.text.rule_notes import note
from atlas.text.rules_words import RULES_OF, TEXT_OF_RECORDED, UNWRITTEN
from atlas.text.text import Lang


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules of one node in one family: all, or those that concern one Service (or one port of it)."""

    node: Node
    mode: ProxyMode
    release: Release
    family: Family
    service: Reference | None
    ruleset: Ruleset
    unwritten: tuple[Unwritten, ...] = ()
    """What the release writes otherwise, though to the same effect."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no rule at all, which happens only for a Service that kube-proxy ignores."""
        return not self.ruleset.tables


def rules_view(
    cluster: Cluster, node: Node, family: Family, service: Reference | None = None
) -> RulesView:
    """Return the rules that kube-proxy writes on the node, in the mode that its configuration says."""
    ruleset = rules(cluster, node, family)
    if service is not None:
        ruleset = narrowed(ruleset, service)
    return RulesView(
        node,
        cluster.proxy.mode,
        cluster.release_on(node),
        family,
        service,
        ruleset,
        unwritten(cluster, node),
    )


def rules_text(view: RulesView, lang: Lang, *, explained: bool = False) -> str:
    """Return the rules as text; if explained, a comment before each says what it is for. Without rules it is empty."""
    if view.is_empty:
        return ""
    remark = (lambda part: note(view.mode, part, lang)) if explained else None
    lines = [_title(view, lang), *_remarks(view, lang)]
    head = "".join(f"# {line}\n" for line in lines)
    return f"{head}{LANGUAGES[view.mode].listing(view.ruleset, remark)}"


def _remarks(view: RulesView, lang: Lang) -> Iterator[str]:
    """Yield how far the text itself, beside what it does, is that of the release."""
    if not is_as_recorded(view.release):
        yield TEXT_OF_RECORDED.fill(lang, recorded=RECORDED)
        yield from (UNWRITTEN[one].in_language(lang) for one in view.unwritten)


def _title(view: RulesView, lang: Lang) -> str:
    """Return what the text is of, for those who find it in a file."""
    what = [
        RULES_OF.fill(lang, release=view.release, mode=view.mode),
        str(view.node.reference),
        view.family.value,
    ]
    return ", ".join([*what, str(view.service)] if view.service is not None else what)
