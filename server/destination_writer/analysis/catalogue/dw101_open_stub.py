"""DW101: a `TODO("Phase N")` that is still open."""

from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.connector.model import Stub
from destination_writer.connector.roles import Role
from destination_writer.knowledge.phases import Phase
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location


def _check(subject: FileSubject) -> Iterable[Finding]:
    for stub in subject.source.stubs:
        if stub.phase is not None and 0 <= stub.phase < len(subject.knowledge.phases):
            yield stub_finding(RULE, subject, stub, subject.knowledge.phase(stub.phase))


RULE = Rule(
    "DW101",
    "open-stub",
    Severity.INFO,
    "A member that a phase owes is still a stub.",
    check_file=_check,
)


def stub_finding(rule: Rule, subject: FileSubject, stub: Stub, phase: Phase) -> Finding:
    """The finding for a stub of a phase: what it is part of, what it owes, and the three ways to have it written."""
    location = Location(subject.source.path, stub.call.range)
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=_message(subject, stub, phase),
        location=location,
        evidence=(stub.call.text,),
        remedies=_remedies(stub, phase),
        data=_data(stub, phase),
    )


def _message(subject: FileSubject, stub: Stub, phase: Phase) -> str:
    member = ".".join(name for name in (stub.call.class_name, stub.call.function) if name)
    part = f" of the {role_words(stub.role)}" if stub.role else ""
    opening = f"Phase {phase.number}, {phase.title}: {member or 'this stub'}{part} is open."
    if phase.number in subject.skipped:
        reason = f" ({subject.skipped[phase.number]})" if subject.skipped[phase.number] else ""
        return f"{opening} The phase is left out{reason}: the member throws when it is reached."
    owed = phase.owed(stub.role.value, stub.call.function, subject.era) if stub.role else None
    return f"{opening} It owes: {owed.owes}" if owed else opening


def _remedies(stub: Stub, phase: Phase) -> tuple[Remedy, ...]:
    call = stub.call
    place = {"path": stub.path, "line": str(call.range.start.line), "column": str(call.range.start.column)}
    names = {"class": call.class_name or "", "function": call.function or ""}
    what = call.function or "this stub"
    remedies = [Remedy("implement-stub", f"Implement {what}", place | names, preferred=True)]
    if call.class_name:
        title = f"Implement all stubs of {call.class_name}"
        remedies.append(Remedy("implement-component", title, {"path": stub.path, "class": call.class_name}))
    title = f"Implement phase {phase.number}: {phase.title}"
    remedies.append(Remedy("implement-phase", title, {"phase": str(phase.number)}))
    return tuple(remedies)


def _data(stub: Stub, phase: Phase) -> dict[str, str]:
    facts = {
        "phase": str(phase.number),
        "role": stub.role.value if stub.role else "",
        "class": stub.call.class_name or "",
        "function": stub.call.function or "",
    }
    return {key: value for key, value in facts.items() if value}


def role_words(role: Role) -> str:
    """A role as a sentence names it: `SQL generator`."""
    return role.value.replace("_", " ").replace("sql", "SQL").replace("utils", "utilities")
