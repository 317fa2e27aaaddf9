"""Commands on pages: `atlas` is run while the site is built, and its output is what the reader sees."""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

from atlas.cli.main import run
from atlas.figure.catalog import CLUSTER
from atlas.model.cluster import Cluster
from atlas.site.facts import fact
from atlas.site.figures import PROJECT
from atlas.text.text import Lang

CLUSTER_ON_PAGE = CLUSTER.relative_to(PROJECT).as_posix()
"""How a reader names the site's cluster, in the folder of the project."""


_FACT = re.compile(r"\{(\S+) (\w+)\}")


class CommandFailed(AssertionError):
    """A command on a page is not accepted; the message is what it said."""


def terminal(
    cluster: Cluster, command: str, lang: Lang, expected: int = 0, folder: Path | None = None
) -> str:
    """Return a command and what it prints, as a block of a page. Raises CommandFailed, UnknownFact.

    CLUSTER in the command stands for the site's cluster, `{node/node-a ip}` for a fact of it, and the name of a file of
    `folder` for that file.
    """
    command = _FACT.sub(lambda found: fact(cluster, found[1], found[2]), command)
    shown = command.replace("CLUSTER", CLUSTER_ON_PAGE)
    output = output_of(command, lang, expected, folder)
    # In a console a line that begins with # is a command of root; in rules it is a remark.
    language = "text" if output.startswith("#") else "console"
    return f"```{language}\n$ atlas {shown}\n{output}```"


@cache
def output_of(command: str, lang: Lang, expected: int, folder: Path | None = None) -> str:
    """Return what `atlas` prints about a command in the folder of the project. Raises CommandFailed."""
    words = [word.replace("CLUSTER", str(CLUSTER)) for word in shlex.split(command)]
    if folder is not None:
        words = [str(folder / word) if (folder / word).is_file() else word for word in words]
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            code = run([*words, "--lang", lang.value])
        except SystemExit as stopped:  # argparse refuses an argument
            code = int(stopped.code or 0)
    if code != expected:
        raise CommandFailed(f"atlas {command}: exit code {code}\n{errors.getvalue()}")
    return out.getvalue()
