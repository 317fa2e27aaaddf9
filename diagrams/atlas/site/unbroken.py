"""Unbroken: names and flags with hyphens stay on one line.

A browser may end a line behind any hyphen, and no style forbids it for hyphens alone. So short code, and names in the text
that are written as code elsewhere, are told apart in the markup.
"""

from __future__ import annotations

import re

LONGEST = 28
"""Characters of a piece of code that stay on one line: on a telephone that is most of a line."""
_CODE = re.compile(rf"<code>(?=[^<]*-)([^<>\s]{{2,{LONGEST}}})</code>")
_OUTSIDE = re.compile(r"(<(pre|code|svg|script|style|textarea)\b.*?</\2>|<[^>]*>)", re.DOTALL)
_NAME = re.compile(
    r"(?<![A-Za-z0-9_./-])(?:kube-[a-z]+(?:-[a-z]+)*|ingress-nginx|node-[a-z]|(?:web|api|db|coredns|client)-\d|"
    r"X-[A-Z][a-z]+(?:-[A-Z][a-z]+)*|--?[a-z][a-z-]+)(?![A-Za-z0-9_/-])"
)


def unbroken(content: str) -> str:
    """Return the HTML of a page in which no line ends within a short name or flag."""
    marked = _CODE.sub(r'<code class="atlas-whole">\1</code>', content)
    pieces = _OUTSIDE.split(marked)
    # Each match of `_OUTSIDE` leaves two groups: the markup, and the name of an element that is skipped as a whole.
    return "".join(
        _names(piece) if place % 3 == 0 else piece if place % 3 == 1 else ""
        for place, piece in enumerate(pieces)
        if piece
    )


def _names(text: str) -> str:
    return _NAME.sub(r'<span class="atlas-whole">\g<0></span>', text)
