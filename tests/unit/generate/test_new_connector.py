"""A whole connector from an empty folder: its files, its names, what of it is left open."""

import re

import pytest
import yaml
from made_connectors import made_change

from destination_writer.connector.load import find_connectors, load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.api import STAYS_OPEN, complete_component, new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, FileCreation, NoChange, apply_change
from destination_writer.text.files import MemoryFiles

MAIN = "src/main/kotlin/io/airbyte/integrations/destination/postgres/"
TESTS = "src/test-integration/kotlin/io/airbyte/integrations/destination/postgres/"
EVERY_ERA = {
    "build.gradle.kts",
    "gradle.properties",
    "metadata.yaml",
    "src/main/resources/application-connector.yml",
    "src/test-integration/resources/application-component.yml",
    "src/test-integration/resources/expected-spec-cloud.json",
    "src/test-integration/resources/expected-spec-oss.json",
    MAIN + "PostgresDestination.kt",
    MAIN + "cdk/WriteOperationV2.kt",
    MAIN + "check/PostgresChecker.kt",
    MAIN + "client/PostgresAirbyteClient.kt",
    MAIN + "client/PostgresColumnUtils.kt",
    MAIN + "client/PostgresSqlGenerator.kt",
    MAIN + "config/PostgresBeanFactory.kt",
    MAIN + "config/PostgresDirectLoadDatabaseInitialStatusGatherer.kt",
    MAIN + "dataflow/PostgresAggregate.kt",
    MAIN + "dataflow/PostgresAggregateFactory.kt",
    MAIN + "spec/PostgresConfiguration.kt",
    MAIN + "spec/PostgresConfigurationFactory.kt",
    MAIN + "spec/PostgresSpecification.kt",
    MAIN + "spec/PostgresSpecificationExtension.kt",
    MAIN + "write/PostgresWriter.kt",
    MAIN + "write/load/PostgresInsertBuffer.kt",
    MAIN + "write/transform/PostgresValueCoercer.kt",
    TESTS + "check/PostgresCheckTest.kt",
    TESTS + "component/PostgresTableOperationsTest.kt",
    TESTS + "component/PostgresTestConfigFactory.kt",
    TESTS + "component/PostgresTestDatabase.kt",
    TESTS + "component/PostgresTestTableOperationsClient.kt",
    TESTS + "spec/PostgresSpecTest.kt",
    TESTS + "write/PostgresBasicFunctionalityTest.kt",
    TESTS + "write/PostgresDataDumper.kt",
}
ERA_A = {MAIN + "config/PostgresNameGenerators.kt", MAIN + "write/transform/PostgresColumnNameMapper.kt"}
MAPPER = {MAIN + "schema/PostgresTableSchemaMapper.kt"}
EVOLUTION = {TESTS + "component/PostgresTableSchemaEvolutionTest.kt"}
WIRING = {TESTS + "component/PostgresWiringTest.kt", TESTS + "write/PostgresWriteInitializationTest.kt"}
COERCION = {TESTS + "component/PostgresDataCoercionTest.kt"}
NAMES = {TESTS + "component/PostgresSchemaMapperTest.kt"}
FILES = {
    "0.1.76": ERA_A,
    "0.1.78": ERA_A | EVOLUTION,
    "0.1.83": ERA_A | EVOLUTION | WIRING,
    "0.1.84": MAPPER | EVOLUTION | WIRING,
    "0.1.89": MAPPER | EVOLUTION | WIRING | COERCION,
    "0.1.100": MAPPER | EVOLUTION | WIRING | COERCION | NAMES,
    "1.0.13": MAPPER | EVOLUTION | WIRING | COERCION | NAMES,
}


def written(cdk: str = "1.0.13", **more: object) -> dict[str, str]:
    result = made_change("postgres", cdk, **more)
    assert not [note for note in result.notes if note.startswith(STAYS_OPEN)]
    assert all(isinstance(file, FileCreation) for file in result.files)
    return apply_change(result, {})


def loaded(texts: dict[str, str], name: str = "destination-postgres") -> Connector:
    return load_connector(MemoryFiles(texts), name=name)


@pytest.mark.parametrize("cdk", FILES)
def test_each_version_has_its_files_and_nothing_is_left_open(cdk: str) -> None:
    texts = written(cdk)
    assert set(texts) == EVERY_ERA | FILES[cdk]
    connector = loaded(texts)
    assert connector.stubs == ()
    assert connector.defects == ()
    assert (connector.database, connector.cdk_version) == ("postgres", cdk)
    assert not [path for path, text in texts.items() if "TODO(" in text]


def test_the_new_folder_is_found_as_a_connector() -> None:
    texts = written()
    assert find_connectors(MemoryFiles({f"destination-postgres/{path}": text for path, text in texts.items()})) == [
        "destination-postgres"
    ]


def test_every_part_is_played_once() -> None:
    connector = loaded(written())
    missing = {Role.NAME_GENERATOR, Role.COLUMN_NAME_MAPPER}  # era A
    assert {role for role in Role if not connector.components(role)} == missing
    assert [role for role in Role if len(connector.components(role)) > 1] == []


@pytest.mark.parametrize("cdk", ["0.1.76", "1.0.13"])
def test_what_is_whole_has_nothing_left_to_do(knowledge: Knowledge, templates: Templates, cdk: str) -> None:
    connector = loaded(written(cdk))
    again = new_connector(knowledge, templates, dialect="postgres", cdk=cdk, connector=connector)
    assert isinstance(again, NoChange)
    assert again.missing == ()


def test_a_missing_file_is_written_again_as_it_was(knowledge: Knowledge, templates: Templates) -> None:
    texts = written()
    lost = TESTS + "component/PostgresTestDatabase.kt"
    left = {path: text for path, text in texts.items() if path != lost}
    again = new_connector(knowledge, templates, dialect="postgres", cdk="1.0.13", connector=loaded(left))
    assert isinstance(again, Change)
    assert apply_change(again, left) == {lost: texts[lost]}


@pytest.mark.parametrize("cdk", ["0.1.76", "0.1.100", "1.0.13"])
def test_each_part_can_be_completed_alone(knowledge: Knowledge, templates: Templates, cdk: str) -> None:
    texts = written(cdk)
    whole = loaded(texts)
    for role in Role:
        paths = {component.path for component in whole.components(role)}
        rest = {path: text for path, text in texts.items() if path not in paths}
        if not paths:
            continue
        result = complete_component(loaded(rest), knowledge, templates, role)
        assert isinstance(result, Change), (role, result)
        after = {**rest, **apply_change(result, rest)}
        assert set(after) == set(texts), role
        assert loaded(after).stubs == (), role


def test_a_scaffold_is_phase_0_alone() -> None:
    texts = written(until_phase=0)
    connector = loaded(texts)
    assert {path for path in texts if "/kotlin/" in path} == {
        MAIN + "PostgresDestination.kt",
        MAIN + "config/PostgresBeanFactory.kt",
        MAIN + "spec/PostgresConfiguration.kt",
        MAIN + "spec/PostgresConfigurationFactory.kt",
        MAIN + "spec/PostgresSpecification.kt",
        MAIN + "spec/PostgresSpecificationExtension.kt",
        TESTS + "spec/PostgresSpecTest.kt",
    }
    assert {stub.phase for stub in connector.stubs} == {1, 5}


def test_phases_one_after_the_other_give_the_whole(knowledge: Knowledge, templates: Templates) -> None:
    texts: dict[str, str] = {}
    for phase in range(12):
        present = loaded(texts) if texts else None
        result = new_connector(
            knowledge, templates, dialect="postgres", cdk="1.0.13", connector=present, until_phase=phase
        )
        if isinstance(result, Change):
            texts |= apply_change(result, texts)
        assert {stub.phase for stub in loaded(texts).stubs} <= set(range(phase + 1, 12))
    assert set(texts) == set(written())


NAMINGS = [
    ({}, "postgres", "io.airbyte.integrations.destination.postgres", "Postgres"),
    ({"name": "acme-db"}, "acme-db", "io.airbyte.integrations.destination.acme_db", "AcmeDb"),
    ({"name": "destination-acme"}, "acme", "io.airbyte.integrations.destination.acme", "Acme"),
    ({"package": "com.acme.pg"}, "postgres", "com.acme.pg", "Postgres"),
    ({"prefix": "Pg"}, "postgres", "io.airbyte.integrations.destination.postgres", "Pg"),
]


@pytest.mark.parametrize(("given", "name", "package", "prefix"), NAMINGS)
def test_names_follow_the_database_or_what_is_asked_for(
    given: dict[str, str], name: str, package: str, prefix: str
) -> None:
    texts = written(**given)
    folder = f"src/main/kotlin/{package.replace('.', '/')}/"
    assert f"{folder}{prefix}Destination.kt" in texts
    assert f"{folder}write/{prefix}Writer.kt" in texts
    assert f'mainClass = "{package}.{prefix}DestinationKt"' in texts["build.gradle.kts"]
    assert yaml.safe_load(texts["metadata.yaml"])["data"]["dockerRepository"] == f"airbyte/destination-{name}"
    packages = {match for text in texts.values() for match in re.findall(r"(?m)^package (\S+)", text)}
    assert all(found == package or found.startswith(f"{package}.") for found in packages)
    connector = loaded(texts, f"destination-{name}")
    assert connector.database == "postgres"
    assert connector.package == package


REFUSED = [
    ({"name": "Acme DB"}, "is no name for a connector"),
    ({"package": "1acme"}, "is no package name"),
    ({"prefix": "acme-"}, "cannot begin a class name"),
    ({"dialect": "nodb"}, "no dialect is called 'nodb'"),
    ({"cdk": "0.0.9"}, "is older than"),
    ({"strategies": {"upsert": "magic"}}, "upsertTable cannot be written as 'magic'"),
    ({"strategies": {"speed": "copy"}}, "there is no kind of strategy 'speed'"),
]


@pytest.mark.parametrize(("given", "reason"), REFUSED)
def test_what_cannot_be_made_is_refused_with_a_reason(
    knowledge: Knowledge, templates: Templates, given: dict[str, object], reason: str
) -> None:
    result = new_connector(knowledge, templates, **{"dialect": "postgres", "cdk": "1.0.13", **given})  # type: ignore[arg-type]  # a table
    assert isinstance(result, NoChange)
    assert reason in result.reason
    assert result.missing


def test_strategies_are_those_asked_for() -> None:
    texts = written(strategies={"upsert": "merge", "bulk_load": "copy"})
    assert "MERGE INTO" in texts[MAIN + "client/PostgresSqlGenerator.kt"]
    assert "copyAPI" in texts[MAIN + "client/PostgresAirbyteClient.kt"]
