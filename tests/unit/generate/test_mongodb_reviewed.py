"""What a reviewer of MongoDB rejected in the whole connector once, and must not come back."""

import re
from collections.abc import Mapping

import pytest
from made_connectors import made

ERAS = {"A": "0.1.76", "B": "0.1.100", "C": "1.0.13"}


@pytest.fixture(scope="module", params=ERAS)
def texts(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The connector of one era by the name of each file, its prefix left out."""
    texts = made("mongodb", ERAS[request.param], prefix="Db")
    return {path.rpartition("/")[2]: text for path, text in texts.items()}


def function(text: str, name: str) -> str:
    """A function's text, from its `fun` to the next empty line that no deeper line follows."""
    start = text.index(f"fun {name}(")
    end = re.compile(r"\n\n(?! {8})").search(text, start)
    return text[start : end.start() if end else len(text)]


def test_nothing_is_left_to_write(texts: Mapping[str, str]) -> None:
    assert [file for file, text in texts.items() if "TODO(" in text] == []


def test_no_part_of_the_connection_string_comes_into_a_message(texts: Mapping[str, str]) -> None:
    """The driver quotes what it cannot read: of `mongodb://user:pa/ss@host` it shows `user:pa`."""
    client = function(texts["DbBeanFactory.kt"], "mongoClient")
    unread = client[client.index("catch (_: IllegalArgumentException)") : client.index("catch (e: MongoException)")]
    assert "message" not in unread.replace("driver's message", "")
    assert "throw ConfigErrorException(" in unread


def test_the_connector_reads_what_it_has_just_written(texts: Mapping[str, str]) -> None:
    """A connection string can ask for a secondary, which may lag behind a write of the majority."""
    settings = function(texts["DbBeanFactory.kt"], "mongoClient")
    string, preference = ".applyConnectionString(address)", ".readPreference(ReadPreference.primary())"
    assert settings.index(string) < settings.index(preference) < settings.index(".writeConcern(WriteConcern.MAJORITY)")


def test_the_check_writes_where_the_streams_are_written(texts: Mapping[str, str]) -> None:
    assert "configuration.defaultNamespace.asNamespace()" in function(texts["DbChecker.kt"], "check")


def test_a_stream_without_a_key_is_told_so_before_the_server_refuses_its_index(texts: Mapping[str, str]) -> None:
    upsert = function(texts["DbAirbyteClient.kt"], "upsertTable")
    assert upsert.index("pipelineBuilder.newest(") < upsert.index("createIndex(")


def test_the_code_of_a_refused_document_decides(texts: Mapping[str, str]) -> None:
    """The exception of a batch has the driver's -3, under which every failure would be the system's."""
    client = texts["DbAirbyteClient.kt"]
    assert "error.writeErrors.firstOrNull()?.code ?: error.writeConcernError?.code ?: error.code" in client
    assert 'error.hasErrorLabel("RetryableWriteError")' in client  # the other label stands on transactions alone


def test_every_cursor_is_closed(texts: Mapping[str, str]) -> None:
    client = texts["DbAirbyteClient.kt"]
    assert client.count(".cursor()") == client.count(".cursor().use {") == 2
    assert ".asSequence()" in function(client, "upsertTable")  # a batch of identities at a time, never all of them


def test_every_write_is_logged(texts: Mapping[str, str]) -> None:
    client = texts["DbAirbyteClient.kt"]
    writes = {
        "createTable": "create ",
        "dropTable": "drop ",
        "overwriteTable": "rename ",
        "insertRecords": "insert ",
        "runPipeline": "aggregate ",
        "convert": "convert ",
    }
    for name, word in writes.items():
        assert re.search(rf'log\.info \{{\s*"{word}', function(client, name)), name
    assert '"create index ' in function(client, "upsertTable")
    assert '"delete ' in function(client, "upsertTable")
    assert '"unset ' in function(client, "applyChangeset")


def test_the_server_takes_what_a_changed_column_held(texts: Mapping[str, str]) -> None:
    """A text stays a text in a column that becomes an object; the validator must not refuse the document later."""
    builder = texts["DbPipelineBuilder.kt"]
    assert 'private val OPEN_TYPES = setOf("array", "object", "mixed")' in builder
    assert "if (!column.nullable || column.type !in OPEN_TYPES)" in function(builder, "validator")


def test_the_whole_key_is_looked_up_by_its_index(texts: Mapping[str, str]) -> None:
    """An expression around the field, as $ifNull, leaves all but the first of the index's fields unused."""
    changes = function(texts["DbPipelineBuilder.kt"], "changes")
    for comparison in ("gte", "lte"):
        assert re.search(rf'Document\("\\\${comparison}", listOf\("\\\$\$name",', changes)


def test_a_timestamp_is_cut_with_a_record_in_columns_of_every_type(texts: Mapping[str, str]) -> None:
    """Also in a union: BSON would drop the microseconds there without a word."""
    held = function(texts["DbValueCoercer.kt"], "held")
    assert held.index("when (value)") < held.index("is TimestampWithTimezoneValue ->")
    assert "when (type)" not in held


def test_names_that_the_server_keeps_to_itself_are_not_used(texts: Mapping[str, str]) -> None:
    names = texts.get("DbTableSchemaMapper.kt") or texts["DbNameGenerators.kt"]
    assert 'SERVER_DATABASES = setOf("admin", "config", "local")' in names
    assert "plain.startsWith('.')" in function(names, "String.asTable")


def test_documents_are_not_called_all_or_none(texts: Mapping[str, str]) -> None:
    """An unordered batch leaves what went in before it failed."""
    assert "all of them or none" not in texts["DbAirbyteClient.kt"]
