"""The whole proof: every database with every era, and the table of it for the documentation."""

import contextlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from destination_writer.knowledge.dialects import StrategyKind
from destination_writer.toolchain.engines import EngineError, EngineFailed, EngineMissing
from destination_writer.toolchain.kotlinc import CompilerFailed
from destination_writer.toolchain.subject import SubjectDied, SubjectError
from destination_writer.verification.boundaries import value_outcomes
from destination_writer.verification.bundle import bundled_scenarios
from destination_writer.verification.checks import CHECKS, perform
from destination_writer.verification.compiling import Compilation, compile_connector
from destination_writer.verification.generated import ERA_VERSIONS, BadChoice, CannotVerify, Workshop
from destination_writer.verification.lacks import excused, known_lacks
from destination_writer.verification.parsing import Judge, parser_of, second_opinion
from destination_writer.verification.playing import Outcome, play
from destination_writer.verification.properties import play_streams
from destination_writer.verification.proving import parsed, stream_outcome
from destination_writer.verification.scenario import Operation
from destination_writer.verification.stage import Stage, open_stage
from destination_writer.verification.syncs import SYNCS

Tell = Callable[[str], None]
MANY = ("postgres", "duckdb", "sqlite")
"""Where many random streams are played: these engines start at once and answer fast."""

_BROKEN = (CannotVerify, CompilerFailed, EngineFailed, EngineError, SubjectDied, SubjectError)
"""What can end one part of a proof."""
_PARTS = {
    StrategyKind.CREATE: {Operation.INSERT, Operation.COPY},
    StrategyKind.UPSERT: {Operation.UPSERT},
    StrategyKind.OVERWRITE: {Operation.OVERWRITE},
    StrategyKind.SCHEMA_CHANGE: {Operation.EVOLVE},
    StrategyKind.BULK_LOAD: {Operation.INSERT},
}
"""The scenarios that a kind of strategy has part in."""
_NO_CLASS = re.compile(r"NoClassDefFoundError: ([\w/.$]+)")
FEW_STREAMS = 10
"""Random streams that each strategy beside the defaults is played with."""


@dataclass
class Proof:
    """What was seen for one database. `failures` says in words what does not hold; it is a blocker each."""

    dialect: str
    name: str
    proof: str = ""
    engine: str = ""
    via: str = ""
    compiled: dict[str, bool] = field(default_factory=dict[str, bool])
    checks: tuple[int, int] = (0, 0)
    scenarios: tuple[int, int] = (0, 0)
    streams: tuple[int, int] = (0, 0)
    strategies: dict[str, bool] = field(default_factory=dict[str, bool])
    """`upsert=cte` and the like: every way that is no default, and whether checks and scenarios hold with it."""
    values: Counter[str] = field(default_factory=Counter[str])
    lacks: list[str] = field(default_factory=list[str])
    failures: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Plan:
    """How much is played: random streams on the engines of `MANY`, and on the others."""

    many: int = 2000
    few: int = 200
    eras: Sequence[str] = tuple(ERA_VERSIONS)

    def streams(self, slug: str) -> int:
        return self.many if slug in MANY else self.few


def prove(workshop: Workshop, slug: str, plan: Plan, tell: Tell) -> Proof:
    """Everything for one database. A part that breaks down is a failure of that part, and the others go on."""
    found = Proof(slug, workshop.knowledge.dialect(slug).name)
    for era in plan.eras:
        _compile(workshop, found, era)
        tell(f"{slug}: era {era} {'compiles' if found.compiled[era] else 'does not compile'}")
    try:
        _run(workshop, found, plan, tell)
    except _BROKEN as error:
        found.failures.append(str(error))
    for kind, way in _other_ways(workshop, slug):
        _try_way(workshop, found, kind, way)
        verdict = {True: "holds", False: "does not hold", None: "is compiled only"}
        tell(f"{slug}: {kind}={way} {verdict[found.strategies.get(f'{kind}={way}')]}")
    tell(f"{slug}: {found.proof or 'nothing'} - {len(found.failures)} failures")
    return found


def _other_ways(workshop: Workshop, slug: str) -> list[tuple[str, str]]:
    """Kind and slug of every strategy that the whole connector does not use by itself."""
    dialect = workshop.knowledge.dialect(slug)
    return [(kind.value, way.slug) for kind in dialect.strategies for way in dialect.strategies_of(kind)[1:]]


def _try_way(workshop: Workshop, found: Proof, kind: str, way: str) -> None:
    """What a strategy has part in, with it in place of the default; statements only without an engine."""
    name = f"{kind}={way}"
    lack = known_lacks().get(found.dialect, {}).get(name)
    if lack:
        generated = workshop.generate(found.dialect, ERA_VERSIONS["C"], {kind: way})
        if workshop.compile(generated).classes is None:
            found.strategies[name] = False
            found.failures.append(f"{name}: does not compile")
        found.lacks.append(f"{name}: compiled and not run: {lack}")
        return
    try:
        outcomes = _outcomes_of_way(workshop, found.dialect, kind, way)
    except (BadChoice, EngineMissing, *_BROKEN) as error:
        found.strategies[name] = False
        found.failures.append(f"{name}: {error}")
        return
    wrong = [outcome for outcome in outcomes if not outcome.ok and not outcome.lacks]
    absent = {match[1].replace("/", ".") for o in wrong if (match := _NO_CLASS.search(o.problem))}
    if absent and all(_NO_CLASS.search(outcome.problem) for outcome in wrong):
        needed = ", ".join(sorted(absent))
        found.lacks.append(f"{name}: compiled and not run: no driver that can be had here has {needed}")
        return
    found.strategies[name] = not wrong
    found.failures += [f"{name}: {outcome.name}: {outcome.problem}" for outcome in wrong]


def _outcomes_of_way(workshop: Workshop, slug: str, kind: str, way: str) -> list[Outcome]:
    """Raises EngineMissing where there is neither engine nor parser, and what `open_stage` raises."""
    generated = workshop.generate(slug, ERA_VERSIONS["C"], {kind: way})
    scenarios = [s for s in bundled_scenarios() if s.operation in _PARTS[StrategyKind(kind)]]
    name = f"{kind}={way}"
    try:
        with open_stage(workshop, generated) as stage:
            outcomes = [excused(perform(stage, check), name) for check in (*CHECKS, *SYNCS)]
            outcomes += [excused(play(stage, scenario), name) for scenario in scenarios]
            if kind == StrategyKind.BULK_LOAD:
                outcomes += [excused(outcome, name) for outcome in value_outcomes(stage)]
            return [*outcomes, excused(stream_outcome(stage, range(FEW_STREAMS)), name)]
    except EngineMissing as missing:
        return list(parsed(workshop, generated, scenarios, missing).outcomes)


def _compile(workshop: Workshop, found: Proof, era: str) -> None:
    try:
        result: Compilation = compile_connector(workshop, found.dialect, era)
    except (CannotVerify, CompilerFailed) as error:
        found.compiled[era] = False
        found.failures.append(f"era {era}: {error}")
        return
    found.compiled[era] = result.ok
    found.failures += [f"era {era}: {remark}" for remark in result.remarks]


def _run(workshop: Workshop, found: Proof, plan: Plan, tell: Tell) -> None:
    generated = workshop.generate(found.dialect, ERA_VERSIONS["C"])
    scenarios = bundled_scenarios()
    with contextlib.ExitStack() as stack:
        try:
            stage = stack.enter_context(open_stage(workshop, generated))
        except EngineMissing as missing:
            _parse(workshop, found, missing)
            return
        found.proof, found.engine, found.via = stage.proof, stage.engine, stage.via
        outcomes = [excused(perform(stage, check)) for check in (*CHECKS, *SYNCS)]
        found.checks = _counted(found, outcomes)
        tell(f"{found.dialect}: checks {found.checks[0]} of {found.checks[1]}")
        played = [excused(play(stage, scenario)) for scenario in scenarios]
        parser = parser_of(generated.dialect)
        if stage.proof == "emulated" and parser.title:
            played.append(second_opinion(stage, [*outcomes, *played], Judge(parser)))
        found.scenarios = _counted(found, played)
        tell(f"{found.dialect}: scenarios {found.scenarios[0]} of {found.scenarios[1]}")
        _counted(found, _values_of(stage, found))
        streams = play_streams(stage, range(plan.streams(found.dialect)))
        found.streams = (streams.streams - len(streams.failures), streams.streams)
        found.failures += [f"stream {f.seed}: {f.outcome.problem}\n{f.text}" for f in streams.failures]


def _values_of(stage: Stage, found: Proof) -> Iterator[Outcome]:
    """The outcomes for boundary values; verdicts on types that the emulator keeps otherwise are not counted."""
    verdicts: Counter[str] = Counter()
    for outcome in value_outcomes(stage, verdicts):
        judged = excused(outcome)
        found.values += Counter() if judged.lacks else verdicts
        verdicts.clear()
        yield judged


def _parse(workshop: Workshop, found: Proof, missing: EngineMissing) -> None:
    try:
        report = parsed(workshop, workshop.generate(found.dialect, ERA_VERSIONS["C"]), bundled_scenarios(), missing)
    except EngineMissing:
        found.failures.append(f"nothing was run and nothing parsed: {missing}")
        return
    found.proof, found.engine, found.via = report.proof, report.engine, "statements only"
    found.scenarios = _counted(found, report.outcomes)


def _counted(found: Proof, outcomes: Iterable[Outcome]) -> tuple[int, int]:
    """How many hold, of how many; what an emulator lacks counts for neither."""
    right = total = 0
    for outcome in outcomes:
        if outcome.lacks:
            found.lacks.append(f"{outcome.name}: {outcome.lacks}")
            continue
        total += 1
        right += outcome.ok
        if not outcome.ok:
            found.failures.append(f"{outcome.name}: {outcome.problem}")
    return right, total


HEAD = """# What is proven

Written by `make proof`; do not edit. Each database's whole connector was generated for the three eras of the CDK
({versions}) and compiled with a real Kotlin compiler against that era's
declarations. The connector of era C was then run: the contract's checks and whole syncs, the scenarios that come with
the package, boundary values of each type, and random streams that are compared with a reference model.

- **executed**: on the database itself. **emulated**: on an emulator, or on the nearest engine there is.
  **parsed**: no engine; each statement was judged by the parsers named.
- *kept*: read back equal. *null, cut*: outside of what the column holds, and recorded in `_airbyte_meta`.
"""
COLUMNS = (
    "database",
    "proof",
    "reached by",
    "compiles A B C",
    "checks, syncs",
    "scenarios",
    "other strategies",
    "random streams",
    "values",
)


def render(proofs: Sequence[Proof]) -> str:
    """The page, as Markdown."""
    versions = ", ".join(f"{era} = {version}" for era, version in ERA_VERSIONS.items())
    lines = [HEAD.format(versions=versions), _row(COLUMNS), _row(["---"] * len(COLUMNS))]
    lines += [_row(_cells(proof)) for proof in proofs]
    lacking = [proof for proof in proofs if proof.lacks]
    if lacking:
        lines += ["", "## What was not run, and why", ""]
        lines += [f"- {proof.name} ({proof.engine}), {line}" for proof in lacking for line in proof.lacks]
    failing = [proof for proof in proofs if proof.failures]
    if failing:
        lines += ["", "## What does not hold", "", "Each of these is a blocker.", ""]
        lines += [f"- {proof.name}: {_first_line(line)}" for proof in failing for line in proof.failures]
    return "\n".join(lines) + "\n"


def _cells(proof: Proof) -> list[str]:
    label = f"{proof.proof}: {proof.engine}" if proof.proof else "none"
    compiled = " ".join("yes" if ok else "**no**" for ok in proof.compiled.values())
    checks, scenarios, streams = (_fraction(pair) for pair in (proof.checks, proof.scenarios, proof.streams))
    ways = ", ".join(name if holds else f"**{name}**" for name, holds in proof.strategies.items()) or "-"
    return [proof.name, label, proof.via, compiled, checks, scenarios, ways, streams, _values(proof)]


def _values(proof: Proof) -> str:
    short = {"kept": "kept", "null, recorded": "null", "cut, recorded": "cut"}
    return ", ".join(f"{count} {short.get(name, f'**{name}**')}" for name, count in proof.values.most_common())


def _fraction(pair: tuple[int, int]) -> str:
    right, total = pair
    if not total:
        return "-"
    return f"{right:,}" if right == total else f"**{right:,} of {total:,}**"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0][:300]
