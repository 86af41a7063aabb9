"""A verdict in the words of the specification: its "Test Run Summary" and its "Test Validation Template".

Lines are plain text; the first character of a result's line is its sign, which a face may colour.
"""

from collections.abc import Iterator

from destination_writer.checkpoints.alike import alike
from destination_writer.checkpoints.checkpoint import Verdict
from destination_writer.checkpoints.completion import next_steps
from destination_writer.checkpoints.component_checkpoint import ComponentCheckpoint, component_checkpoint
from destination_writer.checkpoints.gate import BLOCKER
from destination_writer.checkpoints.history import key_of_label
from destination_writer.checkpoints.invocations import name_of, simple_class
from destination_writer.checkpoints.mending import Mend
from destination_writer.checkpoints.runner import Ended, RunOutcome, StepResult
from destination_writer.checkpoints.standing import TestStanding, TestState
from destination_writer.checkpoints.status import Blocker, BlockerKind, PhaseState
from destination_writer.connector.roles import Role, supertype_of
from destination_writer.text.findings import Finding
from destination_writer.text.testruns import Outcome
from destination_writer.toolchain.localrun.lacks import UNDECIDED

_MARKS = {
    TestState.PASSED: "✓ {name} (PASS)",
    TestState.FAILED: "✗ {name} (FAIL)",
    TestState.REGRESSED: "✗ {name} (FAIL - regression)",
    TestState.MISSING: "✗ {name} (NO RESULT)",
    TestState.SKIPPED: "✗ {name} (SKIPPED - proves nothing)",
    TestState.STALE: "✗ {name} (STALE - the sources changed after it ran)",
    TestState.UNKNOWN: "✗ {name} (UNKNOWN - nothing tells which sources it ran on)",
}
_OF_TESTS = frozenset(
    {
        BlockerKind.FAILED_TEST,
        BlockerKind.REGRESSION,
        BlockerKind.SKIPPED_TEST,
        BlockerKind.NOT_ENABLED,
        BlockerKind.MISSING_TEST,
        BlockerKind.STALE_RESULT,
        BlockerKind.UNKNOWN_AGE,
    }
)
_LOCAL_PASS = "✗ {name} (PASSED LOCALLY - only the Gradle runner decides it)"
SHOWN_DIFF = 40
"""Lines of a diff that are printed with a failure; the rest is counted."""
LISTED = 40
"""Lines of one list that are printed; the rest is counted."""


def validation(verdict: Verdict) -> Iterator[str]:
    """The whole summary of a checkpoint's run."""
    phase = verdict.phase
    yield f"📊 Phase {phase.number} Validation Results"
    yield ""
    yield from _ended(verdict.outcome)
    yield "New tests (this checkpoint):"
    yield from _commands(verdict.outcome)
    yield from (_line(test, verdict.outcome) for test in verdict.own)
    if not verdict.own:
        yield "  This phase has no tests of its own."
    if verdict.earlier:
        yield ""
        yield "Regression check:"
        yield from _listed([_line(test, verdict.outcome) for test in verdict.earlier])
    tests = (*verdict.own, *verdict.earlier)
    passed = sum(test.state is TestState.PASSED for test in tests)
    yield ""
    yield f"Summary: {passed}/{len(tests)} tests passing"
    yield from _not_proven(verdict)
    if verdict.unrecorded:
        yield verdict.unrecorded
    yield ""
    yield from (_complete(verdict) if verdict.is_done else _blocked(verdict))


def _not_proven(verdict: Verdict) -> Iterator[str]:
    if verdict.outcome.caveats:
        yield "Not proven by this run:"
        yield from (f"• {caveat}" for caveat in verdict.outcome.caveats)


def tests_alone(verdict: Verdict, count: int) -> Iterator[str]:
    """What a run of `count` single tests, or classes, showed: no word on the phase, which only its whole checkpoint can
    complete."""
    count = max(count, len(verdict.outcome.run.tests))
    yield f"📊 {count} test{'s' if count > 1 else ''}, run alone"
    yield ""
    yield from _ended(verdict.outcome)
    for result in verdict.outcome.run.tests:
        sign = "✓" if result.outcome is Outcome.PASSED else "✗"
        why = result.output.strip().partition("\n")[0] if result.outcome is Outcome.SKIPPED else ""
        yield f"{sign} {name_of(result)} ({result.outcome.value}{f': {why}' if why else ''})"
    if not verdict.outcome.run.tests:
        yield f"✗ No test has a result. {BLOCKER}"
    yield from _not_proven(verdict)
    for number, (title, lines) in enumerate(_of_findings(verdict), 1):
        yield ""
        yield f"{number}. {title}"
        yield from (f"   {line}" for line in lines)


def _ended(outcome: RunOutcome) -> Iterator[str]:
    said = {
        Ended.CANCELLED: f"🚫 The run was cancelled before its end: what it did not run counts as missing. {BLOCKER}",
        Ended.TIMED_OUT: f"🚫 The run was ended at its time limit. {BLOCKER}",
        Ended.NOT_STARTED: f"🚫 The run could not start. {BLOCKER}",
    }
    if outcome.ended in said:
        yield said[outcome.ended]
    if outcome.problem:
        yield outcome.problem
    if outcome.ended in said or outcome.problem:
        yield ""


def _commands(outcome: RunOutcome) -> Iterator[str]:
    for step in outcome.steps:
        if step.command:
            yield f"$ {step.command}"
    yield from (f"✗ {_step(step)}" for step in outcome.steps if step.exit_code and step.slug.startswith("phase_"))
    yield from (f"✓ {step.slug} (PASS)" for step in outcome.steps if step.exit_code == 0 and _is_check(step))


def _is_check(step: StepResult) -> bool:
    return step.slug.startswith("phase_")


def _step(step: StepResult) -> str:
    return f"{step.slug} (FAIL - exit code {step.exit_code})"


def _line(test: TestStanding, outcome: RunOutcome) -> str:
    mark = _LOCAL_PASS if _passed_locally(test, outcome) else _MARKS[test.state]
    return mark.format(name=test.name)


def _passed_locally(test: TestStanding, outcome: RunOutcome) -> bool:
    """True where the local run passed a test whose result counts from Gradle alone: it needs Micronaut's wiring."""
    if test.state is not TestState.MISSING or outcome.run.tool != "local":
        return False
    results = [r for r in outcome.run.tests if simple_class(r.suite) == test.suite and name_of(r) == test.name]
    return bool(results) and all(result.outcome is Outcome.PASSED for result in results)


def _listed(lines: list[str]) -> Iterator[str]:
    """Every line that is no pass, and as many passes as fit."""
    bad = [line for line in lines if not line.startswith("✓")]
    good = [line for line in lines if line.startswith("✓")]
    room = max(0, LISTED - len(bad))
    yield from bad
    yield from good[:room]
    if len(good) > room:
        yield f"✓ and {len(good) - room} more (PASS)"


def _complete(verdict: Verdict) -> Iterator[str]:
    phase = verdict.phase
    following = verdict.status.current
    if following is None:
        yield f"🎉 Phase {phase.number} complete! All phases complete: your connector passes all tests."
        yield ""
        yield from next_steps()
    else:
        yield f"🎉 Phase {phase.number} complete! All tests passing. Ready for Phase {following.number}."


def _blocked(verdict: Verdict) -> Iterator[str]:
    phase = verdict.phase
    failing = verdict.failing
    others = [blocker for blocker in phase.blockers if not _is_of_listed_test(blocker, failing)]
    here = component_checkpoint(verdict)
    if here is not None:
        yield from _passed_here(verdict, here)
        return
    yield f"🚫 BLOCKER: {_counted(failing, others)}"
    yield ""
    if phase.state is PhaseState.SKIPPED:
        yield f"Phase {phase.number} is marked as skipped."
    target = phase.number + 1
    goal = f"to Phase {target}" if target < len(verdict.status.phases) else "past this checkpoint"
    yield f"We CANNOT proceed {goal} until ALL tests pass."
    yield "Test failures are not optional: they show broken functionality. Let's debug each one now."
    yield ""
    items = [*_explanations(verdict), *((blocker.sentence, []) for blocker in others)]
    for number, (title, lines) in enumerate(items, 1):
        yield f"{number}. {title}"
        yield from (f"   {line}" for line in lines)


def _passed_here(verdict: Verdict, here: ComponentCheckpoint) -> Iterator[str]:
    """A local run in which nothing failed, and what is still owed."""
    number, passed = verdict.phase.number, len(here.passed)
    what = f"all {passed} tests that it can decide pass" if passed > 1 else "the one test that it can decide passes"
    yield f"✅ Component checkpoint of Phase {number} passed by the local runner: {what if passed else 'it compiles'}."
    yield ""
    yield f"🚫 BLOCKER: Phase {number} is not complete. The real build owes {_owed(verdict, here)}."
    yield "You can work on with the local runner; before a release, run the checkpoint with `--runner gradle`."
    yield from (f"- {test.name} ({test.suite})" for test in here.owed)


def _owed(verdict: Verdict, here: ComponentCheckpoint) -> str:
    records = sum(blocker.kind is BlockerKind.RECORD for blocker in verdict.phase.blockers)
    count = len(here.owed)
    parts = [f"{count} test{'s' if count > 1 else ''}"] if count else []
    parts += [f"{records} recorded step{'s' if records > 1 else ''} of the build"] if records else []
    return " and ".join(parts) or "its word on the phases before"


def _counted(failing: tuple[TestStanding, ...], others: list[Blocker]) -> str:
    bad = sum(test.state in (TestState.FAILED, TestState.REGRESSED) for test in failing)
    rest = len(failing) - bad
    parts: list[str] = []
    if bad:
        parts.append(f"{bad} test{'s' if bad > 1 else ''} failing")
    if rest:
        parts.append(f"{rest} test{'s' if rest > 1 else ''} without a result that counts")
    if others:
        parts.append(f"{len(others)} other reason{'s' if len(others) > 1 else ''}")
    return ", ".join(parts) or "the run did not come to its end"


def _is_of_listed_test(blocker: Blocker, failing: tuple[TestStanding, ...]) -> bool:
    return blocker.kind in _OF_TESTS and set(blocker.tests) <= {test.name for test in failing}


def _explanations(verdict: Verdict) -> list[tuple[str, list[str]]]:
    """A title and the analysis for each cause: findings first, then tests that nothing explains."""
    found = _of_findings(verdict)
    explained = {_name_of_test(finding) for finding in verdict.findings}
    for test in verdict.failing:
        if test.name in explained:
            continue
        said = f": {test.message}" if test.message else ""
        state = "passed in the local run alone" if _passed_locally(test, verdict.outcome) else test.state.value
        found.append((f"{test.name} ({test.suite}): {state}{said}. {BLOCKER}", _remedy(test, verdict.outcome)))
    return found


def _of_findings(verdict: Verdict) -> list[tuple[str, list[str]]]:
    told: list[tuple[str, list[str]]] = []
    for one in alike(verdict.findings, verdict.mends):
        story = _story_of(verdict, one.finding)
        also = [f"Places: {one.also}"] if one.also else []
        mends = list(_mends(verdict.mends_of(one.index)))
        told.append((one.finding.message, [*_analysis(one.finding), *also, *([story] if story else []), *mends]))
    return told


def _mends(mends: tuple[Mend, ...]) -> Iterator[str]:
    """The surest Change with the lines that it alters; of the others the titles."""
    for number, mend in enumerate(mends):
        if number:
            yield f"This would mend it too: {mend.title}"
            continue
        yield f"Change: {mend.title}"
        lines = mend.diff.splitlines()
        yield from (f"  {line}".rstrip() for line in lines[:SHOWN_DIFF])
        if len(lines) > SHOWN_DIFF:
            yield f"  … {len(lines) - SHOWN_DIFF} more lines"


def _name_of_test(finding: Finding) -> str:
    return finding.test.rpartition(".")[2].removesuffix("()") if finding.test else ""


def _analysis(finding: Finding) -> Iterator[str]:
    place = finding.location
    yield f"File: {place.path}:{place.range.start.line + 1}"
    for related in finding.related[:1]:
        yield f"Thrown at: {related.location.path}:{related.location.range.start.line + 1}"
    if finding.cause:
        yield f"Root cause: {finding.cause}"
    if finding.fix:
        yield f"Fix: {finding.fix}"


def _story_of(verdict: Verdict, finding: Finding) -> str:
    story = verdict.stories.get(key_of_label(finding.test)) if finding.test else None
    return story.sentence if story else ""


def _remedy(test: TestStanding, outcome: RunOutcome) -> list[str]:
    if test.state is TestState.MISSING and test.suite in set(Role):
        return [f"No class of the connector extends {supertype_of(Role(test.suite))}: add it."]
    if _passed_locally(test, outcome):
        return [
            "It passed in the local run, which starts no Micronaut: the Gradle runner decides what it says of the "
            "wiring. Run this checkpoint with --runner gradle."
        ]
    if test.state is TestState.MISSING and outcome.run.tool == "local" and outcome.ended is Ended.FINISHED:
        return [
            "Only the Gradle runner decides it: what the local one leaves out or passes without Micronaut is no proof."
        ]
    if test.state is TestState.SKIPPED and (reason := _undecided(test, outcome)):
        return [reason]
    told = {
        TestState.MISSING: "Nothing ran it. Run the whole checkpoint; where its class leaves it out, enable it there.",
        TestState.SKIPPED: "Remove what disables it, and run the checkpoint again.",
        TestState.STALE: "Run the checkpoint again.",
        TestState.UNKNOWN: "Run the checkpoint here, so that the result speaks of these sources.",
    }
    return [told[test.state]] if test.state in told else []


def _undecided(test: TestStanding, outcome: RunOutcome) -> str:
    """Why the local run could not decide a test, or nothing."""
    told = (r.output for r in outcome.run.tests if simple_class(r.suite) == test.suite and name_of(r) == test.name)
    return next((text.partition("\n")[0] for text in told if UNDECIDED in text), "")
