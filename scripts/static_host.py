"""Serves a built site on this machine as static hosts do: packed by gzip, with content types, and 404.html."""

from __future__ import annotations

import contextlib
import functools
import gzip
import mimetypes
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".woff2": "font/woff2",
}
"""Not from the machine's own table, which differs from one to the next."""
WORDS = ("text/", "application/json", "application/xml", "image/svg")
"""Types that are text: they get a charset and are packed; fonts and images are packed already."""
MISSING = "404.html"


class Host(ThreadingHTTPServer):
    """Takes all connections that a browser opens at once, where five is usual; one more would wait a second."""

    request_queue_size = 64


@contextlib.contextmanager
def hosted(site: Path) -> Iterator[str]:
    """Serve a folder for a while and return its address, which ends with a slash."""
    answer = functools.cache(functools.partial(answer_from, site.resolve()))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with contextlib.suppress(ConnectionError):  # a browser that leaves a page hangs up
                super().handle()

        def do_GET(self) -> None:
            status, headers, body = answer(
                urlsplit(self.path).path, "gzip" in self.headers.get("Accept-Encoding", "")
            )
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with Host(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def answer_from(
    site: Path, path: str, packed: bool
) -> tuple[HTTPStatus, tuple[tuple[str, str], ...], bytes]:
    """Return status, headers and body for a path; what lies outside the folder is missing."""
    file = (site / unquote(path).lstrip("/")).resolve()
    if file.is_dir() and not path.endswith("/"):
        moved = (("Location", f"{path}/"), ("Content-Length", "0"))
        return HTTPStatus.MOVED_PERMANENTLY, moved, b""
    file = file / "index.html" if file.is_dir() else file
    status = HTTPStatus.OK
    if not file.is_file() or not file.is_relative_to(site):
        file, status = site / MISSING, HTTPStatus.NOT_FOUND
    body = file.read_bytes()
    kind = content_type(file.name)
    headers = [
        ("Content-Type", kind),
        ("Cache-Control", "max-age=600"),
        ("Vary", "Accept-Encoding"),
    ]
    if packed and kind.startswith(WORDS):
        body = gzip.compress(body)
        headers.append(("Content-Encoding", "gzip"))
    return status, (*headers, ("Content-Length", str(len(body)))), body


def content_type(name: str) -> str:
    """Return the content type of a file, with the charset of text."""
    guessed = mimetypes.guess_type(name)[0]
    kind = TYPES.get(Path(name).suffix) or guessed or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(WORDS) else kind
