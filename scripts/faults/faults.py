"""Faults: what people get wrong, as changes of a sound cluster. Each says which kind of finding is its cause, and where to ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from faults.sound import App, Object, Sound, reference


@dataclass(frozen=True)
class Fault:
    """One kind of fault: the finding that is its cause, and a function that breaks a cluster and says where to ask."""

    id: str
    breaks: Callable[[Sound], str]


FAULTS: list[Fault] = []


def _fault(id: str) -> Callable[[Callable[[Sound], str]], Callable[[Sound], str]]:
    def add(breaks: Callable[[Sound], str]) -> Callable[[Sound], str]:
        FAULTS.append(Fault(id, breaks))
        return breaks

    return add


def _misspelt(sound: Sound, word: str) -> str:
    """Return the word with two letters swapped, or one doubled."""
    random = sound.random
    spots = [
        n for n in range(len(word) - 1) if word[n] != word[n + 1] and word[n : n + 2].isalnum()
    ]
    at = random.choice(spots)
    if random.random() < 0.5:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]


def _plain(sound: Sound, *types: str) -> App:
    """Return an application that no Ingress and no route is for, of one of the types."""
    app = sound.app()
    app.service["spec"]["type"] = sound.random.choice(
        types or ("ClusterIP", "NodePort", "LoadBalancer")
    )
    app.service["spec"].pop("externalTrafficPolicy", None)
    return app


def _template(app: App) -> Object:
    return app.workload["spec"]["template"]


def _relabel(app: App, labels: Mapping[str, str]) -> None:
    app.workload["spec"]["selector"]["matchLabels"] = dict(labels)
    _template(app)["metadata"]["labels"] = dict(labels)


def _host(sound: Sound) -> str:
    return sound.find("Ingress")["spec"]["rules"][0]["host"]


def _path(sound: Sound) -> Object:
    return sound.find("Ingress")["spec"]["rules"][0]["http"]["paths"][0]


def _backend(sound: Sound) -> Object:
    return _path(sound)["backend"]["service"]


def _ref(sound: Sound) -> Object:
    return sound.find("HTTPRoute")["spec"]["rules"][0]["backendRefs"][0]


def _ask_ingress(sound: Sound) -> str:
    return reference(sound.find("Ingress"))


def _ask_route(sound: Sound) -> str:
    return reference(sound.find("HTTPRoute"))


# Selectors and Pods


@_fault("selector-value")
def selector_value(sound: Sound) -> str:
    app = sound.app()
    key = next(iter(app.service["spec"]["selector"]))
    app.service["spec"]["selector"][key] = _misspelt(sound, app.service["spec"]["selector"][key])
    return app.target


@_fault("selector-value")
def selector_case(sound: Sound) -> str:
    app = sound.app()
    key = next(iter(app.service["spec"]["selector"]))
    app.service["spec"]["selector"][key] = app.service["spec"]["selector"][key].title()
    return app.target


@_fault("selector-value")
def template_renamed(sound: Sound) -> str:
    app = sound.app()
    labels = dict(app.service["spec"]["selector"])
    key = next(iter(labels))
    _relabel(app, labels | {key: f"{labels[key]}-server"})
    return app.target


@_fault("selector-key")
def selector_key(sound: Sound) -> str:
    app = sound.app()
    _relabel(app, {"app.kubernetes.io/instance": app.name})
    app.service["spec"]["selector"] = {"app": app.name}
    return app.target


@_fault("selector-extra")
def selector_extra(sound: Sound) -> str:
    app = sound.app()
    app.service["spec"]["selector"]["version"] = sound.random.choice(("v1", "v2", "canary"))
    return app.target


@_fault("selector-namespace")
def selector_namespace(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP", "NodePort")
    if app.name in (_backend(sound)["name"], _ref(sound)["name"]):
        app = next(
            one
            for one in sound.apps
            if one.name not in (_backend(sound)["name"], _ref(sound)["name"])
        )
    app.service["metadata"]["namespace"] = "other"
    sound.objects.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "other"}})
    sound.objects.append(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "idle", "namespace": "other", "labels": {"run": "idle"}},
            "spec": {"containers": [{"name": "idle", "image": "example/idle:1.0"}]},
        }
    )
    return app.target


@_fault("selector-nothing")
def workload_forgotten(sound: Sound) -> str:
    app = sound.app()
    sound.objects.remove(app.workload)
    app.service["spec"]["selector"] = {"component": "queue-worker"}
    return app.target


@_fault("selector-mixed")
def selector_mixed(sound: Sound) -> str:
    app, other = sound.random.sample(sound.apps, 2)
    for one, number, name in ((app, 7001, "main"), (other, 7002, "side")):
        _relabel(one, {"app": one.name, "part-of": "suite"})
        one.container["ports"] = [{"containerPort": number, "name": name}]
        one.container.pop("readinessProbe", None)
        one.service["spec"]["selector"] = {"app": one.name}
        one.port["targetPort"] = number
    app.service["spec"]["selector"] = {"part-of": "suite"}
    return app.target


@_fault("no-replicas")
def no_replicas(sound: Sound) -> str:
    app = sound.app()
    app.workload["spec"]["replicas"] = 0
    return app.target


@_fault("pods-unscheduled")
def node_selector(sound: Sound) -> str:
    app = sound.app()
    _template(app)["spec"]["nodeSelector"] = {
        "disktype": sound.random.choice(("sdd", "nvme", "SSD"))
    }
    return app.target


@_fault("node-name")
def node_name(sound: Sound) -> str:
    app = sound.app()
    _template(app)["spec"]["nodeName"] = "node-9"
    return app.target


@_fault("pods-waiting")
def pod_pending(sound: Sound) -> str:
    app = sound.app()
    sound.objects.remove(app.workload)
    pod = _observed(app, f"{app.name}-1", "10.244.1.101", "False")
    pod["status"] = {"phase": "Pending"}
    sound.objects.append(pod)
    return app.target


@_fault("no-slices")
def slice_forgotten(sound: Sound) -> str:
    sound.objects.remove(sound.find("EndpointSlice"))
    service = sound.find("Service", "legacy")
    sound.objects.append(
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {
                "name": "archive-1",
                "namespace": service["metadata"]["namespace"],
                "labels": {"kubernetes.io/service-name": "archive"},
            },
            "addressType": "IPv4",
            "ports": [{"name": "x", "port": 1, "protocol": "TCP"}],
            "endpoints": [{"addresses": ["192.0.2.51"]}],
        }
    )
    return reference(service)


@_fault("slice-label")
def slice_label(sound: Sound) -> str:
    sound.find("EndpointSlice")["metadata"]["labels"]["kubernetes.io/service-name"] = _misspelt(
        sound, "legacy"
    )
    return reference(sound.find("Service", "legacy"))


@_fault("slice-port")
def slice_port(sound: Sound) -> str:
    sound.find("EndpointSlice")["ports"][0]["name"] = sound.random.choice(("", "postgres", "tcp"))
    return reference(sound.find("Service", "legacy"))


@_fault("pods-not-ready")
def slice_not_ready(sound: Sound) -> str:
    sound.find("EndpointSlice")["endpoints"][0]["conditions"] = {"ready": False}
    return reference(sound.find("Service", "legacy"))


@_fault("pods-not-ready")
def pods_not_ready(sound: Sound) -> str:
    app = sound.app()
    sound.objects.remove(app.workload)
    for number in (1, 2):
        sound.objects.append(
            _observed(app, f"{app.name}-{number}", f"10.244.1.{100 + number}", "False")
        )
    return app.target


@_fault("pods-partly-ready")
def pods_partly_ready(sound: Sound) -> str:
    app = sound.app()
    sound.objects.remove(app.workload)
    for number, ready in ((1, "True"), (2, "False")):
        sound.objects.append(
            _observed(app, f"{app.name}-{number}", f"10.244.1.{100 + number}", ready)
        )
    return app.target


def _observed(app: App, name: str, ip: str, ready: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": name,
            "namespace": app.namespace,
            "labels": dict(_template(app)["metadata"]["labels"]),
        },
        "spec": {"nodeName": "node-1", "containers": [app.container]},
        "status": {
            "phase": "Running",
            "podIP": ip,
            "conditions": [{"type": "Ready", "status": ready}],
        },
    }


@_fault("family-mismatch")
def family(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    for one in sound.objects:
        if one["kind"] == "ServiceCIDR":
            one["spec"]["cidrs"].append("fd00:96::/112")
    app.service["spec"]["ipFamilies"] = ["IPv6"]
    app.service["spec"]["ipFamilyPolicy"] = "SingleStack"
    return app.target


@_fault("probe-port-name")
def probe_name(sound: Sound) -> str:
    app = sound.app()
    app.container["readinessProbe"] = {
        "httpGet": {"path": "/", "port": sound.random.choice(("health", "htpp"))}
    }
    return app.target


@_fault("probe-port-number")
def probe_number(sound: Sound) -> str:
    app = sound.app()
    app.container["readinessProbe"] = {"tcpSocket": {"port": 8081}}
    return app.target


# Ports


@_fault("target-port-name")
def target_name(sound: Sound) -> str:
    app = sound.app()
    app.port["targetPort"] = _misspelt(sound, app.container["ports"][0]["name"])[:15]
    return app.target


@_fault("target-port-name")
def container_port_unnamed(sound: Sound) -> str:
    app = sound.app()
    app.port["targetPort"] = app.container["ports"][0].pop("name")
    app.container.pop("readinessProbe", None)
    return app.target


@_fault("target-port-protocol")
def target_protocol(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.port["targetPort"] = app.container["ports"][0]["name"]
    app.port["protocol"] = "UDP"
    return app.target


@_fault("protocol-undeclared")
def protocol_number(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.port["targetPort"] = app.container["ports"][0]["containerPort"]
    app.port["protocol"] = "UDP"
    return app.target


@_fault("target-port-default")
def target_forgotten(sound: Sound) -> str:
    app = sound.app()
    del app.port["targetPort"]
    return app.target


@_fault("target-port-undeclared")
def target_number(sound: Sound) -> str:
    app = sound.app()
    app.port["targetPort"] = sound.random.choice((80, 8888, 9999))
    return app.target


@_fault("headless-port")
def headless_port(sound: Sound) -> str:
    service = sound.find("Service", "db")
    service["spec"]["ports"][0]["port"] = 80
    return reference(service)


@_fault("listens-on-localhost")
def localhost(sound: Sound) -> str:
    app = sound.app()
    number = app.container["ports"][0]["containerPort"]
    app.container["args"] = sound.random.choice(
        (
            ["--bind", f"127.0.0.1:{number}"],
            [f"--listen-address=127.0.0.1:{number}"],
            ["--host=localhost"],
        )
    )
    return app.target


@_fault("port-variable")
def port_variable(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    other = next(one for one in sound.apps if one is not app)
    other.container["args"] = [f"--upstream-port=$({app.name.upper()}_PORT)"]
    return other.target


# Names and objects


@_fault("statefulset-service")
def stateful_name(sound: Sound) -> str:
    sound.find("StatefulSet")["spec"]["serviceName"] = sound.random.choice(
        ("database", "db-headless", "bd")
    )
    return reference(sound.find("Service", "db"))


@_fault("statefulset-not-headless")
def stateful_not_headless(sound: Sound) -> str:
    del sound.find("Service", "db")["spec"]["clusterIP"]
    return reference(sound.find("Service", "db"))


@_fault("name-namespace")
def other_namespace(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    sound.objects.append(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "visitors"}}
    )
    sound.objects.append(
        {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "guest", "namespace": "visitors"},
            "spec": {"containers": [{"name": "guest", "image": "example/guest:1.0"}]},
        }
    )
    return f"pod/visitors/guest->http://{app.name}/"


@_fault("name-unknown")
def name_misspelt(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    cli = reference(sound.find("Pod", "cli"))
    return f"{cli}->http://{_misspelt(sound, app.name)}/"


@_fault("dns-down")
def dns_down(sound: Sound) -> str:
    sound.find("Deployment", "coredns")["spec"]["template"]["metadata"]["labels"] = {
        "k8s-app": "coredns"
    }
    sound.find("Deployment", "coredns")["spec"]["selector"]["matchLabels"] = {"k8s-app": "coredns"}
    return sound.app().target


@_fault("external-name-address")
def external_address(sound: Sound) -> str:
    alias = sound.find("Service", "alias")["spec"]
    alias |= {"externalName": "192.0.2.50", "ports": [{"name": "sql", "port": 5432}]}
    return reference(sound.find("Service", "alias"))


@_fault("external-name-unknown")
def external_unknown(sound: Sound) -> str:
    service = sound.find("Service", "alias")
    namespace = service["metadata"]["namespace"]
    service["spec"]["externalName"] = f"db.{namespace}x.svc.cluster.local"
    return reference(service)


@_fault("external-name-port")
def external_port(sound: Sound) -> str:
    app = _plain(sound)
    service = sound.find("Service", "alias")
    real = app.service["metadata"]
    service["spec"] |= {
        "externalName": f"{real['name']}.{real['namespace']}.svc.cluster.local",
        "ports": [{"name": "http", "port": app.port["port"] + 1}],
    }
    return reference(service)


@_fault("external-name-selector")
def external_selector(sound: Sound) -> str:
    service = sound.find("Service", "alias")
    service["spec"]["selector"] = {"app": "db"}
    return reference(service)


@_fault("node-port-taken")
def node_port_taken(sound: Sound) -> str:
    first, second = sound.random.sample(sound.apps, 2)
    for one in (first, second):
        one.service["spec"]["type"] = "NodePort"
        one.service["spec"].pop("externalTrafficPolicy", None)
        one.port["nodePort"] = 30099
    return ""


@_fault("node-port-range")
def node_port_range(sound: Sound) -> str:
    app = _plain(sound, "NodePort")
    app.port["nodePort"] = sound.random.choice((8080, 29999, 32768))
    return app.target


@_fault("cluster-ip-taken")
def cluster_ip_taken(sound: Sound) -> str:
    for app in sound.random.sample(sound.apps, 2):
        app.service["spec"]["clusterIP"] = "10.96.3.3"
    return ""


@_fault("cluster-ip-range")
def cluster_ip_range(sound: Sound) -> str:
    app = _plain(sound)
    app.service["spec"]["clusterIP"] = "10.100.0.10"
    return app.target


@_fault("dual-stack-unavailable")
def dual_stack(sound: Sound) -> str:
    app = _plain(sound)
    app.service["spec"]["ipFamilyPolicy"] = "RequireDualStack"
    return app.target


@_fault("object-rejected")
def rejected(sound: Sound) -> str:
    app = _plain(sound, "NodePort")
    app.service["spec"]["externalTrafficPolicy"] = "local"
    return app.target


# Entries


@_fault("balancer-class")
def balancer_class(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["spec"]["loadBalancerClass"] = sound.random.choice(
        ("example.com/egde", "other.example/nlb")
    )
    return app.target


@_fault("balancer-pending")
def balancer_pending(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    sound.objects.remove(sound.find("LoadBalancer"))
    return app.target


@_fault("balancer-waits")
def balancer_waits(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    sound.objects.remove(sound.find("LoadBalancer"))
    app.service["metadata"]["uid"] = "a3c1"
    app.service["spec"]["clusterIP"] = "10.96.7.7"
    app.service["spec"]["clusterIPs"] = ["10.96.7.7"]
    app.port["nodePort"] = 30555
    return app.target


@_fault("balancer-address")
def balancer_address(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["spec"]["loadBalancerIP"] = "198.51.100.250"
    return app.target


@_fault("source-ranges")
def source_ranges(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["spec"]["loadBalancerSourceRanges"] = ["10.20.0.0/16"]
    return app.target


@_fault("source-range-form")
def source_range_form(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["spec"]["loadBalancerSourceRanges"] = ["0.0.0.0/0", "office"]
    return app.target


@_fault("local-policy-nodes")
def local_nodes(sound: Sound) -> str:
    app = _plain(sound, "NodePort")
    app.workload["spec"]["replicas"] = 1
    app.service["spec"]["externalTrafficPolicy"] = "Local"
    return app.target


@_fault("internal-policy-nodes")
def internal_local(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.workload["spec"]["replicas"] = 1
    _template(app)["spec"]["nodeName"] = "node-2"
    app.service["spec"]["internalTrafficPolicy"] = "Local"
    return app.target


@_fault("hints-uneven")
def hints_uneven(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    sound.objects.remove(app.workload)
    app.service["spec"]["trafficDistribution"] = "PreferSameZone"
    for number in range(1, 5):
        pod = _observed(
            app, f"{app.name}-{number}", f"10.244.{min(number, 2)}.{100 + number}", "True"
        )
        pod["spec"]["nodeName"] = f"node-{min(number, 2)}"
        sound.objects.append(pod)
    return app.target


@_fault("hints-zone")
def hints_zone(sound: Sound) -> str:
    sound.find("EndpointSlice")["endpoints"][0]["hints"] = {"forZones": [{"name": "zone-9"}]}
    return reference(sound.find("Service", "legacy"))


@_fault("affinity-behind-balancer")
def affinity_balancer(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    balancer = sound.find("LoadBalancer")["spec"]
    balancer |= {"forwarding": "Proxy", "addresses": ["10.0.1.5"]}
    app.service["spec"]["sessionAffinity"] = "ClientIP"
    return app.target


@_fault("probe-path")
def probe_path(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["metadata"]["annotations"] = {
        "service.beta.kubernetes.io/azure-load-balancer-internal": "true"
    }
    for one in app.service["spec"]["ports"]:
        one["appProtocol"] = "http"
    container = _template(app)["spec"]["containers"][0]
    container["readinessProbe"] = {
        "httpGet": {"path": "/healthz", "port": container["ports"][0]["containerPort"]}
    }
    return app.target


@_fault("affinity-behind-ingress")
def affinity_ingress(sound: Sound) -> str:
    app = next(one for one in sound.apps if one.name == _backend(sound)["name"])
    app.service["spec"]["type"] = "ClusterIP"
    app.service["spec"].pop("externalTrafficPolicy", None)
    app.service["spec"]["sessionAffinity"] = "ClientIP"
    return app.target


@_fault("other-proxy")
def other_proxy(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.service["metadata"]["labels"] = {"service.kubernetes.io/service-proxy-name": "mesh"}
    return app.target


@_fault("policy-unread")
def policy(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    sound.objects.append(
        {
            "apiVersion": "cilium.io/v2",
            "kind": "CiliumNetworkPolicy",
            "metadata": {"name": "closed", "namespace": app.namespace},
            "spec": {"endpointSelector": {}},
        }
    )
    return app.target


@_fault("external-ips-deprecated")
def external_ips(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.service["spec"]["externalIPs"] = ["203.0.113.200"]
    return app.target


@_fault("load-balancer-ip-deprecated")
def balancer_ip(sound: Sound) -> str:
    app = _plain(sound, "LoadBalancer")
    app.service["spec"]["loadBalancerIP"] = "203.0.113.40"
    return app.target


@_fault("prefer-close-deprecated")
def prefer_close(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.service["spec"]["trafficDistribution"] = "PreferClose"
    return app.target


@_fault("topology-annotation-deprecated")
def topology(sound: Sound) -> str:
    app = _plain(sound, "ClusterIP")
    app.service["metadata"]["annotations"] = {"service.kubernetes.io/topology-mode": "Auto"}
    return app.target


@_fault("ingress-class-annotation-deprecated")
def ingress_annotation(sound: Sound) -> str:
    ingress = sound.find("Ingress")
    del ingress["spec"]["ingressClassName"]
    ingress["metadata"]["annotations"] = {"kubernetes.io/ingress.class": "nginx"}
    return reference(ingress)


# Ingress and Gateway


@_fault("ingress-class")
def ingress_class(sound: Sound) -> str:
    sound.find("Ingress")["spec"]["ingressClassName"] = sound.random.choice(("ngnix", "traefik"))
    return _ask_ingress(sound)


@_fault("ingress-no-class")
def ingress_no_class(sound: Sound) -> str:
    del sound.find("Ingress")["spec"]["ingressClassName"]
    return _ask_ingress(sound)


@_fault("ingress-class-unknown")
def ingress_class_unknown(sound: Sound) -> str:
    del sound.find("Ingress")["spec"]["ingressClassName"]
    sound.objects.remove(sound.find("IngressClass"))
    return _ask_ingress(sound)


@_fault("http-host")
def http_host(sound: Sound) -> str:
    host = _host(sound)
    sound.find("Ingress")["spec"]["rules"][0]["host"] = (
        _misspelt(sound, host.partition(".")[0]) + ".example.com"
    )
    return f"http://{host}/app"


@_fault("http-path")
def http_path(sound: Sound) -> str:
    _path(sound)["pathType"] = "Exact"
    return f"http://{_host(sound)}/app/list"


@_fault("http-path")
def http_other_path(sound: Sound) -> str:
    return f"http://{_host(sound)}/ap"


@_fault("tls-host")
def tls_host(sound: Sound) -> str:
    ingress = sound.find("Ingress")
    host = _misspelt(sound, _host(sound).partition(".")[0]) + ".example.com"
    ingress["spec"]["tls"] = [{"hosts": [host], "secretName": "certificate"}]
    return reference(ingress)


@_fault("backend-missing")
def backend_missing(sound: Sound) -> str:
    _backend(sound)["name"] = _misspelt(sound, _backend(sound)["name"])
    return _ask_ingress(sound)


@_fault("backend-missing")
def route_backend_missing(sound: Sound) -> str:
    _ref(sound)["name"] = _misspelt(sound, _ref(sound)["name"])
    return _ask_route(sound)


@_fault("backend-elsewhere")
def backend_elsewhere(sound: Sound) -> str:
    sound.objects.append(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "edge-apps"}}
    )
    sound.find("Ingress")["metadata"]["namespace"] = "edge-apps"
    return _ask_ingress(sound)


@_fault("backend-port")
def backend_port(sound: Sound) -> str:
    _backend(sound)["port"] = sound.random.choice(({"number": 8080}, {"name": "htpp"}))
    return _ask_ingress(sound)


@_fault("backend-port")
def route_backend_port(sound: Sound) -> str:
    _ref(sound)["port"] = 8081
    return _ask_route(sound)


@_fault("backend-external-name")
def backend_external(sound: Sound) -> str:
    alias = sound.find("Service", "alias")
    alias["spec"]["ports"] = [{"name": "sql", "port": 5432}]
    _ref(sound).update(name="alias", port=5432)
    return _ask_route(sound)


@_fault("reference-not-granted")
def not_granted(sound: Sound) -> str:
    route = sound.find("HTTPRoute")
    _ref(sound)["namespace"] = route["metadata"]["namespace"]
    route["metadata"]["namespace"] = "routes"
    return _ask_route(sound)


@_fault("weights-zero")
def weights(sound: Sound) -> str:
    _ref(sound)["weight"] = 0
    return _ask_route(sound)


@_fault("gateway-class")
def gateway_class(sound: Sound) -> str:
    sound.find("Gateway")["spec"]["gatewayClassName"] = sound.random.choice(("egde", "istio"))
    return _ask_route(sound)


@_fault("route-parent")
def route_parent(sound: Sound) -> str:
    parent = sound.find("HTTPRoute")["spec"]["parentRefs"][0]
    if sound.random.random() < 0.5:
        parent["name"] = _misspelt(sound, "public")
    else:
        del parent["namespace"]
    return _ask_route(sound)


@_fault("route-section")
def route_section(sound: Sound) -> str:
    sound.find("HTTPRoute")["spec"]["parentRefs"][0]["sectionName"] = sound.random.choice(
        ("https", "htpp")
    )
    return _ask_route(sound)


@_fault("route-not-allowed")
def route_not_allowed(sound: Sound) -> str:
    listener = sound.find("Gateway")["spec"]["listeners"][0]
    listener["allowedRoutes"] = {"namespaces": {"from": "Same"}}
    return _ask_route(sound)


@_fault("route-hostname")
def route_hostname(sound: Sound) -> str:
    route = sound.find("HTTPRoute")["spec"]
    route["hostnames"] = [route["hostnames"][0].replace(".org", ".net")]
    return _ask_route(sound)


@_fault("route-kind")
def route_kind(sound: Sound) -> str:
    gateway, route = more_routes(sound, "TCPRoute")
    gateway["spec"]["listeners"].append({"name": "web", "port": 8080, "protocol": "HTTP"})
    route["spec"]["parentRefs"][0]["sectionName"] = "web"
    return reference(route)


@_fault("listener-set-not-allowed")
def listener_set_not_allowed(sound: Sound) -> str:
    gateway, route = more_routes(sound, "GRPCRoute", "ListenerSet")
    gateway["spec"]["allowedListeners"] = {"namespaces": {"from": "Same"}}
    return sound.random.choice((reference(sound.find("ListenerSet")), reference(route)))


@_fault("route-parent")
def grpc_parent(sound: Sound) -> str:
    _, route = more_routes(sound, "GRPCRoute")
    route["spec"]["parentRefs"][0]["name"] = _misspelt(sound, "public")
    return reference(route)


@_fault("route-parent")
def listener_set_parent(sound: Sound) -> str:
    more_routes(sound, "GRPCRoute", "ListenerSet")
    added = sound.find("ListenerSet")
    added["spec"]["parentRef"]["name"] = _misspelt(sound, "public")
    return reference(added)


@_fault("route-section")
def udp_section(sound: Sound) -> str:
    _, route = more_routes(sound, "UDPRoute")
    route["spec"]["parentRefs"][0]["sectionName"] = "udpp"
    return reference(route)


@_fault("route-not-allowed")
def tcp_not_allowed(sound: Sound) -> str:
    gateway, route = more_routes(sound, "TCPRoute")
    gateway["spec"]["listeners"][-1]["allowedRoutes"] = {"namespaces": {"from": "Same"}}
    return reference(route)


@_fault("route-hostname")
def tls_hostname(sound: Sound) -> str:
    _, route = more_routes(sound, "TLSRoute")
    route["spec"]["hostnames"] = ["more.example.net"]
    return reference(route)


@_fault("gateway-class")
def tls_class(sound: Sound) -> str:
    gateway, route = more_routes(sound, "TLSRoute")
    gateway["spec"]["gatewayClassName"] = "egde"
    return reference(route)


@_fault("backend-missing")
def tcp_backend_missing(sound: Sound) -> str:
    _, route = more_routes(sound, "TCPRoute")
    ref = route["spec"]["rules"][0]["backendRefs"][0]
    ref["name"] = _misspelt(sound, ref["name"])
    return reference(route)


@_fault("backend-port")
def grpc_backend_port(sound: Sound) -> str:
    _, route = more_routes(sound, "GRPCRoute")
    route["spec"]["rules"][0]["backendRefs"][0]["port"] = 8081
    return reference(route)


@_fault("reference-not-granted")
def tls_not_granted(sound: Sound) -> str:
    _, route = more_routes(sound, "TLSRoute")
    route["spec"]["rules"][0]["backendRefs"][0]["namespace"] = route["metadata"]["namespace"]
    route["metadata"]["namespace"] = "routes"
    return reference(route)


@_fault("weights-zero")
def udp_weights(sound: Sound) -> str:
    _, route = more_routes(sound, "UDPRoute")
    route["spec"]["rules"][0]["backendRefs"][0]["weight"] = 0
    return reference(route)


_LISTENERS: Mapping[str, Object] = {
    "GRPCRoute": {"port": 50051, "protocol": "HTTP", "hostname": "*.example.org"},
    "TLSRoute": {
        "port": 8443,
        "protocol": "TLS",
        "tls": {"mode": "Passthrough"},
        "hostname": "*.example.org",
    },
    "TCPRoute": {"port": 5432, "protocol": "TCP"},
    "UDPRoute": {"port": 5353, "protocol": "UDP"},
}


def more_routes(sound: Sound, kind: str, owner: str = "Gateway") -> tuple[Object, Object]:
    """Add a sound route of another kind, with a listener for it that a Gateway or a ListenerSet has; return both."""
    gateway, beside = sound.find("Gateway"), sound.find("HTTPRoute")
    listener = {
        "name": kind[:3].lower(),
        **_LISTENERS[kind],
        "allowedRoutes": {"namespaces": {"from": "All"}},
    }
    parent = {"name": "public", "namespace": gateway["metadata"]["namespace"]}
    team = beside["metadata"]["namespace"]
    named = {**parent, "sectionName": listener["name"]}
    if owner == "ListenerSet":
        gateway["spec"]["allowedListeners"] = {"namespaces": {"from": "All"}}
        added = {"parentRef": parent, "listeners": [listener]}
        sound.objects.append(_of_gateway_api("ListenerSet", "more", team, added))
        named = {"kind": "ListenerSet", "name": "more", "sectionName": listener["name"]}
    else:
        gateway["spec"]["listeners"].append(listener)
    protocol = "UDP" if kind == "UDPRoute" else "TCP"
    _open_at_proxy(sound, listener["name"], listener["port"], protocol)
    backend = dict(_ref(sound))
    if kind == "UDPRoute":
        app = next(one for one in sound.apps if one.name == backend["name"])
        app.service["spec"]["ports"].append({"name": "more", "port": 53, "protocol": "UDP"})
        app.container["ports"].append({"name": "more", "containerPort": 53, "protocol": "UDP"})
        backend["port"] = 53
    spec: Object = {"parentRefs": [named], "rules": [{"backendRefs": [backend]}]}
    if kind in ("GRPCRoute", "TLSRoute"):
        spec["hostnames"] = ["more.example.org"]
    route = _of_gateway_api(kind, "more", team, spec)
    sound.objects.append(route)
    return gateway, route


def _open_at_proxy(sound: Sound, name: str, port: int, protocol: str) -> None:
    """Open a port of the Gateway's proxy and of the Service before it, as its controller would."""
    workload = sound.find("Deployment", "gateway-proxy")
    (container,) = workload["spec"]["template"]["spec"]["containers"]
    container["ports"].append({"name": name, "containerPort": port, "protocol": protocol})
    sound.find("Service", "gateway-proxy")["spec"]["ports"].append(
        {"name": name, "port": port, "protocol": protocol, "targetPort": name}
    )


def _of_gateway_api(kind: str, name: str, namespace: str, spec: Object) -> Object:
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": namespace},
        "spec": spec,
    }


# What only the tracer can tell


@_fault("endpoints-unknown")
def pods_not_in_input(sound: Sound) -> str:
    app = sound.app()
    sound.objects.remove(app.workload)
    app.service["metadata"]["namespace"] = "elsewhere"
    sound.objects.append(
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere"}}
    )
    return app.target


@_fault("way-unknown")
def rewritten(sound: Sound) -> str:
    ingress = sound.find("Ingress")
    ingress["metadata"]["annotations"] = {"nginx.ingress.kubernetes.io/rewrite-target": "/$1"}
    return reference(ingress)


@_fault("way-fails")
def alias_of_itself(sound: Sound) -> str:
    service = sound.find("Service", "alias")
    service["spec"]["externalName"] = f"alias.{service['metadata']['namespace']}.svc.cluster.local"
    return reference(service)
