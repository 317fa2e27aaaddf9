"""Parts of a rule as iptables-save prints them, in its order: addresses, interface, protocol, matches, target."""

from __future__ import annotations

from atlas.model.network import Address


def comment(text: str) -> str:
    """Return the match that only carries a comment."""
    return f'-m comment --comment "{text}" '


def match(option: str, value: str, negated: bool = False) -> str:
    """Return a comparison; that with every address is left out, as iptables-save does."""
    if value.endswith("/0") and not negated:
        return ""
    return f"! {option} {value} " if negated else f"{option} {value} "


def host_range(address: Address | str) -> str:
    """Return the range that holds one address."""
    return f"{address}/128" if ":" in str(address) else f"{address}/32"


def chance(remaining: int) -> str:
    """Return the match that holds once in so many times.

    kube-proxy writes ten digits; the kernel keeps 31 bits of the number, and iptables-save prints eleven digits of that.
    """
    kept = round(float(f"{1 / remaining:.10f}") * 2**31)
    return f"-m statistic --mode random --probability {kept / 2**31:.11f} "
