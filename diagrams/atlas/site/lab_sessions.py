"""Lab sessions on pages: commands whose output was recorded from a running lab.

A build needs no lab: what it prints was recorded by `scripts/record.py`. The checks bring a lab up, run every session
again, and fail if a page shows something else.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from atlas.model.cluster import Cluster
from atlas.site.facts import fact
from atlas.site.figures import PROJECT
from atlas.text.text import Lang

RECORDED = PROJECT / "docs" / "recorded" / "lab.json"
RUN = PROJECT / "docs" / "recorded" / "lab-run.json"
"""The date of each recording, by session."""
_CALL = re.compile(r"\{\{\s*(lab\(.*?\))\s*\}\}", re.DOTALL)
_FACT = re.compile(r"\{(\S+) (\w+)\}")


class NotRecorded(AssertionError):
    """A page shows a session of which nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Session:
    """Commands of `atlas lab`, run one after the other in a fresh lab that was brought up with the options `up`."""

    commands: tuple[str, ...]
    up: str = ""

    @property
    def key(self) -> str:
        """How the recording names the session."""
        return "\n".join((f"up {self.up}".rstrip(), *self.commands))

    @property
    def folder(self) -> str:
        """The folder with the manifests of the lab, as it is written; "" for the site's own cluster."""
        return next((word for word in self.up.split() if (PROJECT / word).is_dir()), "")


def session_block(session: Session, cluster: Cluster, lang: Lang) -> str:
    """Return the session as a block of a page. Raises NotRecorded, UnknownFact."""
    outputs = recorded().get(session.key, {}).get(lang.value)
    if outputs is None:
        raise NotRecorded(
            f"nothing is recorded of this lab session; record it with: python3 scripts/record.py\n{session.key}"
        )
    lines = [f"$ atlas lab up {session.up}".rstrip() + " --detach"]
    for command, output in zip(session.commands, outputs, strict=True):
        lines += [f"$ atlas lab {with_facts(command, cluster)}", *output.splitlines()]
    return "```console\n" + "\n".join(lines) + "\n```"


def origin_of(session: Session, cluster: Cluster) -> dict[str, str]:
    """Return where the recording of a session comes from: its date, and whose rules it ran with in that cluster."""
    known = dates()
    return {
        "date": known.get(session.key) or max(known.values()),
        "release": f"v1.{cluster.release.minor}",
    }


def dates() -> dict[str, str]:
    """Return when each session was recorded."""
    found: dict[str, str] = json.loads(RUN.read_text(encoding="utf-8"))
    return found


def with_facts(command: str, cluster: Cluster) -> str:
    """Return the command with `{node/node-a ip}` and the like filled in. Raises UnknownFact."""
    return _FACT.sub(lambda found: fact(cluster, found[1], found[2]), command)


def sessions_on(pages: Iterable[Path]) -> Iterator[Session]:
    """Yield the sessions of pages in their order, each once."""
    seen: dict[Session, None] = {}
    for page in pages:
        for call in _CALL.findall(page.read_text(encoding="utf-8")):
            seen.setdefault(_session(call))
    yield from seen


def _session(call: str) -> Session:
    """Return the session that a macro's call describes. Raises ValueError for anything but text in it."""
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call):
        raise ValueError(f"not a call: {call}")
    words = {one.arg: ast.literal_eval(one.value) for one in node.keywords}
    return Session(tuple(ast.literal_eval(one) for one in node.args), words.get("up", ""))


@cache
def recorded() -> dict[str, dict[str, list[str]]]:
    """Return all that is recorded: outputs by session and language."""
    if not RECORDED.is_file():
        return {}
    found: dict[str, dict[str, list[str]]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found
