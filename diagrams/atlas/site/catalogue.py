"""Lists of what the model can answer: verdicts, actions, reasons with their sources, and kinds of rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.site.rows import Row
from atlas.text.iptables_notes import IPTABLES_NOTES
from atlas.text.nftables_notes import NFTABLES_NOTES
from atlas.text.say import text_of
from atlas.text.text import Text
from atlas.tracer.trace import Action, Verdict

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def verdicts(_cluster: Cluster) -> Iterator[Row]:
    """Yield every verdict as JSON has it and as it is said."""
    for one in Verdict:
        yield one.value, text_of(one)


def actions(_cluster: Cluster) -> Iterator[Row]:
    """Yield every action as JSON has it and as it is said."""
    for one in Action:
        yield one.value, text_of(one)


def reasons(_cluster: Cluster) -> Iterator[Row]:
    """Yield every reason: its name, what it says (facts as ‹name›), and its source."""
    for one in Reason:
        yield one.name, _marked(text_of(one)), one.source


def iptables_kinds(_cluster: Cluster) -> Iterator[Row]:
    """Yield every kind of rule in iptables mode, with what it is for."""
    yield from _kinds(IPTABLES_NOTES.items())


def nftables_kinds(_cluster: Cluster) -> Iterator[Row]:
    """Yield every kind of rule or element in nftables mode, with what it is for."""
    yield from _kinds(NFTABLES_NOTES.items())


def _kinds(notes: Iterable[tuple[StrEnum, Text]]) -> Iterator[Row]:
    for kind, note in notes:
        yield kind.value, _marked(note)


def _marked(sentence: Text) -> Text:
    """Return the sentence with its facts as ‹name›."""
    return Text(ko=_with_marks(sentence.ko), en=_with_marks(sentence.en))


def _with_marks(sentence: str) -> str:
    return _PLACEHOLDER.sub(r"‹\1›", sentence).replace("`", "")
