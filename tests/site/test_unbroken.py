"""Names with hyphens stay on one line, and nothing else of a page changes."""

from __future__ import annotations

import re

import pytest

from atlas.site.unbroken import unbroken

WHOLE = re.compile(r'<(code|span) class="atlas-whole">([^<]*)</')


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>Each kube-proxy on node-c writes rules.</p>", ["kube-proxy", "node-c"]),
        ("<p>Read X-Forwarded-For in web-1.</p>", ["X-Forwarded-For", "web-1"]),
        ("<p>노드의 kube-proxy가 규칙을 씁니다.</p>", ["kube-proxy"]),
        ("<p><code>--detach</code> and <code>a b-c</code></p>", ["--detach"]),
        ("<pre><code>kube-proxy --v=2</code></pre>", []),
        ('<p><a href="/kube-proxy/">the kube-proxy</a></p>', ["kube-proxy"]),
        ('<svg><text>kube-proxy</text></svg><img alt="node-a">', []),
        ("<p>A long-running connection, load-balanced.</p>", []),
        (f"<p><code>{'long-' * 12}</code></p>", []),
    ],
)
def test_what_stays_whole(html: str, kept: list[str]) -> None:
    made = unbroken(html)
    assert [name for _, name in WHOLE.findall(made)] == kept
    assert re.sub(r"</?span[^>]*>", "", made).replace(' class="atlas-whole"', "") == html
