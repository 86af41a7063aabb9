"""What a compiler says of a connector with a proposal in it, apart from what it said without."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from destination_writer.knowledge.contracts import Contract
from destination_writer.toolchain.kotlinc import CompilerFailed, CompilerHost, CompilerMessage, MissingTool
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler, is_test_source

KEPT = 16
"""Answers of the compiler kept, by what was compiled."""


class NoCompiler(Exception):
    """Nothing can be compiled here. The message says what is missing."""


@dataclass
class Compiling:
    """One compiler that stays in memory from the first question to `close`. Safe to use from several threads."""

    _compiler: ConnectorCompiler | None = None
    _missing: str = ""
    _answers: dict[str, tuple[CompilerMessage, ...]] = field(default_factory=dict[str, tuple[CompilerMessage, ...]])
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _busy: int | None = None
    """The thread whose sources are compiled."""

    def new_errors(
        self,
        before: Mapping[str, str],
        after: Mapping[str, str],
        contract: Contract,
        named: Callable[[str], str] = str,
    ) -> list[str]:
        """Errors in `after` that are not in `before`, a line each. Texts are by path relative to the connector, main
        and tests; `named` says how such a path is told. Raises NoCompiler.

        Where main did not compile before, its tests were not looked at: of theirs, those of changed files count.
        """
        now = self._errors(after, contract)
        if not now:
            return []
        was = self._errors(before, contract)
        unseen = any(not is_test_source(m.path or "") for m in was)
        known = Counter((m.path, m.message) for m in was)
        found: list[str] = []
        for message in now:
            key = (message.path, message.message)
            path = message.path or ""
            if known[key] > 0:
                known[key] -= 1
            elif not (unseen and is_test_source(path) and before.get(path) == after.get(path)):
                found.append(_told(message, named))
        return found

    def stop(self, thread: int) -> None:
        """End the compilation that a thread (its ident) waits for; those of others go on."""
        if self._busy == thread and self._compiler is not None:
            self._compiler.host.stop()

    def close(self) -> None:
        """End the compiler's process; the next question starts another."""
        with self._lock:
            if self._compiler is not None:
                self._compiler.host.close()
            self._compiler = None

    def _errors(self, sources: Mapping[str, str], contract: Contract) -> list[CompilerMessage]:
        key = _digest(sources, str(contract.version))
        with self._lock:
            if key not in self._answers:
                self._busy = threading.get_ident()
                try:
                    messages = self._tool().compile(sources, contract)
                except (CompilerFailed, OSError) as error:
                    raise NoCompiler(f"the compiler broke down: {str(error).splitlines()[0]}") from None
                finally:
                    self._busy = None
                while len(self._answers) >= KEPT:
                    del self._answers[next(iter(self._answers))]
                self._answers[key] = tuple(messages)
            return [message for message in self._answers[key] if message.is_error]

    def _tool(self) -> ConnectorCompiler:
        if self._missing:
            raise NoCompiler(self._missing)
        if self._compiler is None:
            try:
                self._compiler = ConnectorCompiler(CompilerHost())
            except MissingTool as error:
                self._missing = str(error)
                raise NoCompiler(self._missing) from None
        return self._compiler


def _told(message: CompilerMessage, named: Callable[[str], str]) -> str:
    place = f"{named(message.path)}:{message.line}:{message.column}: " if message.path else ""
    text = message.message.partition("] ")[2] if message.message.startswith("[") else message.message
    return f"{place}{text}"


def _digest(sources: Mapping[str, str], version: str) -> str:
    found = hashlib.blake2b(version.encode(), digest_size=16)
    for path, text in sorted(sources.items()):
        found.update(f"{path}\0{text}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()
