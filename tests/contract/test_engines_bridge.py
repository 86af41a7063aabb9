"""The bridge's JDBC on a real JVM: every kind of value, batches, transactions and errors, on the engines it is for."""

import os
import subprocess
from pathlib import Path

import pytest
from engines_support import engine

from destination_writer.toolchain.engines import bridge
from destination_writer.toolchain.engines.bridge import CLIENT
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler

CASES = Path(__file__).with_name("bridge") / "BridgeCases.kt"
TEXT = "quote ' \" \\ \\n tab\\t 😀 \u2028 $1 %s ? end"
WIDE = "12345678901234567890123456789.123456789"
MOMENT = "2024-02-29T12:00:00.123456+05:30"
# Column type, class of the Java value that is bound and read, text of the value.
VALUES: dict[str, list[tuple[str, str, str]]] = {
    "duckdb": [
        ("BOOLEAN", "Boolean", "true"),
        ("BIGINT", "Long", "-9223372036854775808"),
        ("BIGINT", "Long", "9007199254740993"),
        ("HUGEINT", "BigInteger", "170141183460469231731687303715884105727"),
        ("DOUBLE", "Double", "NaN"),
        ("DOUBLE", "Double", "-Infinity"),
        ("DECIMAL(38,9)", "BigDecimal", WIDE),
        ("VARCHAR", "String", TEXT),
        ("DATE", "LocalDate", "0001-01-01"),
        ("DATE", "LocalDate", "+12345-06-07"),
        ("TIME", "LocalTime", "23:59:59.999999"),
        ("TIMESTAMP", "LocalDateTime", "9999-12-31T23:59:59.999999"),
        ("TIMESTAMPTZ", "OffsetDateTime", MOMENT),
        ("UUID", "UUID", "00000000-0000-0000-0000-00000000002a"),
        ("BLOB", "bytes", "00ff41"),
    ],
    "sqlite": [
        ("INTEGER", "Long", "-9223372036854775808"),
        ("REAL", "Double", "1.5"),
        ("TEXT", "String", TEXT),
        ("TEXT", "BigDecimal", WIDE),
        ("TEXT", "LocalDate", "0001-01-01"),
        ("TEXT", "OffsetDateTime", MOMENT),
        ("BLOB", "bytes", "00ff41"),
    ],
    "clickhouse": [
        ("Bool", "Boolean", "true"),
        ("Int64", "Long", "-9223372036854775808"),
        ("Int256", "BigInteger", "170141183460469231731687303715884105728"),
        ("Float64", "Double", "NaN"),
        ("Decimal(38, 9)", "BigDecimal", WIDE),
        ("String", "String", TEXT),
        ("Date32", "LocalDate", "1900-01-01"),
        ("DateTime64(6, 'UTC')", "OffsetDateTime", MOMENT),
        ("UUID", "UUID", "00000000-0000-0000-0000-00000000002a"),
    ],
    "snowflake": [
        ("BOOLEAN", "Boolean", "true"),
        ("NUMBER(38,9)", "BigDecimal", WIDE),
        ("FLOAT", "Double", "1.5"),
        ("VARCHAR", "String", TEXT),
        ("DATE", "LocalDate", "0001-01-01"),
        ("TIMESTAMP_NTZ", "LocalDateTime", "9999-12-31T23:59:59.999999"),
        ("TIMESTAMP_TZ", "OffsetDateTime", MOMENT),
    ],
}
CREATE = {"clickhouse": "CREATE TABLE v (x TYPE) ENGINE = MergeTree ORDER BY tuple()"}
TEXTS = {"clickhouse": "Nullable(String)"}
MISSING = {"duckdb": "null\t0", "sqlite": "null\t1", "clickhouse": "22000\t60", "snowflake": "42S02\t2003"}


@pytest.fixture(scope="module")
def classes(compiler: ConnectorCompiler, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The class path of the compiled bridge and its cases."""
    out = tmp_path_factory.mktemp("bridge")
    sources = {path.name: path.read_text("utf-8") for path in (*CLIENT.glob("*.kt"), CASES)}
    result = compiler.host.compile(sources, out)
    assert not result.messages, "\n".join(map(str, result.messages))
    return os.pathsep.join(map(str, (out, *compiler.host.standard_classpath())))


@pytest.mark.parametrize("slug", VALUES)
def test_jdbc_over_the_bridge(compiler: ConnectorCompiler, classes: str, tmp_path: Path, slug: str) -> None:
    values = tmp_path / "values"
    values.write_text("".join("\t".join(item) + "\n" for item in VALUES[slug]), "utf-8")
    with engine(slug, bridge_only=True) as running, bridge(running) as server:
        assert running.via.endswith(" over a bridge")
        command = [str(compiler.host.java.executable), "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"]
        command += [f"-Dtext.type={TEXTS.get(slug, 'VARCHAR')}", "-cp", classes, "bridgecases.BridgeCasesKt"]
        create = CREATE.get(slug, "CREATE TABLE v (x TYPE)")
        mode = "none" if slug == "clickhouse" else "transactions"
        arguments = [str(server.port), server.token, str(values), create, mode]
        ran = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False)
    lines = ran.stdout.splitlines()
    broken = [line for line in lines if line.startswith("FAIL\t")]
    assert ran.returncode == 0 and not broken, "\n".join(broken) + ran.stderr[-3000:]
    assert len([line for line in lines if line.startswith("ok\t")]) >= len(VALUES[slug]) + 10
    assert f"missing\t{MISSING[slug]}" in lines
