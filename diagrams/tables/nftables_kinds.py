"""Every kind of rule or element in nftables mode: as JSON has it, and what it is for."""

from atlas.model.cluster import ProxyMode
from atlas.tables import Column, Table, main
from atlas.tables.cells import with_marks
from atlas.text import table_words as words
from atlas.text.rule_notes import NOTES
from atlas.text.text import Text

KINDS = NOTES[ProxyMode.NFTABLES]

TABLE = Table(
    title=Text(ko="nftables 모드의 규칙 종류", en="Kinds of rules in nftables mode"),
    cases=tuple(KINDS),
    columns=(
        Column(words.KIND, lambda _, kind: kind.value),
        Column(words.MEANING, lambda _, kind: with_marks(KINDS[kind])),
    ),
)

if __name__ == "__main__":
    main(TABLE)
