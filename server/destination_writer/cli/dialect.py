"""`dialect new`, `dialect check`: databases of the workspace's own."""

import re
from pathlib import Path

import click

from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.newdialect import file_of, starting_text
from destination_writer.toolchain.workspace import OVERRIDES, UnusablePath, open_folder, workspace_knowledge

_SLUG = re.compile(r"[a-z][a-z0-9-]*")


@click.group()
def command() -> None:
    """Add a database of your own to the workspace, without touching the installation."""


@command.command()
@click.argument("name")
@click.option("--like", default="postgres", show_default=True, metavar="SLUG", help="The database that it resembles.")
@click.option("--path", default=".", help="The workspace.", show_default=True)
def new(name: str, like: str, path: str) -> None:
    """Write .destination-writer/knowledge/dialects/NAME.yaml, which extends another database.

    It holds what has to be changed first, in comments what may be; everything else is inherited.
    """
    slug = name.lower()
    if not _SLUG.fullmatch(slug):
        give_up(f"{name!r} cannot be a database's name here: letters, digits and hyphens, a letter first")
    try:
        folder = open_folder(path).folder
        knowledge = workspace_knowledge(folder)
        if slug in knowledge.dialect_slugs:
            give_up(f"there is a database {slug} already; choose another name, or edit its file")
        parent = knowledge.dialect(like)
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))
    file = folder / OVERRIDES / file_of(slug)
    _create(file, starting_text(slug, name, parent))
    click.echo(f"wrote {file.relative_to(folder).as_posix()}, which extends {parent.slug}")
    click.echo("Change what differs, then: destination-writer dialect check " + slug)


@command.command()
@click.argument("name")
@click.option("--path", default=".", help="The workspace.", show_default=True)
def check(name: str, path: str) -> None:
    """Check a database's file against the schema.

    Exit code 1, with file, line, key and reason, when it does not fit.
    """
    try:
        knowledge = workspace_knowledge(open_folder(path).folder)
        dialect = knowledge.dialect(name)
    except UnusablePath as error:
        give_up(str(error))
    except KnowledgeError as error:
        tell(str(error))
        raise SystemExit(1) from None
    problems = [error for error in knowledge.problems_so_far() if error.path == file_of(name)]
    for problem in problems:
        tell(f"{problem}; the bundled file of that name is used in its place")
    if problems:
        raise SystemExit(1)
    click.echo(_verdict(dialect))


def _verdict(dialect: Dialect) -> str:
    counts = ", ".join(f"{len(dialect.strategies_of(kind))} for {kind.value}" for kind in dialect.strategies)
    return f"{dialect.name} fits the schema. Strategies: {counts}. {dialect.proof_label}"


def _create(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(text)
    except FileExistsError:
        give_up(f"{file} exists already; choose another name, or edit it")
