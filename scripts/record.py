#!/usr/bin/env python3
"""Run the lab sessions that pages show, and record what they print, in both languages.

With --check nothing is written: it fails if a page shows something else than a lab prints now.
"""

import argparse
import difflib
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterable

from bootstrap import CHECKS_LOCK, EXIT_ENVIRONMENT, EXIT_FAILED, PROJECT, enter

NAME = f"recording-{os.getpid()}"


def main() -> None:
    """Record all sessions, or compare them with what is recorded."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if something differs"
    )
    options = parser.parse_args()
    enter(CHECKS_LOCK)
    os.chdir(PROJECT)

    from atlas.site.lab_sessions import RECORDED, recorded, sessions_on

    sessions = tuple(sessions_on(sorted((PROJECT / "docs" / "ko").rglob("*.md"))))
    now = {
        one.key: {lang: run(one, lang) for lang in ("ko", "en")} for one in with_progress(sessions)
    }
    if not options.check:
        RECORDED.parent.mkdir(exist_ok=True)
        RECORDED.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"recorded {len(now)} sessions in {RECORDED.relative_to(PROJECT)}")
    elif now != recorded():
        differences(recorded(), now)
        raise SystemExit(EXIT_FAILED)
    else:
        print(f"{len(now)} sessions print what the pages show")


def with_progress(sessions: Iterable[object]) -> Iterable[object]:
    """Yield the sessions; on a terminal, say how far we are."""
    these = list(sessions)
    for number, one in enumerate(these, 1):
        if sys.stderr.isatty():
            print(f"\r{number}/{len(these)}", end="", file=sys.stderr)
        yield one
    if sys.stderr.isatty():
        print(file=sys.stderr)


def run(session: object, lang: str) -> list[str]:
    """Return what each command of the session prints in a fresh lab."""
    from atlas.manifests.load import load
    from atlas.site.lab_sessions import with_facts

    cluster = load(["diagrams/cluster"]).cluster
    atlas("up", *shlex.split(session.up), "--detach", lang=lang)
    try:
        return [
            atlas(*shlex.split(with_facts(one, cluster)), lang=lang) for one in session.commands
        ]
    finally:
        atlas("down", lang=lang)


def atlas(verb: str, *words: str, lang: str) -> str:
    """Return what `atlas lab` prints. Ends the script if the machine cannot run a lab."""
    command = [sys.executable, "-m", "atlas", "lab", verb, "--name", NAME, "--lang", lang, *words]
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
