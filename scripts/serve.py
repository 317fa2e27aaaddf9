#!/usr/bin/env python3
"""Show the site in both languages while you edit it, or build it.

The first run makes .venv and installs into it what requirements.lock names.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from bootstrap import enter, go_on_as
from environment import EXIT_ENVIRONMENT, EXIT_FAILED, PROJECT, SITE_LOCK

HOME = ("127.0.0.1", 8000)


def main() -> None:
    """Serve or build, as the command line says."""
    options = parse()
    enter(SITE_LOCK)
    os.chdir(PROJECT)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # an advertisement of the theme, at each start
    if options.build is not None:
        raise SystemExit(build(options.build))
    serve(options.host, options.port)


def parse() -> argparse.Namespace:
    """Return the options; `build` is None or the absolute path of the folder to build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--build",
        nargs="?",
        type=Path,
        const=PROJECT / "site",
        metavar="DIR",
        help="write the publishable site to DIR (default: site/) and exit; set SITE_URL to "
        "the address where it will be published",
    )
    parser.add_argument(
        "--host", default=HOME[0], help="address to listen on (default: %(default)s)"
    )
    parser.add_argument(
        "--port", type=int, default=HOME[1], help="port to listen on (default: %(default)s)"
    )
    options = parser.parse_args()
    if options.build is not None:
        options.build = options.build.resolve()
        if not may_be_replaced(options.build):
            parser.error(f"{options.build} holds something else than a site; it is not replaced")
    return options


def may_be_replaced(folder: Path) -> bool:
    """Return whether a folder is absent, empty or a built site: nothing else is ever removed."""
    if not folder.exists():
        return True
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / "sitemap.xml").is_file())


def serve(host: str, port: int) -> None:
    """Become `mkdocs serve`, which prints the address and reloads what is edited."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as taken:
        reason = taken.strerror or taken
        print(
            f"serve.py: cannot listen on {host}:{port}: {reason}. Choose another with --port.",
            file=sys.stderr,
        )
        raise SystemExit(EXIT_ENVIRONMENT) from taken
    go_on_as([sys.executable, "-m", "mkdocs", "serve", "--dev-addr", f"{host}:{port}"])


def build(folder: Path) -> int:
    """Build beside the folder and return the exit code; the new site takes the place of the old if it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=folder.parent) as workspace:
        new, old = Path(workspace, "new"), Path(workspace, "old")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(new)]
        if subprocess.run(command, check=False).returncode:
            kept = f"; {folder} is as it was" if folder.exists() else ""
            print(f"serve.py: the site was not built{kept}", file=sys.stderr)
            return EXIT_FAILED
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    print(f"The site is in {folder}")
    if "SITE_URL" not in os.environ:
        print("It is made for a local address: set SITE_URL before you publish it.")
    return 0


if __name__ == "__main__":
    main()
