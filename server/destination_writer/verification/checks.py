"""What the contract asks of a connector beside its rows: namespaces, tables, counts, generations, names, whole syncs.

Each check is a function of a stage that gives its problems, one sentence each; none means that all holds.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from destination_writer.toolchain.subject import SubjectError
from destination_writer.verification.comparing import difference
from destination_writer.verification.playing import Outcome, few, insert, read, stream_of, with_defaults
from destination_writer.verification.scenario import META_TYPES, Row, Schema
from destination_writer.verification.scenario import FieldTypeName as T
from destination_writer.verification.stage import OpenStream, Stage

ID_NAME: Schema = {"id": T.INTEGER, "name": T.STRING}
NAMES = ("quo\"te's", "sp ace; --", "naïve 😀", "select", "back`tick [x] $y %s", "x" * 100, "é" * 100, "Mixed", "mixed")
"""Names of tables that SQL could trip over, that are too long for most databases, or that collide in case."""


@dataclass(frozen=True)
class Check:
    name: str
    run: Callable[[Stage], list[str]]


def perform(stage: Stage, check: Check) -> Outcome:
    """The check's outcome. What the connector or its database refuses is a failed outcome, no exception."""
    stage.taken_statements()
    try:
        problems = check.run(stage)
    except SubjectError as error:
        stage.statements.extend(error.statements)
        problems = [f"{error.type}: {error.message}"]
    statements = tuple(stage.taken_statements())
    dialect, engine = stage.dialect.slug, stage.engine
    return Outcome(check.name, dialect, engine, stage.proof, not problems, "; ".join(problems), statements)


def _one(stage: Stage, schema: Schema = ID_NAME, name: str = "target", **options: Any) -> OpenStream:
    """A stream in a namespace of its own, which is made."""
    opened = stage.open({"it": {**stream_of(stage.fresh_name("verify"), name, schema), **options}})["it"]
    stage.call("create_namespace", namespace=opened.real[0])
    return opened


def _created(stage: Stage, schema: Schema = ID_NAME, name: str = "target") -> OpenStream:
    opened = _one(stage, schema, name)
    stage.call("create_table", stream="it", table=opened.real)
    return opened


def _wanted(what: str, wanted: object, found: object) -> list[str]:
    return [] if wanted == found else [f"{what}: wanted {wanted}, found {found}"]


def _holds(stage: Stage, stream: OpenStream, schema: Schema, wanted: Sequence[Row]) -> list[str]:
    types: Mapping[str, str] = {**schema, **META_TYPES}
    missing, unexpected = difference(types, wanted, read(stage, stream, stream.real, types))
    if not missing and not unexpected:
        return []
    return [f"the table lacks {few(missing)}, and holds {few(unexpected)}"]


def _connects(stage: Stage) -> list[str]:
    _one(stage)
    stage.call("ping")
    return []


def _namespaces(stage: Stage) -> list[str]:
    name = stage.open({"it": stream_of(stage.fresh_name("verify"), "t", ID_NAME)})["it"].real[0]
    exists = partial(stage.call, "namespace_exists", namespace=name)
    problems = _wanted("a namespace that nobody made exists", False, exists())
    stage.call("create_namespace", namespace=name)
    problems += _wanted("a namespace that was made exists", True, exists())
    stage.call("create_namespace", namespace=name)
    stage.call("drop_namespace", namespace=name)
    problems += _wanted("a namespace that was dropped exists", False, exists())
    stage.call("drop_namespace", namespace=name)
    return problems + _wanted("x' OR '1'='1 exists", False, stage.call("namespace_exists", namespace="x' OR '1'='1"))


def _tables(stage: Stage) -> list[str]:
    opened = _one(stage)
    exists = partial(stage.call, "table_exists", table=opened.real)
    problems = _wanted("a table that nobody made exists", False, exists())
    stage.call("create_table", stream="it", table=opened.real)
    problems += _wanted("a table that was made exists", True, exists())
    stage.call("drop_table", table=opened.real)
    problems += _wanted("a table that was dropped exists", False, exists())
    stage.call("drop_table", table=opened.real)
    absent = (f"{opened.real[0]}_not", "t")
    return problems + _wanted("a table of a missing namespace exists", False, stage.call("table_exists", table=absent))


def _replace(stage: Stage) -> list[str]:
    opened = _created(stage)
    insert(stage, "it", opened.real, with_defaults([{"id": 1, "name": "a"}], "target"))
    stage.call("create_table", stream="it", table=opened.real, replace=False)
    problems = _wanted("rows after a second createTable without replace", 1, stage.call("count", table=opened.real))
    wider: Schema = {"id": T.INTEGER, "more": T.DATE}
    again = stage.open({"it": stream_of(opened.real[0], "target", wider)})["it"]
    stage.call("create_table", stream="it", table=again.real, replace=True)
    problems += _wanted("rows after createTable with replace", 0, stage.call("count", table=again.real))
    schema = stage.call("schema", stream="it", table=again.real)
    return problems + _wanted("the replaced table fits its stream", True, schema["noop"])


def _counts(stage: Stage) -> list[str]:
    opened = _one(stage)
    count = partial(stage.call, "count", table=opened.real)
    problems = _wanted("the count of a missing table", None, count())
    absent = (f"{opened.real[0]}_not", "t")
    problems += _wanted("the count of a table in a missing namespace", None, stage.call("count", table=absent))
    stage.call("create_table", stream="it", table=opened.real)
    problems += _wanted("the count of an empty table", 0, count())
    for turn in range(3):
        insert(stage, "it", opened.real, with_defaults([{"id": turn}, {"id": turn}, {}], "target"))
    return problems + _wanted("the count", 9, count())


def _generations(stage: Stage) -> list[str]:
    problems: list[str] = []
    for what, rows, wanted in (
        ("of an empty table", [], 0),
        ("of a row that has none", [{"id": 1, "_airbyte_generation_id": None}], 0),
        ("that was written", [{"id": 1, "_airbyte_generation_id": 17}], 17),
    ):
        opened = _created(stage)
        insert(stage, "it", opened.real, with_defaults(rows, "target"))
        problems += _wanted(f"the generation id {what}", wanted, stage.call("generation", table=opened.real))
    return problems


def _overwrite_elsewhere(stage: Stage) -> list[str]:
    problems: list[str] = []
    for target_name, source_name in (("target", "source"), ("same", "same")):
        namespaces = stage.fresh_name("verify"), stage.fresh_name("verify")
        opened = stage.open(
            {
                "target": stream_of(namespaces[0], target_name, ID_NAME),
                "source": stream_of(namespaces[1], source_name, ID_NAME),
            }
        )
        for name, rows in (("target", [{"id": 1}, {"id": 2}]), ("source", [{"id": 3}])):
            stage.call("create_namespace", namespace=opened[name].real[0])
            stage.call("create_table", stream=name, table=opened[name].real)
            insert(stage, name, opened[name].real, with_defaults(rows, "target"))
        source, target = opened["source"], opened["target"]
        stage.call("overwrite", source=source.real, target=target.real)
        problems += _holds(stage, target, ID_NAME, [{"id": 3}])
        problems += _wanted("the source table is there", False, stage.call("table_exists", table=source.real))
    return problems


def _overwrite_nothing(stage: Stage) -> list[str]:
    namespace = stage.fresh_name("verify")
    streams = {name: stream_of(namespace, name, ID_NAME) for name in ("target", "source")}
    opened = stage.open(streams)
    stage.call("create_namespace", namespace=opened["target"].real[0])
    stage.call("create_table", stream="source", table=opened["source"].real)
    insert(stage, "source", opened["source"].real, with_defaults([{"id": 3}], "source"))
    stage.call("overwrite", source=opened["source"].real, target=opened["target"].real)
    return _holds(stage, opened["target"], ID_NAME, [{"id": 3}])


def _overwrite_that_fails(stage: Stage) -> list[str]:
    opened = _created(stage)
    insert(stage, "it", opened.real, with_defaults([{"id": 1, "name": "a"}], "target"))
    try:
        stage.call("overwrite", source=(opened.real[0], "missing"), target=opened.real)
    except SubjectError:
        return _holds(stage, opened, ID_NAME, [{"id": 1, "name": "a"}])
    return ["an overwrite by a table that does not exist ends without an error"]


def _flush_that_fails(stage: Stage) -> list[str]:
    """Document stores make a missing table themselves: then the rows are there after the first flush."""
    opened = _one(stage)
    rows: list[Row] = [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]
    stage.call("flush_twice", stream="it", table=opened.real, rows=with_defaults(rows, "target"))
    return _holds(stage, opened, ID_NAME, rows)


def _copy_in_another_order(stage: Stage) -> list[str]:
    namespace = stage.fresh_name("verify")
    turned: Schema = {"name": T.STRING, "id": T.INTEGER}
    opened = stage.open(
        {"target": stream_of(namespace, "target", ID_NAME), "source": stream_of(namespace, "source", turned)}
    )
    stage.call("create_namespace", namespace=opened["target"].real[0])
    for name in opened:
        stage.call("create_table", stream=name, table=opened[name].real)
        insert(stage, name, opened[name].real, with_defaults([{"id": 1, "name": name}], "source"))
    stage.call("copy", stream="target", source=opened["source"].real, target=opened["target"].real)
    wanted = [{"id": 1, "name": "target"}, {"id": 1, "name": "source"}]
    counted = stage.call("count", table=opened["source"].real)
    return _holds(stage, opened["target"], ID_NAME, wanted) + _wanted("rows that the source keeps", 1, counted)


def _test_client(stage: Stage) -> list[str]:
    opened = _created(stage)
    rows = with_defaults([{"id": 1, "name": "a"}, {"name": "b'\"\\"}, {"id": 3}], "target")
    stage.call("insert", stream="it", table=opened.real, rows=rows, via="test_client")
    wanted = [{"id": 1, "name": "a"}, {"id": None, "name": "b'\"\\"}, {"id": 3, "name": None}]
    return _holds(stage, opened, ID_NAME, wanted)


def _table_names(stage: Stage) -> list[str]:
    namespace = stage.fresh_name("na\"me 'Space;$$")
    opened = stage.open({name: stream_of(namespace, name, ID_NAME) for name in NAMES})
    stage.call("create_namespace", namespace=opened[NAMES[0]].real[0])
    problems: list[str] = []
    for name, stream in opened.items():
        stage.call("create_table", stream=name, table=stream.real)
        insert(stage, name, stream.real, with_defaults([{"id": 1, "name": name}], "target"))
    for name, stream in opened.items():
        problems += _wanted(f"the table of {name} exists", True, stage.call("table_exists", table=stream.real))
        problems += _holds(stage, stream, ID_NAME, [{"id": 1, "name": name}])
    return problems


def _checker(stage: Stage) -> list[str]:
    _one(stage)
    stage.call("check")
    return []


CHECKS: tuple[Check, ...] = (
    Check("connect to the database", _connects),
    Check("namespaces: made, found, dropped, each twice", _namespaces),
    Check("tables: made, found, dropped, each twice", _tables),
    Check("tables: replaced only when asked", _replace),
    Check("count: no table, an empty one, a full one", _counts),
    Check("generation id: none, NULL, one", _generations),
    Check("overwrite: from another namespace", _overwrite_elsewhere),
    Check("overwrite: of a target that is missing", _overwrite_nothing),
    Check("overwrite: one that fails keeps the target", _overwrite_that_fails),
    Check("insert: a flush that fails keeps its rows for the next", _flush_that_fails),
    Check("copy: columns in another order", _copy_in_another_order),
    Check("test client: what it writes is there", _test_client),
    Check("names: tables that SQL could trip over, long ones, colliding ones", _table_names),
    Check("the check of the connector passes", _checker),
)
