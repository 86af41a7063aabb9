"""A step on the terminal: the file, the code as a diff, what it does and why, what to verify."""

from collections.abc import Iterable, Mapping

import click

from destination_writer.cli.paint import colour_of, say
from destination_writer.connector.roles import Role
from destination_writer.connector.state import STATE_PATH
from destination_writer.generate.stepping import Piece, Step, StepMade
from destination_writer.knowledge.dialects import Dialect
from destination_writer.text.changes import Change
from destination_writer.text.udiff import unified

_SQL_ROLES = frozenset({Role.SQL_GENERATOR, Role.CLIENT, Role.TEST_CLIENT, Role.INSERT_BUFFER})


def show_step(step: Step, made: StepMade, dialect: Dialect, texts: Mapping[str, str]) -> None:
    """The specification's Code Generation template."""
    say()
    say(f"📝 Step {step.number}: {step.title}", bold=True)
    say()
    for file in made.change.files:
        if not file.path.endswith(STATE_PATH):
            verb = "create" if file.path in made.change.created else "change"
            verb = "remove" if file.path in made.change.deleted else verb
            say(f"I'll {verb}: {file.path}")
    say()
    show_change(made.change, texts)
    say()
    say("This code:")
    if step.text:
        say(f"• {step.text}")
    for piece in made.pieces:
        for line in _piece(piece):
            say(line)
    for line in _verify(step, made, dialect):
        say(line)
    for reason in made.stays_open:
        say(f"✗ stays open: {reason}", fg="yellow")


def show_change(change: Change, texts: Mapping[str, str]) -> None:
    """As a coloured diff; a decision in the state file is one line."""
    code = Change(change.title, tuple(f for f in change.files if not f.path.endswith(STATE_PATH)))
    for line in unified(code, texts).splitlines():
        click.secho(line, fg=colour_of(line), bold=line.startswith(("---", "+++")))
    for note in change.notes:
        if note.startswith("Recorded in "):
            say(note)


def _piece(piece: Piece) -> Iterable[str]:
    yield f"• {piece.name}: {piece.purpose}"
    yield from (f"    {note}" for note in piece.notes)


def _verify(step: Step, made: StepMade, dialect: Dialect) -> Iterable[str]:
    """Where the facts come from; SQL is for the person to compare."""
    if made.change.provenance:
        yield f"• Known from: {made.change.provenance}"
    own = {note for piece in made.pieces for note in piece.notes}
    for note in made.change.notes:
        if note not in own and not note.startswith(("stays open", "Recorded in ")):
            yield f"• {note}"
    if step.role in _SQL_ROLES and dialect.is_sql:
        proof = dialect.catalogue_proof.label if step.role is not Role.INSERT_BUFFER else dialect.bulk.proof.label
        yield f"• Verify the SQL: it is written for {dialect.name} {dialect.versions}. Its facts: {proof}"
