"""What is wrong with a manifest, and what would be right. The words of Kubernetes stand in both languages, so
that a message can be searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.text.text import Lang, Text

HEADLINES: Mapping[ProblemKind, Text] = {
    ProblemKind.SYNTAX: Text(ko="문법 오류(Syntax error)", en="Syntax error"),
    ProblemKind.REQUIRED: Text(ko="빠진 값(Required value)", en="Required value"),
    ProblemKind.INVALID: Text(ko="잘못된 값(Invalid value)", en="Invalid value"),
    ProblemKind.TYPE_INVALID: Text(ko="잘못된 타입(Wrong type)", en="Wrong type"),
    ProblemKind.NOT_SUPPORTED: Text(
        ko="지원하지 않는 값(Unsupported value)", en="Unsupported value"
    ),
    ProblemKind.DUPLICATE: Text(ko="중복된 값(Duplicate value)", en="Duplicate value"),
    ProblemKind.NOT_FOUND: Text(ko="찾을 수 없음(Not found)", en="Not found"),
    ProblemKind.TOO_MANY: Text(ko="너무 많음(Too many)", en="Too many"),
    ProblemKind.FORBIDDEN: Text(ko="허용되지 않음(Forbidden)", en="Forbidden"),
    ProblemKind.UNKNOWN_FIELD: Text(ko="알 수 없는 필드(Unknown field)", en="Unknown field"),
    ProblemKind.SKIPPED: Text(ko="건너뜀(Skipped)", en="Skipped"),
    ProblemKind.OUTDATED: Text(ko="오래된 API(Outdated)", en="Outdated"),
    ProblemKind.BY_SHAPE: Text(ko="형태로 판단해 읽음(Read by its shape)", en="Read by its shape"),
}

EXPECTED: Mapping[Expected, Text] = {
    # How a file is written
    Expected.READABLE_FILE: Text(
        ko="파일을 읽을 수 없습니다. 이유: {reason}", en="the file cannot be read: {reason}"
    ),
    Expected.EXISTING_PATH: Text(
        ko="그런 파일이나 폴더가 없습니다", en="there is no such file or folder"
    ),
    Expected.MANIFESTS_IN_FOLDER: Text(
        ko="폴더에 {suffixes} 파일이 없습니다", en="the folder has no file {suffixes}"
    ),
    Expected.UTF8: Text(ko="UTF-8로 저장해야 합니다", en="expected UTF-8 text"),
    Expected.SMALLER_YAML: Text(
        ko="YAML 파일은 {limit} MB까지 읽습니다. 더 큰 것은 kubectl get … -o json 명령으로 출력하세요",
        en="YAML is read up to {limit} MB; print more than that with kubectl get … -o json",
    ),
    Expected.WELL_FORMED: Text(
        ko="YAML 또는 JSON 문법에 맞아야 합니다. 파서의 설명: {what}",
        en="expected well-formed YAML or JSON; the parser says: {what}",
    ),
    Expected.KEY_ONCE: Text(
        ko="한 매핑 안에서 같은 키는 한 번만 쓸 수 있습니다",
        en="expected each key once in a mapping",
    ),
    Expected.KNOWN_ANCHOR: Text(
        ko="앨리어스 *{name} 앞에 앵커 &{name} 표기가 없습니다",
        en="the alias *{name} has no anchor &{name} before it",
    ),
    Expected.LESS_BY_ALIAS: Text(
        ko="앨리어스가 펼치는 값이 한 문서에서 {limit}개를 넘습니다",
        en="the aliases in one document expand to more than {limit} values",
    ),
    Expected.MAPPING_TO_MERGE: Text(
        ko="병합 키(<<) 뒤에는 매핑이 와야 합니다", en="expected a mapping after a merge key (<<)"
    ),
    Expected.NO_TAGS: Text(
        ko="태그 {tag} 표기는 쓸 수 없습니다. 값만 적으세요",
        en="the tag {tag} is not supported; write the value without it",
    ),
    Expected.LESS_NESTING: Text(
        ko="값을 {limit}단계보다 깊게 중첩할 수 없습니다",
        en="expected values nested at most {limit} deep",
    ),
    Expected.TEXT_KEYS: Text(
        ko="매핑의 키는 문자열이어야 합니다", en="expected a string as a mapping key"
    ),
    Expected.AN_OBJECT: Text(
        ko="apiVersion, kind, metadata 필드가 있는 오브젝트여야 합니다",
        en="expected an object with apiVersion, kind and metadata",
    ),
    Expected.RENDERED_TEMPLATE: Text(
        ko="Helm 템플릿으로 보입니다. 먼저 렌더링하세요: helm template 차트 | atlas … -",
        en="this looks like a Helm template; render it first: helm template CHART | atlas … -",
    ),
    Expected.RENDERED_VALUES: Text(
        ko="Helm 같은 도구의 입력 파일이라 읽지 않았습니다. 차트라면 렌더링하세요: helm template 차트 | atlas … -",
        en="skipped: this is input for another tool; render a chart with: helm template CHART | "
        "atlas … -",
    ),
    Expected.BUILT_KUSTOMIZATION: Text(
        ko="Kustomize가 읽는 파일이라 적용하지 않았습니다. 결과를 보려면: kubectl kustomize 폴더 | atlas … -",
        en="skipped: this is input for Kustomize; use its output: kubectl kustomize DIR | atlas "
        "… -",
    ),
    Expected.NO_MARKDOWN: Text(
        ko="마크다운으로 보입니다. ``` 줄을 빼고 그 사이의 YAML만 넣으세요",
        en="this looks like Markdown; keep only the YAML between the lines ```",
    ),
    Expected.YAML_OF_DESCRIBE: Text(
        ko="kubectl describe 출력으로 보입니다. kubectl get … -o yaml 출력을 넣으세요",
        en="this looks like the output of kubectl describe; use kubectl get … -o yaml",
    ),
    Expected.YAML_OF_TABLE: Text(
        ko="kubectl get 명령의 표로 보입니다. -o yaml 옵션을 붙여 출력하세요",
        en="this looks like a table of kubectl get; print it with -o yaml",
    ),
    Expected.NO_TABS: Text(
        ko="YAML은 탭으로 들여쓸 수 없습니다. 스페이스를 쓰세요",
        en="YAML does not allow tabs for indentation; use spaces",
    ),
    Expected.A_KUBERNETES_OBJECT: Text(
        ko="apiVersion과 kind가 없어 쿠버네티스 오브젝트가 아닙니다. 읽지 않았습니다",
        en="skipped: without apiVersion and kind, this is not a Kubernetes object",
    ),
    # Types of values
    Expected.TEXT: Text(ko="문자열이어야 합니다", en="expected a string"),
    Expected.TEXT_IN_QUOTES: Text(
        ko='문자열이어야 합니다. 숫자나 true, false, null 값은 따옴표(") 안에 적으세요',
        en="expected a string; put a number, true, false or null in quotes",
    ),
    Expected.INTEGER: Text(
        ko="따옴표 없는 정수여야 합니다", en="expected a whole number without quotes"
    ),
    Expected.BOOLEAN: Text(
        ko="따옴표 없는 true 또는 false 값이어야 합니다",
        en="expected true or false, without quotes",
    ),
    Expected.MAPPING: Text(
        ko="매핑(key: value)이어야 합니다", en="expected a mapping (key: value)"
    ),
    Expected.LIST: Text(ko="목록(- item)이어야 합니다", en="expected a list (- item)"),
    Expected.PORT_NUMBER_OR_NAME: Text(
        ko="1부터 65535까지의 수, 또는 컨테이너 포트의 이름(영문 소문자, 숫자, -, 15자 이내, 영문자 포함)이어야 합니다",
        en="expected a number from 1 to 65535, or the name of a container port "
        "(lower-case letters, digits, -; at most 15 characters, at least one letter)",
    ),
    # Single values
    Expected.GIVEN: Text(ko="이 필드는 반드시 있어야 합니다", en="this field is required"),
    Expected.ONE_OF: Text(ko="지원하는 값: {choices}", en="supported: {choices}"),
    Expected.KNOWN_FIELD: Text(
        ko="이 자리에 그런 필드가 없습니다", en="the API has no such field here"
    ),
    Expected.NEWER_FIELD: Text(
        ko="이 도구가 아는 API(v1.37)에 없는 필드라서 무시합니다",
        en="the API that this tool knows (v1.37) has no such field; it is ignored",
    ),
    Expected.NUMBER_RANGE: Text(
        ko="{low} 이상 {high} 이하의 수여야 합니다", en="expected a number from {low} to {high}"
    ),
    Expected.DNS_LABEL: Text(
        ko="RFC 1123 레이블이어야 합니다. 영문 소문자, 숫자, - 문자만 쓰고, 영문자나 숫자로 시작하고 끝나며, 63자 이내여야 합니다",
        en="expected an RFC 1123 label: lower-case letters, digits and -, beginning and ending with a letter or "
        "digit, at most 63 characters",
    ),
    Expected.DNS_SUBDOMAIN: Text(
        ko="RFC 1123 서브도메인이어야 합니다. 영문 소문자, 숫자, -, . 문자만 쓰고, 영문자나 숫자로 시작하고 끝나며, 253자 이내여야 합니다",
        en="expected an RFC 1123 subdomain: lower-case letters, digits, - and ., beginning and ending with a "
        "letter or digit, at most 253 characters",
    ),
    Expected.LABEL_KEY: Text(
        ko="이름 또는 접두사/이름 형태의 키여야 합니다. 이름에는 영문자, 숫자, -, _, . 문자만 쓰고 63자 이내여야 합니다",
        en="expected a key like name or prefix/name; the name has letters, digits, -, _ and ., at most 63 "
        "characters",
    ),
    Expected.LABEL_VALUE: Text(
        ko="영문자, 숫자, -, _, . 문자만 쓰고, 영문자나 숫자로 시작하고 끝나며, 63자 이내여야 합니다",
        en="expected letters, digits, -, _ and ., beginning and ending with a letter or digit, at most 63 "
        "characters",
    ),
    Expected.PORT_NAME: Text(
        ko="포트 이름에는 영문 소문자, 숫자, - 문자만 쓰고, 영문자가 하나는 있어야 하며, 15자 이내여야 합니다",
        en="expected a port name: lower-case letters, digits and -, at least one letter, at most 15 characters",
    ),
    Expected.HOST_NAME: Text(
        ko="DNS 이름이어야 합니다. 맨 앞 레이블에만 * 문자를 쓸 수 있고, IP 주소는 쓸 수 없습니다",
        en="expected a DNS name, optionally with * as its first label, not an IP address",
    ),
    Expected.EXTERNAL_NAME: Text(
        ko="소문자로 된 DNS 이름이어야 합니다", en="expected a DNS name in lower case"
    ),
    Expected.IP_ADDRESS: Text(
        ko="IPv4 또는 IPv6 주소여야 합니다. 앞에 0을 붙인 숫자, IPv4가 든 IPv6 표기, 영역(%)은 쓸 수 없습니다",
        en="expected an IPv4 or IPv6 address, without leading zeros, IPv4 inside IPv6 or a zone (%)",
    ),
    Expected.ADDRESS_OF_FAMILY: Text(
        ko="{family} 주소여야 합니다", en="expected an address of family {family}"
    ),
    Expected.UNICAST_ADDRESS: Text(
        ko="패킷을 보낼 수 있는 주소여야 합니다. 미지정, 루프백, 링크 로컬, 멀티캐스트 주소는 쓸 수 없습니다",
        en="expected an address that packets can be sent to: not unspecified, loopback, link-local or multicast",
    ),
    Expected.INTERFACE_NAME: Text(
        ko="네트워크 인터페이스 이름이 와야 합니다: 영문자, 숫자, -_.:@ 중 1~15자",
        en="expected the name of a network interface: 1 to 15 of letters, digits and -_.:@",
    ),
    Expected.IP_RANGE: Text(
        ko="10.244.0.0/16 같은 CIDR이어야 합니다. 접두사 뒤의 비트는 모두 0이어야 합니다",
        en="expected a CIDR like 10.244.0.0/16, with no host bits set",
    ),
    Expected.SOURCE_RANGE: Text(
        ko="CIDR이 아니므로 kube-proxy가 이 항목을 건너뜁니다",
        en="this is not a CIDR; kube-proxy skips the entry",
    ),
    Expected.PORT_RANGE: Text(
        ko="30000-32767처럼 처음 수와 마지막 수가 있어야 합니다",
        en="expected a first and a last number, like 30000-32767",
    ),
    Expected.OPEN_PORTS: Text(
        ko="8080, 127.0.0.1:9901, 53/UDP, IPv4:80처럼 열린 포트이거나 nothing이어야 합니다",
        en="expected open ports, like 8080, 127.0.0.1:9901, 53/UDP or IPv4:80, or the word nothing",
    ),
    Expected.NODE_PORT_ADDRESSES: Text(
        ko="CIDR 또는 primary, localhost, all 중 하나여야 합니다",
        en="expected a CIDR, or one of primary, localhost, all",
    ),
    Expected.ABSOLUTE_PATH: Text(
        ko="/로 시작하는 경로여야 합니다", en="expected a path that begins with /"
    ),
    Expected.PLAIN_PATH: Text(
        ko="경로에 //, /./, /../, %2F가 들어가거나 경로가 /. 또는 /..로 끝날 수 없습니다",
        en="expected a path without //, /./, /../ and %2F that does not end with /. or /..",
    ),
    Expected.PATH_CHARACTERS: Text(
        ko="URL 경로에 쓸 수 있는 문자만 들어가야 합니다(RFC 3986). 다른 문자는 %20처럼 적으세요",
        en="expected the characters of a URL path (RFC 3986); percent-encode others, like %20",
    ),
    Expected.PATTERN: Text(
        ko="RE2 문법의 정규 표현식이어야 합니다. 역참조와 전후방 탐색은 없고, 길이는 {longest}자, 그룹 중첩은 {deepest}단계, "
        "선택지는 {choices}개까지이며, 선택지가 있는 그룹은 어떻게 나뉠지 분명할 때만 반복할 수 있습니다",
        en="expected a regular expression as RE2 reads it: no back-references, no look-around, at most {longest} characters, "
        "{deepest} levels of groups and {choices} choices; a group with choices of its own may be repeated only if a text "
        "can be split among the repetitions in just one way",
    ),
    Expected.AT_MOST: Text(ko="최대 {limit}개까지 쓸 수 있습니다", en="expected at most {limit}"),
    Expected.FEWER_PODS: Text(
        ko="여기까지 파드가 {total}개입니다. 최대 {limit}개까지 다룰 수 있습니다",
        en="that makes {total} Pods so far; at most {limit} are supported",
    ),
    Expected.AT_LEAST_ONE: Text(ko="하나 이상 있어야 합니다", en="expected at least one"),
    Expected.EXACTLY_ONE: Text(
        ko="{fields} 중 정확히 하나만 있어야 합니다", en="expected exactly one of {fields}"
    ),
    # Fields that must fit each other
    Expected.NAME_OF_EVERY_PORT: Text(
        ko="포트가 여럿이면 서로 다른 이름을 모두 붙여야 합니다",
        en="with more than one port, each needs its own name",
    ),
    Expected.NAME_ONCE: Text(ko="이름은 서로 달라야 합니다", en="expected unique names"),
    Expected.PORT_AND_PROTOCOL_ONCE: Text(
        ko="포트 번호와 프로토콜이 모두 같은 항목은 하나만 쓸 수 있습니다",
        en="expected each port number only once per protocol",
    ),
    Expected.ONLY_FOR_TYPE: Text(
        ko="다음 타입의 서비스에서만 쓸 수 있습니다: {types}",
        en="this is only for Services of type {types}",
    ),
    Expected.ONLY_WITH: Text(
        ko="다음 설정이 있을 때만 쓸 수 있습니다: {other}", en="this is only possible with {other}"
    ),
    Expected.NOT_WITH: Text(
        ko="다음 설정과 함께 쓸 수 없습니다: {other}",
        en="this is not possible together with {other}",
    ),
    Expected.SAME_AS_FIRST: Text(
        ko="{other} 목록의 첫 값과 같아야 합니다", en="expected the first value of {other}"
    ),
    Expected.ONE_PER_FAMILY: Text(
        ko="IPv4와 IPv6에서 하나씩만 쓸 수 있습니다",
        en="expected at most one of IPv4 and one of IPv6",
    ),
    Expected.LABELS_OF_TEMPLATE: Text(
        ko="셀렉터는 비어 있지 않아야 하고, 템플릿의 레이블(spec.template.metadata.labels)을 선택해야 합니다",
        en="expected a selector that is not empty and selects the labels of the template "
        "(spec.template.metadata.labels)",
    ),
    Expected.RULES_OR_DEFAULT_BACKEND: Text(
        ko="rules 또는 defaultBackend 필드가 있어야 합니다", en="expected rules or a defaultBackend"
    ),
    Expected.SERVICE_AS_BACKEND: Text(
        ko="서비스가 아닌 백엔드는 읽지 않습니다",
        en="backends other than Services are not supported",
    ),
    Expected.GATEWAY_AS_PARENT: Text(
        ko="게이트웨이, 리스너셋(ListenerSet), 서비스가 아닌 상위 오브젝트는 읽지 않습니다",
        en="parents other than Gateways, ListenerSets and Services are not supported",
    ),
    Expected.ONE_AT_LEAST: Text(
        ko="{fields} 중 적어도 하나는 있어야 합니다", en="expected at least one of {fields}"
    ),
    Expected.GRPC_NAME: Text(
        ko="gRPC 서비스나 메서드의 이름이어야 합니다(예: `shop.Orders`, `List`)",
        en="expected the name of a gRPC service or method, such as shop.Orders or List",
    ),
    Expected.GATEWAY_PATH: Text(
        ko="`네임스페이스/이름` 형식의 게이트웨이나 * 문자여야 합니다",
        en="expected a Gateway as NAMESPACE/NAME, or * for all of the class",
    ),
    Expected.LISTENER_ONCE: Text(
        ko="포트, 프로토콜, 호스트네임이 모두 같은 리스너는 하나만 둘 수 있습니다",
        en="expected listeners with different ports, protocols or hostnames",
    ),
    Expected.FILTER_ONCE: Text(
        ko="이 타입의 필터는 한 번만 쓸 수 있습니다", en="expected a filter of this type only once"
    ),
    Expected.MODELLED_FILTER: Text(
        ko="이 필터는 모델에 없습니다. 필터가 없는 것처럼 요청을 통과시킵니다",
        en="the model has no such filter; requests pass as if it were not there",
    ),
    # Objects that must fit each other
    Expected.ONCE_PER_CLUSTER: Text(
        ko="이 종류의 오브젝트는 클러스터에 하나만 있을 수 있습니다",
        en="a cluster has only one object of this kind",
    ),
    Expected.LAST_OF_SAME: Text(
        ko="이름이 같은 오브젝트가 앞에도 있습니다({other}). kubectl apply 명령처럼 뒤의 것을 씁니다",
        en="an object of that name is also at {other}; this one wins, as with kubectl apply",
    ),
    Expected.FREE_NUMBER: Text(
        ko="이 번호는 이미 {other} 서비스가 쓰고 있습니다",
        en="the number is already taken by {other}",
    ),
    Expected.FREE_ADDRESS: Text(
        ko="이 주소는 이미 {other} 오브젝트가 쓰고 있습니다",
        en="the address is already taken by {other}",
    ),
    Expected.WITHIN_RANGE: Text(
        ko="{ranges} 범위 안의 주소여야 합니다", en="expected an address within {ranges}"
    ),
    Expected.WITHIN_POD_RANGE: Text(
        ko="{node} 노드의 파드 주소 범위({ranges}) 안의 주소여야 합니다",
        en="the Pod range of node {node} is {ranges}",
    ),
    Expected.FAMILY_OF_CLUSTER: Text(
        ko="클러스터의 서비스 주소 범위 {ranges} 안에 {family} 범위가 없습니다",
        en="the cluster's Service ranges {ranges} have none of family {family}",
    ),
    Expected.ROOM_IN_RANGE: Text(
        ko="{ranges} 범위에 남은 것이 없습니다", en="nothing is left in {ranges}"
    ),
    # What Kubernetes would accept
    Expected.SELECTED_PODS: Text(
        ko="{namespace} 네임스페이스에 이 셀렉터가 선택하는 파드가 없어서 엔드포인트가 없습니다",
        en="the selector selects no Pod of namespace {namespace}, so there are no endpoints",
    ),
    Expected.RUNNING_PODS: Text(
        ko="셀렉터가 선택하는 파드가 실행되지 않아서 엔드포인트가 없습니다. 실행되지 않는 파드: {pods}",
        en="the selected Pods are not running, so there are no endpoints: {pods}",
    ),
    Expected.PODS_IN_INPUT: Text(
        ko="매니페스트에 {namespace} 네임스페이스의 파드가 하나도 없어서 엔드포인트를 알 수 없습니다",
        en="the manifests have no Pod of namespace {namespace} at all, so the endpoints are unknown",
    ),
    Expected.PODS_OF_OTHER_OBJECT: Text(
        ko="셀렉터가 {other} 오브젝트의 파드를 선택하지만, 이 종류는 읽지 않아서 엔드포인트를 알 수 없습니다",
        en="the selector selects Pods of {other}, a kind that is not supported, so the endpoints "
        "are unknown",
    ),
    Expected.NAMED_PORT_IN_PODS: Text(
        ko="선택된 파드 중 이 이름의 {protocol} 포트가 있는 것이 없습니다",
        en="no selected Pod has a {protocol} port of that name",
    ),
    Expected.EXISTING_OBJECT: Text(
        ko="매니페스트에 {target} 오브젝트가 없습니다", en="the manifests have no {target}"
    ),
    Expected.EXISTING_PORT: Text(
        ko="{target} 서비스에 그런 포트가 없습니다. 있는 포트: {ports}",
        en="{target} has no such port; it has {ports}",
    ),
    Expected.ROOM_ON_NODE: Text(
        ko="{node} 노드의 podCIDR이 없거나 다 차서 {pod} 파드에 줄 주소가 없습니다. 이런 파드의 수: {times}",
        en="{node} has no podCIDR, or it is full, so {pod} has no address; such Pods: {times}",
    ),
    Expected.FITTING_NODE: Text(
        ko="{pod} 파드가 들어갈 노드가 없습니다({why}). 이런 파드의 수: {times}",
        en="{pod} fits on no node ({why}); such Pods: {times}",
    ),
    Expected.ADDRESS_OF_POD: Text(
        ko="{pod} 파드는 아직 주소가 없습니다(Pending)", en="{pod} has no address yet (Pending)"
    ),
    Expected.KNOWN_KIND: Text(
        ko="읽지 않는 종류입니다. 이런 오브젝트의 수: {times}",
        en="this kind is not supported; objects of it: {times}",
    ),
    Expected.KNOWN_VERSION: Text(
        ko="읽지 않는 API 버전입니다. 이런 오브젝트의 수: {times}",
        en="this API version is not supported; objects of it: {times}",
    ),
    Expected.TODAYS_VERSION: Text(
        ko="{dropped} 릴리스부터 없는 버전입니다. {now} 버전으로 바꿔 읽었습니다. 이런 오브젝트의 수: {times}",
        en="{dropped} dropped this version; read as {now}; objects of it: {times}",
    ),
    Expected.POD_TEMPLATE: Text(
        ko="이 종류의 컨트롤러가 하는 일은 모릅니다. {template} 필드의 템플릿으로 replicas 수만큼 파드를 만든다고 봅니다. "
        "이런 오브젝트의 수: {times}",
        en="what the controller of this kind does is not known; it is taken to make as many Pods as replicas "
        "says from {template}; objects of it: {times}",
    ),
    Expected.SLICES_INSTEAD: Text(
        ko="Endpoints API는 v1.33부터 사용 중단(deprecated) 상태입니다. 컨트롤 플레인이 EndpointSlice로 복제하므로 "
        "아직 동작합니다. 이런 오브젝트의 수: {times}",
        en="the Endpoints API has been deprecated since v1.33; it still works, since the control plane mirrors it to "
        "EndpointSlices; objects of it: {times}",
    ),
    Expected.NO_SKIP_MIRROR: Text(
        ko="endpointslice.kubernetes.io/skip-mirror 레이블이나 리더 선출 어노테이션이 있어서 EndpointSlice로 복제되지 "
        "않습니다. 이런 오브젝트의 수: {times}",
        en="the label endpointslice.kubernetes.io/skip-mirror, or the annotation of a leader election, keeps it "
        "from being mirrored to EndpointSlices; objects of it: {times}",
    ),
    Expected.ADDRESSES_OF_POOL: Text(
        ko="192.0.2.0/28 같은 CIDR이나 192.0.2.10-192.0.2.20 같은 주소 범위여야 합니다",
        en="expected a CIDR such as 192.0.2.0/28, or a range such as 192.0.2.10-192.0.2.20",
    ),
    Expected.ADVERTISED_POOL: Text(
        ko="이 풀을 알리는 L2Advertisement나 BGPAdvertisement 오브젝트가 매니페스트에 없습니다. 없다면 서비스가 주소를 받아도 외부에서 그 주소로 연결할 수 없습니다",
        en="the manifests have no L2Advertisement or BGPAdvertisement for this pool; without one, Services get "
        "addresses that nothing outside can reach",
    ),
    Expected.OWN_NODE_NAME: Text(
        ko="설정이 하나라면 모든 노드의 kube-proxy가 자신을 이 노드로 알아서, 로컬 엔드포인트를 이 노드의 것으로 고릅니다",
        en="with one configuration for all nodes, every kube-proxy takes itself to be on this node, and endpoints "
        "of this node to be local",
    ),
    Expected.PODS_OF_ONE_WORKLOAD: Text(
        ko="셀렉터가 워크로드 여러 개의 파드를 선택합니다: {workloads}. 이 중 {other} 파드는 {port} 포트를 선언하지 "
        "않습니다",
        en="the selector selects Pods of several workloads: {workloads}; those of {other} do not "
        "declare port {port}",
    ),
    Expected.IP_FAMILY_OF_SLICE: Text(
        ko="kube-proxy는 addressType이 FQDN인 슬라이스를 읽지 않습니다",
        en="kube-proxy does not read slices of addressType FQDN",
    ),
    Expected.SERVED_CLASS: Text(
        ko="이 클래스를 맡는 로드 밸런서가 없어서 주소가 생기지 않습니다. 맡은 로드 밸런서가 있는 클래스: {classes}",
        en="no load balancer serves this class, so the address stays pending; served: {classes}",
    ),
}

WARNING = Text(ko="경고. {message}", en="Warning. {message}")
MORE_PROBLEMS = Text(ko="이 밖에 문제 {count}개", en="{count} more problems")
MOST_SAID = 200
"""Problems that are written out; whoever has more does not read them one by one."""
NEAREST = Text(ko='혹시 "{nearest}" 아닌가요?', en='Did you mean "{nearest}"?')


def say_problem(problem: Problem, lang: Lang) -> str:
    """Return the sentence about a problem, without its place."""
    headline = HEADLINES[problem.kind].in_language(lang)
    if problem.value:
        headline += f": {problem.value}"
    expected = EXPECTED[problem.expected].fill(lang, **dict(problem.facts))
    message = f"{headline}. {expected}" if lang is Lang.KO else f"{headline}; {expected}"
    if problem.nearest:
        message += f". {NEAREST.fill(lang, nearest=problem.nearest)}"
    if problem.severity is Severity.WARNING:
        message = WARNING.fill(lang, message=message)
    return message


def format_problems(problems: Iterable[Problem], lang: Lang) -> str:
    """Return the problems, each with its place on one line and its sentence on the next; of very many, the first.

    cluster/web.yaml:14  Service default/web  spec.ports[0].nodePort
        Invalid value: 29999; expected a number from 30000 to 32767
    """
    everything = list(problems)
    listed = everything[:MOST_SAID]
    places = [f"{one.path}:{one.line}" if one.line else one.path for one in listed]
    width = max(map(len, places), default=0)
    lines: list[str] = []
    for one, place in zip(listed, places, strict=True):
        head = "  ".join(part for part in (place.ljust(width), one.object, one.field) if part)
        lines += [head.rstrip(), f"    {say_problem(one, lang)}"]
    if len(everything) > MOST_SAID:
        lines.append(MORE_PROBLEMS.fill(lang, count=f"{len(everything) - MOST_SAID:,}"))
    return "\n".join(lines)
