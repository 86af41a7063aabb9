"""Where the settings of the tests' database come from: a container, values of their own, or a file of secrets."""

from collections.abc import Sequence
from dataclasses import dataclass

from destination_writer.generate.configured import same_setting
from destination_writer.generate.kotlintext import kotlin_string
from destination_writer.generate.userfields import kotlin_type, kotlin_value, usual_settings
from destination_writer.knowledge.dialect_connection import ContainerImage
from destination_writer.knowledge.dialects import Dialect, Setting

_OF_CONTAINER = {
    "host": "container.host",
    "address": "container.connectionString",
    "port": "container.firstMappedPort",
    "database": "container.databaseName",
    "username": "container.username",
    "password": "container.password",
}
"""What a container of Testcontainers tells about itself."""
_TOLD = {"database": "withDatabaseName", "username": "withUsername", "password": "withPassword"}
"""What it can be told."""


@dataclass(frozen=True)
class DatabaseOfTests:
    """`kind` is `container`, `values` or `secrets`; `entries` are keys of the configuration with Kotlin for their
    values, `calls` what the container is told before it starts."""

    kind: str
    entries: tuple[tuple[str, str], ...] = ()
    calls: tuple[str, ...] = ()


def database_of_tests(dialect: Dialect, *, is_local: bool = False) -> DatabaseOfTests:
    """How tests of a database get their settings: from its container; from the values that the dialect gives for tests,
    where nobody has to log in; else from a file of secrets. With `is_local` there is no container: the file tells where
    the database is."""
    settings = dialect.connection.settings or usual_settings(dialect)
    container = None if is_local else dialect.connection.test_container
    in_container = container is not None
    entries = [(setting.json_name, _value(setting, container)) for setting in settings]
    missing = [s for s, (_, value) in zip(settings, entries, strict=True) if value is None and s.required]
    if missing or (not in_container and _needs_account(settings)):
        return DatabaseOfTests("secrets")
    known = tuple((name, value) for name, value in entries if value is not None)
    calls = [*container.calls, *(_call(setting, container) for setting in settings)] if container else []
    return DatabaseOfTests("container" if in_container else "values", known, tuple(c for c in calls if c))


def _needs_account(settings: Sequence[Setting]) -> bool:
    """Whether somebody has to log in: with a secret that is required, or with one at a host."""
    is_remote = any(same_setting("host", setting.name) for setting in settings)
    return any(setting.kind == "secret" and (setting.required or is_remote) for setting in settings)


def _value(setting: Setting, container: ContainerImage | None) -> str | None:
    told = _of_container(setting, container) if container else None
    if told is not None:
        return told
    if setting.test:
        kind = kotlin_type(setting)
        return kotlin_string(setting.test) if kind == "String" else setting.test
    if setting.default is not None:
        return kotlin_value(setting.default, kotlin_type(setting))
    return None


def _of_container(setting: Setting, container: ContainerImage) -> str | None:
    told = ((what, value) for what, value in _OF_CONTAINER.items() if what not in container.silent)
    return next((value for what, value in told if same_setting(what, setting.name)), None)


def _call(setting: Setting, container: ContainerImage) -> str | None:
    told = ((what, call) for what, call in _TOLD.items() if what not in container.fixed)
    call = next((call for what, call in told if same_setting(what, setting.name)), None)
    return f"{call}({kotlin_string(setting.test)})" if call and setting.test else None
