"""What the generated Snowflake connector must get right though no emulator shows it: logins, formats, stages."""

import re
from collections.abc import Mapping

import pytest
from made_connectors import made


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return written({})


def written(strategies: Mapping[str, str]) -> dict[str, str]:
    """The texts of the connector, by file name."""
    return {path.rsplit("/", 1)[-1]: text for path, text in made("snowflake", "1.0.13", strategies=strategies).items()}


def error_class(client: str, state: str, code: int) -> str:
    """The CDK's class that the generated `connectorError` gives an error: its branches, read in their order."""
    body = client.split("return when {", 1)[1].split("else ->", 1)[0]
    for condition, name in re.findall(r"\s*(.*?) ->\s*(\w+)ErrorException", body, re.DOTALL):
        for held, listed in re.findall(r"(state\.take\(2\)|state|code) (?:==|in setOf\() ?([^)|]*)", condition):
            told = {"state.take(2)": f'"{state[:2]}"', "state": f'"{state}"', "code": str(code)}[held]
            if told in re.findall(r'"\w+"|\d+', listed):
                return name
    return "System"


@pytest.mark.parametrize(
    ("state", "code", "expected"),
    [
        ("08001", 390100, "Config"),  # wrong password
        ("08001", 390144, "Config"),  # wrong private key
        ("28000", 200012, "Config"),  # neither password nor key
        ("42601", 200045, "Config"),  # a key that is no PEM text
        ("08000", 200059, "Config"),  # a host with a path
        ("22000", 90105, "Config"),  # no database
        ("57P03", 606, "Config"),  # no warehouse
        ("42501", 3001, "Config"),
        ("08001", 200002, "Transient"),  # the driver reached nothing; every failed login has this state too
        ("58030", 200015, "Transient"),  # the network
        ("58000", 200013, "Transient"),  # the cloud storage behind PUT
        ("57014", 604, "Transient"),
        ("08001", 390111, "Transient"),  # the session is gone
        ("42000", 1003, "System"),
        ("22018", 100038, "System"),
    ],
)
def test_an_error_is_the_users_the_moments_or_the_connectors(
    files: dict[str, str], state: str, code: int, expected: str
) -> None:
    assert error_class(files["SnowflakeAirbyteClient.kt"], state, code) == expected


def test_a_wrong_password_is_tried_once(files: dict[str, str]) -> None:
    """HikariDataSource(config) logs in until its timeout, and five failed logins lock the user."""
    beans = files["SnowflakeBeanFactory.kt"]
    assert "val pool = HikariDataSource()\n" in beans
    assert "initializationFailTimeout" not in beans


def test_a_schema_that_exists_is_not_created(files: dict[str, str]) -> None:
    """CREATE SCHEMA IF NOT EXISTS needs CREATE SCHEMA on the database, which a role with a schema of its own lacks."""
    body = files["SnowflakeAirbyteClient.kt"].split("fun createNamespace(", 1)[1].split("override", 1)[0]
    assert body.index("sqlGenerator.namespaceExists(namespace)") < body.index("sqlGenerator.createNamespace(namespace)")
    assert "if (!exists) execute(" in body


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("QUOTED_IDENTIFIERS_IGNORE_CASE", "false"),
        ("TIMESTAMP_INPUT_FORMAT", "AUTO"),
        ("DATE_INPUT_FORMAT", "AUTO"),
        ("TIME_INPUT_FORMAT", "AUTO"),
        ("TIMESTAMP_NTZ_OUTPUT_FORMAT", r"YYYY-MM-DD\"T\"HH24:MI:SS.FF9"),
        ("TIMESTAMP_TZ_OUTPUT_FORMAT", r"YYYY-MM-DD\"T\"HH24:MI:SS.FF9TZH:TZM"),
        ("TIMEZONE", "UTC"),
        ("validateDefaultParameters", "true"),
    ],
)
def test_no_setting_of_the_account_changes_what_values_mean(files: dict[str, str], name: str, value: str) -> None:
    beans = " ".join(files["SnowflakeBeanFactory.kt"].split())
    assert re.search(rf'addDataSourceProperty\( ?"{name}", "{re.escape(value)}",? ?\)', beans)


def test_a_key_of_one_line_and_an_encrypted_one_can_be_read(files: dict[str, str]) -> None:
    beans = files["SnowflakeBeanFactory.kt"]
    pattern = re.search(r'Regex\("(.*?)"\)', beans)
    assert pattern
    one_line = "-----BEGIN PRIVATE KEY----- MIIE vQIB -----END PRIVATE KEY-----"
    told = re.sub(pattern[1], lambda found: f"\n{found[0]}\n", one_line).strip().splitlines()
    assert [told[0], told[-1]] == ["-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"]
    assert 'System.setProperty("net.snowflake.jdbc.enableBouncyCastle", "true")' in beans


@pytest.mark.parametrize("file", ["SnowflakeValueCoercer.kt", "SnowflakeTestTableOperationsClient.kt"])
def test_an_instant_whose_text_snowflake_cannot_read_is_written_in_utc(files: dict[str, str], file: str) -> None:
    """Local mean time has offsets such as +00:19:32, and the text of an offset ends at its minutes."""
    text = " ".join(files[file].split())
    assert "value.value.offset.totalSeconds % 60 == 0 && value.value.year in 1..9_999" in text
    assert "if (isPlain) value.value else value.value.withOffsetSameInstant(ZoneOffset.UTC)" in text


def test_rows_are_numbered_without_a_column_for_it(files: dict[str, str]) -> None:
    upsert = files["SnowflakeSqlGenerator.kt"].split("fun upsertTable(", 1)[1]
    assert "QUALIFY ROW_NUMBER() OVER (PARTITION BY $keys ORDER BY $newestFirst) = 1" in upsert
    assert "rowNumber" not in upsert


def test_a_staged_file_keeps_every_text_and_goes_when_it_is_not_loaded() -> None:
    client = written({"bulk_load": "stage-copy"})["SnowflakeAirbyteClient.kt"]
    body = client.split("fun insertRecords(", 1)[1]
    assert "NULL_IF = ()" in body, r"its default takes the text \N for NULL, in quotes too"
    assert body.index("COPY INTO") < body.index("catch (e: SQLException)") < body.index('"REMOVE $path"')
    assert "trimMargin" not in body, "it would alter a name that holds a line end"
