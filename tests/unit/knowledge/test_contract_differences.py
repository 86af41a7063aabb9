"""What two CDK contracts tell apart, against what the CDK's changelogs say."""

import pytest

from destination_writer.knowledge.cdkhistory import CdkHistory, Way, load_cdk_history
from destination_writer.knowledge.cdkversions import CdkVersion
from destination_writer.knowledge.contractdiff import Difference, difference
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
LOAD = "io.airbyte.cdk.load"


def between(before: str, after: str) -> Difference:
    return difference(KNOWLEDGE.contract(before), KNOWLEDGE.contract(after))


@pytest.fixture(scope="module")
def history() -> CdkHistory:
    return load_cdk_history(KNOWLEDGE.files)


@pytest.mark.parametrize(
    ("before", "after", "name", "package", "version"),
    [
        ("0.1.76", "0.1.100", "TableName", "schema.model", "0.1.84"),
        ("0.1.76", "1.0.13", "TableName", "schema.model", "0.1.84"),
        ("0.1.76", "0.1.100", "TempTableNameGenerator", "table", "0.1.84"),
        ("0.1.76", "0.1.100", "DirectLoadTableDedupStreamLoader", "table.directload", "0.1.84"),
        ("0.1.100", "1.0.13", "AggregatePublishingConfig", "dataflow.config.model", "0.2.0"),
        ("0.1.76", "1.0.13", "DEFAULT_AIRBYTE_INTERNAL_NAMESPACE", "table", "0.1.106"),
    ],
)
def test_a_type_that_moved_says_where_it_is_and_since_when(
    before: str, after: str, name: str, package: str, version: str
) -> None:
    moved = next(m for m in between(before, after).moved if m.name == name)
    assert (moved.after, moved.version) == (f"{LOAD}.{package}.{name}", version)


def test_within_an_era_no_type_moves() -> None:
    assert between("0.1.76", "0.1.83").moved == ()
    assert between("0.1.84", "0.1.100").moved == ()


def test_an_import_is_found_by_its_old_path_also_of_what_is_inside_a_type() -> None:
    found = between("0.1.76", "0.1.100")
    moved = found.moved_from(f"{LOAD}.table.TableName")
    assert moved is not None and moved.name == "TableName"
    assert found.moved_from(f"{LOAD}.table.TableName.Companion") == moved
    assert found.moved_from(f"{LOAD}.table.TableNames") is None


def test_types_that_are_gone_name_the_first_version_without_them() -> None:
    gone = {g.name: g.version for g in between("0.1.76", "1.0.13").gone}
    assert gone["TableCatalog"] == gone["ColumnNameGenerator"] == gone["ColumnNameMapper"] == "0.1.84"
    assert gone["ColumnNameGenerator.ColumnName"] == "0.1.84"
    assert gone["StreamProcessingFailed"] == "0.2.0"


def test_constructors_that_take_other_parameters() -> None:
    changed = {c.name: c for c in between("0.1.76", "0.1.100").constructors}
    assert [p.name for p in changed["BaseDirectLoadInitialStatusGatherer"].after] == [
        "tableOperationsClient",
        "catalog",
    ]
    assert changed["DestinationStream"].after[-1].name == "tableSchema"
    assert changed["DestinationStream"].version == "0.1.84"
    assert "DirectLoadTableAppendStreamLoader" not in changed


def test_a_member_that_lost_its_parameter_and_one_that_is_gone() -> None:
    to_b = {(m.owner, m.name): m for m in between("0.1.76", "0.1.100").members}
    gathers = to_b["DatabaseInitialStatusGatherer", "gatherInitialStatus"]
    assert gathers.after is not None and gathers.after.parameters == ()
    assert ("StreamLoader", "close") not in to_b
    to_c = {(m.owner, m.name): m for m in between("0.1.100", "1.0.13").members}
    closes = to_c["StreamLoader", "close"]
    assert (closes.after, closes.version) == (None, "0.2.0")


@pytest.mark.parametrize(
    ("before", "after", "type_name", "members"),
    [
        ("0.1.76", "0.1.100", "TableOperationsSuite", [("schemaFactory", "0.1.86")]),
        ("0.1.84", "0.1.85", "TableOperationsSuite", []),
        ("0.1.85", "0.1.86", "TableSchemaEvolutionSuite", [("schemaFactory", "0.1.86")]),
        ("0.1.100", "1.0.13", "DestinationDataDumper", [("dumpFile", "0.2.0")]),
        ("0.1.76", "1.0.13", "TableOperationsClient", []),
        ("0.1.76", "1.0.13", "TableSchemaMapper", []),
    ],
)
def test_what_a_class_must_have_now(before: str, after: str, type_name: str, members: list[tuple[str, str]]) -> None:
    found = [(d.member.name, d.version) for d in between(before, after).demanded(type_name)]
    assert found == members


def test_equal_versions_differ_in_nothing() -> None:
    found = between("1.0.13", "1.0.13")
    assert not (found.moved or found.gone or found.new or found.constructors or found.members)


def test_the_history_speaks_of_types_and_members_that_contracts_have(history: CdkHistory) -> None:
    versions = ("0.1.76", "0.1.100", "1.0.13")
    known = {name for v in versions for name in map(str, (t.name for t in KNOWLEDGE.contract(v).types))}
    named = {e.type for e in (*history.replaced, *history.parameters, *history.members, *history.supplied)}
    assert named <= known


def test_every_type_that_is_gone_in_a_later_era_has_a_replacement(history: CdkHistory) -> None:
    gone = {g.name for g in between("0.1.76", "1.0.13").gone if "." not in g.name}
    assert gone - {e.type for e in history.replaced} == {"StreamProcessingFailed"}
    assert all(e.decide for e in history.replaced if e.way is Way.ASK)


def test_releases_are_in_order_and_those_on_the_way_are_given(history: CdkHistory) -> None:
    numbers = [CdkVersion.parse(step.version).numbers for step in history.steps]
    assert numbers == sorted(set(numbers))
    crossed = [s.version for s in history.between(CdkVersion.parse("0.1.84"), CdkVersion.parse("0.1.89"))]
    assert crossed == ["0.1.86", "0.1.87", "0.1.89"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("steps: [{version: soon, title: a, what: b}]", "soon"),
        ("bodies: [{version: 0.1.84, roles: [client], functions: [f], reads: '(', decide: x}]", "regular expression"),
    ],
)
def test_a_history_that_cannot_be_used_names_the_key(line: str, said: str) -> None:
    text = f"about: x\n{'' if line.startswith('steps') else 'steps: []'}\n{line}\n"
    with pytest.raises(KnowledgeError, match=said):
        load_cdk_history(MemoryFiles({"cdk-changes.yaml": text}))
