"""The figures of a build: made when something that they show has changed, else taken from the cache.

The key of a figure is the content of its script, of the manifests, of the model and of the lock file. A
figure's folder in the cache is complete or absent.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from atlas.figure.catalog import CLUSTER, OTHER_CLUSTERS, SCRIPTS, figure_names, script
from atlas.figure.figure import Figure
from atlas.model.cluster import Cluster
from atlas.text.text import Lang, Text
from atlas.trouble.catalog import BROKEN, broken, broken_names
from atlas.trouble.figure import PREFIX

PROJECT = SCRIPTS.parent
CACHE = PROJECT / ".cache" / "figures"
PACKAGES = (
    *(
        "model",
        "manifests",
        "controlplane",
        "world",
        "proxy",
        "tracer",
        "what_if",
        "text",
        "figure",
        "trouble",
        "why",
    ),
    *("site/figure_html.py", "site/figures.py", "site/markup.py", "site/placing.py"),
    *("site/editions.py", "site/rule_links.py"),
    *(
        "site/state_files.py",
        "site/states.py",
        "site/things.py",
        "site/timeline.py",
        "site/ways.py",
        "site/templates",
    ),
)
"""What makes a figure, of the library; a test sees which files are opened."""
SHARED = (
    *(SCRIPTS / "atlas" / name for name in PACKAGES),
    CLUSTER,
    OTHER_CLUSTERS,
    PROJECT / "docs/assets/stylesheets/palette.css",
    PROJECT / "docs/assets/stylesheets/drawing.css",
    PROJECT / "docs/assets/fonts",
)
LOCKS = "requirements*.lock"
KEPT_VERSIONS = 4
_SIZE = re.compile(r'<svg[^>]* width="([\d.]+)" height="([\d.]+)"')

Progress = Callable[[str, int, int, str], None]
"""Called with what is made, how many are done, how many there will be, and the name of the last one."""


@dataclass(frozen=True, slots=True)
class StoredFigure:
    """A figure in the cache: HTML pieces for pages, files for download, icons."""

    name: str
    folder: Path

    def html(self, lang: Lang) -> str:
        return (self.folder / f"figure.{lang}.html").read_text(encoding="utf-8")

    def thumbnail(self) -> str:
        """Return its first scene as a small inline drawing without words."""
        return (self.folder / "thumbnail.svg").read_text(encoding="utf-8")

    def hops(self, lang: Lang, scene: int) -> str:
        """Return the hop table of a scene. Raises LookupError if the figure has no such scene."""
        path = self.folder / f"hops-{scene}.{lang}.html"
        if not path.is_file():
            raise LookupError(f"figure {self.name!r} has no scene {scene}")
        return path.read_text(encoding="utf-8")

    def size(self, drawing: str) -> tuple[str, str]:
        """Return the width and height that one of its drawings gives itself, in pixels."""
        with (self.folder / "files" / f"{drawing}.svg").open(encoding="utf-8") as text:
            size = _SIZE.search(text.readline())
        assert size is not None  # every drawing begins with its size
        return size[1], size[2]

    def drawings(self) -> list[Path]:
        """Return the stand-alone drawings."""
        return sorted((self.folder / "files").iterdir())

    def published(self) -> Iterator[tuple[str, Path]]:
        """Yield the files that the site serves, by their path below the figures' folder."""
        for path in self.drawings():
            yield path.name, path
        for path in sorted((self.folder / "dots").iterdir()):
            yield path.name, path
        for path in sorted((self.folder / "icons").iterdir()):
            yield f"icons/{path.name}", path
        for path in sorted((self.folder / "states").glob("*")):
            yield path.name, path


def stored_figures(progress: Progress) -> Mapping[str, StoredFigure]:
    """Return all figures of the site by name, after making those that are missing in the cache."""
    shared = _digest(_shared_files())
    stored = {
        name: StoredFigure(name, CACHE / f"{name}-{_digest(files, shared)}")
        for name, files in (*_of_site(), *_of_broken_clusters())
    }
    missing = [one for one in stored.values() if not one.folder.is_dir()]
    if missing:
        _make_all(missing, progress)
        _forget_old(stored)
    return stored


def of_site(figures: Mapping[str, StoredFigure]) -> Mapping[str, StoredFigure]:
    """Return the figures that have a script of their own."""
    return {name: one for name, one in figures.items() if not name.startswith(PREFIX)}


def _of_site() -> Iterator[tuple[str, list[Path]]]:
    """Yield the figures of the site, each with the file that declares it."""
    yield from ((name, [script(name)]) for name in figure_names())


def _of_broken_clusters() -> Iterator[tuple[str, list[Path]]]:
    """Yield the figures of broken clusters, each with the files of its folder."""
    for name in broken_names():
        if broken(name).trouble.drawn:
            yield PREFIX + name, sorted(one for one in (BROKEN / name).iterdir() if one.is_file())


def _shared_files() -> list[Path]:
    files = [
        path
        for place in SHARED
        for path in ([place] if place.is_file() else place.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return sorted([*files, *PROJECT.glob(LOCKS)])


def _digest(files: Iterable[Path], salt: str = "") -> str:
    digest = hashlib.sha256(salt.encode())
    for path in files:
        digest.update(path.relative_to(PROJECT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _make_all(missing: list[StoredFigure], progress: Progress) -> None:
    """Make figures on all cores. The first failure ends the build; figures already made are kept."""
    workers = min(len(missing), os.cpu_count() or 1)
    with ProcessPoolExecutor(max_workers=workers) as pool:
        names = pool.map(make, missing)
        for number, name in enumerate(names, 1):
            progress("Figures", number, len(missing), name)


def make(stored: StoredFigure) -> str:
    """Make one figure's folder in the cache and return the figure's name."""
    from atlas.figure.compose import compose
    from atlas.figure.files import files_of, portable_dot
    from atlas.figure.pictures import icon_picture
    from atlas.figure.svg import icon_name
    from atlas.figure.thumbnail import thumbnail
    from atlas.site.figure_html import figure_html, hop_table_html, rendered
    from atlas.site.state_files import state_files

    drawn, cluster = declared(stored.name)
    scenes = compose(stored.name, drawn, cluster)
    raw = rendered(scenes)
    contents: dict[str, bytes] = {"thumbnail.svg": thumbnail(scenes[0]).encode()}
    for lang in Lang:
        contents[f"figure.{lang}.html"] = figure_html(stored.name, scenes, raw, lang).encode()
        for number, scene in enumerate(scenes, 1):
            contents[f"hops-{number}.{lang}.html"] = hop_table_html(scene, lang).encode()
    for drawing, plate in raw.items():
        contents[f"files/{drawing.file_name}.svg"] = files_of(drawing, plate, ["svg"])["svg"]
        contents[f"dots/{drawing.file_name}.dot"] = portable_dot(drawing).encode()
        contents |= {f"icons/{icon_name(file)}": icon_picture(file) for file in plate.icons}
    for scene in scenes:
        if scene.explored is not None:
            contents |= state_files(stored.name, drawn, scene)
    _store(stored.folder, contents)
    return stored.name


def title_of(name: str) -> Text:
    """Return what a figure of any kind is called."""
    if name.startswith(PREFIX):
        return broken(name.removeprefix(PREFIX)).trouble.broken
    from atlas.figure.catalog import figure

    return figure(name).title


def declared(name: str) -> tuple[Figure, Cluster]:
    """Return a figure and the cluster that it draws."""
    from atlas.figure.catalog import figure, manifests_of
    from atlas.trouble.figure import base_of, figure_of
    from atlas.world.load import load

    if name.startswith(PREFIX):
        one = broken(name.removeprefix(PREFIX))
        return figure_of(one), base_of(one)
    drawn = figure(name)
    return drawn, load([manifests_of(drawn.cluster)]).cluster


def _store(folder: Path, contents: Mapping[str, bytes]) -> None:
    """Write a figure's folder under another name and move it into place when it is complete."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=folder.parent))
    for name, content in contents.items():
        path = unfinished / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    try:
        unfinished.replace(folder)
    except OSError:  # another build has made the same figure meanwhile
        shutil.rmtree(unfinished)


def _forget_old(names: Iterable[str]) -> None:
    """Keep the last few versions of each figure: another build of another state may be reading them."""
    for name in names:
        versions = [one for one in CACHE.glob(f"{name}-*") if one.name[len(name) + 1 :].isalnum()]
        for folder in sorted(versions, key=lambda one: one.stat().st_mtime)[:-KEPT_VERSIONS]:
            shutil.rmtree(folder, ignore_errors=True)
