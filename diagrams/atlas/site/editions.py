"""The two editions of the site: where each lives, and how one finds the same page in the other."""

from __future__ import annotations

from dataclasses import dataclass

from atlas.text.text import Lang


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site: its folder below the root, its configuration and its locale."""

    lang: Lang
    prefix: str
    config_file: str
    locale: str

    def home(self, root: str) -> str:
        """Return the address of this edition's first page in the site at `root` (a URL or a path, ending in /)."""
        return root + self.prefix

    def root(self, home: str) -> str:
        """Return the root of the site in which this edition's first page has the address `home`."""
        return home.removesuffix(self.prefix)


KOREAN = Edition(Lang.KO, "", "mkdocs.yml", "ko_KR")
ENGLISH = Edition(Lang.EN, "en/", "mkdocs.en.yml", "en_US")
EDITIONS = (KOREAN, ENGLISH)


def edition(language: str) -> Edition:
    """Return the edition in that language."""
    return next(each for each in EDITIONS if each.lang == language)


def counterpart(this: Edition) -> Edition:
    """Return the edition in the other language."""
    return ENGLISH if this is KOREAN else KOREAN


def way(page: str, this: Edition, target: str, other: Edition) -> str:
    """Return the relative address that leads from a page of one edition to a page of the other."""
    return "../" * (page.count("/") + this.prefix.count("/")) + other.prefix + target
