"""The file that the search fetches: its texts in pieces, one character each, with the pieces told once.

A browser unpacks what travels compressed, but its compression looks back a few pages only, and pages of one site repeat
the words of all others. So a text is written as a row of signs, each for a piece: a word with the space before it, the
stem or the ending of a Korean word, a mark. Text and pieces make four fifths of what the text itself would.

The file has a line for each part: what is no text, as JSON; then texts, in which spaces stand between the items of a
group and tabs between groups; then the pieces, in the order of their signs, each as how many letters it shares with the
one before (A: none) and the rest. docs/assets/javascripts/search/unpack.js reads it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

FIRST_SIGN = 0x21
"""The sign of the first piece; those below are the marks between items, groups and lines."""

_BY_BYTES = (0x80, 0x800)
"""Signs below these take one byte and two; they go to the pieces that stand most often."""

_MOST_SHARED = 25
_PIECE = re.compile(r" ?[A-Za-z0-9]+| ?[가-힣]+|[^A-Za-z0-9가-힣]")
_KOREAN = re.compile(r" ?[가-힣]{2,}")
_ENDING = re.compile(
    "(?<=[가-힣])(?:"
    "에서는|에서도|에서의|에게서|으로는|으로도|으로의|이라는|이라고|이라도|이라면|까지는|까지도|부터는|보다는|했습니다|있습니다|없습니다|"
    "합니다|됩니다|입니다|습니다|이므로|하려면|에서|에게|에는|에도|으로|까지|부터|처럼|보다|마다|조차|라는|라고|라도|라면|로는|로도|로의|"
    "이나|이란|이며|이고|에의|들은|들이|들을|들의|들에|하는|하고|하면|하지|해서|되는|되고|되면|되지|니다|므로|하기|한다|된다|는지|"
    "[은는이가을를의에로와과도만나란들한할해된될인면며고지다])$"
)

Groups = Sequence[Sequence[str]]


def packed(rest: Mapping[str, object], texts: Sequence[Groups]) -> str:
    """Return the lines of the file: what is no text, each of the texts in its pieces, and the pieces."""
    cut = [[[list(_pieces(item)) for item in group] for group in text] for text in texts]
    pieces = _in_order(piece for text in cut for group in text for item in group for piece in item)
    signs = {piece: chr(FIRST_SIGN + number) for number, piece in enumerate(pieces)}
    lines = [
        "\t".join(
            " ".join("".join(map(signs.__getitem__, item)) for item in group) for group in text
        )
        for text in cut
    ]
    head = json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
    return "\n".join([head, *lines, *_told(pieces)])


def _pieces(text: str) -> Iterator[str]:
    """Yield the pieces of a text, which put together are the text again."""
    for piece in _PIECE.findall(text):
        ending = _ENDING.search(piece) if _KOREAN.fullmatch(piece) else None
        if ending:
            yield piece[: ending.start()]
            yield ending[0]
        else:
            yield piece


def _in_order(pieces: Iterable[str]) -> list[str]:
    """Return each piece once: those that stand most often have the short signs; among equals the alphabet is shortest."""
    often = [
        piece for piece, _ in sorted(Counter(pieces).items(), key=lambda one: (-one[1], one[0]))
    ]
    ends = [0, *(end - FIRST_SIGN for end in _BY_BYTES), len(often)]
    return [piece for begin, end in pairwise(ends) for piece in sorted(often[begin:end])]


def _told(pieces: Sequence[str]) -> Iterator[str]:
    """Yield each piece without what it shares with the one before."""
    for before, piece in zip(["", *pieces], pieces, strict=False):
        pairs = zip(before[:_MOST_SHARED], piece, strict=False)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))
        yield chr(ord("A") + shared) + piece[shared:]
