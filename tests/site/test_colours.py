"""Text of the palette can be read, and lines can be seen, in both colour schemes."""

from __future__ import annotations

import pytest

from atlas.figure.palette import palettes

TEXT, LINE = 4.5, 3.0
"""Least contrast by WCAG 2.2: of text (1.4.3) and of what one must see to understand a picture (1.4.11)."""

PAPERS = ("paper", "node", "box", "kernel", "outside", "config")
PAIRS = [
    *((TEXT, word, paper) for word in ("ink", "muted") for paper in PAPERS),
    *(
        (TEXT, word, paper)
        for word in ("link", "accent", "bad", "good", "control")
        for paper in ("paper", "node")
    ),
    *((TEXT, f"code-{kind}", "code") for kind in ("comment", "key", "string", "number", "keyword")),
    *((TEXT, "badge-text", badge) for badge in ("request", "reply", "bad", "control")),
    (TEXT, "band-text", "band"),
    *(
        (LINE, way, paper)
        for way in ("request", "reply", "bad", "control", "other")
        for paper in ("paper", "node")
    ),
    *((LINE, f"{shape}-line", "paper") for shape in ("box", "kernel", "outside", "config")),
    (LINE, "band-mark", "band"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "front", "back"), PAIRS, ids=lambda value: str(value))
def test_contrast(least: float, front: str, back: str, scheme: int) -> None:
    colours = palettes()[scheme]
    assert contrast(colours[f"--atlas-{front}"], colours[f"--atlas-{back}"]) >= least


def test_contrast_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours as WCAG defines it."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour written as #rrggbb."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
