"""Finding: what a judge has to say about a place in the connector."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from destination_writer.text.places import Location


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a Finding: a frame of the trace, the other bean, the declaration."""

    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """The name of something that would mend a Finding. A maker turns it into a Change when somebody asks.

    `name` selects the maker, `title` is what a person reads, `arguments` is what the maker needs besides the
    Finding's place (JSON values only: it travels through an editor and back).
    """

    name: str
    title: str
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])
    preferred: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem or open point.

    `code` is the rule's code (`DW101`), `evidence` the lines of text that show it, verbatim. `cause` and `fix` are
    full sentences; they are empty where the message already says all.
    """

    code: str
    severity: Severity
    message: str
    location: Location
    cause: str = ""
    fix: str = ""
    evidence: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    category: str = ""
    """For results: one of the failure categories (`sql-syntax`, `dependency-injection`, ...)."""
    test: str = ""
    """For results: the failing test as its report names it."""
    stale: bool = False
    """For results: the sources changed after the run that this speaks of."""
    data: Mapping[str, str] = field(default_factory=dict[str, str])
    """Facts that other rooms use (a stub's phase, its role); JSON values only."""

    def told(self, *, cause: bool = False) -> str:
        """The message, on request the cause, and what to do, in one line: each ends its sentence."""
        parts = (self.message, self.cause if cause else "", self.fix)
        return " ".join(part if part.endswith((".", "!", "?", ":")) else f"{part}." for part in parts if part)
