"""`destination-writer preflight PATH --probe URL`: experiments against a test database, shown before they run."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from destination_writer.cli.probescreen import Screen
from destination_writer.cli.usage import give_up
from destination_writer.connector.preflight import PREFLIGHT_PATH, Answer, Preflight, Source, read_preflight
from destination_writer.connector.preflighttext import InvalidPreflight, set_header
from destination_writer.generate.preflight.api import known_answers, new_text, text_with
from destination_writer.generate.preflight.naming import database_slug
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.experiments import load_experiments, load_speech
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.preflight import Checklist
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.probing import Address, BadAddress, CannotReach, Link, connect, read_address
from destination_writer.toolchain.probing.files import remove_file
from destination_writer.toolchain.probing.stopping import stoppable
from destination_writer.toolchain.statefile import StateFileBusy, update_text
from destination_writer.toolchain.workspace import UnusablePath, open_folder, workspace_knowledge
from destination_writer.verification.probing import CannotMake, Prepared, Subject, Verdict, judge, prepare
from destination_writer.verification.probing.asking import as_text, experiments_for

Command = TypeVar("Command", bound=Callable[..., Any])


def probe_options(command: Command) -> Command:
    """Adds `--probe`, `--this-is-a-test-database` and `--driver` to a command."""
    command = click.option(
        "--driver",
        type=click.Path(dir_okay=False, path_type=Path),
        multiple=True,
        help="A jar of the JDBC driver for --probe, where it is not at hand. Can be repeated.",
    )(command)
    command = click.option(
        "--this-is-a-test-database",
        is_flag=True,
        help="With --yes: --probe runs its statements without asking.",
    )(command)
    return click.option(
        "--probe",
        metavar="URL",
        help="Run the experiments against this test database, in a namespace of their own that is removed again.",
    )(command)


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    folder: Path
    url: str
    driver: tuple[Path, ...]
    confirmed: bool
    database: str | None
    like: str | None


def run_probe(
    folder: Path,
    url: str,
    *,
    driver: tuple[Path, ...] = (),
    this_is_a_test_database: bool = False,
    yes: bool = False,
    database: str | None = None,
    like: str | None = None,
    as_json: bool = False,
) -> int:
    """Run the probe and print all of it; 0 when every answer stands, 1 when something was denied, stopped or left."""
    if yes and not this_is_a_test_database:
        give_up(
            "--probe runs statements; --yes alone does not let it. Leave --yes out and you are asked, "
            "or add --this-is-a-test-database"
        )
    request = Request(folder, url, driver, yes and this_is_a_test_database, database, like)
    try:
        return _probe(request, Screen(as_json))
    except (UnusablePath, BadAddress, CannotReach, KnowledgeError, InvalidPreflight, StateFileBusy) as error:
        give_up(str(error))


def _probe(request: Request, screen: Screen) -> int:
    folder = open_folder(str(request.folder)).folder
    file = folder / PREFLIGHT_PATH
    preflight = _present(file)
    knowledge = workspace_knowledge(folder)
    preflight = _named(preflight, request, knowledge)
    checklist = knowledge.checklist
    address = _address(request.url, screen)
    is_new = address.is_file and not Path(address.path).exists()
    try:
        subject, prepared, known = _prepared(request, knowledge, checklist, preflight, address)
        screen.introduce(prepared, subject.dialect, is_new, _mistaken(knowledge, subject.dialect, prepared.link.title))
        if not (request.confirmed or screen.agreed(prepared.link.title)):
            prepared.close()
            screen.say("Nothing was run.")
            return 1
        with stoppable(screen.remark) as stopping:
            try:
                probed = prepared.run(screen.experiment, stopping.calm)
            except CannotMake as refused:
                give_up(f"{prepared.link.title} does not let us make a namespace, so nothing was run: {refused}")
            verdict = judge(checklist, known, probed)
            _write(file, subject, preflight, checklist, known, verdict)
    finally:
        if is_new:
            remove_file(Path(address.path))
    return screen.finish(checklist, probed, verdict, file, is_new)


def _present(file: Path) -> Preflight:
    """The checklist as it is on the disk. Gives up on one that cannot be read, before anything is run."""
    if not file.exists():
        return Preflight()
    read = read_preflight(file.read_bytes().decode("utf-8", "replace"))
    if read.is_broken:
        give_up(str(read.problems[0]))
    return read.preflight


def _named(preflight: Preflight, request: Request, knowledge: Knowledge) -> Preflight:
    """The checklist with the database and its likeness as the command line says them."""
    if not request.database:
        return replace(preflight, like=request.like or preflight.like)
    slug = database_slug(request.database, knowledge)
    if slug is None:
        give_up(f"{request.database!r} cannot be a database's name here: letters, digits, blanks, a letter first")
    if preflight.database not in ("", slug):
        give_up(f"{PREFLIGHT_PATH} is about {preflight.database}, not {request.database}; give another folder")
    known = knowledge.dialect(slug).name if slug in knowledge.dialect_slugs else request.database
    return replace(preflight, database=slug, name=preflight.name or known, like=request.like or preflight.like)


def _address(url: str, screen: Screen) -> Address:
    address = read_address(url, os.environ)
    if address.wants_password and screen.can_ask:
        return address.with_password(screen.password(address.shown))
    return address


def _prepared(
    request: Request, knowledge: Knowledge, checklist: Checklist, preflight: Preflight, address: Address
) -> tuple[Subject, Prepared, dict[str, Answer]]:
    """Reach the database, tell which one it is, and plan. Nothing is run but the driver's question for the version."""
    slug, like = preflight.database, preflight.like
    named = _dialect(knowledge, slug)
    coordinates = [artifact.coordinate for artifact in named.connection.artifacts] if named else []

    def reach() -> Link:
        return connect(address, request.driver, coordinates, os.environ)

    link = reach()
    dialect = named or (None if slug else _dialect_of(knowledge, link.title)) or _dialect(knowledge, like)
    known = _known(checklist, preflight, None if slug and not named else dialect)
    answers = {key: answer.value for key, answer in known.items() if answer.is_given}
    given = {key: text for key, value in answers.items() if (text := as_text(value)) is not None}
    experiments = experiments_for(checklist.questions, load_experiments(knowledge.files), answers)
    sure = frozenset(key for key, answer in known.items() if answer.source == Source.KNOWLEDGE.value)
    subject = Subject(address, reach, dialect, load_speech(knowledge.files), given, sure)
    return subject, prepare(subject, experiments, link), known


def _dialect(knowledge: Knowledge, slug: str | None) -> Dialect | None:
    return knowledge.dialect(slug) if slug and slug in knowledge.dialect_slugs else None


def _dialect_of(knowledge: Knowledge, title: str) -> Dialect | None:
    """The database whose name the server gives."""
    dialects = (knowledge.dialect(slug) for slug in knowledge.dialect_slugs)
    return next((known for known in dialects if title.lower().startswith(known.name.lower() + " ")), None)


def _mistaken(knowledge: Knowledge, dialect: Dialect | None, title: str) -> str:
    """What to say when the server calls itself another database than the one that the checklist is about."""
    found = _dialect_of(knowledge, title)
    if dialect is None or found is None or dialect.slug in (found.slug, *found.parents):
        return ""
    return "" if found.slug in dialect.parents else f"The checklist is about {dialect.name}; this server is {title}."


def _known(checklist: Checklist, preflight: Preflight, dialect: Dialect | None) -> dict[str, Answer]:
    """The checklist's answers, and those of the dialect where it has none yet."""
    known = known_answers(checklist, dialect, "knowledge") if dialect else {}
    return known | {entry.id: entry.answer for entry in preflight.entries if entry.answer.is_given}


def _write(
    file: Path,
    subject: Subject,
    preflight: Preflight,
    checklist: Checklist,
    known: dict[str, Answer],
    verdict: Verdict,
) -> None:
    """The answers, into the file as it is now. A new file is filled with what the dialect knows as well."""
    dialect = subject.dialect
    slug = preflight.database or (dialect.slug if dialect else "")
    name = preflight.name or (dialect.name if dialect and slug == dialect.slug else slug)
    head = Preflight(slug, name, preflight.like)

    def edit(text: str) -> str:
        if not text.strip():
            return new_text(checklist, head, known | verdict.answers)
        header = {"database": head.database, "name": head.name, "like": head.like}
        filled = set_header(text, {key: value for key, value in header.items() if value})
        return text_with(filled, verdict.answers, checklist, head.name)

    update_text(file, edit)
