"""Measuring: how wide a line of text is, in the site's own font, of which stand-alone drawings carry a copy.

The widths are those of the font files (a test compares them), in points at the size in which drawings are set.
"""

from __future__ import annotations

from functools import cache

SIZE = 12
"""What the style sheet sets boxes in."""
_UNITS = 2048
_FULL = 2048
"""A syllable of Hangul, or whatever else the font has not: no font for Korean is wider than its height."""
_FIRST = " "
_REGULAR = (
    *(514, 526, 776, 1228, 1244, 1766, 1248, 412, 698, 698, 964, 1284, 528, 886, 520, 684),
    *(1220, 898, 1202, 1264, 1278, 1222, 1256, 1130, 1242, 1256, 520, 520, 1284, 1284, 1284, 982),
    *(1802, 1322, 1268, 1420, 1404, 1162, 1140, 1452, 1446, 500, 1056, 1272, 1092, 1746, 1470),
    *(1488, 1238, 1488, 1246, 1244, 1252, 1448, 1322, 1874, 1254, 1298, 1218, 698, 684, 698, 906),
    *(870, 960, 1096, 1210, 1084, 1210, 1132, 690, 1186, 1152, 446, 446, 1058, 446, 1708, 1140),
    *(1162, 1186, 1186, 716, 1016, 696, 1132, 1084, 1592, 1050, 1084, 1050, 698, 626, 698, 1284),
)
"""Advance widths of the characters from space to tilde."""
_BOLD = (
    *(486, 594, 772, 1262, 1274, 1900, 1300, 408, 766, 766, 1058, 1320, 568, 908, 558, 734),
    *(1308, 940, 1234, 1294, 1322, 1264, 1296, 1162, 1292, 1296, 558, 558, 1320, 1320, 1320, 1062),
    *(1794, 1420, 1292, 1462, 1424, 1192, 1148, 1484, 1464, 530, 1098, 1330, 1108, 1786, 1458),
    *(1524, 1264, 1526, 1278, 1274, 1294, 1444, 1420, 1988, 1354, 1382, 1280, 766, 734, 766, 940),
    *(912, 972, 1126, 1238, 1132, 1238, 1162, 732, 1226, 1202, 500, 500, 1114, 500, 1770, 1196),
    *(1192, 1226, 1226, 772, 1074, 738, 1192, 1130, 1650, 1102, 1130, 1098, 766, 694, 766, 1320),
)
_OTHERS = {"·": (520, 558), "→": (1870, 1882), "…": (1560, 1674), "✓": (1722, 1734)}
_OTHERS |= {"×": (1284, 1320), "–": (964, 976), "↔": (2640, 2650)}


@cache
def width(text: str, *, bold: bool = False) -> float:
    """Return the width of a line of text."""
    return sum(_units(one, bold) for one in text) * SIZE / _UNITS


def is_known(text: str) -> bool:
    """Return whether the width of every character is that of the font, and none is only an upper bound."""
    return all(_FIRST <= one <= "~" or one in _OTHERS for one in text)


def _units(character: str, bold: bool) -> int:
    at = ord(character) - ord(_FIRST)
    if 0 <= at < len(_REGULAR):
        return (_BOLD if bold else _REGULAR)[at]
    if character in _OTHERS:
        return _OTHERS[character][bold]
    return _FULL
