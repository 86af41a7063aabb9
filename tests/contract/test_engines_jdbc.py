"""Engines that a JVM reaches by their own JDBC driver: two connections, a batch, a rollback, an error."""

import os
import subprocess
from pathlib import Path

import pytest
from engines_support import engine

from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler

CASES = Path(__file__).with_name("bridge") / "JdbcCases.kt"
MAKE = {
    "postgres": ["CREATE SCHEMA s", "CREATE TABLE s.t (id bigint, x varchar)"],
    "timescaledb": ["CREATE SCHEMA s", "CREATE TABLE s.t (id bigint, x varchar)"],
    "mariadb": ["CREATE DATABASE s", "CREATE TABLE s.t (id BIGINT, x TEXT)"],
}
MISSING = {"postgres": "42P01 0", "timescaledb": "42P01 0", "mariadb": "42S02 1146"}


@pytest.fixture(scope="module")
def classes(compiler: ConnectorCompiler, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    out = tmp_path_factory.mktemp("jdbc")
    result = compiler.host.compile([CASES], out)
    assert not result.messages, "\n".join(map(str, result.messages))
    return [out, *compiler.host.standard_classpath()]


@pytest.mark.parametrize("slug", MAKE)
def test_the_driver_reaches_the_engine(compiler: ConnectorCompiler, classes: list[Path], slug: str) -> None:
    with engine(slug) as running:
        access = running.jdbc
        assert access and running.via == f"JDBC driver {access.driver}"
        path = os.pathsep.join(map(str, [*classes, *access.jars]))
        command = [
            str(compiler.host.java.executable),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            path,
            "bridgecases.JdbcCasesKt",
        ]
        arguments = [access.url, access.user, access.password, *MAKE[slug]]
        ran = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=120, check=False)
        assert ran.stdout.splitlines() == ["batch 3", "count 3", f"missing {MISSING[slug]}", "again 3"], ran.stderr
        assert running.query("SELECT COUNT(*) FROM s.t").rows == [(3,)], "the Python driver sees the same database"
