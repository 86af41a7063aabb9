# ruff: noqa: RUF009 - the calls below make dataclass fields
"""The server's settings: one tree, every field with a default and a sentence for the settings page.

Settings come as `initializationOptions` and by `workspace/configuration` (section `destinationWriter`). What does not
fit is reported once, in words, and its default is used.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from enum import StrEnum
from typing import Any

SECTION = "destinationWriter"


class When(StrEnum):
    """How often something may happen without being asked for."""

    ALWAYS = "always"
    NEVER = "never"


class AfterFix(StrEnum):
    """What happens once a remedy for a failing test was applied."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


MACHINE = "machine"
"""Scope of what a folder that somebody else wrote must not decide."""


def setting(default: Any, text: str, **limits: Any) -> Any:
    """A leaf. `text` is Markdown; `limits` are `minimum`, `maximum` and `scope`, VS Code's word for who may set it."""
    metadata = {"text": text, **limits}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


def group(kind: type, text: str) -> Any:
    return field(default_factory=kind, metadata={"text": text})


@dataclass(frozen=True)
class DiagnosticsSettings:
    enable: bool = setting(True, "Report open stubs and rule findings in the editor.")
    delay: int = setting(
        250,
        "Milliseconds without typing before the rules run over the connector. Stubs are reported at once.",
        minimum=0,
        maximum=10_000,
    )
    rules: Mapping[str, str] = setting(
        {},
        "How loud rules are, by code, beginning of a code, or name: `off`, `hint`, `info`, `warning` or `error`,"
        ' such as `{"DW6": "warning", "preflight-unanswered": "off"}`. What tests and builds say is always told.',
    )


@dataclass(frozen=True)
class CheckSettings:
    baseline: str = setting(
        "",
        "File of findings that were there before, which are not shown again: `destination-writer check --baseline FILE"
        " --write-baseline` writes it. A path from the workspace's folder, such as `.destination-writer/baseline.json`."
        " What tests and builds say is always told.",
    )


@dataclass(frozen=True)
class ToggleSettings:
    enable: bool = setting(True, "Offer it.")


@dataclass(frozen=True)
class ResultsSettings:
    enable: bool = setting(True, "Watch `build/test-results` and report failures on the lines of their tests.")
    settle: int = setting(
        200,
        "Milliseconds for which a result file must not change before it is read.",
        minimum=20,
        maximum=10_000,
    )


class RunnerChoice(StrEnum):
    GRADLE = "gradle"
    LOCAL = "local"


@dataclass(frozen=True)
class RunSettings:
    runner: RunnerChoice = setting(
        RunnerChoice.GRADLE,
        "What runs a checkpoint: the real build (`gradle`), or the component tests on an embedded engine (`local`),"
        " which says what it cannot vouch for.",
    )
    limit: int = setting(1800, "Seconds after which a run is ended.", minimum=10, maximum=86_400)
    gradleCommand: str = setting(
        "",
        "Program that runs Gradle in place of the project's wrapper. Empty: the wrapper, else `gradle` on the `PATH`.",
    )
    javaHome: str = setting("", "JDK for Gradle in place of `JAVA_HOME`.")
    keepDaemon: bool = setting(
        False, "Let Gradle's daemon stay after a run, which makes the next one quicker; off, no process is left."
    )
    afterFix: AfterFix = setting(
        AfterFix.ASK,
        "After a fix for a failing test was applied: ask whether that test shall run again, and then the checkpoint of"
        " its phase (`ask`), run both (`always`), or do nothing (`never`).",
    )


@dataclass(frozen=True)
class GenerationSettings:
    confirm: When = setting(
        When.NEVER,
        "Ask for confirmation before every generated edit (`always`), or only before those that say they want it"
        " (`never`). Needs a client that understands change annotations.",
    )
    strategies: Mapping[str, str] = setting(
        {},
        "The strategy to use for a function where several fit, by the function's name:"
        ' `{"upsertTable": "merge"}`. The quick fix follows it; the others stay on offer.',
    )


@dataclass(frozen=True)
class CdkSettings:
    version: str = setting(
        "",
        "CDK version to assume for a connector whose `gradle.properties` names none, such as `1.0.13`.",
    )


@dataclass(frozen=True)
class ConnectorSettings:
    dialect: str = setting("", "Database whose dialect is used where the connector does not say, such as `postgres`.")


@dataclass(frozen=True)
class SqlSettings:
    highlight: bool = setting(
        True, "Colour the SQL inside of Kotlin strings: keywords, types, functions, literals, numbers, parameters."
    )
    parsers: When = setting(
        When.NEVER,
        "Ask the database's own parser about SQL that the built-in grammar takes (`always`), where this machine has it:"
        " PostgreSQL, TimescaleDB, DuckDB, ClickHouse, Databricks. Starts a process of its own.",
    )


@dataclass(frozen=True)
class AgentGroup:
    """Beyond these the environment counts: see `agent/settings.py`."""

    model: str = setting("", "Model that answers in conversations. Empty: the default of this version.", scope=MACHINE)
    fastModel: str = setting(
        "",
        "Model that summarises a conversation that grew too long. Empty: the default of this version.",
        scope=MACHINE,
    )
    maxTokens: int = setting(
        16_000,
        "Tokens that the model may write at once, thinking included.",
        minimum=256,
        maximum=128_000,
        scope=MACHINE,
    )
    contextTokens: int = setting(
        150_000,
        "Tokens above which a conversation is shortened: outputs that can be had again go first.",
        minimum=8_000,
        maximum=1_000_000,
        scope=MACHINE,
    )
    timeout: int = setting(
        60,
        "Seconds without any sign of life after which a request is given up.",
        minimum=1,
        maximum=3_600,
        scope=MACHINE,
    )
    baseUrl: str = setting("", "Address of the Messages API, for a gateway. Empty: the API's own.", scope=MACHINE)
    turnCost: int = setting(
        2, "US dollars after which one answer is stopped; 0 for no limit.", minimum=0, maximum=10_000, scope=MACHINE
    )
    conversationCost: int = setting(
        10,
        "US dollars after which a conversation is stopped; 0 for no limit.",
        minimum=0,
        maximum=10_000,
        scope=MACHINE,
    )
    conversationTokens: int = setting(
        10_000_000,
        "Tokens after which a conversation is stopped, for models whose price is not known too; 0 for no limit.",
        minimum=0,
        maximum=1_000_000_000,
        scope=MACHINE,
    )
    turnTokens: int = setting(
        1_500_000,
        "Tokens after which one answer is stopped; 0 for no limit.",
        minimum=0,
        maximum=1_000_000_000,
        scope=MACHINE,
    )
    prices: Mapping[str, str] = setting(
        {},
        'Prices of models in US dollars for a million tokens, read and written: `{"a-model": "2/10"}`. They go'
        " before the bundled price list.",
        scope=MACHINE,
    )
    web: bool = setting(
        False,
        "Let the model search documentation of databases and drivers in the web. Never for questions about the CDK.",
        scope=MACHINE,
    )
    logFolder: str = setting(
        "", "Folder in which requests to the model are logged, without secrets. Empty: no log.", scope=MACHINE
    )


@dataclass(frozen=True)
class Settings:
    """The section `destinationWriter`."""

    diagnostics: DiagnosticsSettings = group(DiagnosticsSettings, "Diagnostics.")
    check: CheckSettings = group(CheckSettings, "What is known of findings.")
    hover: ToggleSettings = group(ToggleSettings, "Hover on CDK types, members, annotations and phases.")
    codeLens: ToggleSettings = group(ToggleSettings, "Code lenses on stubs and components.")
    completion: ToggleSettings = group(ToggleSettings, "Completion of missing CDK members.")
    results: ResultsSettings = group(ResultsSettings, "Test results.")
    runs: RunSettings = group(RunSettings, "Runs of tests.")
    generation: GenerationSettings = group(GenerationSettings, "Generated code.")
    cdk: CdkSettings = group(CdkSettings, "The CDK.")
    sql: SqlSettings = group(SqlSettings, "SQL inside of Kotlin strings.")
    agent: AgentGroup = group(AgentGroup, "Conversation with a model.")
    connector: ConnectorSettings = group(ConnectorSettings, "The connector.")


CLIENT_SECTIONS = frozenset({"server", "statusBar", "trace"})
"""Settings of the editor's side that arrive in the same section. The server does not read them."""


def read_settings(value: object) -> tuple[Settings, tuple[str, ...]]:
    """Settings from JSON that a person wrote, and a sentence for each thing in it that could not be used."""
    problems: list[str] = []
    if isinstance(value, Mapping) and SECTION in value:
        value = value[SECTION]
    if value is None:
        return Settings(), ()
    settings = _read_group(Settings, value, SECTION, problems)
    return settings, tuple(problems)


def _read_group(kind: type, value: object, path: str, problems: list[str]) -> Any:
    if not isinstance(value, Mapping):
        problems.append(f"`{path}` must be an object, not {_shown(value)}; its defaults are used")
        return kind()
    known = {leaf.name: leaf for leaf in fields(kind)}
    hints = typing.get_type_hints(kind)
    read: dict[str, Any] = {}
    for key, part in value.items():
        where = f"{path}.{key}"
        if key not in known:
            if kind is not Settings or key not in CLIENT_SECTIONS:
                problems.append(f"`{where}` is not a setting; {_nearest(str(key), known)}")
        elif is_dataclass(hints[key]):
            read[key] = _read_group(hints[key], part, where, problems)
        elif part is not None:
            fitting, wanted = _fit(hints[key], part, known[key].metadata)
            if wanted:
                problems.append(f"`{where}` must be {wanted}, not {_shown(part)}; its default is used")
            else:
                read[key] = fitting
    return kind(**read)


def _fit(kind: Any, value: object, metadata: Mapping[str, Any]) -> tuple[object, str]:
    """The value as the field's type, or what would have been wanted."""
    if kind is bool:
        return value, "" if isinstance(value, bool) else "true or false"
    if kind is int:
        low, high = metadata["minimum"], metadata["maximum"]
        fits = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return value, "" if fits else f"a whole number from {low} to {high}"
    if kind is str:
        return value, "" if isinstance(value, str) else "a text"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        names = [member.value for member in kind]
        return (kind(value), "") if value in names else (value, "one of " + ", ".join(f"`{name}`" for name in names))
    fits = isinstance(value, Mapping) and all(isinstance(v, str) for v in value.values())
    return value, "" if fits else "an object of texts"


def _nearest(key: str, known: Mapping[str, object]) -> str:
    for name in known:
        if name.lower() == key.lower():
            return f"did you mean `{name}`?"
    return "known here: " + ", ".join(f"`{name}`" for name in known)


def _shown(value: object) -> str:
    text = repr(value)
    return f"`{text if len(text) <= 40 else text[:37] + '...'}`"


@dataclass(frozen=True)
class Described:
    """One leaf, as the settings page and the editor's package show it."""

    name: str
    """Dotted, with the section."""
    kind: str
    """JSON Schema type."""
    default: object
    text: str
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    scope: str = "resource"


def described() -> tuple[Described, ...]:
    """Every setting in the order of the tree."""
    return tuple(_described(Settings, SECTION, ""))


def _described(kind: type, path: str, heading: str) -> typing.Iterator[Described]:
    hints = typing.get_type_hints(kind)
    defaults = kind()
    for leaf in fields(kind):
        hint, text = hints[leaf.name], leaf.metadata["text"]
        name = f"{path}.{leaf.name}"
        if is_dataclass(hint):
            yield from _described(typing.cast(type, hint), name, text)
            continue
        if text == "Offer it.":
            text = heading
        choices = tuple(m.value for m in hint) if isinstance(hint, type) and issubclass(hint, StrEnum) else ()
        default = getattr(defaults, leaf.name)
        yield Described(
            name,
            _json_type(hint),
            str(default) if choices else default,
            text,
            choices,
            leaf.metadata.get("minimum"),
            leaf.metadata.get("maximum"),
            leaf.metadata.get("scope", "resource"),
        )


def _json_type(hint: Any) -> str:
    if isinstance(hint, types.GenericAlias) or typing.get_origin(hint) is not None:
        return "object"
    return {bool: "boolean", int: "integer"}.get(hint, "string")
