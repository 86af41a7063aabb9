"""What real databases and a real Kotlin compiler print is explained: category, place, and the names in it."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from engines_support import engine

from destination_writer.knowledge.failures import FailureRule, load_failure_rules
from destination_writer.results.diagnose import Diagnosis, diagnose
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import EngineError
from destination_writer.toolchain.kotlinc_find import find_compiler, find_java

ROOT = Path(__file__).resolve().parents[2]

TABLE = "CREATE TABLE failure_t (id INTEGER NOT NULL PRIMARY KEY, note VARCHAR(3), amount DECIMAL(4, 2))"
ROW = "INSERT INTO failure_t (id, note, amount) VALUES (1, 'a', 1)"

# Database -> statement that fails behind TABLE and ROW, its category, a word that the cause or its quotation names.
STATEMENTS: dict[str, list[tuple[str, str, str]]] = {
    "postgres": [
        ("SELECT * FROM failure_gone", "missing-object", "failure_gone"),
        ("SELECT gone FROM failure_t", "missing-object", "gone"),
        ('SELECT "Note" FROM failure_t', "case-sensitivity", "Note"),
        ("SELEC 1", "sql-syntax", "SELEC"),
        ("INSERT INTO failure_t VALUES (1, 'a', 1)", "constraint-violation", "failure_t_pkey"),
        ("INSERT INTO failure_t VALUES (NULL, 'a', 1)", "constraint-violation", "id"),
        ("INSERT INTO failure_t VALUES (2, 'abcd', 1)", "type-mismatch", "character varying(3)"),
        ("INSERT INTO failure_t VALUES ('x', 'a', 1)", "type-mismatch", "integer"),
        ("INSERT INTO failure_t VALUES (2, 'a', 12345)", "type-mismatch", "numeric"),
        ("CREATE TABLE failure_gone.t (id INTEGER)", "missing-object", "failure_gone"),
        ("CREATE TABLE failure_t (id INTEGER)", "constraint-violation", "failure_t"),
        ("SELECT no_such_function(1)", "missing-object", "no_such_function"),
    ],
    "mariadb": [
        ("SELECT * FROM failure_gone", "missing-object", "failure_gone"),
        ("SELECT gone FROM failure_t", "missing-object", "gone"),
        ("SELEC 1", "sql-syntax", "SELEC"),
        ("INSERT INTO failure_t VALUES (1, 'a', 1)", "constraint-violation", "PRIMARY"),
        ("INSERT INTO failure_t VALUES (NULL, 'a', 1)", "constraint-violation", "id"),
        ("INSERT INTO failure_t VALUES (2, 'abcd', 1)", "type-mismatch", "note"),
        ("INSERT INTO failure_t VALUES (2, 'a', 12345)", "type-mismatch", "amount"),
        ("CREATE TABLE failure_gone.t (id INTEGER)", "missing-object", "failure_gone"),
        ("CREATE TABLE failure_t (id INTEGER)", "constraint-violation", "failure_t"),
    ],
    "duckdb": [
        ("SELECT * FROM failure_gone", "missing-object", "failure_gone"),
        ("SELECT gone FROM failure_t", "missing-object", "gone"),
        ("SELEC 1", "sql-syntax", "SELEC"),
        ("INSERT INTO failure_t VALUES (1, 'a', 1)", "constraint-violation", "id: 1"),
        ("INSERT INTO failure_t VALUES (NULL, 'a', 1)", "constraint-violation", "failure_t.id"),
        ("INSERT INTO failure_t VALUES ('x', 'a', 1)", "type-mismatch", "INT32"),
        ("INSERT INTO failure_t VALUES (2, 'a', 12345)", "type-mismatch", "DECIMAL"),
        ("CREATE TABLE failure_gone.t (id INTEGER)", "missing-object", "failure_gone"),
        ("CREATE TABLE failure_t (id INTEGER)", "constraint-violation", "failure_t"),
        ("SELECT no_such_function(1)", "missing-object", "no_such_function"),
    ],
    "sqlite": [
        ("SELECT * FROM failure_gone", "missing-object", "failure_gone"),
        ("SELECT gone FROM failure_t", "missing-object", "gone"),
        ("SELEC 1", "sql-syntax", "SELEC"),
        ("INSERT INTO failure_t VALUES (1, 'a', 1)", "constraint-violation", "failure_t.id"),
        ("CREATE TABLE failure_t (id INTEGER)", "constraint-violation", "failure_t"),
        ("SELECT no_such_function(1)", "missing-object", "no_such_function"),
    ],
    "clickhouse": [
        ("SELECT * FROM failure_gone", "missing-object", "failure_gone"),
        ("SELECT gone FROM failure_t", "missing-object", "gone"),
        ("SELEC 1", "sql-syntax", "position 7"),
        ("SELECT toInt32('x')", "type-mismatch", "x"),
        ("CREATE TABLE failure_gone.t (id Int32) ENGINE = Memory", "missing-object", "failure_gone"),
        ("CREATE TABLE failure_t (id Int32) ENGINE = Memory", "constraint-violation", "failure_t"),
        ("SELECT no_such_function(1)", "missing-object", "no_such_function"),
    ],
}  # fmt: skip
BEFORE = {"mariadb": ("CREATE DATABASE IF NOT EXISTS failures", "USE failures")}
TABLES = {"clickhouse": "CREATE TABLE failure_t (id Int32, note String, amount Decimal(4, 2)) ENGINE = Memory"}


@cache
def rules() -> tuple[FailureRule, ...]:
    return load_failure_rules(DiskFiles(ROOT / "knowledge"))


def explained(text: str) -> Diagnosis:
    found = diagnose(text, rules())
    assert found, f"nothing was found in {text!r}"
    return found[0]


@pytest.mark.parametrize("slug", sorted(STATEMENTS))
def test_what_a_database_says(slug: str) -> None:
    wrong: list[str] = []
    with engine(slug) as running:
        for statement, category, word in STATEMENTS[slug]:
            with running.session() as session:
                for step in (*BEFORE.get(slug, ()), "DROP TABLE IF EXISTS failure_t"):
                    session.query(step)
                session.query(TABLES.get(slug, TABLE))
                session.query(ROW)
                with pytest.raises(EngineError) as refused:
                    session.query(statement)
            got = explained(refused.value.message)
            if got.category != category or word not in got.cause:
                wrong.append(f"{statement}: {got.category} ({got.rule}), {got.cause!r} of {refused.value.message!r}")
    assert not wrong, "\n".join(wrong)


SOURCE = """package io.acme

interface Client { suspend fun ping(): Int }

class AcmeClient : Client

fun broken(): Int {
    val count: Int = "three"
    return total
}
"""


@pytest.mark.parametrize("style", ["GradleStyle", "FullPath", "Plain"])
def test_what_the_compiler_says(tmp_path: Path, style: str) -> None:
    source = tmp_path / "src with space" / "AcmeClient.kt"
    source.parent.mkdir()
    source.write_text(SOURCE, encoding="utf-8")
    command = [
        str(find_java().executable), f"-Dorg.jetbrains.kotlin.cliMessageRenderer={style}",
        "-cp", os.pathsep.join(map(str, find_compiler().program)), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler",
        "-no-reflect", "-d", str(tmp_path / "out"), str(source),
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    found = [d for d in diagnose(said.stdout + said.stderr, rules()) if d.line]
    assert [(d.category, d.line) for d in found] == [
        ("compilation", 5),
        ("compilation", 8),
        ("compilation", 9),
    ]
    assert all(d.file and d.file.endswith("src with space/AcmeClient.kt") for d in found)
    assert "AcmeClient" in found[0].cause and "total" in found[2].cause


JARS = Path("/usr/share/java")
LAUNCHER = (
    "junit-platform-console", "junit-platform-reporting", "junit-platform-launcher", "junit-platform-engine",
    "junit-platform-commons", "junit-jupiter-engine", "junit-jupiter-api", "opentest4j", "apiguardian-api", "picocli",
)  # fmt: skip
LEDGER = """package io.acme;

import org.junit.jupiter.api.Test;
import static org.junit.jupiter.api.Assertions.assertEquals;

class LedgerTest {
    @Test void counts() {
        assertEquals(1, 0);
    }

    @Test void reads() {
        throw new IllegalStateException("the read failed",
            new RuntimeException("ERROR: relation \\"raw.orders\\" does not exist"));
    }

    @Test void passes() { }
}
"""


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The launcher's command for a compiled test class, without its kind of output."""
    missing = [name for name in LAUNCHER if not (JARS / f"{name}.jar").is_file()]
    if missing or not (compiler := shutil.which("javac")):
        pytest.skip(f"no javac, or no {', '.join(missing)} in {JARS} (Debian: junit5 and libpicocli-java)")
    folder = tmp_path_factory.mktemp("launcher")
    path = os.pathsep.join([*(str(JARS / f"{name}.jar") for name in LAUNCHER), str(folder / "out")])
    source = folder / "LedgerTest.java"
    source.write_text(LEDGER, encoding="utf-8")
    subprocess.run([compiler, "-cp", path, "-d", str(folder / "out"), str(source)], check=True, timeout=120)
    return [
        str(find_java().executable), "-cp", path, "org.junit.platform.console.ConsoleLauncher",
        "--class-path", str(folder / "out"), "-c", "io.acme.LedgerTest",
    ]  # fmt: skip


@pytest.mark.parametrize("details", ["tree", "verbose", "flat", "summary"])
@pytest.mark.parametrize("colours", [True, False])
def test_what_the_launcher_of_junit_says(launched: list[str], details: str, colours: bool) -> None:
    command = [*launched, f"--details={details}", *([] if colours else ["--disable-ansi-colors"])]
    said = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = {d.test.rpartition(".")[2].removesuffix("()"): d for d in diagnose(said.stdout, rules()) if d.test}
    assert set(found) == {"counts", "reads"}
    assert (found["counts"].category, found["counts"].file, found["counts"].line) == ("assertion", "LedgerTest.java", 8)
    assert (found["reads"].category, found["reads"].file, found["reads"].line) == (
        "missing-object", "LedgerTest.java", 12,
    )  # fmt: skip
    assert "raw.orders" in found["reads"].cause
