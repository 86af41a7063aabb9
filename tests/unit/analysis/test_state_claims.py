"""What the state file claims, held against itself, the code, the build, the preflight file and what is known."""

from collections.abc import Mapping

import pytest

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.document import Document
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
CODES = ("DW706", "DW707", "DW708", "DW709", "DW715", "DW716", "DW717", "DW718")
GENERATOR = "src/main/kotlin/AcmeSqlGenerator.kt"
KOTLIN = """\
class AcmeSqlGenerator {
    fun createTable(name: String) = "CREATE TABLE $name (id BIGINT)"

    fun dropTable(name: String): String = TODO("Phase 3: dropTable")
}
"""


def state(*lines: str, database: str = "postgres") -> str:
    return "\n".join(["state:", f"  database: {database}", *(f"  {line}" for line in lines), ""])


def connector(text: str, more: Mapping[str, str] | None = None, name: str = "destination-acme") -> Connector:
    files = {"gradle.properties": "cdkVersion=1.0.13\n", "build.gradle.kts": "plugins {}\n", STATE_PATH: text}
    return load_connector(MemoryFiles(files | dict(more or {})), name=name)


def found_in(loaded: Connector) -> list[Finding]:
    return [finding for finding in analyse(loaded, KNOWLEDGE) if finding.code in CODES]


def shown(text: str, finding: Finding) -> str:
    document, place = Document(text), finding.location.range
    return f"{finding.code} {text[document.offset(place.start) : document.offset(place.end)]}"


BAD = [
    (state("skipped_phases:", "  - phase: 7", "    reason: x"), "DW707 7"),
    (state("skipped_phases:", "  - phase: 9", "    reason: x"), "DW707 9"),
    (state("skipped_phases: [5]"), "DW707 5"),
    (state("skipped_phases:", "  - phase: 10"), "DW708 10"),
    (state("skipped_phases:", "  - phase: 10", "    reason:"), "DW708 reason"),
    (state("skipped_phases:", "  - phase: 10", '    reason: " "'), 'DW708 " "'),
    (state("skipped_phases: [11]"), "DW708 11"),
    (state("completed_checkpoints:", "  - phase3_tables"), "DW709 phase3_tables"),
    (state("completed_checkpoints: [phase_12_more]"), "DW709 phase_12_more"),
    (state("database_characteristics:", '  has_merge: "false"'), 'DW709 "false"'),
    (state("database_characteristics:", "  has_merge: 0"), "DW709 0"),
    (state("database_characteristics:", "  quoting_syntax: double_quote"), "DW709 double_quote"),
    (state(database="postgers"), "DW709 postgers"),
    (state("strategies:", "  upsert: merg"), "DW709 merg"),
    (state("strategies:", "  upsert: teleport"), "DW709 teleport"),
    (state("test_configuration:", "  database: testcontainer"), "DW709 testcontainer"),
    (state('cdk_version: "0.1.76"'), 'DW715 "0.1.76"'),
    (state("connector_path: connectors/destination-other"), "DW715 connectors/destination-other"),
    (
        state("completed_checkpoints: [phase_10_cdc]", "skipped_phases:", "  - phase: 10", "    reason: x"),
        "DW715 10",
    ),
    (state("skipped_phases:", "  - {phase: 10, reason: x}", "  - {phase: 10, reason: y}"), "DW715 10"),
    (state("current_phase: 3", "current_phase: 4"), "DW715 current_phase"),
    (state("strategies:", "  upsert: merge", "database_characteristics:", "  has_merge: false"), "DW715 merge"),
    (state("completed_checkpoints: [phase_3_tables]"), "DW716 phase_3_tables"),
    (
        state(
            "completed_checkpoints: [phase_0_build]",
            "history:",
            "  - {event: check, check: phase_0_build, passed: false}",
        ),
        "DW716 phase_0_build",
    ),
    (state("components_implemented:", "  sql_generator: [createTable, dropTable]"), "DW717 dropTable"),
    (state("components_implemented:", "  sql_generator: [creatTable]"), "DW717 creatTable"),
    (state("components_implemented:", "  sql_generator: true"), "DW717 true"),
    (state("components_implemented:", "  client: true"), "DW717 true"),
    (state("database_characteristics:", "  has_merge: true", database="mysql"), "DW718 true"),
    (state("database_characteristics:", "  has_window_function: true"), "DW706 has_window_function"),
    (state("skipped_phases:", "  - phase: 10", "    reasson: x", "    reason: y"), "DW706 reasson"),
    (state("databse: mysql"), "DW706 databse"),
    (state('"databse": mysql'), 'DW706 "databse"'),
    (state("test_configuration: {databse: cloud}"), "DW706 databse"),
    (state("history:", "  - event: started", "    phsae: 3"), "DW706 phsae"),
    (state() + "current_phase: 3\n", "DW706 current_phase"),
    (state("has_merge: false"), "DW706 has_merge"),
    (state("upsert: delete-insert"), "DW706 upsert"),
    (state("sql_generator: partial"), "DW706 sql_generator"),
]


@pytest.mark.parametrize(("text", "place"), BAD, ids=[place for _, place in BAD])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_what_is_wrong_is_told_on_its_words(text: str, place: str, newline: str) -> None:
    text = ("# 🚀\n" + text).replace("\n", newline)
    assert [shown(text, finding) for finding in found_in(connector(text, {GENERATOR: KOTLIN}))] == [place]


GOOD = [
    state("skipped_phases:", "  - phase: 10", "    reason: no CDC", "    at: 2026-04-01T12:00:00+00:00"),
    state(
        "database_characteristics:",
        *(f"  has_{name}: false" for name in ("merge", "insert_on_conflict", "window_functions")),
        "skipped_phases:",
        "  - {phase: 9, reason: cannot}",
    ),
    state("database_characteristics:", "  has_merge: false", "  has_window_functions: null", "  case_handling: my own"),
    state("database_characteristics:", "  has_transactional_dml: true", "  has_teleport: true"),
    state("completed_checkpoints: [phase_4_ids, phase_2_namespaces]"),
    state(database="acmedb"),
    state("strategies:", "  upsert: teleport", database="acmedb"),
    state("strategies:", "  own_kind: own way", "  upsert: application-side"),
    state("test_configuration: testcontainers"),
    state("reason: ours", "phases: 3", "image: postgres:16", "has_teleport: true"),
    "state:\n  team:\n    databse: theirs\n",
    "databases: [a]\nstate: {}\n",
    state("test_configuration:", "  database: kubernetes"),
    state("cdk_version: 1.0.13", "connector_path: ."),
    state("cdk_version: local"),
    state("connector_path: airbyte-integrations/connectors/destination-acme/"),
    state("connector_path: ..\\connectors\\destination-acme"),
    state("history:", "  - {event: check, check: phase_0_build, passed: false}"),
    state(
        "completed_checkpoints: [phase_0_build]",
        "history:",
        "  - {event: check, check: phase_0_build, passed: false}",
        "  - {event: check, check: phase_0_build, passed: true}",
    ),
    state("components_implemented:", "  sql_generator: [createTable]", "  writer: false", "  my_own: true"),
    state("components_implemented:", "  sql_generator: partial"),
    "state:\n",
    "",
    "# nothing yet\n",
    "state:\n  skipped_phases:\n<<<<<<< ours\n    - phase: 7\n=======\n    - phase: 8\n>>>>>>> theirs\n",
    "- a list\n",
    "state: text\n",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_may_be_right_is_left_alone(text: str) -> None:
    assert [shown(text, finding) for finding in found_in(connector(text, {GENERATOR: KOTLIN}))] == []


def test_a_class_that_may_inherit_a_function_is_left_alone() -> None:
    kotlin = KOTLIN.replace("class AcmeSqlGenerator {", "class AcmeSqlGenerator : Base() {")
    text = state("components_implemented:", "  sql_generator: [alterTable]")
    assert found_in(connector(text, {GENERATOR: kotlin})) == []
    assert [f.code for f in found_in(connector(text, {GENERATOR: KOTLIN}))] == ["DW717"]


def test_nothing_is_claimed_against_code_that_is_not_there() -> None:
    assert found_in(connector(state("components_implemented:", "  client: true"))) == []


def preflight(database: str, *answers: str) -> dict[str, str]:
    lines = ["preflight:", f"  database: {database}", "answers:", *(f"  {answer}" for answer in answers), ""]
    return {PREFLIGHT_PATH: "\n".join(lines)}


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("upsert.merge: true", ["DW718"]),
        ("upsert.merge: false", []),
        ("upsert.merge: {answer: true, source: knowledge, confirmed: false}", []),
        ("upsert.merge: {answer: true, source: knowledge, confirmed: true}", ["DW718"]),
        ("upsert.merge:", []),
    ],
)
def test_a_confirmed_answer_of_the_preflight_contradicts(answer: str, codes: list[str]) -> None:
    text = state("database_characteristics:", "  has_merge: false")
    assert [f.code for f in found_in(connector(text, preflight("postgres", answer)))] == codes


def test_the_preflight_is_about_another_database() -> None:
    text = state()
    (finding,) = found_in(connector(text, preflight("mysql")))
    assert shown(text, finding) == "DW715 postgres" and "postgres, which is what counts" in finding.message
    assert found_in(connector(state(database="postgresql"), preflight("postgres"))) == []


def test_the_words_of_the_worst_say_that_it_is_a_blocker() -> None:
    (finding,) = found_in(connector(state("skipped_phases: [9]")))
    assert finding.severity is Severity.ERROR and finding.message.endswith("This is a blocker.")
    assert "PostgreSQL is taken to have window functions, merge and insert on conflict" in finding.message
    assert "has_merge: false" in finding.fix


MENDED = [
    (state("skipped_phases:", "  - phase: 7", "    reason: x"), "Take phase 7 up again", state()),
    (state("skipped_phases: [7, 10]"), "Take phase 7 up again", state("skipped_phases: [10]")),
    (
        state("skipped_phases:", "- phase: 10", "  at: 2026-04-01T12:00:00+00:00", "# end"),
        "Reason: None of the sources tells deletions (no CDC)",
        state(
            "skipped_phases:",
            "- phase: 10",
            "  reason: None of the sources tells deletions (no CDC)",
            "  at: 2026-04-01T12:00:00+00:00",
            "# end",
        ),
    ),
    (
        state("skipped_phases:", "  - 10  # CDC"),
        "Reason: Deleted rows have to stay in the destination",
        state("skipped_phases:", "  - phase: 10", "    reason: Deleted rows have to stay in the destination  # CDC"),
    ),
    (
        state("skipped_phases: [10]"),
        "Reason: Deleted rows have to stay in the destination",
        state('skipped_phases: [{phase: 10, reason: "Deleted rows have to stay in the destination"}]'),
    ),
    (
        state("skipped_phases:", "  - {phase: 10}"),
        "Reason: Deleted rows have to stay in the destination",
        state("skipped_phases:", '  - {phase: 10, reason: "Deleted rows have to stay in the destination"}'),
    ),
    (
        state("skipped_phases:", "  - phase: 10", "    reason:  # why?"),
        "Reason: Deleted rows have to stay in the destination",
        state("skipped_phases:", "  - phase: 10", "    reason: Deleted rows have to stay in the destination  # why?"),
    ),
    (
        state("completed_checkpoints:", "  - phase3_tables  # ok", "  - phase_0_build"),
        "Remove phase3_tables",
        state("completed_checkpoints:", "  - phase_0_build"),
    ),
    (
        state("completed_checkpoints: ['phase3_tables']"),
        "Write phase_3_tables",
        state('completed_checkpoints: ["phase_3_tables"]'),
    ),
    (
        state("database_characteristics:", '  has_merge: "no"'),
        "Write false",
        state("database_characteristics:", "  has_merge: false"),
    ),
    (state("cdk_version: '0.1.76'  # old"), "Write 1.0.13", state('cdk_version: "1.0.13"  # old')),
    (state("cdk_version: 1.0"), "Write 1.0.13", state("cdk_version: 1.0.13")),
    (state("current_phase: 3", "current_phase: 4"), "Remove the first `current_phase`", state("current_phase: 4")),
    (state('"current_phas": 3'), "Write current_phase", state('"current_phase": 3')),
    (state("databse: mysql  # no"), "Remove databse", state()),
    ("state:\n  databse: mysql  # 🚀\n", "Write database", "state:\n  database: mysql  # 🚀\n"),
    (state("current_phase: 3") + "database: x\n", "Remove database", state("current_phase: 3")),
    ("database: postgres\nx: 1", "Move database below state", "state:\n  database: postgres\nx: 1"),
    (
        "# ours\nskipped_phases:\n- phase: 10\n  reason: |\n    a\n\n    b\nteam: x\n",
        "Move skipped_phases below state",
        "# ours\nstate:\n  skipped_phases:\n  - phase: 10\n    reason: |\n      a\n\n      b\nteam: x\n",
    ),
    (
        "current_phase: 3  # now\nstate:\n    database: postgres\nteam: x",
        "Move current_phase below state",
        "state:\n    database: postgres\n    current_phase: 3  # now\nteam: x",
    ),
    (
        state("has_merge: false", "current_phase: 3"),
        "Move has_merge below state.database_characteristics",
        state("database_characteristics:", "  has_merge: false", "current_phase: 3"),
    ),
    (
        state("strategies:", "  # ours", "upsert: delete-insert"),
        "Move upsert below state.strategies",
        state("strategies:", "  upsert: delete-insert", "  # ours"),
    ),
    (
        state("writer: false", "components_implemented:", "  aggregate: false"),
        "Move writer below state.components_implemented",
        state("components_implemented:", "  aggregate: false", "  writer: false"),
    ),
    (
        state("database_characteristics:", "  has_merge: false", "strategies:", "  upsert: merge"),
        "Write delete-insert",
        state("database_characteristics:", "  has_merge: false", "strategies:", "  upsert: delete-insert"),
    ),
    (state("strategies:", "  upsert: teleport"), "Write cte", state("strategies:", "  upsert: cte")),
    (
        state("completed_checkpoints:", "  - phase_0_build", "  - phase_3_tables", "current_phase: 4"),
        "Remove phase_3_tables",
        state("completed_checkpoints:", "  - phase_0_build", "current_phase: 4"),
    ),
    (
        state("components_implemented:", "  sql_generator: [createTable, dropTable]"),
        "Remove dropTable from the list",
        state("components_implemented:", "  sql_generator: [createTable]"),
    ),
    (
        state("components_implemented:", "  sql_generator:", "    - dropTable", "  client: false"),
        "Remove dropTable from the list",
        state("components_implemented:", "  client: false"),
    ),
    (
        state("components_implemented:", "  sql_generator: true"),
        "Write partial",
        state("components_implemented:", "  sql_generator: partial"),
    ),
    (
        state("components_implemented:", "  sql_generator: [creatTable]"),
        "Write createTable",
        state("components_implemented:", '  sql_generator: ["createTable"]'),
    ),
]


@pytest.mark.parametrize(("text", "title", "mended"), MENDED, ids=[f"{n}-{case[1]}" for n, case in enumerate(MENDED)])
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_fixes_write_what_is_meant_and_leave_the_rest(text: str, title: str, mended: str, newline: str) -> None:
    text, mended = (part.replace("\n", newline) for part in (text, mended))
    loaded = connector(text, {GENERATOR: KOTLIN})
    (remedy,) = [r for finding in found_in(loaded) for r in finding.remedies if r.title == title]
    change = mend(loaded, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change) and not change.needs_confirmation
    assert apply_change(change, {STATE_PATH: text})[STATE_PATH] == mended
    left = found_in(connector(mended, {GENERATOR: KOTLIN}))
    assert all(other.title != title for finding in left for other in finding.remedies)


@pytest.mark.parametrize(
    "text",
    [
        state("database_characteristics: {a: 1}", "has_merge: false"),
        "state: {has_merge: false}\n",
        "state: null\ndatabase: postgres\n",
        "{database: postgres}\n",
    ],
)
def test_a_key_is_not_moved_between_brackets(text: str) -> None:
    (finding,) = found_in(connector(text))
    assert finding.code == "DW706" and finding.remedies == ()


def test_a_fix_works_while_another_line_is_half_written() -> None:
    text = state('cdk_version: "0.1.76"', 'connector_path: "air', "current_phase: 3")
    loaded = connector(text)
    (remedy,) = [r for finding in found_in(loaded) for r in finding.remedies]
    change = mend(loaded, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change)
    assert apply_change(change, {STATE_PATH: text})[STATE_PATH] == text.replace("0.1.76", "1.0.13")
