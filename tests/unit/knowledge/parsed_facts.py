"""Filling the statements of a dialect with names, and judging them by the parsers of its database."""

import re
from collections.abc import Iterator, Mapping

import pytest

from destination_writer.knowledge.dialects import Dialect, StrategyKind
from destination_writer.toolchain.engines.model import Missing
from destination_writer.toolchain.engines.parsing import find_parsers, judge


def demand_parsers(slug: str) -> None:
    """Skips the module's tests, naming what is missing, where no parser for the database is here."""
    found = find_parsers(slug)
    if isinstance(found, Missing):
        pytest.skip(str(found), allow_module_level=True)


def filled(shape: str, names: Mapping[str, str]) -> str:
    """The shape of a statement with names in the place of its braces; a parameter becomes a text."""
    text = re.sub(r"\{(\w+)\}", lambda match: names[match[1]], shape)
    return text.replace("?", "'x'")


def statements(dialect: Dialect, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the facts are called, and the SQL that they give: namespaces, catalogue, strategies, column changes."""
    for what in ("create", "drop", "exists"):
        yield f"namespaces.{what}", filled(getattr(dialect.namespaces, what).sql, names)
    for name, fact in dialect.catalogue.items():
        yield f"catalogue.{name}", filled(fact.sql, names)
    for kind in StrategyKind:
        for strategy in dialect.strategies_of(kind):
            for number, shape in enumerate(strategy.statements, 1):
                yield f"{kind.value}.{strategy.slug}.{number}", filled(shape, names)
    table = filled(dialect.alter.table, names)
    for what in ("add", "drop", "relax", "change", "rename"):
        if action := getattr(dialect.alter, what):
            yield f"alter.{what}", table + filled(action, names)


def demand_parsed(slug: str, sql: str) -> None:
    """Fails where a parser rejects the statement, and where no parser has judged it."""
    report = judge(slug, sql)
    assert not report.problems, f"{sql}\n" + "\n".join(map(str, report.problems))
    assert report.judged or report.excused, sql
