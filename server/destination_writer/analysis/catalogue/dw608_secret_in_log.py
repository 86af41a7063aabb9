"""DW608: a password, a token or a key is written to the log or into the message of an error."""

import re
from collections.abc import Iterable, Iterator

from destination_writer.analysis.logs import log_calls
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule
from destination_writer.analysis.secrets import Told, is_secret_name, told
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.kotlin.calls import Call
from destination_writer.kotlin.declarations import Class
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location

_ERROR = re.compile(r"^[A-Z]\w*(?:Exception|Error)$")
_CHECKS = ("error", "require", "check", "requireNotNull", "checkNotNull")


def _check(subject: FileSubject) -> Iterable[Finding]:
    for call, kind in _calls(subject):
        seen: set[int] = set()
        for value in told(subject, call):
            if value.name and is_secret_name(value.name) and value.span.start not in seen:
                seen.add(value.span.start)
                yield _finding(subject, value, kind)


def _calls(subject: FileSubject) -> Iterator[tuple[Call, str]]:
    """What ends in the log, and what ends in the message that the user and the log get of an error."""
    if subject.source.is_test:
        return
    for one in subject.shared(log_calls):
        if one.call.name != "printStackTrace":
            yield one.call, "the log"
    for name in subject.call_index.names:
        if _ERROR.match(name) or name in _CHECKS:
            for call in subject.calls(name):
                if call.receiver is None:
                    yield call, "the message of an error"


def _finding(subject: FileSubject, value: Told, kind: str) -> Finding:
    return Finding(
        RULE.code,
        RULE.severity,
        f"{value.name} is written to {kind}. This is a blocker: the secret leaves the connector",
        subject.location(value.span),
        cause="Logs and messages are kept, shown to others and sent along with reports; a message "
        "also goes to the user's screen.",
        fix="Leave the value out; tell at most whether it is set.",
        evidence=(subject.line(value.span.start),),
        remedies=tuple(_remedies(subject, value)),
        data={"name": value.name},
    )


def _remedies(subject: FileSubject, value: Told) -> Iterator[Remedy]:
    if value.is_template:
        why = "What is not written cannot leak."
        yield edit_remedy(subject, f"Write *** in place of {value.name}", why, [(value.span, "***")])
    elif '"' in subject.line(value.span.start):
        why = "What is not written cannot leak."
        yield edit_remedy(subject, f"Write *** in place of {value.name}", why, [(value.span, '"***"')], preferred=False)


def _check_whole(subject: ConnectorSubject) -> Iterable[Finding]:
    """Configuration and specification objects: a data class writes all that it holds."""
    telling = {declared.name: names for declared, names in _telling(subject)}
    if not telling:
        return
    for path, file in subject.files.items():
        for call, kind in _calls(file):
            for value in told(file, call):
                declared = _type_of(file, value)
                if declared in telling:
                    place = subject.location(path, value.span)
                    yield _whole(file, value, kind, declared, telling[declared], place)


def _telling(subject: ConnectorSubject) -> Iterator[tuple[Class, tuple[str, ...]]]:
    """The connector's data classes that hold a secret and do not say for themselves how they are written."""
    for file in subject.files.values():
        if file.source.is_test or "data class" not in file.text:
            continue
        for declared in file.source.declared.all_classes():
            names = tuple(p.name for p in declared.constructor if p.is_property and is_secret_name(p.name)
                          and p.type.rstrip("?") == "String")  # fmt: skip
            if names and "data" in declared.modifiers and declared.function("toString") is None:
                yield declared, names


def _type_of(file: FileSubject, value: Told) -> str:
    """The type that a plain name is declared with, around the place; empty when that cannot be seen."""
    name = value.expression.strip().removeprefix("this.").removesuffix(".toString()")
    if not re.fullmatch(r"[A-Za-z_]\w*", name):
        return ""
    around = file.function_around(value.span.start)
    if around is not None:
        found = next((p.type for p in around.function.parameters if p.name == name), None)
        if found is not None:
            return found.rstrip("?")
        if re.search(rf"\b(?:val|var)\s+{name}\b", file.bare[around.function.span.start : value.span.start]):
            return ""
    owner = file.class_around(value.span.start)
    if owner is None:
        return ""
    declared = next((p.type for p in owner.constructor if p.name == name), None)
    declared = declared or next((p.type for p in owner.properties if p.name == name), None)
    return (declared or "").rstrip("?")


def _whole(
    file: FileSubject, value: Told, kind: str, declared: str, names: tuple[str, ...], place: Location
) -> Finding:
    return Finding(
        RULE.code,
        RULE.severity,
        f"{value.expression.strip()} is written to {kind} as a whole, and {declared} holds {', '.join(names)}. "
        f"This is a blocker: the secret leaves the connector",
        place,
        cause="A data class writes every property that it was made with, secrets as well.",
        fix=f"Write the properties that are wanted, or give {declared} a toString of its own.",
        evidence=(file.line(value.span.start),),
        data={"type": declared},
    )


RULE = Rule(
    "DW608",
    "secret-in-log",
    Severity.ERROR,
    "A secret is written to the log or into the message of an error.",
    check_file=_check,
    check_connector=_check_whole,
)
