"""`destination-writer demo`: the whole journey for one database, with the real server, compiler and engine."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import click


@click.command(
    name="demo", help="Go from an empty folder through every phase, with the real server, as an editor would."
)
@click.option("--dialect", default="postgres", show_default=True, help="The database, as `dialects` lists it.")
@click.option(
    "--until", type=click.IntRange(3, 10), default=10, show_default=True, help="The last phase that is written."
)
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to put the connector (default: a scratch folder that is removed afterwards).",
)
def command(dialect: str, until: int, folder: Path | None) -> None:
    from destination_writer.cli.demojourney import WalkFailed
    from destination_writer.knowledge.loading import KnowledgeError

    scratch = Path(tempfile.mkdtemp(prefix="destination-writer-demo-")).resolve()
    target = folder.resolve() if folder else scratch / f"destination-{dialect}"
    try:
        if target.exists() and any(target.iterdir()):
            raise click.UsageError(f"{target} is not empty; name a new folder")
        asyncio.run(_walk(dialect, target, until))
    except KnowledgeError as error:
        raise click.UsageError(str(error)) from error
    except WalkFailed as error:
        raise click.ClickException(str(error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


async def _walk(slug: str, folder: Path, until: int) -> None:
    from destination_writer.cli import paint
    from destination_writer.cli.democlient import DemoEditor
    from destination_writer.cli.demojourney import Journey, WalkFailed
    from destination_writer.knowledge.store import Knowledge
    from destination_writer.toolchain.bundled import bundled
    from destination_writer.toolchain.disk import DiskFiles

    knowledge = Knowledge(DiskFiles(bundled("knowledge")))
    dialect = knowledge.dialect(slug)
    lacks, emulated, ground = _ground(slug, dialect.parents, dialect.name)
    folder.parent.mkdir(parents=True, exist_ok=True)
    editor = DemoEditor(folder.parent)
    paint.headline("The server starts, as an editor starts it")
    click.echo(f"  {await editor.start()} over stdio, on an empty folder")
    click.echo(f"  {ground}")
    try:
        await Journey(editor, knowledge, dialect, folder, not lacks, until, lacks, emulated).walk()
    except TimeoutError as error:
        raise WalkFailed(f"waited in vain for {error}") from error
    finally:
        await editor.stop()
    sys.stdout.flush()


def _ground(slug: str, parents: tuple[str, ...], name: str) -> tuple[str, bool, str]:
    """What is missing for checkpoints, empty for nothing; whether the engine is an emulation; the line that tells."""
    from destination_writer.toolchain.engines import Missing, find_engine
    from destination_writer.toolchain.kotlinc_find import MissingTool, find_compiler, find_java

    try:
        find_java()
        find_compiler()
    except MissingTool as error:
        return str(error), False, f"Without checkpoints: {error}"
    engine = find_engine(slug, parents, name)
    if isinstance(engine, Missing):
        return str(engine), False, f"Without checkpoints: {engine}"
    stands = " in its place" if engine.stands_for else ""
    return (
        "",
        engine.proof != "executed",
        f"Tests run on {engine.name}{stands} ({engine.proof}), compiled with the real Kotlin compiler",
    )
