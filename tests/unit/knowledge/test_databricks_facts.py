"""Facts of dialects/databricks.yaml that are labelled `executed` or `parsed`, on Apache Spark."""

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from destination_writer.knowledge.dialects import ProofKind, StrategyKind
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines.environments import python_of

DATABRICKS = Knowledge(DiskFiles(bundled("knowledge"))).dialect("databricks")
PYTHON = python_of("spark")
if PYTHON is None:
    pytest.skip("missing part: the environment `spark`; `make engines` makes it", allow_module_level=True)
SCRIPT = Path(__file__).with_name("spark_statements.py")
PARTS = {
    "{table}": "`s`.`t`",
    "{target}": "`s`.`t`",
    "{source}": "`s`.`u`",
    "{namespace}": "`s`",
    "{newest}": "SELECT * FROM `s`.`u`",
    "{same_key}": DATABRICKS.expressions.same.replace("{a}", "t.`id`").replace("{b}", "s.`id`"),
    "{is_newer}": "s.c > t.c",
    "{deleted}": "s.d IS NOT NULL",
    "{not_deleted}": "s.d IS NULL",
    "{assignments}": "`id` = s.`id`",
    "{source_columns}": "s.`id`",
    "{converted}": "CAST(`id` AS STRING) AS `id`",
    "{added}": "`n`",
    "{dropped}": "`o`",
    "{column}": "`n`",
    "{to}": "`m`",
    "{type}": "variant",
    "{values}": "CAST(r[0] AS BIGINT)",
}
LITERALS = ["it's", "a\\b", "''", "x'; --", 'a"b']
RUN: Mapping[str, list[list[str | None]] | str] = {
    "SELECT NULL <=> NULL, 1 <=> NULL, 1 <=> 1": [["True", "False", "True"]],
    "SELECT a FROM VALUES (1), (NULL), (2) AS x(a) ORDER BY a DESC NULLS LAST": [["2"], ["1"], [None]],
    "SELECT CAST('9223372036854775808' AS BIGINT)": "CAST_INVALID_INPUT",
    "SELECT CAST('1e30' AS DECIMAL(38,10))": "NUMERIC_VALUE_OUT_OF_RANGE",
    "SELECT CAST('1234567890123456789012345678.0123456789' AS decimal(38,10))": [
        ["1234567890123456789012345678.0123456789"]
    ],
    "SELECT CAST(CAST('0001-01-01T00:00:00+00:00' AS timestamp) AS string)": [["0001-01-01 00:00:00"]],
    "SELECT CAST(CAST('9999-12-31T23:59:59.999999' AS timestamp_ntz) AS string)": [["9999-12-31 23:59:59.999999"]],
    "SELECT TO_JSON(PARSE_JSON('{\"n\": 12345678901234567890123456789012345678}'))": [
        ['{"n":12345678901234567890123456789012345678}']
    ],
    'SELECT PARSE_JSON(\'{"a": 1, "a": 2}\')': "MALFORMED_RECORD_IN_PARSING",
    "SELECT TO_JSON(CAST('a' AS VARIANT)), CAST(PARSE_JSON('\"x\"') AS STRING)": [['"a"', "x"]],
    "SELECT a FROM (SELECT PARSE_JSON('1') AS a) GROUP BY a": "GROUP",
    "SELECT CAST(r[0] AS BIGINT), TO_JSON(PARSE_JSON(r[1])) FROM (SELECT EXPLODE("
    'FROM_JSON(\'[["1","[2]"],["3",null]]\', \'ARRAY<ARRAY<STRING>>\')) AS r)': [["1", "[2]"], ["3", None]],
    "SELECT * FROM default.nope": "TABLE_OR_VIEW_NOT_FOUND",
    "CREATE TABLE nowhere.t (a INT)": "SCHEMA_NOT_FOUND",
    "SELECT nothing FROM VALUES (1) AS x(a)": "UNRESOLVED_COLUMN",
    "SELEC 1": "PARSE_SYNTAX_ERROR",
}


def filled(shape: str) -> str:
    """A shape with names in its places; `{columns}` is a list of columns or of their definitions."""
    for place, text in PARTS.items():
        shape = shape.replace(place, text)
    return shape.replace("({columns}) TBL", "(`id` bigint, `v` variant) TBL").replace("{columns}", "`id`")


def statements() -> list[str]:
    """Everything of the page that is labelled `parsed` or stronger."""
    alter = DATABRICKS.alter
    actions = [alter.table + action for action in (alter.add, alter.drop, alter.relax, alter.rename)]
    strong = (ProofKind.PARSED, ProofKind.EXECUTED)
    ways = [s for kind in StrategyKind for s in DATABRICKS.strategies_of(kind) if s.proof.kind in strong]
    spaces = (DATABRICKS.namespaces.create, DATABRICKS.namespaces.drop, DATABRICKS.namespaces.exists)
    texts = [*actions, *(text for way in ways for text in way.statements), *(s.sql for s in spaces)]
    return [filled(text) for text in [*texts, *(s.sql for s in DATABRICKS.catalogue.values())]]


@cache
def answers() -> dict[str, list[dict[str, Any]]]:
    literals = [f"SELECT {DATABRICKS.quoting.literal(text)}" for text in LITERALS]
    names = [f"SELECT 1 AS {DATABRICKS.quoting.quote('a`b c')}"]
    asked = {"parse": statements(), "run": [*RUN, *literals, *names]}
    ran = subprocess.run(
        [str(PYTHON), str(SCRIPT)], input=json.dumps(asked), capture_output=True, text=True, timeout=300, check=True
    )
    return json.loads(ran.stdout.splitlines()[-1])


@pytest.mark.parametrize("index", range(len(statements())))
def test_statements_parse(index: int) -> None:
    assert answers()["parse"][index] == {}, statements()[index]


@pytest.mark.parametrize(("index", "wanted"), list(enumerate(RUN.values())), ids=[text[:60] for text in RUN])
def test_expressions_give_what_the_page_says(index: int, wanted: list[list[str | None]] | str) -> None:
    found = answers()["run"][index]
    if isinstance(wanted, str):
        assert wanted in found.get("error", ""), found
    else:
        assert found == {"rows": wanted}


@pytest.mark.parametrize("index", range(len(LITERALS)), ids=LITERALS)
def test_literals_are_escaped(index: int) -> None:
    assert answers()["run"][len(RUN) + index] == {"rows": [[LITERALS[index]]]}


def test_quoted_names_are_taken() -> None:
    assert answers()["run"][-1] == {"rows": [["1"]]}
