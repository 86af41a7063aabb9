"""The families of rules: what the first digit of a code says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`prefix` is what every code of it begins with; `about` is a sentence for lists."""

    prefix: str
    title: str
    about: str

    def holds(self, code: str) -> bool:
        return code.startswith(self.prefix)


FAMILIES = (
    Family("DW1", "Stubs and phases", "What is still to be written, and for which phase."),
    Family("DW2", "Test results", "What tests and builds say. No comment, baseline or option hides these."),
    Family("DW3", "Wiring", "What Micronaut finds, or does not, when it puts the connector's parts together."),
    Family("DW4", "SQL in Kotlin", "The statements inside of string templates, by the rules of the database."),
    Family("DW5", "CDK contract", "Classes and imports against the CDK version that the connector pins."),
    Family("DW6", "Coding standards", "Errors, resources, secrets, logs and tests as the CDK's users expect them."),
    Family(
        "DW7", "Files of the project", "Versions, the state file, knowledge, the preflight checklist, suppressions."
    ),
    Family("DW8", "Advice", "How a connector that works could write records faster."),
)

RESULTS = "DW2"
"""The family that nothing hides: it is what the gate is judged by."""


def family_of(code: str) -> Family:
    """Raises KeyError for a code of no family."""
    for family in FAMILIES:
        if family.holds(code):
            return family
    raise KeyError(code)
