"""`status`, `check`, `explain` and `doctor` as a script meets them: shapes, exit codes, messages."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from destination_writer.analysis.rules import RULES
from destination_writer.cli.main import cli
from destination_writer.results.codes import CODES

PACKAGE = "io.airbyte.integrations.destination.acme"
MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
TEST = "src/test-integration/kotlin/io/airbyte/integrations/destination/acme"
CLIENT = f"{MAIN}/AcmeAirbyteClient.kt"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture
def connector(tmp_path: Path) -> Path:
    root = tmp_path / "destination-acme"
    texts = {
        "gradle.properties": "cdkVersion=1.0.13\n",
        "build.gradle.kts": "plugins {}\n",
        CLIENT: f"package {PACKAGE}\n\nclass AcmeAirbyteClient : TableOperationsClient {{\n"
        '    /* 🚀 */ override suspend fun dropTable(t: TableName) = TODO("Phase 3")\n}\n',
        f"{TEST}/AcmeSpecTest.kt": f"package {PACKAGE}\n\nclass AcmeSpecTest : SpecTest()\n",
    }
    for path, text in texts.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def report(connector: Path, *cases: str, age: int = 60) -> None:
    """A JUnit report of AcmeSpecTest, `age` seconds younger than now (older when negative)."""
    file = connector / f"build/test-results/integrationTestNonDocker/TEST-{PACKAGE}.AcmeSpecTest.xml"
    file.parent.mkdir(parents=True, exist_ok=True)
    body = "".join(cases)
    file.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="x">{body}</testsuite>\n', encoding="utf-8"
    )
    moment = (connector / CLIENT).stat().st_mtime + age
    os.utime(file, (moment, moment))


def case(name: str, inside: str = "") -> str:
    return f'<testcase name="{name}()" classname="{PACKAGE}.AcmeSpecTest">{inside}</testcase>'


def status(connector: Path, *more: str) -> dict[str, object]:
    ran = invoke("status", connector, "--json", *more)
    assert ran.exit_code == 0, ran.stderr
    return json.loads(ran.stdout)


def blockers(answer: dict[str, object], phase: int) -> str:
    return "\n".join(answer["phases"][phase]["blockers"])  # type: ignore[index]  # JSON


def test_status_has_its_shape(connector: Path) -> None:
    answer = status(connector)
    assert list(answer) == ["database", "cdk_version", "current_phase", "phases", "next"]
    assert (answer["database"], answer["cdk_version"], answer["current_phase"]) == ("acme", "1.0.13", 0)
    phases = answer["phases"]
    assert isinstance(phases, list)
    assert [list(phase) for phase in phases] == [["number", "title", "state", "blockers"]] * 12
    assert [phase["state"] for phase in phases] == ["current"] + ["waiting"] * 11
    assert f"AcmeAirbyteClient.dropTable is an open stub ({CLIENT}:4). This is a blocker." in blockers(answer, 3)


def test_status_reads_results(connector: Path) -> None:
    assert "No result for `testSpecOss`" in blockers(status(connector), 0)
    report(connector, case("testSpecOss"), case("testSpecCloud"))
    assert "testSpec" not in blockers(status(connector), 0)
    failure = '<failure message="specs differ" type="AssertionError">trace</failure>'
    report(connector, case("testSpecOss"), case("testSpecCloud", failure))
    answer = status(connector)
    assert "The test `testSpecCloud` of AcmeSpecTest failed: specs differ. This is a blocker" in blockers(answer, 0)
    assert answer["phases"][0]["state"] == "blocked"  # type: ignore[index]  # JSON


def test_results_older_than_the_sources_do_not_count(connector: Path) -> None:
    report(connector, case("testSpecOss"), case("testSpecCloud"), age=-60)
    assert "The sources changed after the results for `testSpecOss`" in blockers(status(connector), 0)


def test_the_specification_files_that_a_test_rewrites_make_nothing_stale(connector: Path) -> None:
    report(connector, case("testSpecOss"), case("testSpecCloud"))
    written = connector / "src/test-integration/resources/expected-spec-oss.json"
    written.parent.mkdir(parents=True)
    written.write_text("{}\n", encoding="utf-8")
    later = (connector / CLIENT).stat().st_mtime + 600
    os.utime(written, (later, later))
    assert "testSpec" not in blockers(status(connector), 0)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    ran = subprocess.run(["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_a_commit_decides_in_place_of_file_times(connector: Path) -> None:
    (connector / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(connector, "init", "-q")
    git(connector, "add", ".")
    git(connector, "commit", "-qm", "all")
    commit = git(connector, "rev-parse", "HEAD")
    report(connector, case("testSpecOss"), case("testSpecCloud"), age=-60)
    assert "testSpec" not in blockers(status(connector, "--commit", commit), 0)
    (connector / f"{MAIN}/New.kt").write_text("class New\n", encoding="utf-8")
    assert "The sources changed after" in blockers(status(connector, "--commit", commit), 0)
    ran = invoke("status", connector, "--commit", "nonsense")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "nonsense is no commit" in ran.stderr


def test_a_damaged_report_is_told_and_the_rest_counts(connector: Path) -> None:
    report(connector, case("testSpecOss"))
    file = connector / "build/test-results/x/TEST-a.B.xml"
    file.parent.mkdir(parents=True)
    file.write_text('<testsuite><testcase name="a" classname="a.B"><fail', encoding="utf-8")
    ran = invoke("status", connector, "--json")
    assert ran.exit_code == 0
    assert "build/test-results/x/TEST-a.B.xml" in ran.stderr
    assert "testSpecOss" not in blockers(json.loads(ran.stdout), 0)


def test_the_tracker_is_the_specifications(connector: Path) -> None:
    text = invoke("status", connector).stdout
    assert text.startswith("🚀 Implementation Progress: destination-acme\n\nCurrent:\n→ Phase 0: Scaffolding (")
    assert "  ✓ Spec Test\n" in text
    assert "  ⏳ Entry Point (not started)\n" in text
    assert "\nRemaining:\n  Phase 1: Database connectivity\n" in text
    assert "Estimated completion: " in text
    assert "\x1b[" not in text


def test_check_has_its_shape_and_an_open_stub_is_no_error(connector: Path) -> None:
    ran = invoke("check", connector, "--json")
    assert ran.exit_code == 0
    (entry,) = json.loads(ran.stdout)
    assert list(entry) == ["code", "severity", "file", "line", "column", "end_line", "end_column", "message", "fix"]
    assert entry["message"].startswith("Phase 3, Basic table operations: AcmeAirbyteClient.dropTable")
    del entry["message"]
    assert entry == {
        "code": "DW101",
        "severity": "info",
        "file": CLIENT,
        "line": 4,
        "column": 60,
        "end_line": 4,
        "end_column": 75,
        "fix": "Implement dropTable",
    }
    assert invoke("check", connector, "--format", "json").stdout == ran.stdout


def test_check_ends_with_1_when_there_is_an_error(connector: Path) -> None:
    (connector / "gradle.properties").write_text("cdkVersion=latest\n", encoding="utf-8")
    ran = invoke("check", connector, "--json")
    assert ran.exit_code == 1
    entry = next(entry for entry in json.loads(ran.stdout) if entry["severity"] == "error")
    assert (entry["code"], entry["file"], entry["line"], entry["fix"]) == ("DW701", "gradle.properties", 1, None)
    assert "cdkVersion 'latest'" in entry["message"]
    assert "cdkVersion=1.0.13" in entry["message"]
    text = invoke("check", connector)
    assert text.exit_code == 1
    assert "gradle.properties:1:1: error DW701: " in text.stdout


def test_check_lists_by_file_line_and_column(connector: Path) -> None:
    (connector / f"{MAIN}/A.kt").write_text('fun b() = TODO("Phase 2") + TODO("Phase 1")\n' * 2, encoding="utf-8")
    entries = json.loads(invoke("check", connector, "--json").stdout)
    places = [(entry["file"], entry["line"], entry["column"]) for entry in entries]
    assert places == sorted(places)
    assert len(places) == 5


BAD_FILES = [
    ("src/main/kotlin/Bad.kt", b"class A\n// \xfc\n", "DW704", 2, "save the file as UTF-8"),
    (".destination-writer/state.yaml", b"state:\n  current_phase: 40\n", "DW702", 2, "Mend that line"),
    (".destination-writer/knowledge/phases.yaml", b"phases:\n  - number: x\n", "DW703", None, "remove the file"),
    ("src/main/kotlin/Huge.kt", b"// " + b"x" * 2_100_000, "DW704", 1, "split it"),
]


@pytest.mark.parametrize(("path", "content", "code", "line", "remedy"), BAD_FILES)
def test_bad_files_are_findings_with_place_and_remedy(
    connector: Path, path: str, content: bytes, code: str, line: int | None, remedy: str
) -> None:
    file = connector / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    ran = invoke("check", connector, "--json")
    assert ran.exit_code == 1, ran.stderr
    entry = next(entry for entry in json.loads(ran.stdout) if entry["code"] == code)
    assert entry["file"] == path
    assert line is None or entry["line"] == line
    assert remedy.lower() in entry["message"].lower()
    assert invoke("status", connector, "--json").exit_code == 0


@pytest.mark.parametrize("command", ["status", "check"])
def test_what_is_no_connector_ends_with_2(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    for path, words in [
        ("missing", "there is no such folder; check the spelling"),
        ("file.txt", "is a file; give the connector's folder"),
        ("empty", "holds no destination connector"),
    ]:
        ran = invoke(command, tmp_path / path)
        assert (ran.exit_code, ran.stdout) == (2, ""), path
        assert words in ran.stderr
        assert str(tmp_path / path) in ran.stderr


def test_several_connectors_are_checked_together_and_tracked_one_at_a_time(connector: Path) -> None:
    second = connector.parent / "destination-other"
    second.mkdir()
    (second / "gradle.properties").write_text("cdkVersion=0.1.76\n", encoding="utf-8")
    (second / "build.gradle.kts").write_text("", encoding="utf-8")
    (second / "A.kt").write_text('fun a() = TODO("Phase 1")\n', encoding="utf-8")
    files = [entry["file"] for entry in json.loads(invoke("check", connector.parent, "--json").stdout)]
    assert files == [f"destination-acme/{CLIENT}", "destination-other/A.kt"]
    ran = invoke("status", connector.parent)
    assert ran.exit_code == 2
    assert "give one of them: destination-acme, destination-other" in ran.stderr


@pytest.mark.parametrize("code", [*(r.code for r in RULES), *(info.code.value for info in CODES)])
def test_explain_shows_the_page(code: str) -> None:
    ran = invoke("explain", code.lower())
    assert ran.exit_code == 0
    assert ran.stdout.startswith(f"# {code} · ")


def test_explain_says_when_there_is_no_such_code() -> None:
    ran = invoke("explain", "DW999")
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "there is no rule DW999" in ran.stderr


def test_doctor_says_of_each_tool_whether_it_is_there_or_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "gradlew").write_text("", encoding="utf-8")
    (tmp_path / "settings.gradle").write_text("", encoding="utf-8")
    inner = tmp_path / "connectors" / "destination-acme"
    inner.mkdir(parents=True)
    checks = {check["name"]: check for check in json.loads(invoke("doctor", inner, "--json").stdout)}
    assert set(checks) >= {"Python", "JDK", "Kotlin compiler", "Docker", "Gradle wrapper", "Editor client"}
    assert checks["Python"]["found"] is True
    assert checks["Gradle wrapper"]["detail"] == f"sh gradlew in {tmp_path.resolve()}"
    for check in checks.values():
        assert check["found"] or check["get"], check["name"]
    assert "Gradle wrapper" in invoke("doctor", inner).stdout


def test_doctor_says_what_keeps_a_wrapper_from_starting(tmp_path: Path) -> None:
    (tmp_path / "settings.gradle").write_text("", encoding="utf-8")
    (tmp_path / "gradlew").write_text("java -jar gradle/wrapper/gradle-wrapper.jar\n", encoding="utf-8")
    checks = {check["name"]: check for check in json.loads(invoke("doctor", tmp_path, "--json").stdout)}
    assert checks["Gradle wrapper"]["found"] is False
    assert "gradle/wrapper/gradle-wrapper.jar, which is not there" in checks["Gradle wrapper"]["get"]
