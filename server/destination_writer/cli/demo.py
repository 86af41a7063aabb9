"""`destination-writer demo`: the main job on an example connector, with the real server over stdio."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import click


@click.command(name="demo", help="Walk an example connector as an editor would, with the real server.")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to put the example (default: a scratch folder that is removed afterwards).",
)
def command(folder: Path | None) -> None:
    from destination_writer.cli.demowalk import WalkFailed, walk
    from destination_writer.toolchain.bundled import bundled

    scratch = Path(tempfile.mkdtemp(prefix="destination-writer-demo-"))
    target = folder or scratch / "destination-postgres"
    try:
        if target.exists() and any(target.iterdir()):
            raise click.UsageError(f"{target} is not empty; name a new folder")
        shutil.copytree(bundled("examples") / "destination-postgres", target, dirs_exist_ok=True)
        asyncio.run(walk(target))
    except WalkFailed as error:
        raise click.ClickException(str(error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
