"""Open ports: what programs wait for. What is said of them, and what it means for one packet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from atlas.model.network import Address, Family, Protocol, family_of

LISTENS_ANNOTATION = "atlas.example/listens"
"""Says where the programs of a Pod, a node or a client wait for packets; then they do so nowhere else."""


@dataclass(frozen=True, slots=True)
class OpenPort:
    """A port that a program has open: at one address, at all addresses of one family, or (with neither) at all."""

    number: int
    protocol: Protocol = Protocol.TCP
    address: Address | None = None
    family: Family | None = None

    def has_number(self, port: int, protocol: Protocol) -> bool:
        """Return whether it is this port, whatever its address is."""
        return self.number == port and self.protocol is protocol

    def takes(self, address: Address, port: int, protocol: Protocol) -> bool:
        """Return whether a packet with that destination finds it."""
        return (
            self.has_number(port, protocol)
            and self.address in (None, address)
            and self.family in (None, family_of(address))
        )

    def __str__(self) -> str:
        port = str(self.number)
        if self.protocol is not Protocol.TCP:
            port += f"/{self.protocol.value}"
        if self.address is not None:
            host = f"[{self.address}]" if self.address.version == 6 else str(self.address)
            return f"{host}:{port}"
        return f"{self.family.value}:{port}" if self.family is not None else port


@dataclass(frozen=True, slots=True)
class Listening:
    """What is known of where programs listen, apart from the ports that containers declare.

    `stated` is what the annotation says, and all there is; None without it. `probed` are ports that probes find open.
    """

    stated: tuple[OpenPort, ...] | None = None
    probed: tuple[OpenPort, ...] = ()
    expects_proxy_protocol: bool = False
    sidecar: str = ""
    """The container of a service mesh that takes TCP connections in place of the programs, or ""."""
    declines_sidecar: bool = False
    """Whether the Pod says that it wants none, whatever its Namespace says."""


PROXY_PROTOCOL_ANNOTATION = "atlas.example/proxy-protocol"
"""Says that the programs of a Pod expect a PROXY protocol header at the beginning of each TCP connection."""
NOTHING_SAID = Listening()


def in_words(ports: Iterable[OpenPort]) -> str:
    """Return the ports as the annotation has them: `8080, 127.0.0.1:9901`."""
    return ", ".join(map(str, ports))
