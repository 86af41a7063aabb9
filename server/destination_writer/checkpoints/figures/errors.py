"""Which failures were frequent: every message on record, explained by the failure rules."""

from collections import Counter
from collections.abc import Iterable, Sequence

from destination_writer.checkpoints.figures.clock import PhaseBook
from destination_writer.checkpoints.figures.model import ErrorCount
from destination_writer.checkpoints.history import RunRecord
from destination_writer.knowledge.failures import Category, FailureRule, Scope
from destination_writer.results.diagnose import diagnose_test
from destination_writer.results.diagnosis import shape
from destination_writer.results.rulebook import Rulebook
from destination_writer.text.testruns import Failure, Outcome, TestResult

BUILD_FAILED = "build-failed"
COMPILER = "compiler"
_BUILD = (Category.BUILD.value, BUILD_FAILED)


def frequent_errors(runs: Iterable[RunRecord], rules: Sequence[FailureRule], book: PhaseBook) -> tuple[ErrorCount, ...]:
    """By category and rule, the most frequent first. A message is explained once, however often it was seen."""
    explain = _Explained(rules)
    seen: Counter[tuple[str, str]] = Counter()
    tests: dict[tuple[str, str], set[str]] = {}
    phases: dict[tuple[str, str], set[int]] = {}
    for run in runs:
        found = [(explain.test(test.cause or test.message), test.key) for test in run.tests if _is_bad(test.outcome)]
        if run.failed_steps and not found:
            found = [(explain.compiler(text), "") for text in run.errors] or [(_BUILD, "")]
        number = book.of_run(run)
        for kind, test in found:
            seen[kind] += 1
            phases.setdefault(kind, set()).add(number)
            if test:
                tests.setdefault(kind, set()).add(test)
    return tuple(
        ErrorCount(*kind, count, len(tests.get(kind, ())), tuple(sorted(phases[kind])))
        for kind, count in sorted(seen.items(), key=lambda item: (-item[1], item[0]))
    )


def _is_bad(outcome: str) -> bool:
    return outcome in (Outcome.FAILED.value, Outcome.ERROR.value)


class _Explained:
    """Category and rule of messages, each shape of them once."""

    def __init__(self, rules: Sequence[FailureRule]) -> None:
        self._book = Rulebook(rules)
        self._tests: dict[str, tuple[str, str]] = {}
        self._compilers: dict[str, tuple[str, str]] = {}

    def test(self, message: str) -> tuple[str, str]:
        key = shape(message)
        if key not in self._tests:
            failure = Failure(message, message.partition(":")[0] if ":" in message else "", message)
            found = diagnose_test(TestResult("", "", Outcome.FAILED, failures=(failure,)), self._book)
            self._tests[key] = (found.category, found.rule)
        return self._tests[key]

    def compiler(self, message: str) -> tuple[str, str]:
        key = shape(message)
        if key not in self._compilers:
            match = self._book.explain(message, scope=Scope.COMPILER)
            known = (match.rule.category.value, match.rule.id) if match else (Category.COMPILATION.value, COMPILER)
            self._compilers[key] = known
        return self._compilers[key]
