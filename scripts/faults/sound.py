"""Random sound clusters, as objects of manifests: several applications behind Services of all types, Ingress and Gateway."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import yaml

Object = dict[str, Any]
_NAMES = [
    "web",
    "api",
    "cart",
    "search",
    "mail",
    "auth",
    "docs",
    "shop",
    "news",
    "billing",
    "stock",
    "photos",
    "chat",
    "notes",
    "maps",
    "video",
    "orders",
    "users",
    "sales",
    "labels",
    "weather",
    "tickets",
    "reports",
]
_PORTS = ((8080, "http"), (3000, "web"), (5000, "api"), (9090, "server"), (8000, "http-main"))
_DNS_LABELS = {"k8s-app": "kube-dns"}


@dataclass
class App:
    """One application: what makes its Pods, and the Service before them."""

    workload: Object
    service: Object

    @property
    def name(self) -> str:
        return self.service["metadata"]["name"]

    @property
    def namespace(self) -> str:
        return self.service["metadata"]["namespace"]

    @property
    def port(self) -> Object:
        return self.service["spec"]["ports"][0]

    @property
    def container(self) -> Object:
        return self.workload["spec"]["template"]["spec"]["containers"][0]

    @property
    def target(self) -> str:
        return reference(self.service)


@dataclass
class Sound:
    """A cluster in which everything works, with handles to its parts."""

    random: Random
    objects: list[Object] = field(default_factory=list)
    apps: list[App] = field(default_factory=list)

    def find(self, kind: str, name: str = "") -> Object:
        """Return the first object of a kind, or the one of that name."""
        return next(
            one
            for one in self.objects
            if one["kind"] == kind and name in ("", one["metadata"]["name"])
        )

    def app(self) -> App:
        return self.random.choice(self.apps)

    def text(self) -> str:
        """Return the manifests, in any order: it must not matter."""
        listed = self.objects.copy()
        self.random.shuffle(listed)
        return "---\n".join(yaml.safe_dump(one, sort_keys=False) for one in listed)


def reference(one: Object) -> str:
    """Return how the command names the object."""
    namespace = one["metadata"].get("namespace", "default")
    inside = "" if namespace == "default" else f"{namespace}/"
    return f"{one['kind'].lower()}/{inside}{one['metadata']['name']}"


def sound(seed: int) -> Sound:
    """Return a sound cluster; the same seed gives the same one."""
    made = Sound(Random(seed))
    random = made.random
    _surroundings(made)
    names = random.sample(_NAMES, random.randint(3, 5))
    team = random.choice(("default", "shop", "team-a"))
    if team != "default":
        made.objects.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": team}})
    for name in names:
        made.apps.append(_app(made, name, team))
    made.objects.append(_pod("cli", team, "node-1"))
    made.objects += _database(random, team)
    made.objects += _machine(team)
    _routes(made, team)
    if random.random() < 0.3:
        made.objects.append(
            {
                "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
                "kind": "KubeProxyConfiguration",
                "mode": random.choice(("iptables", "nftables")),
                "clusterCIDR": "10.244.0.0/16",
            }
        )
    return made


def _meta(name: str, namespace: str = "", **more: Any) -> Object:
    return {"name": name} | ({"namespace": namespace} if namespace else {}) | more


def _surroundings(made: Sound) -> None:
    random = made.random
    for number in range(1, random.randint(2, 4) + 1):
        labels = {"topology.kubernetes.io/zone": f"zone-{number % 2 + 1}", "disktype": "ssd"}
        made.objects.append(
            {
                "apiVersion": "v1",
                "kind": "Node",
                "metadata": _meta(f"node-{number}", labels=labels),
                "spec": {"podCIDR": f"10.244.{number}.0/24"},
                "status": {
                    "addresses": [{"type": "InternalIP", "address": f"10.0.0.{10 + number}"}]
                },
            }
        )
    forwarding = random.choice(("Passthrough", "Proxy"))
    balancer: Object = {
        "pool": ["203.0.113.0/26"],
        "forwarding": forwarding,
        "classes": ["", "example.com/edge"],
    }
    if forwarding == "Proxy":
        balancer["addresses"] = ["10.0.1.5"]
    ours = "atlas.example/v1"
    made.objects += [
        {"apiVersion": ours, "kind": "LoadBalancer", "metadata": _meta("edge"), "spec": balancer},
        {
            "apiVersion": ours,
            "kind": "Client",
            "metadata": _meta("office"),
            "spec": {"addresses": [f"198.51.100.{random.randint(2, 200)}"]},
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "ServiceCIDR",
            "metadata": _meta("kubernetes"),
            "spec": {"cidrs": ["10.96.0.0/16"]},
        },
        _workload(
            "coredns", "kube-system", _DNS_LABELS, [(53, "dns", "UDP"), (53, "dns-tcp", "TCP")], 2
        ),
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": _meta("kube-dns", "kube-system", labels=_DNS_LABELS),
            "spec": {
                "clusterIP": "10.96.0.10",
                "selector": dict(_DNS_LABELS),
                "ports": [
                    {"name": "dns", "port": 53, "protocol": "UDP", "targetPort": "dns"},
                    {"name": "dns-tcp", "port": 53, "protocol": "TCP", "targetPort": "dns-tcp"},
                ],
            },
        },
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "IngressClass",
            "metadata": _meta("nginx"),
            "spec": {"controller": "example.com/proxy"},
        },
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "GatewayClass",
            "metadata": _meta("edge"),
            "spec": {"controllerName": "example.com/gateway"},
        },
    ]
    made.objects += _proxy("ingress-proxy", "ingress-system", "example.com/proxy")
    made.objects += _proxy("gateway-proxy", "gateway-system", "example.com/gateway")


def _proxy(name: str, namespace: str, controller: str) -> list[Object]:
    labels = {"app": name}
    return [
        _workload(name, namespace, labels, [(80, "http", "TCP")], 1),
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": _meta(name, namespace),
            "spec": {
                "type": "LoadBalancer",
                "selector": dict(labels),
                "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
            },
        },
        {
            "apiVersion": "atlas.example/v1",
            "kind": "HttpProxy",
            "metadata": _meta(name),
            "spec": {"controller": controller, "namespace": namespace, "selector": dict(labels)},
        },
    ]


def _workload(
    name: str,
    namespace: str,
    labels: dict[str, str],
    ports: list[tuple[int, str, str]],
    replicas: int,
    kind: str = "Deployment",
) -> Object:
    declared = [
        {"containerPort": number, "name": port, "protocol": protocol}
        for number, port, protocol in ports
    ]
    container = {"name": "main", "image": "example/main:1.0", "ports": declared}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": _meta(name, namespace),
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": dict(labels)},
            "template": {"metadata": {"labels": dict(labels)}, "spec": {"containers": [container]}},
        },
    }


def _pod(name: str, namespace: str, node: str) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": _meta(name, namespace, labels={"run": name}),
        "spec": {"nodeName": node, "containers": [{"name": "shell", "image": "example/shell:1.0"}]},
    }


def _app(made: Sound, name: str, team: str) -> App:
    random = made.random
    labels = random.choice(
        (
            {"app": name},
            {"app": name, "tier": "backend"},
            {"app.kubernetes.io/name": name, "app.kubernetes.io/component": "server"},
        )
    )
    number, port = random.choice(_PORTS)
    workload = _workload(name, team, labels, [(number, port, "TCP")], random.randint(1, 3))
    if random.random() < 0.5:
        container = workload["spec"]["template"]["spec"]["containers"][0]
        container["readinessProbe"] = {
            "httpGet": {"path": "/ready", "port": random.choice((port, number))}
        }
    spec: Object = {
        "type": random.choice(("ClusterIP", "ClusterIP", "NodePort", "LoadBalancer")),
        "selector": dict(labels),
        "ports": [{"name": "http", "port": 80, "targetPort": random.choice((port, number))}],
    }
    if random.random() < 0.2:
        spec["ports"][0]["protocol"] = "TCP"
    if random.random() < 0.2 and spec["type"] == "LoadBalancer":
        spec["externalTrafficPolicy"] = "Local"
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _meta(name, team),
        "spec": spec,
    }
    made.objects += [workload, service]
    return App(workload, service)


def _database(random: Random, team: str) -> list[Object]:
    labels = {"app": "db"}
    workload = _workload(
        "db", team, labels, [(5432, "sql", "TCP")], random.randint(1, 3), "StatefulSet"
    )
    workload["spec"]["serviceName"] = "db"
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _meta("db", team),
        "spec": {
            "clusterIP": "None",
            "selector": dict(labels),
            "ports": [{"name": "sql", "port": 5432, "targetPort": 5432}],
        },
    }
    return [workload, service]


def _machine(team: str) -> list[Object]:
    """Return a machine outside, behind a Service without a selector, and a name for an application."""
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": _meta("legacy", team),
            "spec": {"ports": [{"name": "sql", "port": 5432, "targetPort": 5432}]},
        },
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": _meta("legacy-1", team, labels={"kubernetes.io/service-name": "legacy"}),
            "addressType": "IPv4",
            "ports": [{"name": "sql", "port": 5432, "protocol": "TCP"}],
            "endpoints": [{"addresses": ["192.0.2.50"]}],
        },
        {
            "apiVersion": "atlas.example/v1",
            "kind": "Client",
            "metadata": _meta("machine"),
            "spec": {"addresses": ["192.0.2.50"], "names": ["machine.example.com"]},
        },
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": _meta("alias", team),
            "spec": {"type": "ExternalName", "externalName": f"db.{team}.svc.cluster.local"},
        },
    ]


def _routes(made: Sound, team: str) -> None:
    first, second = made.random.sample(made.apps, 2)
    host, other = f"{first.name}.example.com", f"{second.name}.example.org"
    made.objects += [
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": _meta("front", team),
            "spec": {
                "ingressClassName": "nginx",
                "rules": [
                    {
                        "host": host,
                        "http": {
                            "paths": [
                                {
                                    "path": "/app",
                                    "pathType": "Prefix",
                                    "backend": {
                                        "service": {"name": first.name, "port": {"number": 80}}
                                    },
                                }
                            ]
                        },
                    }
                ],
            },
        },
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "Gateway",
            "metadata": _meta("public", "gateway-system"),
            "spec": {
                "gatewayClassName": "edge",
                "listeners": [
                    {
                        "name": "http",
                        "port": 80,
                        "protocol": "HTTP",
                        "hostname": "*.example.org",
                        "allowedRoutes": {"namespaces": {"from": "All"}},
                    }
                ],
            },
        },
        {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": _meta("side", team),
            "spec": {
                "parentRefs": [{"name": "public", "namespace": "gateway-system"}],
                "hostnames": [other],
                "rules": [{"backendRefs": [{"name": second.name, "port": 80}]}],
            },
        },
    ]
