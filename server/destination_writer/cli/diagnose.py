"""`diagnose FILE|-`: explain what a build, a test run or a log says."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from destination_writer.cli.debugtext import edited_paths, render
from destination_writer.cli.diagnosed import Diagnosed, Project, plain
from destination_writer.cli.fixing import fix as apply_fixes
from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.failures import Category, FailureRule
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.results.diagnose import Diagnosis, diagnose, diagnose_report
from destination_writer.results.junit import BLOCK, looks_like_report, read_report
from destination_writer.results.rulebook import Rulebook
from destination_writer.text.udiff import unified
from destination_writer.toolchain.workspace import workspace_knowledge

STREAMED_ABOVE = 4_000_000
"""Bytes. A larger report is read in pieces and never held whole."""
TEXT_LIMIT = 100_000_000
"""Bytes of console output that are read; more is refused."""

Read = tuple[list[Diagnosis], tuple[str, ...]]
"""The causes, and the lines of the text that they count; no lines for a report that is too large to be held."""


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.option(
    "--connector", "path", metavar="PATH", help="The connector that the text speaks of: its files, and what mends them."
)
@click.option("--fix", is_flag=True, help="Apply what mends it, each change after you agreed. Needs --connector.")
@click.option("--yes", is_flag=True, help="With --fix: apply without asking.")
def command(file: str, as_json: bool, path: str | None, fix: bool, yes: bool) -> None:
    """Explain a test or build failure: category, cause, place, fix.

    FILE holds console output, a stack trace, a log or a JUnit report; - reads standard input. With --connector the
    causes name that connector's own files and methods, with the code before and after.
    """
    if fix and path is None:
        give_up("--fix changes files of a connector; name it with --connector PATH")
    try:
        project = Project(path) if path else None
        rules, alternatives = _known(project.folder if project else Path.cwd())
        found, lines = _diagnose_file(file, rules, project.packages if project else ())
    except (KnowledgeError, FileNotFoundError) as error:
        give_up(str(error))
    shown = project.lay_on(found, lines) if project else plain(found)
    texts = project.texts() if project else {}
    if as_json:
        objects = [_in_project(one, texts) if project else to_object(one.diagnosis) for one in shown]
        click.echo(json.dumps({"findings": objects}, ensure_ascii=False, indent=2))
    else:
        for line in render(shown, texts, alternatives):
            click.echo(line)
    if fix and project is not None and path is not None:
        apply_fixes(project, lambda now: now.lay_on(found, lines), path, yes=yes)


def _known(folder: Path) -> tuple[tuple[FailureRule, ...], dict[Category, str]]:
    """Failure rules and alternatives, with those of the workspace on top. A file of the workspace that cannot be used
    is named, and the bundled knowledge taken in its place."""
    knowledge = workspace_knowledge(folder)
    known = knowledge.failure_rules, knowledge.alternatives
    for problem in knowledge.problems_so_far():
        tell(f"{problem}; mend the file, or remove it")
    return known


def _in_project(one: Diagnosed, texts: dict[str, str]) -> dict[str, object]:
    """What scripts read with --connector: the connector's own place, and each Change as a diff."""
    changes = [
        {
            "title": offer.change.title,
            "purpose": offer.change.purpose,
            "alternative": offer.alternative,
            "diff": unified(offer.change, {p: t for p, t in texts.items() if p in edited_paths(offer)}),
        }
        for offer in one.offers
    ]
    base = to_object(one.diagnosis) | {"file": one.file, "line": one.line}
    return base | {"confidence": one.confidence, "changes": changes}


def to_object(diagnosis: Diagnosis) -> dict[str, object]:
    """The shape that scripts read."""
    return {
        "category": diagnosis.category,
        "file": diagnosis.file,
        "line": diagnosis.line,
        "column": diagnosis.column,
        "test": diagnosis.test,
        "message": diagnosis.message,
        "cause": diagnosis.cause,
        "fix": diagnosis.fix,
        "evidence": list(diagnosis.evidence),
        "tests": list(diagnosis.tests),
        "next_steps": list(diagnosis.next_steps),
    }


def _diagnose_file(file: str, rules: tuple[FailureRule, ...], packages: tuple[str, ...]) -> Read:
    if file == "-":
        return _diagnose_bytes(sys.stdin.buffer.read(TEXT_LIMIT + 1), "standard input", rules, packages)
    path = Path(file)
    if not path.exists():
        give_up(f"{file}: there is no such file; check the path, or give - to read standard input")
    if path.is_dir():
        give_up(f"{file} is a folder; give one log or report, for example build/test-results/test/TEST-x.xml")
    try:
        with path.open("rb") as stream:
            start = stream.read(BLOCK)
            if path.stat().st_size > STREAMED_ABOVE and looks_like_report(start) and start.lstrip()[:1] == b"<":
                return _diagnose_stream(start, stream, file, rules, packages), ()
            return _diagnose_bytes(start + stream.read(TEXT_LIMIT), file, rules, packages)
    except OSError as error:
        give_up(f"{file}: cannot be read ({error.strerror}); give yourself the permission, or copy the file")


def _diagnose_stream(
    start: bytes, stream: BinaryIO, name: str, rules: tuple[FailureRule, ...], packages: tuple[str, ...]
) -> list[Diagnosis]:
    def blocks() -> Iterator[bytes]:
        yield start
        while block := stream.read(BLOCK):
            yield block

    report = read_report(blocks(), name)
    for problem in report.problems:
        tell(problem)
    return diagnose_report(report, Rulebook(rules), packages)


def _diagnose_bytes(data: bytes, name: str, rules: tuple[FailureRule, ...], packages: tuple[str, ...]) -> Read:
    if len(data) > TEXT_LIMIT:
        give_up(f"{name}: has more than {TEXT_LIMIT:,} bytes; cut out the part around the failure and give that")
    if _is_binary(data):
        give_up(f"{name}: is not text; give a log, console output or a JUnit report")
    text = decode(data)
    if looks_like_report(text[:20_000]) and text.lstrip().startswith("<"):
        for problem in read_report(data if _declares_encoding(data) else text, name).problems:
            tell(problem)
    return diagnose(text, rules, packages), tuple(re.split(r"\r\n|\n|\r", text))


def decode(data: bytes) -> str:
    """By byte order mark, else the zero bytes of UTF-16 (a Windows shell), else UTF-8, else the western code page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    sample = data[:4000]
    if sample and sample[1::2].count(0) > len(sample) // 4:
        return data.decode("utf-16-le", "replace")
    if sample and sample[0::2].count(0) > len(sample) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_at_the_end = error.start >= len(data) - 4
        return data.decode("utf-8-sig", "replace") if cut_at_the_end else data.decode("cp1252", "replace")


def _declares_encoding(data: bytes) -> bool:
    return b"encoding=" in data[:200]


def _is_binary(data: bytes) -> bool:
    """Archives and class files; UTF-16 has zero bytes too, but at every second place."""
    head = data[:4]
    return head in (b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"\xca\xfe\xba\xbe") or head[:3] == b"\x1f\x8b\x08"
