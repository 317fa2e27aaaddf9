"""Reading a running cluster: one call of the user's own kubectl, which only reads, and never Secrets."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.cli.errors import UnfitMachineError

FILE = Path("kubectl-get.json")
"""What the answer is called in messages and differences."""
KINDS = (
    "nodes",
    "namespaces",
    "pods",
    "services",
    "endpointslices.discovery.k8s.io",
    "deployments.apps",
    "statefulsets.apps",
    "daemonsets.apps",
    "ingresses.networking.k8s.io",
    "ingressclasses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
)
GATEWAY_KINDS = (
    "gatewayclasses.gateway.networking.k8s.io",
    "gateways.gateway.networking.k8s.io",
    "httproutes.gateway.networking.k8s.io",
    "referencegrants.gateway.networking.k8s.io",
)
"""Not every cluster has them; kubectl answers nothing at all if one kind is missing."""
_FORBIDDEN = re.compile(r'cannot list resource "([^"]+)"')
_MISSING = re.compile(r'doesn\'t have a resource type "([^"]+)"')
_LONGEST_COMPLAINT = 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """What kubectl has printed, and the kinds that it was not allowed to read or that the cluster does not have."""

    text: str
    forbidden: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def fetch(namespace: str = "", context: str = "") -> Fetched:
    """Return the objects of a namespace, or of all. Raises UnfitMachineError if kubectl answers nothing."""
    done = _kubectl((*KINDS, *GATEWAY_KINDS), namespace, context)
    missing = _MISSING.search(done.stderr)
    if missing is not None and not done.stdout.strip():
        done = _kubectl(KINDS, namespace, context)
    if not done.stdout.strip():
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise UnfitMachineError(f"kubectl: {lines[0][:_LONGEST_COMPLAINT]}")
    forbidden = tuple(dict.fromkeys(_FORBIDDEN.findall(done.stderr)))
    return Fetched(done.stdout, forbidden, ("gateway.networking.k8s.io",) if missing else ())


def _kubectl(
    kinds: Sequence[str], namespace: str, context: str
) -> subprocess.CompletedProcess[str]:
    where = ["-n", namespace] if namespace else ["--all-namespaces"]
    command = ["kubectl", *(["--context", context] if context else [])]
    command += ["get", ",".join(kinds), *where, "-o", "json", "--ignore-not-found"]
    try:
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    except FileNotFoundError:
        raise UnfitMachineError("kubectl is not installed, or not on the PATH") from None
