"""What scripts rely on, over the real command in a process of its own: shapes, places, streams and exit codes."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

EXAMPLE = Path(__file__).parents[2] / "examples" / "destination-postgres"
COMMAND = [sys.executable, "-m", "destination_writer"]
PACKAGE = "io.airbyte.integrations.destination.postgres"
MAIN = "src/main/kotlin/" + PACKAGE.replace(".", "/")
SOFTENED = re.compile(
    r"\bminor\b|probably|should work|likely just|not critical|fix (it )?later|optional to fix|continue anyway",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """All of stdout as one JSON value."""
        return json.loads(self.out)


def run(*arguments: str | Path, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run the command. Whatever it does, it never shows a traceback and never softens a failure."""
    ended = subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, cwd=cwd, env=env, check=False, timeout=60
    )
    ran = Ran(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))
    assert "Traceback" not in ran.out + ran.err
    assert not SOFTENED.search(ran.out + ran.err)
    return ran


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example connector in a folder whose name needs care, with a file that needs it too."""
    root = tmp_path_factory.mktemp("ein Ördner 🚀") / "destination-postgres"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("build", ".gradle"))
    text = '\ufeffpackage a\r\n/* 🚀🚀 */ fun x() = TODO("Phase 2 🚀")\r\nfun y() = TODO(\r\n    "Phase 4"\r\n)\r\n'
    (root / MAIN / "Ünï cödé.kt").write_bytes(text.encode("utf-8"))
    return root


@pytest.fixture(scope="module")
def stubs(odd: Path) -> Any:
    ran = run("stubs", odd, "--json")
    assert (ran.code, ran.err) == (0, "")
    return ran.json


@pytest.fixture(scope="module")
def findings(odd: Path) -> Any:
    ran = run("check", odd, "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    return ran.json


def test_stubs_have_their_shape(stubs: Any) -> None:
    keys = ["file", "line", "column", "end_line", "phase", "class", "function", "role", "text"]
    assert {tuple(stub) for stub in stubs} == {tuple(keys)}
    assert len(stubs) > 40


def test_stubs_are_sorted_and_files_are_relative_with_slashes(odd: Path, stubs: Any) -> None:
    places = [(stub["file"], stub["line"], stub["column"]) for stub in stubs]
    assert places == sorted(places)
    assert all((odd / file).is_file() and not file.startswith(("/", ".")) for file, _, _ in places)


def test_places_count_from_1_in_code_points_at_the_T(odd: Path, stubs: Any) -> None:
    mine = [stub for stub in stubs if stub["file"].endswith("Ünï cödé.kt")]
    assert [(s["line"], s["column"], s["end_line"], s["phase"], s["function"]) for s in mine] == [
        (2, 20, 2, 2, "x"),
        (3, 11, 5, 4, "y"),
    ]
    assert mine[0]["text"] == 'TODO("Phase 2 🚀")'
    for stub in stubs:
        lines = (odd / stub["file"]).read_bytes().decode("utf-8-sig").splitlines()
        assert lines[stub["line"] - 1][stub["column"] - 1 :].startswith("TODO"), stub


def test_a_stub_knows_class_function_and_role(stubs: Any) -> None:
    (found,) = [s for s in stubs if s["class"] == "PostgresAirbyteClient" and s["function"] == "dropTable"]
    assert (found["phase"], found["role"]) == (3, "client")


@pytest.mark.parametrize("path", [".", "", "absolute", "absolute/"])
def test_the_folder_may_be_given_in_any_way(odd: Path, stubs: Any, path: str) -> None:
    given = [path.replace("absolute", str(odd))] if path else []
    assert run("stubs", *given, "--json", cwd=odd).json == stubs


def test_a_single_file_is_named_by_its_name(odd: Path) -> None:
    ran = run("stubs", odd / MAIN / "Ünï cödé.kt", "--json")
    assert [(stub["file"], stub["phase"]) for stub in ran.json] == [("Ünï cödé.kt", 2), ("Ünï cödé.kt", 4)]


def test_findings_have_their_shape(findings: Any) -> None:
    keys = ["code", "severity", "file", "line", "column", "end_line", "end_column", "message", "fix"]
    assert {tuple(finding) for finding in findings} == {tuple(keys)}
    assert {finding["severity"] for finding in findings} <= {"error", "warning", "info", "hint"}


def test_findings_of_right_code_are_its_open_stubs(findings: Any, stubs: Any) -> None:
    assert {finding["code"] for finding in findings} == {"DW101"}
    places = [(f["file"], f["line"], f["column"]) for f in findings]
    assert places == [(s["file"], s["line"], s["column"]) for s in stubs]
    (mine,) = [f for f in findings if f["file"].endswith("Ünï cödé.kt") and f["line"] == 2]
    assert (mine["end_line"], mine["end_column"], mine["fix"]) == (2, 37, "Implement x")


def test_json_is_short_for_the_format(odd: Path, findings: Any) -> None:
    assert run("check", odd, "--json").json == findings


def test_an_error_among_the_findings_ends_with_1(odd: Path, tmp_path: Path) -> None:
    root = shutil.copytree(odd, tmp_path / "destination-postgres")
    (root / "gradle.properties").write_text("\ncdkVersion=abc\n", encoding="utf-8")
    ran = run("check", root, "--json")
    assert ran.code == 1
    (found,) = [finding for finding in ran.json if finding["severity"] == "error"]
    assert (found["code"], found["file"], found["line"], found["column"]) == ("DW701", "gradle.properties", 2, 1)
    assert "This is a blocker." in found["message"]


def test_status_has_its_shape(odd: Path) -> None:
    ran = run("status", odd, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == ["database", "cdk_version", "current_phase", "phases", "next"]
    assert ran.json["next"]["command"] == f"destination-writer implement {shlex.quote(str(odd))} --phase 1"
    assert ran.json["next"]["words"].startswith("Continue with ")
    assert (ran.json["database"], ran.json["current_phase"]) == ("postgres", 0)
    assert [list(phase) for phase in ran.json["phases"]] == [["number", "title", "state", "blockers"]] * 12
    assert [phase["number"] for phase in ran.json["phases"]] == list(range(12))
    assert [phase["state"] for phase in ran.json["phases"]] == ["current"] + ["waiting"] * 11
    for phase in ran.json["phases"]:
        assert phase["blockers"] and all("This is a blocker" in sentence for sentence in phase["blockers"])


def test_status_for_people_has_no_colours_when_it_is_no_terminal(odd: Path) -> None:
    ran = run("status", odd)
    assert ran.out.startswith("🚀 Implementation Progress: destination-postgres\n")
    assert "\x1b[" not in ran.out


CLIENT = ["createNamespace", "namespaceExists", "createTable", "dropTable", "tableExists", "countTable"]
CLIENT += ["getGenerationId", "overwriteTable", "copyTable", "upsertTable"]
CLIENT += ["discoverSchema", "computeSchema", "applyChangeset"]
CLASSES = {
    "AcmeDestination": ("", []),
    "AcmeSpecification": ("ConfigurationSpecification()", []),
    "AcmeExtension": ("DestinationSpecificationExtension", []),
    "AcmeConfiguration": ("DestinationConfiguration()", ["cdcDeletionMode: CdcDeletionMode"]),
    "AcmeConfigurationFactory": ("DestinationConfigurationFactory<A, B>", ["makeWithoutExceptionHandling"]),
    "AcmeBeanFactory": ("", []),
    "AcmeAirbyteClient": ("TableOperationsClient, TableSchemaEvolutionClient", CLIENT),
    "AcmeTableSchemaMapper": ("TableSchemaMapper", ["toColumnName"]),
    "AcmeInsertBuffer": ("", ["flush"]),
    "AcmeAggregate": ("Aggregate", ["accept", "flush"]),
    "AcmeAggregateFactory": ("AggregateFactory", ["create"]),
    "AcmeStatusGatherer": ("BaseDirectLoadInitialStatusGatherer(client, catalog)", []),
    "AcmeWriter": ("DestinationWriter", ["setup", "createStreamLoader"]),
    "AcmeChecker": ("DestinationCheckerV2", ["check"]),
    "WriteOperationV2": ("Operation", ["execute"]),
}
TESTS = {
    "AcmeTestClient": ("TestTableOperationsClient", ["ping", "dropNamespace", "insertRecords", "readTable"]),
    "AcmeTestConfigFactory": ("", []),
}
SUITES = {
    "table_operations_suite": ("AcmeTableOperationsTest", "TableOperationsSuite"),
    "schema_evolution_suite": ("AcmeSchemaEvolutionTest", "TableSchemaEvolutionSuite"),
    "data_coercion_suite": ("AcmeDataCoercionTest", "DataCoercionSuite"),
    "schema_mapper_suite": ("AcmeSchemaMapperTest", "SchemaMapperSuite"),
    "wiring_suite": ("AcmeWiringTest", "ConnectorWiringSuite"),
    "integration_suite": ("AcmeAcceptanceTest", "BasicFunctionalityIntegrationTest"),
    "spec_test": ("AcmeSpecTest", "SpecTest"),
    "check_test": ("AcmeCheckTest", "CheckIntegrationTest"),
    "write_initialization_test": ("AcmeWriteInitTest", "WriteInitializationTest"),
}
ACME = "io.airbyte.integrations.destination.acme"
VERSION = "1.0.13"


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """A connector with every component and no open stub, all files an hour old."""
    root = tmp_path / "destination-acme"

    def put(path: str, text: str) -> None:
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        os.utime(file, (file.stat().st_mtime - 3600, file.stat().st_mtime - 3600))

    def declare(folder: str, name: str, parent: str, members: list[str]) -> None:
        head = "@Factory\n" if name.endswith("Factory") and not parent else ""
        body = "".join(
            f"    val {member}\n" if ":" in member else f"    override fun {member}() = Unit\n" for member in members
        )
        path = f"src/{folder}/kotlin/{ACME.replace('.', '/')}/{name}.kt"
        put(path, f"package {ACME}\n\n{head}class {name}{' : ' if parent else ''}{parent} {{\n{body}}}\n")

    put("gradle.properties", f"cdkVersion={VERSION}\n")
    put("build.gradle.kts", "plugins {}\n")
    for name, (parent, members) in CLASSES.items():
        declare("main", name, parent, members)
    for name, (parent, members) in (TESTS | {n: (p, []) for n, p in SUITES.values()}).items():
        declare("test-integration", name, parent, members)
    return root


Case = tuple[str, str]
FAILED = '<failure message="expected: &lt;1&gt; but was: &lt;2&gt;" type="AssertionError">at x</failure>'


def every_test() -> list[Case]:
    """(suite, name) of each test that some phase asks for or recommends."""
    phases = Knowledge(DiskFiles(bundled("knowledge"))).phases
    tests = [test for phase in phases for test in (*phase.tests_for(VERSION), *phase.recommended_for(VERSION))]
    return list(dict.fromkeys((test.suite, test.name) for test in tests))


def report(root: Path, inside: dict[str, str] | None = None, without: str = "", age: float = 0) -> None:
    """Gradle's reports of every test; `inside` is what an element of that name holds, `age` is in seconds."""
    folder = root / "build" / "test-results" / "integrationTestNonDocker"
    folder.mkdir(parents=True, exist_ok=True)
    for suite, (class_name, _) in SUITES.items():
        cases = "".join(
            f'<testcase name="{name.replace("&", "&amp;")}()" classname="{ACME}.{class_name}" time="0.1">'
            f"{(inside or {}).get(name, '')}</testcase>\n"
            for owner, name in every_test()
            if owner == suite and name != without
        )
        file = folder / f"TEST-{ACME}.{class_name}.xml"
        file.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="s">\n{cases}</testsuite>\n')
        os.utime(file, (file.stat().st_mtime - age, file.stat().st_mtime - age))


def states(root: Path, *more: str) -> str:
    """One letter a phase: d(one), c(urrent), b(locked), w(aiting), s(kipped)."""
    ran = run("status", root, "--json", *more)
    assert ran.code == 0
    letters = "".join(phase["state"][0] for phase in ran.json["phases"])
    at = re.search("[cb]", letters)
    assert ran.json["current_phase"] == (at.start() if at else None)
    return letters


def test_when_every_test_passed_all_is_done_and_there_is_no_current_phase(finished: Path) -> None:
    assert states(finished) == "c" + "w" * 11
    report(finished)
    assert states(finished) == "d" * 12
    assert (
        run("status", finished, "--json").json["next"]["command"]
        == f"destination-writer checklist {shlex.quote(str(finished))}"
    )
    assert "All phases complete" in run("status", finished).out


@pytest.mark.parametrize(
    ("name", "inside", "expected"),
    [
        ("testSpecOss", FAILED, "b" + "w" * 11),
        ("create and drop tables", FAILED, "dddb" + "w" * 8),
        ("create and drop tables", "<skipped/>", "dddc" + "w" * 8),
        ("upsert tables", '<error message="boom" type="E">at x</error>', "d" * 9 + "bww"),
    ],
    ids=["first phase", "failed", "skipped", "error"],
)
def test_one_test_that_did_not_pass_holds_up_its_phase(finished: Path, name: str, inside: str, expected: str) -> None:
    report(finished, {name: inside})
    assert states(finished) == expected


def test_a_test_without_result_and_results_older_than_a_source_are_not_done(finished: Path) -> None:
    report(finished, without="count table rows")
    assert states(finished) == "dddc" + "w" * 8
    report(finished)
    os.utime(next(finished.rglob("AcmeWriter.kt")))
    report(finished, age=60)
    ran = run("status", finished, "--json")
    assert ran.json["current_phase"] == 0
    assert "The sources changed after the results" in ran.json["phases"][0]["blockers"][-1]


def test_a_test_cut_off_in_its_report_is_no_pass(finished: Path) -> None:
    report(finished)
    (file,) = finished.rglob("TEST-*AcmeSpecTest.xml")
    text = file.read_text()
    file.write_text(text[: text.index("testSpecCloud")] + 'testSpecCloud()" classname="a.AcmeSpecTest"><fail')
    assert states(finished)[0] == "b"
    assert file.name in run("status", finished, "--json").err


def test_an_optional_phase_can_be_skipped_and_another_cannot(finished: Path) -> None:
    report(finished)
    state = finished / ".destination-writer" / "state.yaml"
    state.parent.mkdir()
    state.write_text("state:\n  database: acme\n  skipped_phases: [{phase: 10, reason: no CDC}, 11]\n")
    assert states(finished) == "d" * 10 + "ss"
    state.write_text("state:\n  skipped_phases: [3]\n")
    assert states(finished) == "dddc" + "w" * 8


def bad_input(root: Path) -> dict[str, Path]:
    """Paths that no command can use."""
    (root / "empty").mkdir()
    (root / "notes.txt").write_text("notes\n")
    return {"missing": root / "missing", "empty": root / "empty", "file": root / "notes.txt"}


@pytest.mark.parametrize("command", ["status", "check"])
def test_what_is_no_connector_ends_with_2_and_names_path_and_remedy(tmp_path: Path, command: str) -> None:
    remedies = {"missing": "check the spelling", "empty": "give the connector's folder", "file": "give the connector"}
    for kind, path in bad_input(tmp_path).items():
        ran = run(command, path, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert str(path) in ran.err and remedies[kind] in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["check", "--format", "xml"],
        ["status", "--commit"],
        ["stubs", "missing"],
        ["generate", "."],
        ["diagnose", "missing.log"],
        ["explain", "DW999"],
        ["doctor", "missing"],
    ],
    ids=" ".join,
)
def test_bad_usage_ends_with_2_and_says_why_on_stderr(tmp_path: Path, arguments: list[str]) -> None:
    ran = run(*arguments, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip()


BAD_FILES = {
    "kotlin that is no UTF-8": (f"{MAIN}/Bad.kt", b"package a\n// \xfc\n", "DW704", 2),
    "20 MB of Kotlin": (f"{MAIN}/Huge.kt", b"// x\n" * 4_000_000, "DW704", 1),
    "state that is no YAML": (".destination-writer/state.yaml", b"state:\n\tdatabase: x\n", "DW702", 2),
    "state that is no UTF-8": (".destination-writer/state.yaml", b"state:\n  database: \xfc\n", "DW702", 2),
    "a contract override": (".destination-writer/knowledge/cdk/values.yaml", b"types: 3\n", "DW703", 1),
    "a version that is too old": ("gradle.properties", b"cdkVersion=0.1.5\n", "DW701", 1),
}


@pytest.mark.parametrize(("path", "content", "code", "line"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_a_file_that_cannot_be_used_is_a_finding_with_its_place(
    tmp_path: Path, path: str, content: bytes, code: str, line: int
) -> None:
    root = shutil.copytree(EXAMPLE, tmp_path / "destination-postgres")
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_bytes(content)
    ran = run("check", root, "--json")
    assert ran.code == 1
    (found,) = [finding for finding in ran.json if finding["code"] == code]
    assert (found["file"], found["line"], found["severity"]) == (path, line, "error")


def test_a_bomb_among_the_reports_is_refused(finished: Path) -> None:
    report(finished)
    bomb = finished / "build" / "test-results" / "test" / "TEST-bomb.xml"
    bomb.parent.mkdir()
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb.write_text(f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><testsuite name="&e11;"/>')
    ran = run("status", finished, "--json")
    assert ran.code == 0
    assert "build/test-results/test/TEST-bomb.xml:1: declares a document type" in ran.err
    assert ran.json["current_phase"] == 11


def test_doctor_says_of_each_tool_that_it_is_there_or_how_to_get_it_without_home_and_path(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    ran = run("doctor", tmp_path, "--json", env={**kept, "PATH": ""})
    assert ran.code == 0
    checks = {check["name"]: check for check in ran.json}
    assert checks.keys() >= {"Python", "JDK", "Kotlin compiler", "Docker", "Gradle wrapper", "Editor client"}
    assert all(check["detail"] and (check["found"] or check["get"]) for check in checks.values())
    assert not checks["Docker"]["found"]


def test_the_version_is_one_line(tmp_path: Path) -> None:
    ran = run("--version", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch(r"destination-writer, version \d+\.\d+\.\d+\S*\n", ran.out)
