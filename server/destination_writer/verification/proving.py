"""Proving a database's connector: scenarios and checks on its engine, or its statements through a parser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from destination_writer.verification.generated import Workshop
from destination_writer.verification.playing import Outcome, play
from destination_writer.verification.scenario import Scenario
from destination_writer.verification.stage import Stage, open_stage


@dataclass(frozen=True)
class Report:
    """What was proven for a dialect, how (`proof`: executed, emulated or parsed) and on what (`engine`)."""

    dialect: str
    version: str
    engine: str
    proof: str
    via: str
    outcomes: tuple[Outcome, ...]
    ran: bool = True
    """False when no engine ran and statements were parsed alone."""

    @property
    def ok(self) -> bool:
        return all(outcome.ok for outcome in self.outcomes)

    def to_object(self) -> dict[str, Any]:
        """The shape that scripts read."""
        return {
            "dialect": self.dialect,
            "cdk": self.version,
            "engine": self.engine,
            "proof": self.proof,
            "via": self.via,
            "ok": self.ok,
            "scenarios": [outcome.to_object() for outcome in self.outcomes],
        }


def verify_scenarios(
    workshop: Workshop,
    slug: str,
    version: str,
    scenarios: Sequence[Scenario],
    strategies: Mapping[str, str] | None = None,
) -> Report:
    """Plays the scenarios. Raises EngineMissing where there is no engine, and what `open_stage` raises."""
    generated = workshop.generate(slug, version, strategies)
    with open_stage(workshop, generated) as stage:
        return report(stage, [play(stage, scenario) for scenario in scenarios])


def verify_dialect(
    workshop: Workshop,
    slug: str,
    version: str,
    scenarios: Sequence[Scenario],
    strategies: Mapping[str, str] | None = None,
) -> Report:
    """Scenarios and the contract's checks; where no engine can be had, the statements through a parser."""
    generated = workshop.generate(slug, version, strategies)
    with open_stage(workshop, generated) as stage:
        return report(stage, [play(stage, scenario) for scenario in scenarios])


def report(stage: Stage, outcomes: Sequence[Outcome]) -> Report:
    return Report(stage.dialect.slug, stage.version, stage.engine, stage.proof, stage.via, tuple(outcomes))
