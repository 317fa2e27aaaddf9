"""What the frame of the site says: header, sections, footer; only what the theme does not bring along."""

from __future__ import annotations

from atlas.text.text import Text

SECTION_TITLES = {
    "start": Text(ko="시작", en="Start here"),
    "troubleshoot": Text(ko="문제 해결", en="Troubleshoot"),
    "types": Text(ko="서비스 타입", en="Service types"),
    "http": Text(ko="HTTP", en="HTTP"),
    "inside": Text(ko="동작 원리", en="Inside"),
    "reference": Text(ko="참조", en="Reference"),
    "contribute": Text(ko="기여", en="Contribute"),
}
"""What each section of `nav` is called; the keys stand in mkdocs.yml."""

FRAME = {
    "site": Text(ko="서비스 아틀라스", en="Service Atlas"),
    "tagline": Text(
        ko="트래픽이 파드에 도달하는 과정을 한 홉씩", en="How traffic reaches a Pod, hop by hop"
    ),
    "promise": Text(
        ko="코드로 실행하는 클러스터 모델로 그린 쿠버네티스 서비스",
        en="Kubernetes Services, drawn from an executable model",
    ),
    "language": Text(ko="한국어", en="English"),
    "read_in": Text(ko="한국어로 읽기", en="Read in English"),
    "repository": Text(ko="GitHub 저장소", en="Repository on GitHub"),
    "menu": Text(ko="메뉴 열기", en="Open the menu"),
    "search_open": Text(ko="검색 열기", en="Open the search"),
    "search": Text(ko="이 사이트에서 찾기", en="Search this site"),
    "search_results": Text(ko="검색 결과", en="Search results"),
    "search_hint": Text(ko="용어, 필드, 증상…", en="A term, a field, a symptom…"),
    "search_begin": Text(
        ko="증상, 오류 메시지, 필드, 용어를 입력하세요",
        en="Type a symptom, an error message, a field or a term",
    ),
    "search_none": Text(
        ko="이 사이트에는 맞는 답이 없습니다", en="Nothing on this site answers that"
    ),
    "search_one": Text(ko="페이지 한 곳에서 찾았습니다", en="Found on one page"),
    "search_many": Text(ko="페이지 {count}곳에서 찾았습니다", en="Found on {count} pages"),
    "search_reading": Text(ko="검색 목록을 불러오는 중…", en="Loading the search index…"),
    "search_failed": Text(
        ko="검색 목록을 불러오지 못했습니다", en="The search index could not be loaded"
    ),
    "search_near": Text(ko="이 용어를 찾으셨나요?", en="Related terms that it does explain:"),
    "search_entry": Text(ko="문제나 질문에서 시작하기", en="Begin with your problem or question"),
    "search_go": Text(ko="찾기", en="Search"),
    "home": Text(ko="홈", en="Home"),
    "card": Text(
        ko="서비스 아틀라스: 경로 하나가 세 파드로 갈라지는 그림",
        en="Service Atlas: one path that branches to three Pods",
    ),
    "licences": Text(
        ko="본문과 그림은 CC BY 4.0, 코드는 Apache 2.0 라이선스입니다.",
        en="Text and figures are under CC BY 4.0, code is under Apache 2.0.",
    ),
    "made_with": Text(ko="만드는 데 쓴 도구:", en="Made with"),
    "missing": Text(ko="찾는 페이지가 없습니다", en="Page not found"),
    "missing_advice": Text(
        ko="주소가 바뀌었거나 잘못 적혔을 수 있습니다. 아래에서 다시 시작해 보세요.",
        en="The address may have changed, or may be mistyped. Start again from one of these pages.",
    ),
}
"""Sentences of header, footer and the page for a missing address, by the name that templates use."""
