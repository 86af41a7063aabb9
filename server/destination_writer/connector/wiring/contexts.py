"""The containers that are started of one connector: an operation of the connector itself, or a test class's."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from destination_writer.connector.wiring.model import Bean, Condition, TestContext, Wiring

CLOUD = "AIRBYTE_CLOUD_ENV"
_CLOUD_NAMES = frozenset({CLOUD, "airbyte-cloud", "AIRBYTE_CLOUD"})
CONFIGURED = ("check", "write")
"""The operations that make a configuration."""
_UNIT_TESTS = "test"


@dataclass(frozen=True, slots=True)
class Context:
    """One container. `operation` None where it is not known; `environments` are the names that it is started with.

    `is_open` says that it may have environments, properties or beans besides that are not known.
    """

    name: str
    operation: str | None
    environments: frozenset[str] = frozenset()
    source_sets: frozenset[str] = frozenset({"main"})
    test: TestContext | None = None
    is_open: bool = False

    @property
    def is_test(self) -> bool:
        return self.test is not None


def main_contexts(wiring: Wiring) -> tuple[Context, ...]:
    """`check` and `write`, on a platform of one's own and in the cloud: spec makes next to nothing."""
    return tuple(
        Context(f"{operation}{place}", operation, environments, is_open=wiring.passes_environments)
        for operation in CONFIGURED
        for place, environments in (("", frozenset[str]()), (" in the cloud", frozenset({CLOUD})))
    )


def suite_contexts(wiring: Wiring, operations: dict[str, str | None]) -> tuple[Context, ...]:
    """One a test class. `operations` says which operation the YAML of an environment chooses."""
    return tuple(_test_context(test, wiring, operations) for test in wiring.tests)


def _test_context(test: TestContext, wiring: Wiring, operations: dict[str, str | None]) -> Context:
    chosen = {operations[name] for name in (*test.environments, "") if operations.get(name)}
    shared = {bean.source_set for bean in wiring.own if bean.source_set == "testFixtures"}
    return Context(
        name=test.name.rpartition(".")[2],
        operation=chosen.pop() if len(chosen) == 1 else None,
        environments=frozenset({*test.environments, _UNIT_TESTS}),
        source_sets=frozenset({"main", test.source_set, *shared}),
        test=test,
        is_open=test.is_opaque,
    )


def is_active(bean: Bean, context: Context) -> bool | None:
    """Whether the container has the bean; None where that cannot be told."""
    if bean.source_set not in context.source_sets:
        return False
    if bean.test_class and (context.test is None or context.test.name != bean.test_class):
        return False
    return _all_of([None if not bean.is_certain else True, *(_holds(one, context) for one in bean.conditions)])


@lru_cache(maxsize=4096)
def _holds(condition: Condition, context: Context) -> bool | None:
    return _all_of(
        [
            None if condition.is_opaque else True,
            _is_operation(condition, context),
            _is_environment(condition, context),
        ]
    )


def _is_operation(condition: Condition, context: Context) -> bool | None:
    if condition.operation is None and condition.not_operation is None:
        return True
    if context.operation is None:
        return None
    wanted = condition.operation in (None, context.operation)
    return wanted and condition.not_operation != context.operation


def _is_environment(condition: Condition, context: Context) -> bool | None:
    wanted, unwanted = condition.environments, condition.not_environments
    if any(_has(name, context) for name in unwanted):
        return False
    if not wanted or any(_has(name, context) for name in wanted):
        return True
    return None if context.is_open or any(_is_constant(name) for name in wanted) else False


def _has(name: str, context: Context) -> bool:
    return name in context.environments or (name in _CLOUD_NAMES and CLOUD in context.environments)


def _is_constant(name: str) -> bool:
    """A constant whose value is not known here; the CDK's own stands for itself."""
    return name.isupper() and name not in _CLOUD_NAMES


def _all_of(parts: Iterable[bool | None]) -> bool | None:
    found = list(parts)
    return False if False in found else None if None in found else True
