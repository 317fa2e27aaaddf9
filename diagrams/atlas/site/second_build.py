"""The English build, run beside the Korean one so that both take about the time of one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from atlas.site.editions import Edition


class SecondBuildFailed(Exception):
    """The other edition could not be built; the message is what MkDocs said."""


@dataclass(frozen=True, slots=True)
class SecondBuild:
    """A build of another edition that is under way in a process of its own."""

    edition: Edition
    process: subprocess.Popen[str]
    workspace: tempfile.TemporaryDirectory[str]

    def finish(self, site: Path) -> str:
        """Wait, put the edition into its folder of the site and return what the build warned of.

        Raises SecondBuildFailed if the build failed; the site is left as it is.
        """
        said, _ = self.process.communicate()
        try:
            if self.process.returncode:
                raise SecondBuildFailed(said.strip())
            shutil.move(built_in(self.workspace), site / self.edition.prefix)
        finally:
            self.workspace.cleanup()
        return "\n".join(line for line in said.splitlines() if line.startswith("WARNING"))

    def abandon(self) -> None:
        """Stop the build, if it still runs, and leave nothing behind."""
        self.process.kill()
        self.process.communicate()
        self.workspace.cleanup()


def built_in(workspace: tempfile.TemporaryDirectory[str]) -> Path:
    """Return the folder that the edition is built in: a new one, with the permissions that folders have here."""
    return Path(workspace.name, "site")


def start(
    generator: str, edition: Edition, project: Path, root_url: str, strict: bool
) -> SecondBuild:
    """Begin to build an edition of the site that will live at `root_url`, with the generator that builds the first."""
    workspace = tempfile.TemporaryDirectory(prefix="atlas-edition-", ignore_cleanup_errors=True)
    command = [sys.executable, "-m", generator, "build"]
    command += [
        "--config-file",
        str(project / edition.config_file),
        "--site-dir",
        str(built_in(workspace)),
    ]
    process = subprocess.Popen(
        command + ["--strict"] * strict,
        cwd=project,
        env=os.environ | {"SITE_URL": root_url, "NO_MKDOCS_2_WARNING": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return SecondBuild(edition, process, workspace)
