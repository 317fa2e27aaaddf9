"""Every reason of a hop: its name, what it says (facts as ‹name›), and its source."""

from atlas.model.reason import Reason
from atlas.tables import Column, Table, main
from atlas.tables.cells import in_both, with_marks
from atlas.text import table_words as words
from atlas.text.reason_sources import source_of
from atlas.text.say import text_of
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="홉의 이유", en="Reasons of a hop"),
    cases=tuple(Reason),
    columns=(
        Column(words.IN_JSON, lambda _, reason: reason.name),
        Column(Text(ko="설명", en="Sentence"), lambda _, reason: with_marks(text_of(reason))),
        Column(
            Text(ko="근거", en="Source"),
            lambda _, reason: in_both(lambda lang: source_of(reason, lang)),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
