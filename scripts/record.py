#!/usr/bin/env python3
"""Run the lab sessions that pages show, and record what they print, in both languages.

With --evidence the model is compared with the kernel, and what is found is recorded, with the commit that is compared.

With --missing only new sessions are run. With --check nothing is written: it fails if a page shows something other than what a lab prints now. Such a session is
run once more with no other lab running, and the output says so: on a slow machine connections of several labs may be late.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import shlex
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bootstrap import enter
from environment import CHECKS_LOCK, EXIT_ENVIRONMENT, EXIT_FAILED, PROJECT

if TYPE_CHECKING:
    from atlas.site.lab_sessions import Session

SIDE_BY_SIDE = 4
"""Labs that run at the same time; most of a session is waiting."""


def main() -> None:
    """Record what was asked for, or compare it with what is recorded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if something differs"
    )
    parser.add_argument(
        "--missing", action="store_true", help="run only sessions of which nothing is recorded"
    )
    parser.add_argument(
        "--evidence",
        action="store_true",
        help="record a run of `atlas agree` in place of the sessions",
    )
    parser.add_argument(
        "--broken",
        action="store_true",
        help="record only what nothing is recorded of yet, of broken clusters",
    )
    options = parser.parse_args()
    enter(CHECKS_LOCK)
    os.chdir(PROJECT)
    if options.evidence:
        record_evidence()
    elif options.broken:
        record_broken(everything=False)
    else:
        record_sessions(only_compare=options.check, only_missing=options.missing)


def record_sessions(*, only_compare: bool, only_missing: bool = False) -> None:
    """Record the sessions, or compare them with what is recorded. Raises SystemExit if they differ."""
    from atlas.site.lab_sessions import RECORDED, RUN, dates, recorded, sessions_on

    sessions = tuple(sessions_on(sorted((PROJECT / "docs" / "ko").rglob("*.md"))))
    known = recorded() if only_missing else {}
    wanted = [(one, lang) for one in sessions if one.key not in known for lang in ("ko", "en")]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        outputs = with_progress(threads.map(lambda pair: run(*pair), wanted), len(wanted))
        now: dict[str, dict[str, list[str]]] = {}
        for (session, lang), output in zip(wanted, outputs, strict=True):
            now.setdefault(session.key, {})[lang] = output
    now = {one.key: now.get(one.key) or known[one.key] for one in sessions}
    if not only_compare:
        RECORDED.parent.mkdir(exist_ok=True)
        RECORDED.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        today = datetime.now(UTC).date().isoformat()
        new = {one.key: today for one, _ in wanted}
        when = {one.key: new.get(one.key) or dates().get(one.key, today) for one in sessions}
        RUN.write_text(json.dumps(when, indent=1) + "\n", encoding="utf-8")
        print(f"recorded {len(now)} sessions in {RECORDED.relative_to(PROJECT)}")
        record_broken(everything=True)
        return
    check_broken()
    if late := [one for one in sessions if now[one.key] != recorded().get(one.key)]:
        print(
            f"{len(late)} sessions printed something else while other labs ran; once more, alone:"
        )
        for session in late:
            now[session.key] = {lang: run(session, lang) for lang in ("ko", "en")}
            same = now[session.key] == recorded().get(session.key)
            print(f"  {'the same as shown' if same else 'DIFFERS'}: {session.key}")
    if now != recorded():
        differences(recorded(), now)
        raise SystemExit(EXIT_FAILED)
    print(f"{len(now)} sessions print what the pages show")


def record_evidence() -> None:
    """Record what a usual run of `atlas agree` finds. Raises SystemExit if something is uncommitted, or it disagrees."""
    from atlas.site.evidence import RECORDED
    from check_groups import FLOWS

    if changed := git("status", "--porcelain", "--", "diagrams"):
        print(f"commit these first, so that the record can name a commit:\n{changed}")
        raise SystemExit(EXIT_FAILED)
    compared = git("log", "-1", "--format=%h", "--", "diagrams")
    asked = ["agree", f"--flows={FLOWS}", f"--evidence={RECORDED}", "--lang=en"]
    done = subprocess.run([sys.executable, "-m", "atlas", *asked], check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    found = json.loads(RECORDED.read_text(encoding="utf-8"))
    of_pages = {name: found[name] for name in found if name != "found"} | {"commit": compared}
    RECORDED.write_text(json.dumps(of_pages, indent=1) + "\n", encoding="utf-8")
    print(f"recorded {found['flows']} flows in {RECORDED.relative_to(PROJECT)}")


def git(*words: str) -> str:
    """Return what git prints."""
    return subprocess.run(
        ["git", *words], check=True, capture_output=True, text=True
    ).stdout.strip()


def record_broken(*, everything: bool) -> None:
    """Record what labs of broken clusters print, of all of them or of those of which nothing is recorded."""
    from atlas.site.broken_block import RECORDED, recorded

    kept = {} if everything else recorded()
    names = [name for name in tried_names() if name not in kept]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        found = {**kept, **dict(zip(names, threads.map(run_broken, names), strict=True))}
    RECORDED.write_text(
        json.dumps({name: found[name] for name in tried_names()}, ensure_ascii=False, indent=1)
        + "\n",
        encoding="utf-8",
    )
    print(f"recorded {len(names)} broken clusters")


def check_broken() -> None:
    """Fail if a lab of a broken cluster prints something else than what is recorded."""
    from atlas.site.broken_block import recorded

    before = recorded()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        now = dict(zip(tried_names(), threads.map(run_broken, tried_names()), strict=True))
    for name in [one for one in now if now[one] != before.get(one)]:
        now[name] = run_broken(name)  # once more: on a slow machine connections may be late
    if now != before:
        flat = [
            {
                f"{name}, {state}": {lang: [text] for lang, text in said.items()}
                for name, states in one.items()
                for state, said in states.items()
            }
            for one in (before, now)
        ]
        differences(*flat)
        raise SystemExit(EXIT_FAILED)
    print(f"{len(now)} broken clusters fail and heal as the pages show")


def tried_names() -> list[str]:
    """Return the broken clusters that a lab can show."""
    from atlas.trouble.catalog import broken, broken_names

    return [name for name in broken_names() if broken(name).trouble.tried]


def run_broken(name: str) -> dict[str, dict[str, str]]:
    """Return what the probe of a broken cluster prints in a fresh lab, as it is and after the repair, by language."""
    from atlas.site.broken_block import commands
    from atlas.trouble.catalog import broken

    one = broken(name)
    found: dict[str, dict[str, str]] = {}
    for state, case in (("broken", one.case), ("healed", one.after)):
        up, probe = commands(one, state)
        with tempfile.TemporaryDirectory() as folder:
            for path, text in case.texts.items():
                (Path(folder) / path.name).write_text(text, encoding="utf-8")
            found[state] = probed((folder, *shlex.split(up)), shlex.split(probe))
    return found


def probed(up: tuple[str, ...], probe: list[str]) -> dict[str, str]:
    """Return what a probe prints in a fresh lab that was brought up with those options, by language."""
    name = f"recording-{os.getpid()}-{threading.get_ident()}"
    atlas(name, "en", "up", *up, "--detach")
    try:
        return {lang: atlas(name, lang, *probe) for lang in ("ko", "en")}
    finally:
        atlas(name, "en", "down")


def with_progress(outputs: Iterable[list[str]], count: int) -> Iterator[list[str]]:
    """Yield the outputs; on a terminal, say how far we are."""
    for number, one in enumerate(outputs, 1):
        if sys.stderr.isatty():
            print(f"\r{number}/{count}", end="" if number < count else "\n", file=sys.stderr)
        yield one


def run(session: Session, lang: str) -> list[str]:
    """Return what each command of the session prints in a fresh lab."""
    from atlas.cli.package_data import sample_cluster
    from atlas.site.lab_sessions import with_facts
    from atlas.world.load import load

    cluster = load([session.folder or sample_cluster()]).cluster
    name = f"recording-{os.getpid()}-{threading.get_ident()}"
    lab = partial(atlas, name, lang)
    lab("up", *shlex.split(session.up), "--detach")
    try:
        return [lab(*shlex.split(with_facts(one, cluster))) for one in session.commands]
    finally:
        lab("down")


def atlas(name: str, lang: str, verb: str, *words: str) -> str:
    """Return what `atlas lab` prints. Raises SystemExit if the machine cannot run a lab, or a command is wrong."""
    command = [sys.executable, "-m", "atlas", "lab", verb, "--name", name, "--lang", lang, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode in (2, 3, EXIT_ENVIRONMENT):
        print(f"atlas lab {verb} {shlex.join(words)}: {done.stderr.strip()}", file=sys.stderr)
        raise SystemExit(done.returncode)
    return done.stdout + done.stderr


def differences(
    before: dict[str, dict[str, list[str]]], now: dict[str, dict[str, list[str]]]
) -> None:
    """Print what differs, and how to accept it."""
    for key in sorted({*before, *now}):
        for lang in ("ko", "en"):
            old = "".join(before.get(key, {}).get(lang, [])).splitlines()
            new = "".join(now.get(key, {}).get(lang, [])).splitlines()
            if old != new:
                print(f"\n{lang}: {key}")
                print(
                    "\n".join(
                        difflib.unified_diff(
                            old, new, "shown on a page", "printed now", lineterm=""
                        )
                    )
                )
    print("\nIf the lab is right, accept it with: python3 scripts/record.py")


if __name__ == "__main__":
    main()
