"""Versions of the bulk CDK, and the era of its load API that each belongs to.

The eras follow the CDK's changelog: 0.1.52 reworked the table operations, 0.1.84 moved the database types into the
core and replaced the name generators by a schema mapper, 0.2.0 dropped the old task loader.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import total_ordering

_FORM = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?:\.(0|[1-9]\d{0,5}))?")

LOCAL = "local"
"""The value of `cdkVersion` that builds against the CDK's sources in the same checkout."""

SUPPORTED = "0.1.52 to 0.1.83 (era A), 0.1.84 to 0.1.x (era B), 0.2.0 and later (era C), or `local`"


class UnknownCdkVersion(ValueError):
    """A `cdkVersion` without a contract. The message names the version, what is supported and what to do."""

    def __init__(self, version: str, reason: str) -> None:
        self.version = version
        super().__init__(
            f"cdkVersion {version!r} {reason}; supported are {SUPPORTED}. "
            "Set `cdkVersion` in the connector's gradle.properties to one of these, for example cdkVersion=1.0.13"
        )


class Era(StrEnum):
    """A span of CDK versions with one load API."""

    A = "A"
    B = "B"
    C = "C"


@total_ordering
@dataclass(frozen=True)
class CdkVersion:
    """A parsed `cdkVersion`. `local` counts as the newest version; a missing patch number counts as 0."""

    major: int
    minor: int
    patch: int
    text: str

    @staticmethod
    def parse(text: str) -> "CdkVersion":
        """Read `x.y`, `x.y.z` or `local`, with space around it ignored. Raises UnknownCdkVersion for anything else."""
        stripped = text.strip()
        if stripped == LOCAL:
            return CdkVersion(_NEWEST, 0, 0, LOCAL)
        match = _FORM.fullmatch(stripped)
        if match is None:
            raise UnknownCdkVersion(text, "is not a version of the form x.y.z")
        major, minor, patch = (int(number or 0) for number in match.groups())
        return CdkVersion(major, minor, patch, stripped)

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.major, self.minor, self.patch

    @property
    def is_local(self) -> bool:
        return self.text == LOCAL

    @property
    def note(self) -> str | None:
        """What a user should know about how this version was taken, if anything."""
        if self.is_local:
            return "cdkVersion=local: the contract of era C is used; the CDK's own sources decide where they differ."
        if (0, 1, 109) <= self.numbers < (0, 2, 0):
            return f"No release {self.text} is known between 0.1.108 and 0.2.0; the contract of era B is used."
        return None

    def __lt__(self, other: "CdkVersion") -> bool:
        return self.numbers < other.numbers

    def __str__(self) -> str:
        return self.text


_NEWEST = 1_000_000

ERA_STARTS = {Era.A: (0, 1, 52), Era.B: (0, 1, 84), Era.C: (0, 2, 0)}
"""First version of each era, as (major, minor, patch)."""


def era_of(version: str | CdkVersion) -> Era:
    """The era of a version. Raises UnknownCdkVersion for what is no version, and for versions before 0.1.52."""
    parsed = version if isinstance(version, CdkVersion) else CdkVersion.parse(version)
    for era in (Era.C, Era.B, Era.A):
        if parsed.numbers >= ERA_STARTS[era]:
            return era
    raise UnknownCdkVersion(parsed.text, "is older than the table operations that connectors are written against")
