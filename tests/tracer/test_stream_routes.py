"""TLSRoute, TCPRoute, UDPRoute, BackendTLSPolicy: which of several counts, and who may attach."""

from __future__ import annotations

from atlas.model.backend import Backend
from atlas.model.cluster import Cluster
from atlas.model.network import Protocol
from atlas.tracer.http.backends import policy_for
from atlas.tracer.trace import Flow
from atlas.tracer.tracer import trace
from support.ask import answers, verdict
from support.assumed import assumed_cluster
from support.cases import cases
from support.manifests import service

API = "gateway.networking.k8s.io/v1"
GATEWAY = f"""
apiVersion: {API}
kind: Gateway
metadata: {{name: public}}
spec:
  gatewayClassName: a
  listeners:
    - {{name: sql, port: 5432, protocol: TCP}}
    - {{name: more, port: 5433, protocol: TCP, allowedRoutes: {{namespaces: {{from: All}}}}}}
    - {{name: dns, port: 53, protocol: UDP}}
    - {{name: tls, port: 443, protocol: TLS, tls: {{mode: Passthrough}}}}
status: {{addresses: [{{value: 203.0.113.77}}]}}
"""


def backend(name: str, ports: str = "[{port: 80}, {port: 80, name: u, protocol: UDP}]") -> str:
    """Return a Service with one Pod."""
    ports = ports.replace("{port: 80},", "{port: 80, name: t},")
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, labels: {{app: {name}}}}}\n"
        "spec: {containers: [{name: a, image: b}]}\n---\n"
        + service(name, f"selector: {{app: {name}}}, ports: {ports}")
    )


def route(
    kind: str,
    name: str,
    parent: str,
    *,
    hosts: str = "",
    namespace: str = "default",
    created: str = "",
) -> str:
    """Return a route to the Service of its name in its own namespace."""
    when = f', creationTimestamp: "{created}"' if created else ""
    named = f"hostnames: [{hosts}], " if hosts else ""
    return (
        f"apiVersion: {API}\nkind: {kind}\nmetadata: {{name: {name}, namespace: {namespace}{when}}}\n"
        f"spec: {{{named}parentRefs: [{{name: public, namespace: default, {parent}}}], "
        f"rules: [{{backendRefs: [{{name: {name}, port: 80}}]}}]}}\n"
    )


def asked(cluster: Cluster, to: str, protocol: str = "TCP") -> str:
    pinned = ((to.partition("://")[2].partition("/")[0], 443, "203.0.113.77"),)
    flow = Flow("client/outside", to, protocol=Protocol(protocol), pinned=pinned)
    found = trace(cluster, flow)
    return answers(found) or verdict(found)


@cases(
    """
    routes                                                     to                 protocol  answer
    TCPRoute red sectionName: sql                              203.0.113.77:5432  TCP       red
    TCPRoute red sectionName: sql                              203.0.113.77:5433  TCP       refused    # none attached there
    TCPRoute red port: 5433                                    203.0.113.77:5433  TCP       red
    UDPRoute red sectionName: dns                              203.0.113.77:53    UDP       red
    UDPRoute red sectionName: sql                              203.0.113.77:53    UDP       timed out  # not for TCP
    TCPRoute red sectionName: dns                              203.0.113.77:53    UDP       timed out  # not for UDP
    TCPRoute red sectionName: sql; TCPRoute blue sectionName: sql  203.0.113.77:5432  TCP   blue       # by name
    TCPRoute missing sectionName: sql                          203.0.113.77:5432  TCP       refused
    """,
    source=f"{API} TCPRoute, UDPRoute",
)
def test_whole_connections(routes: str, to: str, protocol: str, answer: str) -> None:
    made = [route(*one.split(" ", 2)) for one in routes.split("; ")]
    cluster = assumed_cluster(GATEWAY, backend("red"), backend("blue"), *made)
    assert asked(cluster, to, protocol) == answer


@cases(
    """
    red            blue           url                  answer
    a.example.com  -              https://a.example.com/  red
    a.example.com  -              https://b.example.com/  blue   # one without hostnames is for the rest
    "*.example.com"  a.example.com  https://a.example.com/  blue   # the exact name first
    "*.example.com"  a.example.com  https://b.example.com/  red
    a.example.com  b.example.com  https://c.example.com/  TLS failed
    """,
    source=f"{API} TLSRouteSpec.hostnames",
)
def test_tls_routes_by_server_name(red: str, blue: str, url: str, answer: str) -> None:
    made = [
        route("TLSRoute", name, "sectionName: tls", hosts=hosts)
        for name, hosts in (("red", red), ("blue", blue))
    ]
    cluster = assumed_cluster(GATEWAY, backend("red"), backend("blue"), *made)
    assert asked(cluster, url) == answer


def test_a_listener_that_does_not_allow_the_namespace_gets_nothing() -> None:
    other = "apiVersion: v1\nkind: Namespace\nmetadata: {name: team}\n"
    made = route("TCPRoute", "red", "port: 5432", namespace="team")
    assert asked(assumed_cluster(GATEWAY, other, made), "203.0.113.77:5432") == "refused"


@cases(
    """
    policies                                                        port  policy
    all -                                                           80    all
    port web                                                        80    port
    port other                                                      80    -
    all -; port web                                                 80    port   # that for the port first
    b - 2026-01-01T00:00:00Z; a - 2026-01-02T00:00:00Z              80    b      # then the older one
    b -; a -                                                        80    a      # then by name
    all -; port web                                                 81    all
    all -                                                           82    -      # the Service has no such port
    """,
    source="GEP-713; gateway.networking.k8s.io/v1 BackendTLSPolicySpec.targetRefs",
)
def test_which_policy_counts(policies: str, port: str, policy: str) -> None:
    made = []
    for one in policies.split("; "):
        name, section, *created = one.split()
        when = f', creationTimestamp: "{created[0]}"' if created else ""
        part = f", sectionName: {section}" if section != "-" else ""
        made.append(
            f"apiVersion: {API}\nkind: BackendTLSPolicy\nmetadata: {{name: {name}{when}}}\n"
            f'spec: {{targetRefs: [{{group: "", kind: Service, name: red{part}}}], '
            "validation: {hostname: a.example.com, wellKnownCACertificates: System}}\n"
        )
    ports = "[{port: 80, name: web}, {port: 81, name: more}]"
    cluster = assumed_cluster(backend("red", ports), *made)
    reference = Backend("default", "red", port)
    found = policy_for(cluster, reference)
    assert (found.name if found is not None else "") == policy


CA = "-----BEGIN CERTIFICATE-----"


@cases(
    """
    references                    maps         fault
    ConfigMap:ca                  -            -                        # no ConfigMap in the input: it may exist
    ConfigMap:ca                  ca=good      -
    ConfigMap:ca                  ca=bad       InvalidCACertificateRef
    ConfigMap:ca                  other=good   InvalidCACertificateRef
    Other:ca                      ca=good      InvalidKind
    Other:ca ConfigMap:ca         ca=good      -                        # one good one is enough
    """,
    source=f"{API} BackendTLSPolicyValidation.caCertificateRefs",
)
def test_ca_certificates(references: str, maps: str, fault: str) -> None:
    refs = ", ".join(
        f'{{group: "", kind: {kind}, name: {name}}}'
        for kind, name in (one.split(":") for one in references.split())
    )
    policy = (
        f"apiVersion: {API}\nkind: BackendTLSPolicy\nmetadata: {{name: a}}\n"
        f'spec: {{targetRefs: [{{group: "", kind: Service, name: red}}], validation: {{hostname: a.b, caCertificateRefs: [{refs}]}}}}\n'
    )
    held = [
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{ca.crt: '{CA if what == 'good' else 'x'}'}}\n"
        for name, what in (one.split("=") for one in maps.split())
    ]
    (found,) = assumed_cluster(backend("red"), policy, *held).backend_tls_policies
    assert found.fault.value == fault
