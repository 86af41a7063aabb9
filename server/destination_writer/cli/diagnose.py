"""`diagnose FILE|-`: explain what a build, a test run or a log says."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import click

from destination_writer.cli.usage import give_up, tell
from destination_writer.knowledge.failures import FailureRule, load_failure_rules
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.results.diagnose import Diagnosis, diagnose, diagnose_report
from destination_writer.results.junit import BLOCK, looks_like_report, read_report
from destination_writer.results.rulebook import Rulebook
from destination_writer.toolchain.bundled import bundled
from destination_writer.toolchain.disk import DiskFiles

STREAMED_ABOVE = 4_000_000
"""Bytes. A larger report is read in pieces and never held whole."""
TEXT_LIMIT = 100_000_000
"""Bytes of console output that are read; more is refused."""

_TITLES = {
    "assertion": "test expectation",
    "build-and-dependencies": "build and dependencies",
    "cdk-contract": "CDK contract",
    "sql-syntax": "SQL syntax",
}


@click.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: str, as_json: bool) -> None:
    """Explain a test or build failure: category, cause, place, fix.

    FILE holds console output, a stack trace, a log or a JUnit report; - reads standard input.
    """
    try:
        rules = load_failure_rules(DiskFiles(bundled("knowledge")))
        found = _diagnose_file(file, rules)
    except (KnowledgeError, FileNotFoundError) as error:
        give_up(str(error))
    if as_json:
        click.echo(json.dumps({"findings": [to_object(d) for d in found]}, ensure_ascii=False, indent=2))
    else:
        for line in render(found):
            click.echo(line)


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
    }


def render(found: list[Diagnosis]) -> Iterator[str]:
    """The debug template: what failed, the root cause, the place, the fix."""
    if not found:
        yield "No failure was found in this text."
        return
    blockers = f"{len(found)} cause{'s' if len(found) > 1 else ''}"
    yield click.style(f"🚫 BLOCKER: {blockers}. The root cause stands first.", fg="red", bold=True)
    for diagnosis in found:
        yield ""
        yield click.style(f"🔍 Debugging: {diagnosis.test or diagnosis.file or 'the build'}", bold=True)
        yield f"Error type: {_TITLES.get(diagnosis.category, diagnosis.category.replace('-', ' '))}"
        yield f"Message: {diagnosis.message}"
        yield ""
        yield "Root cause:"
        yield f"  {diagnosis.cause}"
        yield "Suggested fix:"
        yield f"  {diagnosis.fix}"
        if diagnosis.file:
            at = "".join(f":{n}" for n in (diagnosis.line, diagnosis.column) if n is not None)
            yield f"Place: {diagnosis.file}{at}"
        yield click.style(f"Lines of the text: {', '.join(map(str, diagnosis.evidence[:12])) or 'none'}", dim=True)


def _diagnose_file(file: str, rules: tuple[FailureRule, ...]) -> list[Diagnosis]:
    if file == "-":
        return _diagnose_bytes(sys.stdin.buffer.read(TEXT_LIMIT + 1), "standard input", rules)
    path = Path(file)
    if not path.exists():
        give_up(f"{file}: there is no such file; check the path, or give - to read standard input")
    if path.is_dir():
        give_up(f"{file} is a folder; give one log or report, for example build/test-results/test/TEST-x.xml")
    try:
        with path.open("rb") as stream:
            start = stream.read(BLOCK)
            if path.stat().st_size > STREAMED_ABOVE and looks_like_report(start) and start.lstrip()[:1] == b"<":
                return _diagnose_stream(start, stream, file, rules)
            return _diagnose_bytes(start + stream.read(TEXT_LIMIT), file, rules)
    except OSError as error:
        give_up(f"{file}: cannot be read ({error.strerror}); give yourself the permission, or copy the file")


def _diagnose_stream(start: bytes, stream: BinaryIO, name: str, rules: tuple[FailureRule, ...]) -> list[Diagnosis]:
    def blocks() -> Iterator[bytes]:
        yield start
        while block := stream.read(BLOCK):
            yield block

    report = read_report(blocks(), name)
    for problem in report.problems:
        tell(problem)
    return diagnose_report(report, Rulebook(rules))


def _diagnose_bytes(data: bytes, name: str, rules: tuple[FailureRule, ...]) -> list[Diagnosis]:
    if len(data) > TEXT_LIMIT:
        give_up(f"{name}: has more than {TEXT_LIMIT:,} bytes; cut out the part around the failure and give that")
    if _is_binary(data):
        give_up(f"{name}: is not text; give a log, console output or a JUnit report")
    text = decode(data)
    if looks_like_report(text[:20_000]) and text.lstrip().startswith("<"):
        for problem in read_report(data if _declares_encoding(data) else text, name).problems:
            tell(problem)
    return diagnose(text, rules)


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
