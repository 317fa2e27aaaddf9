"""PNG files of all drawings, for download. Slow to make, so kept by the content of their drawing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from atlas.figure.palette import FONTS
from atlas.figure.writing import write_whole
from atlas.site.figures import PROJECT, Progress, StoredFigure

CACHE = PROJECT / ".cache" / "png"
MOST_KEPT = 1000


def png_files(figures: Iterable[StoredFigure], progress: Progress | None) -> Mapping[str, Path]:
    """Return the PNG files by name; those that are missing in the cache are made if `progress` is given."""
    drawings = {path for one in figures for path in one.drawings()}
    fonts = hashlib.sha256(b"".join(font.read_bytes() for font in sorted(FONTS.glob("*.ttf"))))
    kept = {path: CACHE / f"{_digest(path, fonts.digest())}.png" for path in sorted(drawings)}
    missing = [(drawing, file) for drawing, file in kept.items() if not file.is_file()]
    if missing and progress:
        with ProcessPoolExecutor(max_workers=min(len(missing), os.cpu_count() or 1)) as pool:
            for done, name in enumerate(pool.map(_make, missing, chunksize=4), 1):
                progress("PNG files", done, len(missing), name)
        _forget_old()
    return {f"{drawing.stem}.png": file for drawing, file in kept.items() if file.is_file()}


def _digest(drawing: Path, salt: bytes) -> str:
    return hashlib.sha256(salt + drawing.read_bytes()).hexdigest()[:20]


def _make(job: tuple[Path, Path]) -> str:
    from atlas.figure.pictures import png  # late: only PNG files need the renderer

    drawing, file = job
    write_whole({file: png(drawing.read_text(encoding="utf-8"), sorted(FONTS.glob("*.ttf")))})
    return file.name


def _forget_old() -> None:
    for file in sorted(CACHE.glob("*.png"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
        file.unlink(missing_ok=True)
