"""`remember fix`, `remember fact`, `remember method`: what was confirmed becomes knowledge of the workspace."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click
import yaml

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.checkpoints.mended import Mended, NoneMended, mended_of
from destination_writer.cli.paint import colour_of
from destination_writer.cli.remembering import NotThere, Place, place_at
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.generate.learning.answered import answered_too
from destination_writer.generate.learning.facts import Answer, fact_path, learn_fact
from destination_writer.generate.learning.fixes import LEARNED_PATH, MendedFailure, learn_fix
from destination_writer.generate.learning.methods import learn_method, template_path
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.text.changes import Change, NoChange, StaleChange
from destination_writer.text.udiff import unified
from destination_writer.toolchain.applying import CannotWrite
from destination_writer.toolchain.machine import private_names

_PATH = click.option("--path", default=".", help="The connector.", show_default=True)
_YES = click.option("--yes", is_flag=True, help="Write without asking.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; writes only with --yes.")


@click.group()
def command() -> None:
    """Turn what you confirmed into knowledge of this workspace, shown before it is written."""


@command.command()
@_PATH
@click.option("--test", metavar="NAME", help="The test that failed and passes now; by default the one mended last.")
@click.option("--log", "log", type=click.Path(path_type=Path), help="What failed, in place of a test; - is stdin.")
@click.option(
    "--match", default="", metavar="PHRASE", help="The words to know such a failure by; {} passes over a part."
)
@click.option("--cause", default="", help="Why it happens, in a sentence.")
@click.option("--fix", "mending", default="", help="What mends it, in a sentence; needed where it was mended by hand.")
@_YES
@_JSON
def fix(
    path: str, test: str | None, log: Path | None, match: str, cause: str, mending: str, *, yes: bool, as_json: bool
) -> None:
    """A failure that was mended becomes a failure rule, which explains the next one like it.

    Exit code 1 when nothing was written.
    """
    place = _place(path)
    mended = None if log else _mended(place, test)
    text = _read(log) if log else mended.said if mended else ""
    if not mending and mended and not mended.changes and sys.stdin.isatty():
        tell(f"{mended.test}: {mended.said}")
        mending = click.prompt("What mended it, in a sentence?", err=True)
    titles = mended.changes if mended else ()
    present = place.text(LEARNED_PATH)
    failure = MendedFailure(text, fix=mending, cause=cause, mended_by=titles, match=match)
    learned = learn_fix(failure, place.rules(), present, private_names())
    if isinstance(learned, NoChange):
        _refuse(learned, "--fix" if "by hand" in learned.reason else "")
    if learned.narrowed:
        tell(f"the rule keeps the names it was learned with, for {learned.narrowed.split('; give')[0]}")
    _finish(place, learned.change, yes=yes, as_json=as_json)


@command.command()
@click.argument("key")
@click.argument("value")
@_PATH
@click.option("--dialect", metavar="SLUG", help="The database; by default the connector's.")
@click.option("--where", default="", help="How it is known: a page of a manual, a query and what it gave.")
@_YES
@_JSON
def fact(key: str, value: str, path: str, dialect: str | None, where: str, *, yes: bool, as_json: bool) -> None:
    """A confirmed answer becomes a fact of the database: KEY as in identifiers.max_bytes, VALUE as YAML.

    It is written into .destination-writer/knowledge/dialects/, on top of what is known, and into the preflight file
    where that asks for it. Exit code 1 when nothing was written.
    """
    place = _place(path)
    slug = dialect or place.connector.database
    if not slug:
        give_up("the connector does not say which database it writes to; name it with --dialect SLUG")
    try:
        plain = yaml.safe_load(value)
    except yaml.YAMLError:
        give_up(f"{value!r} is not YAML; put text into quotes")
    today = datetime.fromtimestamp(time.time(), UTC).strftime("%Y-%m-%d")
    answer = Answer(key, plain, where or f"confirmed by the user on {today}")
    dialect_text = place.text(fact_path(slug))
    learned = learn_fact(place.knowledge.files, slug, answer, dialect_text)
    if isinstance(learned, NoChange):
        _refuse(learned)
    learned = answered_too(learned, answer, slug, place.knowledge, place.text(PREFLIGHT_PATH), dialect_text)
    for note in learned.change.notes:
        tell(note)
    if learned.before is not None:
        tell(f"{key} was {json.dumps(learned.before, ensure_ascii=False)}, for {slug}")
    _finish(place, learned.change, yes=yes, as_json=as_json)


@command.command()
@click.argument("name", metavar="CLASS.FUNCTION")
@_PATH
@click.option("--dialect", metavar="SLUG", help="The database; by default the connector's.")
@click.option("--strategy", metavar="SLUG", help="Which of the database's ways it is, where there are several.")
@_YES
@_JSON
def method(name: str, path: str, dialect: str | None, strategy: str | None, *, yes: bool, as_json: bool) -> None:
    """A method that you wrote becomes a template: stubs of that member are written like it from now on.

    Names of parameters, properties, helpers and classes become those of the connector that is written. Exit code 1 when
    nothing was written.
    """
    place = _place(path)
    try:
        where = template_path(
            place.connector, place.knowledge, place.templates, name, dialect=dialect, strategy=strategy
        )
        learned = learn_method(
            place.connector,
            place.knowledge,
            place.templates,
            name,
            dialect=dialect,
            strategy=strategy,
            present=place.text(where) if where else None,
        )
    except LookupError as error:
        give_up(str(error.args[0]))
    except KnowledgeError as error:
        give_up(str(error))
    if isinstance(learned, NoChange):
        _refuse(learned)
    for note in learned.notes:
        tell(note)
    _finish(place, learned.change, yes=yes, as_json=as_json)


def _place(path: str) -> Place:
    try:
        return place_at(path)
    except NotThere as error:
        give_up(str(error))


def _mended(place: Place, test: str | None) -> Mended:
    try:
        return mended_of(place.known, test)
    except NoneMended as error:
        tell(str(error))
        raise SystemExit(1) from None


def _read(log: Path) -> str:
    try:
        return sys.stdin.read() if str(log) == "-" else log.read_text("utf-8", errors="replace")
    except OSError as error:
        give_up(f"{log}: cannot be read ({error.strerror}); check the path")


def _refuse(refused: NoChange, option: str = "") -> NoReturn:
    tell(f"not remembered: {refused.reason}{f' with {option}' if option else ''}")
    raise SystemExit(1)


def _finish(place: Place, change: Change, *, yes: bool, as_json: bool) -> None:
    """Show what would be written, and write it with the person's word."""
    present = {file.path: place.text(file.path) for file in change.files}
    diff = unified(change, {path: text for path, text in present.items() if text is not None})
    agreed = yes
    if not as_json:
        for line in diff.splitlines():
            click.secho(line, fg=colour_of(line))
        agreed = yes or (sys.stdin.isatty() and click.confirm(f"{change.title}?", default=True, err=True))
    written = _write(place, change) if agreed else ()
    if as_json:
        click.echo(json.dumps({"title": change.title, "diff": diff, "written": list(written)}, ensure_ascii=False))
    if not agreed:
        tell("nothing was written; give --yes to write it without being asked")
        raise SystemExit(1)


def _write(place: Place, change: Change) -> tuple[str, ...]:
    try:
        written, problem = write_and_record(place.folder, change, maker=Maker.LEARNING)
    except (StaleChange, CannotWrite) as error:
        give_up(str(error))
    for path in written:
        tell(f"wrote {path}")
    if problem:
        tell(problem)
    return written
