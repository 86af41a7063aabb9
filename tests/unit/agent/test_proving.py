"""A Change is put to every proof before anybody is offered it."""

from pathlib import Path

import pytest
from agent_workspace import CLIENT, GENERATOR, OPERATIONS_TEST, ROOT, workspace_with

from destination_writer.agent.proposals.edits import ProposedEdit, draft_of
from destination_writer.agent.proposals.proving import Outcome, Proof, Prover
from destination_writer.checkpoints.workspace import Workspace
from destination_writer.text.changes import Change, FileCreation, FileDeletion, fingerprint

DROP = 'fun dropTable(tableName: TableName): String =\n    "DROP TABLE IF EXISTS ${tableName.fullyQualified()}'


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace_with(tmp_path_factory.mktemp("proving"))


def proof_of(workspace: Workspace, *edits: ProposedEdit, allowed: bool = False) -> Proof:
    draft = draft_of("Mend it", "Because.", edits, workspace.files)
    return Prover(workspace, ROOT).prove(draft.change, may_change_expectations=allowed)


def member(name: str, new: str, path: str = GENERATOR) -> ProposedEdit:
    return ProposedEdit("member", f"{ROOT}/{path}", new, member=name)


def test_a_change_that_holds_passes_every_check_that_can_run(workspace: Workspace) -> None:
    proof = proof_of(workspace, member("PostgresSqlGenerator.dropTable", f'{DROP} CASCADE".andLog()'))
    assert proof.is_proven, proof.reasons
    assert [c.outcome for c in proof.checks if c.name != "compiles"] == [Outcome.PASSED] * 10
    assert "compiles: not run (compiling was not asked for)" in proof.told


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (f'{DROP.replace("DROP TABLE", "DROP TABEL")}".andLog()', "DW401"),
        (f'{DROP}".andLog(', "line 74"),
        (f'{DROP.replace("tableName: TableName", "table: TableName").replace("${tableName", "${table")}".andLog()',
         "it is called as `fun dropTable(tableName: TableName): String`"),
        ('fun dropTable(tableName: TableName): String = TODO("Phase 3")', "left as a stub"),
        (f'{DROP.replace("TableName)", "Tabel)")}".andLog()', "Keep the signature"),
        (f'// destination-writer: ignore DW401\n{DROP.replace("DROP TABLE", "DROP TABEL")}".andLog()', "suppress"),
        (f'{DROP.replace("fullyQualified", "fullQualified")}".andLog()', "DW505"),
        (f'{DROP}" /* \u202e */.andLog()', "U+202E"),
        (f'{DROP}[secret 1: password]".andLog()', "stands for a secret"),
    ],
    ids=["SQL", "not closed", "renamed parameter", "stub", "other type", "suppressed", "no such member", "hidden",
         "stand-in"],
)  # fmt: skip
def test_a_change_that_does_not_hold_has_reasons(workspace: Workspace, new: str, told: str) -> None:
    proof = proof_of(workspace, member("PostgresSqlGenerator.dropTable", new))
    assert not proof.is_proven
    assert told in " ".join(proof.reasons)


def test_what_another_part_misses_is_found_in_the_whole_connector(workspace: Workspace) -> None:
    path, old = f"{ROOT}/{CLIENT}", "@Singleton\nclass PostgresAirbyteClient"
    assert old in workspace.files.read(path)
    proof = proof_of(workspace, ProposedEdit("replace", path, "class PostgresAirbyteClient", old=old))
    assert "DW301" in " ".join(proof.reasons)


def test_a_test_is_never_turned_off(workspace: Workspace) -> None:
    path = f"{ROOT}/{OPERATIONS_TEST}"
    edit = ProposedEdit("replace", path, "@Disabled\nclass ", old="class ")
    assert any("turns a test off" in reason for reason in proof_of(workspace, edit).reasons)
    assert not proof_of(workspace, edit, allowed=True).is_proven


def test_an_expectation_changes_only_with_the_persons_word(workspace: Workspace) -> None:
    path = f"{ROOT}/src/test-integration/resources/expected-spec-oss.json"
    text = workspace.files.read(path)
    edit = ProposedEdit("replace", path, '"documentationUrl" : "https://example.org/x"', old=_line(text))
    refused = proof_of(workspace, edit)
    assert refused.expectations
    assert "Nobody asked for another expectation" in " ".join(refused.reasons)
    allowed = proof_of(workspace, edit, allowed=True)
    assert allowed.is_proven
    assert allowed.notes == refused.expectations


def test_a_phase_is_opened_by_turning_its_tests_on(tmp_path: Path) -> None:
    made = workspace_with(tmp_path)
    file = tmp_path / ROOT / OPERATIONS_TEST
    turned_on = "    override fun `insert records`"
    file.write_text(file.read_text().replace(turned_on, f'    @Disabled("Phase 3")\n{turned_on}'))
    edit = ProposedEdit("replace", f"{ROOT}/{OPERATIONS_TEST}", turned_on, old=f'    @Disabled("Phase 3")\n{turned_on}')
    assert proof_of(made, edit).reasons == ()


def test_code_of_the_build_is_pointed_out(workspace: Workspace) -> None:
    path = f"{ROOT}/build.gradle.kts"
    proof = proof_of(workspace, ProposedEdit("replace", path, 'println("x")\nplugins {', old="plugins {"))
    assert proof.is_proven
    assert proof.notes == (f"{path} is run by the build: read what it would do",)


def _line(text: str) -> str:
    return next(line.strip().rstrip(",") for line in text.splitlines() if "documentationUrl" in line)


def test_a_file_that_a_link_leads_away_is_not_touched(tmp_path: Path) -> None:
    made = workspace_with(tmp_path)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ROOT / "src/main/kotlin/away").symlink_to(elsewhere)
    change = Change("x", (FileCreation(f"{ROOT}/src/main/kotlin/away/A.kt", "package a\n"),))
    assert "leads elsewhere by a link" in " ".join(Prover(made, ROOT).prove(change).reasons)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        (("src/main/kotlin/A.kt/B.kt", "src/main/kotlin/A.kt"), "and that is a file"),
        ((f"{GENERATOR}/B.kt",), "and that is a file"),
        (("src/main/kotlin/io.kt",), ""),
    ],
)
def test_a_new_file_needs_room(workspace: Workspace, paths: tuple[str, ...], told: str) -> None:
    files = tuple(FileCreation(f"{ROOT}/{path}", "package a\n") for path in paths)
    assert told in " ".join(Prover(workspace, ROOT).prove(Change("x", files)).reasons)


def test_no_file_is_removed(workspace: Workspace) -> None:
    path = f"{ROOT}/{OPERATIONS_TEST}"
    change = Change("x", (FileDeletion(path, fingerprint(workspace.files.read(path))),))
    assert "removes no file" in " ".join(Prover(workspace, ROOT).prove(change).reasons)


def test_errors_that_were_there_do_not_count_against_a_change(tmp_path: Path) -> None:
    made = workspace_with(tmp_path)
    file = tmp_path / ROOT / GENERATOR
    file.write_text(file.read_text().replace("SELECT COUNT(*) FROM", "SELECT COUNT(*) FORM"))
    proof = proof_of(made, member("PostgresSqlGenerator.dropTable", f'{DROP} CASCADE".andLog()'))
    assert proof.is_proven, proof.reasons
