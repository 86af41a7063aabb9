"""From the words of a failure to a Change that mends this connector, over connectors that were broken on purpose."""
# ruff: noqa: E501 - texts stand as the tools print them

from collections.abc import Callable, Mapping

import pytest
from remedy_cases import (
    CASES,
    CLIENT,
    KNOWLEDGE,
    NO_BEAN,
    PACKAGE,
    SQL,
    TEMPLATES,
    Case,
    broken,
    offers,
    whole,
)

from destination_writer.connector.load import load_connector
from destination_writer.generate.remedies.api import MAKERS, mend
from destination_writer.kotlin.parse import parse_file
from destination_writer.results.remedies import SYMPTOMS
from destination_writer.text.changes import FileCreation, NoChange, apply_change
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Remedy
from destination_writer.text.hunks import hunks


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_broken_connector_is_mended(case: Case) -> None:
    texts = broken(case.name, case.old, case.new, case.database)
    if case.remedy == "add-branch" and "DateType" in case.old:  # the import and the branch are both missing
        texts = {p: t.replace('            DateType -> "date"\n', "") for p, t in texts.items()}
    (offer,) = offers(texts, case.said, case.database)
    assert offer.remedy.name == case.remedy
    changed = hunks(offer.change, texts)
    assert {hunk.path.rpartition("/")[2] for hunk in changed} == {case.name}
    assert [line.strip() for hunk in changed for line in hunk.before] == case.gone
    assert [line.strip() for hunk in changed for line in hunk.after] == case.come
    assert offer.change.needs_confirmation and offer.change.purpose.endswith(".")
    said = f"{offer.change.title} {offer.change.purpose}"
    assert all(
        word in said for word in (*case.words, *([case.name] if case.name.endswith(".kt") else [])) if word != case.name
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_left_is_what_was_there_before(case: Case) -> None:
    """Signatures stay, the mended text parses, and what failed has no remedy any more."""
    texts = broken(case.name, case.old, case.new, case.database)
    if case.remedy == "add-branch" and "DateType" in case.old:
        texts = {p: t.replace('            DateType -> "date"\n', "") for p, t in texts.items()}
    (offer,) = offers(texts, case.said, case.database)
    after = {**texts, **apply_change(offer.change, texts)}
    assert all(o.remedy.name != case.remedy for o in offers(after, case.said, case.database))
    for path, text in after.items():
        if path.endswith(".kt"):
            functions = [f.name for c in parse_file(text).all_classes() for f in c.functions]
            assert functions == [
                f.name for c in parse_file(whole(case.database)[path]).all_classes() for f in c.functions
            ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_sound_connector_is_offered_nothing(case: Case) -> None:
    """The same failure has another cause then."""
    assert offers(whole(case.database), case.said, case.database) == []


def test_a_missing_settings_file_is_made() -> None:
    said = "io.micronaut.context.exceptions.DependencyInjectionException: Failed to inject value for parameter [dataChannelMedium] of class: io.airbyte.cdk.load.X"
    texts = broken("application-connector.yml", "", "")
    (offer,) = offers(texts, said)
    (made,) = offer.change.files
    assert isinstance(made, FileCreation) and made.path == "src/main/resources/application-connector.yml"
    assert made.text == whole()[made.path]


def test_a_bean_that_nothing_gives_is_written_into_the_factory() -> None:
    gone = "    @Singleton\n    fun aggregatePublishingConfig(): AggregatePublishingConfig = AggregatePublishingConfig()\n\n"
    texts = broken("PostgresBeanFactory.kt", gone, "")
    (offer,) = offers(texts, NO_BEAN % "io.airbyte.cdk.load.dataflow.config.model.AggregatePublishingConfig")
    assert offer.remedy.name == "provide-bean"
    (text,) = apply_change(offer.change, texts).values()
    assert (
        "@Singleton\n    fun aggregatePublishingConfig(): AggregatePublishingConfig = AggregatePublishingConfig()"
        in text
    )


def test_a_component_that_is_missing_is_written_whole() -> None:
    texts = broken("PostgresTableSchemaMapper.kt", "", "")
    (offer,) = offers(texts, NO_BEAN % "io.airbyte.cdk.load.schema.TableSchemaMapper")
    assert offer.remedy.name == "provide-bean"
    (path, text) = next(iter(apply_change(offer.change, texts).items()))
    assert path.endswith("/PostgresTableSchemaMapper.kt") and ": TableSchemaMapper" in text and "TODO(" not in text


def test_a_bean_of_the_cdk_is_left_to_the_cdk() -> None:
    assert offers(whole(), NO_BEAN % "io.airbyte.cdk.output.OutputConsumer") == []


def test_a_server_without_merge_gets_a_way_that_it_has() -> None:
    """PostgreSQL has MERGE since 15; the way must not need what came with 15 as well."""
    said = SQL + 'syntax error at or near "MERGE"\n  Position: 1'
    (offer,) = offers(whole(), said)
    assert offer.remedy.name == "write-without-merge"
    after = apply_change(offer.change, whole())
    (text,) = after.values()
    assert "MERGE INTO" not in text and "ON CONFLICT" not in text and "DELETE FROM" in text
    assert "15" in offer.change.purpose and "version of the server" in offer.alternative
    assert all(len(line) <= 100 for line in text.split("\n") if "import" not in line)


def test_missing_members_are_written_with_their_bodies() -> None:
    texts = broken("PostgresAirbyteClient.kt", "override suspend fun dropTable(", "suspend fun dropTabel(")
    said = f"{CLIENT}:117:1 Class 'PostgresAirbyteClient' is not abstract and does not implement abstract member 'dropTable'."
    (offer,) = offers(texts, said)
    assert offer.remedy.name == "implement-members"
    after = apply_change(offer.change, texts)
    (text,) = after.values()
    assert "override suspend fun dropTable(tableName: TableName)" in text and "TODO(" not in text
    assert "sqlGenerator.dropTable(" in text.partition("override suspend fun dropTable")[2]


@pytest.mark.parametrize(
    "said",
    [
        SQL + 'relation "users" already exists',
        SQL + 'schema "acme" already exists',
        "java.net.ConnectException: Connection refused",
        SQL + 'password authentication failed for user "postgres"',
        "org.opentest4j.AssertionFailedError: expected: <1> but was: <0>",
    ],
)
def test_what_a_change_would_only_hide_is_not_offered(said: str) -> None:
    """IF NOT EXISTS would keep the old columns of a table that nobody has dropped."""
    texts = broken("PostgresSqlGenerator.kt", "CREATE TABLE IF NOT EXISTS", "CREATE TABLE")
    assert offers(texts, said) == []


def test_two_candidates_for_a_bean_are_left_to_the_person() -> None:
    texts = broken("PostgresChecker.kt", "@Singleton\nclass", "class")
    path = next(p for p in texts if p.endswith("/PostgresChecker.kt"))
    said = NO_BEAN % "io.airbyte.cdk.load.check.DestinationCheckerV2"
    assert [o.remedy.name for o in offers(texts, said)] == ["declare-bean"]
    copy = texts[path].replace("PostgresChecker", "OtherChecker")
    assert offers({**texts, path.replace("PostgresChecker", "OtherChecker"): copy}, said) == []


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_are_kept(newline: str) -> None:
    texts = broken("PostgresColumnUtils.kt", "@Singleton\nclass", "class")
    texts = {p: t.replace("\n", newline) if p.endswith(".kt") else t for p, t in texts.items()}
    (offer,) = offers(texts, NO_BEAN % f"{PACKAGE}.client.PostgresColumnUtils")
    (text,) = apply_change(offer.change, texts).values()
    assert f"@Singleton{newline}class PostgresColumnUtils" in text
    assert "\n" not in text.replace(newline, "")


ODD: Mapping[str, Callable[[], Remedy]] = {
    "unknown remedy": lambda: Remedy("no-such", ""),
    "no arguments": lambda: Remedy("mend-import", ""),
    "a file of nobody": lambda: Remedy("add-branch", "", {"file": "/x/Other.kt", "line": "3", "said": "'DateType'"}),
    "a line that is no number": lambda: Remedy("mend-import", "", {"file": "PostgresColumnUtils.kt", "line": "x"}),
    "a class of nobody": lambda: Remedy("implement-members", "", {"class": "Nobody"}),
}


@pytest.mark.parametrize("remedy", ODD.values(), ids=ODD)
def test_odd_orders_get_a_reason(remedy: Callable[[], Remedy]) -> None:
    connector = load_connector(MemoryFiles(whole()), name="destination-postgres")
    made = mend(connector, KNOWLEDGE, TEMPLATES, remedy())
    assert isinstance(made, NoChange) and made.reason


@pytest.mark.parametrize("name", MAKERS)
def test_an_unknown_database_or_version_gets_a_reason(name: str) -> None:
    connector = load_connector(MemoryFiles({"src/main/kotlin/A.kt": "class AcmeSqlGenerator\n"}), name="x")
    arguments = {"file": "A.kt", "line": "1", "class": "AcmeSqlGenerator", "bean": "A", "said": "syntax '`' DateType"}
    assert isinstance(mend(connector, KNOWLEDGE, TEMPLATES, Remedy(name, "", arguments)), NoChange)


def test_every_symptom_has_a_maker() -> None:
    assert {symptom.remedy for symptom in SYMPTOMS} <= set(MAKERS)
