"""Coming back to a connector: what is there is recognised from code and results, whoever wrote it."""

import pytest
from acme_connector import MAIN, finished, load, passing, result, run, with_stub
from reference_layouts import CLICKHOUSE, POSTGRES, SNOWFLAKE, Layout, layout

from destination_writer.checkpoints.atwork import phase_at_work
from destination_writer.checkpoints.results import Evidence
from destination_writer.checkpoints.resumetext import markdown, screen
from destination_writer.checkpoints.resuming import Found, Resumption, resume
from destination_writer.checkpoints.skipsection import Told
from destination_writer.checkpoints.status import Progress
from destination_writer.checkpoints.workspace import gate_inputs, status_of
from destination_writer.connector.load import load_connector
from destination_writer.connector.roles import Role
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.testruns import Outcome, TestResult
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
PHASES = KNOWLEDGE.phases
STATE = ".destination-writer/state.yaml"


def found(
    texts: dict[str, str], results: list[TestResult] | None = None, *, told: tuple[Told, ...] = (), ran: float = 100.0
) -> Resumption:
    """With the results of a run at `ran`; the sources changed at 50."""
    connector = load(texts)
    results = results or []
    evidence = Evidence(run(results), {test.report: ran for test in results}, 50.0) if results else Evidence()
    inputs = gate_inputs(connector, KNOWLEDGE, evidence)
    return resume(inputs, status_of(connector, KNOWLEDGE, evidence), told, "destination-acme")


def shown(resumption: Resumption) -> str:
    return "\n".join(screen(resumption))


def partial() -> dict[str, str]:
    """Through phase 4 by hand; of phase 5 the writer is a stub and the checker is not there."""
    texts = with_stub(finished(), "AcmeWriter", "createStreamLoader", 'TODO("Phase 5")')
    texts = with_stub(texts, "AcmeWriter", "setup", 'TODO("Phase 5")')
    del texts[f"{MAIN}/AcmeChecker.kt"]
    return texts


def through(last: int) -> list[TestResult]:
    return passing(PHASES, last)


def test_done_partial_and_the_next_step_are_told_as_in_the_specification() -> None:
    back = found(partial(), through(4))
    assert [phase.number for phase in back.of(Found.DONE)] == [0, 1, 2, 3, 4]
    five = back.phases[5]
    assert five.found is Found.PARTIAL
    parts = {part.name: part for part in five.parts}
    assert parts["Insert Buffer"].progress is Progress.DONE
    assert (parts["Writer"].stubs, parts["Writer"].class_name) == (2, "AcmeWriter")
    assert parts["Checker"].lacks.startswith("no class extends DestinationChecker")
    assert "Continue with AcmeWriter: 2 stubs" in back.next.sentence
    assert back.next.command == "destination-writer implement destination-acme --phase 5"


def test_members_are_told_one_by_one() -> None:
    texts = with_stub(finished(), "AcmeAirbyteClient", "dropTable", "TODO()")
    back = found(texts, through(2))
    client = next(part for part in back.phases[3].parts if part.class_name == "AcmeAirbyteClient")
    states = {member.name: member.progress for member in client.members}
    assert states["createTable"] is Progress.DONE
    assert states["dropTable"] is Progress.IN_PROGRESS
    assert next(m.place for m in client.members if m.name == "dropTable").endswith("AcmeAirbyteClient.kt:7")


def test_without_results_nothing_counts_as_done_and_the_tests_are_the_question() -> None:
    back = found(partial())
    assert back.of(Found.DONE) == ()
    assert [phase.number for phase in back.of(Found.WRITTEN)][:5] == [0, 1, 2, 3, 4]
    assert all(phase.unknown for phase in back.of(Found.WRITTEN))
    assert "Phases 0 to 4 are written" in back.then[0].sentence
    assert "AcmeWriter" in back.next.sentence
    assert back.then[0].command == "destination-writer checkpoint destination-acme --phase 4"


def test_a_written_phase_behind_tested_ones_is_run_before_the_next_is_begun() -> None:
    """What `resume` names first is the phase that the walk and the editor begin with."""
    back = found(partial(), through(3))
    assert [phase.number for phase in back.of(Found.DONE)] == [0, 1, 2, 3]
    assert (back.phases[4].found, back.phases[5].found) == (Found.WRITTEN, Found.PARTIAL)
    assert "Phase 4 is written" in back.next.sentence
    assert back.next.command == "destination-writer checkpoint destination-acme --phase 4"
    assert back.then[0].command == "destination-writer implement destination-acme --phase 5"
    assert at_work(partial(), through(3)) == 4


def test_the_phase_of_the_whole_suite_has_not_begun_while_others_are_open() -> None:
    assert found(partial()).phases[11].found is Found.OPEN
    assert found(partial(), through(4)).phases[11].found is Found.OPEN
    assert found(finished()).phases[11].found is Found.WRITTEN


def test_stale_results_prove_nothing() -> None:
    back = found(partial(), through(4), ran=10.0)
    assert back.of(Found.DONE) == ()
    assert "sources changed after the results" in shown(back)


def test_everything_written_and_nothing_run_leads_to_the_checkpoint() -> None:
    back = found(finished())
    assert not back.of(Found.PARTIAL, Found.OPEN)
    assert back.next.command == "destination-writer checkpoint destination-acme --phase 11"


def test_a_failing_test_comes_before_everything_else() -> None:
    failing = [
        result(Role.TABLE_OPERATIONS_SUITE, "create and drop namespaces", Outcome.FAILED, "no schema")
        if test.name == "create and drop namespaces()"
        else test
        for test in through(4)
    ]
    back = found(partial(), failing)
    assert [phase.number for phase in back.of(Found.FAILING)] == [2]
    assert back.next.command == "destination-writer diagnose destination-acme"
    assert "create and drop namespaces" in back.next.sentence
    assert "This is a blocker" in shown(back)


def test_all_done_leads_to_the_checklists() -> None:
    back = found(finished(), through(11))
    assert {phase.found for phase in back.phases} == {Found.DONE}
    assert back.next.command == "destination-writer checklist destination-acme"


def test_nothing_is_taken_from_the_state_file() -> None:
    claims = "state:\n  current_phase: 9\n  components_implemented:\n    writer: true\n    checker: true\n"
    with_state, without = found({**partial(), STATE: claims}, through(4)), found(partial(), through(4))
    assert with_state.phases == without.phases
    assert with_state.next == without.next
    assert "There is no .destination-writer/state.yaml" in shown(without)


def test_a_state_file_that_cannot_be_read_is_the_first_thing_to_mend() -> None:
    broken = "state:\n<<<<<<< ours\n  current_phase: 5\n=======\n  current_phase: 4\n>>>>>>> theirs\n"
    back = found({**partial(), STATE: broken}, through(4))
    assert f"{STATE}:2" in back.next.sentence
    assert "merge conflict" in back.next.sentence
    assert back.phases == found(partial(), through(4)).phases


def test_a_skipped_phase_is_known_from_the_documentation_when_the_state_is_gone() -> None:
    back = found(finished(), through(9), told=(Told(10, "No CDC sources"),))
    assert any(
        step.command == "destination-writer skip destination-acme 10 --reason 'No CDC sources'" for step in back.then
    )
    state = "state:\n  skipped_phases:\n    - phase: 10\n      reason: No CDC sources\n"
    known = found({**finished(), STATE: state}, through(9), told=(Told(10, "No CDC sources"),))
    assert known.phases[10].found is Found.SKIPPED
    assert not any("skip" in step.command for step in known.then)


@pytest.mark.parametrize("which", [CLICKHOUSE, SNOWFLAKE, POSTGRES], ids=lambda which: which.name)
def test_each_reference_layout_is_recognised_without_a_stub_or_a_state_file(which: Layout) -> None:
    """A connector that this tool never touched: every component of every phase is found, whatever it is called."""
    back = resume_of(layout(which))
    lacking = {
        f"{phase.number} {part.name}: {part.lacks or [m.name for m in part.members if m.progress is not Progress.DONE]}"
        for phase in back.phases
        for part in phase.parts
        if part.required and part.progress is not Progress.DONE
    }
    assert lacking == which.lacks
    assert back.database == which.database


@pytest.mark.parametrize("which", [CLICKHOUSE, SNOWFLAKE, POSTGRES], ids=lambda which: which.name)
def test_what_is_taken_out_of_a_reference_layout_is_missed(which: Layout) -> None:
    texts = layout(which)
    del texts[which.writer]
    back = resume_of(texts)
    writer = next(part for part in back.phases[5].parts if part.name == "Writer")
    assert writer.progress is Progress.NOT_STARTED
    assert back.phases[5].found is Found.PARTIAL


def resume_of(texts: dict[str, str]) -> Resumption:
    connector = load_connector(MemoryFiles(texts))
    inputs = gate_inputs(connector, KNOWLEDGE, Evidence())
    return resume(inputs, status_of(connector, KNOWLEDGE, Evidence()), (), ".")


def test_it_fits_one_screen() -> None:
    for back in (found(partial()), found(partial(), through(4)), found(finished())):
        assert len(shown(back).splitlines()) <= 45


def test_the_editor_gets_headings_and_commands() -> None:
    text = markdown(found(partial(), through(4)))
    assert text.startswith("# 👋 Welcome back: destination-acme")
    assert "## Done" in text
    assert "```sh\ndestination-writer implement destination-acme --phase 5\n```" in text


def at_work(texts: dict[str, str], results: list[TestResult], *, ran: float = 100.0) -> int:
    connector = load(texts)
    evidence = Evidence(run(results), {test.report: ran for test in results}, 50.0) if results else Evidence()
    return phase_at_work(gate_inputs(connector, KNOWLEDGE, evidence), status_of(connector, KNOWLEDGE, evidence))


def without_records(last: int) -> list[TestResult]:
    """The results of a component checkpoint: phase 0 owes what only the build shows."""
    return [test for test in through(last) if "SpecTest" not in test.suite]


@pytest.mark.parametrize(
    ("results", "ran", "state", "expected"),
    [
        pytest.param(without_records(4), 100.0, "", 5, id="phase 5 is open behind proven ones"),
        pytest.param(without_records(3), 100.0, "", 4, id="phase 4 is written, and no result speaks of it"),
        pytest.param([], 100.0, "", 0, id="nothing proves anything"),
        pytest.param(without_records(4), 10.0, "", 5, id="the results are older than the code that came since"),
        pytest.param(without_records(4), 100.0, "state:\n  current_phase: 3\n", 3, id="the state file knows"),
        pytest.param([], 100.0, "state:\n  current_phase: 5\n", 5, id="the state file knows, without results"),
    ],
)
def test_the_phase_at_work_without_a_state_file_is_what_code_and_results_show(
    results: list[TestResult], ran: float, state: str, expected: int
) -> None:
    texts = {**partial(), STATE: state} if state else partial()
    assert at_work(texts, results, ran=ran) == expected


def test_a_failing_phase_is_at_work_before_later_ones() -> None:
    failing = [
        result(Role.TABLE_OPERATIONS_SUITE, "create and drop namespaces", Outcome.FAILED, "no schema")
        if test.name == "create and drop namespaces()"
        else test
        for test in without_records(4)
    ]
    assert at_work(partial(), failing) == 2
