"""What a page may load and run: its own files, and no script or style inside the page."""

from __future__ import annotations

import os

SERVED = "ATLAS_SERVED"
"""Set while `mkdocs serve` runs, also for the build of the other edition beside it."""

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "connect-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",  # the theme's style sheet holds its icons
    "base-uri": "'none'",
    "form-action": "'none'",
}


def note_command(command: str) -> None:
    """Remember whether the site is served while it is edited."""
    if command == "serve":
        os.environ[SERVED] = "1"


def is_served() -> bool:
    """Return whether the site is served while it is edited."""
    return bool(os.environ.get(SERVED))


def content_policy() -> str | None:
    """Return the value of Content-Security-Policy for each page, as the W3C specifies it (level 3).

    None for `mkdocs serve`, which writes a script of its own into each page.
    """
    if is_served():
        return None
    return "; ".join(f"{what} {where}" for what, where in _POLICY.items())
