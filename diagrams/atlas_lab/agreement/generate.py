"""generate: randomly generated clusters, from a seed. They come as manifests, so an API server would accept them, too."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from atlas.controlplane.complete import complete_all
from atlas.manifests.decode import decode_all
from atlas.manifests.problem import ManifestError, Severity
from atlas.manifests.read import parse
from atlas.model.cluster import Cluster
from atlas.model.listening import LISTENS_ANNOTATION
from atlas.world.check import check

Object = dict[str, Any]

_FAMILIES = (("4",), ("4",), ("4", "6"), ("6", "4"), ("6",))
_APPS = ("red", "green", "blue")
_NODE = {"4": "10.0.0.{}", "6": "fd00:c::{}"}
_SECOND = {"4": "172.16.0.{}", "6": "fd00:d::{}"}
_PODS = {"4": "10.244.{}.0/24", "6": "fd00:a:{}::/64"}
_CLUSTER_CIDR = {"4": "10.244.0.0/16", "6": "fd00:a::/32"}
_SERVICES = {"4": "10.96.0.0/16", "6": "fd00:b::/112"}
_DNS = {"4": "10.96.0.10", "6": "fd00:b::a"}
_POOL = {"4": "203.0.113.0/26", "6": "2001:db8:b::/64"}
_BALANCER = {"4": "192.0.2.130", "6": "2001:db8:e::130"}
_CLIENTS = ({"4": "198.51.100.7", "6": "2001:db8:7::7"}, {"4": "192.0.2.50", "6": "2001:db8:7::8"})
_LISTENING = (
    "undeclared",
    "127.0.0.1:{web}, {udp}/UDP",
    "IPv4:{web}, IPv6:{udp}/UDP, 7070",
    "nothing",
)
_EXTERNAL = {"4": "192.0.2.{}", "6": "2001:db8:f::{}"}


def generated_cluster(seed: int) -> Cluster:
    """Return the cluster of that seed. Raises ManifestError if its manifests are not valid, which is a slip in here."""
    text = generated_manifests(seed)
    objects, problems = decode_all(list(parse(text, Path(f"generated-{seed}.json"))))
    problems += check(objects)
    cluster, unfinished = complete_all(objects)
    problems += unfinished
    if any(one.severity is Severity.ERROR for one in problems):
        raise ManifestError(problems)
    return cluster


def generated_manifests(seed: int) -> str:
    """Return the manifests of that seed, as JSON that `atlas trace` reads."""
    maker = _Maker(Random(seed), Random(f"listening {seed}"))
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": maker.objects()}, indent=1)


class _Maker:
    """Makes the objects of one cluster, by chance; where programs listen has a source of chance of its own."""

    def __init__(self, chance: Random, listening: Random) -> None:
        self.chance = chance
        self.listening = listening
        self.families: tuple[str, ...] = chance.choice(_FAMILIES)
        self.nodes = [f"node-{letter}" for letter in "abcd"[: chance.randint(2, 4)]]

    def objects(self) -> list[Object]:
        count = self.chance.randint(3, 8)
        return [
            *self._surroundings(),
            *(self._node(number, name) for number, name in enumerate(self.nodes, 1)),
            *(self._pod(number) for number in range(1, self.chance.randint(3, 8) + 1)),
            *self._dns(),
            *(self._service(number) for number in range(1, count + 1)),
        ]

    def _perhaps(self, *values: Any) -> Any:
        return self.chance.choice(values)

    # What stands around

    def _surroundings(self) -> list[Object]:
        cidrs = ",".join(_CLUSTER_CIDR[one] for one in self.families)
        proxy: Object = {
            "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
            "kind": "KubeProxyConfiguration",
            "mode": self._perhaps("iptables", "nftables"),
            "clusterCIDR": self._perhaps(cidrs, cidrs, cidrs, ""),
            "detectLocalMode": self._perhaps("ClusterCIDR", "ClusterCIDR", "NodeCIDR"),
            "nodePortAddresses": self._perhaps([], [], ["primary"]),
        }
        ranges = {"cidrs": [_SERVICES[one] for one in self.families]}
        network = {
            "mode": self._perhaps("routed", "bridge"),
            "egressMasquerade": self._perhaps(True, False),
            "egressSourcePort": self.listening.choice(("Random", "Kept", "")),
        }
        return [
            proxy,
            _object("networking.k8s.io/v1", "ServiceCIDR", "kubernetes", ranges),
            _object("atlas.example/v1", "PodNetwork", "default", network),
            *(self._client(number) for number in range(len(_CLIENTS))),
            self._balancer(),
        ]

    def _client(self, number: int) -> Object:
        families = self.families if number else self.families[:1]
        spec = {"addresses": [_CLIENTS[number][one] for one in families]}
        return _object("atlas.example/v1", "Client", f"client-{number + 1}", spec)

    def _balancer(self) -> Object:
        spec: Object = {
            "pool": [_POOL[one] for one in self.families],
            "forwarding": self._perhaps("Passthrough", "Passthrough", "Proxy"),
        }
        if spec["forwarding"] == "Proxy":
            spec["addresses"] = [_BALANCER[one] for one in self.families]
        return _object("atlas.example/v1", "LoadBalancer", "edge", spec)

    def _node(self, number: int, name: str) -> Object:
        labels = {"kubernetes.io/hostname": name}
        zone = self._perhaps("zone-1", "zone-2", "")
        if zone:
            labels["topology.kubernetes.io/zone"] = zone
        addresses = [_NODE[one].format(10 + number) for one in self.families]
        if self.chance.random() < 0.3:
            addresses.append(_SECOND[self.families[0]].format(10 + number))
        ranges = [_PODS[one].format(number) for one in self.families]
        return {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {"name": name, "labels": labels},
            "spec": {"podCIDR": ranges[0], "podCIDRs": ranges},
            "status": {
                "addresses": [{"type": "InternalIP", "address": one} for one in addresses],
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        }

    # Pods

    def _pod(self, number: int) -> Object:
        on_host = self.chance.random() < 0.2
        # Two programs on one node cannot wait at the same port.
        web, udp = (9000 + number, 9100 + number) if on_host else (8080, 5300)
        ports = [
            {"name": "web", "containerPort": web},
            {"name": "query", "containerPort": udp, "protocol": "UDP"},
        ]
        if not on_host:
            self._map_ports(number, ports)
        spec: Object = {
            "nodeName": self.chance.choice(self.nodes),
            "containers": [{"name": "main", "image": "example/main:1.0", "ports": ports}],
        }
        if on_host:
            spec["hostNetwork"] = True
        made = _object("v1", "Pod", f"pod-{number}", spec)
        made["metadata"]["labels"] = {"app": self.chance.choice(_APPS)}
        self._set_listening(made, web, udp)
        return made

    def _set_listening(self, pod: Object, web: int, udp: int) -> None:
        """Let half of the Pods listen otherwise than they declare, or declare nothing."""
        said = self.listening.choice((*[""] * 4, *_LISTENING))
        if said == "undeclared":
            del pod["spec"]["containers"][0]["ports"]
        elif said:
            pod["metadata"]["annotations"] = {LISTENS_ANNOTATION: said.format(web=web, udp=udp)}

    def _map_ports(self, number: int, ports: list[Object]) -> None:
        """Give every third Pod a port of its node, and some a port that a Service may have as well."""
        if number % 3 == 0:
            ports[0]["hostPort"] = 8000 + number
        if number % 4 == 1:
            ports[1]["hostPort"] = 6300 + number

    def _dns(self) -> list[Object]:
        if self.chance.random() < 0.4:
            return []
        port = {"name": "dns", "containerPort": 53, "protocol": "UDP"}
        pod = _object(
            "v1",
            "Pod",
            "dns-1",
            {
                "nodeName": self.chance.choice(self.nodes),
                "containers": [{"name": "dns", "image": "example/dns:1.0", "ports": [port]}],
            },
        )
        pod["metadata"] |= {"namespace": "kube-system", "labels": {"k8s-app": "kube-dns"}}
        service = _object(
            "v1",
            "Service",
            "kube-dns",
            {
                "clusterIP": _DNS[self.families[0]],
                "selector": {"k8s-app": "kube-dns"},
                "ports": [{"name": "dns", "port": 53, "protocol": "UDP", "targetPort": "dns"}],
            },
        )
        service["metadata"]["namespace"] = "kube-system"
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kube-system"}}
        return [namespace, pod, service]

    # Services

    def _service(self, number: int) -> Object:
        kind = self._perhaps(
            "ClusterIP", "ClusterIP", "NodePort", "NodePort", "LoadBalancer", "LoadBalancer"
        )
        spec: Object = {
            "type": kind,
            "selector": {"app": self._perhaps(*_APPS, *_APPS, "nobody")},
            "ports": self._ports(),
            "internalTrafficPolicy": self._perhaps("Cluster", "Cluster", "Local"),
        }
        self._set_families(spec)
        self._set_odd_fields(spec, number, kind)
        if kind == "ClusterIP":
            self._make_other_kinds(spec)
        else:
            spec["externalTrafficPolicy"] = self._perhaps("Cluster", "Local")
        if kind == "LoadBalancer":
            self._set_balancer_fields(spec)
        return _object("v1", "Service", f"service-{number}", spec)

    def _ports(self) -> list[Object]:
        web = {"name": "web", "port": 80, "targetPort": "web"}
        query = {"name": "query", "port": 53, "protocol": "UDP", "targetPort": "query"}
        numbered = {"name": "number", "port": 8000, "targetPort": 8080}
        return self._perhaps([web], [web], [web, query], [query], [numbered], [web, numbered])

    def _set_families(self, spec: Object) -> None:
        if len(self.families) == 2:
            spec["ipFamilyPolicy"] = self._perhaps("SingleStack", "PreferDualStack")

    def _set_odd_fields(self, spec: Object, number: int, kind: str) -> None:
        if self.chance.random() < 0.2:
            spec["sessionAffinity"] = "ClientIP"
        if self.chance.random() < 0.2:
            spec["trafficDistribution"] = self._perhaps("PreferSameZone", "PreferSameNode")
        if self.chance.random() < 0.2:
            spec["publishNotReadyAddresses"] = True
        if self.chance.random() < 0.25:
            spec["externalIPs"] = [_EXTERNAL[self.families[0]].format(200 + number)]
            if kind == "ClusterIP":
                spec["externalTrafficPolicy"] = self._perhaps("Cluster", "Local")

    def _make_other_kinds(self, spec: Object) -> None:
        """Make some of the plain Services headless."""
        if self.chance.random() < 0.25:
            spec["clusterIP"] = "None"
            for name in ("externalIPs", "externalTrafficPolicy", "sessionAffinity"):
                spec.pop(name, None)

    def _set_balancer_fields(self, spec: Object) -> None:
        if self.chance.random() < 0.3:
            first = [_CLIENTS[0][one] for one in self.families[:1]]
            spec["loadBalancerSourceRanges"] = [f"{ip}/{_bits(ip)}" for ip in first]
        if self.chance.random() < 0.15:
            spec["allocateLoadBalancerNodePorts"] = False


def _bits(ip: str) -> int:
    return 128 if ":" in ip else 32


def _object(version: str, kind: str, name: str, spec: Object) -> Object:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}
