"""DW306: an annotation of dependency injection is imported from where Micronaut does not look for it."""

from collections.abc import Iterable

from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.text.findings import Finding, Remedy, Severity

_JAKARTA = {
    name: f"jakarta.inject.{name}" for name in ("Singleton", "Inject", "Named", "Provider", "Qualifier", "Scope")
}
_MICRONAUT = {
    name: f"io.micronaut.context.annotation.{name}"
    for name in ("Factory", "Bean", "Primary", "Secondary", "Requires", "Replaces", "Value", "Property", "Prototype")
}
_MEANT = {**_JAKARTA, **_MICRONAUT}
_NOT_THERE = (
    "io.micronaut.context.annotation.",
    "io.micronaut.core.annotation.",
    "jakarta.inject.",
    "jakarta.annotation.",
)
"""Packages that are on the class path, and have no such class."""
_OTHERS = (
    "com.google.inject.",
    "dagger.",
    "javax.ejb.",
    "jakarta.ejb.",
    "jakarta.enterprise.",
    "javax.enterprise.",
    "org.springframework.",
    "org.codehaus.groovy.",
)
"""Annotations of other containers, which Micronaut passes over in silence."""
_FORMER = "javax.inject."


def _check(subject: FileSubject) -> Iterable[Finding]:
    for imported in subject.source.declared.imports:
        package, _, name = imported.path.rpartition(".")
        meant = _MEANT.get(name)
        if meant is None or imported.path == meant:
            continue
        told = _told(f"{package}.", imported.path, meant)
        if told is None:
            continue
        severity, message, cause = told
        line = subject.location(imported.span).range.start.line + 1
        place = {"file": subject.source.path, "line": str(line), "name": name}
        yield Finding(
            code=RULE.code,
            severity=severity,
            message=message,
            location=subject.location(imported.span),
            cause=cause,
            fix=f"Import {meant}.",
            evidence=(imported.path,),
            remedies=(Remedy("mend-import", f"Import {meant}", place, preferred=imported.alias is None),),
            data={"import": imported.path},
        )


RULE = Rule(
    "DW306",
    "foreign-annotation",
    Severity.ERROR,
    "An annotation of dependency injection is imported from where Micronaut does not look for it.",
    check_file=_check,
)


def _told(package: str, path: str, meant: str) -> tuple[Severity, str, str] | None:
    if package == _FORMER:
        return (
            Severity.WARNING,
            f"{path} is the former name of {meant}.",
            "Micronaut 4 reads the former name only where another library brings that package along.",
        )
    if package in _NOT_THERE:
        return RULE.severity, f"{path} does not exist. This is a blocker: the file does not compile.", ""
    if package.startswith(_OTHERS):
        cause = "What it marks is no bean for Micronaut, and nothing says so before somebody asks for it."
        return RULE.severity, f"{path} belongs to another container. This is a blocker.", cause
    return None
