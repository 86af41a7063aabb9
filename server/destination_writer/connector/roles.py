"""What part a class plays in a connector.

Imports nothing but the standard library: the `stubs` command asks this module about thousands of files.
"""

import re
from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """The components of a Dataflow CDK destination. The value is what commands print as `role`."""

    ENTRY_POINT = "entry_point"
    SPECIFICATION = "specification"
    SPECIFICATION_EXTENSION = "specification_extension"
    CONFIGURATION = "configuration"
    CONFIGURATION_FACTORY = "configuration_factory"
    BEAN_FACTORY = "bean_factory"
    SQL_GENERATOR = "sql_generator"
    COLUMN_UTILS = "column_utils"
    CLIENT = "client"
    SCHEMA_MAPPER = "schema_mapper"
    NAME_GENERATOR = "name_generator"
    COLUMN_NAME_MAPPER = "column_name_mapper"
    VALUE_COERCER = "value_coercer"
    INSERT_BUFFER = "insert_buffer"
    AGGREGATE = "aggregate"
    AGGREGATE_FACTORY = "aggregate_factory"
    STATUS_GATHERER = "status_gatherer"
    WRITER = "writer"
    CHECKER = "checker"
    WRITE_OPERATION = "write_operation"
    TEST_CLIENT = "test_client"
    TEST_CONFIG_FACTORY = "test_config_factory"
    TABLE_OPERATIONS_SUITE = "table_operations_suite"
    SCHEMA_EVOLUTION_SUITE = "schema_evolution_suite"
    DATA_COERCION_SUITE = "data_coercion_suite"
    SCHEMA_MAPPER_SUITE = "schema_mapper_suite"
    WIRING_SUITE = "wiring_suite"
    INTEGRATION_SUITE = "integration_suite"
    SPEC_TEST = "spec_test"
    CHECK_TEST = "check_test"
    WRITE_INITIALIZATION_TEST = "write_initialization_test"


_BY_SUPERTYPE: dict[str, Role] = {
    "TableOperationsSuite": Role.TABLE_OPERATIONS_SUITE,
    "TableSchemaEvolutionSuite": Role.SCHEMA_EVOLUTION_SUITE,
    "DataCoercionSuite": Role.DATA_COERCION_SUITE,
    "SchemaMapperSuite": Role.SCHEMA_MAPPER_SUITE,
    "ConnectorWiringSuite": Role.WIRING_SUITE,
    "BasicFunctionalityIntegrationTest": Role.INTEGRATION_SUITE,
    "SpecTest": Role.SPEC_TEST,
    "CheckIntegrationTest": Role.CHECK_TEST,
    "WriteInitializationTest": Role.WRITE_INITIALIZATION_TEST,
    "TestTableOperationsClient": Role.TEST_CLIENT,
    "TableOperationsClient": Role.CLIENT,
    "TableSchemaEvolutionClient": Role.CLIENT,
    "DestinationWriter": Role.WRITER,
    "DestinationChecker": Role.CHECKER,
    "DestinationCheckerV2": Role.CHECKER,
    "Aggregate": Role.AGGREGATE,
    "AggregateFactory": Role.AGGREGATE_FACTORY,
    "TableSchemaMapper": Role.SCHEMA_MAPPER,
    "FinalTableNameGenerator": Role.NAME_GENERATOR,
    "RawTableNameGenerator": Role.NAME_GENERATOR,
    "ColumnNameGenerator": Role.NAME_GENERATOR,
    "TempTableNameGenerator": Role.NAME_GENERATOR,
    "DefaultTempTableNameGenerator": Role.NAME_GENERATOR,
    "ColumnNameMapper": Role.COLUMN_NAME_MAPPER,
    "ValueCoercer": Role.VALUE_COERCER,
    "BaseDirectLoadInitialStatusGatherer": Role.STATUS_GATHERER,
    "DatabaseInitialStatusGatherer": Role.STATUS_GATHERER,
    "DestinationConfigurationFactory": Role.CONFIGURATION_FACTORY,
    "DestinationSpecificationExtension": Role.SPECIFICATION_EXTENSION,
    "ConfigurationSpecification": Role.SPECIFICATION,
    "DestinationConfiguration": Role.CONFIGURATION,
}
"""In order of strength: a class with two of these supertypes plays the part listed first."""

_BY_NAME: tuple[tuple[re.Pattern[str], str, Role], ...] = tuple(
    (re.compile(rf"\w(?:{suffix})$"), folder, role)
    for suffix, folder, role in (
        ("SqlGenerator|PipelineBuilder", "", Role.SQL_GENERATOR),
        ("ColumnUtils|ColumnManager|SqlTypes", "", Role.COLUMN_UTILS),
        ("InsertBuffer", "", Role.INSERT_BUFFER),
        ("Buffer", "load", Role.INSERT_BUFFER),
        ("AirbyteClient", "", Role.CLIENT),
        ("AggregateFactory", "", Role.AGGREGATE_FACTORY),
        ("Aggregate", "dataflow", Role.AGGREGATE),
        ("Writer", "write", Role.WRITER),
        ("Checker", "check", Role.CHECKER),
        ("TableSchemaMapper", "", Role.SCHEMA_MAPPER),
        ("StatusGatherer", "", Role.STATUS_GATHERER),
        ("BeanFactory", "", Role.BEAN_FACTORY),
        (r"Destination(?:V\d)?", "", Role.ENTRY_POINT),
    )
)
"""Suffix, folder that the file must lie in (empty: any), role. Common words need their folder: `CsvWriter` is none."""

_BY_TEST_NAME: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"Test(?:Table)?(?:Operations)?Client$|TestAirbyteClient$"), Role.TEST_CLIENT),
    (re.compile(r"TestConfigFactory$"), Role.TEST_CONFIG_FACTORY),
)

_TEST_SOURCES = re.compile(r"(?:^|/)src/(?:test|testFixtures|test-[\w-]+)/")
_OTHER_OPERATION = re.compile(r"check|spec|discover", re.IGNORECASE)
_REQUIRED_OPERATION = re.compile(r'value\s*=\s*"(\w+)"')


def is_test_path(path: str) -> bool:
    """True for a file in a test source set (`src/test`, `src/testFixtures`, `src/test-integration`)."""
    return _TEST_SOURCES.search(path) is not None


def role_of(
    class_name: str | None, supertypes: Iterable[str], annotations: Iterable[str] = (), path: str = ""
) -> Role | None:
    """The part a class plays: by its supertypes, then its annotations, and only then its name.

    `supertypes` and `annotations` may be simple or qualified, with or without type arguments or arguments
    (`DestinationChecker<X>`, `Requires(value = "write")`). `path` says in which source set and folder the class lies.
    """
    if not class_name:
        return None
    parents = {simple_name(parent) for parent in supertypes}
    marks = list(annotations)
    return (
        _role_of_supertypes(parents)
        or _role_of_operation(class_name, parents, marks)
        or _role_of_annotations(class_name, marks, path)
        or _role_of_name(class_name, path)
    )


def simple_name(type_text: str) -> str:
    """`a.b.C<D>(e)` is `C`."""
    return re.split(r"[<(\s]", type_text.strip(), maxsplit=1)[0].rpartition(".")[2].strip("@`?")


def _role_of_supertypes(parents: set[str]) -> Role | None:
    return next((role for name, role in _BY_SUPERTYPE.items() if name in parents), None)


def _role_of_operation(class_name: str, parents: set[str], annotations: list[str]) -> Role | None:
    """An `Operation` of a connector is its write operation unless annotation or name says that it is another."""
    if "Operation" not in parents:
        return None
    values = [m.group(1) for a in annotations if simple_name(a) == "Requires" and (m := _REQUIRED_OPERATION.search(a))]
    if values:
        return Role.WRITE_OPERATION if "write" in values else None
    return None if _OTHER_OPERATION.search(class_name) else Role.WRITE_OPERATION


def _role_of_annotations(class_name: str, annotations: list[str], path: str) -> Role | None:
    if "Factory" not in {simple_name(a) for a in annotations}:
        return None
    in_tests = is_test_path(path) or _BY_TEST_NAME[1][0].search(class_name)
    return Role.TEST_CONFIG_FACTORY if in_tests else Role.BEAN_FACTORY


def _role_of_name(class_name: str, path: str) -> Role | None:
    for pattern, role in _BY_TEST_NAME:
        if pattern.search(class_name):
            return role
    if is_test_path(path):
        return None  # a double in the tests is named like the real one and does not stand in for it
    folder = path.rpartition("/")[0].rpartition("/")[2]
    for pattern, needed, role in _BY_NAME:
        if pattern.search(class_name) and needed in ("", folder):
            return role
    return None


_TABLE_OPERATIONS = frozenset(
    {
        "createNamespace",
        "namespaceExists",
        "createTable",
        "tableExists",
        "dropTable",
        "countTable",
        "getGenerationId",
        "overwriteTable",
        "copyTable",
        "upsertTable",
    }
)
_SCHEMA_EVOLUTION = frozenset(
    {"ensureSchemaMatches", "discoverSchema", "computeSchema", "computeChangeset", "applyChangeset"}
)

_MEMBERS: dict[Role, frozenset[str]] = {
    Role.CLIENT: _TABLE_OPERATIONS | _SCHEMA_EVOLUTION,
    Role.SQL_GENERATOR: _TABLE_OPERATIONS | _SCHEMA_EVOLUTION,
    Role.TEST_CLIENT: frozenset({"ping", "dropNamespace", "insertRecords", "readTable"}),
    Role.AGGREGATE: frozenset({"accept", "flush"}),
    Role.AGGREGATE_FACTORY: frozenset({"create"}),
    Role.INSERT_BUFFER: frozenset({"accumulate", "flush"}),
    Role.WRITER: frozenset({"setup", "createStreamLoader", "teardown"}),
    Role.CHECKER: frozenset({"check", "cleanup"}),
    Role.STATUS_GATHERER: frozenset({"gatherInitialStatus"}),
    Role.NAME_GENERATOR: frozenset({"getTableName", "getColumnName", "generate"}),
    Role.COLUMN_NAME_MAPPER: frozenset({"getMappedColumnName"}),
    Role.VALUE_COERCER: frozenset({"representAs", "map", "validate"}),
    Role.SCHEMA_MAPPER: frozenset(
        {"toFinalTableName", "toTempTableName", "toColumnName", "toColumnType", "toFinalSchema", "colsConflict"}
    ),
    Role.WRITE_OPERATION: frozenset({"execute"}),
    Role.CONFIGURATION_FACTORY: frozenset({"makeWithoutExceptionHandling", "make"}),
}
"""What the CDK, or for SQL generator and insert buffer the component above them, calls on each part."""


def owes_member(role: Role | None, function: str | None) -> bool:
    """True when a class of this role must have that function, so that a plain `TODO()` in it is an open stub."""
    return role is not None and function in _MEMBERS.get(role, ())


def supertype_of(role: Role) -> str | None:
    """The CDK type that a class of this role extends; None for parts that the CDK does not know."""
    return next((name for name, found in _BY_SUPERTYPE.items() if found == role), None)


SUITE_ROLES = frozenset(
    {
        Role.TABLE_OPERATIONS_SUITE,
        Role.SCHEMA_EVOLUTION_SUITE,
        Role.DATA_COERCION_SUITE,
        Role.SCHEMA_MAPPER_SUITE,
        Role.WIRING_SUITE,
        Role.INTEGRATION_SUITE,
        Role.SPEC_TEST,
        Role.CHECK_TEST,
        Role.WRITE_INITIALIZATION_TEST,
    }
)
"""Roles whose classes hold tests that the CDK defines."""

TEST_ROLES = SUITE_ROLES | {Role.TEST_CLIENT, Role.TEST_CONFIG_FACTORY}
"""Roles that live in a test source set; all others count in `main` alone."""
