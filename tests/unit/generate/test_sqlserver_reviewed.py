"""What a reviewer of SQL Server rejected in its whole connector once, and must not come back."""

import re

import pytest
from made_connectors import made

ERAS = ["0.1.76", "0.1.100", "1.0.13"]


def kotlin(cdk: str) -> dict[str, str]:
    """The connector's Kotlin by the name of its file, its prefix left out."""
    texts = made("sqlserver", cdk, prefix="Db")
    return {path.rpartition("/")[2]: text for path, text in texts.items() if path.endswith(".kt")}


@pytest.mark.parametrize("cdk", ERAS)
def test_no_stream_gets_a_temporary_table_of_its_session(cdk: str) -> None:
    """`[s].[#t]` is one, quoted or not: another connection would not find it, and its rows would be gone."""
    texts = kotlin(cdk)
    makers = [text for file, text in texts.items() if file in ("DbTableSchemaMapper.kt", "DbNameGenerators.kt")]
    makers.append(texts["DbBeanFactory.kt"])
    everything = "\n".join(makers)
    assert 'shortened(if (name.startsWith("#")) "_$name" else name)' in everything
    named = re.findall(r"\bname = (\w+)\((?:desc|streamDescriptor|generated)\.name\)", everything)
    assert len(named) >= 2 and set(named) == {"shortenedTable"}
    # A schema or a column may begin with #.
    assert re.search(r"namespace = shortened\(\w+\.namespace \?: configuration\.schema\)", everything)


@pytest.mark.parametrize("cdk", ERAS)
def test_a_time_is_read_without_the_zeros_of_its_type(cdk: str) -> None:
    """The driver's text of time(7) has seven digits, `12:34:56.0000000`, and the coercion suite expects `12:34:56`."""
    client = kotlin(cdk)["DbTestTableOperationsClient.kt"]
    assert re.search(r'"time" ->\s+rows\.getObject\(index, LocalTime::class\.java\)', client)
    assert '"date", "nvarchar" -> rows.getString(index)' in client


def test_a_rename_says_what_it_renames() -> None:
    """Without the kind `[a].[b]` is the table as well as the column b of a table a, and sp_rename refuses both."""
    generator = " ".join(kotlin("1.0.13")["DbSqlGenerator.kt"].replace('" +', "").split())
    renames = re.findall(r"EXEC sp_rename .*?(N'\w+')", generator)
    assert renames == ["N'OBJECT'", "N'COLUMN'"]


def test_an_offset_that_the_database_refuses_costs_no_value() -> None:
    """The instant is written in UTC; only one outside of the years 1 to 9999 is nullified."""
    texts = kotlin("1.0.13")
    assert "50_400" not in texts["DbValueCoercer.kt"]
    for file in ("DbAirbyteClient.kt", "DbTestTableOperationsClient.kt"):
        assert "offset % 60 == 0 && offset in -50_400..50_400 && instant.year in 1..9_999" in texts[file]


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        # A right that is missing, a full disk, a view in the way: nothing that a retry would mend.
        ("Config", [1088, 1101, 2760, 3705, 3726, 4902, 40549, 40552]),
        ("Transient", [1204, 10053, 49918, 49919, 49920]),
    ],
)
def test_errors_are_classified_by_their_number(kind: str, codes: list[int]) -> None:
    client = kotlin("1.0.13")["DbAirbyteClient.kt"]
    sets = re.findall(r"code in setOf\(([\d,\s]+)\)(?:,\s*\))? ->\s+(\w+?)ErrorException", client)
    found = {name: {int(code) for code in re.findall(r"\d+", numbers)} for numbers, name in sets}
    assert set(codes) <= found[kind]


def test_zeros_behind_a_number_are_not_sent() -> None:
    """The coercer takes 1.000… with fifty zeros for what it is; its text must fit decimal(38,9) all the same."""
    client = kotlin("1.0.13")["DbAirbyteClient.kt"]
    assert "else value.value.stripTrailingZeros().toPlainString()" in client


def test_a_schema_without_tables_is_dropped_too() -> None:
    """STRING_AGG of no rows is NULL, which is no statement."""
    client = kotlin("1.0.13")["DbTestTableOperationsClient.kt"]
    assert "IF @drops IS NOT NULL EXEC" in " ".join(client.replace('" +', "").replace('"', "").split())


@pytest.mark.parametrize("cdk", ERAS)
def test_two_streams_never_share_a_table_unseen(cdk: str) -> None:
    """`Users` and `users` are one table under the usual collations: the sync says so before it writes a row."""
    writer = kotlin(cdk)["DbWriter.kt"]
    setup = writer[writer.index("fun setup") : writer.index("fun createStreamLoader")]
    assert "it.trimEnd(' ').lowercase()" in setup
    refusal = setup.index("throw ConfigErrorException(")
    assert refusal < setup.index("createNamespace(") < setup.index("gatherInitialStatus(")


def test_no_conversion_asks_for_a_cast_that_is_refused() -> None:
    """From a number to a time even TRY_CAST is an error (529), and of a longer text it is one too."""
    generator = " ".join(kotlin("1.0.13")["DbSqlGenerator.kt"].split())
    conversion = generator[generator.index("fun conversion(") :]
    assert 'isPlain && !toTime -> "TRY_CAST($column AS $to)"' in conversion
    assert 'from.startsWith("datetimeoffset") && toTime ->' in conversion
    assert re.search(r"else -> read\(written\) \} \}", conversion)
    assert "CAST($source AS nvarchar(4000))" in conversion
