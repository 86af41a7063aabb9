"""DW102: a `TODO()` without a phase in a member that the component must have."""

from collections.abc import Iterable

from destination_writer.analysis.catalogue.dw101_open_stub import stub_finding
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.text.findings import Finding, Severity


def _check(subject: FileSubject) -> Iterable[Finding]:
    for stub in subject.source.stubs:
        if stub.phase is None and stub.role:
            owning = subject.knowledge.owners(stub.role.value, stub.call.function, subject.era)
            if owning:
                yield stub_finding(RULE, subject, stub, owning[0])


RULE = Rule(
    "DW102",
    "plain-todo",
    Severity.INFO,
    "A member that a component must have is a TODO() without a phase.",
    check_file=_check,
)
