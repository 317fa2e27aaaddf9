"""Cuts the site's font out of Pretendard: `python scripts/subset_font.py [FOLDER OF THE UNPACKED NPM PACKAGE]`.

Without a folder the package is fetched with `npm pack`. Needs fontTools and brotli. Run it when a test says that headings
use a syllable that the first file lacks. Pretendard is under the Open Font License, which reserves its name: the
cut font is called "Atlas Sans". The TTF files are outlines for PNG figures; they are not put on the site.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

from atlas.site.glyphs import LATIN, displayed, ks_x_1001, ranges_without, syllables

PROJECT = Path(__file__).parents[1]
FONTS = PROJECT / "docs" / "assets" / "fonts"
SHEET = PROJECT / "docs" / "assets" / "stylesheets" / "fonts.css"
SECOND = "atlas-sans-hangul-600-rest.woff2"
SOURCE = "pretendard@1.3.9"
FAMILY = "Atlas Sans"
STYLES = {400: "Regular", 600: "SemiBold"}


def main() -> None:
    """Write all font files and say how large they are."""
    parser = argparse.ArgumentParser(description="Cut the site's font out of Pretendard.")
    parser.add_argument("folder", nargs="?", type=Path, help="unpacked npm package of Pretendard")
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as workspace:
        cut(folder or fetch(Path(workspace)))


def fetch(workspace: Path) -> Path:
    """Return the folder of the package, fetched into the workspace."""
    subprocess.run(
        ["npm", "pack", "--silent", SOURCE], cwd=workspace, check=True, stdout=subprocess.DEVNULL
    )
    with tarfile.open(next(workspace.glob("*.tgz"))) as archive:
        archive.extractall(workspace, filter="data")
    return workspace / "package"


def cut(package: Path) -> None:
    """Write the subsets of that package's outlines."""
    first = syllables(displayed(PROJECT / "docs" / "ko"))
    rest = "".join(sorted(set(ks_x_1001()) - set(first)))
    everything = "".join(path.read_text(encoding="utf-8") for path in _sources())
    write(package, 400, LATIN, "atlas-sans-latin-400.woff2")
    write(package, 600, LATIN, "atlas-sans-latin-600.woff2")
    write(package, 600, first, "atlas-sans-hangul-600.woff2")
    write(package, 600, rest, SECOND)
    for weight in STYLES:
        write(package, weight, LATIN + syllables(everything), f"atlas-sans-{weight}.ttf")
    limit_second(ranges_without(first))
    licence = (package / "dist" / "LICENSE.txt").read_text(encoding="utf-8")
    (FONTS / "OFL.txt").write_text(licence, encoding="utf-8")


def write(package: Path, weight: int, characters: str, name: str) -> None:
    """Write one file with those characters in that weight."""
    options = subset.Options(
        flavor="woff2" if name.endswith("woff2") else None,
        layout_features=["kern", "tnum"],
        hinting=False,
        name_IDs=[0, 1, 2, 4, 6, 14],
        recalc_timestamp=False,
    )
    outlines = (
        package / "dist" / "public" / "static" / "alternative" / f"Pretendard-{STYLES[weight]}.ttf"
    )
    font = subset.load_font(outlines, options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=characters)
    cutter.subset(font)
    rename(font)
    subset.save_font(font, FONTS / name, options)
    print(
        f"{name}  {len(set(characters))} characters  {(FONTS / name).stat().st_size / 1000:.1f} kB"
    )


def limit_second(ranges: str) -> None:
    """Have a browser fetch the second file for syllables in those ranges only."""
    css = SHEET.read_text(encoding="utf-8")
    lines = [
        re.sub(r"unicode-range: [^;]*", f"unicode-range: {ranges}", line)
        if SECOND in line
        else line
        for line in css.splitlines()
    ]
    SHEET.write_text("\n".join(lines) + "\n", encoding="utf-8")


def rename(font: TTFont) -> None:
    """Give the font its own name, because that of its source is reserved."""
    names = font["name"]
    names.names = [name for name in names.names if name.platformID == 3 and name.langID == 0x409]
    for record in (1, 4, 6):
        names.setName(FAMILY.replace(" ", "") if record == 6 else FAMILY, record, 3, 1, 0x409)


def _sources() -> list[Path]:
    return sorted([*(PROJECT / "docs").rglob("*.md"), *(PROJECT / "diagrams").rglob("*.py")])


if __name__ == "__main__":
    sys.exit(main())
