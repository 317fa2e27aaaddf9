"""Phrases that an editor has taken out of the site, with what to say instead: each as a pattern and the better words."""

from __future__ import annotations

import re

KOREAN = {
    r"규칙[을도만]? ?(?:미리 |새로 )?(?:써 (?:둔|둡|두)|쓰(?:는 데|고,|며|나요)|씁니다|썼)": "규칙을 만들다, 반영하다 (쓰다 = use)",
    r"주소를 목적지로 씁니다": "목적지를 …로 바꿉니다(DNAT)",
    r"응답을 받지 못": "멈춰 있다가 시간 초과(타임아웃)로 끝나다",
    r"뽑(?:히|힌|혀|힐|혔|힙)": "선택되다",
    r"준비 상태가 아니게": "준비 상태를 잃다",
    r"이름을 (?:물으면|묻고|묻습|물어)|누가 물었": "이름을 조회하다, 질의하다",
    r"바깥 이름": "외부 도메인",
    r"소식(?:이|을) (?:오래 )?(?:끊|오지)|새 소식": "하트비트가 끊기다, 변경이 반영되지 않다",
    r"(?:것|라우트)이 이[깁기]": "우선하다",
    r"패킷이 만나는": "패킷에 적용되는, 패킷이 거치는",
    r"규칙을 불러[오와옵]": "규칙을 커널에 올리다",
    r"\}\}? (?:입니다|이고|이지만|인데|에는|에서|까지|번)(?=[ .,]|$)": "attached to what is before: these are the same after any word",
    r"구성원": "인스턴스, 파드",
    r"바깥(?:의 |에서|으로)": "외부",
    r"(?:노드|장비|파드|서버)[가이] 고장 [나난났]": "장애가 나다",
    r"달라진 것을 씁니다": "달라진 규칙만 반영합니다",
    r"길 위가 아니라": "경로에 있지 않다",
    r"규칙을 만나(?!게)": "규칙을 거치다, 규칙이 적용되다",
    r"kube-proxy가 쓴 (?:\S+ )?규칙": "kube-proxy가 만든 규칙 (쓰다 = use)",
    r"견주어": "비교해",
    r"루트 권한": "root 권한",
    r"여느": "다른, 평소",
    r"화면 낭독": "스크린 리더",
    r"쌍점": "콜론(:)",
    r"하드웨어 주소": "MAC 주소",
    r"리디렉션": "리다이렉트",
    r"호스트 이름": "호스트네임",
    r"실행되는 클러스터 모델": "코드로 실행하는 클러스터 모델",
    r"[}\w] 쪽이 (?:응답|기다리)": "particle chosen in code, or 응답이 …에 도착합니다",
    r"가운데": "중",
    r"(?<!네트워크)(?<!네트워크 )폴리시": "정책 (네트워크폴리시 is a kind)",
    r"라고 (?:쓰면|씁니다|써야|쓴)|쓰여 있|직접 쓴|(?:대상|URL|화살표)[을를] 쓰": "적다 (쓰다 = use)",
    r"듣는 (?:포트|프로그램)|에서만? 받는 프로(?:그램|세스)": "연결을 받는",
    r"\} [번개](?:[은는이가을를의도]|으로)": "attached to what is before",
    r"` 값 \{|\{\w+\} (?:값은|값을|뿐)": "`…`에 적은 {…}, {…}뿐",
    r"입구": "진입점",
    r"십시오": "세요",
    r"(?<![\w.:/])\d{2,5} 포트": "…번 포트",
    r"레디니스 프로브|둘째|첫째|의 몫|받는 몫": "준비성 프로브, 두 번째, 첫 번째, 비율",
    r"(?:문자열|오브젝트|매핑|목록)[을를] 써야|파드는 (?:노드|클라이언트|로드 밸런서)를 봅니다": "…이어야 합니다, 파드에는 …의 주소가 보입니다",
    r"힌트를 쓰고|마다의 뜻|여러분": "적다, 각 …의 뜻, 내",
    r"연결 (?:표|테이블)": "연결 추적 테이블(conntrack)",
    r"도커|Windows": "Docker, 윈도우",
    r"(?:모델|입력|실습 환경)에[는도] [^.]{0,30}(?:기억|지연 시간|가상 머신|유실)이 없": "…을 다루지 않습니다",
    r"[가-힣]+[와과] [가-힣]+[와과] [가-힣]+[을를은는이가] ": "A, B, C",
    r"아무것도 말해 주지|메시지가 말하": "알 수 없습니다, 메시지에 나온",
    r"가장 가까운 이름": "가장 비슷한 이름",
    r"`[A-Za-z]+` 값(?:이며|입니다|인 )": "`Local`이며, `Local`입니다: the reading of literal code is known",
}
"""What people would not say, or what is ambiguous, in Korean sentences."""

ENGLISH = {
    r"\b[Hh](?:old|olds|eld|olding) (?:it |them |the model |this )?against\b": "compare … with",
    r"\bcomes? past\b": "passes back through",
    r"\bmade up by chance\b": "randomly generated",
    r"\b(?:looks|sees) whether\b": "checks whether",
    r"\bas of `": "as for `",
    r"\bminds? hints\b|\bdoes not mind\b": "honours hints, ignores",
    r"\bexpected text\b": "expected a string",
    r"\b(?:[Nn]obody|[Ss]omebody|[Ee]verybody|[Ww]hoever)\b": "nothing, no one, anyone who: say what it is",
    r"\banew\b": "again; delete and create again",
    r"\b(?:DNS question|question is a packet|asked at the cluster IP|ask(?:s|ed)? for the name)\b": "query, look up",
    r"\bin vain\b": "times out",
    r"\b(?:connection|connections|those|these|elsewhere|here)(?: that)? hangs?\b": "times out",
    r"\b(?:packets?|connections?|client|request)(?: \w+){0,4} (?:can )?meets?\b": "go through, apply to, involve",
    r"\b[Ww]hat (?:becomes|became) of\b": "what happens to, how it ends",
    r"\b(?:way of the reply|way of a connection|packet's way|takes? the same way)\b": "path",
    r"\bstands? (?:under|in another|as of|in the table|for all|side by side|beside the (?:path|way))\b": "go under, is in, is listed, is not on the path",
    r"\bends? otherwise\b|\bended otherwise\b|\bcounts otherwise\b": "differently",
    r"\b(?:by chance|deals? out|meddled|heeds?)\b": "randomly, distributes, changed, honours",
    r"\b(?:hears? of|hears? “|tells nobody|(?:which|that) the first one tells|tells the (?:proxy mode|number))": "learns about, gets, shows",
    r"\bput (?:a question|to the model)\b|\bquestion to the model\b": "ask, check against the model",
    r"\bthe same looks like\b": "it looks like this",
    r"\bplays? no part\b|\btakes? part\b": "does not matter, is involved",
    r"(?<!been )(?<!been \[)\b(?:gone|retired) since\b": "was removed in; has been retired since",
    r"\b(?:[Nn]ear (?:Pods?|endpoints?|ones)|world outside|outside names?)\b": "nearby, outside the cluster, external",
    r"\b(?:is|are) \w+'s affair\b|\bof the moment\b": "is up to, current",
    r"\bis no (?:CIDR|object|Kubernetes|IP|built)\b": "is not a …",
    r"\bleft aside\b": "skipped",
    r"\blook-ups?\b": "lookup",
    r"\b(?:is|are) (?:now )?(?:deprecated|GA|available|served|the default) since\b": "has been … since",
    r"\b(?:that|which) heals?\b|\bheals it\b|\bheal(?:s|ed) by\b": "fixes, repairs",
    r"\b(?:it|this) is this page\b|\bthis is not it\b": "you are on the right page, that is not the cause",
    r"\b[Gg]o on with\b": "go on to",
    r"\b(?:input|files?|manifests?|they|it) (?:does|do) not tell\b": "does not say",
    r"\bserves on\b": "keeps serving",
    r"\bputs? (?:in )?its own address\b": "replaces the source with its own address",
    r"(?:^|[.:] )Told that\b": "Tell … that",
    r"\bprevent that\b": "keep from",
    r"\bthere are: ": "existing ones:, expected one of",
    r"\b(?:came|comes|come) in by\b": "came in on, through",
    r"(?<![-#])\bbeside\b": "next to",
    r"\b(?:[Rr]ule|[Ss]elector|[Pp]ath|[Hh]ost)s? (?:that )?fits?\b|\bthat fits the selector\b": "matches",
    r"\b(?:selector|probe|Deployment|annotation) (?:of \S+ |\S+ )?asks for\b": "looks for, names, requires, requests",
    r"\b(?:calls?|called) (?:\w+ )?(?:Services? )?sound\b|\bsound clusters?\b": "healthy, reported as ok",
    r"\bWhat takes no part\b": "whatever is not involved",
    r"\b(?:takes?|took) another way\b": "takes a different path",
    r"\bas whom\b": "with which source",
    r"\bWhat looks alike\b": "Similar symptoms",
    r"\b[Rr]ules are (?:not |then )?asked\b|\bask(?:s|ed)? the rules\b": "consult the rules",
    r"\b(?:goes|go|going|went) on (?:taking|sending|serving|accepting|answering|using|getting)\b": "keeps …ing",
    r"\bnothing of (?:this|it|these)\b": "none of this",
}
"""What a native writer would not say in English sentences."""

HELP = {
    r"\((?:as the manifests say|all |every |both\b|the (?:default|one)\b|that of|ipv4|[A-Z]+\)|%|(?:\d+[,;]|0\)|\d\d+\)))": "(default: …)",
}
"""How `--help` does not name a default."""


def found(phrases: dict[str, str], text: str) -> list[str]:
    """Return what to change in a text, as `phrase → better words`."""
    return [
        f"{match.group()} → {better}"
        for pattern, better in phrases.items()
        for match in re.finditer(pattern, text)
    ]
