"""Facts of a dialect page that are asked of the engine of that database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect, Statement
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import Engine, EngineError, EngineMissing, start


def dialect(slug: str) -> Dialect:
    return Knowledge(DiskFiles(bundled("knowledge"))).dialect(slug)


@contextmanager
def engine_of(slug: str, folder: Path) -> Iterator[Engine]:
    """The engine, or a skip that names what is missing."""
    try:
        with start(slug, folder, bridge_only=True) as engine:
            yield engine
    except EngineMissing as missing:
        pytest.skip(str(missing))


def sql(statement: Statement | str, **names: str) -> str:
    text = statement.sql if isinstance(statement, Statement) else statement
    for name, value in names.items():
        text = text.replace("{" + name + "}", value)
    return text


def rows(engine: Engine, text: str, *parameters: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in engine.query(text, parameters).rows]


def refused(engine: Engine, text: str) -> str:
    """The message with which a statement is refused."""
    with pytest.raises(EngineError) as caught:
        engine.query(text)
    return str(caught.value)


def qualified(page: Dialect, namespace: str, name: str) -> str:
    return f"{page.quoting.quote(namespace)}.{page.quoting.quote(name)}"


def columns(engine: Engine, page: Dialect, namespace: str, name: str) -> list[tuple[object, str, bool]]:
    """Name, type and nullability as the page's own query gives them."""
    found = rows(engine, page.catalogue["columns"].sql, namespace, name)
    return [(row[0], str(row[1]), bool(row[2])) for row in found]


def every_type(page: Dialect, spelling: str) -> str:
    """One column for each Airbyte type, in the page's DDL or its catalogue's spelling."""
    facts = {name.value: page.type_for(name) for name in AirbyteTypeName}
    return ", ".join(f"{page.quoting.quote(name)} {getattr(fact, spelling)}" for name, fact in facts.items())


def meta_columns(page: Dialect) -> str:
    meta = page.meta.columns
    return ", ".join(f"{page.quoting.quote(c.name)} {c.ddl}{'' if c.nullable else ' NOT NULL'}" for c in meta)
