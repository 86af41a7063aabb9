"""DW716: a checkpoint is listed as completed, and what is seen says otherwise."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, listed, on, told
from destination_writer.analysis.stateedits import remedy, removed
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.model import Stub
from destination_writer.connector.yamlparts import Part
from destination_writer.knowledge.phases import Phase
from destination_writer.text.findings import Finding, Related, Severity
from destination_writer.text.places import Location

SHOWN = 3
"""Stubs that are named."""


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    for item in facts.below("completed_checkpoints") if facts else ():
        assert facts is not None
        phase = facts.checkpoint(item.text)
        for message, related in _contradicted(facts, phase) if phase is not None else ():
            yield _finding(subject, facts, item, message, related)


def _contradicted(facts: StateFacts, phase: Phase) -> Iterator[tuple[str, list[Related]]]:
    stubs = [stub for stub in facts.connector.stubs if stub.phase == phase.number]
    if stubs:
        names = list(dict.fromkeys(stub.call.function or stub.call.class_name or stub.path for stub in stubs))
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        shown = listed(names[:SHOWN]) if not more else ", ".join(names[:SHOWN])
        verb = "is" if len(names) == 1 else "are"
        message = (
            f"Phase {phase.number} ({phase.title}) is listed as completed, and {shown}{more} {verb} open in the code."
        )
        yield message, [_related(facts, stub) for stub in stubs[:SHOWN]]
    for check in phase.records:
        newest = [one for one in facts.below("history") if _says(one, "check") == check.slug]
        if newest and newest[-1].child("passed") and _says(newest[-1], "passed") is False:
            claimed = f"Phase {phase.number} ({phase.title}) is listed as completed"
            yield f"{claimed}, and {check.slug} failed when it was run last.", []


def _says(entry: Part, key: str) -> object:
    part = entry.child(key)
    return part.value if part else None


def _related(facts: StateFacts, stub: Stub) -> Related:
    place = Location(facts.connector.workspace_path(stub.path), stub.call.range)
    return Related(place, f"{stub.call.function or 'a stub'} is open")


def _finding(subject: ConnectorSubject, facts: StateFacts, item: Part, message: str, related: list[Related]) -> Finding:
    why = "The phase is not complete. Running its checkpoint lists it again."
    take_out = remedy(facts.parts, f"Remove {item.text}", why, removed(facts.parts, item))
    return told(
        subject,
        RULE.code,
        RULE.severity,
        f"{message} The gate does not take it for done. This is a blocker.",
        on(item),
        fix="Finish the phase and run its checkpoint, or remove the claim.",
        remedies=[take_out],
        related=related,
    )


RULE = Rule(
    "DW716",
    "checkpoint-claim",
    Severity.WARNING,
    "A checkpoint is listed as completed, and what is seen says otherwise.",
    check_connector=_check,
)
