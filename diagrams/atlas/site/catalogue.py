"""Lists of what the model can answer: verdicts, actions, and reasons with their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator

from atlas.model.cluster import Cluster
from atlas.model.reason import Reason
from atlas.site.rows import Row
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
        sentence = text_of(one)
        yield one.name, Text(ko=_with_marks(sentence.ko), en=_with_marks(sentence.en)), one.source


def _with_marks(sentence: str) -> str:
    return _PLACEHOLDER.sub(r"‹\1›", sentence).replace("`", "")
