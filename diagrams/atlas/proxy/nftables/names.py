"""Names of the chains and sets of one Service port or endpoint.

(kubernetes/kubernetes pkg/proxy/nftables/proxier.go servicePortChainNameBase, servicePortEndpointChainNameBase.)
"""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

from atlas.model.network import Address
from atlas.model.service import Service, ServicePort
from atlas.proxy.ports import Naming, ProxiedEndpoint, protocol_word

_LONGEST_NAME = 256
_LONGEST_PREFIX = 16
_LONGEST_BASE = _LONGEST_NAME - _LONGEST_PREFIX


def port_path(service: Service, port: ServicePort) -> str:
    """Return what the names of a Service port say in clear: `default/web/tcp/http`."""
    return f"{service.namespace}/{service.name}/{protocol_word(port.protocol)}/{port.name}"


def endpoint_path(path: str, address: Address | str, number: int) -> str:
    """Return what the names of an endpoint say in clear; chain names cannot hold the colons of IPv6."""
    return f"{path}__{str(address).replace(':', '.')}/{number}"


def hashed(path: str) -> str:
    """Return the path behind a hash of itself, cut to the length that leaves room for any prefix."""
    # Eight letters of base 32 spell the first five bytes.
    name = f"{b32encode(sha256(path.encode()).digest()[:5]).decode()}-{path}"
    return name if len(name) <= _LONGEST_BASE else f"{name[: _LONGEST_BASE - 3]}..."


def affinity_set(backend: ProxiedEndpoint) -> str:
    """Return the name of the set of clients that an endpoint is remembered for."""
    return f"affinity-{backend.name}"


def _of_endpoint(path: str, ip: str, number: int) -> str:
    return hashed(endpoint_path(path, ip, number))


NAMING = Naming(
    "service-", "local-", "external-", "firewall-", "endpoint-", port_path, hashed, _of_endpoint
)
