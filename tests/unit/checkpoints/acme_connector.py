"""A whole small connector for CDK 1.0.13, as texts: every component that the phases ask for, and no open stub.

A test takes it apart: `finished()` gives the texts, `with_stub` opens a member again, `passing()` the results of every
required test.
"""

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.knowledge.phases import Phase
from destination_writer.text.files import MemoryFiles
from destination_writer.text.testruns import Outcome, TestResult, TestRun

VERSION = "1.0.13"
BASE = "io.airbyte.integrations.destination.acme"
MAIN = "src/main/kotlin/" + BASE.replace(".", "/")
TEST = "src/test-integration/kotlin/" + BASE.replace(".", "/")

_CLIENT_MEMBERS = [
    "createNamespace",
    "namespaceExists",
    "createTable",
    "dropTable",
    "tableExists",
    "countTable",
    "getGenerationId",
    "overwriteTable",
    "copyTable",
    "upsertTable",
    "discoverSchema",
    "computeSchema",
    "applyChangeset",
]

SUITES = {
    Role.TABLE_OPERATIONS_SUITE: ("AcmeTableOperationsTest", "TableOperationsSuite"),
    Role.SCHEMA_EVOLUTION_SUITE: ("AcmeSchemaEvolutionTest", "TableSchemaEvolutionSuite"),
    Role.DATA_COERCION_SUITE: ("AcmeDataCoercionTest", "DataCoercionSuite"),
    Role.SCHEMA_MAPPER_SUITE: ("AcmeSchemaMapperTest", "SchemaMapperSuite"),
    Role.WIRING_SUITE: ("AcmeWiringTest", "ConnectorWiringSuite"),
    Role.INTEGRATION_SUITE: ("AcmeAcceptanceTest", "BasicFunctionalityIntegrationTest"),
    Role.SPEC_TEST: ("AcmeSpecTest", "SpecTest"),
    Role.CHECK_TEST: ("AcmeCheckTest", "CheckIntegrationTest"),
    Role.WRITE_INITIALIZATION_TEST: ("AcmeWriteInitTest", "WriteInitializationTest"),
}


def _class(name: str, parent: str, members: tuple[str, ...] | list[str] = (), head: str = "") -> str:
    body = "".join(f"    override fun {member}() = Unit\n" for member in members)
    return f"package {BASE}\n\n{head}class {name} : {parent} {{\n{body}}}\n"


def finished() -> dict[str, str]:
    """The texts of the complete connector, by path."""
    main = {
        "AcmeDestination": f"package {BASE}\n\nfun main(args: Array<String>) {{\n    run(*args)\n}}\n",
        "AcmeSpecification": _class("AcmeSpecification", "ConfigurationSpecification()")
        + "\nenum class CdcDeletionMode { HARD_DELETE, SOFT_DELETE }\n",
        "AcmeExtension": _class("AcmeSpecificationExtension", "DestinationSpecificationExtension"),
        "AcmeConfiguration": f"package {BASE}\n\n"
        "class AcmeConfiguration(val deletion: CdcDeletionMode) : DestinationConfiguration()\n",
        "AcmeConfigurationFactory": _class(
            "AcmeConfigurationFactory",
            "DestinationConfigurationFactory<AcmeSpecification, AcmeConfiguration>",
            ["makeWithoutExceptionHandling"],
        ),
        "AcmeBeanFactory": f"package {BASE}\n\n@Factory\nclass AcmeBeanFactory {{\n    fun dataSource() = 1\n}}\n",
        "AcmeAirbyteClient": _class(
            "AcmeAirbyteClient", "TableOperationsClient, TableSchemaEvolutionClient", _CLIENT_MEMBERS
        ),
        "AcmeTableSchemaMapper": _class("AcmeTableSchemaMapper", "TableSchemaMapper", ["toColumnName"]),
        "AcmeInsertBuffer": f"package {BASE}\n\nclass AcmeInsertBuffer {{\n    fun flush() = Unit\n}}\n",
        "AcmeAggregate": _class("AcmeAggregate", "Aggregate", ["accept", "flush"]),
        "AcmeAggregateFactory": _class("AcmeAggregateFactory", "AggregateFactory", ["create"]),
        "AcmeStatusGatherer": _class("AcmeStatusGatherer", "BaseDirectLoadInitialStatusGatherer(client, catalog)"),
        "AcmeWriter": _class("AcmeWriter", "DestinationWriter", ["setup", "createStreamLoader"]),
        "AcmeChecker": _class("AcmeChecker", "DestinationCheckerV2", ["check"]),
        "WriteOperationV2": _class("WriteOperationV2", "Operation", ["execute"]),
    }
    test = {
        "AcmeTestClient": _class(
            "AcmeTestClient",
            "TestTableOperationsClient",
            ["ping", "dropNamespace", "insertRecords", "readTable"],
        ),
        "AcmeTestConfigFactory": f"package {BASE}\n\n@Factory\nclass AcmeTestConfigFactory {{\n}}\n",
        **{name: _class(name, parent) for name, parent in SUITES.values()},
    }
    return {
        "gradle.properties": f"cdkVersion={VERSION}\n",
        "build.gradle.kts": 'plugins { id("airbyte-bulk-connector") }\n',
        **{f"{MAIN}/{name}.kt": text for name, text in main.items()},
        **{f"{TEST}/{name}.kt": text for name, text in test.items()},
    }


def with_stub(texts: dict[str, str], file: str, function: str, call: str) -> dict[str, str]:
    """The texts with the body of one function turned into a stub. Raises ValueError when there is no such function."""
    path = next(path for path in texts if path.endswith(f"/{file}.kt"))
    before = f"fun {function}() = Unit"
    if before not in texts[path]:
        raise ValueError(f"{path} has no {function}")
    return {**texts, path: texts[path].replace(before, f"fun {function}() = {call}")}


def load(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-acme")


def passing(phases: tuple[Phase, ...], last: int = 11) -> list[TestResult]:
    """A pass for every test that phases up to `last` ask for, in the classes of this connector."""
    names = {
        (test.suite, test.name)
        for phase in phases[: last + 1]
        for test in (*phase.tests_for(VERSION), *(phase.recommended_for(VERSION) if last == 11 else ()))
    }
    return [result(Role(suite), name) for suite, name in sorted(names)]


def result(role: Role, name: str, outcome: Outcome = Outcome.PASSED, message: str = "") -> TestResult:
    from destination_writer.text.testruns import Failure

    failures = (Failure(message),) if message else ()
    suite = f"{BASE}.{SUITES[role][0]}"
    return TestResult(suite, f"{name}()", outcome, failures=failures, report=f"build/test-results/x/TEST-{suite}.xml")


def run(results: list[TestResult]) -> TestRun:
    return TestRun("gradle", tests=tuple(results))
