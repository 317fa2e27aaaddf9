"""What can be wrong between a Service and its Pods: selector, readiness, ports."""

from __future__ import annotations

from atlas.text.text import Text
from atlas.why.kind import Kind, Link, State

SELECTOR_VALUE = Kind(
    "selector-value",
    Link.SELECTOR,
    State.BROKEN,
    Text(
        ko="셀렉터의 값이 파드의 레이블과 다름",
        en="The selector's value differs from the Pods' label",
    ),
    Text(
        ko="셀렉터는 {wants} 레이블을 찾지만 {pod} 파드의 레이블은 {has}입니다. 선택된 파드가 없으므로 엔드포인트가 없습니다.",
        en="The selector looks for {wants}, but {pod} has {has}. It selects no Pod, so the Service has no endpoints.",
    ),
    "troubleshoot/no-endpoints.md#repair",
)
SELECTOR_KEY = Kind(
    "selector-key",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="셀렉터의 키가 파드에 없음", en="The Pods do not have the selector's key"),
    Text(
        ko="셀렉터는 {wants} 레이블을 찾지만 {pod} 파드에는 이 키가 없고, 같은 값이 {has} 레이블에 있습니다.",
        en="The selector looks for {wants}; {pod} has no such key, but has the same value in {has}.",
    ),
    "troubleshoot/no-endpoints.md#repair",
)
SELECTOR_EXTRA = Kind(
    "selector-extra",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="셀렉터가 파드에 없는 레이블까지 요구함", en="The selector has one label too many"),
    Text(
        ko="셀렉터의 나머지 레이블은 {pod} 파드에 맞지만, {wants} 레이블은 그 파드에 없습니다. 모든 레이블이 맞아야 선택됩니다.",
        en="The rest of the selector matches {pod}, which has no label {wants}. A Pod must have all of them.",
    ),
    "troubleshoot/no-endpoints.md#repair",
)
SELECTOR_NAMESPACE = Kind(
    "selector-namespace",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="파드가 다른 네임스페이스에 있음", en="The Pods are in another namespace"),
    Text(
        ko="이 레이블의 파드({pod})는 {namespace} 네임스페이스에 있습니다. 셀렉터는 서비스와 같은 네임스페이스의 파드만 선택합니다.",
        en="Pods with these labels ({pod}) are in namespace {namespace}; a selector looks into the Service's own namespace only.",
    ),
    "troubleshoot/no-endpoints.md#repair",
)
SELECTOR_NOTHING = Kind(
    "selector-nothing",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="셀렉터에 맞는 파드가 없음", en="The selector matches nothing"),
    Text(
        ko="{namespace} 네임스페이스에 {wants} 레이블의 파드가 없고, 비슷한 레이블의 파드도 없습니다.",
        en="No Pod of namespace {namespace} has {wants}, and none comes close.",
    ),
    "troubleshoot/no-endpoints.md#repair",
)
SELECTOR_MIXED = Kind(
    "selector-mixed",
    Link.SELECTOR,
    State.WARNING,
    Text(
        ko="서로 다른 워크로드의 파드가 함께 선택됨",
        en="The selector catches Pods of different workloads",
    ),
    Text(
        ko="셀렉터가 {workloads} 워크로드의 파드를 모두 선택하지만, {port} 포트를 선언한 것은 그중 {fitting}뿐입니다. "
        "연결의 일부가 엉뚱한 파드로 갑니다.",
        en="The selector selects the Pods of {workloads}, but only {fitting} declares port {port}: some of the connections "
        "reach the wrong Pods.",
    ),
    "start/endpoints.md#mistakes",
)
NO_REPLICAS = Kind(
    "no-replicas",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="레플리카가 0개", en="Scaled to zero"),
    Text(
        ko="셀렉터에 맞는 {workload} 워크로드의 `replicas` 값이 0이라서 파드가 없습니다.",
        en="The workload that matches the selector, {workload}, has `replicas: 0`, so there are no Pods.",
    ),
    "troubleshoot/no-endpoints.md#checks",
)
PODS_UNSCHEDULED = Kind(
    "pods-unscheduled",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="파드를 실행할 노드가 없음", en="No node for the Pods"),
    Text(
        ko="{pods} 파드가 요구하는 {wants} 조건에 맞는 노드가 없어서 실행되지 않습니다.",
        en="{pods} needs a node with {wants}; there is none, so it does not run.",
    ),
    "troubleshoot/no-endpoints.md#checks",
)
PODS_WAITING = Kind(
    "pods-waiting",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="파드가 실행되지 않음", en="The Pods do not run"),
    Text(
        ko="셀렉터에 맞는 {pods} 파드가 실행되지 않습니다. 부족한 것: {why}.",
        en="The selected {pods} does not run; what it lacks: {why}.",
    ),
    "troubleshoot/no-endpoints.md#checks",
)
NODE_NAME = Kind(
    "node-name",
    Link.SELECTOR,
    State.WARNING,
    Text(
        ko="nodeName 필드의 노드가 입력에 없음", en="nodeName names a node that is not in the input"
    ),
    Text(
        ko="{workload} 파드의 `nodeName` 값은 {has}이지만 입력의 노드는 {known}입니다. 그런 노드가 없으면 파드는 실행되지 않습니다.",
        en="The Pods of {workload} name node {has}; the nodes of the input are {known}. Without such a node they do not run.",
    ),
    "troubleshoot/no-endpoints.md#checks",
)
NO_SLICES = Kind(
    "no-slices",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="셀렉터도 엔드포인트슬라이스도 없음", en="Neither selector nor EndpointSlices"),
    Text(
        ko="셀렉터가 없는 서비스의 엔드포인트는 직접 작성해야 합니다. {service} 서비스의 이름을 `kubernetes.io/service-name` 레이블에 적은 "
        "엔드포인트슬라이스가 없습니다.",
        en="A Service without a selector needs EndpointSlices of your own; none has {service} in its label "
        "`kubernetes.io/service-name`.",
    ),
    "types/without-selector.md#manifest",
)
SLICE_LABEL = Kind(
    "slice-label",
    Link.SELECTOR,
    State.BROKEN,
    Text(
        ko="엔드포인트슬라이스가 다른 이름의 서비스를 가리킴",
        en="The EndpointSlice names another Service",
    ),
    Text(
        ko="{slice} 슬라이스의 `kubernetes.io/service-name` 레이블은 {has} 서비스를 가리키지만, 그런 서비스가 없습니다. 비슷한 이름: {near}.",
        en="The label `kubernetes.io/service-name` of {slice} says {has}, and there is no such Service; the nearest name is {near}.",
    ),
    "types/without-selector.md#manifest",
)
SLICE_PORT = Kind(
    "slice-port",
    Link.PORT,
    State.BROKEN,
    Text(ko="슬라이스의 포트 이름이 서비스와 다름", en="The slice's port has another name"),
    Text(
        ko="{slice} 슬라이스의 포트 이름은 {has}이고 서비스의 포트 이름은 {wants}입니다. kube-proxy는 이름으로 둘을 짝짓습니다.",
        en="The port of {slice} is named {has}, the Service's {wants}: kube-proxy joins the two by name.",
    ),
    "types/without-selector.md#manifest",
)
ENDPOINTS_UNKNOWN = Kind(
    "endpoints-unknown",
    Link.SELECTOR,
    State.UNKNOWN,
    Text(ko="입력만으로는 엔드포인트를 알 수 없음", en="The input does not show the endpoints"),
    Text(
        ko="{service} 서비스의 파드나 엔드포인트슬라이스가 입력에 없습니다. `kubectl get pods,endpointslices -o yaml` 출력을 더하면 알 수 있습니다.",
        en="The Pods or EndpointSlices of {service} are not in the input; add the output of "
        "`kubectl get pods,endpointslices -o yaml`.",
    ),
    "troubleshoot/no-endpoints.md#checks",
)
FAMILY_MISMATCH = Kind(
    "family-mismatch",
    Link.SELECTOR,
    State.BROKEN,
    Text(ko="서비스와 파드의 주소 체계가 다름", en="Service and Pods have different IP families"),
    Text(
        ko="서비스의 주소 체계는 {wants}이고, 선택된 {pod} 파드의 주소는 {has}입니다. 다른 체계의 주소는 엔드포인트가 되지 않습니다.",
        en="The Service's family is {wants}, but the selected {pod} has only {has} addresses, which do not become endpoints.",
    ),
    "inside/dual-stack.md#policies",
)
PODS_NOT_READY = Kind(
    "pods-not-ready",
    Link.READINESS,
    State.BROKEN,
    Text(ko="준비된 파드가 없음", en="No Pod is ready"),
    Text(
        ko="셀렉터에 맞는 파드는 있지만 준비(Ready) 상태인 것이 없습니다: {pods}. 준비되지 않은 엔드포인트는 쓰이지 않습니다.",
        en="The selected Pods are not ready: {pods}. Endpoints that are not ready are not used.",
    ),
    "troubleshoot/no-endpoints.md#ready",
)
PODS_PARTLY_READY = Kind(
    "pods-partly-ready",
    Link.READINESS,
    State.WARNING,
    Text(ko="일부 파드가 준비되지 않음", en="Some Pods are not ready"),
    Text(
        ko="엔드포인트 {count}개 중 준비되지 않은 것이 있습니다: {pods}. 나머지가 모든 연결을 받습니다.",
        en="Of {count} endpoints some are not ready: {pods}. The others get all connections.",
    ),
    "troubleshoot/no-endpoints.md#ready",
)
PROBE_PORT_NAME = Kind(
    "probe-port-name",
    Link.READINESS,
    State.BROKEN,
    Text(
        ko="준비성 프로브의 포트 이름이 없음",
        en="The readiness probe names a port that is not there",
    ),
    Text(
        ko="{workload} 컨테이너의 준비성 프로브는 {port} 포트를 찾지만, 컨테이너가 선언한 포트는 {declared}입니다. 프로브를 할 수 없으므로 "
        "파드는 준비되지 않습니다.",
        en="The readiness probe of {workload} names port {port}, but the container declares {declared}. The probe cannot be "
        "made, so the Pods never become ready.",
    ),
    "troubleshoot/no-endpoints.md#ready",
)
PROBE_PORT_NUMBER = Kind(
    "probe-port-number",
    Link.READINESS,
    State.WARNING,
    Text(
        ko="준비성 프로브가 선언되지 않은 포트를 봄",
        en="The readiness probe goes to an undeclared port",
    ),
    Text(
        ko="{workload} 컨테이너의 준비성 프로브는 {port} 포트로 가지만, 컨테이너가 선언한 포트는 {declared}입니다. 그 포트를 여는 프로세스가 "
        "없으면 파드는 준비되지 않습니다.",
        en="The readiness probe of {workload} goes to port {port}, but the container declares {declared}. If nothing listens "
        "there, the Pods never become ready.",
    ),
    "troubleshoot/no-endpoints.md#ready",
)
TARGET_PORT_NAME = Kind(
    "target-port-name",
    Link.TARGET_PORT,
    State.BROKEN,
    Text(ko="targetPort 이름의 포트가 파드에 없음", en="No selected Pod has the named targetPort"),
    Text(
        ko="서비스 포트 {port}의 `targetPort` 이름은 {target}이지만, {workload} 컨테이너가 선언한 포트는 {declared}입니다.",
        en="The `targetPort` of Service port {port} is {target}, but the containers of {workload} declare {declared}.",
    ),
    "troubleshoot/no-endpoints.md#port-name",
)
TARGET_PORT_PROTOCOL = Kind(
    "target-port-protocol",
    Link.TARGET_PORT,
    State.BROKEN,
    Text(ko="이름은 같지만 프로토콜이 다른 포트", en="The named port has another protocol"),
    Text(
        ko="{workload} 컨테이너의 {target} 포트는 {has} 프로토콜이고, 서비스의 포트는 {wants} 프로토콜입니다. 이름과 프로토콜이 모두 맞아야 합니다.",
        en="Port {target} of {workload} is {has}, the Service's port is {wants}; name and protocol must both match.",
    ),
    "troubleshoot/no-endpoints.md#port-name",
)
PROTOCOL_DECLARED = Kind(
    "protocol-undeclared",
    Link.TARGET_PORT,
    State.WARNING,
    Text(
        ko="컨테이너는 같은 번호를 다른 프로토콜로 선언함",
        en="The container declares the number for another protocol",
    ),
    Text(
        ko="서비스는 {target} 포트로 {wants} 프로토콜을 보내지만, {workload} 컨테이너는 그 번호를 {has} 프로토콜로 선언합니다.",
        en="The Service sends {wants} to port {target}, which {workload} declares for {has}.",
    ),
    "troubleshoot/wrong-port.md#alike",
)
TARGET_PORT_DEFAULT = Kind(
    "target-port-default",
    Link.TARGET_PORT,
    State.WARNING,
    Text(
        ko="targetPort 필드가 없어 서비스 포트 번호로 감",
        en="Without targetPort the Service's own number is used",
    ),
    Text(
        ko="`targetPort` 필드가 없으면 {port}번 포트가 그대로 쓰입니다. {workload} 컨테이너가 선언한 포트는 {declared}입니다.",
        en="Without `targetPort` connections go to {port}, but the containers of {workload} declare {declared}.",
    ),
    "troubleshoot/wrong-port.md#repair",
)
TARGET_PORT_UNDECLARED = Kind(
    "target-port-undeclared",
    Link.TARGET_PORT,
    State.WARNING,
    Text(ko="어떤 컨테이너도 선언하지 않은 targetPort", en="No container declares the targetPort"),
    Text(
        ko="연결은 {target} 포트로 가지만, {workload} 컨테이너가 선언한 포트는 {declared}입니다. 그 포트를 여는 프로세스가 없으면 연결은 "
        "거부됩니다.",
        en="Connections go to port {target}, but the containers of {workload} declare {declared}. If nothing listens on it, "
        "connections are refused.",
    ),
    "troubleshoot/wrong-port.md#repair",
)
HEADLESS_PORT = Kind(
    "headless-port",
    Link.TARGET_PORT,
    State.WARNING,
    Text(ko="헤드리스 서비스는 포트를 바꾸지 않음", en="A headless Service translates no ports"),
    Text(
        ko="헤드리스 서비스의 클라이언트는 파드에 직접 연결하므로 `port`의 {port}번이 아니라 파드의 {target}번 포트를 써야 합니다.",
        en="Clients of a headless Service connect to the Pods themselves: port {port} is not translated to {target}.",
    ),
    "types/headless.md#mistakes",
)
LOCALHOST = Kind(
    "listens-on-localhost",
    Link.PROCESS,
    State.WARNING,
    Text(ko="127.0.0.1에서만 연결을 받는 프로세스", en="The process listens on 127.0.0.1 only"),
    Text(
        ko="{workload} 컨테이너의 설정은 {setting}입니다. 루프백 주소에서만 연결을 받으므로 다른 파드의 연결은 거부됩니다. 모든 주소(0.0.0.0)에서 "
        "받도록 설정하세요.",
        en="The container of {workload} runs with {setting}. A process on a loopback address refuses connections from other "
        "Pods; let it listen on all addresses (0.0.0.0).",
    ),
    "troubleshoot/wrong-port.md#localhost",
)

ENDPOINT_KINDS = (
    SELECTOR_VALUE,
    SELECTOR_KEY,
    SELECTOR_EXTRA,
    SELECTOR_NAMESPACE,
    SELECTOR_NOTHING,
    SELECTOR_MIXED,
    NO_REPLICAS,
    PODS_UNSCHEDULED,
    PODS_WAITING,
    NODE_NAME,
    NO_SLICES,
    SLICE_LABEL,
    SLICE_PORT,
    ENDPOINTS_UNKNOWN,
    FAMILY_MISMATCH,
    PODS_NOT_READY,
    PODS_PARTLY_READY,
    PROBE_PORT_NAME,
    PROBE_PORT_NUMBER,
    TARGET_PORT_NAME,
    TARGET_PORT_PROTOCOL,
    PROTOCOL_DECLARED,
    TARGET_PORT_DEFAULT,
    TARGET_PORT_UNDECLARED,
    HEADLESS_PORT,
    LOCALHOST,
)
