"""Checkpoints that the state file lists as completed while the newest results say that a test of theirs fails."""

from dataclasses import replace

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.stateclaims import claims_of, listed, on, told
from destination_writer.analysis.stateedits import remedy, removed
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.status import BlockerKind
from destination_writer.checkpoints.workspace import status_of
from destination_writer.connector.model import Connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.findings import Finding, Severity

CODE = "DW716"
SHOWN = 3
"""Tests that are named."""
_FAILS = (BlockerKind.FAILED_TEST, BlockerKind.REGRESSION)


def contradicted_claims(connector: Connector, knowledge: Knowledge, evidence: Evidence) -> list[Finding]:
    """Findings on the state file, an entry each; none without results. Paths are the workspace's.

    They come with the results, so that nothing hides them.
    """
    subject = ConnectorSubject(connector, knowledge)
    facts = claims_of(subject) if evidence.run is not None else None
    claims = facts.below("completed_checkpoints") if facts else ()
    if facts is None or not claims:
        return []
    found: list[Finding] = []
    failing = {phase.number: phase for phase in status_of(connector, knowledge, evidence).phases}
    for item in claims:
        phase = facts.checkpoint(item.text)
        blockers = [b for b in failing[phase.number].blockers if b.kind in _FAILS] if phase else []
        tests = list(dict.fromkeys(test for blocker in blockers for test in blocker.tests))
        if phase is None or not blockers:
            continue
        more = f" and {len(tests) - SHOWN} more" if len(tests) > SHOWN else ""
        named = (", ".join(tests[:SHOWN]) + more if more else listed(tests)) or "a test of it"
        verb = "fails" if len(tests) < 2 else "fail"
        message = f"Phase {phase.number} ({phase.title}) is listed as completed, and {named} {verb}. This is a blocker."
        why = "The phase is not complete. Running its checkpoint lists it again."
        take_out = remedy(facts.parts, f"Remove {item.text}", why, removed(facts.parts, item))
        fix = "Mend what fails and run the checkpoint, or remove the claim."
        made = told(subject, CODE, Severity.ERROR, message, on(item), fix=fix, remedies=[take_out])
        found.append(replace(made, data={"phase": str(phase.number)}))
    return found
