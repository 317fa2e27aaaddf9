"""What the glossary says besides its terms."""

from __future__ import annotations

from atlas.text.text import Text

WORDS = {
    "letters": Text(ko="글자로 찾아가기", en="Jump to a letter"),
    "filter": Text(ko="용어 찾기", en="Filter the terms"),
    "found": Text(ko="용어 {count}개", en="{count} terms"),
    "one": Text(ko="용어 1개", en="1 term"),
    "none": Text(ko="맞는 용어가 없습니다", en="No term matches"),
}
