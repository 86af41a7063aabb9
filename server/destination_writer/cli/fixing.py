"""`diagnose --fix`: apply what mends a failure, each Change with the person's word, then offer the checkpoint."""

import re
import sys
from collections.abc import Callable, Iterable

import click

from destination_writer.checkpoints.applying import write_and_record
from destination_writer.checkpoints.changelog import Maker
from destination_writer.cli.checkpoint import command as checkpoint_command
from destination_writer.cli.diagnosed import Diagnosed, Project
from destination_writer.cli.usage import give_up, tell
from destination_writer.generate.remedies.api import Offered
from destination_writer.knowledge.phases import plain_test_name
from destination_writer.text.changes import StaleChange
from destination_writer.toolchain.applying import CannotWrite


def fix(project: Project, again: Callable[[Project], list[Diagnosed]], path: str, *, yes: bool) -> None:
    """Apply the first Change of every cause that the person agrees to. `again` lays the diagnoses on the connector as
    it then is, for one Change can be made of what another has left."""
    tests: list[str] = []
    seen: set[tuple[str | None, str]] = set()
    applied = False
    while (offer := _next(again(project), seen)) is not None:
        one, chosen = offer
        seen.add(_key(one))
        if not yes and not _agreed(chosen):
            continue
        try:
            names = [_plain(name) for name in one.diagnosis.tests or (one.diagnosis.test or "",)]
            told = {"maker": Maker.REMEDY, "phase": project.phase_of(names), "root": project.root}
            paths, problem = write_and_record(project.folder, chosen.change, **told)
            for said in (*(f"wrote {path}" for path in paths), *([problem] if problem else [])):
                tell(said)
        except (StaleChange, CannotWrite) as error:
            give_up(str(error))
        applied = True
        tests += one.diagnosis.tests or ((one.diagnosis.test,) if one.diagnosis.test else ())
        project = Project(path)
    _run_again(project, path, tests, applied=applied, yes=yes)


def _next(found: Iterable[Diagnosed], seen: set[tuple[str | None, str]]) -> tuple[Diagnosed, Offered] | None:
    """The first cause with a fix that the person has not been asked about."""
    pairs = ((one, offer) for one in found for offer in one.offers[:1])
    return next(((one, offer) for one, offer in pairs if _key(one) not in seen), None)


def _key(one: Diagnosed) -> tuple[str | None, str]:
    return one.diagnosis.test, one.diagnosis.message


def _plain(name: str) -> str:
    """The test's own name, of `a.b.Suite.name` and of `Suite > name()`."""
    last = re.split(r" > |(?<=\w)\.(?=\S)", name)[-1]
    return plain_test_name(last) or last


def _agreed(offer: Offered) -> bool:
    """The person's word; without a terminal there is nobody to give it."""
    if not sys.stdin.isatty():
        tell(f"not applied: {offer.change.title}; give --yes to apply it without being asked")
        return False
    return click.confirm(f"{offer.change.title}. Should I apply this fix?", default=True, err=True)


def _run_again(project: Project, path: str, tests: list[str], *, applied: bool, yes: bool) -> None:
    if not applied:
        tell("no fix was applied: follow the next steps above")
        return
    phase = project.phase_of([_plain(name) for name in tests])
    words = f"destination-writer checkpoint {path}{f' --phase {phase}' if phase is not None else ''}"
    if yes or not sys.stdin.isatty() or not click.confirm(f"Run `{words}` now?", default=True, err=True):
        tell(f"run the tests again: {words}")
        return
    asked = None if phase is None else str(phase)
    click.get_current_context().invoke(checkpoint_command, path=path, asked=asked, yes=True)
