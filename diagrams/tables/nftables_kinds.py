"""Every kind of rule or element in nftables mode: as JSON has it, and what it is for."""

from atlas.tables import Column, Table, main
from atlas.tables.cells import with_marks
from atlas.text import table_words as words
from atlas.text.nftables_notes import NFTABLES_NOTES
from atlas.text.text import Text

TABLE = Table(
    title=Text(ko="nftables 모드의 규칙 종류", en="Kinds of rules in nftables mode"),
    cases=tuple(NFTABLES_NOTES),
    columns=(
        Column(words.KIND, lambda _, kind: kind.value),
        Column(words.MEANING, lambda _, kind: with_marks(NFTABLES_NOTES[kind])),
    ),
)

if __name__ == "__main__":
    main(TABLE)
