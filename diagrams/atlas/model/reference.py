"""References: how code, tests, command line and pages name one object of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_NAMESPACE = "default"
CLUSTER_WIDE = frozenset(
    {
        "namespace",
        "node",
        "servicecidr",
        "ingressclass",
        "gatewayclass",
        "kubeproxyconfiguration",
        "podnetwork",
        "client",
        "loadbalancer",
        "httpproxy",
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One object: `pod/web-1`, `service/kube-system/kube-dns:dns`, `node/node-a`, `client/laptop`.

    `kind` is the lower-case kind, `namespace` is empty for objects that have none, `port` is the
    name or number of a Service port, or empty.
    """

    kind: str
    name: str
    namespace: str = ""
    port: str = ""

    def __str__(self) -> str:
        inside = "" if self.namespace in ("", DEFAULT_NAMESPACE) else f"{self.namespace}/"
        return f"{self.kind}/{inside}{self.name}" + (f":{self.port}" if self.port else "")

    def without_port(self) -> Reference:
        """Return the reference to the object itself."""
        return Reference(self.kind, self.name, self.namespace)


def parse_reference(text: str, namespace: str = DEFAULT_NAMESPACE) -> Reference:
    """Return the reference that `text` spells; a missing namespace means `namespace`.

    Raises ValueError if `text` is not of the form kind/[namespace/]name[:port].
    """
    path, _, port = text.partition(":")
    kind, *names = path.split("/")
    if not kind or not 1 <= len(names) <= 2 or not all(names):
        raise ValueError(f"{text!r} is not a reference like pod/NAME or service/NAME:PORT")
    if kind in CLUSTER_WIDE:
        return Reference(kind, names[-1], "", port)
    return Reference(kind, names[-1], names[0] if len(names) == 2 else namespace, port)
