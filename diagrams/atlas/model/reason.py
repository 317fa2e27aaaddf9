"""Reasons: why something happens to a packet, each with the source of that behaviour."""

from __future__ import annotations

from collections.abc import Mapping, Set
from enum import Enum

_KUBE_PROXY = "kubernetes/kubernetes pkg/proxy/iptables/proxier.go, pkg/proxy/nftables/proxier.go"
_POD_NETWORK = "kubernetes/website concepts/services-networking (the Kubernetes network model)"
_STATED = "the annotation atlas.example/listens; the receiver's own kernel"
_PORTMAP = "containernetworking/plugins plugins/meta/portmap"
_DNS = "kubernetes/dns docs/specification.md"


class Reason(Enum):
    """The rule or API field behind a hop. `source` is where it is written down, `facts` are what its sentence names.

    Proxy rules and tracer share this list, so that a decision can be explained without translating it.
    """

    source: str
    facts: Set[str]

    def __new__(cls, source: str, facts: str = "") -> Reason:
        # Two reasons may have one source; without a value of their own they would become aliases.
        member = object.__new__(cls)
        member._value_ = len(cls.__members__) + 1
        member.source = source
        member.facts = frozenset(facts.split())
        return member

    def named(self, known: Mapping[str, object]) -> dict[str, object]:
        """Return those of the known facts that the reason names."""
        return {name: fact for name, fact in known.items() if name in self.facts}

    # What the machines on the way do
    SENT = "the client's own kernel", "destination"
    SAME_POD = f"{_POD_NETWORK}: containers of a Pod share one network namespace", "receiver"
    POD_ON_THIS_NODE = f"{_POD_NETWORK}: Pods of one node", "node next"
    POD_ON_OTHER_NODE = f"{_POD_NETWORK}: Pods of different nodes, without NAT", "node next"
    POD_FROM_OTHER_NODE = f"{_POD_NETWORK}: arriving at the Pod's node", "node next"
    TO_OTHER_NODE = "the node's routing table", "node next"
    TO_OUTSIDE = "the node's default route", "node next"
    TO_HOST_PROCESS = "Pod spec.hostNetwork", "node next"
    EGRESS_MASQUERADE = (
        "the network plugin's masquerading of traffic that leaves the Pod range",
        "node source address",
    )
    RECEIVED_BY_POD = f"{_POD_NETWORK}: a Pod has its own IP", "receiver source"
    RECEIVED_BY_NODE = "Pod spec.hostNetwork; the node's own processes", "receiver source"
    HEALTH_CHECK_ANSWERED = (
        "kubernetes/kubernetes pkg/proxy/healthcheck/proxy_health.go, service_health.go",
        "receiver port status body",
    )
    KUBE_PROXY_HEALTH = (
        "kubernetes/kubernetes pkg/proxy/healthcheck/proxy_health.go; KEP-3836: /livez",
        "receiver port status body livez",
    )
    RECEIVED_OUTSIDE = "the receiver's own kernel", "receiver source"
    ECHO_ANSWERED = "RFC 1122, 3.2.2.6: every host answers ICMP echo requests", "receiver source"
    ASSUMED_TO_LISTEN = (
        "assumed: core/v1 ContainerPort only informs, and none is declared",
        "receiver source port",
    )

    # What kube-proxy's rules do: where to
    CLUSTER_IP = f"{_KUBE_PROXY}: service chain", "node service count endpoint"
    CLUSTER_IP_LOCAL = "core/v1 ServiceSpec.internalTrafficPolicy", "node service endpoint"
    NODE_PORT = f"{_KUBE_PROXY}: external chain", "node port service count endpoint"
    LOAD_BALANCER_IP = f"{_KUBE_PROXY}: external chain; KEP-1860", "node service count endpoint"
    EXTERNAL_IP = "core/v1 ServiceSpec.externalIPs", "node service count endpoint"
    EXTERNAL_LOCAL = "core/v1 ServiceSpec.externalTrafficPolicy", "node service endpoint"
    SESSION_AFFINITY = "core/v1 ServiceSpec.sessionAffinity", "node service endpoint"
    LOCALHOST_NODE_PORT = (
        "KEP-6032: a process of kube-proxy serves node ports at localhost",
        "node port service count endpoint",
    )
    SHORTCUT_FROM_POD = f"{_KUBE_PROXY}: short-circuit pod traffic", "node service count endpoint"
    SHORTCUT_FROM_NODE = (
        f"{_KUBE_PROXY}: short-circuit local traffic",
        "node service count endpoint",
    )

    # What kube-proxy's rules do: with which source
    SOURCE_KEPT = f"{_KUBE_PROXY}: no rule marks the packet"
    MASQUERADE_NOT_A_POD = (
        f"{_KUBE_PROXY}: masquerade off-cluster traffic to a service VIP",
        "node source address",
    )
    MASQUERADE_ALL = "kubeproxy.config.k8s.io/v1alpha1 masqueradeAll", "node source address"
    MASQUERADE_EXTERNAL = (
        f"{_KUBE_PROXY}: masquerade traffic for external destinations",
        "node source address",
    )
    MASQUERADE_FROM_NODE = f"{_KUBE_PROXY}: masquerade LOCAL traffic", "node source address"
    MASQUERADE_BY_PROCESS = (
        "KEP-6032: kube-proxy's process opens a connection of its own",
        "node source address",
    )
    MASQUERADE_HAIRPIN = (
        f"{_KUBE_PROXY}: traffic that loops back to the originator",
        "node source address",
    )

    # What the network plugin's port mappings do
    HOST_PORT = f"{_PORTMAP}: DNAT of a host port", "node port pod"
    MASQUERADE_HOST_PORT = f"{_PORTMAP}: hairpin and localhost", "node source address"
    HOST_PORT_OR_SERVICE = f"{_PORTMAP}: priority of its base chains", "node port pod service"

    # What kube-proxy's rules do: not at all
    NO_ENDPOINTS = f"{_KUBE_PROXY}: has no endpoints", "node service"
    NO_LOCAL_ENDPOINTS_INTERNAL = (
        f"{_KUBE_PROXY}: has no local endpoints (internal)",
        "node service",
    )
    NO_LOCAL_ENDPOINTS_EXTERNAL = (
        f"{_KUBE_PROXY}: has no local endpoints (external)",
        "node service",
    )
    CHECKED_BEFORE_DNAT = (
        "kubernetes/kubernetes pkg/proxy/nftables/proxier.go up to v1.33.5; kubernetes#132456, #133969",
        "node service",
    )
    SOURCE_RANGES = "core/v1 ServiceSpec.loadBalancerSourceRanges", "node service source"
    UNUSED_PORT = (
        "kubernetes/kubernetes pkg/proxy/nftables/README.md: undefined ports of ClusterIPs",
        "node port service",
    )
    ECHO_REJECTED = (
        "kubernetes/kubernetes pkg/proxy/nftables/proxier.go: the chain cluster-ips-check, for any protocol",
        "node service destination",
    )
    UNALLOCATED_CLUSTER_IP = (
        "kubernetes/kubernetes pkg/proxy/nftables/README.md: ClusterIPs not yet allocated",
        "node destination",
    )
    LOCALNET_BLOCKED = f"{_KUBE_PROXY}: block incoming localnet connections", "node destination"
    LOCALHOST_UNSERVED = (
        "KEP-6032: node ports at localhost that no process serves",
        "node port service",
    )
    HEALTH_CHECK_PORT = "core/v1 ServiceSpec.healthCheckNodePort"
    NO_RULE = f"{_KUBE_PROXY}: no rule matches"

    # Where a way ends early
    NODE_DOWN = "no machine answers", "node"
    POD_GONE = f"{_POD_NETWORK}: a Pod IP lives as long as its Pod", "node destination"
    NO_SUCH_ADDRESS = "no route leads there", "last destination"
    ROUTER_TELLS = (
        "RFC 1812, 5.2.7.1: a router that cannot deliver a packet reports host unreachable",
        "last destination",
    )
    NODE_TELLS = (
        "RFC 1812, 5.2.7.1: the node is the router of its Pods' addresses",
        "node destination",
    )
    UNREACHABLE_BY_ICMP = "RFC 792: destination unreachable", "sender"
    PRIVATE_ADDRESS = (
        "cluster IPs and Pod IPs are not routed outside the cluster",
        "last destination",
    )
    OWN_SOURCE = (
        "Linux net/ipv4/fib_frontend.c: own addresses as source from elsewhere are martians",
        "node source",
    )
    FORWARDING_LOOP = "RFC 791: time to live", "node destination"
    NOBODY_LISTENS = "the receiver's own kernel: no socket on that port", "node port"
    PORT_NOT_DECLARED = (
        "assumed: core/v1 ContainerPort only informs; the receiver's own kernel: no socket on that port",
        "receiver port declared",
    )
    PORT_NOT_OPEN = f"{_STATED}: no socket on that port", "receiver port open"
    NO_PORT_OPEN = f"{_STATED}: no socket at all", "receiver port"
    OPEN_ELSEWHERE = f"{_STATED}: a socket at another address", "receiver destination port open"
    NOTHING_KNOWN_ON_NODE = (
        "assumed: nothing else listens on a node; its own kernel: no socket on that port",
        "node port",
    )

    # Where the input ends
    BEYOND_INPUT = "not in the input: what has that address", "destination last"
    POD_NOT_IN_INPUT = "not in the input: the Pod with that address", "destination"
    ENDPOINT_NOT_IN_INPUT = "not in the input: the machine that a slice points to", "destination"
    PROCESS_NOT_IN_INPUT = "not in the input: what listens on the node", "node port"
    SIDECAR_DECIDES = (
        "not computed: the sidecar of a service mesh accepts connections before the program does",
        "receiver port sidecar",
    )
    ECHO_AT_BALANCER = "not in the input: whether a balancer answers ICMP echo requests", "balancer"
    SLICES_NOT_IN_INPUT = (
        "not in the input: EndpointSlices of a Service without selector",
        "service namespace",
    )
    PODS_NOT_IN_INPUT = "not in the input: Pods of the Service's namespace", "service namespace"
    PODS_OF_UNREAD_KIND = "not read: the kind that makes the Pods", "service namespace other"
    POLICY_NOT_READ = "not read: a policy about a Pod on the way", "policy"
    ANNOTATION_NOT_READ = (
        "not read: an annotation by which the controller routes",
        "proxy request ingress annotation",
    )

    # Outside load balancers
    BALANCED = (
        "kubernetes/website reference/networking/virtual-ips.md; the balancer's health checks",
        "node service count",
    )
    BALANCED_UNNOTICED = "the balancer's health-check interval", "node service count"
    PROXY_HEADER_UNEXPECTED = (
        "haproxy.org proxy-protocol.txt: a receiver that does not expect the header",
        "receiver",
    )
    PROXY_HEADER_MISSING = (
        "haproxy.org proxy-protocol.txt: a receiver must not guess whether the header is there",
        "receiver",
    )
    OVERLAY_CUT = "a network that drops the overlay's packets between nodes", "node next"
    NO_HAIRPIN = (
        "Linux net/bridge/br_forward.c: a frame does not leave by the port it came in by, unless in hairpin mode",
        "node pod",
    )
    NODE_PORT_FIREWALL = (
        "a firewall before the nodes: security groups, VPC firewall rules",
        "node port",
    )
    UDP_REMEMBERED = (
        "Linux connection tracking: what was decided for the first packet of a flow holds for all",
        "node service endpoint",
    )
    DNS_ANSWER_LOST = "a network that drops the answers of DNS servers", "node"
    BALANCED_REWRITING = (
        "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/nlb.md: instance targets, preserve_client_ip",
        "node port service source",
    )
    BALANCED_REWRITING_TO_POD = (
        "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/nlb.md: ip targets, preserve_client_ip",
        "port service count endpoint source",
    )
    BALANCED_TO_TARGET_POD = (
        "kubernetes-sigs/aws-load-balancer-controller docs/guide/service/nlb.md: ip targets",
        "port service count endpoint address",
    )
    BALANCED_TO_ITS_CLIENT = (
        "docs.aws.amazon.com elasticloadbalancing/latest/network: client IP preservation, NAT loopback",
        "source target",
    )
    BALANCER_RESTORES = "the balancer's own connection tracking", "node address"
    BALANCED_AS_PROXY = "KEP-1860, ipMode Proxy", "node port service address"
    BALANCED_TO_POD = (
        "KEP-1860, ipMode Proxy: packets addressed to the Pod",
        "port service count endpoint address",
    )
    NO_READY_POD_TO_BALANCE = "the balancer's own health checks of the Pods", "service"
    NO_HEALTHY_NODE = "the balancer's health checks (10256/healthz, healthCheckNodePort)", "service"
    NO_FORWARDING_RULE = "core/v1 ServiceSpec.ports", "port destination"

    # HTTP
    NGINX_REDIRECT = (
        "kubernetes/ingress-nginx docs/user-guide/nginx-configuration/annotations.md",
        "proxy request location",
    )
    NGINX_PATTERN = (
        "kubernetes/ingress-nginx docs/user-guide/ingress-path-matching.md, examples/rewrite",
        "proxy request pattern path",
    )
    INGRESS_TO_POD = (
        "networking.k8s.io/v1 Ingress; kubernetes/ingress-nginx: straight to Pod IPs",
        "proxy request service count endpoint",
    )
    INGRESS_TO_NEG = (
        "networking.k8s.io/v1 Ingress; kubernetes/ingress-gce: network endpoint groups",
        "proxy request service count endpoint",
    )
    INGRESS_TO_NODE_PORT = (
        "networking.k8s.io/v1 Ingress; kubernetes/ingress-gce: instance groups",
        "proxy request service count endpoint",
    )
    INGRESS_TO_NAME = (
        "kubernetes/ingress-nginx internal/ingress/controller: ExternalName Services",
        "proxy request service count endpoint",
    )
    ROUTE_TO_POD = "gateway.networking.k8s.io/v1 HTTPRoute", "proxy request service count endpoint"
    REQUEST_CHANGED = (
        "gateway.networking.k8s.io/v1 HTTPRouteFilter.requestHeaderModifier, urlRewrite",
        "proxy request forwarded",
    )
    REQUEST_MIRRORED = (
        "gateway.networking.k8s.io/v1 HTTPRouteFilter.requestMirror",
        "proxy mirror share",
    )
    REDIRECTED = (
        "gateway.networking.k8s.io/v1 HTTPRouteFilter.requestRedirect",
        "proxy request status location",
    )
    REDIRECTED_TO_HTTPS = (
        "kubernetes/ingress-nginx docs/user-guide/tls.md; nginx/kubernetes-ingress: ssl-redirect",
        "proxy host request location",
    )
    FORCED_TO_HTTPS = (
        "kubernetes/ingress-nginx docs/user-guide/nginx-configuration/annotations.md: force-ssl-redirect",
        "proxy annotation request location",
    )
    DEFAULT_CERTIFICATE = (
        "networking.k8s.io/v1 IngressTLS.hosts; kubernetes/ingress-nginx docs/user-guide/tls.md",
        "proxy host",
    )
    NO_CERTIFICATE = (
        "gateway.networking.k8s.io/v1 Listener.hostname: server name of TLS",
        "proxy host",
    )
    MISDIRECTED = (
        "gateway.networking.k8s.io/v1 Listener.hostname; RFC 9110, 15.5.20",
        "proxy name host",
    )
    TLS_NOT_SPOKEN = "RFC 8446: a TLS handshake needs two sides", "proxy port"
    TLS_EXPECTED = "nginx: plain HTTP at an HTTPS port; Go net/http likewise", "proxy port"
    PROXY_CIRCLE = (
        "RFC 9110, 7.6: an intermediary must not forward a message to itself",
        "proxy request",
    )
    NO_STREAM_ROUTE = (
        "gateway.networking.k8s.io/v1 TLSRoute, TCPRoute, UDPRoute: none attached",
        "proxy request listener kind",
    )
    TLS_PASSED_THROUGH = (
        "gateway.networking.k8s.io/v1 TLSRoute; ListenerTLSConfig.mode Passthrough",
        "proxy request service count endpoint",
    )
    TLS_ENDED_HERE = (
        "gateway.networking.k8s.io/v1 TLSRoute; ListenerTLSConfig.mode Terminate",
        "proxy request service count endpoint",
    )
    CONNECTION_TO_POD = (
        "gateway.networking.k8s.io/v1 TCPRoute, UDPRoute",
        "proxy request service count endpoint",
    )
    GRPC_TO_POD = "gateway.networking.k8s.io/v1 GRPCRoute", "proxy request service count endpoint"
    NO_GRPC_RULE = (
        "gateway.networking.k8s.io/v1 GRPCRoute: no match; grpc/grpc doc/statuscodes.md",
        "proxy request",
    )
    MESH_TO_POD = (
        "GEP-1426 (GAMMA): routes with a Service as parent",
        "proxy request service count endpoint",
    )
    NO_MESH_RULE = (
        "GEP-1426 (GAMMA): a request to a Service with routes, and no match",
        "proxy request service",
    )
    TLS_TO_BACKEND = (
        "gateway.networking.k8s.io/v1 BackendTLSPolicy",
        "proxy service policy host",
    )
    NO_VALID_CA_CERTIFICATE = (
        "gateway.networking.k8s.io/v1 BackendTLSPolicy caCertificateRefs: NoValidCACertificate",
        "proxy request service policy fault",
    )
    BACKEND_SPEAKS_NO_TLS = (
        "gateway.networking.k8s.io/v1 BackendTLSPolicy; KEP-3726 appProtocol",
        "proxy request service policy protocol",
    )
    PREFLIGHT_ANSWERED = (
        "gateway.networking.k8s.io/v1 HTTPCORSFilter; Fetch Standard: CORS-preflight fetch",
        "proxy request origin",
    )
    ORIGIN_NOT_ALLOWED = (
        "gateway.networking.k8s.io/v1 HTTPCORSFilter.allowOrigins",
        "proxy request origin",
    )
    NO_BACKEND_REFS = (
        "gateway.networking.k8s.io/v1 HTTPRouteRule.backendRefs: nothing valid",
        "proxy request route",
    )
    BACKEND_NOT_FOUND = (
        "gateway.networking.k8s.io/v1 HTTPRouteRule.backendRefs: BackendNotFound",
        "proxy request port service route",
    )
    BACKEND_KIND_NOT_SUPPORTED = (
        "gateway.networking.k8s.io/v1 HTTPRouteRule.backendRefs: InvalidKind",
        "proxy request service kind route",
    )
    EXTERNAL_NAME_NOT_SUPPORTED = (
        "gateway.networking.k8s.io/v1 BackendObjectReference: no ExternalName (CVE-2021-25740)",
        "proxy request service",
    )
    REFERENCE_NOT_GRANTED = (
        "gateway.networking.k8s.io/v1 ReferenceGrant: RefNotPermitted",
        "proxy request service namespace route",
    )
    NO_HTTP_RULE = (
        "networking.k8s.io/v1 Ingress, gateway.networking.k8s.io/v1 HTTPRoute: no match",
        "proxy request",
    )
    NO_HTTP_BACKEND = "the HTTP proxy: no ready backend", "proxy request service"

    # DNS
    DNS_CLUSTER_IP = f"{_DNS}: 2.3 records for a Service with ClusterIP"
    DNS_HEADLESS = f"{_DNS}: 2.4 records for a headless Service"
    DNS_POD_NAME = f"{_DNS}: 2.4 endpoints with a hostname"
    DNS_EXTERNAL_NAME = f"{_DNS}: 2.5 records for ExternalName"
    DNS_SERVICE_PORT = f"{_DNS}: SRV records of named ports"
    DNS_REVERSE = f"{_DNS}: PTR records"
    DNS_OUTSIDE = "the public DNS"
    DNS_PUBLISHED = "kubernetes-sigs/external-dns: hosts of Ingresses and HTTPRoutes"
    DNS_NO_READY_ENDPOINT = f"{_DNS}: only ready endpoints have records"
    DNS_LOOP = "core/v1 ServiceSpec.externalName"
    DNS_DANGLING_ALIAS = "core/v1 ServiceSpec.externalName: the name behind has no address"
    DNS_UNKNOWN = f"{_DNS}: NXDOMAIN"
    DNS_NOT_IN_INPUT = "not in the input: names outside the cluster"
    DNS_HOST_WITHOUT_ADDRESS = (
        "networking.k8s.io/v1 IngressStatus.loadBalancer, Gateway status.addresses: empty"
    )
    DNS_SERVER_REFUSED = "resolv.conf(5): the Service of the cluster's DNS has no endpoint"
    DNS_ANSWERS_UNHEARD = "resolv.conf(5): timeout, attempts; answers get lost on the way"
    DNS_SERVER_SILENT = "resolv.conf(5): timeout, attempts"
    DNS_CLUSTER_NAME_OUTSIDE = "cluster names exist in the cluster's DNS only"

    # Replies
    ANSWERED = "the receiver's own kernel: source and destination change places", "sender"
    REJECTED_BY_ICMP = f"{_KUBE_PROXY}: REJECT answers with ICMP port unreachable", "sender"
    CONNTRACK = (
        "Linux connection tracking: a reply is translated back where the request was",
        "node address",
    )
    RELAYED = "a proxy passes the answer on over the client's own connection", "node address"
    REFUSAL_KEPT_BACK = (
        "a proxy can end a TCP connection; a client's datagrams belong to none",
        "node",
    )
    REPLY_RECEIVED = (
        "the sender's own kernel: the reply belongs to a connection it knows",
        "receiver",
    )
    REPLY_FROM_STRANGER = (
        "RFC 9293: a segment from another address belongs to no connection",
        "source",
    )
