"""Patterns: regular expressions of manifests, matched in time that grows with the text only.

Manifests come from anybody, and a pattern such as `(a+)+b` can keep a backtracking engine busy for years. So these are
read as RE2 reads them (the dialect of Envoy and of Go, where most implementations of Gateway API have theirs from): no
references back, no looking around. What is left can be followed in all its possible ways at once, character by character
(Thompson's construction).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from atlas.model.pattern_syntax import (
    Assertion,
    Characters,
    Choice,
    Expression,
    PatternError,
    Position,
    Repetition,
    Sequence,
    parse,
)

MOST_STEPS = 1000
"""A pattern that repeats parts is written out; one that becomes longer than this is refused, as RE2 does."""


class _Step(StrEnum):
    CONSUME = "consume"
    ASSERT = "assert"
    SPLIT = "split"
    END = "end"


@dataclass(frozen=True, slots=True)
class _Instruction:
    """One step of a pattern: take a character, check the position, or go on at either of `targets`."""

    step: _Step
    characters: Characters | None = None
    position: Position = Position.START
    targets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, ready to be matched."""

    instructions: tuple[_Instruction, ...]

    def matches(self, text: str) -> bool:
        """Return whether the whole text is as the pattern says."""
        here = self._reached((0,), text, 0)
        for at, character in enumerate(text):
            ahead = [one + 1 for one in here if self._takes(one, character)]
            if not ahead:
                return False
            here = self._reached(ahead, text, at + 1)
        return len(self.instructions) - 1 in here

    def _takes(self, number: int, character: str) -> bool:
        characters = self.instructions[number].characters
        return characters is not None and characters.contain(character)

    def _reached(self, starts: Iterable[int], text: str, at: int) -> set[int]:
        """Return the instructions that can be reached without taking a character."""
        seen: set[int] = set()
        waiting = list(starts)
        while waiting:
            number = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            one = self.instructions[number]
            if one.step is _Step.SPLIT:
                waiting += one.targets
            elif one.step is _Step.ASSERT and one.position.holds(text, at):
                waiting.append(number + 1)
        return seen


@lru_cache(maxsize=1024)
def compiled(text: str) -> Pattern:
    """Return the pattern that a regular expression spells. Raises PatternError (a ValueError)."""
    writer = _Writer()
    writer.write(parse(text))
    return Pattern((*writer.done, _Instruction(_Step.END)))


class _Writer:
    """Writes an expression as instructions, one after the other."""

    def __init__(self) -> None:
        self.done: list[_Instruction] = []
        self.written = 0

    def write(self, one: Expression) -> None:
        # What is counted is parts, not instructions: an empty group repeated a million times has none of these.
        self.written += 1
        if self.written > MOST_STEPS:
            raise PatternError("the pattern is too long when its repetitions are written out")
        match one:
            case Characters():
                self.done.append(_Instruction(_Step.CONSUME, one))
            case Assertion():
                self.done.append(_Instruction(_Step.ASSERT, position=one.position))
            case Sequence():
                for part in one.parts:
                    self.write(part)
            case Choice():
                self._write_choice(one.parts)
            case Repetition():
                self._write_repetition(one)

    def _write_choice(self, parts: tuple[Expression, ...]) -> None:
        """Each part but the last: a fork to it or past it, the part, a jump to the end of all."""
        jumps: list[int] = []
        for part in parts[:-1]:
            fork = self._leave_room()
            self.write(part)
            jumps.append(self._leave_room())
            self._point(fork, fork + 1, len(self.done))
        self.write(parts[-1])
        for jump in jumps:
            self._point(jump, len(self.done))

    def _write_repetition(self, one: Repetition) -> None:
        for _ in range(one.least):
            self.write(one.part)
        if one.most is None:
            fork = self._leave_room()
            self.write(one.part)
            self._point(self._leave_room(), fork)
            self._point(fork, fork + 1, len(self.done))
            return
        forks: list[int] = []
        for _ in range(one.most - one.least):
            forks.append(self._leave_room())
            self.write(one.part)
        for fork in forks:
            self._point(fork, fork + 1, len(self.done))

    def _leave_room(self) -> int:
        """Return the number of an instruction whose targets are not known yet."""
        self.done.append(_Instruction(_Step.SPLIT))
        return len(self.done) - 1

    def _point(self, number: int, *targets: int) -> None:
        self.done[number] = _Instruction(_Step.SPLIT, targets=targets)
