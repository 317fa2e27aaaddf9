"""What verdicts and actions are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from atlas.text.text import Text
from atlas.tracer.trace import Action, Verdict

VERDICTS: Mapping[Verdict, Text] = {
    Verdict.DELIVERED: Text(ko="도착", en="delivered"),
    Verdict.REFUSED: Text(ko="연결 거부", en="connection refused"),
    Verdict.TIMED_OUT: Text(ko="시간 초과", en="timed out"),
    Verdict.UNREACHABLE: Text(ko="도달 불가", en="unreachable"),
    Verdict.NOT_PERMITTED: Text(ko="보낼 수 없음(EPERM)", en="not permitted (EPERM)"),
    Verdict.NAME_NOT_FOUND: Text(ko="이름을 찾을 수 없음", en="name not found"),
    Verdict.NO_ADDRESS: Text(ko="주소 없음", en="no address"),
    Verdict.UNKNOWN: Text(ko="알 수 없음", en="unknown"),
    Verdict.CLOSED: Text(ko="응답 없이 끊김", en="closed without an answer"),
    Verdict.TLS_FAILED: Text(ko="TLS 연결 실패", en="TLS handshake failed"),
    Verdict.MOVED_PERMANENTLY: Text(
        ko="HTTP 301 (영구 리다이렉트)", en="HTTP 301 (moved permanently)"
    ),
    Verdict.FOUND: Text(ko="HTTP 302 (리다이렉트)", en="HTTP 302 (redirected)"),
    Verdict.SEE_OTHER: Text(
        ko="HTTP 303 (GET으로 리다이렉트)", en="HTTP 303 (redirected, with GET)"
    ),
    Verdict.TEMPORARY_REDIRECT: Text(
        ko="HTTP 307 (같은 메서드로 리다이렉트)", en="HTTP 307 (redirected, same method)"
    ),
    Verdict.PERMANENT_REDIRECT: Text(
        ko="HTTP 308 (같은 메서드로 영구 리다이렉트)",
        en="HTTP 308 (moved permanently, same method)",
    ),
    Verdict.NO_CONTENT: Text(
        ko="HTTP 204 (CORS 사전 요청에 응답)", en="HTTP 204 (CORS preflight answered)"
    ),
    Verdict.BAD_REQUEST: Text(
        ko="HTTP 400 (프로토콜이 맞지 않는 요청)", en="HTTP 400 (bad request: wrong protocol)"
    ),
    Verdict.NOT_FOUND: Text(ko="HTTP 404 (일치하는 규칙 없음)", en="HTTP 404 (no rule matches)"),
    Verdict.MISDIRECTED: Text(
        ko="HTTP 421 (다른 리스너로 가야 할 요청)", en="HTTP 421 (meant for another listener)"
    ),
    Verdict.SERVER_ERROR: Text(
        ko="HTTP 500 (유효한 백엔드 없음)", en="HTTP 500 (no valid backend)"
    ),
    Verdict.BAD_GATEWAY: Text(
        ko="HTTP 502 (백엔드와 연결되지 않음)", en="HTTP 502 (no connection to the backend)"
    ),
    Verdict.UNAVAILABLE: Text(ko="HTTP 503 (준비된 백엔드 없음)", en="HTTP 503 (no ready backend)"),
    Verdict.GATEWAY_TIMEOUT: Text(
        ko="HTTP 504 (백엔드가 응답하지 않음)", en="HTTP 504 (backend did not answer)"
    ),
    Verdict.GRPC_UNIMPLEMENTED: Text(
        ko="gRPC UNIMPLEMENTED (일치하는 규칙 없음)", en="gRPC UNIMPLEMENTED (no rule matches)"
    ),
    Verdict.GRPC_UNAVAILABLE: Text(
        ko="gRPC UNAVAILABLE (쓸 수 있는 백엔드 없음)", en="gRPC UNAVAILABLE (no usable backend)"
    ),
}

ACTIONS: Mapping[Action, Text] = {
    Action.SEND: Text(ko="보냄", en="sends"),
    Action.ROUTE: Text(ko="라우팅", en="routes"),
    Action.DNAT: Text(ko="목적지 변경(DNAT)", en="rewrites the destination (DNAT)"),
    Action.MASQUERADE: Text(ko="소스 변경(마스커레이딩)", en="rewrites the source (masquerade)"),
    Action.BALANCE: Text(ko="노드 선택", en="picks a node"),
    Action.MATCH_HTTP: Text(ko="HTTP 규칙 적용", en="matches the HTTP request"),
    Action.DELIVER: Text(ko="받음", en="receives"),
    Action.REFUSE: Text(ko="거부(REJECT)", en="refuses (REJECT)"),
    Action.DROP: Text(ko="폐기(DROP)", en="drops (DROP)"),
    Action.LOSE: Text(ko="유실", en="lost"),
    Action.LEAVE: Text(ko="알 수 없음", en="cannot be determined"),
    Action.RESTORE: Text(ko="주소 복원(conntrack)", en="restores the addresses (conntrack)"),
    Action.RELAY: Text(ko="응답 전달", en="relays the response"),
}
