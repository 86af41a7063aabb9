"""Proving a database's connector: scenarios and checks on its engine, or its statements through a parser."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from destination_writer.toolchain.engines import EngineMissing
from destination_writer.toolchain.subject import SubjectDied
from destination_writer.verification.boundaries import value_outcomes
from destination_writer.verification.checks import CHECKS, perform
from destination_writer.verification.generated import Generated, Workshop
from destination_writer.verification.lacks import excused
from destination_writer.verification.parsing import (
    Judge,
    parse_scenario_statements,
    parse_table_statements,
    parser_of,
    second_opinion,
)
from destination_writer.verification.playing import Outcome, play
from destination_writer.verification.properties import stream_outcome
from destination_writer.verification.scenario import Scenario
from destination_writer.verification.stage import Stage, open_stage, parsing_stage
from destination_writer.verification.syncs import SYNCS

SAMPLE = 20
"""Random streams of a usual run; `make proof` plays many more."""


@dataclass(frozen=True)
class Report:
    """What was proven for a dialect, how (`proof`: executed, emulated or parsed) and on what (`engine`)."""

    dialect: str
    version: str
    engine: str
    proof: str
    via: str
    outcomes: tuple[Outcome, ...]
    left_open: tuple[str, ...] = ()
    """Stubs that no template could write."""
    ran: bool = True
    """False when no engine ran and statements were parsed alone."""

    @property
    def ok(self) -> bool:
        return not self.left_open and all(outcome.ok for outcome in self.outcomes)

    def to_object(self) -> dict[str, Any]:
        """The shape that scripts read."""
        return {
            "dialect": self.dialect,
            "cdk": self.version,
            "engine": self.engine,
            "proof": self.proof,
            "via": self.via,
            "ok": self.ok,
            "left_open": list(self.left_open),
            "scenarios": [outcome.to_object() for outcome in self.outcomes],
        }


def verify_scenarios(
    workshop: Workshop,
    slug: str,
    version: str,
    scenarios: Sequence[Scenario],
    strategies: Mapping[str, str] | None = None,
) -> Report:
    """Plays the scenarios. Raises EngineMissing where there is no engine, and what `open_stage` raises.

    A scenario that ends the connector's process, or hangs it, has failed; those after it get a fresh one.
    """
    generated = workshop.generate(slug, version, strategies)
    outcomes: list[Outcome] = []
    while True:
        with open_stage(workshop, generated) as stage:
            for scenario in scenarios[len(outcomes) :]:
                try:
                    outcomes.append(play(stage, scenario))
                except SubjectDied as died:
                    outcomes.append(failed(scenario, stage, str(died)))
                    break
            if len(outcomes) == len(scenarios):
                return _report(stage, generated, outcomes)


def failed(scenario: Scenario, stage: Stage, problem: str) -> Outcome:
    """Of a scenario that could not be played to its end."""
    statements, wanted = tuple(stage.taken_statements()), tuple(scenario.expect)
    return Outcome(scenario.name, stage.dialect.slug, stage.engine, stage.proof, False, problem, statements, wanted)


def verify_dialect(
    workshop: Workshop,
    slug: str,
    version: str,
    scenarios: Sequence[Scenario],
    strategies: Mapping[str, str] | None = None,
    seeds: range = range(SAMPLE),
) -> Report:
    """Everything: the contract's checks, scenarios, boundary values, the random streams of `seeds`.

    Where no engine can be had, the statements through a parser.
    """
    generated = workshop.generate(slug, version, strategies)
    with contextlib.ExitStack() as stack:
        try:
            stage = stack.enter_context(open_stage(workshop, generated))
        except EngineMissing as missing:
            return parsed(workshop, generated, scenarios, missing)
        outcomes = [excused(perform(stage, check)) for check in (*CHECKS, *SYNCS)]
        outcomes += [excused(play(stage, scenario)) for scenario in scenarios]
        outcomes += [excused(outcome) for outcome in value_outcomes(stage)]
        outcomes.append(excused(stream_outcome(stage, seeds)))
        parser = parser_of(generated.dialect)
        if stage.proof == "emulated" and parser.title:
            outcomes.append(second_opinion(stage, outcomes, Judge(parser)))
        return _report(stage, generated, outcomes)


def parsed(workshop: Workshop, generated: Generated, scenarios: Sequence[Scenario], missing: EngineMissing) -> Report:
    """The statements of all scenarios, judged by the dialect's parsers. Raises `missing` when there is none either."""
    parser = parser_of(generated.dialect)
    if not parser.title:
        raise missing
    judges = Judge(parser)
    with parsing_stage(workshop, generated) as stage:
        outcomes = [parse_table_statements(stage, judges)]
        outcomes += [parse_scenario_statements(stage, scenario, judges) for scenario in scenarios]
    dialect = generated.dialect.slug
    return Report(
        dialect, generated.version, parser.title, "parsed", str(missing), tuple(outcomes), generated.left_open, False
    )


def _report(stage: Stage, generated: Generated, outcomes: Sequence[Outcome]) -> Report:
    return Report(
        stage.dialect.slug,
        stage.version,
        stage.engine,
        stage.proof,
        stage.via,
        tuple(outcomes),
        generated.left_open,
    )
