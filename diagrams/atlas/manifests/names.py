"""The forms that Kubernetes asks of names, labels, ports and addresses (apimachinery util/validation)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network

from atlas.manifests.problem import Expected
from atlas.model.network import Address, Range

_remembered = lru_cache(maxsize=2**15)
"""For the Pods of a large cluster, which share their labels, nodes and port names."""

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS_LABEL = re.compile(_LABEL)
_DNS_SUBDOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")
_QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_INTERFACE_NAME = re.compile(r"[A-Za-z0-9_.:@-]{1,15}")
_IPV4_AND_PREFIX = re.compile(r"[0-9.]+/[0-9]{1,2}")
_IPV6_AND_PREFIX = re.compile(r"[0-9a-fA-F:.]+/[0-9]{1,3}")


@_remembered
def is_dns_label(text: str) -> bool:
    """Return whether it is an RFC 1123 label."""
    return len(text) <= 63 and _DNS_LABEL.fullmatch(text) is not None


@_remembered
def is_dns_subdomain(text: str) -> bool:
    """Return whether it is an RFC 1123 subdomain."""
    return len(text) <= 253 and _DNS_SUBDOMAIN.fullmatch(text) is not None


def is_host_name(text: str) -> bool:
    """Return whether it is a host of Ingress or Gateway API: a DNS name, perhaps with `*.` in front; no address."""
    if parse_address(text) is not None:
        return False
    return is_dns_subdomain(text.removeprefix("*."))


def is_external_name(text: str) -> bool:
    """Return whether it is a DNS name as `externalName` takes it, with or without the last dot."""
    return is_dns_subdomain(text.removesuffix("."))


@_remembered
def is_port_name(text: str) -> bool:
    """Return whether it is a name of a container port (IANA service name)."""
    return len(text) <= 15 and _PORT_NAME.fullmatch(text) is not None


def is_interface_name(text: str) -> bool:
    """Return whether it is a name of a network interface, or its beginning, as far as names are in use."""
    return _INTERFACE_NAME.fullmatch(text) is not None


@_remembered
def is_label_key(text: str) -> bool:
    """Return whether it is a qualified name: `app`, `example.com/app`."""
    prefix, slash, name = text.rpartition("/")
    if slash and not is_dns_subdomain(prefix):
        return False
    return len(name) <= 63 and _QUALIFIED.fullmatch(name) is not None


@_remembered
def is_label_value(text: str) -> bool:
    """Return whether it may be the value of a label."""
    return len(text) <= 63 and (not text or _QUALIFIED.fullmatch(text) is not None)


RULES: Mapping[Expected, Callable[[str], bool]] = {
    Expected.DNS_LABEL: is_dns_label,
    Expected.DNS_SUBDOMAIN: is_dns_subdomain,
    Expected.HOST_NAME: is_host_name,
    Expected.EXTERNAL_NAME: is_external_name,
    Expected.PORT_NAME: is_port_name,
    Expected.INTERFACE_NAME: is_interface_name,
    Expected.LABEL_KEY: is_label_key,
    Expected.LABEL_VALUE: is_label_value,
}


def parse_address(text: str) -> Address | None:
    """Return the address, or None. As strict as the API since v1.36: no leading zeros, no IPv4 in IPv6, no zone."""
    try:
        if ":" not in text:
            return IPv4Address(text)
        address = IPv6Address(text)
    except ValueError:
        return None
    return None if address.scope_id or address.ipv4_mapped else address


def parse_old_address(text: str) -> Address | None:
    """Return an address as servers before v1.36 took it, with leading zeros, or None (k8s.io/utils/net ParseIPSloppy)."""
    parts = text.split(".")
    if ":" in text or len(parts) != 4 or not all(one.isdecimal() for one in parts):
        return None
    return parse_address(".".join(one.lstrip("0") or "0" for one in parts))


def parse_range(text: str) -> Range | None:
    """Return the range (`10.0.0.0/8`), or None. No bits may be set behind the prefix."""
    if not (_IPV4_AND_PREFIX.fullmatch(text) or _IPV6_AND_PREFIX.fullmatch(text)):
        return None
    try:
        return ip_network(text)
    except ValueError:
        return None
