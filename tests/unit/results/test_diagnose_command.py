"""`destination-writer diagnose` as a user calls it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from destination_writer.cli.diagnose import command, decode

KEYS = ["category", "file", "line", "column", "test", "message", "cause", "fix", "evidence", "tests", "next_steps"]
TEXT = "AcmeTest > größe() FAILED\n    java.lang.AssertionError at AcmeTest.kt:4\n"


def call(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(command, list(arguments), input=stdin)


def test_json_has_exactly_the_promised_shape(tmp_path: Path) -> None:
    log = tmp_path / "build.log"
    log.write_text(TEXT, encoding="utf-8")
    result = call(str(log), "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert list(answer) == ["findings"]
    (finding,) = answer["findings"]
    assert list(finding) == KEYS
    assert (finding["file"], finding["line"], finding["column"]) == ("AcmeTest.kt", 4, None)
    assert finding["test"] == "AcmeTest > größe()"
    assert finding["evidence"] == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_of_windows_shells(tmp_path: Path, encoding: str) -> None:
    log = tmp_path / "build.log"
    log.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert json.loads(call(str(log), "--json").stdout)["findings"][0]["test"] == "AcmeTest > größe()"


def test_standard_input_and_no_failure() -> None:
    assert json.loads(call("-", "--json", stdin=b"all is well\n").stdout) == {"findings": []}
    assert call("-", stdin=b"all is well\n").stdout == "No failure was found in this text.\n"


def test_text_names_cause_place_and_fix() -> None:
    result = call(
        "-", stdin=b'org.postgresql.util.PSQLException: ERROR: relation "a.b" does not exist\n\tat x.Y.z(Y.kt:3)\n'
    )
    assert result.exit_code == 0
    for words in (
        "BLOCKER: 1 cause",
        "Error type: missing object",
        "The table a.b does not exist",
        "Suggested fix:",
        "Y.kt: Line 3",
        "Next steps:",
        "(confidence: high)",
    ):
        assert words in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("missing.log", None, ["missing.log", "no such file"]),
        ("archive.zip", b"PK\x03\x04rest", ["archive.zip", "not text"]),
    ],
)
def test_unusable_files(tmp_path: Path, name: str, content: bytes | None, words: list[str]) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    result = call(str(tmp_path / name), "--json")
    assert result.exit_code == 2 and result.stdout == ""
    assert all(word in result.stderr for word in words)


MERGE = (
    'class AcmeSqlGenerator {\n    fun upsertTable() = "MERGE INTO t USING s ON (a) WHEN MATCHED UPDATE SET a = 1"\n}\n'
)
MENDED = MERGE.replace("MATCHED UPDATE", "MATCHED THEN UPDATE")
SYNTAX = b"""AcmeTableOperationsTest > upsert tables() FAILED
    org.postgresql.util.PSQLException: ERROR: syntax error at or near "UPDATE"
        at a.acme.AcmeClient.upsertTable(AcmeClient.kt:4)
"""


def acme(tmp_path: Path) -> tuple[Path, Path]:
    """A connector with a broken MERGE, and the file of it."""
    folder = tmp_path / "destination-acme"
    path = folder / "src/main/kotlin/a/acme/AcmeSqlGenerator.kt"
    path.parent.mkdir(parents=True)
    path.write_text(f"package a.acme\n\n{MERGE}", encoding="utf-8")
    client = "package a.acme\n\nclass AcmeClient : TableOperationsClient {\n    fun upsertTable() = Unit\n}\n"
    (path.parent / "AcmeClient.kt").write_text(client, encoding="utf-8")
    (folder / "gradle.properties").write_text("cdkVersion=1.0.13\n", encoding="utf-8")
    (folder / ".destination-writer").mkdir()
    (folder / ".destination-writer/state.yaml").write_text('state:\n  database: "postgres"\n', encoding="utf-8")
    return folder, path


def test_with_the_connector_it_prints_the_debug_template(tmp_path: Path) -> None:
    folder, path = acme(tmp_path)
    result = call("-", "--connector", str(folder), stdin=SYNTAX)
    assert result.exit_code == 0
    wanted = [
        "Debugging: AcmeTableOperationsTest > upsert tables()",
        "Error type: SQL syntax (confidence: high)",
        "Root cause:",
        "It happens in `AcmeClient.upsertTable` (AcmeClient.kt:4); "
        "`AcmeSqlGenerator.upsertTable` (AcmeSqlGenerator.kt:4) writes its SQL.",
        "Suggested fix:",
        "src/main/kotlin/a/acme/AcmeSqlGenerator.kt: Line 4",
        "Change:",
        "WHEN MATCHED UPDATE SET a = 1",
        "To:",
        "WHEN MATCHED THEN UPDATE SET a = 1",
        "Explanation:",
        "Alternative if that is blocked:",
        "Next steps:",
        "1. Show the generated SQL",
    ]
    at = -1
    for words in wanted:
        at = result.stdout.find(words, at + 1)
        assert at >= 0, f"{words} is missing, or stands too early in\n{result.stdout}"
    assert path.read_text("utf-8").endswith(MERGE), "nothing is written without --fix"


def test_compile_errors_of_one_kind_are_one_block_with_every_place() -> None:
    """Five errors of three files: two things to mend, each told once, and what to do next once."""
    folder = "file:///p/src/main/kotlin/a"
    said = [
        f"e: {folder}/client/AcmeAirbyteClient.kt:9:36 Unresolved reference: Foo",
        f"e: {folder}/client/AcmeAirbyteClient.kt:12:30 Unresolved reference: Foo",
        f"e: {folder}/client/AcmeSqlGenerator.kt:12:30 Unresolved reference: Bar",
        f"e: {folder}/AcmeWriter.kt:14:12 Type mismatch: inferred type is String but Int was expected",
        f"e: {folder}/AcmeChecker.kt:14:12 Unresolved reference: Foo",
    ]
    text = "\n".join(["> Task :compileKotlin FAILED", *said, "", "FAILURE: Build failed with an exception."])
    told = call("-", stdin=text.encode()).stdout
    assert told.startswith("🚫 BLOCKER: 2 causes at 5 places.")
    assert told.count("Debugging: ") == 2
    assert "🔍 Debugging: 3 files\n" in told
    assert "Message: Unresolved reference: Foo, Bar\n" in told
    assert "  The name Foo is not known here" in told and " The same goes for Bar.\n" in told
    for place in (
        "  AcmeAirbyteClient.kt: 'Foo' in lines 9, 12\n",
        "  AcmeSqlGenerator.kt: 'Bar' in line 12\n",
        "  AcmeChecker.kt: 'Foo' in line 14\n",
    ):
        assert place in told, place
    assert "Lines of the text: 2, 3, 4, 6\n" in told
    assert told.count("Next steps:") == 1
    findings = json.loads(call("-", "--json", stdin=text.encode()).stdout)["findings"]
    assert len(findings) == 5, "scripts get each place"


def test_a_fix_is_written_with_the_persons_word_alone(tmp_path: Path) -> None:
    folder, path = acme(tmp_path)
    refused = call("-", "--connector", str(folder), "--fix", stdin=SYNTAX)
    assert "give --yes" in refused.stderr and path.read_text("utf-8").endswith(MERGE)
    result = call("-", "--connector", str(folder), "--fix", "--yes", stdin=SYNTAX)
    assert result.exit_code == 0, result.stderr
    assert path.read_text("utf-8").endswith(MENDED)
    assert f"run the tests again: destination-writer checkpoint {folder} --phase 9" in result.stderr


def test_json_with_the_connector_has_the_changes_as_diffs(tmp_path: Path) -> None:
    folder, _ = acme(tmp_path)
    answer = json.loads(call("-", "--connector", str(folder), "--json", stdin=SYNTAX).stdout)
    (finding,) = answer["findings"]
    assert list(finding)[: len(KEYS)] == KEYS
    assert finding["confidence"] == "high" and finding["file"] == "src/main/kotlin/a/acme/AcmeClient.kt"
    (change,) = finding["changes"]
    assert "+" in change["diff"] and "THEN UPDATE" in change["diff"] and change["purpose"] and change["alternative"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--fix"], "--connector PATH"),
        (["--connector", "no/such/folder"], "no/such/folder"),
    ],
)
def test_orders_that_cannot_be_followed(arguments: list[str], words: str) -> None:
    result = call("-", *arguments, stdin=SYNTAX)
    assert result.exit_code == 2 and words in result.stderr and "Traceback" not in result.stderr


def test_a_folder_is_refused(tmp_path: Path) -> None:
    result = call(str(tmp_path))
    assert result.exit_code == 2 and "is a folder" in result.stderr


def test_a_broken_report_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    report = tmp_path / "TEST-a.xml"
    report.write_text('<testsuite name="C"><testcase name="a"><failure message="no" type="T">x', encoding="utf-8")
    result = call(str(report), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["findings"][0]["test"] == "C.a"
    assert "TEST-a.xml:1" in result.stderr and "Run the tests again" in result.stderr


def test_a_hostile_report_says_so(tmp_path: Path) -> None:
    report = tmp_path / "TEST-a.xml"
    report.write_text('<!DOCTYPE a [<!ENTITY b "c">]>\n<testsuite name="C"/>', encoding="utf-8")
    result = call(str(report), "--json")
    assert result.exit_code == 0 and json.loads(result.stdout) == {"findings": []}
    assert "declares a document type" in result.stderr


def test_a_large_report_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("destination_writer.cli.diagnose.STREAMED_ABOVE", 100)
    report = tmp_path / "TEST-a.xml"
    case = (
        '<testcase name="t{}" classname="C"><failure message="expected: &lt;{}&gt; but was: &lt;0&gt;"/></testcase>\n'
    )
    report.write_text(
        "<testsuite>\n" + "".join(case.format(n, n) for n in range(50)) + "</testsuite>", encoding="utf-8"
    )
    found = json.loads(call(str(report), "--json").stdout)["findings"]
    assert [finding["test"] for finding in found] == [f"C.t{n}" for n in range(50)]
    assert found[7]["evidence"] == [9]


def test_decoding_of_nothing() -> None:
    assert decode(b"") == ""
