"""What a connector's tests stand on: a running engine of its database, the class path, a working directory."""

import contextlib
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from destination_writer.knowledge.contracts import Contract
from destination_writer.knowledge.dialects import Dialect
from destination_writer.toolchain.engines import Engine, start
from destination_writer.toolchain.engines.reach import reach
from destination_writer.toolchain.kotlinc_connector import ConnectorCompiler
from destination_writer.toolchain.localrun.address import engine_address, settings_of
from destination_writer.toolchain.localrun.lacks import lacks_of
from destination_writer.toolchain.localrun.resources import properties_of, resource_folders
from destination_writer.toolchain.localrun.suites import suite_classes
from destination_writer.toolchain.localrun.testrun import Setup
from destination_writer.toolchain.subject import runtime_classes


@dataclass(frozen=True)
class Ground:
    """`problems` are settings files that could not be read."""

    setup: Setup
    engine: Engine
    problems: tuple[str, ...]


def prepare(compiler: ConnectorCompiler, contract: Contract, dialect: Dialect) -> None:
    """Compile suites and run-time into the cache, where they are missing. Raises CompilerFailed."""
    suite_classes(compiler, contract, runtime_classes(compiler, contract, _vendors(dialect)))


@contextlib.contextmanager
def opened(
    compiler: ConnectorCompiler,
    contract: Contract,
    dialect: Dialect,
    folder: Path,
    classes: tuple[Path, ...],
    limit_per_test: int,
) -> Iterator[Ground]:
    """The engine of the dialect while the block runs, ready for a connector's compiled `classes`.

    Raises EngineMissing, EngineFailed, CompilerFailed.
    """
    suites = suite_classes(compiler, contract, runtime_classes(compiler, contract, _vendors(dialect)))
    ready = compiler.declarations(contract)
    properties, problems = properties_of(folder)
    with contextlib.ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="local-run-", ignore_cleanup_errors=True)
        scratch = Path(stack.enter_context(temporary))
        scratch.chmod(0o755)  # an engine may run as another user, who has to get through
        engine = stack.enter_context(start(dialect.slug, scratch, dialect.parents, dialect.name))
        way = reach(engine, stack)
        address = engine_address(dialect, engine, way)
        settings = settings_of(dialect, address)
        classpath = [*classes, *resource_folders(folder), *suites.classpath, ready.main, ready.test]
        classpath += [*compiler.host.standard_classpath(), *way.jars]
        first = {
            "connector": [str(path) for path in classes],
            "framework": [str(ready.main), str(ready.test)],
            "engine": address,
            "settings": settings,
            "properties": properties,
        }
        work = _working_directory(scratch, folder, json.dumps(settings))
        lacks = lacks_of(_vendors(dialect)) if engine.kind.stands_for else ()
        setup = Setup(compiler.host.java.executable, classpath, first, work, limit_per_test, lacks)
        yield Ground(setup, engine, problems)


def _vendors(dialect: Dialect) -> tuple[str, ...]:
    return (dialect.slug, *dialect.parents)


def _working_directory(scratch: Path, folder: Path, settings: str) -> Path:
    """A folder in which `secrets/config.json` holds the engine's settings, never the user's own, and `src` is the
    connector's."""
    work = scratch / "work"
    (work / "secrets").mkdir(parents=True)
    (work / "build").mkdir()
    (work / "secrets" / "config.json").write_text(settings, "utf-8")
    with contextlib.suppress(OSError, NotImplementedError):  # Windows makes links for few accounts; tests rarely ask
        (work / "src").symlink_to(folder.resolve() / "src", target_is_directory=True)
    return work
