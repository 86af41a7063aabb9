"""What an engine that stands in for a database lacks for the component tests: `lacks.yaml`.

A test that fails for such a reason says nothing about the connector, so it counts as skipped and never as passed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from destination_writer.text.testruns import Outcome, TestResult

SOURCE = Path(__file__).with_name("lacks.yaml")
UNDECIDED = "Nothing is known of this test here; run it with the Gradle runner."


class Lack(BaseModel):
    """`tests` are names of the CDK's suites, `says` a regular expression of the failure's message."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tests: tuple[str, ...]
    says: re.Pattern[str]
    lacks: str


@cache
def known_lacks() -> Mapping[str, Sequence[Lack]]:
    """Dialect -> what the engine that stands in for it lacks."""
    shape = TypeAdapter(dict[str, tuple[Lack, ...]])
    return shape.validate_python(yaml.safe_load(SOURCE.read_text("utf-8")) or {})


def lacks_of(slugs: Sequence[str]) -> Sequence[Lack]:
    """Of a dialect and its parents, nearest first."""
    return next((known_lacks()[slug] for slug in slugs if slug in known_lacks()), ())


def lack_behind(result: TestResult, names: Collection[str], lacks: Sequence[Lack]) -> Lack | None:
    """The lack that made the test fail. `names` are those that it has in the suites and in the connector."""
    if not result.outcome.is_bad:
        return None
    told = "\n".join(f"{failure.message}\n{failure.detail}" for failure in result.failures)
    return next((lack for lack in lacks if {*lack.tests} & {*names} and lack.says.search(told)), None)


def undecided(result: TestResult, lack: Lack) -> TestResult:
    """The test as one that was skipped, with the reason and what it failed with."""
    message = result.failures[0].message if result.failures else ""
    reason = f"{lack.lacks} {UNDECIDED} It ended with: {message}"
    return replace(result, outcome=Outcome.SKIPPED, failures=(), output=reason)
