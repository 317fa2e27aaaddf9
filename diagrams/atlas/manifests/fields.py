"""Reading the fields of an object. The only place where values of unknown type are handled.

A `Section` is one mapping of a document. Its methods return a value of the type that they are named after;
if something else stands there they note a problem and return a stand-in, so that all problems of an object
are found in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from atlas.manifests.document import Document
from atlas.manifests.names import (
    RULES,
    is_label_key,
    is_label_value,
    parse_address,
    parse_old_address,
    parse_range,
)
from atlas.manifests.objects import Mention
from atlas.manifests.problem import Expected, Facts, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.network import TRANSPORTS, Address, Protocol, Range
from atlas.model.reference import Reference
from atlas.model.workload import NO_LABELS

Choice = TypeVar("Choice", bound=StrEnum)

_EMPTY: Mapping[str, object] = {}


class Report:
    """The problems of one document, while it is being decoded."""

    def __init__(self, document: Document, problems: list[Problem]) -> None:
        self.document = document
        self.problems = problems

    def add(
        self,
        keys: Keys,
        kind: ProblemKind,
        expected: Expected,
        facts: Facts = (),
        *,
        value: object = None,
        nearest: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note a problem with the value at `keys`. What a server has stored may break rules that are newer than it."""
        if severity is Severity.ERROR and self.document.stored and _may_be_older(kind, expected):
            severity = Severity.WARNING
        self.problems.append(
            self.document.problem_at(
                keys, kind, expected, facts, value=value, nearest=nearest, severity=severity
            )
        )


_OF_NEW_OBJECTS = (ProblemKind.INVALID, ProblemKind.FORBIDDEN, ProblemKind.NOT_SUPPORTED)


def _may_be_older(kind: ProblemKind, expected: Expected) -> bool:
    """Return whether a stored object may have this: rules were tightened, and values added, after it was written.

    Numbers out of their range have been refused ever since.
    """
    return kind in _OF_NEW_OBJECTS and expected is not Expected.NUMBER_RANGE


class Section:
    """One mapping of a document. `null` is the same as nothing, as for the API server."""

    __slots__ = ("_key", "_parent", "_report", "values")

    def __init__(
        self,
        values: Mapping[str, object],
        report: Report,
        parent: Section | None = None,
        key: Keys = (),
    ) -> None:
        self.values = values
        self._report = report
        self._parent = parent
        self._key = key

    @property
    def keys(self) -> Keys:
        """The way from the document to this mapping."""
        return (self._parent.keys if self._parent else ()) + self._key

    @property
    def document(self) -> Document:
        """The document that the mapping belongs to."""
        return self._report.document

    # Problems

    def error(self, key: str | Keys, kind: ProblemKind, expected: Expected, **facts: str) -> None:
        """Note a problem with the value at `key`, seen from this mapping."""
        self._note(key, kind, expected, tuple(facts.items()), Severity.ERROR)

    def warn(self, key: str | Keys, kind: ProblemKind, expected: Expected, **facts: str) -> None:
        """Note something that Kubernetes would accept."""
        self._note(key, kind, expected, tuple(facts.items()), Severity.WARNING)

    def forbid(self, key: str, expected: Expected, **facts: str) -> None:
        """Note a problem if the field holds something."""
        if self.holds(key):
            self.error(key, ProblemKind.FORBIDDEN, expected, **facts)

    def only(self, known: frozenset[str]) -> None:
        """Note the fields whose names the API does not have here.

        An object that an API server has stored cannot have such a field, so it must be newer than our list:
        then it is a warning.
        """
        if known.issuperset(self.values):
            return
        stored = self.document.stored
        for name in self.values:
            if name not in known:
                self._report.add(
                    (*self.keys, name),
                    ProblemKind.UNKNOWN_FIELD,
                    Expected.NEWER_FIELD if stored else Expected.KNOWN_FIELD,
                    value=name,
                    nearest=nearest(name, known),
                    severity=Severity.WARNING if stored else Severity.ERROR,
                )

    def mention(self, key: str | Keys, target: Reference) -> Mention:
        """Return that the value at `key` names another object."""
        below = key if isinstance(key, tuple) else (key,)
        return Mention(self.document, (*self.keys, *below), target)

    def _note(
        self,
        key: str | Keys,
        kind: ProblemKind,
        expected: Expected,
        facts: Facts,
        severity: Severity,
        near: str = "",
    ) -> None:
        below = key if isinstance(key, tuple) else (key,)
        self._report.add(
            (*self.keys, *below),
            kind,
            expected,
            facts,
            nearest=near,
            severity=severity,
        )

    # Values

    def has(self, key: str) -> bool:
        """Return whether the field is set."""
        return self.values.get(key) is not None

    def holds(self, key: str) -> bool:
        """Return whether the field is set to more than 0, "" or [], which the API server takes as nothing."""
        value = self.values.get(key)
        return bool(value) or value is False

    def require(self, key: str) -> bool:
        """Return whether the field is set, and note a problem if not."""
        value = self.values.get(key)
        if value is None or value == "":
            self.error(key, ProblemKind.REQUIRED, Expected.GIVEN)
            return False
        return True

    def text(self, key: str, default: str = "") -> str:
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        quotes = isinstance(value, int | float)
        self._wrong_type(key, Expected.TEXT_IN_QUOTES if quotes else Expected.TEXT)
        return default

    def name(self, key: str, rule: Expected, default: str = "") -> str:
        """Return a text that has the form of `rule`."""
        text = self.values.get(key)
        if isinstance(text, str) and text and RULES[rule](text):  # nearly always; saves two calls
            return text
        text = self.text(key)
        if text and (self.check(key, text, rule) or self.document.stored):
            return text
        return default

    def check(self, key: str | Keys, text: str, rule: Expected) -> bool:
        """Return whether the text has the form of `rule`, and note a problem if not."""
        if RULES[rule](text):
            return True
        self.error(key, ProblemKind.INVALID, rule)
        return False

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.get(key)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        self._wrong_type(key, Expected.BOOLEAN)
        return default

    def number(self, key: str, low: int, high: int, default: int = 0) -> int:
        """Return a whole number from `low` to `high`."""
        value = self.values.get(key)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong_type(key, Expected.INTEGER)
            return default
        if not low <= value <= high:
            self.error(
                key, ProblemKind.INVALID, Expected.NUMBER_RANGE, low=str(low), high=str(high)
            )
            return default
        return value

    def number_or_text(self, key: str, low: int, high: int) -> int | str:
        """Return a number from `low` to `high`, or text (meta/v1 IntOrString); 0 if there is nothing."""
        value = self.values.get(key)
        if isinstance(value, str):
            return value
        return self.number(key, low, high) if self.holds(key) else 0

    def choice(self, key: str, choices: type[Choice], default: Choice) -> Choice:
        """Return one value of an enum."""
        text = self.text(key)
        if not text:
            return default
        try:
            return choices(text)
        except ValueError:
            self.one_of(key, text, [one.value for one in choices])
            return default

    def transport(self, key: str) -> Protocol:
        """Return the protocol of a port; TCP is the default of the API."""
        text = self.text(key)
        is_known = bool(text) and self.one_of(key, text, [one.value for one in TRANSPORTS])
        return Protocol(text) if is_known else Protocol.TCP

    def one_of(self, key: str | Keys, text: str, choices: Iterable[str]) -> bool:
        """Return whether the text is one of the choices, and note a problem if not."""
        allowed = list(choices)
        if text in allowed:
            return True
        facts = (("choices", ", ".join(allowed)),)
        kind, near = ProblemKind.NOT_SUPPORTED, nearest(text, allowed)
        self._note(key, kind, Expected.ONE_OF, facts, Severity.ERROR, near)
        return False

    def section(self, key: str) -> Section:
        """Return the mapping at `key`; an empty one if there is none.

        Where something else stands, that is the one problem: what the mapping then lacks is not reported.
        """
        value = self.values.get(key)
        if isinstance(value, dict):
            return Section(value, self._report, self, (key,))
        if value is None:
            return Section(_EMPTY, self._report, self, (key,))
        self._wrong_type(key, Expected.MAPPING)
        return Section(_EMPTY, Report(self.document, []), self, (key,))

    def items(self, key: str) -> list[object]:
        """Return the list at `key`; an empty one if there is none."""
        value = self.values.get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self._wrong_type(key, Expected.LIST)
        return []

    def sections(self, key: str) -> Iterator[Section]:
        """Return the mappings of the list at `key`."""
        if self.values.get(key) is None:
            return
        for index, value in enumerate(self.items(key)):
            if isinstance(value, dict):
                yield Section(value, self._report, self, (key, index))
            else:
                self._wrong_type((key, index), Expected.MAPPING)

    def find(self, key: str, name: str, value: str) -> Section | None:
        """Return the first mapping of the list at `key` in which the field `name` has that value."""
        for index, one in enumerate(self.items(key)):
            if isinstance(one, dict) and one.get(name) == value:
                return Section(one, self._report, self, (key, index))
        return None

    def texts(self, key: str) -> list[tuple[int, str]]:
        """Return the texts of the list at `key` with their indexes."""
        found: list[tuple[int, str]] = []
        for index, value in enumerate(self.items(key)):
            if isinstance(value, str):
                found.append((index, value))
            else:
                self._wrong_type((key, index), Expected.TEXT)
        return found

    def mapping_of_texts(self, key: str) -> Mapping[str, str]:
        """Return a mapping from texts to texts: labels, annotations, selectors."""
        value = self.values.get(key)
        if value is None:
            return NO_LABELS
        if not isinstance(value, dict):
            self._wrong_type(key, Expected.MAPPING)
            return NO_LABELS
        wrong = [one for one, text in value.items() if not isinstance(text, str)]
        for one in wrong:
            self._wrong_type((key, one), Expected.TEXT_IN_QUOTES)
        return {one: text for one, text in value.items() if one not in wrong} if wrong else value

    def labels(self, key: str) -> Mapping[str, str]:
        """Return labels whose keys and values have the right form."""
        labels = self.mapping_of_texts(key)
        for name, value in labels.items():
            if not (is_label_key(name) and is_label_value(value)):
                self._check_label_key(key, name)
                self.check((key, name), value, Expected.LABEL_VALUE)
        return labels

    def annotations(self, key: str) -> Mapping[str, str]:
        """Return annotations; their values are any text."""
        annotations = self.mapping_of_texts(key)
        for name in annotations:
            self._check_label_key(key, name.lower())
        return annotations

    def address(self, key: str) -> Address | None:
        text = self.text(key)
        return self._address(key, text) if text else None

    def addresses(self, key: str) -> tuple[Address, ...]:
        return tuple(address for _, address in self.numbered_addresses(key))

    def numbered_addresses(self, key: str) -> list[tuple[int, Address]]:
        """Return the addresses of the list at `key` with their indexes."""
        found = ((index, self._address((key, index), text)) for index, text in self.texts(key))
        return [(index, address) for index, address in found if address is not None]

    def range(self, key: str) -> Range | None:
        text = self.text(key)
        return self._range(key, text) if text else None

    def ranges(self, key: str) -> tuple[Range, ...]:
        found = (self._range((key, index), text) for index, text in self.texts(key))
        return tuple(one for one in found if one is not None)

    def _address(self, key: str | Keys, text: str) -> Address | None:
        address = parse_address(text)
        if address is None:
            self.error(key, ProblemKind.INVALID, Expected.IP_ADDRESS)
            if self.document.stored:
                return parse_old_address(text)
        return address

    def _range(self, key: str | Keys, text: str) -> Range | None:
        found = parse_range(text)
        if found is None:
            self.error(key, ProblemKind.INVALID, Expected.IP_RANGE)
        return found

    def _check_label_key(self, key: str, name: str) -> None:
        """What is wrong is the key itself, so the key is the value of the problem."""
        if not is_label_key(name):
            keys = (*self.keys, key, name)
            kind, expected = ProblemKind.INVALID, Expected.LABEL_KEY
            self._report.add(keys, kind, expected, value=name)

    def _wrong_type(self, key: str | Keys, expected: Expected) -> None:
        self.error(key, ProblemKind.TYPE_INVALID, expected)


def nearest(word: str, choices: Iterable[str]) -> str:
    """Return the choice that the word was probably meant to be, or ""."""
    from difflib import get_close_matches  # late: only a problem needs it

    by_lower_case = {one.lower(): one for one in sorted(choices)}
    near = get_close_matches(word.lower()[:100], by_lower_case)
    return by_lower_case[near[0]] if near else ""
