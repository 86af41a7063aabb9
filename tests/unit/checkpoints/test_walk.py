"""`implement`: the walk through the phases, answered line by line, with a runner that says what a test tells it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_connectors import made
from scripted_runner import ScriptedRunner

from destination_writer.checkpoints.changelog import CHANGES_PATH, read_changes
from destination_writer.cli.implement import command
from destination_writer.connector.state import State
from destination_writer.connector.statetext import read_state

STATE = ".destination-writer/state.yaml"
GENERATOR = "src/main/kotlin/io/airbyte/integrations/destination/duckdb/client/DuckdbSqlGenerator.kt"


@pytest.fixture(scope="module")
def texts() -> Mapping[str, str]:
    return made("duckdb", "1.0.13", implement=False)


@pytest.fixture
def connector(texts: Mapping[str, str], tmp_path: Path) -> Path:
    folder = tmp_path / "destination-duckdb"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> ScriptedRunner:
    scripted = ScriptedRunner()
    monkeypatch.setattr("destination_writer.cli.validating.runner_named", lambda _name, _options: scripted)
    return scripted


def walk(connector: Path, *arguments: str, answers: str = "") -> Result:
    """`answers` are separated by blanks; `-` is an empty line, which takes the default."""
    lines = "".join("\n" if word == "-" else f"{word}\n" for word in answers.split())
    result = CliRunner().invoke(command, [str(connector), *arguments], input=lines)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def at_phase(connector: Path, number: int, more: str = "") -> None:
    (connector / STATE).parent.mkdir(exist_ok=True)
    (connector / STATE).write_text(f"state:\n  database: duckdb\n  current_phase: {number}\n{more}", "utf-8")


def state(connector: Path) -> State:
    found = read_state((connector / STATE).read_text("utf-8"))
    assert found.problem is None
    return found.state


def test_two_phases_with_every_default(connector: Path, runner: ScriptedRunner) -> None:
    result = walk(connector, answers="- " * 11 + "q")
    told = result.output
    assert "We'll implement in 12 phases, 0 to 11. Let's look at Phase 0 alone first." in told
    assert "🎉 Phase 0 complete! All tests passing. Ready for Phase 1." in told
    assert "🎉 Phase 1 complete! All tests passing. Ready for Phase 2." in told
    assert "Phase 1 ✓. Phase 2 builds on it." in told
    assert "Phase 4" not in told  # later phases are not told of
    assert told.index("📝 Step 0.1") < told.index("✅ Checkpoint: Validate Phase 0") < told.index("📋 Phase 1")
    assert result.exit_code == 1
    assert "goes on from here" in told
    found = read_changes((connector / CHANGES_PATH).read_text("utf-8"))
    assert {record.phase for record in found} >= {0, 1}
    assert "DuckdbConfigurationFactory.makeWithoutExceptionHandling" in {s for r in found for s in r.stubs}
    assert [entry.phase for entry in state(connector).history if entry.event == "started"] == [0, 1]
    assert len(runner.requests) == 2


def test_a_failing_test_holds_the_walk(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 2)
    runner.failures["create and drop namespaces"] = "expected true, got false"
    result = walk(connector, "--phase", "2", answers="- - - - - - - q")
    assert result.exit_code == 1
    assert "🚫 BLOCKER: 1 test failing" in result.output
    assert "We CANNOT proceed to Phase 3 until ALL tests pass." in result.output
    assert "🔍 Debugging: " in result.output
    assert "Mend it, then say `again`" in result.output
    assert "Ready for Phase 3?" not in result.output


def test_the_walk_takes_up_where_it_was_left(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 2)
    first = walk(connector, answers="- -")  # the input ends at the second step
    assert first.exit_code == 1
    assert "✓ wrote" in first.output
    assert "TODO(" in (connector / GENERATOR).read_text("utf-8")  # other phases' stubs, nothing half written
    second = walk(connector, answers="- - - - - q")
    assert "createNamespace, namespaceExists (DuckdbSqlGenerator.kt)" not in second.output
    assert "Step 2.1: Database Client" in second.output
    assert "Checkpoint: Validate Phase 2" in second.output
    assert len(runner.requests) == 1


def test_a_phase_that_waits_is_refused(connector: Path, runner: ScriptedRunner) -> None:
    result = walk(connector, "--phase", "3", answers="-")
    assert result.exit_code == 1
    assert "🚫 BLOCKER: Phase 3 waits for Phase 0 (Scaffolding), which is not complete." in result.output
    assert runner.requests == []
    assert not (connector / STATE).exists()


def test_without_a_state_file_a_phase_behind_written_ones_may_be_asked_for(
    connector: Path, runner: ScriptedRunner
) -> None:
    at_phase(connector, 2)
    walk(connector, "--phase", "2", answers="- - - - q")
    for phase in (0, 1):
        at_phase(connector, phase)
        walk(connector, "--phase", str(phase), answers="- - - - q")
    (connector / STATE).unlink()
    for report in (connector / "build").rglob("*.xml"):
        report.unlink()
    assert "📋 Phase 0" in walk(connector, answers="q").output  # nothing proves it yet
    told = walk(connector, "--phase", "3", answers="q").output
    assert "📋 Phase 3" in told  # 0 to 2 are written; their tests run with the checkpoint of phase 3
    assert "Phase 4 waits for Phase 3" in walk(connector, "--phase", "4").output
    assert runner.requests


def test_another_way_is_taken_shown_and_remembered(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 6)
    result = walk(connector, "--phase", "6", answers="- 1 modify 1 2 y q")
    assert "A decision for overwriteTable: overwrite" in result.output
    assert "1. drop-rename: Drop the target and give the source its name" in result.output
    assert state(connector).strategies == {"overwrite": "replace-copy"}
    (record,) = read_changes((connector / CHANGES_PATH).read_text("utf-8"))
    assert (record.strategies, record.stubs) == ({"overwrite": "replace-copy"}, ("DuckdbSqlGenerator.overwriteTable",))
    assert runner.requests == []


def test_types_are_shown_with_their_gaps(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 3)
    told = walk(connector, "--phase", "3", answers="- q").output
    assert "The column types of DuckDB (executed: DuckDB" in told
    assert "△ IntegerType                   BIGINT                    not every value fits" in told
    assert "✓ StringType                    VARCHAR\n" in told
    assert "BIGINT: -9223372036854775808 to 9223372036854775807." in told
    assert runner.requests == []


@pytest.mark.parametrize(
    ("answers", "characteristics", "says"),
    [
        ("- y q", {"has_merge": True, "has_window_functions": True}, "1. merge: MERGE."),
        (
            "- n n n y q",
            {"has_merge": False, "has_insert_on_conflict": False, "has_window_functions": True},
            "No problem: delete and insert in one transaction do the same",
        ),
    ],
    ids=["as known", "no MERGE"],
)
def test_what_the_phase_depends_on_is_asked_and_remembered(
    connector: Path, runner: ScriptedRunner, answers: str, characteristics: dict[str, bool], says: str
) -> None:
    at_phase(connector, 9)
    told = walk(connector, "--phase", "9", answers=answers).output
    assert "• MERGE: yes (executed: DuckDB" in told
    assert says in told
    known = state(connector).database_characteristics
    assert {key: known.get(key) for key in characteristics} == characteristics
    again = walk(connector, "--phase", "9", answers="- q").output
    assert "Is that right for your version?" not in again
    assert "(your answer, has_merge in .destination-writer/state.yaml)" in again
    assert runner.requests == []


def test_without_merge_the_remaining_way_is_taken(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 9, "  database_characteristics:\n    has_merge: false\n    has_window_functions: true\n")
    told = walk(connector, "--phase", "9", answers="- - q").output
    assert "DELETE FROM" in told
    assert "MERGE INTO" not in told
    assert runner.requests == []


def test_without_window_functions_there_are_other_approaches(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 9, "  database_characteristics:\n    has_merge: true\n    has_window_functions: false\n")
    told = walk(connector, "--phase", "9", answers="- 1 q").output
    assert "Which approach fits your database best?" in told
    assert "Deduplicate in the connector" in told
    assert "Leave dedupe mode out" in told
    assert state(connector).strategies == {"upsert": "application-side"}
    assert "No template writes upsertTable without it: that stays open for you to write." in told
    assert runner.requests == []


def test_the_mode_can_be_left_out_where_the_database_cannot(connector: Path, runner: ScriptedRunner) -> None:
    lacks = "".join(f"    has_{name}: false\n" for name in ("merge", "insert_on_conflict", "window_functions"))
    at_phase(connector, 9, f"  database_characteristics:\n{lacks}")
    told = walk(connector, "--phase", "9", answers="- 3 unable q").output
    assert "The connector then supports append and overwrite" in told
    assert [(skipped.phase, skipped.reason) for skipped in state(connector).skipped_phases] == [(9, "unable")]
    assert state(connector).strategies == {}
    assert runner.requests == []


def test_a_phase_is_taken_back_and_its_state_opened(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 6)
    before = (connector / GENERATOR).read_text("utf-8")
    walk(connector, "--phase", "6", "--yes")
    assert (connector / GENERATOR).read_text("utf-8") != before
    refused = walk(connector, "--take-back", "6", answers="n")
    assert "Nothing was changed." in refused.output
    assert (connector / GENERATOR).read_text("utf-8") != before
    taken = walk(connector, "--take-back", "6", answers="y")
    assert taken.exit_code == 0, taken.output
    assert (connector / GENERATOR).read_text("utf-8") == before
    assert state(connector).strategies == {}
    assert "phase_6_overwrite" not in state(connector).completed_checkpoints
    assert walk(connector, "--take-back", "6").exit_code == 2
    assert len(runner.requests) == 1


def test_the_plan_as_values_writes_nothing(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 9)
    found = json.loads(walk(connector, "--json").stdout)
    assert (found["phase"], found["steps"][0]["number"]) == (9, "9.1")
    assert [way["slug"] for way in found["steps"][0]["ways"][0]["strategies"]] == ["merge", "delete-insert"]
    assert "MERGE INTO" in found["steps"][0]["diff"]
    assert not (connector / CHANGES_PATH).exists()
    assert runner.requests == []


def test_a_new_file_asks_for_no_decision_of_a_later_phase(connector: Path, runner: ScriptedRunner) -> None:
    (connector / GENERATOR).unlink()
    found = json.loads(walk(connector, "--phase", "2", "--json").stdout)
    (step,) = [step for step in found["steps"] if step["path"].endswith("SqlGenerator.kt")]
    assert step["ways"] == []
    assert runner.requests == []


def test_an_api_is_declined_in_an_empty_folder(tmp_path: Path) -> None:
    result = walk(tmp_path / "destination-salesforce", answers="Salesforce")
    assert result.exit_code == 2
    assert not (tmp_path / "destination-salesforce").exists()
    assert walk(tmp_path / "x", "--yes").exit_code == 2


def test_the_text_can_be_edited_before_it_is_written(
    connector: Path, runner: ScriptedRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_phase(connector, 2)
    monkeypatch.setenv("VISUAL", "sed -i 's/CREATE SCHEMA IF NOT EXISTS/CREATE SCHEMA/'")
    walk(connector, "--phase", "2", answers="- modify 2 y q")
    written = (connector / GENERATOR).read_text("utf-8")
    assert "CREATE SCHEMA $" in written
    assert "IF NOT EXISTS" not in written
    monkeypatch.setenv("VISUAL", "sed -i 's/{$/{{/'")
    refused = walk(connector, "--phase", "2", answers="- modify 2 q").output
    assert "The brackets of that text do not match, so it is not taken" in refused
    assert runner.requests == []


def test_one_member_at_a_time(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 2)
    told = walk(connector, "--phase", "2", answers="- modify 1 2 y n q").output
    written = (connector / GENERATOR).read_text("utf-8")
    assert 'fun createNamespace(namespace: String): String = TODO("Phase 2")' in written
    assert 'fun namespaceExists(namespace: String): String = TODO("Phase 2")' not in written
    assert "Left open: createNamespace. The checkpoint will name it." in told
    assert runner.requests == []


def test_names_that_one_removal_breaks_are_debugged_once(connector: Path, runner: ScriptedRunner) -> None:
    at_phase(connector, 2)
    runner.absent = frozenset({"create and drop namespaces"})
    errors = ((3, "Foo"), (5, "Bar"), (9, "Baz"))
    runner.console = "\n".join(
        f"e: file://{connector}/{GENERATOR}:{line}:1 Unresolved reference '{name}'." for line, name in errors
    )
    told = walk(connector, "--phase", "2", answers="- - - - - - - q").output
    assert told.count("🔍 Debugging: ") == 1
    assert "Places: 'Foo' in line 3; 'Bar' in line 5; 'Baz' in line 9" in told
