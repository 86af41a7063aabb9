"""Property tests: many random streams on one stage, each compared with the model."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from destination_writer.verification.comparing import readable
from destination_writer.verification.lacks import known_names
from destination_writer.verification.playing import Outcome, play
from destination_writer.verification.scenario import Scenario
from destination_writer.verification.stage import Stage
from destination_writer.verification.streams import shrunk, stream


@dataclass(frozen=True)
class Failure:
    """A stream that an engine and the model disagree about, made small. `text` is its scenario file."""

    seed: int
    outcome: Outcome
    text: str


@dataclass(frozen=True)
class Played:
    """How many streams were played, and those that failed."""

    streams: int
    failures: tuple[Failure, ...]


def play_streams(stage: Stage, seeds: Iterable[int], *, most_failures: int = 5) -> Played:
    """Plays the streams of the numbers; ends after some failures, each of which is made small first."""
    failures: list[Failure] = []
    count = 0
    names = known_names().get(stage.dialect.slug) if stage.proof == "emulated" else None
    for seed in seeds:
        count += 1
        scenario = stream(seed, names)
        if play(stage, scenario).ok:
            continue
        small = shrunk(scenario, lambda candidate: not play(stage, candidate).ok)
        failures.append(Failure(seed, play(stage, small), scenario_text(small)))
        if len(failures) >= most_failures:
            break
    return Played(count, tuple(failures))


def stream_outcome(stage: Stage, seeds: range) -> Outcome:
    """All streams as one outcome; the problem holds the scenario files of the failing ones."""
    played = play_streams(stage, seeds)
    problems = [
        f"stream {failure.seed}: {failure.outcome.problem}; as a scenario file:\n{failure.text}"
        for failure in played.failures
    ]
    first = played.failures[0].outcome if played.failures else None
    return Outcome(
        f"random streams {seeds.start} to {seeds.stop - 1} give what the model says",
        stage.dialect.slug,
        stage.engine,
        stage.proof,
        not problems,
        "\n".join(problems),
        first.statements if first else (),
        first.wanted if first else (),
        first.found if first else (),
    )


def scenario_text(scenario: Scenario) -> str:
    """The scenario as the file that `verify --scenario` plays."""
    return _text(scenario.to_data()) + "\n"


def _text(value: object, depth: int = 0) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        inner = "  " * (depth + 1)
        items = [f"{json.dumps(str(key), ensure_ascii=False)}: {_text(item, depth + 1)}" for key, item in value.items()]
        return (
            "{\n" + inner + f",\n{inner}".join(items) + "\n" + "  " * depth + "}"
            if items and depth < 1
            else "{" + ", ".join(items) + "}"
        )
    if isinstance(value, list | tuple):
        items = [_text(item, depth + 1) for item in value]
        if depth == 1 and any(isinstance(item, dict) for item in value):
            return "[\n    " + ",\n    ".join(items) + "\n  ]"
        return "[" + ", ".join(items) + "]"
    return json.dumps(readable(value), ensure_ascii=False)
