"""What emulators lack, by scenario: `lacks.yaml`. What is listed does not count as a failure of the connector."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from destination_writer.verification.playing import Outcome

SOURCE = Path(__file__).with_name("lacks.yaml")


@cache
def known_lacks() -> Mapping[str, Mapping[str, str]]:
    """Dialect -> name of a scenario or check -> what the emulator lacks."""
    shape = TypeAdapter(dict[str, dict[str, str]])
    return shape.validate_python(yaml.safe_load(SOURCE.read_text("utf-8")) or {})


def excused(outcome: Outcome) -> Outcome:
    """The outcome with the emulator's lack in place of its problem; a lack that is none any more is a problem."""
    reason = known_lacks().get(outcome.dialect, {}).get(outcome.name)
    if reason is None or outcome.proof != "emulated":
        return outcome
    if outcome.ok:
        return replace(outcome, ok=False, problem=f"holds, though lacks.yaml says the emulator cannot: {reason}")
    return replace(outcome, ok=True, lacks=reason)
