"""The decisions and the history of a connector, as values: what `.destination-writer/state.yaml` holds.

What can be seen in the code (components, stubs, tests) is never taken from here. `connector/statetext.py` reads and
edits the text, `toolchain/statefile.py` the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ClassVar, Literal

STATE_PATH = ".destination-writer/state.yaml"
LAST_PHASE = 11

_KEEP_UNKNOWN: dict[str, str] = {"extra": "ignore"}
"""Keys of other versions are no error; the text that holds them is edited, never rewritten."""


@dataclass(frozen=True, slots=True)
class SkippedPhase:
    """A phase that the user decided to leave out."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _KEEP_UNKNOWN

    phase: int
    reason: str = ""
    at: datetime | None = None
    """When it was decided: ISO 8601 in the file."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Something that happened.

    `started` and `completed` speak of a phase; `check` records that what `check` names (the build, the look at the
    bulk-CDK dependencies) was run. `sources` is the digest of the connector's sources at that time.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = _KEEP_UNKNOWN

    event: Literal["started", "completed", "check"]
    phase: int = 0
    at: datetime | None = None
    """ISO 8601 in the file; a time without zone is UTC."""
    check: str = ""
    passed: bool = True
    sources: str = ""

    @property
    def seconds(self) -> float | None:
        """`at` since the epoch."""
        if self.at is None:
            return None
        return (self.at if self.at.tzinfo else self.at.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class State:
    """The keys of the specification; all optional, so that a file with one decision in it is a valid one."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = _KEEP_UNKNOWN

    database: str | None = None
    current_phase: int | None = None
    completed_checkpoints: tuple[str, ...] = ()
    """`phase_3_tables` and the like, as the specification shows them."""
    database_characteristics: Mapping[str, bool | int | float | str | None] = field(
        default_factory=dict[str, bool | int | float | str | None]
    )
    connector_path: str | None = None
    cdk_version: str | None = None
    components_implemented: Mapping[str, bool | str | tuple[str, ...] | None] = field(
        default_factory=dict[str, bool | str | tuple[str, ...] | None]
    )
    test_configuration: Mapping[str, bool | int | float | str | None] | str | None = None
    strategies: Mapping[str, str] = field(default_factory=dict[str, str])
    """What was decided where several ways fit: the kind (`upsert`, `bulk_load`) and the slug of the strategy."""
    skipped_phases: tuple[SkippedPhase, ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    passed_tests: tuple[str, ...] = ()
    """Tests (`ClassName.test name`) that passed at an earlier checkpoint; one of them failing now is a regression."""

    def skip_reason(self, phase: int) -> str | None:
        """Why the user skipped a phase (maybe empty); None when it is not skipped."""
        return next((s.reason for s in self.skipped_phases if s.phase == phase), None)

    @property
    def skip_reasons(self) -> Mapping[int, str]:
        """The phases that the file calls skipped, each with its reason, maybe empty."""
        return {skipped.phase: skipped.reason for skipped in self.skipped_phases}

    @property
    def completed_phases(self) -> frozenset[int]:
        """Phases whose checkpoint was reached at some time, as far as the file says."""
        named = {_phase_of_checkpoint(name) for name in self.completed_checkpoints}
        recorded = {entry.phase for entry in self.history if entry.event == "completed"}
        return frozenset(phase for phase in named | recorded if phase is not None)


def _phase_of_checkpoint(name: str) -> int | None:
    parts = name.split("_")
    return int(parts[1]) if len(parts) > 1 and parts[0] == "phase" and parts[1].isdigit() else None
