"""What can be wrong with Ingresses, Gateways and routes."""

from __future__ import annotations

from atlas.text.text import Text
from atlas.why.kind import Kind, Link, State

INGRESS_CLASS = Kind(
    "ingress-class",
    Link.CLASS,
    State.BROKEN,
    Text(ko="인그레스클래스가 없음", en="The Ingress class does not exist"),
    Text(
        ko="{has} 인그레스클래스가 없습니다. 있는 클래스: {known}. 어떤 컨트롤러도 이 인그레스를 읽지 않습니다.",
        en="There is no IngressClass {has}; existing ones: {known}. No controller reads this Ingress.",
    ),
    "troubleshoot/http-status.md#class",
)
INGRESS_NO_CLASS = Kind(
    "ingress-no-class",
    Link.CLASS,
    State.BROKEN,
    Text(ko="클래스가 없고 기본 클래스도 없음", en="No class, and no default class"),
    Text(
        ko="인그레스에 클래스가 없고 기본 인그레스클래스도 없습니다. 있는 클래스: {known}. 어떤 컨트롤러도 이 인그레스를 읽지 않습니다.",
        en="The Ingress names no class, and none is the default; existing ones: {known}. No controller reads this Ingress.",
    ),
    "troubleshoot/http-status.md#class",
)
INGRESS_CLASS_UNKNOWN = Kind(
    "ingress-class-unknown",
    Link.CLASS,
    State.UNKNOWN,
    Text(ko="어느 컨트롤러가 읽는지 알 수 없음", en="Which controller reads it is not known"),
    Text(
        ko="인그레스에 `ingressClassName` 필드가 없고, 입력에 인그레스클래스도 없습니다. 클러스터에 기본 인그레스클래스가 있어야 컨트롤러가 이 인그레스를 읽습니다.",
        en="The Ingress has no `ingressClassName`, and the input has no IngressClass. A controller reads it only if the cluster has a default class.",
    ),
    "troubleshoot/http-status.md#class",
)
GATEWAY_CLASS = Kind(
    "gateway-class",
    Link.CLASS,
    State.BROKEN,
    Text(ko="게이트웨이클래스가 없음", en="The Gateway class does not exist"),
    Text(
        ko="{gateway} 게이트웨이가 지정한 {has} 게이트웨이클래스가 없습니다. 있는 클래스: {known}.",
        en="{gateway} names class {has}, which does not exist; existing ones: {known}.",
    ),
    "http/gateway-api.md#mistakes",
)
ROUTE_PARENT = Kind(
    "route-parent",
    Link.GATE,
    State.BROKEN,
    Text(
        ko="가리키는 게이트웨이나 리스너셋이 없음",
        en="The Gateway or ListenerSet that it names does not exist",
    ),
    Text(
        ko="부모로 가리키는 {has} 객체가 없습니다. 있는 것: {known}.",
        en="It names {has} as its parent, which does not exist; existing ones: {known}.",
    ),
    "http/gateway-api.md#mistakes",
)
ROUTE_SECTION = Kind(
    "route-section",
    Link.GATE,
    State.BROKEN,
    Text(ko="라우트가 가리키는 리스너가 없음", en="The route's listener does not exist"),
    Text(
        ko="{has} 리스너가 없습니다({gateway}). 있는 리스너: {known}.",
        en="{gateway} has no listener {has}; it has: {known}.",
    ),
    "http/gateway-api.md#mistakes",
)
ROUTE_NOT_ALLOWED = Kind(
    "route-not-allowed",
    Link.GATE,
    State.BROKEN,
    Text(
        ko="리스너가 이 네임스페이스의 라우트를 받지 않음",
        en="The listener does not let the route's namespace in",
    ),
    Text(
        ko="{listener} 리스너({gateway})의 `allowedRoutes.namespaces.from` 값은 {allowed}입니다. {namespace} 네임스페이스에 있는 이 라우트는 받지 않습니다.",
        en="Listener {listener} of {gateway} has `allowedRoutes.namespaces.from: {allowed}`, which leaves out this route of namespace {namespace}.",
    ),
    "http/gateway-api.md#mistakes",
)
ROUTE_HOSTNAME = Kind(
    "route-hostname",
    Link.HOST,
    State.BROKEN,
    Text(
        ko="라우트와 리스너의 호스트네임이 겹치지 않음", en="Route and listener share no hostname"
    ),
    Text(
        ko="라우트의 호스트네임은 {has}이고, 리스너의 호스트네임은 {takes}입니다. 겹치는 것이 없으므로 라우트가 연결되지 않습니다.",
        en="The route is for {has}, the listener for {takes}; they have nothing in common, so the route is not attached.",
    ),
    "http/gateway-api.md#mistakes",
)
ROUTE_KIND = Kind(
    "route-kind",
    Link.GATE,
    State.BROKEN,
    Text(
        ko="리스너가 이 종류의 라우트를 받지 않음",
        en="The listener takes no routes of this kind",
    ),
    Text(
        ko="{gateway} 리스너의 프로토콜이나 `allowedRoutes.kinds` 값이 {route} 종류와 맞지 않아서 라우트가 연결되지 않습니다. 해당하는 리스너: {listener}.",
        en="No {route} can be attached to {listener} of {gateway}: the listener's protocol or `allowedRoutes.kinds` excludes that kind.",
    ),
    "http/gateway-api.md#mistakes",
)
LISTENER_SET_NOT_ALLOWED = Kind(
    "listener-set-not-allowed",
    Link.GATE,
    State.BROKEN,
    Text(
        ko="게이트웨이가 이 네임스페이스의 리스너셋을 받지 않음",
        en="The Gateway does not let the ListenerSet in",
    ),
    Text(
        ko="{gateway} 게이트웨이의 `allowedListeners.namespaces.from` 값은 {allowed}입니다. {namespace} 네임스페이스의 리스너셋은 리스너를 더하지 못합니다.",
        en="{gateway} has `allowedListeners.namespaces.from: {allowed}`, so a ListenerSet of namespace {namespace} adds no listeners to it.",
    ),
    "http/gateway-api.md#mistakes",
)
TLS_HOST = Kind(
    "tls-host",
    Link.HOST,
    State.WARNING,
    Text(ko="TLS 호스트가 규칙의 호스트와 다름", en="The TLS host is not the rule's host"),
    Text(
        ko="`tls`에 적은 호스트({has})는 어느 규칙에도 없고, 규칙의 호스트({host})에는 인증서가 없습니다. 클라이언트는 기본 인증서를 받습니다.",
        en="`tls` has a certificate for {has}, which no rule is for, but none for {host}: clients get the default certificate.",
    ),
    "http/ingress.md#mistakes",
)
HTTP_HOST = Kind(
    "http-host",
    Link.HOST,
    State.BROKEN,
    Text(ko="이 호스트의 규칙이 없음", en="No rule is for this host"),
    Text(
        ko="{host} 호스트의 규칙이 없습니다. 가장 비슷한 것은 {has} 호스트입니다.",
        en="No rule is for host {host}; the nearest is {has}.",
    ),
    "troubleshoot/http-status.md#checks",
)
HTTP_PATH = Kind(
    "http-path",
    Link.PATH,
    State.BROKEN,
    Text(ko="이 경로의 규칙이 없음", en="No rule is for this path"),
    Text(
        ko="{path} 경로에 맞는 규칙이 없습니다. 가장 비슷한 것은 {has} 경로({type})입니다.",
        en="No rule matches path {path}; the nearest is {has}, of type {type}.",
    ),
    "troubleshoot/http-status.md#repair",
)
BACKEND_MISSING = Kind(
    "backend-missing",
    Link.BACKEND,
    State.BROKEN,
    Text(ko="백엔드 서비스가 없음", en="The backend Service does not exist"),
    Text(
        ko="{namespace} 네임스페이스에 {has} 서비스가 없습니다. 가장 비슷한 이름: {near}.",
        en="Namespace {namespace} has no Service {has}; the nearest name is {near}.",
    ),
    "troubleshoot/http-status.md#unavailable",
)
BACKEND_ELSEWHERE = Kind(
    "backend-elsewhere",
    Link.BACKEND,
    State.BROKEN,
    Text(
        ko="백엔드 서비스가 다른 네임스페이스에 있음",
        en="The backend Service is in another namespace",
    ),
    Text(
        ko="{has} 서비스는 {elsewhere} 네임스페이스에 있습니다. 인그레스의 백엔드는 인그레스와 같은 네임스페이스({namespace})에 있어야 합니다.",
        en="{has} is in namespace {elsewhere}; the backend of an Ingress has to be in its own, {namespace}.",
    ),
    "troubleshoot/http-status.md#unavailable",
)
BACKEND_PORT = Kind(
    "backend-port",
    Link.BACKEND,
    State.BROKEN,
    Text(ko="백엔드 서비스에 그 포트가 없음", en="The backend Service has no such port"),
    Text(
        ko="{service} 서비스에 {has} 포트가 없습니다. 있는 포트: {known}.",
        en="{service} has no port {has}; it has: {known}.",
    ),
    "troubleshoot/http-status.md#unavailable",
)
BACKEND_EXTERNAL = Kind(
    "backend-external-name",
    Link.BACKEND,
    State.BROKEN,
    Text(
        ko="라우트의 백엔드가 ExternalName 서비스",
        en="The route's backend is an ExternalName Service",
    ),
    Text(
        ko="{service} 서비스는 ExternalName 타입입니다. 게이트웨이 API의 구현체는 이런 백엔드를 지원하지 않는 것이 권장됩니다(CVE-2021-25740).",
        en="{service} is of type ExternalName, which Gateway API implementations should not support (CVE-2021-25740).",
    ),
    "http/gateway-api.md#mistakes",
)
NOT_GRANTED = Kind(
    "reference-not-granted",
    Link.BACKEND,
    State.BROKEN,
    Text(
        ko="다른 네임스페이스의 백엔드에 ReferenceGrant가 없음",
        en="No ReferenceGrant for a backend of another namespace",
    ),
    Text(
        ko="라우트는 {namespace} 네임스페이스의 {service} 서비스를 가리키지만, 그 네임스페이스에 이를 허락하는 ReferenceGrant가 없습니다.",
        en="The route refers to {service} in namespace {namespace}, and no ReferenceGrant there permits it.",
    ),
    "http/gateway-api.md#mistakes",
)
WEIGHTS_ZERO = Kind(
    "weights-zero",
    Link.BACKEND,
    State.BROKEN,
    Text(ko="모든 백엔드의 가중치가 0", en="All weights are 0"),
    Text(
        ko="규칙의 모든 백엔드({backends})의 `weight` 값이 0이라서 요청을 받을 곳이 없습니다.",
        en="All backends of the rule ({backends}) have `weight: 0`, so requests have nowhere to go.",
    ),
    "http/gateway-api.md#mistakes",
)

HTTP_KINDS = (
    INGRESS_CLASS,
    INGRESS_NO_CLASS,
    INGRESS_CLASS_UNKNOWN,
    GATEWAY_CLASS,
    ROUTE_PARENT,
    ROUTE_SECTION,
    ROUTE_NOT_ALLOWED,
    ROUTE_HOSTNAME,
    ROUTE_KIND,
    LISTENER_SET_NOT_ALLOWED,
    TLS_HOST,
    HTTP_HOST,
    HTTP_PATH,
    BACKEND_MISSING,
    BACKEND_ELSEWHERE,
    BACKEND_PORT,
    BACKEND_EXTERNAL,
    NOT_GRANTED,
    WEIGHTS_ZERO,
)
