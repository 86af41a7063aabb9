"""A buffer that writes its records itself is carried over to the client's function, where that is safe."""

import re

import pytest
from buffers_by_hand import BASE, BUFFER, CLIENT, DIRECT, FACTORY, HEAD, STAGED, by_hand

from destination_writer.connector.load import load_connector
from destination_writer.connector.model import Connector
from destination_writer.generate.api import new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.tuning.api import Tuning, tune, tuning_of
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
TEMPLATES = Templates(DiskFiles(bundled("templates")))
SIZE = "    fun size(): Int = recordCount\n"


@pytest.fixture(scope="module")
def whole() -> dict[str, str]:
    change = new_connector(KNOWLEDGE, TEMPLATES, dialect="postgres", cdk="1.0.13", until_phase=5)
    assert isinstance(change, Change)
    return apply_change(change, {})


def load(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-postgres")


def tuned(texts: dict[str, str], way: str, *, replace_own: bool = False) -> tuple[Change, dict[str, str]]:
    change = tune(load(texts), KNOWLEDGE, TEMPLATES, way, replace_own=replace_own)
    assert isinstance(change, Change), change
    return change, {**texts, **apply_change(change, texts)}


def refused(texts: dict[str, str], way: str = "copy") -> str:
    found = tune(load(texts), KNOWLEDGE, TEMPLATES, way)
    assert isinstance(found, NoChange), found
    return found.reason


@pytest.mark.parametrize(("way", "sign"), [("copy", "cancelCopy()"), ("multi-row-insert", "chunked(rowsPerStatement)")])
def test_a_staged_file_gives_way_to_the_clients_own_function(whole: dict[str, str], way: str, sign: str) -> None:
    change, after = tuned(by_hand(whole, STAGED), way)
    assert "fun insertRecords(" in after[CLIENT] and sign in after[CLIENT]
    assert "client.insertRecords(tableName, buffer)" in after[BUFFER]
    for gone in ("csvLine", "recordCount", "file", "copyFromCsv"):
        assert not re.search(rf"\b{gone}\b", after[BUFFER]), gone
    assert "import java.io.File" not in after[BUFFER]
    assert "fun copyFromCsv(" in after[CLIENT]  # a person's public function stays
    assert after[FACTORY] == by_hand(whole, STAGED)[FACTORY]
    assert load(after).state.strategies == {"bulk_load": way}
    assert any("was written by hand: compare" in note for note in change.notes)
    again = tune(load(after), KNOWLEDGE, TEMPLATES, way)
    assert isinstance(again, NoChange) and "already" in again.reason


def test_a_buffer_without_the_client_is_given_it(whole: dict[str, str]) -> None:
    change, after = tuned(by_hand(whole, DIRECT, passes="dataSource"), "copy")
    assert "Buffer(private val tableName: TableName, private val client: PostgresAirbyteClient) {" in after[BUFFER]
    assert "private val client: PostgresAirbyteClient" in after[FACTORY]
    assert f"import {BASE}.client.PostgresAirbyteClient\n" in after[FACTORY]
    assert "PostgresInsertBuffer(loading.tableName, client = client)" in after[FACTORY]
    assert "client.insertRecords(tableName, rows)" in after[BUFFER]  # its own list of records goes on
    for path in (BUFFER, FACTORY):
        assert not re.search(r"\b[dD]ataSource\b", after[path]), path
    gone = "PostgresInsertBuffer.dataSource, PostgresAggregateFactory.dataSource"
    assert f"Removed, since nothing uses it any more: {gone}." in change.notes
    assert any("PostgresInsertBuffer is given the PostgresAirbyteClient by" in note for note in change.notes)


@pytest.mark.parametrize(
    ("passed", "kept"),
    [
        ("dataSource", False),
        ("dataSource = dataSource", False),
        ("openDataSource()", True),  # what it does would not happen any more
        ("*sources", True),
    ],
)
def test_a_parameter_stays_where_it_cannot_be_taken_from_a_call(whole: dict[str, str], passed: str, kept: bool) -> None:
    texts = by_hand(whole, DIRECT, passes="dataSource")
    texts[FACTORY] = texts[FACTORY].replace("loading.tableName, dataSource)", f"loading.tableName, {passed})")
    _, after = tuned(texts, "copy")
    assert ("dataSource: DataSource" in after[BUFFER]) is kept
    assert (f", {passed}," in after[FACTORY]) is kept


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    private val rows", "    val url get() = dataSource.toString()\n    private val rows"),
        ("private val dataSource", "val dataSource"),  # others may read it
        ("    private val rows", '    val name = "buffer of $dataSource"\n    private val rows'),
    ],
)
def test_a_parameter_that_is_still_read_stays(whole: dict[str, str], old: str, new: str) -> None:
    texts = by_hand(whole, DIRECT.replace(old, new), passes="dataSource")
    _, after = tuned(texts, "copy")
    assert "val dataSource: DataSource" in after[BUFFER]
    assert "(loading.tableName, dataSource, client = client)" in after[FACTORY]


def test_a_test_that_makes_the_buffer_passes_no_more_than_it_takes(whole: dict[str, str]) -> None:
    texts = by_hand(whole, DIRECT.replace("DataSource)", "DataSource, private val client: PostgresAirbyteClient)"))
    path = BUFFER.replace("/main/", "/test/").replace(".kt", "Test.kt")
    made = "val buffer = PostgresInsertBuffer(table, mockk<DataSource>(), client)"
    texts[path] = f"package {BASE}.write.load\n\nclass PostgresInsertBufferTest {{\n    {made}\n}}\n"
    texts[FACTORY] = texts[FACTORY].replace("loading.tableName, client", "loading.tableName, source, client")
    _, after = tuned(texts, "copy")
    assert "PostgresInsertBuffer(table, client)" in after[path]
    assert "PostgresInsertBuffer(loading.tableName, client)" in after[FACTORY]


def test_the_ways_are_listed_for_it(whole: dict[str, str]) -> None:
    found = tuning_of(load(by_hand(whole, STAGED)), KNOWLEDGE, TEMPLATES)
    assert isinstance(found, Tuning)
    assert (found.function, found.present) == ("PostgresInsertBuffer.flush", "")
    assert found.place == f"{BUFFER}:{(HEAD + STAGED)[: (HEAD + STAGED).index('fun flush')].count(chr(10)) + 1}"


def test_own_work_is_refused_with_its_place_and_replaced_on_demand(whole: dict[str, str]) -> None:
    texts = by_hand(whole, STAGED.replace("        recordCount++", "        metrics.observe(recordCount++)"))
    assert re.search(rf"{re.escape(BUFFER)}:\d+: PostgresInsertBuffer\.accumulate calls observe", refused(texts))
    assert "observe" not in tuned(texts, "copy", replace_own=True)[1][BUFFER]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    private fun csv", f"{SIZE}\n    private fun csv", "take recordCount out of size (line"),
        ("tableName: TableName", "tableName: String", "give its constructor `private val tableName: TableName`"),
        ("fun flush", "fun drain", "split what it does into accumulate and flush"),
        ("recordFields: Map<String, AirbyteValue>", "recordFields: Row", "`fields: Map<String, AirbyteValue>`"),
    ],
)
def test_what_is_not_safe_is_refused_with_what_to_change(whole: dict[str, str], old: str, new: str, said: str) -> None:
    reason = refused(by_hand(whole, STAGED.replace(old, new)))
    assert said in reason
    assert "PostgresInsertBuffer" in reason
    assert "then ask again" in reason


def test_a_buffer_that_is_made_in_several_places_without_the_client_is_refused(whole: dict[str, str]) -> None:
    texts = by_hand(whole, DIRECT, passes="dataSource")
    texts[FACTORY] += "\nfun another(t: TableName, d: DataSource) = PostgresInsertBuffer(t, d)\n"
    assert "give PostgresInsertBuffer a constructor property of that type and pass it there" in refused(texts)
