"""DW502: an import of a type that the pinned CDK has elsewhere, or not at all."""

from collections.abc import Iterable

from destination_writer.analysis.cdkpaths import WrongPath, wrong_path
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.kotlin.declarations import Import
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: FileSubject) -> Iterable[Finding]:
    for imported in subject.source.declared.imports:
        wrong = wrong_path(subject, imported.path)
        if wrong is not None:
            yield Finding(
                code=RULE.code,
                severity=RULE.severity,
                message=f"{wrong.message} This is a blocker: the file does not compile.",
                location=subject.location(imported.span),
                fix=wrong.fix,
                evidence=(imported.path,),
                remedies=_remedies(subject, imported, wrong),
                data={"import": imported.path},
            )


RULE = Rule(
    "DW502",
    "wrong-import",
    Severity.ERROR,
    "An import names a type that the pinned CDK has in another package, or not at all.",
    check_file=_check,
)


def _remedies(subject: FileSubject, imported: Import, wrong: WrongPath) -> tuple[Remedy, ...]:
    """The import by itself, and everything else that a newer pin asks for of code that was written for an older one."""
    name = imported.path.rpartition(".")[2]
    line = subject.location(imported.span).range.start.line + 1
    place = {"file": subject.source.path, "line": str(line), "name": name}
    meant = {"full": wrong.instead} if wrong.instead else {}
    alone = Remedy("mend-import", f"Import {name} from where it is", place | meant, preferred=True)
    whole = (Remedy("upgrade", "Carry the code over to the pinned CDK", place),) if wrong.is_of_other_version else ()
    return (alone, *whole)
