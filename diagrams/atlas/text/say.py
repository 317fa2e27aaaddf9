"""say: the sentence for a reason, verdict or action."""

from __future__ import annotations

from atlas.model.reason import Reason
from atlas.text.reasons import REASONS
from atlas.text.reasons_of_one import REASONS_OF_ONE
from atlas.text.text import Lang, Text
from atlas.text.verdicts import ACTIONS, VERDICTS
from atlas.tracer.trace import Action, Verdict


def say(what: Reason | Verdict | Action, lang: Lang, **facts: object) -> str:
    """Return what is to be said in that language, with the facts filled in (a hop's `facts`)."""
    if isinstance(what, Reason) and str(facts.get("count")) == "1" and what in REASONS_OF_ONE:
        return REASONS_OF_ONE[what].fill(lang, **facts)
    return text_of(what).fill(lang, **facts)


def text_of(what: Reason | Verdict | Action) -> Text:
    """Return both languages at once."""
    match what:
        case Reason():
            return REASONS[what]
        case Verdict():
            return VERDICTS[what]
        case Action():
            return ACTIONS[what]
