"""Text of the palette can be read, and lines can be seen, in both colour schemes."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from atlas.figure.palette import palettes

TEXT, LINE = 4.5, 3.0
"""Least contrast by WCAG 2.2: of text (1.4.3) and of what one must see to understand a picture (1.4.11)."""

GROUNDS = ("paper", "node", "ground-1", "ground-2")
PAPERS = (*GROUNDS, "box", "kernel", "outside", "config")
PAIRS = [
    *((TEXT, word, paper) for word in ("ink", "muted") for paper in PAPERS),
    *(
        (TEXT, word, paper)
        for word in ("link", "accent", "bad", "good", "control")
        for paper in GROUNDS
    ),
    *((TEXT, f"code-{kind}", "code") for kind in ("comment", "key", "string", "number", "keyword")),
    *((TEXT, "badge-text", badge) for badge in ("request", "reply", "bad", "control")),
    (TEXT, "band-text", "band"),
    *(
        (LINE, way, paper)
        for way in ("request", "reply", "bad", "control", "other")
        for paper in GROUNDS
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
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> tuple[float, ...]:
    """Return the linear channels of a colour written as #rrggbb, each from 0 to 1."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )


SEEN_WITH = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}  # fmt: skip
"""What becomes of linear red, green and blue (Machado, Oliveira, Fernandes 2009, severity 1.0)."""

APART = 15.0
"""Least distance (CIE 1976) of two kinds of lines; 2.3 is what one just notices side by side."""


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", SEEN_WITH)
def test_kinds_of_lines_stay_apart_for_every_eye(eyes: str, scheme: int) -> None:
    colours = palettes()[scheme]
    kinds = ("request", "reply", "bad", "other", "control")
    seen = {one: lab(as_seen(colours[f"--atlas-{one}"], eyes)) for one in kinds}
    near = {
        (one, other): round(math.dist(seen[one], seen[other]), 1)
        for one, other in combinations(kinds, 2)
        if math.dist(seen[one], seen[other]) < APART
    }
    assert near == {}


def as_seen(colour: str, eyes: str) -> tuple[float, ...]:
    """Return the linear channels that these eyes see, each from 0 to 1."""
    channels = linear(colour)
    rows = (sum(a * b for a, b in zip(row, channels, strict=True)) for row in SEEN_WITH[eyes])
    return tuple(min(1.0, max(0.0, one)) for one in rows)


def lab(channels: tuple[float, ...]) -> tuple[float, float, float]:
    """Return CIE L*a*b* of linear sRGB under D65."""
    red, green, blue = channels
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        one ** (1 / 3) if one > (6 / 29) ** 3 else one / (3 * (6 / 29) ** 2) + 4 / 29
        for one in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
