"""Icons: one family of lines on a grid of 24, drawn here because the diagrams library has pictures of many styles.

Each stands for the picture that the library has for the same thing: the engine reads only the size of that. Colours come from
the style sheet, so an icon follows the scheme of the page.
"""

from __future__ import annotations

from collections.abc import Mapping

GRID = 24
PICTURED: Mapping[str, str] = {
    "pod": "pod",
    "svc": "service",
    "load-balancer": "balancer",
    "router": "router",
    "client": "client",
    "sql": "database",
    "coredns": "dns",
    "ing": "ingress",
    "ns": "gateway",
    "ep": "endpointslice",
    "netpol": "policy",
    "internet": "cloud",
}
"""What the library's picture of each name stands for here."""
SHAPES: Mapping[str, str] = {
    "pod": "M12 2l8 5v10l-8 5l-8-5v-10zM12 22v-10l8-5M12 12l-8-5",
    "service": "M9 3h6v5h-6zM12 8v4M5 16v-4h14v4M12 12v4M3 16h4v4h-4zM10 16h4v4h-4zM17 16h4v4h-4z",
    "balancer": "M2 12h8l7-6M10 12h8M10 12l7 6M13.5 5.5l3.5 .5l-.5 3.5M15.5 9.5l2.5 2.5l-2.5 2.5M16.5 14.5l.5 3.5l-3.5 .5",
    "router": "M3 9c0-5 18-5 18 0v6c0 5-18 5-18 0zM3 9c0 5 18 5 18 0M9 7.5l6 3M15 7.5l-6 3",
    "client": "M5 5h14v10h-14zM5 15l-3 4h20l-3-4",
    "database": "M5 6c0-4 14-4 14 0v12c0 4-14 4-14 0zM5 6c0 4 14 4 14 0M5 12c0 4 14 4 14 0",
    "dns": "M12 3v18M5 4h11l3 3l-3 3h-11zM19 12h-11l-3 3l3 3h11z",
    "kernel": "M7 7h10v10h-10zM10 3v4M14 3v4M10 17v4M14 17v4M3 10h4M3 14h4M17 10h4M17 14h4",
    "ingress": "M13 4h7v16h-7M3 12h12M11 8l4 4l-4 4",
    "gateway": "M2 20h20M4 20v-9a8 8 0 0 1 16 0v9M9 20v-8a3 3 0 0 1 6 0v8",
    "endpointslice": "M4 4h16v16h-16zM8 9h8M8 12.5h8M8 16h5",
    "policy": "M12 3l8 3v6c0 5-4 8-8 9c-4-1-8-4-8-9v-6zM8.5 12l2.5 2.5l4.5-5",
    "cloud": "M7 19a4.5 4.5 0 0 1-.5-9a6 6 0 0 1 11.5-.5a4.8 4.8 0 0 1-.5 9.5z",
}
"""The line of each icon, by what it stands for."""


def shape(name: str) -> str:
    """Return the line of an icon, by the name of the library's picture for which it stands."""
    return SHAPES[PICTURED[name]]
