"""Problems: one mistake in the input each, with its place, and what would be right.

They are data; `atlas.text.problems` makes the sentences. The kinds are those of Kubernetes' own
`field.Error`, so that a message can be looked up.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from atlas.model.reference import Reference


class ProblemKind(StrEnum):
    """What sort of mistake it is, in Kubernetes' words (apimachinery `field.ErrorType`)."""

    SYNTAX = "Syntax error"
    REQUIRED = "Required value"
    INVALID = "Invalid value"
    TYPE_INVALID = "Wrong type"
    NOT_SUPPORTED = "Unsupported value"
    DUPLICATE = "Duplicate value"
    NOT_FOUND = "Not found"
    TOO_MANY = "Too many"
    FORBIDDEN = "Forbidden"
    UNKNOWN_FIELD = "Unknown field"
    SKIPPED = "Skipped"
    OUTDATED = "Outdated"
    BY_SHAPE = "Read by its shape"


class Severity(StrEnum):
    """An error is what an API server would refuse; a warning is what it would accept."""

    ERROR = "error"
    WARNING = "warning"


class Expected(Enum):
    """What would be right. Placeholders of its sentence are the problem's `facts`."""

    # How a file is written
    READABLE_FILE = auto()
    EXISTING_PATH = auto()
    MANIFESTS_IN_FOLDER = auto()
    UTF8 = auto()
    SMALLER_YAML = auto()
    WELL_FORMED = auto()
    KEY_ONCE = auto()
    KNOWN_ANCHOR = auto()
    LESS_BY_ALIAS = auto()
    MAPPING_TO_MERGE = auto()
    NO_TAGS = auto()
    LESS_NESTING = auto()
    TEXT_KEYS = auto()
    AN_OBJECT = auto()
    RENDERED_TEMPLATE = auto()
    RENDERED_VALUES = auto()
    BUILT_KUSTOMIZATION = auto()
    NO_MARKDOWN = auto()
    YAML_OF_DESCRIBE = auto()
    YAML_OF_TABLE = auto()
    NO_TABS = auto()
    A_KUBERNETES_OBJECT = auto()

    # Types of values
    TEXT = auto()
    TEXT_IN_QUOTES = auto()
    INTEGER = auto()
    BOOLEAN = auto()
    MAPPING = auto()
    LIST = auto()
    PORT_NUMBER_OR_NAME = auto()

    # Single values
    GIVEN = auto()
    ONE_OF = auto()
    KNOWN_FIELD = auto()
    NEWER_FIELD = auto()
    NUMBER_RANGE = auto()
    DNS_LABEL = auto()
    DNS_SUBDOMAIN = auto()
    LABEL_KEY = auto()
    LABEL_VALUE = auto()
    PORT_NAME = auto()
    INTERFACE_NAME = auto()
    HOST_NAME = auto()
    EXTERNAL_NAME = auto()
    IP_ADDRESS = auto()
    ADDRESS_OF_FAMILY = auto()
    UNICAST_ADDRESS = auto()
    IP_RANGE = auto()
    SOURCE_RANGE = auto()
    ADDRESSES_OF_POOL = auto()
    PORT_RANGE = auto()
    NODE_PORT_ADDRESSES = auto()
    OPEN_PORTS = auto()
    ABSOLUTE_PATH = auto()
    PLAIN_PATH = auto()
    PATH_CHARACTERS = auto()
    PATTERN = auto()
    AT_MOST = auto()
    FEWER_PODS = auto()
    AT_LEAST_ONE = auto()
    EXACTLY_ONE = auto()
    ONE_AT_LEAST = auto()
    GRPC_NAME = auto()

    # Fields that must fit each other
    NAME_OF_EVERY_PORT = auto()
    NAME_ONCE = auto()
    PORT_AND_PROTOCOL_ONCE = auto()
    ONLY_FOR_TYPE = auto()
    ONLY_WITH = auto()
    NOT_WITH = auto()
    SAME_AS_FIRST = auto()
    ONE_PER_FAMILY = auto()
    LABELS_OF_TEMPLATE = auto()
    RULES_OR_DEFAULT_BACKEND = auto()
    SERVICE_AS_BACKEND = auto()
    GATEWAY_AS_PARENT = auto()
    GATEWAY_PATH = auto()
    LISTENER_ONCE = auto()
    FILTER_ONCE = auto()
    MODELLED_FILTER = auto()

    # Objects that must fit each other
    ONCE_PER_CLUSTER = auto()
    LAST_OF_SAME = auto()
    FREE_NUMBER = auto()
    FREE_ADDRESS = auto()
    WITHIN_RANGE = auto()
    WITHIN_POD_RANGE = auto()
    FAMILY_OF_CLUSTER = auto()
    ROOM_IN_RANGE = auto()

    # What Kubernetes would accept
    SELECTED_PODS = auto()
    RUNNING_PODS = auto()
    PODS_IN_INPUT = auto()
    PODS_OF_OTHER_OBJECT = auto()
    NAMED_PORT_IN_PODS = auto()
    EXISTING_OBJECT = auto()
    EXISTING_PORT = auto()
    ROOM_ON_NODE = auto()
    FITTING_NODE = auto()
    ADDRESS_OF_POD = auto()
    KNOWN_KIND = auto()
    KNOWN_VERSION = auto()
    TODAYS_VERSION = auto()
    POD_TEMPLATE = auto()
    SLICES_INSTEAD = auto()
    NO_SKIP_MIRROR = auto()
    PODS_OF_ONE_WORKLOAD = auto()
    ADVERTISED_POOL = auto()
    OWN_NODE_NAME = auto()
    IP_FAMILY_OF_SLICE = auto()
    SERVED_CLASS = auto()


Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. `line` is 0 where it is not known; `value` is what stands there, as JSON."""

    kind: ProblemKind
    path: str
    line: int
    object: str
    field: str
    expected: Expected
    value: str = ""
    facts: Facts = ()
    nearest: str = ""
    """The correct spelling that the value is closest to, or ""."""
    severity: Severity = Severity.ERROR
    reference: Reference | None = dataclasses.field(default=None, compare=False)
    """The object, if the problem is one of an object."""

    @property
    def place(self) -> tuple[str, int]:
        """Where to look, for sorting."""
        return self.path, self.line


class ManifestError(Exception):
    """The manifests cannot be used; `problems` holds all that was found, errors and warnings."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda one: one.place))
        places = ", ".join(f"{one.path}:{one.line} {one.kind}" for one in self.problems[:3])
        super().__init__(f"{len(self.problems)} problems: {places}")


LONGEST_VALUE = 80


def shown(value: object) -> str:
    """Return a value as JSON on one line, shortened, with nothing that could control a terminal."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = "…"
    return printable(text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + "…")


def printable(text: str) -> str:
    """Return the text with control characters, surrogates and direction marks as escapes."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )
