"""DW502: an import of a type that the pinned CDK has elsewhere, or not at all."""

import re
from collections.abc import Iterable

from destination_writer.analysis.cdkpaths import WrongPath, wrong_import
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.kotlin.declarations import Import
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span


def _check(subject: FileSubject) -> Iterable[Finding]:
    for imported in subject.source.declared.imports:
        wrong = wrong_import(subject, imported.path)
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
    unused = () if wrong.instead or _is_used(subject, imported) else (_removal(subject, imported),)
    return (alone, *whole) if wrong.instead else (*unused, *whole)


def _is_used(subject: FileSubject, imported: Import) -> bool:
    start = max(one.span.end for one in subject.source.declared.imports)
    return re.search(rf"\b{re.escape(imported.name)}\b", subject.bare[start:]) is not None


def _removal(subject: FileSubject, imported: Import) -> Remedy:
    end = subject.text.find("\n", imported.span.end) + 1
    span = Span(imported.span.start, end if end > 0 else imported.span.end)
    title = f"Remove the import of {imported.name}"
    why = f"The file does not use {imported.name}, which CDK {subject.version} does not have."
    return edit_remedy(subject, title, why, [(span, "")])
