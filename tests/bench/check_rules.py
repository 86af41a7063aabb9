#!/usr/bin/env python3
"""How long the rules take, as ratios against a bare reading (lexer and declarations) of the same text in the same run.

    python tests/bench/check_rules.py [--rounds 7] [--slowest 5]

Three measures, each the median of some rounds:
- all rules of one file, over a file of 1,000 lines whose functions and statements nobody has looked at before;
- the same after one character was typed in it;
- a whole connector, from its texts to all findings.
Goals are ratios: where they were set a reading of 1,000 lines took 5 ms, so six of them are the 30 ms that all rules
of a file may take. Exit 1 when one is missed.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from made_connectors import made

from destination_writer.analysis.reviewing import review
from destination_writer.analysis.rule import FileSubject
from destination_writer.analysis.rules import RULES, judge_file
from destination_writer.connector.load import load_connector
from destination_writer.connector.sources import read_source
from destination_writer.knowledge.store import Knowledge
from destination_writer.lsp.garbage import be_brief
from destination_writer.sql.judging import problems
from destination_writer.sql.tokens import sql_tokens
from destination_writer.text.files import MemoryFiles
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

KNOWLEDGE = Knowledge(DiskFiles(bundled("knowledge")))
LINES = 1_000
GOALS = {"a file": 6.0, "a file, one character later": 4.0, "a whole connector": 12.0}
"""Most that each may take, in readings of the same text."""


def long_file(texts: dict[str, str], number: int) -> str:
    """The connector in one file, until it has its lines, with names and remarks that no other number has: nothing that
    is kept by the text of a function is found again."""
    names = ("SqlGenerator", "AirbyteClient", "Writer", "InsertBuffer", "Checker", "TableSchemaMapper", "ValueCoercer")
    parts = [next(t for p, t in texts.items() if p.endswith(f"{name}.kt") and "/main/" in p) for name in names]
    imports = sorted({line for part in parts for line in part.splitlines() if line.startswith("import ")})
    bodies = [re.sub(r"(?m)^(?:package|import) .*\n", "", part) for part in parts]
    text = "package io.airbyte.integrations.destination.postgres\n\n" + "\n".join(imports) + "\n\n" + "\n".join(bodies)
    renamed = re.sub(r"\b(columns|statement|select|newest|held|whole)\b", rf"\g<1>{number}x", text)
    marked = re.sub(r"(?m)(fun\b[^\n]*|[{=(])$", rf"\g<1> // {number}", renamed)
    return "".join(marked.splitlines(keepends=True)[:LINES])


def timed(work: Callable[[], object]) -> float:
    start = time.thread_time()
    work()
    return time.thread_time() - start


def subject(text: str) -> FileSubject:
    path = "src/main/kotlin/PostgresSqlGenerator.kt"
    return FileSubject(read_source(path, text), KNOWLEDGE, "1.0.13", frozenset(), {}, "postgres")


def forget_statements() -> None:
    """SQL is the same in every file that `long_file` makes, so what is kept of it would be found again."""
    problems.cache_clear()
    sql_tokens.cache_clear()


def one_file(texts: dict[str, str], rounds: int) -> dict[str, float]:
    """Ratios of the two measures of a file."""
    cold: list[float] = []
    typed: list[float] = []
    judge_file(subject(long_file(texts, 10_000)))  # knowledge, grammars and expressions are read once per process
    for number in range(rounds):
        text = long_file(texts, number)
        reading = timed(lambda text=text: read_source("A.kt", text))
        first, later = subject(text), subject(text.replace("CREATE SCHEMA IF", "CREATE SCHEMA  IF", 1))
        forget_statements()
        cold.append(timed(lambda first=first: judge_file(first)) / reading)
        typed.append(timed(lambda later=later: judge_file(later)) / reading)
    return {"a file": statistics.median(cold), "a file, one character later": statistics.median(typed)}


def whole(texts: dict[str, str], rounds: int) -> float:
    ratios: list[float] = []
    for number in range(rounds):
        first, marked = (
            {p: re.sub(r"\b(tableName|import)\b", rf"\g<1> /*{mark}{number}*/", text) for p, text in texts.items()}
            for mark in "ab"
        )
        reading = timed(lambda texts=first: [read_source(p, text) for p, text in texts.items() if p.endswith(".kt")])

        def everything(marked: dict[str, str] = marked) -> None:
            review(load_connector(MemoryFiles(marked), name="destination-postgres"), KNOWLEDGE)

        ratios.append(timed(everything) / reading)
    return statistics.median(ratios)


def slowest(texts: dict[str, str], count: int) -> None:
    looked_at = subject(long_file(texts, 20_000))
    times = {
        rule.code: timed(lambda check=rule.check_file: list(check(looked_at))) for rule in RULES if rule.check_file
    }
    said = sorted(times.items(), key=lambda item: -item[1])[:count]
    print("slowest over a file: " + ", ".join(f"{code} {1000 * spent:.1f} ms" for code, spent in said))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--slowest", type=int, default=5)
    options = parser.parse_args()
    texts = dict(made("postgres", "1.0.13"))
    be_brief()  # as the server does, where these times count
    measured = {**one_file(texts, options.rounds), "a whole connector": whole(texts, options.rounds)}
    for what, ratio in measured.items():
        print(f"{what}: {ratio:.1f} readings of the same text, goal {GOALS[what]}")
    slowest(texts, options.slowest)
    return 1 if any(ratio > GOALS[what] for what, ratio in measured.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
