"""The syntax of patterns: what a regular expression spells, in the dialect of RE2 as far as paths and headers need it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DEEPEST = 50
"""Groups within groups that are followed; nobody needs more, and the stack has an end."""
MOST_REPETITIONS = 1000
"""As in RE2."""
_LAST = "\U0010ffff"

Ranges = tuple[tuple[str, str], ...]
_DIGITS: Ranges = (("0", "9"),)
_WORD: Ranges = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
_SPACES: Ranges = (("\t", "\n"), ("\f", "\r"), (" ", " "))
_CLASSES = {"d": _DIGITS, "w": _WORD, "s": _SPACES}
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_POSIX: dict[str, Ranges] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "digit": _DIGITS,
    "lower": (("a", "z"),),
    "upper": (("A", "Z"),),
    "word": _WORD,
    "space": (("\t", "\r"), (" ", " ")),
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
}


class PatternError(ValueError):
    """A regular expression that cannot be read: it is malformed, too large, or asks for what RE2 does not have."""


class Position(StrEnum):
    """A condition on the place between two characters."""

    START = "start"
    END = "end"
    WORD_EDGE = "word edge"
    NO_WORD_EDGE = "no word edge"

    def holds(self, text: str, at: int) -> bool:
        """Return whether the condition holds before the character at that index."""
        match self:
            case Position.START:
                return at == 0
            case Position.END:
                return at == len(text)
            case Position.WORD_EDGE | Position.NO_WORD_EDGE:
                before = at > 0 and _within(_WORD, text[at - 1])
                after = at < len(text) and _within(_WORD, text[at])
                return (before != after) is (self is Position.WORD_EDGE)


@dataclass(frozen=True, slots=True)
class Characters:
    """One character out of ranges, or one out of none of them."""

    ranges: Ranges
    negated: bool = False
    any_case: bool = False

    def contain(self, character: str) -> bool:
        """Return whether the character is one of these."""
        found = _within(self.ranges, character)
        if self.any_case and not found:
            found = any(_within(self.ranges, one) for one in _cases(character))
        return found is not self.negated


@dataclass(frozen=True, slots=True)
class Assertion:
    position: Position


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Repetition:
    """The part, at least and at most that often; `most` None has no upper end."""

    part: Expression
    least: int
    most: int | None


Expression = Characters | Assertion | Sequence | Choice | Repetition


def parse(text: str) -> Expression:
    """Return the structure of a regular expression. Raises PatternError."""
    any_case = text.startswith("(?i)")
    parser = _Parser(text[4:] if any_case else text, any_case)
    found = parser.choice(0)
    if not parser.at_end:
        raise PatternError("a closing bracket without an opening one")
    return found


class _Parser:
    """Reads a regular expression from left to right."""

    def __init__(self, text: str, any_case: bool) -> None:
        self.text = text
        self.any_case = any_case
        self.at = 0

    @property
    def at_end(self) -> bool:
        return self.at == len(self.text)

    def choice(self, depth: int) -> Expression:
        """Return alternatives, up to the end or to the bracket that closes the group."""
        if depth > DEEPEST:
            raise PatternError("groups are nested too deep")
        parts = [self._sequence(depth)]
        while self._skip("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Expression:
        parts: list[Expression] = []
        while not self.at_end and self.text[self.at] not in "|)":
            parts.append(self._repeated(self._single(depth)))
        return Sequence(tuple(parts))

    def _single(self, depth: int) -> Expression:
        """Return a group, a class, a position or one character."""
        if self._skip("("):
            return self._group(depth)
        if self._skip("["):
            return self._bracketed()
        character = self._next()
        match character:
            case "^":
                return Assertion(Position.START)
            case "$":
                return Assertion(Position.END)
            case ".":
                return Characters((("\n", "\n"),), negated=True)
            case "\\":
                return self._escaped()
            case "*" | "+" | "?":
                raise PatternError("nothing stands before the repetition")
            case _:
                return self._one(character)

    def _one(self, character: str) -> Characters:
        return Characters(((character, character),), any_case=self.any_case)

    def _group(self, depth: int) -> Expression:
        if self._skip("?") and not self._skip(":"):
            named = (self._skip("P") or True) and self._skip("<")
            name, closed, _ = self.text[self.at :].partition(">")
            if not (named and closed and name.isidentifier()):
                raise PatternError("groups beginning with (? are only read as (?: and (?P<name>")
            self.at += len(name) + 1
        found = self.choice(depth + 1)
        if not self._skip(")"):
            raise PatternError("an opening bracket without a closing one")
        return found

    def _escaped(self) -> Expression:
        """Return what stands after a backslash."""
        character = self._next()
        match character:
            case "A":
                return Assertion(Position.START)
            case "z":
                return Assertion(Position.END)
            case "b":
                return Assertion(Position.WORD_EDGE)
            case "B":
                return Assertion(Position.NO_WORD_EDGE)
            case "d" | "w" | "s":
                return Characters(_CLASSES[character])
            case "D" | "W" | "S":
                return Characters(_CLASSES[character.lower()], negated=True)
            case _:
                return self._one(self._literal(character))

    def _literal(self, character: str) -> str:
        """Return the character that stands for itself after a backslash."""
        if character in _CONTROLS:
            return _CONTROLS[character]
        if character.isascii() and not character.isalnum():
            return character
        raise PatternError(f"\\{character} is not read")

    def _repeated(self, part: Expression) -> Expression:
        """Return the part with the repetition that follows it; a lazy one takes the same whole texts."""
        for mark, least, most in (("*", 0, None), ("+", 1, None), ("?", 0, 1)):
            if self._skip(mark):
                found = Repetition(part, least, most)
                break
        else:
            counted = self._counted()
            if counted is None:
                return part
            found = Repetition(part, *counted)
        self._skip("?")
        if not self.at_end and self.text[self.at] in "*+?":
            raise PatternError("a repetition of a repetition needs a group")
        return found

    def _counted(self) -> tuple[int, int | None] | None:
        """Return the numbers of `{2}`, `{2,}` or `{2,5}`; None if the bracket is just a character."""
        inside, closed, _ = self.text[self.at + 1 :].partition("}")
        if self.text[self.at : self.at + 1] != "{" or not closed:
            return None
        low, comma, high = inside.partition(",")
        if not _is_number(low) or not (high == "" or _is_number(high)):
            return None
        self.at += len(inside) + 2
        least, most = int(low), int(high or low)
        if max(least, most) > MOST_REPETITIONS or (high and most < least):
            raise PatternError(f"{{{inside}}} is no number of repetitions")
        return least, None if comma and not high else most

    def _bracketed(self) -> Characters:
        """Return the class of characters that stands in square brackets."""
        negated = self._skip("^")
        ranges: list[tuple[str, str]] = []
        while not (ranges and self._skip("]")):
            if self._skip("[:"):
                ranges += self._posix()
                continue
            first = self._in_brackets()
            if isinstance(first, Characters):
                ranges += _spelled_out(first)
            elif self.text[self.at : self.at + 1] == "-" and self.text[self.at + 1 :][:1] != "]":
                self.at += 1
                last = self._in_brackets()
                if isinstance(last, Characters) or last < first:
                    raise PatternError("a range of characters has its ends the wrong way round")
                ranges.append((first, last))
            else:
                ranges.append((first, first))
        return Characters(tuple(ranges), negated, self.any_case)

    def _in_brackets(self) -> str | Characters:
        character = self._next()
        if character != "\\":
            return character
        escaped = self._next()
        if escaped.lower() in _CLASSES:
            return Characters(_CLASSES[escaped.lower()], negated=escaped.isupper())
        return self._literal(escaped)

    def _posix(self) -> Ranges:
        name, closed, _ = self.text[self.at :].partition(":]")
        if not closed or name not in _POSIX:
            raise PatternError(f"there is no class of characters [:{name[:20]}:]")
        self.at += len(name) + 2
        return _POSIX[name]

    def _next(self) -> str:
        if self.at_end:
            raise PatternError("the pattern ends too early")
        self.at += 1
        return self.text[self.at - 1]

    def _skip(self, text: str) -> bool:
        """Return whether the text comes next; then it is read."""
        found = self.text.startswith(text, self.at)
        if found:
            self.at += len(text)
        return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _within(ranges: Ranges, character: str) -> bool:
    return any(low <= character <= high for low, high in ranges)


def _cases(character: str) -> tuple[str, str]:
    return character.lower(), character.upper()


def _spelled_out(one: Characters) -> Ranges:
    """Return the ranges of a class; those between its ranges if it is negated."""
    if not one.negated:
        return one.ranges
    found: list[tuple[str, str]] = []
    start = "\0"
    for low, high in one.ranges:
        if start < low:
            found.append((start, chr(ord(low) - 1)))
        start = chr(ord(high) + 1)
    found.append((start, _LAST))
    return tuple(found)
