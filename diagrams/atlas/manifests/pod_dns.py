"""How a Pod asks for names: `dnsPolicy` and `dnsConfig` of a PodSpec (core/v1)."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.manifests.fields import Section
from atlas.manifests.objects import PodSpec
from atlas.manifests.problem import Expected, ProblemKind
from atlas.model.workload import NO_DNS_CONFIG, DnsConfig, DnsPolicy

POD_DNS_CONFIG = frozenset({"nameservers", "options", "searches"})
POD_DNS_OPTION = frozenset({"name", "value"})
MOST_DOTS = 15
"""What a resolver makes of a larger `ndots` (resolv.conf(5))."""


@dataclass(frozen=True, slots=True)
class NamingPodSpec(PodSpec):
    """A PodSpec that also says how its Pods ask for names."""

    dns_policy: DnsPolicy = DnsPolicy.CLUSTER_FIRST
    dns_config: DnsConfig = NO_DNS_CONFIG


def dns_of(spec: PodSpec) -> tuple[DnsPolicy, DnsConfig]:
    """Return policy and additions of a PodSpec."""
    if isinstance(spec, NamingPodSpec):
        return spec.dns_policy, spec.dns_config
    return DnsPolicy.CLUSTER_FIRST, NO_DNS_CONFIG


def read_dns(spec: Section) -> tuple[DnsPolicy, DnsConfig]:
    """Return `dnsPolicy` and `dnsConfig`; with None the config has to name a server (ValidatePodSpec)."""
    policy = spec.choice("dnsPolicy", DnsPolicy, DnsPolicy.CLUSTER_FIRST)
    config = spec.section("dnsConfig")
    config.only(POD_DNS_CONFIG)
    nameservers = config.addresses("nameservers")
    if policy is DnsPolicy.NONE and not config.items("nameservers"):
        config.error("nameservers", ProblemKind.REQUIRED, Expected.AT_LEAST_ONE)
    searches = tuple(text.lower() for _, text in config.texts("searches"))
    return policy, DnsConfig(nameservers, searches, _ndots(config))


def _ndots(config: Section) -> int | None:
    """Return the last `ndots` among the options; resolvers skip one without a number."""
    found = None
    for one in config.sections("options"):
        one.only(POD_DNS_OPTION)
        value = one.text("value")
        if one.text("name") == "ndots" and value.isascii() and value.isdecimal():
            found = min(int(value[:4]), MOST_DOTS)
    return found
