"""Troubles on pages: the broken manifests, what `atlas why` and a lab say about them, and the repair.

What is asked of the model is asked while the site is built. What a lab printed was recorded by `scripts/record.py`.
"""

from __future__ import annotations

import json
import shlex
from functools import cache

from atlas.controlplane.service_variables import service_variables
from atlas.model.reference import parse_reference
from atlas.report.why_text import Told, why_text
from atlas.site.figures import PROJECT
from atlas.site.lab_sessions import NotRecorded
from atlas.site.manifest_comments import commented
from atlas.site.terminal import output_of
from atlas.text.text import Lang
from atlas.trouble.catalog import APP, BROKEN, Broken, broken
from atlas.trouble.trouble import words_of

RECORDED = PROJECT / "docs" / "recorded" / "broken.json"
ON_PAGE = BROKEN.relative_to(PROJECT).as_posix()


class NoSuchPart(LookupError):
    """A page asks for a part of a trouble that there is not."""


def broken_block(name: str, part: str, lang: Lang) -> str:
    """Return a part of a trouble as a block of a page. Raises UnknownTrouble, NoSuchPart, NotRecorded."""
    if part not in _PARTS:
        raise NoSuchPart(f"a trouble has no part {part!r}; there are {', '.join(_PARTS)}")
    return _PARTS[part](broken(name), lang)


def _manifest(one: Broken, lang: Lang) -> str:
    return f'```yaml title="{ON_PAGE}/{one.name}/{APP}"\n{commented(one.app.rstrip(), lang)}\n```'


def _why(one: Broken, lang: Lang) -> str:
    """Return what `atlas why` says, but not its difference, which a page shows apart."""
    said = why_text(one.case, [Told(one.diagnosis, one.repairs)], lang)
    if one.repairs:
        said = said[: said.index(f"--- {ON_PAGE}")].rstrip() + "\n"
    return f"```console\n$ atlas why -q {ON_PAGE}/{one.name} {shlex.quote(one.trouble.target)}\n{said}```"


def _trace(one: Broken, lang: Lang) -> str:
    """Return the short answer of `atlas trace` about the connection."""
    words = shlex.join((*words_of(one.trouble.flow), *one.trouble.words, "--brief"))
    command = f"trace -q {ON_PAGE}/{one.name} {words}"
    return f"```console\n$ atlas {command}\n{output_of(command, lang, 0)}```"


def _repair(one: Broken, lang: Lang) -> str:
    if not one.difference:
        raise NoSuchPart(f"no manifest of {one.name} has to change: there is no difference to show")
    return f"```diff\n{one.difference}```"


def _lab(one: Broken, lang: Lang) -> str:
    """Return the connection in a lab of the broken cluster."""
    return _session(one, "broken", lang)


def _healed(one: Broken, lang: Lang) -> str:
    """Return the connection in a lab after the repair; the commands are the same if manifests were changed."""
    return _session(one, "healed", lang)


def commands(one: Broken, state: str) -> tuple[str, str]:
    """Return the options for bringing a lab up, besides the manifests, and the probe: `broken` or `healed`."""
    trouble = one.trouble
    happened = trouble.words if state == "broken" else ()
    flow = trouble.flow if state == "broken" else (trouble.afterwards or trouble.flow)
    words = ["probe", *words_of(flow)]
    if trouble.connections > 1:
        words += ["--connections", str(trouble.connections)]
    return shlex.join(happened), " ".join((shlex.join(words), *trouble.options.split()))


def _session(one: Broken, state: str, lang: Lang) -> str:
    up, probe = commands(one, state)
    output = recorded().get(one.name, {}).get(state, {}).get(lang.value)
    if output is None:
        raise NotRecorded(
            f"nothing is recorded of {one.name}, {state}; record it with: python3 scripts/record.py --broken"
        )
    shown = f"$ atlas lab up {ON_PAGE}/{one.name} {up}".rstrip()
    return f"```console\n{shown} --detach\n$ atlas lab {probe}\n{output}```"


@cache
def recorded() -> dict[str, dict[str, dict[str, str]]]:
    """Return what labs printed: by broken cluster, state and language."""
    if not RECORDED.is_file():
        return {}
    found: dict[str, dict[str, dict[str, str]]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found


def _variables(one: Broken, lang: Lang) -> str:
    """Return the variables that the Service connected to makes in the Pods of its namespace."""
    service = parse_reference(one.trouble.flow.to).without_port()
    prefix = service.name.upper().replace("-", "_")
    lines = [
        f"{name}={value}"
        for name, value in service_variables(one.cluster, service.namespace)
        if name.startswith(f"{prefix}_")
    ]
    return "```console\n" + "\n".join((f"$ env | grep {prefix}_", *lines)) + "\n```"


_PARTS = {
    "manifest": _manifest,
    "why": _why,
    "trace": _trace,
    "repair": _repair,
    "lab": _lab,
    "healed": _healed,
    "variables": _variables,
}
