"""What was found before, so that only what is new is told: a file of fingerprints that do not change with line numbers.

A finding is known by its code, its file, the declaration that it stands in and the text of its line. Two that are alike
in all of these are counted. What tests and builds said (2xx) is never in a baseline, and none hides it.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from destination_writer.analysis.families import RESULTS
from destination_writer.kotlin.declarations import KotlinFile
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.document import Document
from destination_writer.text.findings import Finding

VERSION = 1
TextOf = Callable[[str], str]
"""A file's text by its path in the workspace; empty for one that is not known."""


class BadBaseline(Exception):
    """A file that is no baseline. The message says what is wrong with it and what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Known:
    """What a finding is known by. `within` is the declaration around it (`AcmeClient.dropTable`), `text` its line with
    single blanks and none around."""

    file: str
    code: str
    within: str
    text: str

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits."""
        parts = "\0".join((self.code, self.file, self.within, self.text))
        return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Baseline:
    """How often each was found when the baseline was written."""

    counts: Mapping[Known, int]

    def divide(self, findings: Iterable[Finding], text_of: TextOf) -> tuple[list[Finding], list[Finding], int]:
        """What is new, what was known, and how many of those known are found no more."""
        left = Counter(dict(self.counts))
        new: list[Finding] = []
        old: list[Finding] = []
        for finding, known in zip(kept := list(findings), identities(kept, text_of), strict=True):
            if not str(finding.code).startswith(RESULTS) and left[known] > 0:
                left[known] -= 1
                old.append(finding)
            else:
                new.append(finding)
        return new, old, sum(left.values())


def identities(findings: Iterable[Finding], text_of: TextOf) -> Iterator[Known]:
    """What each finding is known by, in their order. Each file is looked at once."""
    files: dict[str, _File] = {}
    for finding in findings:
        path = finding.location.path
        if path not in files:
            files[path] = _File(path, text_of(path))
        yield files[path].known(finding)


def baseline_of(findings: Iterable[Finding], text_of: TextOf) -> Baseline:
    """Everything that may be in a baseline."""
    kept = [finding for finding in findings if not str(finding.code).startswith(RESULTS)]
    return Baseline(Counter(identities(kept, text_of)))


def write(baseline: Baseline) -> str:
    """The file's text: JSON, sorted, one finding a line, so that a difference can be read."""
    rows = [
        {"file": one.file, "code": one.code, "within": one.within, "text": one.text}
        | ({"count": count} if count > 1 else {})
        for one, count in sorted(baseline.counts.items())
    ]
    lines = ",\n".join(f"    {json.dumps(row, ensure_ascii=False)}" for row in rows)
    listed = f"[\n{lines}\n  ]" if rows else "[]"
    return f'{{\n  "version": {VERSION},\n  "findings": {listed}\n}}\n'


def read(text: str, name: str) -> Baseline:
    """Raises BadBaseline for what `write` did not write; `name` is the file's."""
    try:
        value: Any = json.loads(text)
    except ValueError as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BadBaseline(f"{name}{line} is no JSON; mend it, or write it anew with --write-baseline") from None
    except RecursionError:
        raise BadBaseline(f"{name} is no baseline; write it anew with --write-baseline") from None
    rows = cast(object, value.get("findings") if isinstance(value, dict) else None)  # pyright: ignore[reportUnknownMemberType] - JSON
    if not isinstance(value, dict) or not isinstance(rows, list):
        raise BadBaseline(f"{name} is no baseline: it has no list `findings`; write it anew with --write-baseline")
    if value.get("version") != VERSION:  # pyright: ignore[reportUnknownMemberType] - JSON
        raise BadBaseline(f"{name} is a baseline of another version; write it anew with --write-baseline")
    counts: Counter[Known] = Counter()
    for number, row in enumerate(cast(list[object], rows), 1):
        counts[_row(row, number, name)] += _count(row)
    return Baseline(counts)


def _row(row: object, number: int, name: str) -> Known:
    if isinstance(row, dict):
        fields = cast(dict[str, object], row)
        parts = [fields.get(key) for key in ("file", "code", "within", "text")]
        if all(isinstance(part, str) for part in parts):
            return Known(*cast(list[str], parts))
    raise BadBaseline(f"{name}: entry {number} of `findings` lacks file, code, within or text; write the file anew")


def _count(row: object) -> int:
    count = cast(dict[str, object], row).get("count", 1)
    return count if isinstance(count, int) and count > 0 else 1


class _File:
    def __init__(self, path: str, text: str) -> None:
        self._path, self._document = path, Document(text)
        self._declared = parse_file(text) if path.endswith(".kt") else KotlinFile()

    def known(self, finding: Finding) -> Known:
        line = finding.location.range.start.line
        text = self._document.line(line) if line < self._document.line_count else ""
        offset = self._document.offset(finding.location.range.start)
        return Known(self._path, str(finding.code), self._within(offset), " ".join(text.split()))

    def _within(self, offset: int) -> str:
        around = sorted((c for c in self._declared.all_classes() if offset in c.span), key=lambda c: c.span.start)
        functions = around[-1].functions if around else self._declared.functions
        inside = next((function.name for function in functions if offset in function.span), "")
        return ".".join(name for name in (*(one.name for one in around), inside) if name)
