"""What part a class plays: supertypes first, annotations second, names last."""

import subprocess
import sys

import pytest

from destination_writer.connector.roles import Role, owes_member, role_of

MAIN = "src/main/kotlin/io/airbyte/integrations/destination/acme"
TEST = "src/test-integration/kotlin/io/airbyte/integrations/destination/acme"

SUPERTYPES = [
    ("AcmeAirbyteClient", ["TableOperationsClient", "TableSchemaEvolutionClient"], Role.CLIENT),
    ("AcmeEvolution", ["TableSchemaEvolutionClient"], Role.CLIENT),
    ("AcmeTestClient", ["TestTableOperationsClient"], Role.TEST_CLIENT),
    ("Both", ["TableOperationsClient", "TestTableOperationsClient"], Role.TEST_CLIENT),
    ("AcmeAggregate", ["Aggregate"], Role.AGGREGATE),
    ("AcmeAggregateFactory", ["AggregateFactory"], Role.AGGREGATE_FACTORY),
    ("AcmeWriter", ["DestinationWriter"], Role.WRITER),
    ("AcmeChecker", ["DestinationChecker<AcmeConfiguration>"], Role.CHECKER),
    ("AcmeChecker", ["DestinationCheckerV2"], Role.CHECKER),
    ("AcmeMapper", ["TableSchemaMapper"], Role.SCHEMA_MAPPER),
    ("AcmeFinal", ["FinalTableNameGenerator"], Role.NAME_GENERATOR),
    ("AcmeTemp", ["DefaultTempTableNameGenerator(internal)"], Role.NAME_GENERATOR),
    ("AcmeColumns", ["io.airbyte.cdk.load.dataflow.transform.ColumnNameMapper"], Role.COLUMN_NAME_MAPPER),
    ("AcmeCoercer", ["ValueCoercer"], Role.VALUE_COERCER),
    ("AcmeStatus", ["BaseDirectLoadInitialStatusGatherer"], Role.STATUS_GATHERER),
    ("AcmeStatus", ["DatabaseInitialStatusGatherer<DirectLoadInitialStatus>"], Role.STATUS_GATHERER),
    ("AcmeSpecification", ["ConfigurationSpecification"], Role.SPECIFICATION),
    ("AcmeExtension", ["DestinationSpecificationExtension"], Role.SPECIFICATION_EXTENSION),
    ("AcmeConfiguration", ["DestinationConfiguration"], Role.CONFIGURATION),
    ("AcmeConfigurationFactory", ["DestinationConfigurationFactory<A, B>"], Role.CONFIGURATION_FACTORY),
    ("WriteOperationV2", ["Operation"], Role.WRITE_OPERATION),
    ("CheckOperation", ["Operation"], None),
    ("AcmeTableOperationsTest", ["TableOperationsSuite"], Role.TABLE_OPERATIONS_SUITE),
    ("AcmeEvolutionTest", ["TableSchemaEvolutionSuite"], Role.SCHEMA_EVOLUTION_SUITE),
    ("AcmeCoercionTest", ["DataCoercionSuite"], Role.DATA_COERCION_SUITE),
    ("AcmeMapperTest", ["SchemaMapperSuite"], Role.SCHEMA_MAPPER_SUITE),
    ("AcmeWiringTest", ["ConnectorWiringSuite"], Role.WIRING_SUITE),
    ("AcmeAcceptanceTest", ["BasicFunctionalityIntegrationTest"], Role.INTEGRATION_SUITE),
    ("AcmeSpecTest", ["SpecTest"], Role.SPEC_TEST),
    ("AcmeCheckTest", ["CheckIntegrationTest<AcmeSpecification>"], Role.CHECK_TEST),
    ("AcmeWriteInitTest", ["WriteInitializationTest<AcmeSpecification>"], Role.WRITE_INITIALIZATION_TEST),
]


@pytest.mark.parametrize(("name", "supertypes", "role"), SUPERTYPES)
def test_supertypes_decide(name: str, supertypes: list[str], role: Role | None) -> None:
    assert role_of(name, supertypes, [], f"{MAIN}/X.kt") == role


LIARS = [
    ("AcmeSqlGenerator", ["TableOperationsClient"], [], Role.CLIENT),
    ("AcmeWriter", ["Aggregate"], [], Role.AGGREGATE),
    ("AcmeInsertBuffer", ["AggregateFactory"], ["Singleton"], Role.AGGREGATE_FACTORY),
    ("AcmeAggregateFactory", ["DestinationConfigurationFactory"], ["Factory"], Role.CONFIGURATION_FACTORY),
    ("AcmeSqlGenerator", [], ["Factory"], Role.BEAN_FACTORY),
    (
        "CheckEverything",
        ["Operation"],
        ['Requires(property = Operation.PROPERTY, value = "write")'],
        Role.WRITE_OPERATION,
    ),
    ("WriteReport", ["Operation"], ['Requires(property = Operation.PROPERTY, value = "check")'], None),
]


@pytest.mark.parametrize(("name", "supertypes", "annotations", "role"), LIARS)
def test_a_name_never_beats_supertype_or_annotation(
    name: str, supertypes: list[str], annotations: list[str], role: Role | None
) -> None:
    assert role_of(name, supertypes, annotations, f"{MAIN}/X.kt") == role


NAMES = [
    ("AcmeSqlGenerator", f"{MAIN}/client/AcmeSqlGenerator.kt", Role.SQL_GENERATOR),
    ("AcmeSqlGenerator", "AcmeSqlGenerator.kt", Role.SQL_GENERATOR),
    ("SqlGeneratorHelper", f"{MAIN}/client/SqlGeneratorHelper.kt", None),
    ("AcmeSqlGeneratorTest", f"{TEST}/AcmeSqlGeneratorTest.kt", None),
    ("FakeInsertBuffer", f"{TEST}/FakeInsertBuffer.kt", None),
    ("AcmeColumnUtils", f"{MAIN}/client/AcmeColumnUtils.kt", Role.COLUMN_UTILS),
    ("AcmeColumnManager", f"{MAIN}/schema/AcmeColumnManager.kt", Role.COLUMN_UTILS),
    ("BinaryRowInsertBuffer", f"{MAIN}/write/load/BinaryRowInsertBuffer.kt", Role.INSERT_BUFFER),
    ("AcmeParquetBuffer", f"{MAIN}/write/load/AcmeParquetBuffer.kt", Role.INSERT_BUFFER),
    ("RingBuffer", f"{MAIN}/util/RingBuffer.kt", None),
    ("AcmeWriter", f"{MAIN}/write/AcmeWriter.kt", Role.WRITER),
    ("CsvWriter", f"{MAIN}/util/CsvWriter.kt", None),
    ("AcmeDestination", f"{MAIN}/AcmeDestination.kt", Role.ENTRY_POINT),
    ("AcmeBeanFactory", f"{MAIN}/config/AcmeBeanFactory.kt", Role.BEAN_FACTORY),
    ("AcmeTestConfigFactory", f"{TEST}/config/AcmeTestConfigFactory.kt", Role.TEST_CONFIG_FACTORY),
    ("AcmeTestTableOperationsClient", f"{TEST}/AcmeTestTableOperationsClient.kt", Role.TEST_CLIENT),
    ("AcmeRecordFormatter", f"{MAIN}/write/load/AcmeRecordFormatter.kt", None),
    (None, f"{MAIN}/X.kt", None),
]


@pytest.mark.parametrize(("name", "path", "role"), NAMES)
def test_names_decide_last(name: str | None, path: str, role: Role | None) -> None:
    assert role_of(name, [], [], path) == role


def test_a_bean_factory_of_the_tests_is_the_test_configuration() -> None:
    assert role_of("Beans", [], ["io.micronaut.context.annotation.Factory"], f"{TEST}/Beans.kt") == (
        Role.TEST_CONFIG_FACTORY
    )
    assert role_of("Beans", [], ["Factory"], f"{MAIN}/Beans.kt") == Role.BEAN_FACTORY


@pytest.mark.parametrize(
    ("role", "function", "owes"),
    [
        (Role.CLIENT, "upsertTable", True),
        (Role.CLIENT, "discoverSchema", True),
        (Role.CLIENT, "helper", False),
        (Role.SQL_GENERATOR, "createTable", True),
        (Role.SQL_GENERATOR, "quote", False),
        (Role.AGGREGATE, "flush", True),
        (Role.COLUMN_UTILS, "flush", False),
        (Role.CLIENT, None, False),
        (None, "createTable", False),
    ],
)
def test_which_members_a_plain_todo_counts_in(role: Role | None, function: str | None, owes: bool) -> None:
    assert owes_member(role, function) is owes


def test_roles_cost_the_stubs_command_nothing() -> None:
    code = (
        "import sys, destination_writer.connector.roles;"
        "print([m for m in sys.modules if m.split('.')[0] in ('pydantic', 'yaml', 'ruamel', 'tree_sitter', 'pygls')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
