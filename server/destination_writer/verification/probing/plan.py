"""What will be run, before anything is: every experiment with every statement that it may send."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from destination_writer.knowledge.experiments import Expected, Experiment, Step, Way
from destination_writer.verification.probing.wording import Wording

QUOTE_MARK = "quoting.marks"
"""The question whose answer the other experiments' statements are written with."""
_OPEN = re.compile(r"\{[a-z_]+\}")
"""A placeholder of an answer that no experiment knows how to fill."""
_GUESS = "16"
"""How many letters a name is shown with while the experiment that finds it was not run yet."""


@dataclass(frozen=True)
class Trial:
    """One way of one experiment, worded. `answer` is what it proves when it works; None for nothing."""

    name: str
    answer: str | None
    why: str = ""
    steps: tuple[Step, ...] = ()
    setup: tuple[str, ...] = ()
    expect: Expected | None = None
    absent: Expected | None = None
    refused: str = ""

    @property
    def deed(self) -> str:
        """The statement that the experiment is about: the last one that it runs, or the query that it checks."""
        checked = self.expect.sql if self.expect else self.refused
        return next((step.sql for step in reversed(self.steps) if step.sql), checked)

    @property
    def statements(self) -> tuple[str, ...]:
        """All of them, in order; transactions as their words."""
        checks = [self.expect.sql if self.expect else "", self.absent.sql if self.absent else "", self.refused]
        steps = [step.sql or step.do.upper() for step in self.steps]
        return tuple(text for text in (*self.setup, *steps, *checks) if text)


@dataclass(frozen=True)
class Planned:
    """An experiment with its trials, the first of which that works decides. `given` is what the checklist has."""

    experiment: Experiment
    number: int
    trials: tuple[Trial, ...]
    given: str | None = None

    @property
    def statements(self) -> tuple[str, ...]:
        """What may be sent, each once, in order; of a search, its statements with N."""
        return tuple(dict.fromkeys(text for trial in self.trials for text in trial.statements))


@dataclass(frozen=True)
class Script:
    """What experiments are worded with: `given` are the checklist's answers, by question."""

    wording: Wording
    given: Mapping[str, str] = field(default_factory=dict[str, str])
    sure: frozenset[str] = frozenset()
    """Questions of which no other answer than the given one is tried."""

    def values(self) -> dict[str, str]:
        """What `{of:…}` stands for."""
        return {f"of:{question}": answer for question, answer in self.given.items()}


def plan(experiments: Sequence[Experiment], script: Script) -> tuple[Planned, ...]:
    """The experiments that the database's namespaces allow, worded."""
    ordered = sorted(experiments, key=lambda one: one.question != QUOTE_MARK)  # what the others are written with
    fitting = [one for one in ordered if not (script.wording.prefixed and "namespaces" in one.needs)]
    made = [planned(one, number, script) for number, one in enumerate(fitting, 1)]
    return tuple(one for one in made if one.trials)


def planned(one: Experiment, number: int, script: Script, found: str = "N", *, shared: bool = False) -> Planned:
    """One experiment, worded. `found` is the number that a search is at, or that an earlier one found; `shared` words
    what a search runs in the second namespace."""
    name, given = f"e{number}", script.given.get(one.question)
    if one.reads is not None:
        way = Way(run=(), expect=Expected(sql=one.reads.sql, count=0))
        return Planned(one, number, (_trial(one, way, name, {}, script),), given)
    if one.error:
        return Planned(one, number, (_trial(one, Way(run=(), refused=one.error), name, {}, script),), given)
    if one.largest is not None:
        run = (*one.largest.run, *one.largest.shared) if found == "N" else one.largest.run
        return Planned(one, number, (_search(one, one.largest.shared if shared else run, name, found, script),), given)
    return Planned(one, number, tuple(_ways(one, name, given, script, found)), given)


def _ways(one: Experiment, name: str, given: str | None, script: Script, found: str) -> list[Trial]:
    """Each way for each candidate; the answer that the checklist has is tried first."""
    sure = given is not None and one.question in script.sure
    first = (given,) if given and one.candidates else ()
    candidates = list(dict.fromkeys((*first, *(() if sure else one.candidates)))) or [""]
    ways = [way for way in one.ways if way.given] if sure else []
    made: list[Trial] = []
    for candidate in candidates:
        for way in ways or sorted(one.ways, key=lambda way: way.answer != given):
            if (way.given and given is None) or (not way.given and way.answer == given and _tries_given(one)):
                continue
            values = {"candidate": candidate} if candidate else {}
            values["found"] = found if found.isdigit() else _GUESS
            if way.given and given is not None:
                values |= {**way.fills, "answer": given, "table": "{t:a}", "namespace": "{ns}"}
            trial = _trial(one, way, f"{name}w{len(made) + 1}", values, script)
            if not (way.given and any(_OPEN.search(sql) for sql in trial.statements)):
                made.append(trial)
    return made


def _tries_given(one: Experiment) -> bool:
    """An answer that is tried as the checklist's is not tried once more."""
    return any(way.given for way in one.ways)


def _trial(one: Experiment, way: Way, name: str, values: Mapping[str, str], script: Script) -> Trial:
    filled = {**script.values(), **values}

    def words(sql: str) -> str:
        return script.wording.render(sql, name, filled)

    def expected(check: Expected | None) -> Expected | None:
        return check and check.model_copy(update={"sql": words(check.sql)})

    steps = tuple(
        Step(sql=words(item)) if isinstance(item, str) else item.model_copy(update={"sql": words(item.sql)})
        for item in way.run
    )
    answer = way.answer if way.answer is not None else values.get("answer" if way.given else "candidate")
    return Trial(
        name,
        answer,
        way.why,
        steps,
        tuple(words(sql) for sql in one.setup),
        expected(way.expect),
        expected(way.absent),
        words(way.refused),
    )


def _search(one: Experiment, run: Sequence[str], name: str, found: str, script: Script) -> Trial:
    """While N is not known yet the statements keep it as a letter."""
    way = Way(run=tuple(run), answer="{value}")
    if found.isdigit():
        return _trial(one, way, f"{name}n{found}", {"N": found, "columns": _columns(found)}, script)
    start = script.wording.plain(f"{name}nN", "") + "x"

    def sketched(found: re.Match[str]) -> str:
        namespace = script.wording.second if found[1] else script.wording.namespace
        point = "" if script.wording.prefixed else script.wording.quote(namespace) + "."
        return f"{point}{{q:{start}…{found[2]}}}"

    ready = tuple(re.sub(r"\{(other)?long:N:(.)\}", sketched, sql) for sql in run)
    return _trial(one, way.model_copy(update={"run": ready}), f"{name}nN", {"columns": _columns("N")}, script)


def _columns(number: str) -> str:
    if not number.isdigit():
        return f"c1 SMALLINT, …, c{number} SMALLINT"
    return ", ".join(f"c{at} SMALLINT" for at in range(1, int(number) + 1))
