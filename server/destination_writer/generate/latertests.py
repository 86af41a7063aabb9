"""Tests that are in the files from the start and are not run before their phase: JUnit's `@Disabled("Phase N")`."""

from collections.abc import Mapping
from dataclasses import dataclass

from destination_writer.knowledge.phases import Phase

MARK = "Disabled"
"""`org.junit.jupiter.api.Disabled`."""


def reason_of(phase: int) -> str:
    """The annotation's value, by which the tests of a phase are found again."""
    return f"Phase {phase}"


@dataclass(frozen=True)
class LaterTests:
    """When each test of the CDK's suites is due. `first` has the first phase that asks for it, by suite and name."""

    first: Mapping[tuple[str, str], int]

    def phase_of(self, suite: str, test: str, otherwise: int) -> int:
        """The phase of a test; `otherwise` for one that no phase asks for."""
        return self.first.get((suite, test), otherwise)


def later_tests(phases: tuple[Phase, ...], version: str) -> LaterTests:
    """What the phases of a connector with this CDK version ask for, required or recommended."""
    first: dict[tuple[str, str], int] = {}
    for phase in phases:
        for test in (*phase.tests_for(version), *phase.recommended_for(version)):
            first.setdefault((test.suite, test.name), phase.number)
    return LaterTests(first)
