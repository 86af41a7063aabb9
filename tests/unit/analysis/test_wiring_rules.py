"""Rules on wiring: each mistake at its place, with what mends it; silence where something unseen could make it right.

The good connectors are what the generator writes; a mistake is one exact replacement in one of their files.
"""

import re
from functools import cache

import pytest

from destination_writer.analysis.rule import ConnectorSubject
from destination_writer.analysis.rules import RULES
from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.remedies.api import mend
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding, Severity
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
WIRING = [rule for rule in RULES if rule.code.startswith("DW3")]


@cache
def good(cdk: str, phase: int = 11, *, written: bool = True) -> tuple[tuple[str, str], ...]:
    made = new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk=cdk, until_phase=phase, implement=written)
    assert isinstance(made, Change)
    return tuple((file.path, file.text) for file in made.files if isinstance(file, FileCreation))


def load(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-postgres")


def found_in(texts: dict[str, str]) -> list[Finding]:
    subject = ConnectorSubject(load(texts), KNOWLEDGE)
    found = [f for rule in WIRING if rule.check_connector for f in rule.check_connector(subject)]
    files = subject.files.values()
    return found + [f for rule in WIRING if rule.check_file for file in files for f in rule.check_file(file)]


@pytest.mark.parametrize("cdk", ["0.1.76", "0.1.100", "1.0.13"])
@pytest.mark.parametrize(("phase", "written"), [(0, False), (4, True), (11, False)])
def test_silent_on_what_the_generator_writes_at_every_stage(cdk: str, phase: int, written: bool) -> None:
    assert found_in(dict(good(cdk, phase, written=written))) == []


def with_change(cdk: str, file: str, old: str, new: str) -> dict[str, str]:
    texts = dict(good(cdk))
    (path,) = [path for path in texts if path.endswith(f"/{file}")]
    assert old in texts[path], f"{file} no longer holds {old!r}"
    return texts | {path: texts[path].replace(old, new, 1)}


SINGLETON = "@Singleton\n"
WRITE = '@Requires(property = Operation.PROPERTY, value = "write")'
FACTORY = "PostgresBeanFactory.kt"
SECOND = (
    "    @Singleton\n    fun second(): AggregatePublishingConfig = AggregatePublishingConfig()\n\n"
    "    @Singleton\n    fun aggregatePublishingConfig"
)
MISTAKES: dict[str, tuple[str, str, str, str, tuple[str, str, str]]] = {
    # CDK, file, what is replaced, by what; code, file and text that the first finding of the code stands on
    "a type argument that no bean has": (
        "1.0.13",
        "PostgresWriter.kt",
        "DatabaseInitialStatusGatherer<DirectLoadInitialStatus>",
        "DatabaseInitialStatusGatherer<String>",
        ("DW301", "PostgresWriter.kt", "private val statusGatherer: DatabaseInitialStatusGatherer<String>"),
    ),
    "a class lost its annotation": (
        "1.0.13",
        "PostgresSqlGenerator.kt",
        SINGLETON,
        "",
        ("DW301", "PostgresAirbyteClient.kt", "private val sqlGenerator: PostgresSqlGenerator"),
    ),
    "the data source lost its annotation": (
        "1.0.13",
        FACTORY,
        "    @Singleton\n    @Requires(property = Operation.PROPERTY, notEquals",
        "    @Requires(property = Operation.PROPERTY, notEquals",
        ("DW301", "PostgresAirbyteClient.kt", "private val dataSource: DataSource"),
    ),
    "the factory lost its annotation": (
        "0.1.100",
        FACTORY,
        "@Factory\n",
        "",
        ("DW301", "PostgresAirbyteClient.kt", "private val dataSource: DataSource"),
    ),
    "the tests' client lost its annotation": (
        "1.0.13",
        "PostgresTestTableOperationsClient.kt",
        SINGLETON,
        "",
        ("DW301", "PostgresTableOperationsTest.kt", "override val testClient: TestTableOperationsClient"),
    ),
    "a plain text is asked for": (
        "1.0.13",
        "PostgresAirbyteClient.kt",
        "private val dataSource: DataSource,",
        "private val dataSource: DataSource, private val title: String,",
        ("DW301", "PostgresAirbyteClient.kt", "private val title: String"),
    ),
    "the test's configuration is not primary": (
        "0.1.76",
        "PostgresTestConfigFactory.kt",
        "    @Primary\n",
        "",
        ("DW302", "PostgresTestConfigFactory.kt", "configuration"),
    ),
    "the generator asks for its client": (
        "1.0.13",
        "PostgresSqlGenerator.kt",
        "class PostgresSqlGenerator(",
        "class PostgresSqlGenerator(\n    private val client: PostgresAirbyteClient,",
        ("DW303", "PostgresAirbyteClient.kt", "private val sqlGenerator: PostgresSqlGenerator"),
    ),
    "a second method for one type": (
        "1.0.13",
        FACTORY,
        "    @Singleton\n    fun aggregatePublishingConfig",
        SECOND,
        ("DW304", FACTORY, "aggregatePublishingConfig"),
    ),
    "a key of @Value without its backslash": (
        "1.0.13",
        "PostgresAirbyteClient.kt",
        "import jakarta.inject.Singleton\n",
        "import io.micronaut.context.annotation.Value\nimport jakarta.inject.Singleton\n\n"
        'class Sizes(@Value("${acme.size:5}") val size: Int)\n\n',
        ("DW305", "PostgresAirbyteClient.kt", "${acme.size:5}"),
    ),
    "a tab in the settings": (
        "1.0.13",
        "application-connector.yml",
        "        format: JSONL\n",
        "\t\tformat: JSONL\n",
        ("DW305", "application-connector.yml", "\t\tformat: JSONL"),
    ),
    "a key of the data channel is gone": (
        "1.0.13",
        "application-connector.yml",
        "        format: JSONL\n",
        "",
        ("DW305", "application-connector.yml", "        medium: STDIO"),
    ),
    "the operation of the tests is gone": (
        "1.0.13",
        "application-component.yml",
        "    operation: write\n",
        "    name: x\n",
        (
            "DW305",
            "PostgresDataCoercionTest.kt",
            '@MicronautTest(environments = ["component"], resolveParameters = false)',
        ),
    ),
    "the wrong Singleton": (
        "1.0.13",
        FACTORY,
        "jakarta.inject.Singleton",
        "io.micronaut.context.annotation.Singleton",
        ("DW306", FACTORY, "import io.micronaut.context.annotation.Singleton"),
    ),
    "the former Singleton": (
        "1.0.13",
        FACTORY,
        "jakarta.inject.Singleton",
        "javax.inject.Singleton",
        ("DW306", FACTORY, "import javax.inject.Singleton"),
    ),
    "a client for the tests alone": (
        "1.0.13",
        "PostgresAirbyteClient.kt",
        SINGLETON,
        '@Singleton\n@io.micronaut.context.annotation.Requires(env = ["component"])\n',
        ("DW307", "PostgresAirbyteClient.kt", '@io.micronaut.context.annotation.Requires(env = ["component"])'),
    ),
    "a data source for check alone": (
        "1.0.13",
        FACTORY,
        'notEquals = "spec"',
        'value = "check"',
        ("DW307", "PostgresAirbyteClient.kt", "private val dataSource: DataSource"),
    ),
    "the writer lost its annotation": (
        "1.0.13",
        "PostgresWriter.kt",
        SINGLETON,
        "",
        ("DW308", "PostgresWriter.kt", "PostgresWriter"),
    ),
    "a name generator lost its annotation": (
        "0.1.76",
        "PostgresNameGenerators.kt",
        SINGLETON,
        "",
        ("DW308", "PostgresNameGenerators.kt", "PostgresFinalTableNameGenerator"),
    ),
    "the check operation lost its annotation": (
        "0.1.100",
        FACTORY,
        "    @Primary\n    @Singleton\n",
        "    @Primary\n",
        ("DW308", FACTORY, "checkOperation"),
    ),
    "the tests have no catalog": (
        "1.0.13",
        "PostgresTestConfigFactory.kt",
        "ConfiguredAirbyteCatalog = Default",
        "Any = Default",
        ("DW308", "PostgresWiringTest.kt", "PostgresWiringTest"),
    ),
    "no such operation": (
        "1.0.13",
        "WriteOperationV2.kt",
        '"write"',
        '"wirte"',
        ("DW309", "WriteOperationV2.kt", WRITE.replace("write", "wirte")),
    ),
    "an operation that does not say which": (
        "1.0.13",
        "WriteOperationV2.kt",
        WRITE + "\n",
        "",
        ("DW310", "WriteOperationV2.kt", "WriteOperationV2"),
    ),
    "an operation that is not primary": (
        "0.1.76",
        "WriteOperationV2.kt",
        "@Primary\n",
        "",
        ("DW310", "WriteOperationV2.kt", "WriteOperationV2"),
    ),
}


def shown(texts: dict[str, str], finding: Finding) -> str:
    lines = texts[finding.location.path].splitlines()
    start, end = finding.location.range.start, finding.location.range.end
    last = len(lines[start.line]) if end.line > start.line else end.column
    return lines[start.line][start.column : last]


@pytest.mark.parametrize(("cdk", "file", "old", "new", "told"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_found_at_its_place(cdk: str, file: str, old: str, new: str, told: tuple[str, str, str]) -> None:
    texts = with_change(cdk, file, old, new)
    code, where, text = told
    mine = [finding for finding in found_in(texts) if finding.code == code]
    places = {(finding.location.path.rpartition("/")[2], shown(texts, finding)) for finding in mine}
    assert (where, text) in places


BY_HAND = {
    "a tab in the settings",
    "a type argument that no bean has",
    "a plain text is asked for",
    "the generator asks for its client",
    "a second method for one type",
    "a client for the tests alone",
    "a data source for check alone",
    "the tests have no catalog",
}
MENDED = [name for name in MISTAKES if name not in BY_HAND]
"""What a machine may mend: the rest is for a person to decide."""


@pytest.mark.parametrize("name", MENDED)
def test_the_preferred_remedy_leaves_nothing(name: str) -> None:
    cdk, file, old, new, (code, *_) = MISTAKES[name]
    texts = with_change(cdk, file, old, new)
    for _ in range(4):  # a factory's annotation mends several places at once, others one after the other
        first = next((finding for finding in found_in(texts) if finding.code == code), None)
        if first is None:
            break
        (preferred,) = [remedy for remedy in first.remedies if remedy.preferred]
        change = mend(load(texts), KNOWLEDGE, TEMPLATES, preferred)
        assert isinstance(change, Change), change
        texts = texts | apply_change(change, texts)
    assert [(finding.code, finding.message) for finding in found_in(texts)] == []


def test_other_type_arguments_are_named() -> None:
    cdk, file, old, new, _ = MISTAKES["a type argument that no bean has"]
    (finding,) = found_in(with_change(cdk, file, old, new))
    assert finding.fix == "Ask for DatabaseInitialStatusGatherer<DirectLoadInitialStatus>."


def test_a_mistake_that_a_machine_must_not_mend_has_no_preferred_remedy() -> None:
    for name in MISTAKES.keys() - set(MENDED):
        cdk, file, old, new, (code, *_) = MISTAKES[name]
        found = [finding for finding in found_in(with_change(cdk, file, old, new)) if finding.code == code]
        assert not any(remedy.preferred for finding in found for remedy in finding.remedies), name


def test_the_class_and_a_method_are_two_beans_until_one_goes() -> None:
    old = "    @Singleton\n    fun aggregatePublishingConfig"
    package = "io.airbyte.integrations.destination.postgres.client"
    new = f"    @Singleton\n    fun utils(): {package}.PostgresColumnUtils = {package}.PostgresColumnUtils()\n\n{old}"
    texts = with_change("1.0.13", FACTORY, old, new)
    (finding,) = found_in(texts)
    assert (finding.code, finding.related[0].message) == ("DW304", "PostgresColumnUtils is the first")
    change = mend(load(texts), KNOWLEDGE, TEMPLATES, finding.remedies[0])
    assert isinstance(change, Change)
    assert found_in(texts | apply_change(change, texts)) == []


def test_an_error_says_that_it_blocks_and_a_warning_does_not() -> None:
    for cdk, file, old, new, _ in MISTAKES.values():
        for finding in found_in(with_change(cdk, file, old, new)):
            assert (finding.severity is Severity.ERROR) == ("This is a blocker" in finding.message), finding
            assert not re.search(r"\bline \d", finding.message)


def without(cdk: str, *names: str) -> dict[str, str]:
    return {path: text for path, text in good(cdk) if path.rpartition("/")[2] not in names}


def test_a_bean_of_a_phase_that_is_not_over_is_not_missed() -> None:
    whole = without("1.0.13", "PostgresAggregateFactory.kt")
    assert {finding.code for finding in found_in(whole)} == {"DW308", "DW301"}
    (stub,) = [path for path in whole if path.endswith("/PostgresInsertBuffer.kt")]
    begun = whole | {stub: whole[stub].rstrip().removesuffix("}") + '\n    fun later(): Unit = TODO("Phase 5")\n}\n'}
    assert found_in(begun) == []
    early = whole | {".destination-writer/state.yaml": "state:\n  current_phase: 3\n"}
    assert found_in(early) == []


def test_silent_about_the_cdk_where_its_version_is_not_known() -> None:
    texts = with_change("1.0.13", "PostgresWriter.kt", SINGLETON, "") | {"gradle.properties": "cdkVersion=local\n"}
    assert found_in(texts) == []
    own = with_change("1.0.13", "PostgresSqlGenerator.kt", SINGLETON, "") | {"gradle.properties": "cdkVersion=local\n"}
    assert {finding.code for finding in found_in(own)} == {"DW301"}


SETTING = '\n@jakarta.inject.Singleton\nclass Sized(@io.micronaut.context.annotation.Value("\\${%s}") val size: Int)\n'
SETTINGS = {
    "nobody's": ("acme.size", "application-connector.yml", "", Severity.WARNING),
    "with a default": ("acme.size:1", "application-connector.yml", "", None),
    "given": ("acme.size", "application-connector.yml", "acme:\n  size: 1\n", None),
    "given in another spelling": ("acme.pageSize", "application-connector.yml", "acme:\n  page-size: 1\n", None),
    "given to the tests alone": ("acme.size", "application-component.yml", "acme:\n  size: 1\n", Severity.ERROR),
    "its own, below the CDK's beginning": (
        "airbyte.destination.pool-size",
        "application-connector.yml",
        "",
        Severity.WARNING,
    ),
    "one of the CDK's that nobody knows here": (
        "airbyte.destination.core.flush.rate-ms",
        "application-connector.yml",
        "",
        None,
    ),
    "the platform's": ("airbyte.edition", "application-connector.yml", "", None),
    "one of the CDK's, misspelt": (
        "airbyte.destination.core.data-chanel.medium",
        "application-connector.yml",
        "",
        Severity.ERROR,
    ),
}


@pytest.mark.parametrize(("key", "file", "more", "severity"), SETTINGS.values(), ids=SETTINGS.keys())
def test_settings_that_are_read(key: str, file: str, more: str, severity: Severity | None) -> None:
    texts = dict(good("1.0.13"))
    (resource,) = [path for path in texts if path.endswith(f"/{file}")]
    (column_utils,) = [path for path in texts if path.endswith("/PostgresColumnUtils.kt")]
    texts[resource] += more
    texts[column_utils] += SETTING % key
    assert [(f.code, f.severity) for f in found_in(texts)] == ([("DW305", severity)] if severity else [])
