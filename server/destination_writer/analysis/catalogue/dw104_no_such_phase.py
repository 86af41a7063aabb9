"""DW104: a stub names a phase that does not exist."""

from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.text.findings import Finding, Severity
from destination_writer.text.places import Location


def _check(subject: FileSubject) -> Iterable[Finding]:
    last = len(subject.knowledge.phases) - 1
    for stub in subject.source.stubs:
        if stub.phase is None or 0 <= stub.phase <= last:
            continue
        guide = subject.knowledge.guide_phase(stub.phase)
        hint = f" The written guide's chapter {stub.phase} is phase {guide.number} here." if guide else ""
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"There is no phase {stub.phase}; phases are numbered 0 to {last}.{hint} "
            "The stub holds up the last phase until it names one that exists.",
            location=Location(subject.source.path, stub.call.range),
            evidence=(stub.call.text,),
            data={"phase": str(stub.phase)},
        )


RULE = Rule(
    "DW104",
    "no-such-phase",
    Severity.WARNING,
    "A stub names a phase outside 0 to 11.",
    check_file=_check,
)
