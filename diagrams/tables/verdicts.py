"""Every verdict: as JSON has it, and as it is said."""

from atlas.tables import Column, Table, main
from atlas.text import table_words as words
from atlas.text.say import text_of
from atlas.text.text import Text
from atlas.tracer.trace import Verdict

TABLE = Table(
    title=Text(ko="연결의 결과", en="Outcomes of a connection"),
    cases=tuple(Verdict),
    columns=(
        Column(words.IN_JSON, lambda _, verdict: verdict.value),
        Column(Text(ko="결과", en="Outcome"), lambda _, verdict: text_of(verdict)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
