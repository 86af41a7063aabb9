"""DW103: a stub names one phase, and another one needs the member."""

from collections.abc import Iterable

from destination_writer.analysis.catalogue.dw101_open_stub import role_words
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.connector.model import Stub
from destination_writer.knowledge.phases import Phase
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location


def _check(subject: FileSubject) -> Iterable[Finding]:
    for stub in subject.source.stubs:
        named = _phases_naming(subject, stub)
        if named and stub.phase not in [phase.number for phase in named]:
            yield _finding(subject, stub, named)


RULE = Rule(
    "DW103",
    "other-phase",
    Severity.INFO,
    "A stub's phase is not the one that needs the member.",
    check_file=_check,
)


def _phases_naming(subject: FileSubject, stub: Stub) -> list[Phase]:
    """The phases that own this very member; what a phase owns as "the rest of a component" is too vague here."""
    if stub.role is None or stub.phase is None or not 0 <= stub.phase < len(subject.knowledge.phases):
        return []
    function = stub.call.function
    owning = subject.knowledge.owners(stub.role.value, function, subject.era)
    return [p for p in owning if (owed := p.owed(stub.role.value, function, subject.era)) and owed.function == function]


def _finding(subject: FileSubject, stub: Stub, named: list[Phase]) -> Finding:
    where = " or ".join(f"phase {phase.number} ({phase.title})" for phase in named)
    part = role_words(stub.role) if stub.role else "component"
    message = (
        f"This stub says phase {stub.phase}; the {part}'s {stub.call.function} belongs to {where}. "
        f"It counts for phase {stub.phase} until its text says otherwise."
    )
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=message,
        location=Location(subject.source.path, stub.call.range),
        evidence=(stub.call.text,),
        data={"phase": str(stub.phase), "owner": str(named[0].number)},
    )
