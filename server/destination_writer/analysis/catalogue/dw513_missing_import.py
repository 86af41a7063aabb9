"""DW513: a type of the CDK is named and not imported, or one that the pinned version does not have."""

from collections.abc import Iterable

from destination_writer.analysis.cdkpaths import CDK
from destination_writer.analysis.cdkunimported import once_in, stray, unimported
from destination_writer.analysis.cdkunknown import Unknown, unknown
from destination_writer.analysis.placing import import_edits
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.knowledge.contracts import ContractType
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: FileSubject) -> Iterable[Finding]:
    told = {item.name for item in subject.shared(stray).values()}  # by the import that is wrong
    for found in subject.shared(unimported):
        if found.type.name in told:
            continue
        stars = [star for star in subject.star_imports if f"{star}.".startswith(CDK)]
        if any(once_in(subject, star, found.type.name) for star in stars):
            continue  # the star import that is of another version is told as such
        first = found.spans[0]
        line = subject.location(first).range.start.line + 1
        arguments = {"file": subject.source.path, "line": str(line), "name": found.type.name, "full": found.type.fqn}
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{found.type.name} is not imported{_near(stars, found.type)}. "
            f"This is a blocker: the file does not compile.",
            location=subject.location(first),
            fix=f"Import {found.type.fqn}.",
            evidence=(subject.line(first.start),),
            remedies=(Remedy("mend-import", f"Import {found.type.fqn}", arguments, preferred=True),),
            data={"type": found.type.name},
        )
    for one in subject.shared(unknown):
        yield _of_no_type(subject, one)


def _of_no_type(subject: FileSubject, found: Unknown) -> Finding:
    first = found.spans[0]
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{found.name} is not imported, and cannot be. {found.said} "
        f"This is a blocker: the file does not compile.",
        location=subject.location(first),
        fix=found.fix,
        evidence=(subject.line(first.start),),
        remedies=_remedies(subject, found),
        data={"type": found.name},
    )


def _remedies(subject: FileSubject, found: Unknown) -> tuple[Remedy, ...]:
    """The name that is meant, at every place, with its import."""
    edits = import_edits(subject, found.meant) if found.meant else None
    if edits is None:
        return ()
    name = found.meant.rpartition(".")[2]
    places = [*edits, *((span, name) for span in found.spans)]
    return (edit_remedy(subject, f"Write {name}", found.said, places, headers=True),)


RULE = Rule(
    "DW513",
    "missing-import",
    Severity.ERROR,
    "A type of the CDK is named and no import reaches it, or the pinned version does not have it.",
    check_file=_check,
)


def _near(stars: list[str], item: ContractType) -> str:
    """A star import reaches the package itself and nothing below it."""
    above = next((star for star in stars if item.package.startswith(f"{star}.")), None)
    return f": {above}.* does not reach the packages below it" if above else ""
