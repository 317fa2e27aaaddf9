"""circumstances: where and when a run is made, asked of the machine."""

from __future__ import annotations

import platform
import subprocess
from datetime import UTC, datetime

from atlas_lab.agreement.evidence import Circumstances
from atlas_lab.tools import find

_ASKED = {"ip": "-V", "nft": "-v", "iptables": "-V"}


def circumstances(seed: int, seconds: float) -> Circumstances:
    """Return what is true of this machine now."""
    tools = {name: version for name in _ASKED if (version := _version(name))}
    tools["python"] = platform.python_version()
    today = datetime.now(UTC).isoformat(timespec="seconds")
    return Circumstances(today, platform.release(), tools, seed, seconds)


def _version(name: str) -> str:
    """Return what a command says about its version, or "" if it is not there."""
    path = find(name)
    if path is None:
        return ""
    try:
        done = subprocess.run((path, _ASKED[name]), capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()
