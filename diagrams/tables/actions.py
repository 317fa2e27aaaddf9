"""Every action of a hop: as JSON has it, and as it is said."""

from atlas.tables import Column, Table, main
from atlas.text import table_words as words
from atlas.text.say import text_of
from atlas.text.text import Text
from atlas.tracer.trace import Action

TABLE = Table(
    title=Text(ko="홉에서 하는 일", en="What happens at a hop"),
    cases=tuple(Action),
    columns=(
        Column(words.IN_JSON, lambda _, action: action.value),
        Column(Text(ko="하는 일", en="Action"), lambda _, action: text_of(action)),
    ),
)

if __name__ == "__main__":
    main(TABLE)
