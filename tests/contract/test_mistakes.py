"""Every mistake that a compiler can find is found, on its line; its right form compiles. The cases are in mistakes/."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from contract_support import CompileConnector

from destination_writer.toolchain.kotlinc import CompilerMessage

CASES = Path(__file__).with_name("mistakes")
VERSION_OF_ERA = {"A": "0.1.76", "B": "0.1.100", "C": "1.0.13"}
FOLDERS = {"main": "src/main/kotlin", "tests": "src/test-integration/kotlin"}
_SECTION = re.compile(
    r"^## ([^\n]+)\nversions: ([^\n]+)\n```kotlin wrong\n(.+?)```\n```kotlin right\n(.+?)```$", re.M | re.S
)
_MARK = re.compile(r"// <- ([A-Z_ ]+)$")

Outcome = Callable[[str, str, str], Mapping[str | None, list[CompilerMessage]]]


@dataclass(frozen=True)
class Mistake:
    title: str
    folder: str
    version: str
    wrong: str
    right: str

    @property
    def name(self) -> str:
        return re.sub(r"\W+", "_", self.title.lower()).strip("_")

    @property
    def path(self) -> str:
        return f"{FOLDERS[self.folder]}/{self.name}.kt"

    def source(self, form: str) -> str:
        """The snippet in a package of its own, on the first line so that the snippet's lines keep their numbers."""
        return f"package p_{self.name}; {form}"

    @property
    def expected(self) -> dict[int, set[str]]:
        marks = {number: _MARK.search(line) for number, line in enumerate(self.wrong.splitlines(), 1)}
        return {number: set(mark[1].split()) for number, mark in marks.items() if mark}


def read_cases() -> list[Mistake]:
    found: list[Mistake] = []
    for folder in FOLDERS:
        text = (CASES / f"{folder}.md").read_text("utf-8")
        sections = _SECTION.findall(text)
        assert len(sections) == text.count("\n## "), f"{folder}.md has a section of another form"
        for title, versions, wrong, right in sections:
            for name in versions.split():
                found.append(Mistake(title, folder, VERSION_OF_ERA.get(name) or name, wrong, right))
    return found


MISTAKES = read_cases()


@pytest.fixture(scope="session")
def outcome(compile_connector: CompileConnector) -> Outcome:
    """Messages by path, for all cases of one version, folder and form: one compilation for all of them."""

    @cache
    def compiled(version: str, folder: str, form: str) -> dict[str | None, list[CompilerMessage]]:
        cases = [case for case in MISTAKES if (case.version, case.folder) == (version, folder)]
        sources = {case.path: case.source(getattr(case, form)) for case in cases}
        by_path: dict[str | None, list[CompilerMessage]] = defaultdict(list)
        for message in compile_connector(sources, version):
            by_path[message.path].append(message)
        return by_path

    return compiled


def ids(case: Mistake) -> str:
    return f"{case.version}-{case.name}"


@pytest.mark.parametrize("case", MISTAKES, ids=ids)
def test_the_mistake_is_found_on_its_line(case: Mistake, outcome: Outcome) -> None:
    found: dict[int, set[str]] = defaultdict(set)
    for message in outcome(case.version, case.folder, "wrong")[case.path]:
        code = re.match(r"\[(\w+)\]", message.message)
        assert code is not None and message.line is not None
        if message.is_error:
            found[message.line].add(code[1])

    assert found == case.expected


@pytest.mark.parametrize("case", MISTAKES, ids=ids)
def test_the_right_form_compiles_without_a_remark(case: Mistake, outcome: Outcome) -> None:
    assert outcome(case.version, case.folder, "right")[case.path] == []
