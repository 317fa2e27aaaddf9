"""How packets are written: the same in figures, tables and on the command line."""

from __future__ import annotations

from atlas.model.network import PORT_CHOSEN_BY_KERNEL, Address, Packet


def address_and_port(address: Address, port: int) -> str:
    """Return `address:port`, with `*` for a port that the kernel chooses."""
    shown = "*" if port == PORT_CHOSEN_BY_KERNEL else str(port)
    return f"[{address}]:{shown}" if address.version == 6 else f"{address}:{shown}"


def packet_text(packet: Packet) -> str:
    """Return a packet as `source → destination`."""
    source = address_and_port(packet.source, packet.source_port)
    return f"{source} → {address_and_port(packet.destination, packet.destination_port)}"
