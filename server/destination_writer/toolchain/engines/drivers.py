"""JDBC drivers on this machine: those of installed Python packages, then the user's own, then the system's."""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from destination_writer.toolchain.engines.model import EngineFailed

SYSTEM = Path("/usr/share/java")


def postgres_driver() -> tuple[tuple[Path, ...], str]:
    """The jar of pgjdbc, and its name with its version. Raises EngineFailed when there is none."""
    return _required("postgresql", r"postgresql-(42\.[\d.]+)\.jar", "pgjdbc", "org.postgresql/postgresql")


def mysql_driver() -> tuple[tuple[Path, ...], str]:
    """The jar of MySQL Connector/J. Raises EngineFailed when there is none."""
    return _required("mysql", r"mysql-connector-j-([\d.]+)\.jar", "MySQL Connector/J", "com.mysql/mysql-connector-j")


def sqlite_driver() -> tuple[tuple[Path, ...], str] | None:
    """The jar of the xerial driver from Gradle's caches or the system's packages, or None."""
    found = _newest(r"(?:xerial-)?sqlite-jdbc-(3\.[\d.]+)\.jar", _gradle("org.xerial/sqlite-jdbc"), _system())
    return ((found[0],), f"sqlite-jdbc {found[1]}") if found else None


def _required(folder: str, pattern: str, name: str, coordinate: str) -> tuple[tuple[Path, ...], str]:
    found = _newest(pattern, _packaged(folder), _gradle(coordinate), _system())
    if found is None:
        remedy = 'run `make setup` in a checkout, or `pip install --no-deps "wbjdbc==2.4.0"`'
        raise EngineFailed(f"there is no jar of {name} in the package wbjdbc, ~/.gradle or {SYSTEM}: {remedy}")
    return (found[0],), f"{name} {found[1]}"


def _newest(pattern: str, *places: Iterator[Path]) -> tuple[Path, str] | None:
    """The newest jar of the first place that has one; xerial's driver from 3.41 on wants slf4j too, so not those."""
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
    group, name = coordinate.split("/")
    try:
        home = Path.home()
    except RuntimeError:  # a user without an entry in the system's list
        return
    yield from (home / ".gradle" / "caches" / "modules-2" / "files-2.1" / group / name).glob("*/*/*.jar")


def _system() -> Iterator[Path]:
    if SYSTEM.is_dir():
        yield from SYSTEM.glob("*.jar")
