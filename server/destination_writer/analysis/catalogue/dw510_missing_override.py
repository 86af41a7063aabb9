"""DW510: a function that is a member of the CDK's type, without the word `override`."""

from collections.abc import Iterable

from destination_writer.analysis.cdkoverrides import overrides
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.text.findings import Finding, Remedy, Severity


def _check(subject: FileSubject) -> Iterable[Finding]:
    for found in subject.shared(overrides):
        function, matched = found.function, found.matched
        if function.is_override or matched is None or not found.is_exact or "private" in function.modifiers:
            continue
        owner, line = found.heir.declared.name, subject.location(function.name_span).range.start.line + 1
        place = {"file": subject.source.path, "line": str(line), "class": owner, "function": function.name}
        yield Finding(
            code=RULE.code,
            severity=RULE.severity,
            message=f"{owner}.{function.name} hides {matched.title} of CDK {subject.version} in place of "
            f"overriding it. This is a blocker: the class does not compile.",
            location=subject.location(function.name_span),
            fix=f"Write `{matched.member.override}`.",
            evidence=(subject.line(function.name_span.start),),
            remedies=(Remedy("write-override", f"Write override before {function.name}", place, preferred=True),),
            data={"class": owner, "function": function.name},
        )


RULE = Rule(
    "DW510",
    "missing-override",
    Severity.ERROR,
    "A function has the name and parameters of a member of the CDK, and not the word `override`.",
    check_file=_check,
)
