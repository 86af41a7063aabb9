"""The experiments, carried out: statements go to the database, outcomes come back as answers with their evidence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from destination_writer.knowledge.experiments import SECOND_LONGER, Expected
from destination_writer.toolchain.engines import EngineError, EngineFailed, Session
from destination_writer.toolchain.probing import Link
from destination_writer.verification.probing.losing import is_lost
from destination_writer.verification.probing.plan import QUOTE_MARK, Planned, Script, Trial, planned
from destination_writer.verification.probing.seeing import given_by, one_line, shown, value_of
from destination_writer.verification.probing.wording import Wording

_FORBIDDEN = re.compile(
    r"(?i)permission|denied|privilege|not authorized|unauthorized|read.?only|timed? ?out|timeout|canceling statement"
)
"""What says nothing about what the database can do."""
MARKS = {"double_quotes": '"', "backticks": "`", "brackets": "["}
"""The answers about quoting -> what opens a quoted name."""


class Lost(Exception):
    """The connection is gone in the middle of an experiment; what was found before it counts."""


@dataclass(frozen=True)
class Outcome:
    """What an experiment showed. `answer` is None where it decides nothing; `evidence` says what was seen."""

    slug: str
    question: str
    answer: str | None
    evidence: str
    given: str | None = None
    """What the checklist has."""
    refuted: bool = False
    """The database refuses what the checklist has."""
    state: str = ""
    """SQLSTATE of the error that was provoked."""
    vendor: str = ""
    message: str = ""


@dataclass
class _Tried:
    works: bool
    value: str | None = None
    error: EngineError | None = None
    decides: bool = True
    said: str = ""


def carry_out(
    plans: Sequence[Planned], link: Link, script: Script, outcomes: list[Outcome], before: Callable[[Planned], None]
) -> None:
    """Run all experiments; `before` is told of each, and `outcomes` get what each showed, one by one.

    Raises Lost when the connection is gone.
    """
    bench = _Bench(link, script)
    try:
        for one in plans:
            before(one)
            outcomes.append(bench.outcome(one))
    except EngineFailed as error:
        raise Lost(str(error)) from None


class _Bench:
    """Two connections, opened when they are needed, and what earlier experiments found."""

    def __init__(self, link: Link, script: Script) -> None:
        self.link, self.script = link, script
        self._sessions: dict[int, Session] = {}
        self._open: set[int] = set()
        self._found: dict[str, str] = {}
        self._measured: dict[str, str] = {}
        """What searches came to, where their answer is another number."""

    @property
    def wording(self) -> Wording:
        return self.script.wording

    def outcome(self, one: Planned) -> Outcome:
        found = self._found.get(one.experiment.after, "N")
        outcome = self._outcome(planned(one.experiment, one.number, self.script, found))
        if outcome.answer is not None:
            self._learn(one, outcome.answer)
        return outcome

    def _learn(self, one: Planned, answer: str) -> None:
        """What is found is what later experiments are worded with."""
        self._found[one.experiment.slug] = self._measured.get(one.experiment.slug, answer)
        given = {**self.script.given, one.experiment.question: answer}
        mark = MARKS.get(answer, "") if one.experiment.question == QUOTE_MARK else ""
        wording = self.wording.with_mark(mark) if mark else self.wording
        self.script = Script(wording, given, self.script.sure)

    def _outcome(self, one: Planned) -> Outcome:
        experiment = one.experiment
        if experiment.after and experiment.after not in self._found:
            return self._told(one, None, f"{experiment.after} found nothing that this one could use")
        if experiment.reads is not None:
            return self._reading(one, experiment.reads.answers)
        if experiment.error:
            return self._error(one)
        if experiment.largest is not None:
            return self._largest(one, experiment.largest.least, experiment.largest.most)
        return self._ways(one)

    def _told(self, one: Planned, answer: str | None, evidence: str, **more: str | bool) -> Outcome:
        own = self.wording.namespace
        evidence = evidence.replace(f"{self.wording.quote(own)}.", "").replace(f"{own}_", "").replace(f"{own}.", "")
        known = {"state": "", "vendor": "", "message": "", "refuted": False} | more
        return Outcome(
            one.experiment.slug,
            one.experiment.question,
            answer,
            evidence,
            one.given,
            bool(known["refuted"]),
            str(known["state"]),
            str(known["vendor"]),
            str(known["message"]),
        )

    def _ways(self, one: Planned) -> Outcome:
        seen: list[str] = []
        refuted = False
        for number, trial in enumerate(one.trials):
            tried = self._try(trial)
            if not tried.decides:
                return self._told(one, None, tried.said)
            if tried.works:
                answer = (trial.answer or "").replace("{value}", tried.value or "") if trial.answer else None
                evidence = trial.why if answer is None and trial.why else f"works: {one_line(trial.deed)}"
                return self._told(one, answer, evidence, refuted=refuted)
            seen.append(tried.said)
            refuted = refuted or (number == 0 and one.given is not None and trial.answer == one.given)
        return self._told(one, one.experiment.otherwise, seen[0] if seen else "nothing could be tried", refuted=refuted)

    def _reading(self, one: Planned, answers: Mapping[str, str]) -> Outcome:
        trial = one.trials[0]
        tried = self._set_up(trial)
        if tried is not None:
            return self._told(one, None, tried)
        assert trial.expect is not None
        try:
            rows = self._session(1).query(trial.expect.sql)
        except EngineError as error:
            return self._told(one, None, self._refused(trial.expect.sql, error).said)
        label = rows.columns[0].name
        return self._told(one, answers.get(label), f"the column is called {label}")

    def _error(self, one: Planned) -> Outcome:
        trial = one.trials[0]
        failed = self._set_up(trial)
        if failed is not None:
            return self._told(one, None, failed)
        try:
            self._session(1).query(trial.refused)
        except EngineError as error:
            refused = self._refused(trial.refused, error)
            if not refused.decides:
                return self._told(one, None, refused.said)
            vendor = str(error.vendor) if error.vendor else ""
            message = one_line(error.message)
            about = {"state": error.state or "", "vendor": vendor, "message": error.message}
            return self._told(one, error.state or vendor or message, message, **about)
        return self._told(one, None, f"the database takes it: {one_line(trial.refused)}")

    def _largest(self, one: Planned, least: int, most: int) -> Outcome:
        """By halving: `least` must work, or nothing is decided; when `most` works there is no limit to be met."""

        def works(number: int) -> bool:
            found = planned(one.experiment, one.number, self.script, str(number))
            tried = self._try(found.trials[0])
            _must_decide(tried)
            said.append(tried.said)
            return tried.works

        said: list[str] = []
        try:
            if works(most):
                return self._told(one, None, f"{most} still works; no limit was met")
            if not works(least):
                return self._told(one, None, f"not even {least} works: {said[-1]}")
            low, high, why = least, most, said[0]
            while high - low > 1:
                middle = (low + high) // 2
                if works(middle):
                    low = middle
                else:
                    high, why = middle, said[-1]
            if self._is_shared(one, low):
                return self._shared(one, low)
        except _Undecided as undecided:
            return self._told(one, None, str(undecided))
        return self._told(one, str(low), f"{low} works, {high} does not: {why}")

    def _is_shared(self, one: Planned, low: int) -> bool:
        """Whether a longer namespace leaves less for the table. Raises _Undecided."""
        if one.experiment.largest is None or not one.experiment.largest.shared:
            return False
        works: list[bool] = []
        for number in (low, low - SECOND_LONGER):
            found = planned(one.experiment, one.number, self.script, str(number), shared=True)
            tried = self._try(found.trials[0])
            _must_decide(tried)
            works.append(tried.works)
        return works == [False, True]

    def _shared(self, one: Planned, low: int) -> Outcome:
        """What fits beside a shorter namespace than this one: the checklist's number, where both names may have it."""
        both = low + len(self.wording.namespace)
        given = int(one.given) if one.given and one.given.isdigit() else low
        self._measured[one.experiment.slug] = str(low)
        said = f"{low} works in a namespace of {both - low} letters: both names together may have {both}"
        return self._told(one, str(given if given <= both else low), said)

    def _set_up(self, trial: Trial) -> str | None:
        """Why the experiment cannot begin; None when it can."""
        for sql in trial.setup:
            try:
                self._session(1).query(sql)
            except EngineError as error:
                self._raise_if_lost(error)
                return f"could not be tried: {one_line(sql)} is refused: {one_line(error.message)}"
        return None

    def _try(self, trial: Trial) -> _Tried:
        """Whether it works; whatever a transaction left open is rolled back."""
        failed = self._set_up(trial)
        if failed is not None:
            return _Tried(False, decides=False, said=failed)
        sql = ""
        try:
            for step in trial.steps:
                sql = step.sql or step.do
                if step.do:
                    self._transact(step.session, step.do)
                else:
                    self._session(step.session).query(step.sql)
            return self._checked(trial)
        except EngineError as error:
            return self._refused(sql, error)
        finally:
            self._end_transactions()

    def _checked(self, trial: Trial) -> _Tried:
        value: str | None = None
        for check in (trial.expect, trial.absent):
            if check is None:
                continue
            try:
                rows = self._session(check.session).query(check.sql, self._parameters(trial, check))
            except EngineError as error:
                return self._refused(check.sql, error)
            if not given_by(check, rows):
                return _Tried(False, said=f"{one_line(check.sql)} gives {shown(rows)}")
            value = value or value_of(check, rows)
        if trial.refused:
            try:
                self._session(1).query(trial.refused)
            except EngineError as error:
                return _Tried(self._refused(trial.refused, error).decides, value)
            return _Tried(False, said=f"{one_line(trial.refused)} works")
        return _Tried(True, value)

    def _parameters(self, trial: Trial, check: Expected) -> list[object]:
        own = {"namespace": self.wording.namespace, "name": self.wording.plain(trial.name, check.table or "a")}
        own["nobody"] = f"{self.wording.namespace}_absent"
        count = check.sql.count("?") if check.table and not check.binds else 0
        names: Sequence[str] = check.binds or (["namespace"] * (count > 1) + ["name"] * (count - (count > 1)))
        return [own[name] for name in names]

    def _refused(self, sql: str, error: EngineError) -> _Tried:
        self._raise_if_lost(error)
        said = f"{one_line(sql)} is refused: {one_line(error.message)}"
        forbidden = error.state == "42501" or bool(_FORBIDDEN.search(error.message))
        return _Tried(False, error=error, decides=not forbidden, said=said)

    def _raise_if_lost(self, error: EngineError) -> None:
        if is_lost(error):
            raise EngineFailed(f"the connection is lost: {one_line(error.message)}")

    def _session(self, number: int) -> Session:
        if number not in self._sessions:
            self._sessions[number] = self.link.open_session()
        return self._sessions[number]

    def _transact(self, number: int, what: str) -> None:
        session = self._session(number)
        if what == "begin":
            self._open.add(number)
            session.autocommit(False)
        elif what == "commit":
            session.commit()
        else:
            session.rollback()

    def _end_transactions(self) -> None:
        for number in sorted(self._open):
            try:
                self._sessions[number].rollback()
                self._sessions[number].autocommit(True)
            except EngineError as error:
                self._raise_if_lost(error)
        self._open.clear()


class _Undecided(Exception):
    """A search met something that says nothing about the limit."""


def _must_decide(tried: _Tried) -> None:
    if not tried.decides:
        raise _Undecided(tried.said)
