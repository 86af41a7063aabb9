"""The JDBC driver of a user's database: a jar that is at hand, from where developers' machines keep them."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from destination_writer.toolchain.engines.drivers import mysql_driver, postgres_driver, sqlite_driver
from destination_writer.toolchain.engines.model import EngineFailed
from destination_writer.toolchain.gradle_cache import artifacts, version_key

COORDINATES = {
    "postgresql": ("org.postgresql:postgresql",),
    "mysql": ("com.mysql:mysql-connector-j",),
    "mariadb": ("com.mysql:mysql-connector-j",),
    "sqlite": ("org.xerial:sqlite-jdbc",),
    "duckdb": ("org.duckdb:duckdb_jdbc",),
    "clickhouse": ("com.clickhouse:clickhouse-jdbc",),
    "sqlserver": ("com.microsoft.sqlserver:mssql-jdbc",),
    "oracle": ("com.oracle.database.jdbc:ojdbc11", "com.oracle.database.jdbc:ojdbc8"),
    "snowflake": ("net.snowflake:snowflake-jdbc",),
    "redshift": ("com.amazon.redshift:redshift-jdbc42",),
    "databricks": ("com.databricks:databricks-jdbc",),
    "db2": ("com.ibm.db2:jcc",),
    "vertica": ("com.vertica.jdbc:vertica-jdbc",),
    "sap": ("com.sap.cloud.db.jdbc:ngdbc",),
    "teradata": ("com.teradata.jdbc:terajdbc",),
    "h2": ("com.h2database:h2",),
    "hsqldb": ("org.hsqldb:hsqldb",),
    "derby": ("org.apache.derby:derby",),
    "firebirdsql": ("org.firebirdsql.jdbc:jaybird",),
    "trino": ("io.trino:trino-jdbc",),
    "exa": ("com.exasol:exasol-jdbc",),
}
"""What stands after `jdbc:` -> the Maven artifacts that hold its driver, the better one first."""


def find_jars(protocol: str, given: Sequence[Path], more: Sequence[str], environ: Mapping[str, str]) -> list[Path]:
    """The jars for a class path: those that the user gave, else those of CLASSPATH, Gradle's cache or ~/.m2.

    `more` are coordinates (`group:name:version`) of the dialect. Empty when there is none.
    """
    if given:
        return list(given)
    coordinates = [*(":".join(item.split(":")[:2]) for item in more), *COORDINATES.get(protocol, ())]
    wanted = [item for item in dict.fromkeys(coordinates) if _is_driver(item, protocol)]
    for coordinate in wanted:
        name = coordinate.split(":")[1]
        found = next(_in_class_path(name, environ), None) or next(_in_gradle(coordinate, environ), None)
        found = found or next(_in_maven(coordinate, environ), None)
        if found is not None:
            return [found]
    return _packaged(protocol)


def how_to_get(protocol: str) -> str:
    """How a driver gets onto this machine, in one sentence."""
    known = COORDINATES.get(protocol)
    if not known:
        return "Give the jar of its JDBC driver with --driver JAR"
    return (
        f"Its JDBC driver is {known[0]}: give its jar with --driver JAR, or let Maven fetch it into ~/.m2 with "
        f"`mvn dependency:get -Dartifact={known[0]}:RELEASE`"
    )


def _is_driver(coordinate: str, protocol: str) -> bool:
    """A dialect's artifacts hold pools and clients besides; those of other databases' drivers are none of ours."""
    known = COORDINATES.get(protocol, ())
    return coordinate in known if known else bool(re.search(r"jdbc|driver|connector", coordinate))


def _in_class_path(name: str, environ: Mapping[str, str]) -> Iterator[Path]:
    for entry in environ.get("CLASSPATH", "").split(os.pathsep):
        path = Path(entry)
        if re.match(rf"{re.escape(name)}-?[\d.]*.*\.jar$", path.name) and path.is_file():
            yield path


def _in_gradle(coordinate: str, environ: Mapping[str, str]) -> Iterator[Path]:
    for ending in ("jar", "all.jar"):
        yield from (file for _, file in artifacts(coordinate, ending, environ))


def _in_maven(coordinate: str, environ: Mapping[str, str]) -> Iterator[Path]:
    home = environ.get("HOME") or environ.get("USERPROFILE") or ""
    group, name = coordinate.split(":")
    folder = Path(home, ".m2", "repository", *group.split("."), name)
    versions = sorted((item for item in folder.glob("*") if item.is_dir()), key=lambda item: version_key(item.name))
    for version in reversed(versions):
        for ending in ("-all", "-shaded-all", ""):
            jar = version / f"{name}-{version.name}{ending}.jar"
            if jar.is_file():
                yield jar


def _packaged(protocol: str) -> list[Path]:
    """Jars that come with this package's own tools."""
    try:
        match protocol:
            case "postgresql":
                return list(postgres_driver()[0])
            case "mysql" | "mariadb":
                return list(mysql_driver()[0])
            case "sqlite":
                found = sqlite_driver()
                return list(found[0]) if found else []
            case _:
                return []
    except EngineFailed:
        return []
