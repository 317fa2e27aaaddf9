"""Builds the package; all about it stands in pyproject.toml, but for the files that it takes from other folders."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

TAKEN = {
    "sample": "diagrams/cluster",
    "schemas": "docs/assets/schemas",
    "assets/stylesheets": "docs/assets/stylesheets",
    "assets/fonts": "docs/assets/fonts",
    "assets/javascripts": "docs/assets/javascripts",
}
"""Folders of the package `atlas` that a checkout has elsewhere."""


class BuildWithData(build_py):
    """Builds the modules and adds the sample cluster, the schemas of answers, and what drawings take from the site; a link to a checkout needs none of it."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for name, source in TAKEN.items():
                target = Path(self.build_lib, "atlas", name)
                shutil.rmtree(target, ignore_errors=True)
                shutil.copytree(Path(__file__).parent / source, target)


setup(cmdclass={"build_py": BuildWithData})
