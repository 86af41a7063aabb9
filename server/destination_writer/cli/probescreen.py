"""What the probe says to a person, or as JSON: the statements before, the outcomes after."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import click

from destination_writer.cli.paint import WIDTH, headline, note
from destination_writer.cli.usage import tell
from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.preflight import Checklist
from destination_writer.verification.probing import Denied, Planned, Prepared, Probed, Verdict

_LETTERS = re.compile(r"(x|é)\1{39,}")
"""What a name is filled with to see how long it may be."""


class Screen:
    """All output of one probe. With `as_json` one document goes to stdout at the end, everything else to stderr."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._shown: dict[str, list[str]] = {}
        self._count = 0
        self._total = 0
        self._via = ""

    @property
    def can_ask(self) -> bool:
        return sys.stdin.isatty()

    def say(self, text: str) -> None:
        click.echo(text, err=self._as_json)

    def remark(self, text: str) -> None:
        tell(text)

    def password(self, where: str) -> str:
        """Asked without echo; it is kept in memory alone."""
        return click.prompt(f"Password for {where}", hide_input=True, default="", show_default=False, err=True)

    def introduce(self, prepared: Prepared, dialect: Dialect | None, is_new: bool, warning: str = "") -> None:
        """Everything that will be run, before anything is."""
        link, plans = prepared.link, prepared.plans
        self._total, self._via = len(plans), link.via
        self._shown = {one.experiment.question: list(one.statements) for one in plans}
        self.say(f"\n── Experiments on {link.title} ".ljust(WIDTH, "─"))
        self.say(f"Database    {link.address.shown}, through {link.via}")
        self.say(f"Written as  {dialect.name if dialect else 'the SQL standard; no dialect is known'}")
        if warning:
            self.remark(warning)
        if is_new:
            self.say("The file does not exist. It is made for the experiments and removed after them.")
        if prepared.creating():
            self._statements("The scratch namespace is made by", prepared.creating())
        if prepared.may_be_prefix:
            self.say(
                f"\nTables begin with {prepared.scratch.name}_ "
                + ("where no namespace can be made." if len(prepared.scratch.kinds) > 1 else "and stand beside yours.")
            )
        for one in plans:
            self._statements(f"{one.experiment.question}: {one.experiment.tells}", one.statements)
        removal = prepared.removing() or (f"DROP TABLE of every table that begins with {prepared.scratch.name}_",)
        self._statements("At the end, also after a failure or Ctrl+C, everything is removed by", removal)
        count = sum(len(one.statements) for one in plans)
        self.say(
            f"\n{count} statements in {len(plans)} experiments. Of several ways the first that works ends its "
            "experiment; a search repeats its statements with N in halves."
        )

    def _statements(self, title: str, statements: tuple[str, ...]) -> None:
        self.say("")
        click.secho(title, bold=True, err=self._as_json)
        for sql in statements:
            self.say("  " + _LETTERS.sub(lambda found: f"{found[0][0]}…{len(found[0])} letters…", sql))

    def agreed(self, title: str) -> bool:
        """Whether the user says that this is a test database and that these statements may run."""
        try:
            answer = click.prompt(
                f"\nIs this {title} a test database, and may these statements run in it? Type yes",
                default="no",
                show_default=False,
                err=True,
            )
        except click.Abort:
            return False
        return str(answer).strip().lower() == "yes"

    def experiment(self, one: Planned) -> None:
        """Which experiment runs now, where a person looks on."""
        self._count += 1
        if sys.stderr.isatty():
            click.echo(f"\r\033[K{self._count}/{self._total} {one.experiment.question}", nl=False, err=True)
            if self._count == self._total:
                click.echo("\r\033[K", nl=False, err=True)

    def finish(self, checklist: Checklist, probed: Probed, verdict: Verdict, file: Path, file_is_gone: bool) -> int:
        """The outcomes; the exit code."""
        failed = bool(probed.stopped or (probed.left and not file_is_gone) or verdict.denied)
        if self._as_json:
            click.echo(json.dumps(self._document(probed, verdict, file_is_gone), ensure_ascii=False, indent=2))
            return int(failed)
        headline(f"What {probed.title} showed")
        self._answers(checklist, verdict)
        for denied in verdict.denied:
            self._denied(denied)
        for outcome in verdict.undecided:
            note(f"  undecided  {outcome.question}: {outcome.evidence or 'nothing was seen'}")
        click.echo(
            f"\n{len(verdict.proved)} answers proved, {len(verdict.new)} found, {len(verdict.changed)} corrected, "
            f"{len(verdict.denied)} denied, {len(verdict.undecided)} undecided. Written to {file.name}, each with "
            f"`executed: {probed.title}`."
        )
        if probed.stopped:
            click.secho(
                f"This is a blocker: the probe ended early, {probed.stopped}. What was found before it counts.",
                fg="red",
            )
        self._removal(probed, file_is_gone)
        return int(failed)

    def _answers(self, checklist: Checklist, verdict: Verdict) -> None:
        before = dict(verdict.changed)
        for question in checklist.questions:
            answer = verdict.answers.get(question.id)
            if answer is None:
                continue
            if question.id in before:
                old = _short(before[question.id])
                click.echo(f"  corrected  {question.id}: {_short(answer.value)} in place of {old}; {answer.note}")
            elif question.id in verdict.new:
                click.echo(f"  found      {question.id}: {_short(answer.value)}; {answer.note}")
            else:
                click.echo(f"  proved     {question.id}: {_short(answer.value)}")

    def _denied(self, denied: Denied) -> None:
        click.secho(
            f"  denied     {denied.question}: {_short(denied.answer)} stands in the checklist, the database shows "
            f"{_short(denied.found)}; {denied.evidence}. The answer stays; correct it, or say why it holds.",
            fg="red",
        )

    def _removal(self, probed: Probed, file_is_gone: bool) -> None:
        if file_is_gone:
            click.echo("The database file was removed; nothing of the probe is left.")
        elif not probed.left:
            click.echo("The scratch namespace was removed; nothing of the probe is left.")
        else:
            click.secho("This is a blocker: not everything could be removed.", fg="red")
            for what in probed.left:
                click.echo(f"  {what}")
            click.echo("Remove it by hand:")
            for sql in probed.by_hand:
                click.echo(f"  {sql};")

    def _document(self, probed: Probed, verdict: Verdict, file_is_gone: bool) -> dict[str, Any]:
        return {
            "database": probed.title,
            "via": self._via,
            "statements": self._shown,
            "answers": {
                key: {"answer": answer.value, "proof": answer.proof, "note": answer.note}
                for key, answer in verdict.answers.items()
            },
            "proved": verdict.proved,
            "found": verdict.new,
            "corrected": dict(verdict.changed),
            "denied": [vars(denied) for denied in verdict.denied],
            "undecided": {outcome.question: outcome.evidence for outcome in verdict.undecided},
            "stopped": probed.stopped or None,
            "left": [] if file_is_gone else probed.left,
            "removeByHand": [] if file_is_gone else list(probed.by_hand),
        }


def _short(value: object) -> str:
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return " ".join(text.split())[:100]
