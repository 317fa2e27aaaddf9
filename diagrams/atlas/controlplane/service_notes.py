"""Notes of what controllers could not do for a Service, at the object that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from atlas.manifests.objects import Objects
from atlas.manifests.problem import Expected, Problem, ProblemKind, Severity
from atlas.manifests.source import Keys
from atlas.model.service import Service


@dataclass(frozen=True, slots=True)
class ServiceNotes:
    """Collects problems while Services are being completed."""

    objects: Objects
    problems: list[Problem] = field(default_factory=lambda: [])

    def error(
        self, service: Service, keys: Keys, kind: ProblemKind, expected: Expected, **facts: str
    ) -> None:
        """Note something that an API server would refuse."""
        document = self.objects.documents.get(service.reference)
        if document is not None:  # nobody can mend a Service that nobody has written
            self.problems.append(document.problem_at(keys, kind, expected, tuple(facts.items())))

    def warn(
        self, service: Service, keys: Keys, kind: ProblemKind, expected: Expected, **facts: str
    ) -> None:
        """Note something that stays undone, as it would in a real cluster."""
        document = self.objects.documents.get(service.reference)
        if document is None:
            return
        severity = Severity.WARNING
        problem = document.problem_at(keys, kind, expected, tuple(facts.items()), severity=severity)
        self.problems.append(problem)
