"""How packets are written: the same in figures, tables and on the command line."""

from __future__ import annotations

from atlas.model.network import PORT_CHOSEN_BY_KERNEL, PORT_PERHAPS_KEPT, Address, Packet


def address_and_port(address: Address, port: int) -> str:
    """Return `address:port`, with `*` for a port that the kernel chooses, or may choose."""
    shown = "*" if port in (PORT_CHOSEN_BY_KERNEL, PORT_PERHAPS_KEPT) else str(port)
    return f"[{address}]:{shown}" if address.version == 6 else f"{address}:{shown}"


def ends_text(packet: Packet) -> tuple[str, str]:
    """Return source and destination of a packet; an ICMP echo has no ports."""
    if not packet.has_ports:
        return str(packet.source), str(packet.destination)
    return (
        address_and_port(packet.source, packet.source_port),
        address_and_port(packet.destination, packet.destination_port),
    )


def packet_text(packet: Packet) -> str:
    """Return a packet as `source → destination`."""
    return " → ".join(ends_text(packet))
