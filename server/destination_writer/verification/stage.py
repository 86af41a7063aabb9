"""A generated connector on a running engine: where scenarios, checks and streams are played."""

import contextlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.toolchain.engines import Engine, EngineError, start
from destination_writer.toolchain.engines.reach import reach
from destination_writer.toolchain.subject import Answer, Subject, SubjectError, runtime_classes
from destination_writer.verification import reading
from destination_writer.verification.generated import CannotVerify, Compiled, Generated, Workshop

PROPERTIES = {"airbyte.connector.operation": "write"}
ENVIRONMENTS = ("component",)

Table = tuple[str, str]
"""Namespace and name."""


@dataclass(frozen=True)
class OpenStream:
    """What the connector made of a stream: the names of its tables, and its columns by the source's names."""

    real: Table
    temp: Table
    columns: Mapping[str, str]


@dataclass
class Stage:
    """`proof` is `executed`, `emulated` or `parsed`; `engine` names what ran, `via` how it was reached."""

    dialect: Dialect
    version: str
    engine: str
    proof: str
    via: str
    subject: Subject
    database: Engine | None = None
    statements: list[str] = field(default_factory=list[str])
    _count: int = 0

    def call(self, operation: str, /, **fields: Any) -> Any:
        """A request to the connector; its statements are kept. Raises SubjectError, SubjectDied."""
        answer: Answer = self.subject.call(operation, **fields)
        self.statements.extend(answer.statements)
        return answer.result

    def open(self, streams: Mapping[str, Mapping[str, Any]], *, deletion: str | None = None) -> dict[str, OpenStream]:
        """Fresh objects of the connector for a catalog of streams; `deletion` is `hard` or `soft`."""
        asked = [{"id": name, **stream} for name, stream in streams.items()]
        configuration = self._configuration(deletion)
        opened = self.call(
            "open", streams=asked, configuration=configuration, properties=PROPERTIES, environments=ENVIRONMENTS
        )
        return {
            name: OpenStream(tuple(made["real"]), tuple(made["temp"]), made["columns"]) for name, made in opened.items()
        }

    def fresh_name(self, prefix: str) -> str:
        """A name that nothing on this engine has yet."""
        self._count += 1
        return f"{prefix}_{self._count}"

    def taken_statements(self) -> list[str]:
        """What was sent since the last time."""
        taken, self.statements = self.statements, []
        return taken

    def rows(self, table: Table, columns: Mapping[str, str]) -> list[dict[str, Any]]:
        """The table's rows as the driver tells them, text by column; read by this package, not by the connector.

        `columns` are names in the table and the types of their values.
        """
        if self.database is not None and self.database.jdbc is None:
            read = reading.sql_rows if self.dialect.is_sql else reading.document_rows
            try:
                return read(self.database, self.qualified(table), table, columns)
            except EngineError as error:  # the connector left no table that can be read
                raise SubjectError({"type": "EngineError", "message": error.message}, ()) from None
        listed = ", ".join(self.quoted(column) for column in columns)
        sql = f"SELECT {listed} FROM {self.qualified(table)}"
        found = self.subject.call("query", sql=sql).result
        return [dict(zip(columns, row, strict=True)) for row in found["rows"]]

    def qualified(self, table: Table) -> str:
        return self.dialect.table(*table)

    def quoted(self, name: str) -> str:
        quoting = self.dialect.quoting
        escaped = name.replace(quoting.close, quoting.escape)
        return f"{quoting.open}{escaped}{quoting.close}"

    def _configuration(self, deletion: str | None) -> dict[str, Any]:
        values: dict[str, Any] = {
            setting.json_name: setting.test or setting.default
            for setting in self.dialect.connection.settings
            if setting.test or setting.default is not None
        }
        modes = {"hard": "Hard delete", "soft": "Soft delete"}
        return {**values, **({"cdc_deletion_mode": modes[deletion]} if deletion else {})}


@contextlib.contextmanager
def open_stage(workshop: Workshop, generated: Generated) -> Iterator[Stage]:
    """The connector on the engine of its database. Raises EngineMissing, EngineFailed, CannotVerify, MissingTool."""
    dialect = generated.dialect
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="verify-", ignore_cleanup_errors=True)))
        folder.chmod(0o755)  # an engine may run as another user, who has to get through
        engine = stack.enter_context(start(dialect.slug, folder, dialect.parents, dialect.name))
        way = reach(engine, stack)
        subject = stack.enter_context(_subject(workshop, generated, way.database, way.jars))
        yield Stage(dialect, generated.version, engine.title, engine.proof, engine.via, subject, engine)


@contextlib.contextmanager
def parsing_stage(workshop: Workshop, generated: Generated) -> Iterator[Stage]:
    """The connector over no database: its statements are noted and go nowhere."""
    with _subject(workshop, generated, {}, ()) as subject:
        yield Stage(generated.dialect, generated.version, "", "parsed", "no driver", subject)


def _subject(workshop: Workshop, generated: Generated, database: Mapping[str, Any], jars: Sequence[Path]) -> Subject:
    compiled = workshop.compile(generated)
    if compiled.classes is None:
        raise CannotVerify(_errors(generated, compiled))
    contract: Contract = workshop.contract(generated.version)
    compiler = workshop.compiler
    runtime = runtime_classes(compiler, contract, (generated.dialect.slug, *generated.dialect.parents))
    ready = compiler.declarations(contract)
    classpath = [*runtime.classpath, *compiler.host.standard_classpath(), *jars]
    return Subject(compiler.host.java.executable, compiled.classes, [ready.main, ready.test], classpath, database)


def _errors(generated: Generated, compiled: Compiled) -> str:
    errors = [message for message in compiled.messages if message.is_error]
    quoted = "\n  ".join(str(message) for message in errors[:10])
    return (
        f"the connector for {generated.dialect.name} and CDK {generated.version} does not compile "
        f"({len(errors)} errors):\n  {quoted}"
    )
