"""Gateway API: which routes are attached to which listeners, and which of them takes a request."""

from __future__ import annotations
