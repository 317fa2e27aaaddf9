"""Ways as a page tells them: outcome, hop table and names, finished for the page and for the files of states."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from atlas.figure.description import place_name, sentences
from atlas.figure.headers import step_of
from atlas.figure.hops import Row, rows
from atlas.figure.stage import Role
from atlas.figure.staging import Way, box_key
from atlas.model.cluster import ProxyMode
from atlas.site.markup import templates, with_code
from atlas.site.rule_links import rule_address
from atlas.text import interface
from atlas.text.packets import ends_text
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Action, PlaceKind, Verdict


@dataclass(frozen=True, slots=True)
class TableRow:
    """A hop with the one before it in the same direction, which is itself for the first."""

    row: Row
    before: Row
    mode: ProxyMode

    @property
    def key(self) -> Hashable:
        """All that a row of the table depends on."""
        row, before = self.row, self.before
        said = tuple((hop.reason, hop.facts) for hop in row.done)
        return (
            row.number,
            row.role,
            row.start,
            row.end,
            row.packet,
            before.number,
            before.packet,
            said,
            self.mode,
            step_of(row),
        )


def table_rows(ways: Sequence[Way], mode: ProxyMode) -> Iterator[TableRow]:
    """Yield the rows of all followed ways, under rules of that mode."""
    for way in ways:
        known: dict[bool, Row] = {}
        for row in rows(way):
            is_reply = row.role is Role.REPLY
            yield TableRow(row, known.get(is_reply, row), mode)
            known[is_reply] = row


def row_html(one: TableRow, lang: Lang, done: str | None = None) -> Markup:
    """Return a hop as a row of the table; `done` stands for what is done at its end, which else is said."""
    row, before = one.row, one.before
    shown = step_of(row)
    return _macro("row")(
        after=shown.rewritten,
        ends=_ending(row),
        rule=rule_address(row, one.mode, lang),
        number=row.number,
        before=before.number if before is not row else "",
        role=row.role.value,
        way=(place_name(row.start), place_name(row.end)),
        packet=ends_text(row.packet),
        packet_before=ends_text(before.packet),
        done=with_code(" ".join(sentences(row, lang))) if done is None else done,
    )


def _ending(row: Row) -> str:
    """Return how a packet ends here, if it does not arrive: nobody answers, or it is refused."""
    actions = {hop.action for hop in row.done}
    if actions & {Action.LOSE, Action.DROP}:
        return "waits"
    return "refused" if Action.REFUSE in actions else ""


def outcomes_html(ways: Sequence[Way], lang: Lang) -> Markup:
    """Return how each followed way ends."""
    macro, word = _macro("outcome"), interface.OUTCOME.in_language(lang)
    return Markup("").join(macro(_outcome(way, lang), word) for way in ways)


def whole_text(ways: Sequence[Way], lang: Lang) -> str:
    """Return a whole way in one line: how many hops it has and how it ends."""
    count = sum(1 for way in ways for _ in rows(way))
    return interface.EXPLORE_WORDS["whole"].fill(
        lang, count=count, verdict=", ".join(verdicts(ways, lang))
    )


def verdicts(ways: Sequence[Way], lang: Lang) -> list[str]:
    """Return the different verdicts of the ways."""
    return list(dict.fromkeys(say(way.branch.verdict, lang) for way in ways))


def option_text(ways: Sequence[Way], lang: Lang) -> str:
    """Return what a way is called where the reader chooses one: the places it goes through, and its probability."""
    branch = ways[0].branch
    names = dict.fromkeys(_passed(ways[0]))
    end = " → ".join(list(names)[1:] or names) or say(branch.verdict, lang)
    return interface.EXPLORE_WORDS["way_option"].fill(lang, end=end, share=branch.probability)


def ends(ways: Sequence[Way], lang: Lang) -> list[str]:
    """Return where each way ends, and with what verdict if that is no success."""
    return [_end(way, lang) for way in ways]


def end_key(way: Way) -> str:
    """Return the key of the box in which a way ends."""
    places = [hop.place for hop in way.branch.hops if hop.place.kind is not PlaceKind.NOWHERE]
    return box_key(places[-1]) if places else ""


def _end(way: Way, lang: Lang) -> str:
    verdict, names = say(way.branch.verdict, lang), _passed(way)
    if way.branch.verdict is Verdict.DELIVERED:
        return names[-1]
    return f"{names[-1]}: {verdict}" if names else verdict


def _passed(way: Way) -> list[str]:
    places = (hop.place for hop in way.branch.hops)
    return [place_name(place) for place in places if place.kind is not PlaceKind.NOWHERE]


def _outcome(way: Way, lang: Lang) -> dict[str, object]:
    count = len(way.trace.branches)
    others = interface.OTHER_WAYS.fill(lang, count=count, share=way.branch.probability)
    return {
        "mark": way.mark,
        "good": way.branch.verdict is Verdict.DELIVERED,
        "verdict": say(way.branch.verdict, lang),
        "others": others if count > 1 else "",
    }


@cache
def _macro(name: str) -> Callable[..., Markup]:
    return getattr(templates().get_template("way.html").module, name)
