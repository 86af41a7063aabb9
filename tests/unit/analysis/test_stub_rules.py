"""Rules on stubs: what an open stub says, and what is said about its phase."""

import pytest

from destination_writer.analysis.rules import RULES, analyse, analyse_file, rule
from destination_writer.connector.load import load_connector
from destination_writer.connector.sources import read_source
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

PATH = "src/main/kotlin/AcmeAirbyteClient.kt"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge(DiskFiles(bundled("knowledge")))


def client(*members: str) -> str:
    return "class AcmeAirbyteClient : TableOperationsClient {\n" + "".join(f"    {m}\n" for m in members) + "}\n"


def found(knowledge: Knowledge, text: str, version: str | None = "1.0.13") -> list[Finding]:
    return analyse_file(read_source(PATH, text), knowledge, version)


def test_an_open_stub_says_phase_component_and_what_it_owes(knowledge: Knowledge) -> None:
    text = client('override suspend fun dropTable(tableName: TableName) = TODO("Phase 3: drop")')
    (finding,) = found(knowledge, text)
    assert (finding.code, finding.severity) == ("DW101", Severity.INFO)
    assert finding.message.startswith(
        "Phase 3, Basic table operations: AcmeAirbyteClient.dropTable of the client is open. It owes: Drop the table"
    )
    assert finding.location.path == PATH
    assert (finding.location.range.start.line, finding.location.range.start.column) == (1, 59)
    assert finding.evidence == ('TODO("Phase 3: drop")',)
    assert finding.data == {"phase": "3", "role": "client", "class": "AcmeAirbyteClient", "function": "dropTable"}


def test_an_open_stub_names_its_three_remedies(knowledge: Knowledge) -> None:
    (finding,) = found(knowledge, client('override suspend fun dropTable(tableName: TableName) = TODO("Phase 3")'))
    assert [(r.name, r.title, r.preferred) for r in finding.remedies] == [
        ("implement-stub", "Implement dropTable", True),
        ("implement-component", "Implement all stubs of AcmeAirbyteClient", False),
        ("implement-phase", "Implement phase 3: Basic table operations", False),
    ]
    assert finding.remedies[0].arguments == {
        "path": PATH,
        "line": "1",
        "column": "59",
        "class": "AcmeAirbyteClient",
        "function": "dropTable",
    }
    assert finding.remedies[2].arguments == {"phase": "3"}


def test_what_is_owed_depends_on_the_era(knowledge: Knowledge) -> None:
    text = 'class AcmeNames : FinalTableNameGenerator {\n    override fun getTableName(d: D) = TODO("Phase 5")\n}\n'
    assert "It owes: Give the table's namespace" in found(knowledge, text, "0.1.76")[0].message
    assert "It owes" not in found(knowledge, text, "1.0.13")[0].message


CASES = [
    ("a stub of no component", 'fun f() = TODO("Phase 3")\n', ["DW101"]),
    ("a plain TODO() that a member owes", client("override suspend fun dropTable(t: T) = TODO()"), ["DW102"]),
    ("a plain TODO() elsewhere", client("private fun helper(): Int = TODO()"), []),
    ("a TODO with another text", client('override suspend fun dropTable(t: T) = TODO("later")'), []),
    ("a stub in its phase", client('override suspend fun upsertTable() = TODO("Phase 9")'), ["DW101"]),
    ("a stub in the other of its two phases", "class AcmeSqlGenerator {\n"
     '    fun upsertTable() = TODO("Phase 10")\n}\n', ["DW101"]),
    ("a stub in another phase", client('override suspend fun dropTable(t: T) = TODO("Phase 4")'), ["DW101", "DW103"]),
    ("a helper in any phase", client('private fun helper(): Int = TODO("Phase 2")'), ["DW101"]),
    ("a phase that does not exist", client('override suspend fun dropTable(t: T) = TODO("Phase 14")'), ["DW104"]),
    ("a comment", "// TODO(\"Phase 3\")\nclass A\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_which_rules_speak(knowledge: Knowledge, text: str, codes: list[str]) -> None:
    assert [finding.code for finding in found(knowledge, text)] == codes


def test_another_phase_names_the_one_that_needs_the_member(knowledge: Knowledge) -> None:
    text = client('override suspend fun dropTable(t: T) = TODO("Phase 4")')
    finding = next(f for f in found(knowledge, text) if f.code == "DW103")
    assert finding.message == (
        "This stub says phase 4; the client's dropTable belongs to phase 3 (Basic table operations). "
        "It counts for phase 4 until its text says otherwise."
    )


def test_a_guide_chapter_is_translated(knowledge: Knowledge) -> None:
    (finding,) = found(knowledge, client('override suspend fun dropTable(t: T) = TODO("Phase 12")'))
    assert finding.severity == Severity.WARNING
    assert "chapter 12 is phase 11 here" in finding.message


def test_paths_of_a_connector_are_those_of_the_workspace(knowledge: Knowledge) -> None:
    files = MemoryFiles({"c/gradle.properties": "cdkVersion=1.0.13\n", f"c/{PATH}": 'fun f() = TODO("Phase 1")\n'})
    findings = analyse(load_connector(files, "c"), knowledge)
    assert [finding.location.path for finding in findings] == [f"c/{PATH}"]


def test_every_rule_has_its_page_and_a_name_of_its_own(knowledge: Knowledge) -> None:
    assert len({r.name for r in RULES}) == len({r.code for r in RULES}) == len(RULES)
    for r in RULES:
        page = knowledge.files.read(r.page)
        assert page.startswith(f"# {r.code} · {r.name}\n")
        assert f"**Severity:** {r.severity.value}" in page
        assert all(f"\n## {part}\n" in page for part in ("Why", "Bad", "Good", "How to mend")), r.code
        assert rule(r.code.lower()) is r
