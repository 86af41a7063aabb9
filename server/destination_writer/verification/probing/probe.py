"""One probe from beginning to end: what will be run, the run, and the removal, also after an interruption."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from destination_writer.knowledge.dialects import Dialect
from destination_writer.knowledge.experiments import Experiment, Speech
from destination_writer.toolchain.engines import EngineError, EngineFailed
from destination_writer.toolchain.probing import Address, CannotReach, Link
from destination_writer.verification.probing.carryout import Lost, Outcome, carry_out
from destination_writer.verification.probing.plan import Planned, Script, plan
from destination_writer.verification.probing.scratch import (
    CannotMake,
    Kind,
    Scratch,
    dropping,
    make,
    remove,
    scratch_for,
)
from destination_writer.verification.probing.wording import Wording, wording_for

REMOVAL_TRIES = 3
REMOVAL_PAUSE = 2.0
"""Seconds between two tries to reach a database that was lost."""


@dataclass(frozen=True)
class Subject:
    """What is probed: how it is reached, what is known of it. `connect` opens a new connection each time.

    `given` are the checklist's answers as texts, by question.
    """

    address: Address
    connect: Callable[[], Link]
    dialect: Dialect | None
    speeches: Mapping[str, Speech]
    given: Mapping[str, str]
    sure: frozenset[str] = frozenset()
    """Questions whose answer is knowledge of this very database: no other answer is tried."""

    def script(self, wording: Wording) -> Script:
        return Script(wording, self.given, self.sure)


@dataclass
class Probed:
    """How it went. `left` says what could not be removed, `by_hand` the statements that remove it."""

    title: str
    kind: Kind | None = None
    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    stopped: str = ""
    """Why it ended early, in words; empty when everything ran."""
    interrupted: bool = False
    left: list[str] = field(default_factory=list[str])
    by_hand: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    """The statements that made the scratch namespace."""


@dataclass
class Prepared:
    """A probe that is ready to run. `link` is open: somebody has to `run` or `close` it."""

    subject: Subject
    link: Link
    scratch: Scratch
    experiments: Sequence[Experiment]

    def script(self, kind: Kind) -> Script:
        subject = self.subject
        wording = wording_for(
            subject.speeches, subject.dialect, subject.address.protocol, self.scratch.name, kind.name == "prefix"
        )
        return subject.script(wording)

    @property
    def plans(self) -> tuple[Planned, ...]:
        """What will be run, with the first kind of namespace that is tried."""
        return plan(self.experiments, self.script(self.scratch.kinds[0]))

    def creating(self) -> tuple[str, ...]:
        """What makes the scratch namespace; of several kinds, the first that the database takes is left standing."""
        return tuple(sql for kind in self.scratch.kinds for sql in self.scratch.creating(kind, self._wording(kind)))

    def removing(self) -> tuple[str, ...]:
        return tuple(
            sql for kind in self.scratch.kinds if kind.drop for sql in self.scratch.removing(kind, self._wording(kind))
        )

    @property
    def may_be_prefix(self) -> bool:
        """Whether tables may come to stand beside the user's own, under names that begin with the scratch name."""
        return self.scratch.kinds[-1].name == "prefix"

    def close(self) -> None:
        self.link.close()

    def _wording(self, kind: Kind) -> Wording:
        return self.script(kind).wording

    def run(self, tell: Callable[[Planned], None], finishing: Callable[[], None]) -> Probed:
        """Carry out everything and remove it; `tell` hears of each experiment, `finishing` when removal begins.

        From then on the caller must not interrupt. A KeyboardInterrupt before it ends the experiments alone.
        Raises CannotMake when nothing could be run at all.
        """
        probed = Probed(self.link.title)
        run = _Run(self, probed, tell)
        try:
            run.carry_out()
        except Lost as lost:
            probed.stopped = str(lost)
        except KeyboardInterrupt:
            probed.stopped, probed.interrupted = "you interrupted it", True
        finally:
            finishing()
            run.clean_up()
        if run.refused:
            raise CannotMake(run.refused)
        return probed


class _Run:
    def __init__(self, prepared: Prepared, probed: Probed, tell: Callable[[Planned], None]) -> None:
        self.prepared, self.probed, self.tell = prepared, probed, tell
        self.wording: Wording | None = None
        self.begun: list[str] = []
        self.refused = ""

    def carry_out(self) -> None:
        prepared, link = self.prepared, self.prepared.link
        kinds = {kind.name: prepared.script(kind).wording.fresh() for kind in prepared.scratch.kinds}
        try:
            session = link.open_session()
            link.leave(prepared.removing())
            kind = make(prepared.scratch, session, lambda kind: kinds[kind.name], self.begun.append)
        except CannotMake as error:
            self.refused = str(error)
            return
        except (EngineFailed, EngineError) as error:
            raise Lost(str(error)) from None
        self.probed.kind, self.wording = kind, kinds[kind.name]
        self.probed.made = prepared.scratch.creating(kind, self.wording)
        plans = plan(prepared.experiments, prepared.subject.script(self.wording.fresh()))
        carry_out(plans, link, prepared.subject.script(self.wording), self.probed.outcomes, self._before)

    def _before(self, one: Planned) -> None:
        """Tables that stand by themselves are named to the worker, should this process be killed."""
        self.tell(one)
        if self.probed.kind is not None and not self.probed.kind.drop and self.wording is not None:
            named = dropping(self.wording.tables)
            own = [sql for sql in one.statements if "CREATE" in sql.upper()]
            self.prepared.link.leave([*named, *(f"DROP TABLE {table}" for table in _tables_in(own, self.wording))])

    def clean_up(self) -> None:
        """Remove what was made, on a new connection where the old one is lost or busy; say what is left."""
        link, probed = self.prepared.link, self.probed
        if not self.begun and self.wording is None:
            link.close() if not probed.stopped else link.kill()
            return
        if probed.stopped:
            link.kill()
        problems: list[str] = []
        for number in range(REMOVAL_TRIES):
            try:
                if number or probed.stopped:
                    time.sleep(REMOVAL_PAUSE * bool(number))
                    link = self.prepared.subject.connect()
                problems = self._removed(link)
                link.close()
                break
            except (EngineFailed, EngineError, CannotReach) as error:
                said = self.prepared.subject.address.hide(str(error))
                problems = [f"the database could not be asked to remove it: {said}"]
                link.kill()
        probed.left = problems
        if problems:
            probed.by_hand = self._statements()

    def _removed(self, link: Link) -> list[str]:
        session = link.open_session()
        left: list[str] = []
        for kind, wording in self._kinds():
            left += remove(self.prepared.scratch, kind, session, wording)
        link.leave([])
        return left

    def _kinds(self) -> list[tuple[Kind, Wording]]:
        """The kind that was made; when it was interrupted while it was made, each that it may have been."""
        if self.probed.kind is not None and self.wording is not None:
            return [(self.probed.kind, self.wording)]
        kinds = [kind for kind in self.prepared.scratch.kinds if kind.drop]
        return [(kind, self.prepared.script(kind).wording.fresh()) for kind in kinds]

    def _statements(self) -> tuple[str, ...]:
        return tuple(sql for kind, wording in self._kinds() for sql in self.prepared.scratch.removing(kind, wording))


def _tables_in(statements: Sequence[str], wording: Wording) -> list[str]:
    """The tables of a prefix that statements make, as SQL writes them."""
    found: dict[str, None] = {}
    start = wording.mark + wording.namespace
    for sql in statements:
        at = sql.find(start)
        if at >= 0:
            end = sql.find(wording.mark if wording.mark != "[" else "]", at + 1)
            found[sql[at : end + 1]] = None
    return list(found)


def prepare(subject: Subject, experiments: Sequence[Experiment], link: Link, name: str | None = None) -> Prepared:
    """Plan over a connection that is open; nothing is run. `name` is the scratch namespace's, random when None."""
    return Prepared(subject, link, scratch_for(subject.dialect, name), experiments)
