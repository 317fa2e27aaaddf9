"""The connections that change as a picture in Markdown: GitHub draws Mermaid in job summaries, and shows no other pictures there.

Thick is a connection that is new, dashed one that is gone; a cross is where one fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from atlas.report.difference import Difference
from atlas.report.endings import Ending
from atlas.text import report_words as words
from atlas.text.say import say
from atlas.text.text import Lang
from atlas.tracer.trace import Verdict

MOST_DRAWN = 8
_PLAIN = re.compile(r"[^A-Za-z0-9가-힣 ./:_-]")


def change_picture(changed: Sequence[Difference], lang: Lang) -> str:
    """Return a Mermaid picture of the first connections that change; "" if none does."""
    if not changed:
        return ""
    lines = ["```mermaid", "flowchart LR"]
    for number, one in enumerate(changed[:MOST_DRAWN]):
        lines += _lines(number, one, lang)
    return "\n".join((*lines, "```")) + "\n"


def _lines(number: int, one: Difference, lang: Lang) -> Iterator[str]:
    source, target, entry, node = one.question
    start, middle = f"s{number}", f"t{number}"
    yield f"{start}[{_label(source)}] -- {_label(f'{entry} {node}'.strip())} --> {middle}[{_label(target)}]"
    before, after = (_ends(found or (), lang) for found in (one.before, one.after))
    for at, (text, works) in enumerate(dict.fromkeys((*before, *after))):
        end = f"{middle}e{at}"
        if (text, works) in before and (text, works) in after:
            arrow = "-->" if works else "--x"
        elif (text, works) in after:
            arrow = f"== {_label(words.AFTER.in_language(lang))} {'==>' if works else '==x'}"
        else:
            arrow = f"-. {_label(words.BEFORE.in_language(lang))} {'.->' if works else '.-x'}"
        yield f"{middle} {arrow} {end}([{_label(text)}])"


def _ends(found: Sequence[Ending], lang: Lang) -> list[tuple[str, bool]]:
    """Return who gets a connection or how it fails, each once, and whether that is an arrival."""
    made = (
        (one.receiver or say(one.verdict, lang), True)
        if one.verdict is Verdict.DELIVERED
        else (say(one.verdict, lang), False)
        for one in found
    )
    return list(dict.fromkeys(made))


def _label(text: str) -> str:
    """Return a text in quotation marks, of which Mermaid takes nothing for a sign of its own."""
    return f'"{_PLAIN.sub(lambda found: f"#{ord(found[0])};", text)}"'
