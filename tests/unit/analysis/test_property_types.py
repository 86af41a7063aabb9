"""Properties that override one of the CDK with another type; members that are known to be whole; overrides that call
another member of the type above."""
# ruff: noqa: E501 - texts stand as files have them

import pytest
from test_contract_fixes import KNOWLEDGE, PATH, TEMPLATES, files, found

from destination_writer.analysis.rules import analyse
from destination_writer.connector.load import load_connector
from destination_writer.generate.remedies.api import mend
from destination_writer.text.changes import Change, apply_change
from destination_writer.text.files import MemoryFiles

A, B, C = "0.1.76", "0.1.100", "1.0.13"
SPEC = """import io.airbyte.cdk.load.spec.DestinationSpecificationExtension
import io.airbyte.protocol.models.v0.DestinationSyncMode

abstract class Extension : DestinationSpecificationExtension {{
    override val supportedSyncModes: {type} = {value}
}}
"""
LOADER = """import io.airbyte.cdk.load.command.DestinationStream
import io.airbyte.cdk.load.write.StreamLoader

class Loader(override val stream: {type}) : StreamLoader
"""


def changed(text: str) -> str:
    """The text after the one remedy of the one finding, which is not taken unseen."""
    (finding,) = found(text)
    (remedy,) = finding.remedies
    connector = load_connector(MemoryFiles(files(text)), name="destination-acme")
    change = mend(connector, KNOWLEDGE, TEMPLATES, remedy)
    assert isinstance(change, Change) and not remedy.preferred
    return apply_change(change, files(text))[PATH]


@pytest.mark.parametrize(
    "type_", ["Set<DestinationSyncMode>", "List<DestinationSyncMode>?", "List<String>", "Sequence<DestinationSyncMode>"]
)
def test_a_property_of_another_type_is_told_at_the_type(type_: str) -> None:
    text = SPEC.format(type=type_, value="g()")
    (finding,) = found(text)
    place = finding.location.range
    assert finding.code == "DW503"
    assert text.splitlines()[place.start.line][place.start.column : place.end.column] == type_
    assert "DestinationSpecificationExtension.supportedSyncModes is a List<DestinationSyncMode>" in finding.message
    assert changed(text) == SPEC.format(type="List<DestinationSyncMode>", value="g()")


def test_so_is_one_of_the_constructor() -> None:
    (finding,) = found(LOADER.format(type="DestinationStream?"))
    assert (finding.code, finding.location.range.start.column) == ("DW503", 34)
    assert "Loader.stream is declared as DestinationStream?" in finding.message


FINE = {
    "as it is": SPEC.format(type="List<DestinationSyncMode>", value="listOf()"),
    "more than is wanted": SPEC.format(type="MutableList<DestinationSyncMode>", value="mutableListOf()"),
    "of Java": "import java.util.ArrayList\n" + SPEC.format(type="ArrayList<DestinationSyncMode>", value="ArrayList()"),
    "an alias of the connector's": "typealias Modes = List<DestinationSyncMode>\n"
    + SPEC.format(type="Modes", value="g()"),
    "a type of one's own": SPEC.format(type="SyncModes", value="SyncModes()"),
    "no type": SPEC.replace(": {type} = {value}", " = listOf<DestinationSyncMode>()").format(),
    "a stream": LOADER.format(type="DestinationStream"),
    "no override": SPEC.replace("override ", "").format(type="Set<DestinationSyncMode>", value="g()"),
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE.keys())
def test_a_property_that_fits_or_may_fit_is_left_alone(text: str) -> None:
    assert found(text) == []


SUITE = """import io.airbyte.cdk.load.component.TableOperationsSuite
import org.junit.jupiter.api.Test

abstract class Tables : TableOperationsSuite {{
    @Test
    override fun `{name}`() {{
        super.`{called}`()
    }}
}}
"""
TEST_PATH = "src/test-integration/kotlin/A.kt"


def told_in_tests(text: str) -> list[tuple[str, str]]:
    given = {"gradle.properties": f"cdkVersion={B}\n", TEST_PATH: text}
    connector = load_connector(MemoryFiles(given), name="destination-acme")
    return [(f.code, f.fix) for f in analyse(connector, KNOWLEDGE) if f.code.startswith("DW5")]


def test_an_override_that_calls_nearly_its_own_name_above_is_meant_to_be_that() -> None:
    told = told_in_tests(SUITE.format(name="create and drop table", called="create and drop tables"))
    assert told == [("DW505", "Write `create and drop tables`.")]


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("create and drop tables", "create and drop tables"),
        ("create tables twice", "create and drop tables"),
        ("create and drop table", "create and drop nothing"),
    ],
)
def test_a_test_that_nobody_listed_may_be_there(name: str, called: str) -> None:
    assert told_in_tests(SUITE.format(name=name, called=called)) == []


META = "import io.airbyte.cdk.load.message.Meta\n\n{}\n"
RUNNER = "import io.airbyte.cdk.AirbyteDestinationRunner\n\nfun main(args: Array<String>) = AirbyteDestinationRunner.{}(*args)\n"


def test_constants_of_the_meta_columns_are_known_to_be_all() -> None:
    (finding,) = found(META.format("val c = Meta.COLUMN_NAME_AB_GENERATION"))
    assert (finding.code, finding.location.range.start.column) == ("DW505", 13)
    assert found(META.format("val c = Meta.COLUMN_NAME_AB_GENERATION_ID")) == []
    assert found(META.format('fun f(v: String) = Meta.getMetaValue("_airbyte_meta", v)')) == []


def test_what_a_value_of_them_has_beside_is_not() -> None:
    assert found(META.format("fun f(m: Meta) = m.changes + m.anything")) == []


def test_the_runner_has_one_way_to_run() -> None:
    (finding,) = found(RUNNER.format("start"))
    assert (finding.code, finding.location.range.start.line) == ("DW505", 2)
    assert "It has run." in finding.message
    assert found(RUNNER.format("run")) == []


WRITER = """import io.airbyte.cdk.load.write.DestinationWriter

abstract class Writer : DestinationWriter {
    override suspend fun teardown(failure: Throwable?) {}
}
"""


def test_what_the_last_call_takes_is_sure_up_to_the_second_era_alone() -> None:
    assert [[f.code for f in found(WRITER, version)] for version in (A, B, C)] == [["DW503"], ["DW503"], []]
