"""`verify`: generates a connector, compiles it, runs it on a real engine, and compares with what must come out."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.cdkversions import UnknownCdkVersion
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.toolchain.engines import EngineError, EngineFailed, EngineMissing
from destination_writer.toolchain.kotlinc import CompilerFailed, MissingTool
from destination_writer.toolchain.subject import SubjectDied, SubjectError
from destination_writer.toolchain.workspace import workspace_knowledge, workspace_templates
from destination_writer.verification.bundle import bundled_scenarios
from destination_writer.verification.comparing import readable
from destination_writer.verification.compiling import Compilation, compile_connector, version_of
from destination_writer.verification.generated import ERA_VERSIONS, BadChoice, CannotVerify, Workshop
from destination_writer.verification.playing import Outcome, shown
from destination_writer.verification.proving import SAMPLE, Report, verify_dialect, verify_scenarios
from destination_writer.verification.scenario import Scenario, UnusableScenario, read_scenario

NO_ENGINE = 3
"""Exit code when this machine has no engine for the database."""
_BROKEN = (CannotVerify, CompilerFailed, EngineFailed, EngineError, SubjectDied, SubjectError)
"""What can end a database's proof before its end."""


@click.command()
@click.option("--dialect", help="The database, for example `postgres`.")
@click.option("--all", "every", is_flag=True, help="Every database, one after the other.")
@click.option("--cdk", metavar="A|B|C|VERSION", help="The CDK version, or an era. Newest era by default.")
@click.option("--scenario", "files", type=click.Path(path_type=Path), multiple=True, help="A scenario file (JSON).")
@click.option("--compile", "only_compile", is_flag=True, help="Compile only: no engine is needed.")
@click.option("--strategy", "chosen", metavar="KIND=SLUG", multiple=True, help="A way to go, as `upsert=merge`.")
@click.option("--streams", metavar="N", type=click.IntRange(0), default=SAMPLE, help="How many random streams to play.")
@click.option("--seed", type=click.IntRange(0), default=0, help="The number of the first random stream.")
@click.option(
    "--json", "as_json", is_flag=True, help="One object on stdout; a list for several scenarios, or with --all."
)
def command(
    dialect: str | None,
    every: bool,
    cdk: str | None,
    files: tuple[Path, ...],
    only_compile: bool,
    chosen: tuple[str, ...],
    streams: int,
    seed: int,
    as_json: bool,
) -> None:
    """Prove what is generated for a database.

    Exit code 0 when all is as it must be, 1 when something is not, 2 for options and files that cannot be used, 3 when
    this machine has no engine for the database, though its statements were parsed without a complaint.
    """
    if (dialect is None) == (not every):
        give_up("name the database with --dialect, or take --all")
    if only_compile and files:
        give_up("--compile compiles and runs nothing; leave --scenario or --compile out")
    strategies = _strategies(chosen)
    try:
        scenarios = [read_scenario(path) for path in files]
        here = Path.cwd()
        with Workshop(workspace_knowledge(here).files, workspace_templates(here)) as workshop:
            slugs = workshop.knowledge.dialect_slugs if dialect is None else (dialect,)
            for slug in slugs:
                workshop.knowledge.dialect(slug)
            workshop.contract(version_of(cdk or "C"))
            if only_compile:
                sys.exit(_compile(workshop, slugs, cdk, strategies, as_json))
            plan = _Plan(version_of(cdk or "C"), strategies, scenarios, range(seed, seed + streams))
            sys.exit(_run(workshop, slugs, plan, as_json))
    except (KnowledgeError, UnknownCdkVersion, UnusableScenario, MissingTool, BadChoice) as error:
        give_up(str(error))
    except _BROKEN as error:
        tell(str(error))
        sys.exit(1)


def _strategies(chosen: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in chosen:
        kind, separator, slug = item.partition("=")
        if not separator or not kind or not slug:
            give_up(f"--strategy {item!r}: give the kind and the way, as in --strategy upsert=merge")
        found[kind] = slug
    return found


def _compile(
    workshop: Workshop, slugs: Sequence[str], cdk: str | None, strategies: Mapping[str, str], as_json: bool
) -> int:
    eras = (cdk,) if cdk else tuple(ERA_VERSIONS)
    results = [compile_connector(workshop, slug, era, strategies) for slug in slugs for era in eras]
    if as_json:
        objects = [result.to_object() for result in results]
        _print_json(objects[0] if len(objects) == 1 else objects)
    else:
        for result in results:
            for line in _compilation_lines(result):
                click.echo(line)
    return 0 if all(result.ok for result in results) else 1


def _compilation_lines(result: Compilation) -> Iterator[str]:
    what = f"{result.dialect}, CDK {result.version} (era {result.era}), {result.files} files"
    if result.ok:
        yield f"{click.style('✓', fg='green')} {what}: compiles without a remark"
        return
    yield f"{click.style('✗', fg='red')} {what}: {len(result.remarks)} remarks. This is a blocker."
    for remark in result.remarks:
        yield f"    {remark}"


@dataclass(frozen=True)
class _Plan:
    """What is run; without scenarios of the user's, everything that comes with the package."""

    version: str
    strategies: Mapping[str, str]
    scenarios: Sequence[Scenario]
    seeds: range

    def report(self, workshop: Workshop, slug: str) -> Report:
        if self.scenarios:
            return verify_scenarios(workshop, slug, self.version, self.scenarios, self.strategies)
        return verify_dialect(workshop, slug, self.version, bundled_scenarios(), self.strategies, self.seeds)


def _run(workshop: Workshop, slugs: Sequence[str], plan: _Plan, as_json: bool) -> int:
    codes: set[int] = set()
    objects: list[Any] = []
    for slug in slugs:
        try:
            report = plan.report(workshop, slug)
        except EngineMissing as error:
            tell(f"{slug}: {error}")
            objects += _without_result(plan, slug, str(error))
            codes.add(NO_ENGINE)
            continue
        except _BROKEN as error:
            tell(f"{slug}: {error}")
            objects += _without_result(plan, slug, str(error))
            codes.add(1)
            continue
        codes.add(1 if not report.ok else 0 if report.ran else NO_ENGINE)
        outcomes = [outcome.to_object() for outcome in report.outcomes]
        objects += outcomes if plan.scenarios else [report.to_object()]
        if not as_json:
            for line in _report_lines(report):
                click.echo(line)
            continue
        for outcome in report.outcomes:
            if outcome.problem:
                tell(f"{outcome.name}: {outcome.problem}")
    if as_json:
        _print_json(objects[0] if len(objects) == 1 else objects)
    return 1 if 1 in codes else NO_ENGINE if NO_ENGINE in codes else 0


def _without_result(plan: _Plan, slug: str, reason: str) -> list[dict[str, Any]]:
    """The objects of a database that nothing ran on: the shape is the usual one, engine and proof are null."""
    shared = {"dialect": slug, "engine": None, "proof": None, "ok": False}
    if not plan.scenarios:
        return [{**shared, "cdk": plan.version, "via": reason, "left_open": [], "scenarios": []}]
    return [
        {"name": scenario.name, **shared, "statements": [], "wanted": readable(scenario.expect), "found": []}
        for scenario in plan.scenarios
    ]


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _report_lines(report: Report) -> Iterator[str]:
    yield click.style(
        f"{report.dialect}, CDK {report.version} - {report.proof}: {report.engine} ({report.via})", bold=True
    )
    for line in report.left_open:
        yield f"{click.style('✗', fg='red')} no template writes {line}"
    for outcome in report.outcomes:
        sign = click.style("✓", fg="green") if outcome.ok else click.style("✗", fg="red")
        if outcome.lacks:
            yield f"{click.style('-', fg='yellow')} {outcome.name}: not run, the emulator lacks it: {outcome.lacks}"
            continue
        yield f"{sign} {outcome.name}"
        if not outcome.ok:
            yield from _failure_lines(outcome)
    counted = [outcome for outcome in report.outcomes if not outcome.lacks]
    failed = sum(not outcome.ok for outcome in counted)
    total = len(counted)
    yield f"{total - failed} of {total} hold." + (f" {failed} do not. This is a blocker." if failed else "")


def _failure_lines(outcome: Outcome) -> Iterator[str]:
    yield f"    {outcome.problem}"
    if outcome.statements:
        yield "    statements:"
    yield from (f"      {line}" for statement in outcome.statements for line in shown(statement).splitlines())
    for title, rows in (("wanted", outcome.wanted), ("found", outcome.found)):
        if rows or outcome.wanted or outcome.found:
            yield f"    {title}:"
        yield from (f"      {json.dumps(readable(row), ensure_ascii=False)}" for row in rows)
