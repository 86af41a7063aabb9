"""Good connectors with one mistake each: what is changed, and the code and the line by which it must be told.

A mistake is written down once and made in every base whose text has the place. What is expected is what a person would
say; where a first run showed that a database, or the CDK, takes what was meant as a mistake, its bases were corrected.
A mistake that no rule sees stays in the list and counts as missed.
"""

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from made_connectors import made
from references import REFERENCES, reference

from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rules import Kept
from destination_writer.connector.load import load_connector
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.files import MemoryFiles
from destination_writer.text.findings import Finding
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
MARK = "§"
"""Stands in what is put in, right before the place that the finding must be on; no part of the text."""

BASES: Mapping[str, tuple[str, str, str]] = {
    "postgres-c": ("postgres", "1.0.13", "Postgres"),
    "postgres-a": ("postgres", "0.1.76", "Postgres"),
    "mysql-b": ("mysql", "0.1.100", "Mysql"),
    "snowflake-c": ("snowflake", "1.0.13", "Snowflake"),
    "clickhouse-b": ("clickhouse", "0.1.100", "Clickhouse"),
    "sqlserver-a": ("sqlserver", "0.1.76", "SqlServer"),
}
"""Dialect, CDK version, and what class names begin with."""
ALL = tuple(BASES)
MORE_BASES: Mapping[str, tuple[str, str, str]] = {
    "snowflake-a": ("snowflake", "0.1.76", "Snowflake"),
    "clickhouse-c": ("clickhouse", "1.0.13", "Clickhouse"),
    "sqlserver-b": ("sqlserver", "0.1.100", "SqlServer"),
    "oracle-c": ("oracle", "1.0.13", "Oracle"),
    "duckdb-a": ("duckdb", "0.1.76", "Duckdb"),
    "bigquery-b": ("bigquery", "0.1.100", "Bigquery"),
    "redshift-a": ("redshift", "0.1.76", "Redshift"),
    "databricks-c": ("databricks", "1.0.13", "Databricks"),
    "mariadb-a": ("mariadb", "0.1.76", "Mariadb"),
    "cockroachdb-b": ("cockroachdb", "0.1.100", "Cockroach"),
    "timescaledb-c": ("timescaledb", "1.0.13", "Timescale"),
    "sqlite-c": ("sqlite", "1.0.13", "Sqlite"),
    "mongodb-b": ("mongodb", "0.1.100", "Mongodb"),
    "layout-postgres": ("postgres", "0.1.76", "Postgres"),
    "layout-clickhouse": ("clickhouse", "0.1.100", "Clickhouse"),
    "layout-snowflake": ("snowflake", "1.0.13", "Snowflake"),
}
"""Those of the second list; a layout is a reference connector, with its files and names."""
EVERY_BASE = {**BASES, **MORE_BASES}

Places = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mistake:
    """`file` is a pattern of paths, `find` the text that goes (the first occurrence; behind `re:` an expression),
    `put` what comes instead. The finding is expected at the mark in `put`, else where `find` began; with `at` on the
    line that has the first such text of another file (`""`: on any line of it). `{P}` is the prefix of class names.

    Where a mistake has two ends (who asks and who gives), `at` names both, and one of them has to be told.
    A code such as `DW4xx` is any of its family.
    """

    code: str
    title: str
    file: str
    find: str
    put: str
    at: Places = ()
    bases: tuple[str, ...] = ALL
    new_files: Mapping[str, str] = field(default_factory=dict[str, str])
    imports: tuple[str, ...] = ()
    """Names that `file` imports besides; one that begins with a dot lies below the connector's package."""

    @property
    def family(self) -> str:
        return f"{self.code[2]}xx"


@dataclass(frozen=True)
class Seeded:
    """A mistake in one connector. `lines` are the places that count, by path; None is any line of the file."""

    mistake: Mistake
    base: str
    texts: Mapping[str, str]
    places: tuple[tuple[str, int | None], ...]

    @property
    def name(self) -> str:
        return f"{self.mistake.code} {self.mistake.title} [{self.base}]"


Outcome = Literal["found", "elsewhere", "missed"]


@cache
def base_texts(base: str) -> Mapping[str, str]:
    dialect, cdk, _ = EVERY_BASE[base]
    if base.startswith("layout-"):
        return reference(next(one for one in REFERENCES if one.database == dialect))
    return made(dialect, cdk)


def seed(mistake: Mistake, base: str) -> Seeded | None:
    """None for a base that does not have the place."""
    texts = dict(base_texts(base))
    prefix = EVERY_BASE[base][2]
    texts.update(mistake.new_files)
    path = _path(texts, mistake.file)
    found = _found(texts[path], mistake.find.replace("{P}", prefix)) if path else None
    if path is None or found is None:
        return None
    put = found.expand(mistake.put) if mistake.find.startswith("re:") else mistake.put
    put = put.replace("{P}", prefix)
    offset = found.start() + max(put.find(MARK), 0)
    texts[path] = texts[path][: found.start()] + put.replace(MARK, "") + texts[path][found.end() :]
    for name in mistake.imports:
        name = f"io.airbyte.integrations.destination.{EVERY_BASE[base][0]}{name}" if name[0] == "." else name
        line = f"import {name.replace('{P}', prefix)}\n"
        head = texts[path].index("\nimport ") + 1
        texts[path] = texts[path][:head] + line + texts[path][head:]
        offset += len(line)
    places = tuple(_place(texts, file, needle.replace("{P}", prefix)) for file, needle in mistake.at)
    if not places:
        places = ((path, texts[path].count("\n", 0, offset)),)
    return Seeded(mistake, base, texts, places)


def _found(text: str, find: str) -> "re.Match[str] | None":
    pattern = find[3:] if find.startswith("re:") else re.escape(find)
    return re.search(pattern, text, re.S)


def _path(texts: Mapping[str, str], pattern: str) -> str | None:
    return next((path for path in sorted(texts) if fnmatch.fnmatchcase(path, pattern)), None)


def _place(texts: Mapping[str, str], pattern: str, needle: str) -> tuple[str, int | None]:
    path = _path(texts, pattern)
    assert path is not None, f"no file fits {pattern}"
    if not needle:
        return path, None
    assert needle in texts[path], f"{path} has no {needle!r}"
    return path, texts[path].count("\n", 0, texts[path].index(needle))


def seeded(mistakes: tuple[Mistake, ...]) -> Iterator[Seeded]:
    for mistake in mistakes:
        for base in mistake.bases:
            one = seed(mistake, base)
            if one is not None:
                yield one


@dataclass
class Judge:
    """Runs the rules; what they computed about files that are the same is kept."""

    kept: dict[str, Kept] = field(default_factory=dict[str, Kept])

    def findings(self, base: str, texts: Mapping[str, str]) -> tuple[Finding, ...]:
        files = self.kept.setdefault(base, Kept())
        good = dict(files.files)
        connector = load_connector(MemoryFiles(dict(texts)), name=f"destination-{EVERY_BASE[base][0]}")
        found = review(connector, KNOWLEDGE, files).findings
        files.files = good or files.files
        return found

    def outcome(self, one: Seeded) -> tuple[Outcome, tuple[Finding, ...]]:
        """What came of it, and what was told instead."""
        told = self.findings(one.base, one.texts)
        for finding in told:
            where = (finding.location.path, finding.location.range.start.line)
            if _is_code(finding.code, one.mistake.code) and any(_fits(where, place, one.texts) for place in one.places):
                return "found", told
        return ("elsewhere" if told else "missed"), told


def _is_code(told: str, expected: str) -> bool:
    return told.startswith(expected.removesuffix("xx"))


def _fits(where: tuple[str, int], place: tuple[str, int | None], texts: Mapping[str, str]) -> bool:
    """On the line, or on an annotation of what is declared there."""
    (path, line), (expected_path, expected) = where, place
    if path != expected_path or expected is None:
        return path == expected_path
    between = texts[path].splitlines()[line:expected]
    return line <= expected and all(text.lstrip().startswith("@") for text in between)
