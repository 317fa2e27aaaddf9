"""Words of the page that shows all figures."""

from __future__ import annotations

from atlas.text.text import Text

SHOWN_ON = Text(ko="이 그림이 있는 페이지", en="Shown on")
STATES = Text(
    ko="그 페이지에서 바꿔 볼 수 있는 상태 {count}가지", en="{count} states to explore there"
)
EVERYTHING = Text(
    ko="장면별 그림과 파일, 다른 페이지에 넣기", en="All scenes, files and embed code"
)
BY_SECTION = Text(ko="사이트의 어느 부분", en="Part of the site")
BY_KIND = Text(ko="종류", en="Kind")
ALL = Text(ko="모두", en="All")
EXPLORABLE = Text(ko="직접 바꿔 볼 수 있는 그림", en="Interactive")
STATIC = Text(ko="보기만 하는 그림", en="Static")
MANY = Text(ko="그림 {count}개", en="Figures: {count}")
NONE = Text(ko="맞는 그림이 없습니다", en="No figure matches")
EMBED = Text(ko="이 그림을 다른 페이지에 넣기", en="Embed this figure")
OTHER_LANGUAGE = Text(ko="English", en="한국어")
BY = Text(ko="서비스 아틀라스의 그림, CC BY 4.0", en="Figure by Service Atlas, CC BY 4.0")
