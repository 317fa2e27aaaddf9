"""Finds a browser for the checks that read the site as a reader would: Chromium or one made from it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from environment import Unprepared

PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
MAC = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
HOW_TO_GET_ONE = (
    "install Chromium or Chrome, or set ATLAS_BROWSER to the program of one "
    "(Debian and Ubuntu: sudo apt install chromium)"
)


def find_browser() -> str:
    """Return the program of a browser, after fetching one if there is none. Raises Unprepared."""
    chosen = os.environ.get("ATLAS_BROWSER")
    if chosen:
        program = shutil.which(chosen)
        if program is None:
            raise Unprepared(f"ATLAS_BROWSER is {chosen}, which is no program")
        return program
    return next(installed(), None) or fetched()


def installed() -> Iterator[str]:
    """Yield the browsers of this machine, best first."""
    yield from filter(None, map(shutil.which, PROGRAMS))
    usual = [Path("/Applications", f"{name}.app", "Contents", "MacOS", name) for name in MAC]
    for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder in os.environ:
            usual += [Path(os.environ[folder], program) for program in WINDOWS]
    yield from (str(path) for path in usual if path.is_file())


def fetched() -> str:
    """Return the browser that Playwright has fetched, now or at an earlier time. Raises Unprepared."""
    program = playwright_browser()
    if not program.is_file():
        print("No browser on this machine: fetching Chromium (about 170 MB, once) …", flush=True)
        fetch = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(fetch, check=False).returncode or not program.is_file():
            raise Unprepared(f"no browser found, and none could be fetched: {HOW_TO_GET_ONE}")
    if subprocess.run([program, "--version"], capture_output=True, check=False).returncode:
        # On a bare Linux the fetched browser lacks libraries that only root can install.
        raise Unprepared(f"{program} does not start: {HOW_TO_GET_ONE}")
    return str(program)


def playwright_browser() -> Path:
    """Return where Playwright keeps its own browser, whether it is there or not."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)
