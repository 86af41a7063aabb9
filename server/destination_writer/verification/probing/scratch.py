"""The namespace that the experiments live in: made under a random name, removed at the end, whatever happens."""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from destination_writer.knowledge.dialects import Dialect
from destination_writer.toolchain.engines import EngineError, EngineFailed, Session
from destination_writer.verification.probing.losing import is_lost
from destination_writer.verification.probing.wording import Wording

PREFIX = "dw_probe_"
_LADDER = (
    ("schema", "CREATE SCHEMA {namespace}", ("DROP SCHEMA {namespace} CASCADE", "DROP SCHEMA {namespace}")),
    ("database", "CREATE DATABASE {namespace}", ("DROP DATABASE {namespace}",)),
)
"""What is tried, in order, on a database that has no dialect."""


class CannotMake(Exception):
    """The database does not let us make the scratch namespace; nothing was run. The message quotes it."""


@dataclass(frozen=True)
class Kind:
    """One way to make a namespace: `schema`, `database`, …, or `prefix` when tables' names begin with it."""

    name: str
    create: str = ""
    drop: tuple[str, ...] = ()
    exists: str = ""


@dataclass(frozen=True)
class Scratch:
    """A namespace under a random name, and the ways to make it, the first of which that works is taken."""

    name: str
    kinds: tuple[Kind, ...]

    def creating(self, kind: Kind, wording: Wording) -> tuple[str, ...]:
        """The statements that make both namespaces; none for a prefix."""
        return tuple(_named(kind.create, wording, name) for name in (self.name, f"{self.name}_2") if kind.create)

    def removing(self, kind: Kind, wording: Wording) -> tuple[str, ...]:
        """The statements that remove everything; the tables one by one where they are all there is."""
        if not kind.drop:
            return dropping(wording.tables)
        return tuple(_named(sql, wording, name) for name in (f"{self.name}_2", self.name) for sql in kind.drop)


def scratch_for(dialect: Dialect | None, name: str | None = None) -> Scratch:
    """A new scratch namespace as the database makes them; of an unknown database, a ladder of what may work."""
    own = name or PREFIX + secrets.token_hex(5)
    if dialect is None:
        ladder = tuple(Kind(kind, create, drop) for kind, create, drop in _LADDER)
        return Scratch(own, (*ladder, Kind("prefix")))
    namespaces = dialect.namespaces
    if namespaces.kind not in ("schema", "database", "dataset"):
        return Scratch(own, (Kind("prefix"),))
    made = Kind(namespaces.kind, namespaces.create.sql, (namespaces.drop.sql,), namespaces.exists.sql)
    return Scratch(own, (made,))


def make(scratch: Scratch, session: Session, wording: Callable[[Kind], Wording], log: Callable[[str], None]) -> Kind:
    """Make it; the kind that worked. Raises CannotMake, EngineFailed."""
    refusals: list[str] = []
    for kind in scratch.kinds:
        try:
            for sql in scratch.creating(kind, wording(kind)):
                log(sql)
                session.query(sql)
            return kind
        except EngineError as error:
            if is_lost(error):
                raise EngineFailed(f"the connection is lost: {error.message.strip()}") from None
            refusals.append(error.message.strip().split("\n")[0])
            _drop_quietly(session, scratch.removing(kind, wording(kind)))
    raise CannotMake("; ".join(refusals))


def remove(scratch: Scratch, kind: Kind, session: Session, wording: Wording) -> list[str]:
    """Remove everything that was made; what is still there afterwards, in words. Raises EngineFailed."""
    refused = _drop_quietly(session, scratch.removing(kind, wording))
    if refused and kind.drop:
        _drop_quietly(session, dropping(wording.tables))
        _drop_quietly(session, scratch.removing(kind, wording))
    return [f"{what} is still there" for what in _left(scratch, kind, session, wording)]


def dropping(tables: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"DROP TABLE {table}" for table in tables)


def _left(scratch: Scratch, kind: Kind, session: Session, wording: Wording) -> list[str]:
    """What can still be found: a namespace by the dialect's own query, tables by reading them."""
    found: list[str] = []
    if kind.exists:
        for name in (scratch.name, wording.second):
            try:
                if session.query(kind.exists, [name] * kind.exists.count("?")).rows:
                    found.append(f"{kind.name} {name}")
            except EngineError:
                continue  # a question that is refused tells nothing; the tables are asked for below
    tables = [table for table in wording.tables if _is_there(session, table)]
    return found + [f"table {table}" for table in tables]


def _is_there(session: Session, table: str) -> bool:
    try:
        session.query(f"SELECT COUNT(*) FROM {table}")
    except EngineError:
        return False
    return True


def _drop_quietly(session: Session, statements: Iterable[str]) -> list[str]:
    """Run them all; those that were refused. Nobody minds a table that was never made."""
    refused: list[str] = []
    for sql in statements:
        try:
            session.query(sql)
        except EngineError:
            refused.append(sql)
    return refused


def _named(sql: str, wording: Wording, name: str) -> str:
    return re.sub(r"\{namespace\}", lambda _: wording.quote(name), sql)
