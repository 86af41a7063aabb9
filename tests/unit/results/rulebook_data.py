"""The bundled rules, read once for all tests of this folder."""

from functools import cache
from pathlib import Path

from destination_writer.knowledge.failures import FailureRule, load_failure_rules
from destination_writer.results.rulebook import Rulebook
from destination_writer.toolchain.disk import DiskFiles

ROOT = Path(__file__).resolve().parents[3]


@cache
def rules() -> tuple[FailureRule, ...]:
    return load_failure_rules(DiskFiles(ROOT / "knowledge"))


@cache
def book() -> Rulebook:
    return Rulebook(rules())
