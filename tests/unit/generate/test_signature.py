"""Parameters are told apart by type, and by name where types leave it open."""

import pytest

from destination_writer.generate.signature import roles_of, simple_type, told_by_order
from destination_writer.kotlin.parse import parse_file


@pytest.mark.parametrize(
    ("parameters", "roles"),
    [
        (
            "stream: DestinationStream, tableName: TableName, columnNameMapping: ColumnNameMapping, replace: Boolean",
            {"stream": "stream", "table": "tableName", "mapping": "columnNameMapping", "replace": "replace"},
        ),
        ("a: TableName, b: TableName", {"source": "a", "target": "b"}),
        ("target: TableName, source: TableName", {"source": "source", "target": "target"}),
        ("into: TableName, temp: TableName", {"source": "temp", "target": "into"}),
        ("from: TableName, to: TableName", {"source": "from", "target": "to"}),
        ("dst: TableName, src: TableName", {"source": "src", "target": "dst"}),
        ("final: TableName, temp: TableName", {"source": "temp", "target": "final"}),
        ("real: TableName, temp: TableName", {"source": "temp", "target": "real"}),
        ("tableTo: TableName, tableFrom: TableName", {"source": "tableFrom", "target": "tableTo"}),
        ("existing: TableName, incoming: TableName", {"source": "incoming", "target": "existing"}),
        ("old: TableName, new: TableName", {"source": "old", "target": "new"}),
        ("real: io.airbyte.cdk.load.schema.model.TableName", {"table": "real"}),
        ("m: Map<String, String>, cs: ColumnChangeset", {"mapping": "m", "changeset": "cs"}),
        (
            "columnsToAdd: Map<String, ColumnType>, columnsToDrop: TableColumns, x: Map<String, ColumnTypeChange>",
            {"columns_to_add": "columnsToAdd", "columns_to_drop": "columnsToDrop", "columns_to_change": "x"},
        ),
        (
            "actualColumns: TableColumns, expectedColumns: TableColumns",
            {"actual": "actualColumns", "expected": "expectedColumns"},
        ),
        ("schema: String", {"namespace": "schema"}),
        (
            "name: String, type: AirbyteType, nullable: Boolean",
            {"name": "name", "type": "type", "nullable": "nullable"},
        ),
        ("records: List<Map<String, AirbyteValue>>", {"records": "records"}),
        ("failure: DestinationFailure?", {"failure": "failure"}),
        ("x: Something", {}),
    ],
)
def test_roles_of(parameters: str, roles: dict[str, str]) -> None:
    function = parse_file(f"class C {{ fun f({parameters}) {{}} }}").classes[0].functions[0]
    assert roles_of(function.parameters) == roles


@pytest.mark.parametrize(
    ("parameters", "needs", "roles"),
    [
        ("ns: String", ["namespace"], {"namespace": "ns"}),
        ("s: String, cascade: Boolean", ["namespace"], {"namespace": "s", "replace": "cascade"}),
        ("a: String, b: String", ["namespace"], {"name": "a", "other_name": "b"}),
        ("name: TableName", ["namespace"], {"table": "name"}),
        ("schema: String, type: AirbyteType", ["name", "type|field"], {"name": "schema", "type": "type"}),
    ],
)
def test_the_only_parameter_of_a_type_plays_what_is_needed(parameters: str, needs: list[str], roles) -> None:
    function = parse_file(f"class C {{ fun f({parameters}) {{}} }}").classes[0].functions[0]
    assert roles_of(function.parameters, needs) == roles


@pytest.mark.parametrize(
    ("parameters", "order"),
    [
        ("a: TableName, b: TableName", ("a", "b")),
        ("old: TableName, new: TableName", ("old", "new")),
        ("from: TableName, to: TableName", None),
        ("x: TableName, target: TableName", None),
        ("x: TableName", None),
    ],
)
def test_told_by_order(parameters: str, order: tuple[str, str] | None) -> None:
    function = parse_file(f"class C {{ fun f({parameters}) {{}} }}").classes[0].functions[0]
    assert told_by_order(function.parameters) == order


def test_a_type_is_compared_without_packages_and_spaces() -> None:
    assert simple_type("kotlin.collections.List< kotlin.String >?") == "List<String>"
    assert simple_type("DestinationStream.Descriptor") == "DestinationStream.Descriptor"
