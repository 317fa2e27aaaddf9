"""Every what-if: what is then true, its flag, and the values that it takes."""

from atlas.tables import Code, Column, Table, main
from atlas.text.text import Text
from atlas.what_if.row import Row
from atlas.what_if.rows import ROWS


def flag(row: Row) -> Code:
    """Return the flag with its value, or with the form of its value."""
    value = "VALUE" if row.values else row.value_name
    about = "" if row.is_setting_of_all else f"{row.subject}/NAME"
    return Code((f"--{row.name} {'='.join(filter(None, (about, value)))}",))


TABLE = Table(
    title=Text(ko="바꾸어 볼 수 있는 것", en="All what-ifs"),
    cases=ROWS,
    columns=(
        Column(Text(ko="바꾸어 보기", en="What if"), lambda _, row: row.meaning),
        Column(Text(ko="명령의 옵션", en="Flag"), lambda _, row: flag(row)),
        Column(
            Text(ko="값", en="Values"),
            lambda _, row: Code(tuple(one for one in map(str, row.values) if one)),
        ),
    ),
)

if __name__ == "__main__":
    main(TABLE)
