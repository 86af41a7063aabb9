"""What the walk shows: a question, its explanation, contradictions, the end."""

import textwrap
from collections.abc import Mapping

import click

from destination_writer.cli.paint import WIDTH, headline, note, say
from destination_writer.connector.preflight import Answer, Preflight
from destination_writer.connector.preflighttext import written
from destination_writer.generate.preflight.api import Finished, Standing
from destination_writer.generate.preflight.dialectfile import MadeDialect
from destination_writer.knowledge.dialect_facts import Strategy, StrategyKind
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.preflight import AnswerKind, Checklist, Clash, Question, SectionFile

_SHOWN = 8
"""Open questions that are listed; the others are counted."""


def introduction(
    name: str, checklist: Checklist, standing: Standing, preflight: Preflight, base: Dialect | None
) -> None:
    """What the walk is for, and how much of it is known."""
    known = len(preflight.answers)
    say(f"The checklist says what has to be known of {name} before code is written.")
    say(f"{len(checklist.sections)} sections, {len(standing.asked)} questions, {known} of them answered.")
    if base is not None and standing.unconfirmed:
        say(f"{len(standing.unconfirmed)} answers are filled in from {base.name} and wait for your word.")
    note("Enter takes what is known · a: all that is known of this section · ?: explain · s: skip · b: back · q: leave")
    note("l SLUG takes the answer of another database, as in `l postgres`. What you answer is kept at once.")


def section(number: int, count: int, about: SectionFile, name: str) -> None:
    headline(f"{number}/{count} {about.title}")
    note(about.about.replace("{database}", name))


Ways = Mapping[str, Strategy]
"""Slug -> the strategy, for the slugs that a choice offers."""


def question(asked: Question, name: str, answer: Answer | None, more: tuple[str, ...], ways: Ways) -> None:
    """The question, its legal values, and what is known."""
    say()
    say(_wrapped(asked.phrase(name)), bold=True)
    values = asked.legal_values(more) if asked.answer.kind is AnswerKind.CHOICE else ()
    meanings = {known.value: known.means for known in asked.answer.values} | {
        slug: way.title for slug, way in ways.items()
    }
    for number, value in enumerate(values, 1):
        meaning = meanings.get(value, "")
        say(_cut(f"  {number}. {value}{f': {meaning}' if meaning else ''}"))
    if answer is None or not answer.is_given:
        example = f", as in {asked.answer.example}" if asked.answer.example else ""
        note(_cut(f"  nothing is known of it; write it{example}, or leave it open with Enter"))
    else:
        known = {True: "yes", False: "no"}.get(answer.value) if isinstance(answer.value, bool) else None
        say(f"  known: {click.style(known or written(answer.value), fg='green')}")
        note(_cut(f"         {answer.proof or answer.source}"))


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def explanation(asked: Question, name: str, ways: Ways) -> None:
    """Why, for which phase, how to find out, what to try."""
    phases = ", ".join(map(str, asked.phases))
    _item("Why", asked.why, name)
    _item("Needed by", f"phase {phases}" + ("" if asked.needed else "; may stay open"), name)
    _item("Find out", asked.find, name)
    _item("Search for", f'"{asked.search.replace("{database}", name)}"', name)
    if asked.answer.example:
        _item("Example", asked.answer.example, name, fill=False)
    for slug, way in ways.items():
        say(f"  {slug}: {way.title}", bold=True)
        say(textwrap.indent("\n".join(textwrap.wrap(way.trade_off, WIDTH - 6)), " " * 6))
    _experiment(asked, name)


def _experiment(asked: Question, name: str) -> None:
    if asked.experiment is None:
        return
    _item("Experiment", f"{asked.experiment.about} On a test database, or by --probe URL:", name)
    for statement in (*asked.experiment.setup, asked.experiment.run, *asked.experiment.cleanup):
        click.secho(f"      {statement};", fg="cyan")
    for outcome in asked.experiment.outcomes:
        shown = f"{outcome.when} {outcome.pattern}".rstrip()
        say(f"      {shown}: {outcome.means}")


def _item(title: str, text: str, name: str, *, fill: bool = True) -> None:
    lines = textwrap.wrap(text.replace("{database}", name), WIDTH - 15) if fill else [text]
    say(f"  {click.style(f'{title}:'.ljust(12), bold=True)} " + f"\n{' ' * 15}".join(lines))


def clash(found: Clash, preflight: Preflight) -> None:
    """Answers that cannot be true together."""
    say(f"  These answers contradict each other. {found.says}", fg="red")
    for identifier in found.questions:
        answer = preflight.answer(identifier)
        say(f"    {identifier}: {written(answer.value) if answer else 'open'}")
    say(f"    {found.remedy}")


def unfinished(standing: Standing, name: str, again: str) -> None:
    """What keeps the preflight from its end, and how to go on."""
    if standing.is_sound and standing.unconfirmed:
        say(f"{len(standing.unconfirmed)} answers about {name} wait for your confirmation.")
    if standing.blockers:
        say(f"The preflight of {name} is not complete. This is a blocker for phase 0:", fg="red")
        for blocker in standing.blockers[:_SHOWN]:
            say(f"  - {blocker}")
        if len(standing.blockers) > _SHOWN:
            say(f"  and {len(standing.blockers) - _SHOWN} more: {again} --show")
    say(f"What you answered is kept. Go on with: {again}")


def finished(done: Finished, written_paths: tuple[str, ...], preflight: Preflight, path: str) -> None:
    """What was written, what nobody confirmed or answered, and the next step."""
    name, slug = preflight.name or preflight.database, preflight.database
    say()
    for line in written_paths:
        click.echo(f"wrote {line}" if line.startswith(".") else line)
    if done.made is not None and done.made.text:
        ways = done.made.dialect.strategies_of(StrategyKind.UPSERT)
        say(_described(done.made, preflight))
        if not ways:
            say("There is no way to upsert with these abilities; phase 9 can be skipped with that reason.")
    for remark in done.notes:
        say(remark, fg="yellow")
    say(f"✓ Preflight of {name} complete.", fg="green", bold=True)
    say(f"Ready to start Phase 0: destination-writer scaffold {path} --database {slug}")


def _described(made: MadeDialect, preflight: Preflight) -> str:
    """Which answers made the dialect that was written."""
    count = len(made.changed)
    if preflight.like:
        return f"{count} answers differ from {preflight.like}; generation follows yours."
    if made.base.slug == preflight.database:
        return f"{count} answers differ from what is known of {made.base.name}; generation follows yours."
    return f"{count} answers describe it; what was not answered follows the {made.base.name}."


def _wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, WIDTH))
