"""What a reviewer rejected in whole connectors once, and must not come back."""

import hashlib
import re
from collections import Counter

import pytest
from made_connectors import made


def kotlin(dialect: str) -> dict[str, str]:
    """The connector's Kotlin by the name of its file, its prefix left out."""
    texts = made(dialect, "1.0.13", prefix="Db")
    return {path.rpartition("/")[2]: text for path, text in texts.items() if path.endswith(".kt")}


@pytest.mark.parametrize("dialect", ["postgres", "sqlserver", "mysql", "oracle"])
def test_a_helper_is_written_once(dialect: str) -> None:
    """The tests call the connector's own `quote`, `andLog` and `fullyQualified`; no text stands there twice."""
    texts = kotlin(dialect)
    helpers = Counter(
        name
        for file, text in texts.items()
        for name in re.findall(r"^fun (?:\w+\.)?(\w+)\(", text, re.MULTILINE)
        if not (file.startswith("DbTest") and name == "sqlText")  # written phases before the client's own
    )
    assert {name: times for name, times in helpers.items() if times > 1} == {}


@pytest.mark.parametrize("dialect", ["postgres", "sqlserver", "oracle", "timescaledb"])
def test_one_blank_line_stands_between_functions(dialect: str) -> None:
    texts = kotlin(dialect)
    assert [file for file, text in texts.items() if "\n\n\n" in text] == []


def test_a_size_that_no_text_can_have_is_not_measured() -> None:
    """JSON of SQL Server ends at 2 GB, which is more than an array of the JVM holds."""
    coercer = kotlin("sqlserver")["DbValueCoercer.kt"]
    assert "2_147_483_647" not in coercer
    assert "it.value.length <= 1_073_741_822" in coercer  # counted in UTF-16, as nvarchar does


def test_a_schema_that_is_there_needs_no_right_to_create_it() -> None:
    client = kotlin("postgres")["DbAirbyteClient.kt"]
    created = client[client.index("fun createNamespace") :]
    assert created.index("if (exists()) return\n") < created.index("execute(sqlGenerator.createNamespace(namespace))")


def test_an_unreadable_table_of_oracle_is_not_a_missing_one() -> None:
    """ORA-00942 says either; null would make the loader drop the table and create it anew."""
    client = kotlin("oracle")["DbAirbyteClient.kt"]
    count = client[client.index("fun countTable") : client.index("fun getGenerationId")]
    assert count.index("sqlGenerator.tableExists(tableName)") < count.index("throw ConfigErrorException(")
    assert count.index("throw ConfigErrorException(") < count.index("null\n")


def test_a_missing_right_of_sql_server_is_not_a_missing_table() -> None:
    client = kotlin("sqlserver")["DbAirbyteClient.kt"]
    assert "val isMissing = e.errorCode in setOf(208)\n" in client


def test_timescaledb_says_that_its_image_is_a_postgresql() -> None:
    """Testcontainers refuses the image else, and no suite starts."""
    database = kotlin("timescaledb")["DbTestDatabase.kt"]
    assert '.asCompatibleSubstituteFor("postgres")' in database


def test_the_mapper_suite_of_oracle_expects_the_names_that_the_mapper_makes() -> None:
    """No quotation lets a double quote into a name: an underscore stands for it, and the name's hash behind it."""
    suite = kotlin("oracle")["DbSchemaMapperTest.kt"]
    for what in ("namespace", "table", "column"):
        asked = f"{what}-test- -`~!@#$%^&*()-=_+[]\\{{}}|;':\",./<>?"
        kept = asked.replace('"', "_") + "_" + hashlib.sha256(asked.encode()).hexdigest()[:8]
        assert '"' + kept.replace("\\", "\\\\").replace("$", "\\$") + '"' in suite
