"""DW504: a full name, or a star import, of a package that the pinned CDK does not have the type in."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.cdkpaths import CDK, wrong_path
from destination_writer.analysis.cdkunimported import once_in, unexplained, unimported
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.knowledge.contracts import ContractType
from destination_writer.kotlin.declarations import Import
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_PATH = re.compile(r"(?<![\w.`])io\.airbyte\.cdk(?:\.[a-z]\w*)*\.[A-Z]\w*(?:\.[A-Z]\w*)*")


def _check(subject: FileSubject) -> Iterable[Finding]:
    if subject.contract is None or CDK not in subject.text:
        return
    yield from _full_names(subject)
    for imported in subject.source.declared.imports:
        if imported.path.startswith(CDK) and imported.path.endswith(".*"):
            yield from _star(subject, imported)


RULE = Rule(
    "DW504",
    "wrong-package",
    Severity.ERROR,
    "A full name or a star import is that of another version of the CDK.",
    check_file=_check,
)


def _full_names(subject: FileSubject) -> Iterator[Finding]:
    start = max((i.span.end for i in subject.source.declared.imports), default=0)
    at = subject.bare.find(CDK, start)
    if at < 0:
        return
    for match in _PATH.finditer(subject.bare, at):
        wrong = wrong_path(subject, match[0])
        if wrong is None:
            continue
        span = Span(match.start(), match.end())
        place = subject.location(span).range.start
        arguments = {
            "file": subject.source.path,
            "line": str(place.line + 1),
            "column": str(place.column + 1),
            "old": match[0],
            "new": wrong.instead,
        }
        remedy = Remedy("use-name", f"Write {wrong.instead}", arguments, preferred=True)
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{wrong.message} This is a blocker: the file does not compile.",
            location=subject.location(span),
            fix=wrong.fix,
            evidence=(subject.line(span.start),),
            remedies=(remedy,) if wrong.instead else (),
            data={"name": match[0]},
        )


def _star(subject: FileSubject, imported: Import) -> Iterator[Finding]:
    """For types that the file names, that no import reaches, and that another version has in this package."""
    package = imported.path[:-2]
    moved = [
        found.type
        for found in subject.shared(unimported)
        if found.type.package != package and once_in(subject, package, found.type.name)
    ]
    if not moved:
        return
    listed = ", ".join(f"{item.name} ({item.package})" for item in moved)
    yield Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{imported.path} is the import of another version: CDK {subject.version} has elsewhere {listed}. "
        f"This is a blocker: the file does not compile.",
        location=subject.location(imported.span),
        fix=f"Import {', '.join(item.fqn for item in moved)}.",
        evidence=(imported.path,),
        remedies=(_remedy(subject, imported, moved),),
        data={"import": imported.path},
    )


def _remedy(subject: FileSubject, imported: Import, moved: list[ContractType]) -> Remedy:
    """The imports that are meant. The star import goes where nothing else in the file can come of it."""
    others = subject.shared(unexplained) - {item.name for item in moved}
    lines = [*([f"import {imported.path}"] if others else []), *(f"import {item.fqn}" for item in moved)]
    title = f"Import {', '.join(item.fqn for item in moved)}"
    why = f"CDK {subject.version} does not have {', '.join(item.name for item in moved)} in {imported.path[:-2]}."
    return edit_remedy(subject, title, why, [(imported.span, "\n".join(lines))])
