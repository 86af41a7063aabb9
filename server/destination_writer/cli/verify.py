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
from destination_writer.text.files import Files, OverlayFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles
from destination_writer.toolchain.engines import EngineFailed, EngineMissing
from destination_writer.toolchain.kotlinc import CompilerFailed, MissingTool
from destination_writer.toolchain.subject import SubjectDied
from destination_writer.toolchain.workspace import OVERRIDES, workspace_templates
from destination_writer.verification.bundle import bundled_scenarios
from destination_writer.verification.comparing import readable
from destination_writer.verification.compiling import Compilation, compile_connector, version_of
from destination_writer.verification.generated import ERA_VERSIONS, BadChoice, CannotVerify, Workshop
from destination_writer.verification.playing import Outcome, shown
from destination_writer.verification.proving import SAMPLE, Report, verify_dialect, verify_scenarios
from destination_writer.verification.scenario import Scenario, UnusableScenario, read_scenario

NO_ENGINE = 3
"""Exit code when this machine has no engine for the database."""


@click.command()
@click.option("--dialect", help="The database, for example `postgres`.")
@click.option("--all", "every", is_flag=True, help="Every database, one after the other.")
@click.option("--cdk", metavar="A|B|C|VERSION", help="The CDK version, or an era. Newest era by default.")
@click.option("--scenario", "files", type=click.Path(path_type=Path), multiple=True, help="A scenario file (JSON).")
@click.option("--compile", "only_compile", is_flag=True, help="Compile only: no engine is needed.")
@click.option("--strategy", "chosen", metavar="KIND=SLUG", multiple=True, help="A way to go, as `upsert=merge`.")
@click.option("--streams", metavar="N", type=click.IntRange(0), default=SAMPLE, help="How many random streams to play.")
@click.option("--seed", type=click.IntRange(0), default=0, help="The number of the first random stream.")
@click.option("--json", "as_json", is_flag=True, help="JSON on stdout.")
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

    Exit code 0 when all is as it must be, 1 when something is not, 3 when this machine has no engine for the database.
    """
    if (dialect is None) == (not every):
        give_up("name the database with --dialect, or take --all")
    if only_compile and files:
        give_up("--compile compiles and runs nothing; leave --scenario or --compile out")
    strategies = _strategies(chosen)
    try:
        scenarios = [read_scenario(path) for path in files]
        with Workshop(_knowledge(), workspace_templates(Path.cwd())) as workshop:
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
    except (CannotVerify, CompilerFailed, EngineFailed, SubjectDied) as error:
        tell(str(error))
        sys.exit(1)


def _knowledge() -> Files:
    """What comes with the package, with what the folder that the command is called in lays over it."""
    lower: Files = DiskFiles(bundled("knowledge"))
    upper = Path.cwd() / OVERRIDES
    return OverlayFiles(DiskFiles(upper), lower) if upper.is_dir() else lower


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
    reports: list[Report] = []
    missing: list[EngineMissing] = []
    for slug in slugs:
        try:
            reports.append(plan.report(workshop, slug))
        except EngineMissing as error:
            missing.append(error)
            tell(f"{slug}: {error}")
    if as_json:
        for outcome in (outcome for report in reports for outcome in report.outcomes if outcome.problem):
            tell(f"{outcome.name}: {outcome.problem}")
        _print_json(_as_object(reports, plan, len(slugs)))
    else:
        for report in reports:
            for line in _report_lines(report):
                click.echo(line)
    if not all(report.ok for report in reports):
        return 1
    return NO_ENGINE if missing else 0


def _as_object(reports: Sequence[Report], plan: _Plan, databases: int) -> Any:
    if plan.scenarios:
        outcomes = [outcome.to_object() for report in reports for outcome in report.outcomes]
        return outcomes[0] if len(plan.scenarios) * databases == 1 and outcomes else outcomes
    objects = [report.to_object() for report in reports]
    return objects[0] if len(objects) == 1 else objects


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
