"""The gate: what completes a phase, and each thing that keeps one from being complete."""

import re
from dataclasses import replace

import pytest
from acme_connector import VERSION, finished, load, passing, result, run, with_stub

from destination_writer.checkpoints.gate import Inputs, judge
from destination_writer.checkpoints.report import headline
from destination_writer.checkpoints.results import Evidence, Freshness
from destination_writer.checkpoints.status import BlockerKind, PhaseState, PhaseStatus, Progress
from destination_writer.connector.roles import Role
from destination_writer.knowledge.store import Knowledge
from destination_writer.text import testruns
from destination_writer.text.testruns import Outcome
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
PHASES = KNOWLEDGE.phases
SOURCES_AT, RAN_AT = 50.0, 100.0
Results = list[testruns.TestResult]
STATE = ".destination-writer/state.yaml"

FORBIDDEN = re.compile(
    r"minor|probably|should work|likely|not critical|fix (it )?later|optional to fix|continue anyway|move on",
    re.IGNORECASE,
)


def verdict(
    texts: dict[str, str] | None = None,
    results: list[testruns.TestResult] | None = None,
    *,
    times: dict[str, float] | None = None,
    can: bool = True,
) -> tuple[PhaseStatus, ...]:
    results = passing(PHASES) if results is None else results
    ran = {test.report: RAN_AT for test in results} if times is None else times
    evidence = Evidence(run(results), ran, SOURCES_AT)
    return judge(Inputs(PHASES, load(finished() if texts is None else texts), evidence, lambda _: can))


def states(phases: tuple[PhaseStatus, ...]) -> str:
    """One letter a phase: d(one), c(urrent), b(locked), w(aiting), s(kipped)."""
    return "".join(phase.state.value[0] for phase in phases)


def kinds(phase: PhaseStatus) -> list[BlockerKind]:
    return [blocker.kind for blocker in phase.blockers]


def changed(
    results: list[testruns.TestResult], name: str, outcome: Outcome, message: str = ""
) -> list[testruns.TestResult]:
    return [
        result(role, name, outcome, message) if test.name == f"{name}()" and (role := _role(test)) else test
        for test in results
    ]


def _role(test: testruns.TestResult) -> Role:
    from acme_connector import SUITES

    return next(role for role, (name, _) in SUITES.items() if test.suite.endswith(f".{name}"))


def test_a_finished_connector_is_done() -> None:
    phases = verdict()
    assert states(phases) == "dddddddddddd"
    assert all(phase.percent == 100 and not phase.blockers for phase in phases)


def test_an_open_stub_holds_up_the_phase_of_its_number() -> None:
    phases = verdict(with_stub(finished(), "AcmeAirbyteClient", "copyTable", 'TODO("Phase 7")'))
    assert states(phases) == "dddddddcwwww"
    (blocker,) = phases[7].blockers
    assert blocker.kind == BlockerKind.OPEN_STUB
    path = "src/main/kotlin/io/airbyte/integrations/destination/acme/AcmeAirbyteClient.kt"
    assert blocker.sentence == f"AcmeAirbyteClient.copyTable is an open stub ({path}:12). This is a blocker."
    assert blocker.location is not None
    assert (blocker.location.path, blocker.location.range.start.line) == (path, 11)


@pytest.mark.parametrize(
    ("file", "function", "call", "phase"),
    [
        ("AcmeAirbyteClient", "copyTable", 'TODO("Phase 3")', 3),
        ("AcmeAirbyteClient", "copyTable", "TODO()", 7),
        ("AcmeAggregate", "flush", "TODO()", 5),
        ("AcmeAirbyteClient", "copyTable", 'TODO("Phase 99")', 7),
        ("AcmeTestClient", "ping", 'TODO("Phase 1")', 1),
    ],
)
def test_which_phase_a_stub_holds_up(file: str, function: str, call: str, phase: int) -> None:
    phases = verdict(with_stub(finished(), file, function, call))
    assert states(phases) == "d" * phase + "c" + "w" * (11 - phase)


def test_a_missing_component_names_the_type_to_extend() -> None:
    texts = {path: text for path, text in finished().items() if not path.endswith("/AcmeChecker.kt")}
    phases = verdict(texts)
    assert states(phases) == "dddddcwwwwww"
    assert [blocker.sentence for blocker in phases[5].blockers] == [
        "Checker: no class extends DestinationChecker. This is a blocker."
    ]
    checker = next(c for c in phases[5].components if c.name == "Checker")
    assert checker.progress == Progress.NOT_STARTED


def test_a_missing_member_names_it() -> None:
    texts = finished()
    path = next(p for p in texts if p.endswith("/AcmeTestClient.kt"))
    texts[path] = texts[path].replace("    override fun dropNamespace() = Unit\n", "")
    phases = verdict(texts)
    assert [b.sentence for b in phases[2].blockers] == [
        "Test Client: AcmeTestClient has no dropNamespace. This is a blocker."
    ]


def test_a_double_in_the_tests_is_not_the_component() -> None:
    texts = {path: text for path, text in finished().items() if not path.endswith("/AcmeWriter.kt")}
    texts["src/test/kotlin/FakeWriter.kt"] = "class FakeWriter : DestinationWriter\n"
    assert BlockerKind.MISSING_COMPONENT in kinds(verdict(texts)[5])


def test_a_required_test_without_result_is_missing() -> None:
    results = [test for test in passing(PHASES) if test.name != "get generation id()"]
    phases = verdict(results=results)
    assert states(phases) == "ddddcwwwwwww"
    (blocker,) = phases[4].blockers
    assert (blocker.kind, blocker.tests) == (BlockerKind.MISSING_TEST, ("get generation id",))


def test_without_the_suites_class_the_blocker_says_which_to_add() -> None:
    texts = {path: text for path, text in finished().items() if "AcmeSpecTest" not in path}
    results = [test for test in passing(PHASES) if "AcmeSpecTest" not in test.suite]
    sentences = [blocker.sentence for blocker in verdict(texts, results)[0].blockers]
    opening = "No class extends SpecTest, so nothing runs `testSpecOss`, `testSpecCloud`; add the class."
    assert any(sentence.startswith(opening) for sentence in sentences)


@pytest.mark.parametrize(
    ("outcome", "kind", "state", "words"),
    [
        (Outcome.FAILED, BlockerKind.FAILED_TEST, PhaseState.BLOCKED, "failed: expected 3, got 2. This is a blocker"),
        (Outcome.ERROR, BlockerKind.FAILED_TEST, PhaseState.BLOCKED, "ended with an error: expected 3, got 2."),
        (Outcome.SKIPPED, BlockerKind.SKIPPED_TEST, PhaseState.CURRENT, "a skipped test proves nothing"),
    ],
)
def test_a_required_test_that_did_not_pass(outcome: Outcome, kind: BlockerKind, state: PhaseState, words: str) -> None:
    phases = verdict(results=changed(passing(PHASES), "count table rows", outcome, "expected 3, got 2.\nmore"))
    assert phases[3].state == state
    assert kinds(phases[3]) == [kind]
    assert words in phases[3].blockers[0].sentence
    assert phases[4].state == PhaseState.WAITING


def test_one_bad_invocation_of_a_parameterised_test_is_enough() -> None:
    bad = result(Role.DATA_COERCION_SUITE, "handle date values", Outcome.FAILED)
    again = testruns.TestResult(
        bad.suite, "handle date values(AirbyteValue, Object)[3]", Outcome.FAILED, report=bad.report
    )
    assert kinds(verdict(results=[*passing(PHASES), again])[5]) == [BlockerKind.FAILED_TEST]


def test_results_older_than_the_sources_are_stale() -> None:
    times = {test.report: SOURCES_AT - 1 for test in passing(PHASES)}
    phases = verdict(times=times)
    assert phases[0].state == PhaseState.CURRENT
    assert set(kinds(phases[0])) == {BlockerKind.STALE_RESULT, BlockerKind.RECORD}
    assert "The sources changed after the results for `testSpecOss`, `testSpecCloud`" in phases[0].blockers[-1].sentence


def test_a_stale_failure_is_stale_and_no_failure() -> None:
    results = changed(passing(PHASES), "upsert tables", Outcome.FAILED)
    upsert = next(test.report for test in results if test.name == "upsert tables()")
    times = {test.report: RAN_AT for test in results} | {upsert: 1.0}
    assert kinds(verdict(results=results, times=times)[1]) == [BlockerKind.STALE_RESULT]


def test_results_of_unknown_age_are_not_done() -> None:
    phases = verdict(times={})
    assert set(kinds(phases[0])) == {BlockerKind.UNKNOWN_AGE, BlockerKind.RECORD}


FRESHNESS = [
    (Evidence(run([]), {"r": 2.0}, 1.0), Freshness.FRESH),
    (Evidence(run([]), {"r": 1.0}, 1.0), Freshness.FRESH),
    (Evidence(run([]), {"r": 1.0}, 2.0), Freshness.STALE),
    (Evidence(run([]), {}, 2.0), Freshness.UNKNOWN),
    (Evidence(run([]), {"r": 1.0}, None), Freshness.UNKNOWN),
    (Evidence(run([]), {"r": 1.0}, 2.0, of_commit=True), Freshness.FRESH),
    (Evidence(run([]), {"r": 2.0}, 1.0, of_commit=False), Freshness.STALE),
]


@pytest.mark.parametrize(("evidence", "expected"), FRESHNESS)
def test_freshness(evidence: Evidence, expected: Freshness) -> None:
    assert evidence.freshness(testruns.TestResult("a.B", "c", Outcome.PASSED, report="r")) == expected


@pytest.mark.parametrize(("recorded", "expected"), [("same", Freshness.FRESH), ("other", Freshness.STALE)])
def test_a_recorded_digest_decides_before_times(recorded: str, expected: Freshness) -> None:
    evidence = Evidence(testruns.TestRun("local", sources=recorded), {"r": 1.0}, 2.0, digest="same")
    assert evidence.freshness(testruns.TestResult("a.B", "c", Outcome.PASSED, report="r")) == expected


def test_a_test_that_passed_before_and_fails_now_is_a_regression() -> None:
    texts = finished() | {STATE: "state:\n  completed_checkpoints: [phase_2_namespaces]\n"}
    phases = verdict(texts, changed(passing(PHASES), "create and drop namespaces", Outcome.FAILED))
    assert states(phases) == "ddbwwwwwwwww"
    assert kinds(phases[2]) == [BlockerKind.REGRESSION]
    assert "passed before and failed now" in phases[2].blockers[0].sentence


def test_a_regression_of_a_later_phases_test_holds_up_the_current_one() -> None:
    texts = finished() | {STATE: "state:\n  passed_tests: [AcmeTableOperationsTest.upsert tables]\n"}
    texts = with_stub(texts, "AcmeAirbyteClient", "dropTable", 'TODO("Phase 3")')
    phases = verdict(texts, changed(passing(PHASES), "upsert tables", Outcome.FAILED))
    assert phases[3].state == PhaseState.BLOCKED
    assert kinds(phases[3]) == [BlockerKind.OPEN_STUB, BlockerKind.REGRESSION]


def test_a_later_phases_failure_is_exempt_by_name() -> None:
    texts = with_stub(finished(), "AcmeAirbyteClient", "dropTable", 'TODO("Phase 3")')
    results = changed(passing(PHASES), "upsert tables", Outcome.FAILED)
    disabled = result(Role.INTEGRATION_SUITE, "resumeAfterCancelledTruncate", Outcome.SKIPPED)
    phases = verdict(texts, [*results, disabled])
    assert kinds(phases[3]) == [BlockerKind.OPEN_STUB]
    assert phases[3].exempt == (
        "upsert tables: It belongs to phase 9.",
        "resumeAfterCancelledTruncate: The CDK disables this test itself.",
    )


def test_what_the_cdk_disables_never_counts() -> None:
    disabled = result(Role.INTEGRATION_SUITE, "resumeAfterCancelledTruncate", Outcome.SKIPPED)
    assert states(verdict(results=[*passing(PHASES), disabled])) == "d" * 12


def test_the_connectors_own_failing_test_holds_up_what_is_worked_on() -> None:
    own = testruns.TestResult("acme.QuoteTest", "quotes()", Outcome.FAILED, report=passing(PHASES)[0].report)
    assert states(verdict(results=[*passing(PHASES), own])) == "dddddddddddb"
    phases = verdict(results=[*passing(PHASES, 4), own])
    assert phases[5].state == PhaseState.BLOCKED
    assert "The test `quotes` of QuoteTest failed." in phases[5].blockers[-1].sentence


def test_a_suites_class_that_does_not_start_blocks() -> None:
    broken = result(Role.WIRING_SUITE, "initializationError", Outcome.ERROR, "No bean of type [X]")
    results = [test for test in passing(PHASES) if "AcmeWiringTest" not in test.suite]
    phases = verdict(results=[*results, broken])
    assert phases[5].state == PhaseState.BLOCKED
    assert kinds(phases[5]) == [BlockerKind.MISSING_TEST, BlockerKind.FAILED_TEST]


def test_the_last_phase_asks_for_the_whole_suite() -> None:
    more = result(Role.INTEGRATION_SUITE, "testNumericTypes", Outcome.FAILED)
    assert states(verdict(results=[*passing(PHASES), more])) == "dddddddddddb"
    without = [test for test in passing(PHASES) if test.name != "testClear()"]
    assert verdict(results=without)[11].blockers[0].tests == ("testClear",)


def skipping(*numbers: int) -> dict[str, str]:
    entries = "".join(f"    - phase: {number}\n      reason: not needed\n" for number in numbers)
    return finished() | {STATE: f"state:\n  skipped_phases:\n{entries}"}


def test_optional_phases_can_be_skipped() -> None:
    phases = verdict(skipping(10, 11), passing(PHASES, 9))
    assert states(phases) == "ddddddddddss"
    assert phases[10].skip_reason == "not needed"


def test_dedupe_can_be_skipped_only_where_the_database_cannot() -> None:
    assert states(verdict(skipping(9, 10, 11), passing(PHASES, 8), can=False)) == "dddddddddsss"
    phases = verdict(skipping(9, 10, 11), passing(PHASES, 8), can=True)
    assert states(phases) == "dddddddddcss"
    assert BlockerKind.NOT_SKIPPABLE in kinds(phases[9])


def test_other_phases_cannot_be_skipped() -> None:
    phases = verdict(skipping(3))
    assert phases[3].state == PhaseState.CURRENT
    assert [b.sentence for b in phases[3].blockers] == [
        "Phase 3 is marked as skipped, and only an optional phase can be. This is a blocker."
    ]


def test_a_recorded_build_stands_in_for_results_that_do_not_exist_yet() -> None:
    def records(passed: str, at: str) -> dict[str, str]:
        entry = "    - {{event: check, check: {}, passed: {}, at: {}}}\n"
        slugs = [record.slug for record in PHASES[0].records]
        lines = "".join(entry.format(slug, passed, at) for slug in slugs)
        return finished() | {STATE: f"state:\n  history:\n{lines}"}

    none: list[testruns.TestResult] = []
    now = "1970-01-01T00:02:00Z"
    assert kinds(verdict(results=none)[0]).count(BlockerKind.RECORD) == 2
    assert BlockerKind.RECORD not in kinds(verdict(records("true", now), none)[0])
    assert BlockerKind.RECORD in kinds(verdict(records("true", "1970-01-01T00:00:01Z"), none)[0])
    failed = verdict(records("false", now), none)[0]
    assert failed.state == PhaseState.BLOCKED
    assert "failed when it last ran. This is a blocker." in failed.blockers[0].sentence


def test_an_unknown_cdk_version_blocks_the_first_phase() -> None:
    phases = verdict(finished() | {"gradle.properties": "cdkVersion=9\n"})
    assert BlockerKind.CDK_VERSION in kinds(phases[0])
    assert "gradle.properties:1: cdkVersion '9'" in phases[0].blockers[0].sentence


def test_percent_counts_components_and_reaches_100_only_when_complete() -> None:
    texts = with_stub(finished(), "AcmeWriter", "setup", 'TODO("Phase 5")')
    texts = {path: text for path, text in texts.items() if not path.endswith("/AcmeChecker.kt")}
    phases = verdict(texts)
    required = [c for c in phases[5].components if c.required]
    assert phases[5].percent == 100 * (len(required) - 2) // len(required)
    assert headline(phases[5]) == f"Phase 5: Append mode ({phases[5].percent}% complete)"
    assert verdict(results=[])[0].percent == 95


def every_sentence() -> list[str]:
    """Blockers and exemptions of connectors that are wrong in every way there is."""
    broken = finished() | {"gradle.properties": ""}
    broken = {p: t for p, t in broken.items() if not p.endswith(("/AcmeChecker.kt", "/AcmeSpecTest.kt"))}
    broken = with_stub(broken, "AcmeAirbyteClient", "copyTable", 'TODO("Phase 7")')
    broken[STATE] = "state:\n  skipped_phases: [{phase: 3}]\n  completed_checkpoints: [phase_2_namespaces]\n"
    mixed = changed(passing(PHASES), "create and drop namespaces", Outcome.FAILED, "no")
    mixed = changed(mixed, "count table rows", Outcome.SKIPPED)
    mixed = changed(mixed, "upsert tables", Outcome.ERROR)
    verdicts = [verdict(broken, mixed), verdict(broken, []), verdict(times={})]
    verdicts.append(verdict(times={test.report: 1.0 for test in passing(PHASES)}))
    return [b.sentence for phases in verdicts for phase in phases for b in phase.blockers]


def test_every_blocker_says_that_it_is_one_and_none_is_softened() -> None:
    sentences = every_sentence()
    assert len(sentences) > 60
    for sentence in sentences:
        assert "This is a blocker" in sentence
        assert not FORBIDDEN.search(sentence), sentence


def test_eras_ask_for_their_own_components() -> None:
    assert VERSION.startswith("1.")
    names = [c.name for c in verdict(finished() | {"gradle.properties": "cdkVersion=0.1.76\n"})[5].components]
    assert "Name Generators" in names
    assert "Schema Mapper" not in names


# What only a look at real projects shows

COERCION = [test for test in PHASES[5].tests_for(VERSION) if test.suite == Role.DATA_COERCION_SUITE]
COERCION_FILE = "AcmeDataCoercionTest.kt"


def with_coercion_tests(count: int) -> dict[str, str]:
    """The finished connector, whose coercion suite declares so many parametrised tests."""
    texts = finished()
    path = next(path for path in texts if path.endswith(COERCION_FILE))
    members = "".join(
        f"    @ParameterizedTest\n    override fun `{test.name}`(v: AirbyteValue) {{}}\n" for test in COERCION[:count]
    )
    return texts | {path: texts[path].replace("{\n", "{\n" + members, 1)}


def named_by_arguments(begun: int, outcome: Outcome = Outcome.PASSED) -> Results:
    """All results, those of the coercion suite as Gradle reports them: `[1] 42, 42`. The last one has the outcome."""
    others = [test for test in passing(PHASES) if "DataCoercion" not in test.suite]
    suite = result(Role.DATA_COERCION_SUITE, "x").suite
    names = [f"[{n}] {test}, {n}" for test in range(begun) for n in (1, 2)]
    report = f"build/test-results/x/TEST-{suite}.xml"
    runs = [testruns.TestResult(suite, name, Outcome.PASSED, report=report) for name in names]
    return [*others, *runs[:-1], testruns.TestResult(suite, names[-1], outcome, report=report)]


def test_results_that_name_only_arguments_count_when_every_parametrised_test_of_the_class_ran() -> None:
    whole = with_coercion_tests(len(COERCION))
    assert states(verdict(whole, named_by_arguments(len(COERCION)))) == "d" * 12
    some = verdict(whole, named_by_arguments(len(COERCION) - 1))
    assert states(some)[5] == "c"
    assert kinds(some[5]) == [BlockerKind.MISSING_TEST]


def test_a_failure_that_names_only_arguments_is_one_blocker() -> None:
    whole = with_coercion_tests(len(COERCION))
    phases = verdict(whole, named_by_arguments(len(COERCION), Outcome.FAILED))
    assert states(phases)[5] == "b"
    assert [blocker.sentence for blocker in phases[5].blockers] == [
        f"The test `[2] {len(COERCION) - 1}, 2` of AcmeDataCoercionTest failed. "
        "This is a blocker: all tests must pass before the next phase."
    ]


def test_a_report_from_the_future_tells_nothing() -> None:
    day = 86_400.0
    results = passing(PHASES)
    ran = {test.report: 100 + 2 * day for test in results}
    evidence = Evidence(run(results), ran, SOURCES_AT, now=100.0)
    assert {evidence.freshness(test) for test in results} == {Freshness.UNKNOWN}
    zones = Evidence(run(results), dict.fromkeys(ran, 100 + day / 2), SOURCES_AT, now=100.0)
    assert {zones.freshness(test) for test in results} == {Freshness.FRESH}


@pytest.mark.parametrize(
    ("problem", "at", "last"),
    [
        ("build/test-results/x/TEST-a.xml:3: the report ends or breaks here", RAN_AT, "b"),
        ("build/test-results/x/TEST-a.xml:3: the report ends or breaks here", SOURCES_AT - 1, "d"),
        ("build/test-results/x/TEST-a.xml: holds text that XML forbids; it was replaced by U+FFFD", RAN_AT, "d"),
    ],
    ids=["lost in part", "older than the sources", "read all the same"],
)
def test_a_report_that_is_lost_in_part_is_a_blocker(problem: str, at: float, last: str) -> None:
    results = passing(PHASES)
    times = {test.report: RAN_AT for test in results} | {"build/test-results/x/TEST-a.xml": at}
    ran = testruns.TestRun("gradle", tests=tuple(results), problems=(problem,))
    inputs = Inputs(PHASES, load(finished()), Evidence(ran, times, SOURCES_AT), lambda _: True)
    assert states(judge(inputs)) == "d" * 11 + last


def test_cdc_is_not_done_by_the_tests_of_the_phase_before_it() -> None:
    texts = {path: text.replace("CdcDeletionMode", "Other") for path, text in finished().items()}
    phases = verdict(texts)
    assert states(phases)[9:11] == "dc"
    assert "nothing uses CdcDeletionMode" in phases[10].blockers[0].sentence


def test_a_line_of_the_tracker_is_done_when_the_writer_names_its_loaders() -> None:
    texts = finished()
    path = next(path for path in texts if path.endswith("AcmeWriter.kt"))
    loader = "DirectLoadTableAppendTruncateStreamLoader"

    def line(writer: str) -> Progress:
        (found,) = (c for c in verdict(texts | {path: writer})[6].components if c.name == "Append-Truncate Loader")
        return found.progress

    assert line(texts[path]) is Progress.NOT_STARTED
    assert (
        line(texts[path].replace("createStreamLoader() = Unit", f"createStreamLoader() = {loader}()")) is Progress.DONE
    )
    assert line(f"import a.{loader}\n// {loader}\n{texts[path]}") is Progress.NOT_STARTED


def test_a_skipped_phase_that_the_database_could_do_says_how_to_tell() -> None:
    texts = finished() | {STATE: "state:\n  skipped_phases:\n    - {phase: 9}\n"}
    (blocker,) = verdict(texts)[9].blockers
    assert blocker.kind is BlockerKind.NOT_SKIPPABLE
    assert "has_merge: false" in blocker.sentence and "database_characteristics" in blocker.sentence


def test_a_phase_whose_own_tests_pass_says_that_it_only_waits() -> None:
    without = [r for r in passing(PHASES) if not r.name.startswith("testSpec")]
    phases = verdict(results=without)
    assert phases[0].state is not PhaseState.DONE
    assert phases[3].waits_only and not phases[0].waits_only
    assert headline(phases[3]).endswith("(its own tests pass; it waits for an earlier phase)")
    failing = [replace(r, outcome=Outcome.FAILED) if r.name.startswith("count table") else r for r in without]
    assert not verdict(results=failing)[3].waits_only
