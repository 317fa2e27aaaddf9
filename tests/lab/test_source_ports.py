"""No two connections of a lab have the same source port, whoever makes them."""

from __future__ import annotations

import socket

from atlas_lab.observe import SourcePorts


def test_two_machines_get_different_ports() -> None:
    """A node that masquerades its Pods would take their connections for its own, and replace a port."""
    ports = SourcePorts()
    with socket.socket() as node, socket.socket() as pod:
        for end in (node, pod):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            ports.give(end)
        assert node.getsockname()[1] != pod.getsockname()[1]
