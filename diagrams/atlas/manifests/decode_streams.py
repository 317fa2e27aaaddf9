"""TLSRoute, TCPRoute and UDPRoute (gateway.networking.k8s.io/v1): routes of whole connections."""

from __future__ import annotations

from functools import partial

from atlas.manifests import api_fields
from atlas.manifests.decode_gateway import count_between
from atlas.manifests.decode_references import Backends, read_hostnames, read_parents
from atlas.manifests.fields import Section
from atlas.manifests.metadata import read_metadata
from atlas.manifests.objects import Objects
from atlas.model.routes import StreamKind, StreamRoute

MOST_RULES = 16
"""v1 has one; what is behind the first, of earlier releases, nobody has ever given a meaning."""


def _read_stream_route(root: Section, objects: Objects, kind: StreamKind) -> None:
    root.only(api_fields.OBJECT)
    metadata = read_metadata(root)
    spec = root.section("spec")
    with_hosts = kind is StreamKind.TLS
    spec.only(api_fields.TLS_ROUTE_SPEC if with_hosts else api_fields.STREAM_ROUTE_SPEC)
    count_between(spec, "rules", 1, MOST_RULES)
    backends = Backends(metadata.namespace, objects)
    rules = []
    for one in spec.sections("rules"):
        one.only(api_fields.STREAM_ROUTE_RULE)
        rules.append(tuple(backends.of_connections(one)))
    objects.stream_routes.append(
        StreamRoute(
            kind=kind,
            namespace=metadata.namespace,
            name=metadata.name,
            parents=tuple(read_parents(spec, metadata.namespace, objects)),
            backends=rules[0] if rules else (),
            hostnames=tuple(read_hostnames(spec)) if with_hosts else (),
            created=metadata.created,
        )
    )


read_tls_route = partial(_read_stream_route, kind=StreamKind.TLS)
read_tcp_route = partial(_read_stream_route, kind=StreamKind.TCP)
read_udp_route = partial(_read_stream_route, kind=StreamKind.UDP)
