"""Patterns: regular expressions of manifests, in the dialect of RE2 (that of Envoy and of Go, in which most
implementations of Gateway API are written).

The standard library matches them: what RE2 lacks is refused, what it spells differently is rewritten. Manifests come
from anybody, so a pattern such as `(a+)+b`, which can keep a backtracking engine busy for years, is refused as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

LONGEST = 1000
"""Characters of a pattern."""
DEEPEST = 50
"""Groups within groups."""
MOST_CHOICES = 10
"""Alternatives and parts that may be there more or less often: each may multiply the time that a match takes."""
_MOST_REPETITIONS = 1000
"""As in RE2."""

_TOKEN = re.compile(
    r"""
    (?P<open> \( (?: \?: | \?P?<[^\W\d]\w*> )? )
  | (?P<close> \) )
  | (?P<bar> \| )
  | (?P<repeat> (?: [*+?] | \{ \d+ (?:,\d*)? \} ) \?? )
  | (?P<edge> \^ | \$ | \\[AzbB] )
  | (?P<set> \[ \^? \]? (?: \[:\w*:\] | \\. | [^]\\] )* \] )
  | (?P<class> \. | \\[dDwWsS] )
  | (?P<letter> \\[tnrfva] | \\[^\w\s] | [^\\()|*+?[] )
    """,
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_IN_SET = re.compile(
    r"\[:(?P<name>\w*):\] | (?P<written>-|\\[dDwWsStnrfva]|\\[^\w\s]) | (?P<letter>[^\\])",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_NAMED = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "word": "0-9A-Z_a-z",
    "space": r"\t-\r\ ",
    "xdigit": "0-9A-Fa-f",
    "punct": r"!-\/:-@\[-`\{-\~",
}
_CONTROLS = (r"\t", r"\n", r"\r", r"\f", r"\v", r"\a")
_SPELT_OTHERWISE = {"^": r"\A", "$": r"\Z", r"\z": r"\Z"}


class PatternError(ValueError):
    """A regular expression that is not read: malformed, too large, too slow, or asking for what RE2 does not have."""


@lru_cache(maxsize=1024)
def compiled(text: str) -> re.Pattern[str]:
    """Return the regular expression, to be asked whether a whole text fits (`fullmatch`). Raises PatternError."""
    if len(text) > LONGEST:
        raise PatternError("the pattern is too long")
    any_case = text.startswith("(?i)")
    writer = _Writer()
    writer.write(text[4:] if any_case else text)
    try:
        return re.compile("".join(writer.done), re.ASCII | (re.IGNORECASE if any_case else 0))
    except re.error as error:
        raise PatternError(str(error)) from error


@dataclass(slots=True)
class _Group:
    """What stands between two brackets: alternatives, each with the kind and text of its parts.

    `choices` are those inside, groups within it included; `times` is how often its most repeated part is written out.
    """

    alternatives: list[list[tuple[str, str]]] = field(default_factory=lambda: [[]])
    choices: int = 0
    times: int = 1

    @property
    def has_choices(self) -> bool:
        return bool(self.choices) or not self._is_settled()

    @property
    def all_choices(self) -> int:
        return self.choices + (0 if self._is_settled() else len(self.alternatives) - 1)

    def _is_settled(self) -> bool:
        """Return whether never more than one of the alternatives fits: they are words, and none begins another."""
        if len(self.alternatives) == 1:
            return True
        if any(kind != "letter" for parts in self.alternatives for kind, _ in parts):
            return False
        words = sorted("".join(text for _, text in parts).lower() for parts in self.alternatives)
        return not any(longer.startswith(word) for word, longer in pairwise(words))

    def may_be_repeated(self) -> bool:
        """Return whether a text can be divided among repetitions of the group in one way only.

        So it is without choices; and with a single repetition in it, if the group begins with a letter that stands for
        nothing else in it, as in `(/[^/]+)*`.
        """
        if not self.has_choices:
            return True
        first, *rest = self.alternatives[0] or [("", "")]
        others = [text for kind, text in rest if kind in ("letter", "class", "set")]
        return (
            self.all_choices == 1
            and len(self.alternatives) == 1
            and first[0] == "letter"
            and rest[0][0] != "repeat"
            and all(kind != "close" for kind, _ in rest)
            and first[1] not in _CONTROLS
            and not any(re.fullmatch(text, first[1][-1], re.IGNORECASE) for text in others)
        )


class _Writer:
    """Writes a pattern as the standard library spells it, token by token."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.groups = [_Group()]
        self.closed = _Group()

    def write(self, text: str) -> None:
        at = 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise PatternError(f"not read: {text[at : at + 20]}")
            at = found.end()
            self.done.append(self._written(str(found.lastgroup), found[0]))
        self._close()
        if self.groups:
            raise PatternError("an opening bracket without a closing one")
        if self.closed.all_choices > MOST_CHOICES:
            raise PatternError("the pattern has too many choices")

    def _written(self, kind: str, token: str) -> str:
        """Return the token as the standard library spells it, and note what it adds to its group."""
        match kind:
            case "open":
                self.groups.append(_Group())
                if len(self.groups) > DEEPEST:
                    raise PatternError("groups are nested too deep")
                return token.replace("?<", "?P<")
            case "close":
                self._close()
                if not self.groups:
                    raise PatternError("a closing bracket without an opening one")
                self.groups[-1].choices += self.closed.all_choices
                self.groups[-1].times = max(self.groups[-1].times, self.closed.times)
            case "bar":
                self.groups[-1].alternatives.append([])
                return token
            case "repeat":
                self._check_repetition(token)
            case "set":
                token = _set(token)
            case "letter":
                token = token if token in _CONTROLS else re.escape(token[-1])
            case _:
                token = _SPELT_OTHERWISE.get(token, token)
        self.groups[-1].alternatives[-1].append((kind, token))
        return token

    def _close(self) -> None:
        self.closed = self.groups.pop()

    def _check_repetition(self, token: str) -> None:
        parts = self.groups[-1].alternatives[-1]
        before = parts[-1][0] if parts else ""
        if before not in ("letter", "class", "set", "close"):
            raise PatternError("nothing stands before the repetition, or another one")
        group, numbers = self.groups[-1], [int(number) for number in re.findall(r"\d+", token)]
        times = max(numbers, default=1) * (self.closed.times if before == "close" else 1)
        if max(times, *numbers, 0) > _MOST_REPETITIONS:
            raise PatternError(f"{token} is no number of repetitions")
        if before == "close" and token[0] != "?" and not self.closed.may_be_repeated():
            raise PatternError("what is repeated has choices of its own")
        group.times = max(group.times, times)
        group.choices += not numbers or "," in token


def _set(token: str) -> str:
    """Return a set of characters as the standard library spells it: everything in it but ranges is escaped."""
    negated = token.startswith("[^")
    body = token[2:-1] if negated else token[1:-1]
    written: list[str] = []
    at = 0
    while at < len(body):
        found = _IN_SET.match(body, at)
        name = found["name"] if found is not None else None
        if found is None or (name is not None and name not in _NAMED):
            raise PatternError(f"not read in a set of characters: {body[at : at + 20]}")
        at = found.end()
        if name is not None:
            written.append(_NAMED[name])
        elif found["written"] == "-" and written and written[-1] == "-":
            written.append(r"\-")
        else:
            written.append(found["written"] or re.escape(found["letter"]))
    return f"[{'^' if negated else ''}{''.join(written)}]"
