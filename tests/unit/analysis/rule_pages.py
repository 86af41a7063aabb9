"""The examples of rule pages as connectors: what a fence below Bad or Good becomes.

A fence's info string says what the fence alone does not: `title` (its file), `in` (the class that members stand in),
`fun` (the function that statements stand in), `database`, `cdk`. What else an example needs lies below
`surroundings/DWNNN/`; a file there with a line `//EXAMPLE` is where a fence without a title is put.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from destination_writer.connector.preflight import PREFLIGHT_PATH
from destination_writer.connector.state import STATE_PATH
from destination_writer.knowledge.store import Knowledge

SURROUNDINGS = Path(__file__).parent / "surroundings"
PACKAGE = "io.airbyte.integrations.destination.acme"
FOLDER = PACKAGE.replace(".", "/")
SECTIONS = ("Why", "Bad", "Good", "How to mend")
EXAMPLE = "//EXAMPLE"

COMMON = (
    "com.zaxxer.hikari.HikariConfig",
    "com.zaxxer.hikari.HikariDataSource",
    "io.github.oshai.kotlinlogging.KotlinLogging",
    "io.micronaut.context.annotation.Factory",
    "io.micronaut.context.annotation.Primary",
    "io.micronaut.context.annotation.Property",
    "io.micronaut.context.annotation.Replaces",
    "io.micronaut.context.annotation.Requires",
    "io.micronaut.context.annotation.Value",
    "jakarta.inject.Named",
    "jakarta.inject.Qualifier",
    "jakarta.inject.Singleton",
    "java.sql.Connection",
    "java.sql.PreparedStatement",
    "java.sql.ResultSet",
    "java.sql.SQLException",
    "java.sql.Statement",
    "java.time.Instant",
    "java.util.UUID",
    "javax.sql.DataSource",
    "kotlinx.coroutines.Dispatchers",
    "kotlinx.coroutines.runBlocking",
    "kotlinx.coroutines.withContext",
    "org.junit.jupiter.api.Assertions.assertEquals",
    "org.junit.jupiter.api.Assertions.assertTrue",
    "org.junit.jupiter.api.Disabled",
    "org.junit.jupiter.api.Test",
)
"""What an example may use without writing the import, besides the types of the CDK."""


@dataclass(frozen=True)
class Fence:
    """`line` is the fence's first line of content in the page, from 1."""

    section: str
    language: str
    attributes: Mapping[str, str]
    text: str
    line: int

    @property
    def title(self) -> str:
        named = re.match(r"(?:#|//) (\S*[./]\S*)\n", self.text)
        return self.attributes.get("title") or (named[1] if named else "")


@dataclass
class Example:
    """One connector: `texts` by path, `lines` the lines (from 0) of each file that are the example's own."""

    section: str
    line: int
    database: str
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, range] = field(default_factory=dict)

    def holds(self, path: str, line: int) -> bool:
        return line in self.lines.get(path, range(0))


def sections(page: str) -> list[str]:
    """The headings of a page, fences left out."""
    return re.findall(r"(?m)^## (.+)$", re.sub(r"(?ms)^```.*?^```$", "", page))


def fences(page: str) -> Iterator[Fence]:
    section, lines, at = "", page.split("\n"), 0
    while at < len(lines):
        if lines[at].startswith("## "):
            section = lines[at][3:]
        if lines[at].startswith("```"):
            language, _, rest = lines[at][3:].strip().partition(" ")
            end = lines.index("```", at + 1)
            pairs = (word.partition("=") for word in shlex.split(rest))
            text = "".join(f"{line}\n" for line in lines[at + 1 : end])
            yield Fence(section, language, {key: value for key, _, value in pairs}, text, at + 2)
            at = end
        at += 1


def examples(code: str, page: str, knowledge: Knowledge) -> list[Example]:
    """The examples of a page. Fences of one section with different titles make one connector."""
    found: list[Example] = []
    for section in ("Bad", "Good"):
        mine = [f for f in fences(page) if f.section == section and f.language not in ("text", "console", "sql")]
        titles = [fence.title for fence in mine]
        together = len(mine) > 1 and len(set(titles)) == len(titles) and all(titles)
        for group in [mine] if together else [[fence] for fence in mine]:
            found.append(_example(code, group, knowledge))
    return found


def _example(code: str, group: list[Fence], knowledge: Knowledge) -> Example:
    said = {key: value for fence in group for key, value in fence.attributes.items()}
    cdk, database = said.get("cdk", "1.0.13"), said.get("database", "postgres")
    example = Example(group[0].section, group[0].line, database)
    example.texts = {"gradle.properties": f"cdkVersion={cdk}\n", "build.gradle.kts": "plugins {}\n"}
    around = dict(_surroundings(code))
    frame = next((path for path, text in around.items() if EXAMPLE in text), None)
    example.texts |= {path: text for path, text in around.items() if path != frame}
    for fence in group:
        if frame is not None and not fence.title:
            path, (before, after) = frame, around[frame].split(EXAMPLE, 1)
        else:
            path = _path(fence)
            before, after = _completion(fence, knowledge, cdk) if path.endswith(".kt") else ("", "")
        first = before.count("\n")
        example.texts[path] = before + fence.text + after
        example.lines[path] = range(first, first + fence.text.count("\n") + 1)
    return example


def _surroundings(code: str) -> Iterator[tuple[str, str]]:
    folder = SURROUNDINGS / code
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield _placed(file.relative_to(folder).as_posix()), file.read_text(encoding="utf-8")


def _path(fence: Fence) -> str:
    if fence.title:
        return _placed(fence.title)
    if fence.language == "yaml":
        return PREFLIGHT_PATH if fence.text.startswith("answers:") else STATE_PATH
    return "gradle.properties" if fence.language == "properties" else _placed("Example.kt")


def _placed(title: str) -> str:
    """A name alone lies in the package's folder, a test among the tests; a path is taken as it is."""
    if not title.endswith(".kt") or title.startswith("src/"):
        return title
    is_test = title.startswith("test/") or re.search(r"(?:Test|Suite)\.kt$|(?:^|/)\w+Test\w*Client\.kt$", title)
    source_set = "test-integration" if is_test else "main"
    return f"src/{source_set}/kotlin/{FOLDER}/{title.removeprefix('test/')}"


def _completion(fence: Fence, knowledge: Knowledge, cdk: str) -> tuple[str, str]:
    """What stands in front of and behind a Kotlin fence so that it is a file."""
    before = "" if re.search(r"(?m)^package ", fence.text) else f"package {PACKAGE}\n\n"
    owner, function = fence.attributes.get("in", ""), fence.attributes.get("fun", "")
    if not re.search(r"(?m)^import ", fence.text):
        before += _imports(f"{owner}\n{function}\n{fence.text}", knowledge, cdk)
    after = ""
    if owner:
        before, after = f"{before}class {owner} {{\n", "}\n"
    if function:
        head = function if "fun " in function else f"fun {function}()"
        before, after = f"{before}{head} {{\n", "}\n" + after
    return before, after


def _imports(text: str, knowledge: Knowledge, cdk: str) -> str:
    known = {name.rpartition(".")[2]: name for name in COMMON}
    if cdk != "local":
        known |= {found.name: found.fqn for found in knowledge.contract(cdk).types}
    declared = set(re.findall(r"\b(?:class|interface|object|typealias)\s+(\w+)", text))
    words = dict.fromkeys(re.findall(r"(?<![.\w])[A-Za-z]\w*", text))
    return "".join(f"import {known[w]}\n" for w in sorted(words) if w in known and w not in declared) + "\n"
