"""What the tests of this folder share beside their fixtures."""

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path

from destination_writer.knowledge.contracts import Contract, load_contract
from destination_writer.toolchain import kotlinc, kotlinc_connector
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.kotlinc import CompilerMessage
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.subject import digest

CompileConnector = Callable[[Mapping[str, str], str], list[CompilerMessage]]
"""The type of the `compile_connector` fixture."""


@cache
def contract_of(version: str) -> Contract:
    return load_contract(DiskFiles(bundled("knowledge")), version)


class KeptMessages:
    """What the compiler said, kept on the disk for all processes by everything that it depends on: the texts, the
    declarations of the contract, the compiler's version, and the code that calls it."""

    KEPT_FOR = 7 * 24 * 3600
    """Seconds since the last use."""

    def __init__(self, compiler: ConnectorCompiler) -> None:
        self._compiler = compiler
        self._folder = compiler.host.cache / "test-messages"
        self._calls = {path: Path(path).read_text("utf-8") for path in (kotlinc.__file__, kotlinc_connector.__file__)}
        self._calls |= {str(kotlinc.HOST_SOURCE): kotlinc.HOST_SOURCE.read_text("utf-8")}

    def messages(self, sources: Mapping[str, str], contract: Contract) -> list[CompilerMessage]:
        ready = self._compiler.declarations(contract)
        about = {"contract": ready.main.parent.name}
        file = self._folder / digest(self._compiler.host.compiler.version, sources, about, self._calls)
        if file.exists():
            os.utime(file)
            return [CompilerMessage(**message) for message in json.loads(file.read_text("utf-8"))]
        found = self._compiler.compile(sources, contract)
        self._keep(file, json.dumps([asdict(message) for message in found]))
        return found

    def _keep(self, file: Path, text: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        work = file.with_suffix(f".{os.getpid()}")
        work.write_text(text, "utf-8")
        work.replace(file)
        for other in self._folder.iterdir():
            with contextlib.suppress(OSError):
                if time.time() - other.stat().st_mtime > self.KEPT_FOR:
                    other.unlink()
