"""Names of the chains of one Service port or endpoint: 16 letters of a hash behind a prefix.

(kubernetes/kubernetes pkg/proxy/iptables/proxier.go portProtoHash, servicePortEndpointChainName.)
"""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

from atlas.model.service import Service, ServicePort
from atlas.proxy.ports import Naming, port_title, protocol_word


def _path(service: Service, port: ServicePort) -> str:
    return port_title(service, port) + protocol_word(port.protocol)


def _hashed(text: str) -> str:
    # Sixteen letters of base 32 spell the first ten bytes.
    return b32encode(sha256(text.encode()).digest()[:10]).decode()


def _of_endpoint(path: str, ip: str, number: int) -> str:
    return _hashed(f"{path}[{ip}]:{number}" if ":" in ip else f"{path}{ip}:{number}")


NAMING = Naming(
    "KUBE-SVC-", "KUBE-SVL-", "KUBE-EXT-", "KUBE-FW-", "KUBE-SEP-", _path, _hashed, _of_endpoint
)
