"""Faults: what is broken in the networks around and between nodes, beside machines that are off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Faults:
    """Which nodes suffer from what, by their names."""

    overlay_cut: frozenset[str] = frozenset()
    """Packets to Pods do not pass between the node and the others, as if a firewall blocked the overlay's port."""
    no_hairpin: frozenset[str] = frozenset()
    """The node's bridge sends nothing back through the port that it came in by."""
    node_ports_closed: frozenset[str] = frozenset()
    """A firewall before the node lets nothing in to node ports from outside the cluster."""
    dns_lost: frozenset[str] = frozenset()
    """Answers of DNS servers get lost before they reach programs on the node."""
    probes_failing: frozenset[str] = frozenset()
    """Health checks of load balancers fail on the node, which works: they ask for something else, or never arrive."""


NO_FAULTS = Faults()
