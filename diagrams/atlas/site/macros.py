"""What pages can ask: the macros of every Markdown page. They look up, compute nothing, and fail loudly.

All values come from the site's cluster, or from the one that `cluster` names (a folder in
`diagrams/other-clusters`); text is escaped where it becomes HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Protocol

from atlas.figure.catalog import figure_names, manifests_of
from atlas.manifests.problem import ManifestError
from atlas.model.reference import parse_reference
from atlas.site.claims import check, check_dns, claim_of
from atlas.site.dns_table import dns_table
from atlas.site.evidence import evidence, tables
from atlas.site.facts import UnknownFact, endpoints_of, fact, find
from atlas.site.figures import PROJECT, StoredFigure, of_site, stored_figures
from atlas.site.gallery import gallery
from atlas.site.glossary import glossary
from atlas.site.kubectl_block import kubectl_block
from atlas.site.lab_sessions import Session, origin_of, session_block
from atlas.site.manifest_comments import commented
from atlas.site.markup import templates
from atlas.site.placing import figure_mark
from atlas.site.progress import show_progress
from atlas.site.reading import reading_path
from atlas.site.rules_way import Way, rules_way
from atlas.site.side_by_side import beside, both_states
from atlas.site.terminal import terminal
from atlas.tables.catalog import table
from atlas.tables.table import Form, Grid, filled, in_language
from atlas.text import interface
from atlas.text.problems import format_problems
from atlas.text.text import Lang, Text
from atlas.world.load import Loaded, load


class BadManifests(Exception):
    """The cluster that a page asks cannot be read; the message names every problem in the language of the build."""


class PageFile(Protocol):
    """The part of MkDocs' file that we use."""

    src_uri: str


class Page(Protocol):
    """The part of MkDocs' page that we use."""

    file: PageFile


class Environment(Protocol):
    """The part of mkdocs-macros' environment that we use."""

    conf: Mapping[str, object]
    page: Page

    def macro(self, function: Callable[..., str], name: str = "") -> Callable[..., str]: ...


class Macros:
    """The macros of one build in one language."""

    def __init__(self, lang: Lang, loaded: Loaded, home: str = "/") -> None:
        self.lang = lang
        self.home = home
        """The address of this edition's first page."""
        self.cluster = loaded.cluster
        self._loaded = {"": loaded}
        self.figures: Mapping[str, StoredFigure] = stored_figures(show_progress)

    def figure(self, name: str) -> str:
        """Return the mark of a figure; the figure takes its place when the page is finished."""
        return figure_mark(self._stored(name).name)

    def beside(self, name: str, option: str, page: str = "") -> str:
        """Return the address of a figure with another state beside it, a control and its option, on a page that has it."""
        return beside(self._stored(name), option, page, self.lang)

    def hops(self, name: str, scene: int = 1) -> str:
        """Return only the hop table of a figure's scene."""
        return self._stored(name).hops(self.lang, scene)

    def fact(self, reference: str, field: str, cluster: str = "") -> str:
        """Return one value of the cluster as inline code."""
        return f"<code>{escape(fact(self._of(cluster).cluster, reference, field))}</code>"

    def count(self, what: str) -> str:
        """Return how many there are of something."""
        name, _, reference = what.partition(" of ")
        if name == "pods" and reference:
            service = find(self.cluster, parse_reference(reference))
            return str(len(endpoints_of(self.cluster, service, ready_only=False)))  # type: ignore[arg-type]
        counts = {
            "nodes": self.cluster.nodes,
            "pods": self.cluster.pods,
            "services": self.cluster.services,
            "figures": figure_names(),
        }
        if name not in counts:
            raise UnknownFact(f"nothing to count is called {what!r}; there is {', '.join(counts)}")
        return str(len(counts[name]))

    def manifest(self, reference: str, *more: str, cluster: str = "") -> str:
        """Return the YAML of objects from the manifests, comments in this language, in one block with the names of their files."""
        held = self._of(cluster)
        documents = [held.document(parse_reference(one)) for one in (reference, *more)]
        paths = dict.fromkeys(one.path.relative_to(PROJECT).as_posix() for one in documents)
        text = "\n---\n".join(commented(one.text.rstrip(), self.lang) for one in documents)
        return f'```yaml title="{" · ".join(paths)}"\n{text}\n```'

    def table(self, name: str, cluster: str = "") -> str:
        """Return the table of that name: a script in `diagrams/tables`, which says what cluster it is about."""
        declared = table(name)
        grid = filled(declared, self._of(cluster or declared.cluster).cluster)
        return self._questions(grid) if declared.form is Form.QUESTIONS else self._table(grid)

    def dns(self, source: str, name: str, cluster: str = "") -> str:
        """Return what a resolver at that place tries and learns about a name."""
        return self._table(dns_table(self._of(cluster).cluster, source, name))

    def terminal(self, command: str, expected: int = 0, cluster: str = "") -> str:
        """Return an `atlas` command and what it prints; CLUSTER stands for the site's cluster.

        With another cluster it is run in the folder of that one, so that it can name its files.
        """
        folder = manifests_of(cluster) if cluster else None
        return terminal(self._of(cluster).cluster, command, self.lang, expected, folder)

    def kubectl(self, *commands: str, cluster: str = "") -> str:
        """Return `kubectl get` commands and what they print about the cluster, and where that comes from."""
        block = kubectl_block(commands, self._of(cluster).cluster)
        return f"{block}\n\n{self._origin(interface.ORIGIN_MODEL)}"

    def rules(self, service: str, node: str, mode: str, **changed: str) -> str:
        """Return the rules on a node that apply to packets to a Service, in order, each explained."""
        find(self.cluster, parse_reference(service))  # which says so if there is no such Service
        return rules_way(self.cluster, Way(service, node, mode, **changed), self.lang)

    def lab(self, *commands: str, up: str = "") -> str:
        """Return commands of `atlas lab`, in a fresh lab brought up with the options `up`, what they printed, and when."""
        session = Session(commands, up)
        cluster = self._of(session.folder).cluster
        block = session_block(session, cluster, self.lang)
        return f"{block}\n\n{self._origin(interface.ORIGIN_LAB, **origin_of(session, cluster))}"

    def evidence(self, name: str) -> str:
        """Return a table of what the last run against the kernel found, or the one on record."""
        columns, rows = tables(evidence())[name]
        return self._table(Grid(columns, rows))

    def trouble(self, name: str, part: str) -> str:
        """Return a part of a broken cluster of `diagrams/broken`: its manifest, figure, repair, what is found, what a lab printed."""
        from atlas.site.broken_block import broken_block
        from atlas.trouble.figure import PREFIX

        if part == "figure":
            stored = self._stored(PREFIX + name)
            return f"{figure_mark(stored.name)}\n\n{both_states(stored.name, self.lang)}\n"
        return broken_block(name, part, self.lang)

    def findings(self, page: str = "") -> str:
        """Return the findings of `atlas why` that lead to a page of `troubleshoot/`, or without one all, by page."""
        from atlas.site.finding_links import findings_by_page, findings_of

        return findings_of(page, self.lang) if page else findings_by_page(self.lang)

    def why(self, name: str) -> str:
        """Return an example of manifests and what `atlas why` finds about it, asked while the site is built."""
        from atlas.site.why_block import why_block  # late: one page asks

        return why_block(name, self.lang)

    def draw(self, name: str, arguments: str = "") -> str:
        """Return the picture that `atlas draw` makes of an example, with its command; it is drawn while the site is built."""
        from atlas.site.draw_block import draw_block  # late: one page asks

        return draw_block(name, arguments, self.lang)

    def why_table(self, name: str) -> str:
        """Return all kinds of finding (`findings`), or how often the cause was right (`evidence`)."""
        from atlas.site.why_block import findings_table, recorded_table

        return self._table(findings_table() if name == "findings" else recorded_table())

    def why_count(self, name: str) -> str:
        """Return a number of the last run of the generator of faults."""
        from atlas.site.why_block import recorded_numbers

        return f"{recorded_numbers()[name]:,}"

    def claim(self, source: str, to: str, cluster: str = "", **stated: str) -> str:
        """Check a statement against the tracer and return its mark."""
        claim = claim_of(source, to, **stated)
        check(self._of(cluster).cluster, claim)
        return self._mark(claim.evidence)

    def claim_dns(
        self, source: str, name: str, addresses: str, server: str = "", cluster: str = ""
    ) -> str:
        """Check what DNS answers and return the mark of the statement."""
        check_dns(self._of(cluster).cluster, source, name, addresses, server)
        return self._mark(f"{source} ? {name} → {addresses}")

    def thumbnail(self, name: str) -> str:
        """Return a figure as a small drawing without words."""
        return self._stored(name).thumbnail()

    def gallery(self) -> str:
        """Return every figure in all its variants, with its files and what embeds it elsewhere."""
        return gallery(of_site(self.figures), self.lang, self.home)

    def glossary(self) -> str:
        """Return all terms in both languages, by letter."""
        return glossary(self.lang)

    def _of(self, cluster: str) -> Loaded:
        """Return the cluster of that name or folder, "" for the site's. Raises BadManifests if its manifests are bad."""
        if cluster not in self._loaded:
            self._loaded[cluster] = _load(cluster, self.lang)
        return self._loaded[cluster]

    def _origin(self, text: Text, **values: str) -> str:
        return f'<p class="atlas-origin" data-search-exclude>{escape(text.in_language(self.lang).format(**values))}</p>'

    def _mark(self, evidence: str) -> str:
        proved = interface.PROVED.in_language(self.lang)
        return (
            f'<span class="claim" title="{escape(proved)}: {escape(evidence)}">'
            f'<span aria-hidden="true">✓</span><span class="claim__text">{escape(proved)}</span></span>'
        )

    def _stored(self, name: str) -> StoredFigure:
        if name not in self.figures:
            raise UnknownFact(f"no figure {name!r}; there are {', '.join(figure_names())}")
        return self.figures[name]

    def _table(self, content: Grid) -> str:
        columns, rows = content.in_language(self.lang)
        return templates().get_template("table.html").render(columns=columns, rows=rows)

    def _questions(self, content: Grid) -> str:
        """Return each row as a question: what the first column asks, with the answers of the others below it."""
        heads, _ = content.in_language(self.lang)
        questions = [
            (in_language(question, self.lang), list(zip(heads[1:], answers, strict=True)))
            for question, *answers in content.rows
        ]
        template = templates().get_template("questions.html")
        return template.render(questions=questions, said=lambda cell: in_language(cell, self.lang))


def _source_of(page: Any) -> str:
    """Return the path of a page's source below the folder of its language, as the generator has it."""
    return page.file.src_uri if hasattr(page, "file") else page.path


def define(env: Environment) -> None:
    """Register all macros for the language of this build. Raises BadManifests if the manifests are bad."""
    theme = env.conf["theme"]
    lang = Lang(str(theme["language"]))  # type: ignore[index]
    macros = Macros(lang, _load("", lang), str(env.conf.get("site_url") or "/"))
    for name in (
        "figure",
        "beside",
        "hops",
        "fact",
        "count",
        "manifest",
        "table",
        "terminal",
        "kubectl",
        "rules",
        "lab",
        "evidence",
        "trouble",
        "findings",
        "why",
        "draw",
        "why_table",
        "why_count",
        "dns",
        "claim",
        "claim_dns",
        "thumbnail",
        "gallery",
        "glossary",
    ):
        env.macro(getattr(macros, name), name)
    env.macro(lambda *pages: reading_path(_source_of(env.page), pages, lang), "reading_path")


def _load(cluster: str, lang: Lang) -> Loaded:
    try:
        folder = PROJECT / cluster if "/" in cluster else manifests_of(cluster)
        return load([folder], strict=True)
    except ManifestError as error:
        raise BadManifests("\n" + format_problems(error.problems, lang)) from error
