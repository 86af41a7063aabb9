"""What emulators lack, by scenario: `lacks.yaml`. What is listed does not count as a failure of the connector."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from destination_writer.verification.playing import Outcome

SOURCE = Path(__file__).with_name("lacks.yaml")
NAMES = Path(__file__).with_name("names.yaml")


@cache
def known_lacks() -> Mapping[str, Mapping[str, str]]:
    """Dialect -> name of a scenario or check -> what the emulator lacks."""
    shape = TypeAdapter(dict[str, dict[str, str]])
    return shape.validate_python(yaml.safe_load(SOURCE.read_text("utf-8")) or {})


class NameLimits(BaseModel):
    """What a stand-in engine needs of names: a length, no two that differ in case alone, no character of some."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_bytes: int | None = None
    one_case: bool = False
    without: str = ""

    def takes(self, name: str, used: Collection[str]) -> bool:
        """Whether the engine can have a column of the name beside those that are used."""
        too_long = self.max_bytes is not None and len(name.encode()) > self.max_bytes
        alike = self.one_case and name.casefold() in {other.casefold() for other in used}
        return not (too_long or alike or any(character in name for character in self.without))


@cache
def known_names() -> Mapping[str, NameLimits]:
    """Dialect -> limits of the engine that stands in for it."""
    return TypeAdapter(dict[str, NameLimits]).validate_python(yaml.safe_load(NAMES.read_text("utf-8")) or {})


def excused(outcome: Outcome, with_strategy: str = "") -> Outcome:
    """The outcome with the emulator's lack in place of its problem; a lack that is none any more is a problem.

    `with_strategy` is `upsert=slug` where it is no default: what is lacking for that alone is listed as
    `upsert=slug: name`.
    """
    known = known_lacks().get(outcome.dialect, {})
    reason = known.get(f"{with_strategy}: {outcome.name}") or known.get(outcome.name)
    if reason is None or outcome.proof != "emulated":
        return outcome
    if outcome.ok:
        return replace(outcome, ok=False, problem=f"holds, though lacks.yaml says the emulator cannot: {reason}")
    return replace(outcome, ok=True, lacks=reason)
