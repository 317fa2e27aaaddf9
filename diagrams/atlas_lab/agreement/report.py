"""report: a run in words. Its last line is for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from atlas.text import agreement_words as words
from atlas.text.text import Lang
from atlas_lab.agreement.describe import describe
from atlas_lab.agreement.evidence import Circumstances, repeat
from atlas_lab.agreement.run import Checked, Result
from atlas_lab.agreement.scenarios import Scenario


def report(results: Iterable[Result], around: Circumstances, lang: Lang) -> str:
    """Return every disagreement, then the numbers, then `disagreements: N`."""
    return "\n".join(_lines(tuple(results), around, lang)) + "\n"


def _lines(results: tuple[Result, ...], around: Circumstances, lang: Lang) -> Iterator[str]:
    for result in results:
        for one in result.disagreements:
            yield from disagreement_lines(result.scenario, one, lang)
            yield ""
        if result.left_out:
            yield words.LEFT_OUT.fill(lang, name=result.scenario.name, why=result.left_out)
    yield words.SUMMARY.fill(
        lang,
        flows=sum(len(one.checked) for one in results),
        connections=sum(one.connections for one in results),
        scenarios=sum(not one.left_out for one in results),
        kernel=around.kernel,
        seconds=round(around.seconds),
    )
    count = sum(len(one.disagreements) for one in results)
    yield words.DISAGREEMENTS.fill(lang, count=count)


def disagreement_lines(scenario: Scenario, one: Checked, lang: Lang) -> Iterator[str]:
    """Yield who asked for what, what each side says, and the commands that ask again."""
    if one.disagreement is None:
        return
    flow = one.said.flow
    extra = [str(part) for part in (flow.entry, flow.node, flow.protocol) if part]
    yield f"{scenario.name}/{one.number}  {flow.source} → {flow.to} ({', '.join(extra)})"
    yield from describe(one.disagreement, lang)
    for number, command in enumerate(repeat(scenario, one)):
        title = words.REPEAT.in_language(lang) if number == 0 else ""
        yield f"  {title:16}{command}"
