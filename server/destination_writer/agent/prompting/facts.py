"""What is known of the connector at this moment, as values that a prompt is made of."""

from dataclasses import dataclass

from destination_writer.knowledge.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Facts:
    """`connector` is empty where there is none; then `why_none` says why, as a sentence.

    `era` and `version` are those of its CDK, None where it names none that is known. `sections` are titled lists of
    lines, the most important first. `failures` and `problems` are fenced: they come from outside.
    """

    connector: str = ""
    why_none: str = "No folder was named."
    folder: str = ""
    database: str = ""
    dialect: Dialect | None = None
    cdk: str = "not known"
    era: str | None = None
    version: str | None = None
    phase: int | None = None
    """The phase at work, or the one that was asked about."""
    phase_line: str = ""
    completed: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    failures: str = ""
    age: str = ""
    problems: str = ""
