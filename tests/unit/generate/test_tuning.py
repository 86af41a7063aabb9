"""Another way of writing records for a connector that works: what is replaced, what goes with it, what is refused."""

import re

import pytest

from destination_writer.analysis.rules import advise
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
STATE = ".destination-writer/state.yaml"
CLIENT = "src/main/kotlin/io/airbyte/integrations/destination/postgres/client/PostgresAirbyteClient.kt"
GENERATOR = CLIENT.replace("AirbyteClient", "SqlGenerator")


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, str]]:
    """A connector for PostgreSQL by the way it writes records; through phase 5, which is all that this is about."""
    found: dict[str, dict[str, str]] = {}
    for way in ("copy", "multi-row-insert"):
        change = new_connector(
            KNOWLEDGE, TEMPLATES, dialect="postgres", cdk="1.0.13", strategies={"bulk_load": way}, until_phase=5
        )
        assert isinstance(change, Change)
        found[way] = apply_change(change, {})
    return found


def load(texts: dict[str, str]) -> Connector:
    return load_connector(MemoryFiles(texts), name="destination-postgres")


def tuned(texts: dict[str, str], way: str, *, replace_own: bool = False) -> dict[str, str]:
    change = tune(load(texts), KNOWLEDGE, TEMPLATES, way, replace_own=replace_own)
    assert isinstance(change, Change), change
    return {**texts, **apply_change(change, texts)}


def refused(texts: dict[str, str], way: str) -> str:
    found = tune(load(texts), KNOWLEDGE, TEMPLATES, way)
    assert isinstance(found, NoChange)
    return found.reason


def lines(text: str) -> list[str]:
    """What is there, whatever the order of members."""
    return sorted(line.strip() for line in text.splitlines() if line.strip())


def by_hand(texts: dict[str, str], body: str) -> dict[str, str]:
    """With a body of insertRecords as a person would write it."""
    client = texts[CLIENT]
    start = client.index("fun insertRecords(")
    brace = client.index("{", start)
    depth, end = 0, brace
    while True:
        depth += (client[end] == "{") - (client[end] == "}")
        end += 1
        if depth == 0:
            break
    return {**texts, CLIENT: f"{client[:brace]}{{\n{body}\n    }}{client[end:]}"}


SINGLE = """        dataSource.connection.use { connection ->
            records.forEach { record ->
                val sql = "INSERT INTO ${tableName.name} VALUES (?)"
                connection.prepareStatement(sql).use { statement ->
                    statement.setString(1, record.values.first().toString())
                    statement.executeUpdate()
                }
            }
        }"""


@pytest.mark.parametrize(("before", "after"), [("copy", "multi-row-insert"), ("multi-row-insert", "copy")])
def test_the_outcome_is_a_connector_made_that_way_at_once(
    made: dict[str, dict[str, str]], before: str, after: str
) -> None:
    texts = tuned(made[before], after)
    for path in (CLIENT, GENERATOR):
        assert lines(texts[path]) == lines(made[after][path])
    assert load(texts).state.strategies == {"bulk_load": after}


def test_back_again_is_as_it_was(made: dict[str, dict[str, str]]) -> None:
    texts = tuned(tuned(made["copy"], "multi-row-insert"), "copy")
    assert lines(texts[CLIENT]) == lines(made["copy"][CLIENT])


def test_single_rows_by_hand_are_replaced_and_the_advice_goes(made: dict[str, dict[str, str]]) -> None:
    before = by_hand(made["copy"], SINGLE)
    assert {finding.code for finding in advise(load(before), KNOWLEDGE)} == {"DW801", "DW804"}
    texts = tuned(before, "multi-row-insert")
    assert advise(load(texts), KNOWLEDGE) == []
    assert "records.chunked(rowsPerStatement)" in texts[CLIENT]
    assert "fun insertRows(" in texts[GENERATOR]


def test_a_change_of_handwritten_code_says_so_and_wants_confirmation(made: dict[str, dict[str, str]]) -> None:
    change = tune(load(by_hand(made["copy"], SINGLE)), KNOWLEDGE, TEMPLATES, "multi-row-insert")
    assert isinstance(change, Change)
    assert change.needs_confirmation
    assert any("written by hand" in note for note in change.notes)
    assert any("every result is stale" in note for note in change.notes)


def test_a_persons_own_work_is_refused_with_its_place(made: dict[str, dict[str, str]]) -> None:
    own = SINGLE.replace(
        "        dataSource", "        metrics.countRecords(tableName, records.size)\n        dataSource", 1
    )
    texts = by_hand(made["copy"], own)
    line = texts[CLIENT][: texts[CLIENT].index("countRecords")].count("\n") + 1
    reason = refused(texts, "multi-row-insert")
    assert f"{CLIENT}:{line}:" in reason
    assert "countRecords" in reason
    assert "--replace" in reason
    assert "countRecords" not in tuned(texts, "multi-row-insert", replace_own=True)[CLIENT]


@pytest.mark.parametrize(
    ("now", "earlier"),
    [
        ("(65_535 / columns.size)", "(65535 / columns.size)"),
        ("at most 65535 values", "at most 65_535 values"),
        ("coerceIn(1, 1_000)", "coerceIn(1, 1000)"),
    ],
)
def test_a_number_spelled_as_earlier_is_still_this_tools_own(
    made: dict[str, dict[str, str]], now: str, earlier: str
) -> None:
    texts = made["multi-row-insert"]
    assert now in texts[CLIENT]
    texts = {**texts, CLIENT: texts[CLIENT].replace(now, earlier)}
    assert "already" in refused(texts, "multi-row-insert")
    change = tune(load(texts), KNOWLEDGE, TEMPLATES, "copy")
    assert isinstance(change, Change)
    assert not any("written by hand" in note for note in change.notes)
    assert lines(apply_change(change, texts)[CLIENT]) == lines(made["copy"][CLIENT])


def test_another_number_is_a_persons(made: dict[str, dict[str, str]]) -> None:
    texts = {**made["multi-row-insert"], CLIENT: made["multi-row-insert"][CLIENT].replace("65_535 /", "6_553 /")}
    change = tune(load(texts), KNOWLEDGE, TEMPLATES, "copy")
    assert isinstance(change, Change)
    assert any("written by hand" in note for note in change.notes)


def test_what_else_uses_a_helper_keeps_it(made: dict[str, dict[str, str]]) -> None:
    texts = made["copy"] | {
        CLIENT: made["copy"][CLIENT].rstrip().removesuffix("}")
        + "\n    fun own(table: TableName) = sqlGenerator.copyRows(table, listOf())\n}\n"
    }
    after = tuned(texts, "multi-row-insert")
    assert "fun copyRows(" in after[GENERATOR]
    assert "fun own(" in after[CLIENT]
    assert "fun copyRows(" not in tuned(made["copy"], "multi-row-insert")[GENERATOR]


def test_edits_elsewhere_in_the_file_stay(made: dict[str, dict[str, str]]) -> None:
    marked = made["copy"][CLIENT].replace("class PostgresAirbyteClient(", "// ours\nclass PostgresAirbyteClient(", 1)
    assert "// ours\nclass" in tuned({**made["copy"], CLIENT: marked}, "multi-row-insert")[CLIENT]


@pytest.mark.parametrize(
    ("way", "said"),
    [("copy", "already"), ("s3-copy", "there are: multi-row-insert, copy")],
)
def test_what_cannot_be_done_is_said(made: dict[str, dict[str, str]], way: str, said: str) -> None:
    assert said in refused(made["copy"], way)


def test_the_ways_are_listed_by_effort_with_the_present_one_marked(made: dict[str, dict[str, str]]) -> None:
    found = tuning_of(load(made["copy"]), KNOWLEDGE, TEMPLATES)
    assert isinstance(found, Tuning)
    assert [(way.slug, way.effort, way.is_present) for way in found.ways] == [
        ("multi-row-insert", "easy", False),
        ("copy", "medium", True),
    ]
    assert re.fullmatch(rf"{re.escape(CLIENT)}:\d+", found.place)
    hand = tuning_of(load(by_hand(made["copy"], SINGLE)), KNOWLEDGE, TEMPLATES)
    assert isinstance(hand, Tuning)
    assert hand.present == ""


def test_a_buffer_that_writes_by_itself_is_refused_with_what_to_do() -> None:
    texts = {
        "gradle.properties": "cdkVersion=1.0.13\n",
        STATE: "state:\n  database: postgres\n",
        "src/main/kotlin/x/write/load/AcmeInsertBuffer.kt": "package x\n\n"
        "class AcmeInsertBuffer(val source: DataSource) {\n"
        "    fun flush() {\n        source.connection.use { it.createStatement() }\n    }\n}\n",
    }
    reason = refused(texts, "copy")
    assert "AcmeInsertBuffer" in reason
    assert "has no function accumulate(fields: Map<String, AirbyteValue>); split what it does" in reason
