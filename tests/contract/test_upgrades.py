"""Connectors of an older CDK compile against a newer one once they are upgraded."""

from collections.abc import Mapping
from functools import cache

import pytest
from by_hand import with_hand_edits
from contract_support import CompileConnector
from generated_support import KNOWLEDGE, TEMPLATES, after, loaded

from destination_writer.generate.api import new_connector
from destination_writer.generate.upgrade.api import Upgrade, upgrade
from destination_writer.text.changes import NoChange, texts_after


@cache
def whole(dialect: str, cdk: str) -> Mapping[str, str]:
    return after({}, new_connector(KNOWLEDGE, TEMPLATES, dialect=dialect, cdk=cdk))


def upgraded(texts: Mapping[str, str], to: str) -> tuple[Upgrade, dict[str, str]]:
    made = upgrade(loaded(texts), KNOWLEDGE, TEMPLATES, to)
    assert isinstance(made, Upgrade), made
    new = texts_after(made.change, texts)
    assert isinstance(upgrade(loaded(new), KNOWLEDGE, TEMPLATES, to), NoChange), "the second upgrade is not empty"
    return made, new


@pytest.mark.parametrize(
    ("dialect", "before", "to"),
    [
        ("postgres", "0.1.76", "0.1.100"),
        ("mongodb", "0.1.76", "1.0.13"),
        ("snowflake", "0.1.84", "1.0.13"),
    ],
)
def test_what_templates_wrote_is_carried_over_without_a_remark(
    compile_connector: CompileConnector, dialect: str, before: str, to: str
) -> None:
    made, new = upgraded(whole(dialect, before), to)
    assert compile_connector(new, to) == []
    assert loaded(new).stubs == ()
    assert made.decisions == ()


DECISIONS = {
    "0.1.100": {"SqliteChecker.kt": "tableSchema"},
    "1.0.13": {
        "SqliteChecker.kt": "tableSchema",
        "OwnStreamLoader.kt": "teardown(completedSuccessfully)",
        "SqliteWriter.kt": "DestinationFailure",
    },
}


@pytest.mark.parametrize("to", DECISIONS)
def test_what_a_person_wrote_compiles_too_and_what_is_left_is_listed(
    compile_connector: CompileConnector, to: str
) -> None:
    texts = with_hand_edits(whole("sqlite", "0.1.76"))
    made, new = upgraded(texts, to)
    assert [message for message in compile_connector(new, to) if message.severity == "error"] == []
    asked = {decision.path.rpartition("/")[2]: decision.text for decision in made.decisions}
    assert asked.keys() == DECISIONS[to].keys()
    assert all(DECISIONS[to][name] in text for name, text in asked.items())
    # The value that only a person has is the one stub.
    assert [(stub.call.class_name, stub.call.function) for stub in loaded(new).stubs] == [("SqliteChecker", "check")]
