"""`preflight`: what has to be known of a database, asked one question at a time."""

import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from destination_writer.cli import preflightscreen as screen
from destination_writer.cli.asking import Left, agreed, read
from destination_writer.cli.preflightdesk import Desk
from destination_writer.cli.preflightwalk import Walk
from destination_writer.cli.probe import probe_options, run_probe
from destination_writer.cli.usage import give_up, tell
from destination_writer.connector.preflight import PREFLIGHT_PATH, Preflight, read_preflight
from destination_writer.connector.state import STATE_PATH
from destination_writer.connector.statetext import read_state
from destination_writer.generate.preflight.api import (
    base_of,
    confirmed,
    new_text,
    research_summary,
    starting_answers,
)
from destination_writer.generate.preflight.dialectfile import knowledge_before
from destination_writer.generate.preflight.takeover import TakenOver, take_over
from destination_writer.knowledge.boundaries import declined
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.toolchain.workspace import UnusablePath

_LARGEST = 2_000_000
"""Bytes of a file that is taken over."""


@click.command()
@click.argument("path", default=".")
@click.option("--database", metavar="NAME", help="The database, as people write its name.")
@click.option("--like", metavar="SLUG", help="A known database that it resembles; its facts are filled in.")
@click.option("--from", "source", metavar="FILE", help="Take over a checklist that is filled in already.")
@click.option("--yes", is_flag=True, help="Confirm every answer that is filled in, and ask nothing.")
@click.option("--show", is_flag=True, help="Print the research summary and what is open; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout; ask nothing.")
@probe_options
def command(
    path: str,
    database: str | None,
    like: str | None,
    source: str | None,
    yes: bool,
    show: bool,
    as_json: bool,
    probe: str | None,
    this_is_a_test_database: bool,
    driver: tuple[Path, ...],
) -> None:
    """Walk the checklist of a database in PATH: what has to be known before its connector is written.

    Known facts are filled in and wait for your confirmation. Every answer is kept at once in
    .destination-writer/preflight.yaml, so the walk can be left at any moment and resumed. Exit code 0 when the
    checklist is complete, 1 when something is open or contradicts, 2 for what cannot be used.
    """
    try:
        desk = Desk.open(path)
        if probe:
            flags = {"this_is_a_test_database": this_is_a_test_database, "yes": yes, "as_json": as_json}
            sys.exit(run_probe(desk.folder, probe, driver=driver, database=database, like=like, **flags))
        _run(desk, path, _Wish(database, like, source, yes, show, as_json))
    except (UnusablePath, KnowledgeError) as error:
        give_up(str(error))


class _Wish:
    """What was asked for on the command line."""

    def __init__(
        self, database: str | None, like: str | None, source: str | None, yes: bool, show: bool, as_json: bool
    ):
        self.database, self.like, self.source = database, like, source
        self.yes, self.show, self.as_json = yes, show, as_json

    @property
    def asks(self) -> bool:
        return not (self.yes or self.show or self.as_json)


def _run(desk: Desk, path: str, wish: _Wish) -> None:
    again = f"destination-writer preflight {path}"
    try:
        _decide(desk, wish)
        if wish.show or (wish.as_json and not wish.yes and not wish.source):
            _show(desk, wish.as_json, path)
        _begin(desk, wish)
        if wish.yes:
            _confirm_all(desk)
        elif wish.asks and not (desk.preflight.finished and _is_settled(desk)):
            standing = desk.standing
            base = base_of(desk.preflight, desk.knowledge)[0]
            screen.introduction(desk.name, desk.checklist, standing, desk.preflight, base)
            Walk(desk).run()
    except (Left, KeyboardInterrupt):  # Ctrl+C may come between two questions as well
        if desk.exists:
            screen.unfinished(desk.standing, desk.name, again)
        else:
            click.echo("Nothing was written.")
        sys.exit(1)
    _end(desk, path, again, wish.as_json)


def _confirm_all(desk: Desk) -> None:
    """Confirm what is filled in, and what follows from that, until nothing waits."""
    while waiting := desk.preflight.unconfirmed:
        desk.record({entry.id: confirmed(entry.answer) for entry in waiting})


def _is_settled(desk: Desk) -> bool:
    return desk.standing.is_sound and not desk.standing.unconfirmed


def _end(desk: Desk, path: str, again: str, as_json: bool) -> NoReturn:
    """The summary; then what is missing, or what the finished preflight writes."""
    if not as_json:
        click.echo()
        click.echo(research_summary(desk.checklist, desk.preflight))
    done = desk.finish() if _is_settled(desk) else None
    if done is None or done.change is None:
        if as_json:
            _print_json(desk, path)
        else:
            for blocker in done.blockers if done else ():
                click.secho(f"  - {blocker}", fg="red")
            screen.unfinished(desk.standing, desk.name, again)
        sys.exit(1)
    written = desk.write(done.change) if not done.change.is_empty else ()
    if as_json:
        _print_json(desk, path)
    else:
        screen.finished(done, written, desk.preflight, path)
    sys.exit(0)


def _show(desk: Desk, as_json: bool, path: str) -> NoReturn:
    if not desk.exists:
        desk.about = _about(desk, desk.about)
    if as_json:
        _print_json(desk, path)
    else:
        click.echo(research_summary(desk.checklist, desk.preflight))
        if not _is_settled(desk) or not desk.exists:
            screen.unfinished(desk.standing, desk.name, f"destination-writer preflight {path}")
    sys.exit(0 if desk.exists and _is_settled(desk) else 1)


def _print_json(desk: Desk, path: str) -> None:
    preflight, standing = desk.preflight, desk.standing
    answers = [
        {
            "id": entry.id,
            "answer": entry.answer.value,
            "source": entry.answer.source,
            "proof": entry.answer.proof,
            "confirmed": entry.answer.confirmed,
            "note": entry.answer.note,
        }
        for entry in preflight.entries
        if entry.answer.is_given
    ]
    clashes = [{"questions": c.questions, "says": c.says, "remedy": c.remedy} for c in standing.clashes]
    shown = {
        "database": preflight.database,
        "name": desk.name,
        "like": preflight.like or None,
        "file": PREFLIGHT_PATH if desk.exists else None,
        "finished": preflight.finished or None,
        "complete": desk.exists and _is_settled(desk),
        "answers": answers,
        "unanswered": [{"id": q.id, "question": q.phrase(desk.name), "needed": True} for q in standing.needed]
        + [{"id": q.id, "question": q.phrase(desk.name), "needed": False} for q in standing.optional],
        "unconfirmed": standing.unconfirmed,
        "illegal": standing.illegal,
        "contradictions": clashes,
        "next": f"destination-writer scaffold {path} --database {preflight.database}",
    }
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False))


def _decide(desk: Desk, wish: _Wish) -> None:
    """Which database it is about: the file's, what was asked for, the state's, else the person says. Raises Left."""
    if desk.exists and desk.about.database:
        other = _slug(wish.database, desk.knowledge) if wish.database else desk.about.database
        if other != desk.about.database:
            give_up(
                f"{PREFLIGHT_PATH} is about {desk.name}, not {wish.database}; "
                "give another folder, or move that file away to begin anew"
            )
        if wish.like and wish.like.lower() != desk.about.like:
            like = desk.about.like or "none"
            tell(f"--like {wish.like} is not applied: {PREFLIGHT_PATH} says `like: {like}`; change it there")
        return
    decided = _state_database(desk)
    if wish.database and decided and _slug(wish.database, desk.knowledge) != _slug(decided, desk.knowledge):
        give_up(
            f"{STATE_PATH} says that this connector is for {decided}, not {wish.database}; "
            "give another folder, or correct `database` there"
        )
    name = wish.database or decided or _database_of(wish)
    if not name and wish.asks:
        name = read("Which database is the connector for? ")
    if not name:
        give_up("name the database, as in --database TimescaleDB")
    slug = _slug(name, desk.knowledge)
    if slug not in desk.knowledge.dialect_slugs:
        reason = declined(desk.knowledge.files, name)
        if reason:
            give_up(reason)
    known = slug in knowledge_before(desk.knowledge, slug).dialect_slugs
    desk.about = Preflight(slug, desk.knowledge.dialect(slug).name if known else name.strip(), "")
    if known and wish.like and wish.like.lower() != slug:
        tell(f"--like {wish.like} is not applied: {desk.about.name} is known itself")
    if not known:
        desk.about = replace(desk.about, like=_like(desk, wish))


def _database_of(wish: _Wish) -> str:
    """What a file that is taken over says it is about."""
    preflight = read_preflight(_text_of(wish.source)).preflight if wish.source else Preflight()
    return preflight.name or preflight.database


def _state_database(desk: Desk) -> str:
    text = desk.texts().get(STATE_PATH, "")
    return read_state(text).state.database or ""


def _slug(name: str, knowledge: Knowledge) -> str:
    """The slug of a known database by slug or name, else one made from the name. Ends the command for no name."""
    plain = re.sub(r"[^a-z0-9]+", "", name.lower().removeprefix("destination-"))
    for slug in knowledge.dialect_slugs:
        if plain == slug.replace("-", ""):
            return slug
    for slug in knowledge.dialect_slugs:
        if plain and plain == re.sub(r"[^a-z0-9]+", "", knowledge.dialect(slug).name.lower()):
            return slug
    made = re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("destination-")).strip("-")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", made):
        give_up(f"{name!r} cannot be a database's name here: letters, digits, blanks and hyphens, a letter first")
    return made


def _like(desk: Desk, wish: _Wish) -> str:
    """The known database that an unknown one resembles; empty for none. Raises Left."""
    slugs = desk.knowledge.dialect_slugs
    said = wish.like
    if said is None and wish.asks:
        click.echo(f"{desk.name} is not among the databases known here: {', '.join(slugs)}.")
        click.echo("Its checklist begins empty, or with the facts of one that it resembles, each to be confirmed.")
        said = read("Which of them does it resemble most? (Enter for none) ")
        while said and said.lower() not in slugs:
            said = read(f"{said!r} is none of them. (Enter for none) ")
    if said and said.lower() not in slugs:
        give_up(f"no database is called {said!r}; --like takes one of: {', '.join(slugs)}")
    return (said or "").lower()


def _about(desk: Desk, about: Preflight) -> Preflight:
    """As if the file were there, with what is known filled in."""
    answers = starting_answers(desk.checklist, about, desk.knowledge)
    return read_preflight(new_text(desk.checklist, about, answers)).preflight


def _begin(desk: Desk, wish: _Wish) -> None:
    """Make the file where there is none, and take over what is filled in already. Raises Left."""
    if not desk.exists:
        if wish.source is None and wish.asks:
            wish.source = _completed(desk)
        desk.create(starting_answers(desk.checklist, desk.about, desk.knowledge))
        if not wish.as_json:
            click.echo(f"wrote {PREFLIGHT_PATH}")
    if wish.source:
        _take_over(desk, wish.source, quiet=wish.as_json)


def _completed(desk: Desk) -> str | None:
    """Question 0. Raises Left."""
    if not agreed(f"Have you completed a preflight checklist for {desk.name} already?", default=False):
        click.echo("Then let's gather what has to be known; I say how to find out what you do not know.")
        return None
    return read("Its file (YAML, Markdown or text; Enter for none): ") or None


def _take_over(desk: Desk, source: str, *, quiet: bool) -> None:
    found: TakenOver = take_over(_text_of(source), Path(source).name, desk.checklist, desk.name, desk.more)
    present = desk.preflight
    new = {key: answer for key, answer in found.answers.items() if not _is_same(present, key, answer.value)}
    desk.record(
        new | {key: found.answers[key] for key in found.answers if key not in new and found.answers[key].confirmed}
    )
    if not quiet:
        click.echo(f"{len(found.answers)} answers taken over from {source}.")
    for line in found.refused:
        tell(f"not taken over, {line}")
    for line in found.unrecognised:
        tell(f"not recognised, {line}")


def _is_same(preflight: Preflight, key: str, value: object) -> bool:
    answer = preflight.answer(key)
    return answer is not None and answer.value == value


def _text_of(source: str | None) -> str:
    """The text of a file that somebody names. Ends the command where it cannot be read."""
    file = Path(source or "")
    try:
        if file.stat().st_size > _LARGEST:
            give_up(f"{source} is larger than {_LARGEST} bytes; give a file that holds the checklist alone")
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        give_up(f"{source} is not UTF-8; save it as UTF-8, then take it over")
    except OSError as error:
        give_up(f"{source} cannot be read ({error.strerror}); check the path")
