"""What Gateway API asks for beyond HTTPRoute, case by case, and what the model answers."""

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.tables import Column, Table, main
from atlas.tables.table import Cell, Code
from atlas.tables.traced import answered, shares_of
from atlas.text.text import Text
from atlas.tracer.trace import Flow, Trace
from atlas.tracer.tracer import trace

FRONT, BACK = "203.0.113.1", "203.0.113.2"
LAPTOP = "client/laptop"


@dataclass(frozen=True, slots=True)
class Asked:
    """One behaviour: the rule in words, who asks what for it, and what has to come of it."""

    rule: Text
    flow: Flow
    expected: str


def at_front(rule: Text, url: str, expected: str, *headers: str, method: str = "GET") -> Asked:
    """Return a case in which the laptop asks the Gateway `front` for a URL of any host."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    name, _, port = host.partition(":")
    named = tuple((one.partition("=")[0], one.partition("=")[2]) for one in headers)
    address = FRONT + (f":{port}" if port else "")
    flow = Flow(
        LAPTOP,
        f"{scheme}://{address}{slash}{path}",
        headers=(("Host", name), *named),
        method=method,
    )
    return Asked(rule, flow, expected)


def direct(rule: Text, source: str, to: str, expected: str, protocol: str = "TCP") -> Asked:
    """Return a case that needs no Host header of its own."""
    return Asked(rule, Flow(source, to, protocol=Protocol(protocol)), expected)


def resolved(rule: Text, url: str, expected: str) -> Asked:
    """Return a case in which the laptop takes the host of a URL to be at the Gateway `front`."""
    host, _, port = url.partition("://")[2].partition("/")[0].partition(":")
    pinned = ((host, int(port or 443), FRONT),)
    return Asked(rule, Flow(LAPTOP, url, pinned=pinned), expected)


def both(ko: str, en: str) -> Text:
    return Text(ko=ko, en=en)


def of_data_planes() -> Iterable[Asked]:
    rule = both(
        "라우트는 자기가 지정한 게이트웨이에서만 응답한다",
        "A Route answers at the Gateways it names",
    )
    yield at_front(rule, "http://shop.example.com/", "red-1")
    yield at_front(rule, "http://any.example.com/", "HTTP 404")
    yield direct(rule, LAPTOP, f"http://{BACK}/", "blue-1")


def of_grpc() -> Iterable[Asked]:
    call = "grpc://calls.example.com"
    longest = both(
        "서비스와 메서드가 더 길게 맞는 규칙이 이긴다",
        "The longer match of service and method wins",
    )
    yield at_front(longest, f"{call}/shop.Orders/List", "red-1", "version=two")
    yield at_front(longest, f"{call}/shop.Orders/Get", "blue-1", "version=two")
    none = both("맞는 규칙이 없으면 UNIMPLEMENTED", "No match: UNIMPLEMENTED")
    yield at_front(none, f"{call}/shop.Orders/Get", "gRPC UNIMPLEMENTED")
    yield at_front(none, "grpc://nobody.example.org/shop.Orders/List", "gRPC UNIMPLEMENTED")
    share = both(
        "백엔드가 무효하면 그 몫의 호출은 UNAVAILABLE",
        "The share of an invalid backend gets UNAVAILABLE",
    )
    yield at_front(share, f"{call}/shop.Users/Get", "green-1 3/4 / gRPC UNAVAILABLE")
    yield at_front(share, f"{call}/shop.Empty/Get", "gRPC UNAVAILABLE")
    granted = both(
        "다른 네임스페이스의 백엔드에는 ReferenceGrant가 있어야 한다",
        "A backend elsewhere needs a ReferenceGrant",
    )
    yield at_front(granted, f"{call}/shop.Far/Get", "gRPC UNAVAILABLE")
    yield at_front(
        both(
            "한 호스트에는 HTTPRoute와 GRPCRoute 중 하나만 받아들인다",
            "Of an HTTPRoute and a GRPCRoute for one host the older is accepted",
        ),
        "http://calls.example.com/",
        "gRPC UNIMPLEMENTED",
    )


def of_listener_sets() -> Iterable[Asked]:
    allowed = both(
        "게이트웨이가 허용한 네임스페이스의 ListenerSet만 붙는다",
        "A Gateway lets in ListenerSets of the namespaces it allows",
    )
    yield at_front(allowed, "http://added.example.net:81/", "blue-1")
    yield at_front(allowed, "http://refused.example.net:81/", "HTTP 404")
    taken = both(
        "먼저 온 리스너와 겹치는 리스너는 받아들이지 않는다",
        "A listener in the way of an earlier one is not accepted",
    )
    yield at_front(taken, "http://own.example.org/", "HTTP 404")
    yield at_front(taken, "http://clash.example.net:5432/", "sql-1")


def of_connections() -> Iterable[Asked]:
    through = both(
        "Passthrough: SNI만 보고 TLS를 그대로 넘긴다",
        "Passthrough: TLS is passed on by its server name",
    )
    yield resolved(through, "https://a.through.example.com:9443/", "vault-1")
    yield resolved(through, "https://b.through.example.com:9443/", "TLS failed")
    yield resolved(through, "https://lost.through.example.com:9443/", "TLS failed")
    ended = both("Terminate: 게이트웨이가 TLS를 끝낸다", "Terminate: TLS ends at the Gateway")
    yield resolved(ended, "https://ended.example.com:9443/", "green-1")
    certificate = both(
        "다른 네임스페이스의 인증서에는 ReferenceGrant가 있어야 한다",
        "A certificate elsewhere needs a ReferenceGrant",
    )
    yield resolved(certificate, "https://borrowed.example.org/", "TLS failed")
    ports = both("TCP와 UDP는 포트가 리스너를 정한다", "TCP and UDP: the port decides")
    yield direct(ports, LAPTOP, f"{FRONT}:5432", "sql-1")
    yield direct(ports, LAPTOP, f"{FRONT}:53", "names-1", "UDP")


def of_backends() -> Iterable[Asked]:
    tls = both(
        "BackendTLSPolicy: 백엔드와 TLS로 통신한다", "BackendTLSPolicy: TLS towards the backend"
    )
    yield at_front(tls, "http://vault.example.com/", "vault-1")
    yield at_front(tls, "http://vault.example.com/plain", "HTTP 502")
    yield at_front(
        both("쓸 수 있는 CA 인증서가 없으면 5xx", "No valid CA certificate: 5xx"),
        "http://vault.example.com/untrusted",
        "HTTP 500",
    )


def of_the_mesh() -> Iterable[Asked]:
    rule = both(
        "서비스에 연결된 라우트는 그 서비스 주소로 가는 요청에 적용된다",
        "Routes on a Service apply to requests to its address",
    )
    yield direct(rule, "pod/caller-1", "http://mesh/v", "blue-1 1/10 red-1 9/10")
    yield direct(rule, "pod/caller-1", "http://mesh/w", "HTTP 404")
    yield direct(rule, "pod/caller-1", "grpc://mesh:7070/shop.Orders/List", "green-1")
    other = both(
        "parentRef의 포트가 다르거나 파드 주소로 가면 적용되지 않는다",
        "Not to another port than the parentRef's, nor to a Pod's address",
    )
    yield direct(other, "pod/caller-1", "http://mesh:8080/w", "red-1")
    consumer = both(
        "다른 네임스페이스의 라우트는 그곳에서 온 요청에만 적용되고, 먼저 본다",
        "A Route of another namespace is for requests from there, and comes first",
    )
    yield direct(consumer, "pod/elsewhere/caller-1", "http://mesh.default/w", "far-1")
    outside = both(
        "메시 밖에서 온 요청은 그대로 간다", "Requests from outside the mesh are left alone"
    )
    yield direct(outside, "node/node-a", "http://10.96.255.50/w", "red-1")


def of_cors() -> Iterable[Asked]:
    rule = both(
        "CORS: 사전 요청에는 게이트웨이가 응답한다", "CORS: the Gateway answers preflight requests"
    )
    asks = ("Origin=https://a.example.org", "Access-Control-Request-Method=PUT")
    yield at_front(rule, "http://shop.example.com/cors", "HTTP 204", *asks, method="OPTIONS")
    yield at_front(rule, "http://shop.example.com/cors", "red-1", asks[0])
    yield at_front(
        both(
            "허용하지 않은 오리진에는 CORS 헤더 없이 응답한다",
            "An origin that is not allowed gets no CORS headers",
        ),
        "http://shop.example.com/cors",
        "HTTP 204",
        "Origin=https://evil.example.com",
        asks[1],
        method="OPTIONS",
    )


CASES = (
    *of_data_planes(),
    *of_grpc(),
    *of_listener_sets(),
    *of_connections(),
    *of_backends(),
    *of_the_mesh(),
    *of_cors(),
)


def rule(_cluster: Cluster, case: Asked) -> Cell:
    return case.rule


def asked(_cluster: Cluster, case: Asked) -> Cell:
    """Return the question: who asks for what, and with which headers."""
    udp = "/UDP" if case.flow.protocol is Protocol.UDP else ""
    headers = (f"{name}: {value}" for name, value in case.flow.headers)
    return Code((f"{case.flow.source} → {case.flow.to}{udp}", *headers))


def answer(cluster: Cluster, case: Asked) -> Cell:
    return answered(trace(cluster, case.flow))


def is_as_asked(cluster: Cluster, case: Asked) -> str:
    return "✓" if in_short(trace(cluster, case.flow)) == case.expected else "✕"


def in_short(found: Trace) -> str:
    """Return who answers, with shares if not all alike, and how the rest fails."""
    shares = shares_of(found)
    alone = len(shares) == 1 and len(found.verdicts) == 1
    pods = " ".join(name if alone else f"{name} {share}" for name, share in sorted(shares.items()))
    fails = sorted(one.value for one in found.verdicts if one.value != "delivered")
    return " / ".join([*([pods] if pods else []), *fails])


TABLE = Table(
    title=Text(ko="게이트웨이 API의 사례", en="Cases of Gateway API"),
    cluster="gateways",
    cases=CASES,
    columns=(
        Column(Text(ko="API가 요구하는 것", en="What the API asks for"), rule),
        Column(Text(ko="요청", en="Request"), asked),
        Column(Text(ko="모델의 답", en="The model's answer"), answer),
        Column(Text(ko="일치", en="As asked"), is_as_asked),
    ),
)

if __name__ == "__main__":
    main(TABLE)
