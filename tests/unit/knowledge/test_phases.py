"""The twelve phases: what each asks for, in which CDK version, and who owns a member."""

from pathlib import Path

import pytest
import yaml

from destination_writer.connector.roles import Role
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.failures import Category
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))

TABLE_OPERATIONS = {
    "connect to database", "create and drop namespaces", "create and drop tables", "insert records", "count table rows",
    "get generation id", "overwrite tables", "copy tables", "upsert tables",
}  # fmt: skip
WIRING = {
    "all beans are injectable", "writer setup completes", "can create append stream loader",
    "stream loader start creates table", "can write one record",
}  # fmt: skip
SYNCS = {
    "testOutOfOrderStateMessages", "testStateMessageBeforeRecords", "testStreamStateTypes", "testCDCStateTypes",
    "testBasicWrite", "testBasicWriteFile", "testMidSyncCheckpointingStreamState", "testNamespaces",
    "testFunkyCharacters", "testFunkyCharactersDedup", "testTruncateRefresh", "testTruncateRefreshChangeSyncMode",
    "testInterruptedTruncateWithPriorData", "testInterruptedTruncateWithoutPriorData", "resumeAfterCancelledTruncate",
    "testAppend", "testAppendSchemaEvolution", "testAppendJsonSchemaEvolution", "testOverwriteSchemaEvolution",
    "testDedup", "testDedupWithStringKey", "testDedupNoCursor", "testDedupChangeCursor", "testDedupChangePk",
    "testManyStreamsCompletion", "testBasicTypes", "testNumericTypes", "testContainerTypes", "testUnknownTypes",
    "testUnions", "testCoerceLegacyUnions", "testNoColumns", "testNoData", "testTruncateRefreshNoData", "testClear",
}  # fmt: skip
EVOLUTION = {
    "discover recognizes all data types", "computeSchema handles all data types", "noop diff",
    "changeset is correct when adding a column", "changeset is correct when dropping a column",
    "changeset is correct when changing a column's type",
}  # fmt: skip


def names(phase: int, version: str, suite: str | None = None, *, when_present: bool = False) -> set[str]:
    tests = KNOWLEDGE.phase(phase).tests_for(version)
    return {t.name for t in tests if suite in (None, t.suite) and t.when_present == when_present}


def test_titles_are_those_of_the_design() -> None:
    assert [phase.title for phase in KNOWLEDGE.phases] == [
        "Scaffolding", "Database connectivity", "Namespace operations", "Basic table operations", "Generation ID",
        "Append mode", "Overwrite mode", "Copy", "Schema evolution", "Dedupe mode", "CDC", "Optimisation and polish",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phase", "version", "expected"),
    [
        (0, "0.1.76", {"testSpecOss", "testSpecCloud"}),
        (1, "0.1.76", {"connect to database"}),
        (2, "1.0.13", {"create and drop namespaces"}),
        (3, "1.0.13", {"create and drop tables", "insert records", "count table rows"}),
        (4, "0.1.100", {"get generation id"}),
        (5, "0.1.76", {"testSuccessConfigs", "testFailConfigs", "testAppend"}),
        (5, "0.1.82", {"testSuccessConfigs", "testFailConfigs", "testAppend"}),
        (5, "0.1.83", {"testSuccessConfigs", "testFailConfigs", "testAppend"} | WIRING),
        (6, "0.1.76", {"overwrite tables", "testTruncateRefresh"}),
        (7, "local", {"copy tables"}),
        (8, "0.1.76", {"testAppendSchemaEvolution"}),
        (8, "0.1.78", {"testAppendSchemaEvolution"}),
        (8, "0.1.82", {"testAppendSchemaEvolution"} | EVOLUTION),
        (8, "1.0.13", {"testAppendSchemaEvolution"} | EVOLUTION),
        (9, "0.1.76", {"upsert tables", "testDedup", "testDedupWithStringKey", "testDedupNoCursor",
                       "testDedupChangeCursor", "testDedupChangePk"}),
    ],
)  # fmt: skip
def test_required_tests_follow_the_version(phase: int, version: str, expected: set[str]) -> None:
    assert names(phase, version) == expected


def test_suites_join_phase_five_with_the_release_that_brought_them() -> None:
    assert names(5, "0.1.88", "data_coercion_suite") == set()
    assert names(5, "0.1.89", "data_coercion_suite") == {"handle integer values", "handle number values"}
    assert len(names(5, "0.1.90", "data_coercion_suite")) == 17
    assert names(5, "0.1.94", "schema_mapper_suite") == set()
    assert len(names(5, "0.1.95", "schema_mapper_suite")) == 12


def test_tests_of_unsettled_versions_must_pass_only_when_they_are_there() -> None:
    assert names(8, "0.1.80", when_present=True) == EVOLUTION
    assert "basic apply changeset" in names(8, "1.0.13", when_present=True)
    assert "basic apply changeset" not in names(8, "1.0.13")


def test_the_table_operations_suite_is_spread_over_the_phases_without_rest() -> None:
    spread = [n for p in range(10) for n in names(p, "1.0.13", "table_operations_suite")]
    assert sorted(spread) == sorted(TABLE_OPERATIONS)


def test_every_named_sync_test_exists_in_the_suite() -> None:
    named = {
        test.name
        for phase in KNOWLEDGE.phases
        for test in (*phase.tests_for(None), *phase.recommended_for(None), *phase.exempt)
        if test.suite == "integration_suite"
    }
    assert named <= SYNCS
    assert {"testTruncate", "testDedupe"}.isdisjoint(named)


def test_names_of_the_written_guide_are_kept_as_other_names() -> None:
    assert {t.name for t in KNOWLEDGE.phase(6).tests_for(None) if "testTruncate" in t.guide} == {"testTruncateRefresh"}
    assert {t.name for t in KNOWLEDGE.phase(9).tests_for(None) if "testDedupe" in t.guide} == {"testDedup"}


def test_commands_use_tasks_that_exist() -> None:
    commands = [command.run for phase in KNOWLEDGE.phases for command in phase.commands]
    commands += [record.command for phase in KNOWLEDGE.phases for record in phase.records]
    tasks = {command.split(":{connector}:")[1].split(" ")[0] for command in commands}
    assert tasks <= {
        "assemble",
        "build",
        "dependencies",
        "getCdkVersion",
        "integrationTestNonDocker",
        "integrationTestJava",
    }
    invented = {task.name for phase in KNOWLEDGE.phases for task in phase.guide_tasks}
    assert {"componentTest", "testComponentUpsertTables", "integrationTestTruncate", "integrationTest"} <= invented
    assert invented.isdisjoint(tasks)


def test_roles_are_those_of_the_connector() -> None:
    known = {role.value for role in Role}
    for phase in KNOWLEDGE.phases:
        used = {stub.role for stub in phase.owns} | {test.suite for test in phase.tests_for(None)}
        used |= {role for component in phase.components for role in component.roles}
        used |= {step.role for step in phase.steps if step.role}
        assert used <= known, f"phase {phase.number}"


@pytest.mark.parametrize(
    ("role", "function", "era", "phases"),
    [
        ("sql_generator", "createNamespace", "C", [2]),
        ("client", "countTable", "A", [3]),
        ("client", "getGenerationId", "A", [4]),
        ("writer", "createStreamLoader", "B", [5, 6, 9]),
        ("writer", "setup", "B", [5]),
        ("name_generator", "getTableName", "A", [5]),
        ("name_generator", "getTableName", "B", []),
        ("schema_mapper", "toColumnType", "A", []),
        ("schema_mapper", "toColumnType", "C", [3, 5]),
        ("sql_generator", "upsertTable", "C", [9, 10]),
        ("bean_factory", "dataSource", "C", [1]),
        ("bean_factory", "somethingElse", "C", [0]),
        ("column_utils", "toDialectType", "C", [3]),
        ("test_client", "readTable", "C", [3]),
        ("aggregate", "flush", "C", [5]),
        ("insert_buffer", "flush", "C", [5]),
        ("client", "noSuchMember", "C", []),
        ("client", None, "C", []),
    ],
)
def test_owners(role: str, function: str | None, era: str, phases: list[int]) -> None:
    assert [phase.number for phase in KNOWLEDGE.owners(role, function, era)] == phases


def test_what_a_stub_owes_depends_on_its_phase() -> None:
    append = KNOWLEDGE.owed(5, "writer", "createStreamLoader")
    dedupe = KNOWLEDGE.owed(9, "writer", "createStreamLoader")
    assert append is not None and "append loader" in append.owes
    assert dedupe is not None and "dedupe-truncate" in dedupe.owes
    assert KNOWLEDGE.owed(12, "writer", "createStreamLoader") is None


@pytest.mark.parametrize(("heading", "phase"), [(0, 0), (1, 0), (2, 1), (4, 3), (6, 5), (7, 6), (10, 9), (12, 11)])
def test_headings_of_the_written_guide(heading: int, phase: int) -> None:
    found = KNOWLEDGE.guide_phase(heading)
    assert found is not None and found.number == phase


def test_the_written_guide_has_no_heading_13() -> None:
    assert KNOWLEDGE.guide_phase(13) is None


def test_only_the_optional_phases_can_be_skipped() -> None:
    everything, nothing = (lambda _name: True), (lambda _name: False)
    assert [p.number for p in KNOWLEDGE.phases if p.may_skip(everything)] == [10, 11]
    assert [p.number for p in KNOWLEDGE.phases if p.may_skip(nothing)] == [9, 10, 11]
    assert all(p.skip_means for p in KNOWLEDGE.phases if p.may_skip(nothing))


@pytest.mark.parametrize(
    "reported",
    [
        "create and drop tables",
        "create and drop tables()",
        "`create and drop tables`()",
        "create and drop tables(String)[2]",
    ],
)
def test_names_as_reports_write_them(reported: str) -> None:
    assert plain_test_name(reported) == "create and drop tables"


def test_matching_is_exact() -> None:
    dedup = next(t for t in KNOWLEDGE.phase(9).tests_for(None) if t.name == "testDedup")
    assert dedup.matches("testDedup()")
    assert not dedup.matches("testDedupNoCursor()")


def test_a_wrong_version_is_named() -> None:
    with pytest.raises(UnknownCdkVersion, match="newest"):
        KNOWLEDGE.phase(5).tests_for("newest")


@pytest.mark.parametrize("number", [-1, 12])
def test_there_are_twelve_phases(number: int) -> None:
    with pytest.raises(KeyError):
        KNOWLEDGE.phase(number)


def test_error_categories_are_those_of_the_failure_rules() -> None:
    known = {category.value for category in Category}
    assert {code.category for code in KNOWLEDGE.dialect("postgres").errors.codes} <= known


def test_guides_that_phases_name_exist() -> None:
    slugs = {guide.slug for guide in KNOWLEDGE.guides}
    assert {slug for phase in KNOWLEDGE.phases for slug in phase.guides} <= slugs


def test_yaml_has_no_key_twice() -> None:
    """YAML keeps the last of two equal keys without a word."""
    for path in Path(bundled("knowledge")).rglob("*.yaml"):
        _check_unique(path.name, yaml.compose(path.read_text(encoding="utf-8")))


def _check_unique(name: str, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"{name}:{node.start_mark.line + 1}"
        for _, value in node.value:
            _check_unique(name, value)
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _check_unique(name, item)
