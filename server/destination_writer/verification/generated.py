"""The connector that is proven: generated whole, compiled once for each text and kept in the cache."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from destination_writer.generate.api import STAYS_OPEN, new_connector
from destination_writer.generate.catalogue import Templates
from destination_writer.knowledge.cdkversions import Era
from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange, apply_change
from destination_writer.text.files import Files
from destination_writer.toolchain.kotlinc import CompilerHost, CompilerMessage
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.subject import cached

ERA_VERSIONS: Mapping[str, str] = {Era.A.value: "0.1.76", Era.B.value: "0.1.100", Era.C.value: "1.0.13"}
"""The version that stands for an era: the guide's, one after the schema mapper settled, the newest known."""
_MESSAGES = "messages.json"


class CannotVerify(Exception):
    """There is nothing to prove: the connector cannot be generated, or its classes cannot be had."""


class BadChoice(Exception):
    """A strategy that the user chose and that does not exist, or that the database cannot do."""


@dataclass(frozen=True)
class Generated:
    """A whole connector: its files by path. `left_open` names what no template could write."""

    dialect: Dialect
    version: str
    strategies: Mapping[str, str]
    texts: Mapping[str, str]
    left_open: tuple[str, ...]


@dataclass(frozen=True)
class Compiled:
    """`classes` is None when there are errors; `messages` are errors and warnings, sorted by place."""

    classes: Path | None
    messages: tuple[CompilerMessage, ...]


class Workshop:
    """What generating and compiling need. The compiler starts when something has to be compiled, and stays."""

    def __init__(self, knowledge: Files, templates: Files) -> None:
        self.knowledge = Knowledge(knowledge)
        self.templates = Templates(templates)

    @cached_property
    def compiler(self) -> ConnectorCompiler:
        """Raises MissingTool without a compiler or a Java runtime."""
        return ConnectorCompiler(CompilerHost())

    def close(self) -> None:
        if "compiler" in self.__dict__:
            self.compiler.host.close()

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def generate(self, slug: str, version: str, strategies: Mapping[str, str] | None = None) -> Generated:
        """Raises CannotVerify with the reason, BadChoice for strategies, KnowledgeError for an unknown dialect."""
        dialect = self.knowledge.dialect(slug)
        chosen = dict(strategies or {})
        result = self._made(slug, version, chosen)
        if isinstance(result, NoChange):
            if chosen and not isinstance(self._made(slug, version, {}), NoChange):
                raise BadChoice(result.reason)
            raise CannotVerify(f"no connector can be generated for {dialect.name} and CDK {version}: {result.reason}")
        left = tuple(note.removeprefix(STAYS_OPEN) for note in result.notes if note.startswith(STAYS_OPEN))
        return Generated(dialect, version, chosen, apply_change(result, {}), left)

    def _made(self, slug: str, version: str, strategies: Mapping[str, str]) -> Change | NoChange:
        return new_connector(self.knowledge, self.templates, dialect=slug, cdk=version, strategies=strategies)

    def contract(self, version: str) -> Contract:
        return self.knowledge.contract(version)

    def compile(self, generated: Generated) -> Compiled:
        """Class folders `main` and `test` from the cache, or made now. Raises MissingTool, CompilerFailed."""
        contract = self.contract(generated.version)
        kotlin = {path: text for path, text in generated.texts.items() if path.endswith(".kt")}
        failed: list[CompilerMessage] = []

        def make(out: Path) -> None:
            messages = self.compiler.compile(kotlin, contract, out)
            (out / _MESSAGES).write_text(json.dumps([asdict(message) for message in messages]), "utf-8")
            if any(message.is_error for message in messages):
                failed.extend(messages)
                raise _Errors

        ready = self.compiler.declarations(contract)
        try:
            out = cached(self.compiler.host, "connector", [kotlin, {"contract": ready.main.parent.name}], make)
        except _Errors:
            return Compiled(None, tuple(failed))
        kept = json.loads((out / _MESSAGES).read_text("utf-8"))
        return Compiled(out, tuple(CompilerMessage(**message) for message in kept))


class _Errors(Exception):
    """Keeps a folder with errors out of the cache."""
