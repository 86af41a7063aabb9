"""DW511: a constructor or member of the CDK is called with too few, too many or the wrong arguments."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from destination_writer.analysis.cdkarguments import giving, may_be_extension, strange_kind
from destination_writer.analysis.cdkcalls import Form, called, forms
from destination_writer.analysis.cdkinvoked import Invoked, invoked
from destination_writer.analysis.cdkmembers import is_closed
from destination_writer.analysis.cdknames import Names, contract_type, names_of
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.cdkowncalls import own_calls
from destination_writer.analysis.cdkuses import Use, uses, value_at
from destination_writer.analysis.rule import ConnectorSubject, FileSubject, Rule
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.kotlin.calls import Argument, Call
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Location, Span

_MESSAGE = re.compile(r"(\w+)\s*\.\s*(?:message|localizedMessage)$")
_CAUGHT = r"\bcatch\s*\(\s*{name}\s*:\s*\w*(?:Exception|Error|Throwable)\b"
_NAME = re.compile(r"\w+$")


def _check(subject: FileSubject) -> Iterable[Finding]:
    names = subject.shared(names_of)
    if names is None:
        return
    for use in subject.shared(uses):
        yield from _of_call(subject, names, use)
    for one in invoked(subject):
        yield _not_made(subject, one)


def _check_connector(subject: ConnectorSubject) -> Iterable[Finding]:
    """Through the connector's own classes: what they are stands in another file. Names of arguments are theirs."""
    for path, file, use in subject.shared(own_calls):
        names = file.shared(names_of)
        if names is None or use.call is None or any(one.name for one in use.call.arguments):
            continue
        if not may_be_extension(file, use):
            for found in _of_call(file, names, use):
                place = Location(subject.connector.workspace_path(path), found.location.range)
                yield replace(found, location=place, data={**found.data, "by": "connector"})


def _of_call(subject: FileSubject, names: Names, use: Use) -> Iterator[Finding]:
    if use.call is None or use.call.parentheses is None:
        return
    known = forms(names.contract, use)
    if not known or any("vararg" in p.modifiers for form in known for p in form):
        return
    if use.call.body is None and not any(_is_spread(subject, one) for one in use.call.arguments):
        yield from _judged(subject, names, use, known)


RULE = Rule(
    "DW511",
    "wrong-arguments",
    Severity.ERROR,
    "A call of the CDK has too few, too many or the wrong arguments.",
    check_file=_check,
    check_connector=_check_connector,
)


def _judged(subject: FileSubject, names: Names, use: Use, known: tuple[Form, ...]) -> Iterator[Finding]:
    assert use.call is not None
    arguments = use.call.arguments
    if any(one.name and all(one.name != p.name for form in known for p in form) for one in arguments):
        return  # a rule of its own says that there is no such parameter
    problems = [_misfit(form, arguments) for form in known]
    if "" not in problems:
        remedy = giving(subject, names, use, known[0]) if len(known) == 1 else None
        said = f"{called(use)} {problems[0]}"
        yield _finding(subject, use, use.span, said, known[0], (remedy,) if remedy else ())
    elif len(known) == 1:
        yield from _mistyped(subject, names, use, known[0])


def _misfit(form: Form, arguments: tuple[Argument, ...]) -> str:
    """What is wrong with the number of arguments; empty when they fit."""
    if len(arguments) > len(form):
        return f"takes {_number(len(form))}, and {len(arguments)} are given"
    given = {one.name or form[place].name for place, one in enumerate(arguments)}
    missing = [p.name for p in form if p.default is None and p.name not in given]
    return f"takes {_number(len(form))}; {', '.join(missing)} {_is(missing)} missing" if missing else ""


def _number(count: int) -> str:
    return "no arguments" if count == 0 else "one argument" if count == 1 else f"{count} arguments"


def _article(name: str) -> str:
    return "an" if name[0] in "AEIOaeio" else "a"


def _is(missing: list[str]) -> str:
    return "is" if len(missing) == 1 else "are"


def _mistyped(subject: FileSubject, names: Names, use: Use, form: Form) -> Iterator[Finding]:
    """Arguments that are a value of another type of the CDK, and messages of exceptions where null is not taken."""
    assert use.call is not None
    by_name = {p.name: p for p in form}
    for place, argument in enumerate(use.call.arguments):
        parameter = by_name[argument.name] if argument.name else form[place]
        wanted = contract_type(names.contract, parameter.type, type_parameters(use.owner.entry.type_parameters))
        target = names.contract.at(wanted.name) if wanted.name else None
        given = value_at(subject, names, argument.span)
        said, strange = "", strange_kind(subject, names, argument, wanted)
        if target is not None and given is not None and not _may_be(subject, names.contract, given, target, argument):
            said = f"{called(use)} takes a {target.name} as {parameter.name}; this is a {given.name}"
        elif wanted.name == "kotlin.String" and not wanted.nullable and _is_nullable(subject, use, argument):
            said = f"{called(use)} takes no null as {parameter.name}; an exception's message can be null"
        elif strange and not may_be_extension(subject, use):
            said = f"{called(use)} takes a {parameter.type} as {parameter.name}; this is {_article(strange)} {strange}"
        if said:
            yield _finding(subject, use, argument.span, said, form, _mended(subject, argument, wanted.name))


def _may_be(
    subject: FileSubject, contract: Contract, given: ContractType, target: ContractType, argument: Argument
) -> bool:
    """Whether a value declared as the one type can be the other: by what is above it, or by a cast in the function."""
    if not is_closed(contract, given) or target in contract.ancestors(given.name):
        return True
    one = subject.function_around(argument.span.start)
    body = subject.bare[one.body.start : one.body.end] if one and one.body else ""
    name = _NAME.search(subject.bare[argument.span.start : argument.span.end])
    return (
        name is None or re.search(rf"\b{name[0]}\s*(?:!?is\b|as\b)|\bwhen\s*\([^{{}}]*\b{name[0]}\b", body) is not None
    )


def _is_nullable(subject: FileSubject, use: Use, argument: Argument) -> bool:
    """Whether an argument is nothing but the message of a caught exception, or of one that is a parameter."""
    found = _MESSAGE.match(subject.bare[argument.span.start : argument.span.end])
    if found is None or use.function is None or use.function.body is None:
        return False
    name = re.escape(found[1])
    declared = re.findall(rf"\b(?:va[lr]\s+|for\s*\(\s*){name}\b|\b{name}\s*->", _body(subject, use))
    is_parameter = any(
        p.name == found[1] and re.search(r"(?:Exception|Error|Throwable)$", p.type)
        for p in use.function.function.parameters
    )
    is_caught = re.search(_CAUGHT.format(name=name), _body(subject, use)) is not None
    return not declared and (is_parameter or is_caught)


def _body(subject: FileSubject, use: Use) -> str:
    body = use.function.body if use.function else None
    return subject.bare[body.start : body.end] if body else ""


def _mended(subject: FileSubject, argument: Argument, wanted: str) -> tuple[Remedy, ...]:
    """For a message: the exception's own words where it has none."""
    text = subject.text[argument.span.start : argument.span.end]
    found = _MESSAGE.match(text)
    if wanted != "kotlin.String" or found is None:
        return ()
    place = subject.location(argument.span).range.start
    new = f"{text} ?: {found[1]}.toString()"
    arguments = {
        "file": subject.source.path,
        "line": str(place.line + 1),
        "column": str(place.column + 1),
        "old": text,
        "new": new,
    }
    return (Remedy("use-name", f"Write {new}", arguments, preferred=True),)


def _not_made(subject: FileSubject, found: Invoked) -> Finding:
    """The parentheses go where they are empty."""
    name, call = found.type.simple_name, found.call
    kind = "an object: there is one, by its name alone" if found.is_object else "an interface, which has no constructor"
    edits = [(call.parentheses, "")] if call.parentheses is not None else []
    remedy = edit_remedy(subject, f"Write {name} without parentheses", f"{name} is {kind}.", edits)
    is_fixed = bool(edits) and not call.arguments and call.body is None
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{name} of CDK {subject.version} is {kind}. This is a blocker: the file does not compile.",
        location=subject.location(call.name_span),
        fix=f"Write {name} without parentheses."
        if found.is_object
        else f"Name {name} without parentheses, or a class.",
        evidence=(subject.line(call.name_span.start),),
        remedies=(remedy,) if is_fixed and (found.is_object or _is_supertype(subject, call)) else (),
        data={"type": found.type.name},
    )


def _is_supertype(subject: FileSubject, call: Call) -> bool:
    at = call.name_span.start
    return any(at in parent.span for c in subject.source.declared.all_classes() for parent in c.supertypes)


def _is_spread(subject: FileSubject, argument: Argument) -> bool:
    return subject.bare.startswith("*", argument.span.start)


def _finding(
    subject: FileSubject, use: Use, span: Span, said: str, form: Form, remedies: tuple[Remedy, ...] = ()
) -> Finding:
    shown = ", ".join(f"{p.name}: {p.type}" + (" = …" if p.default is not None else "") for p in form)
    return Finding(
        code=RULE.code,
        severity=RULE.severity,
        message=f"{said}. This is a blocker: the file does not compile.",
        location=subject.location(span),
        fix=f"CDK {subject.version} has `{use.name}({shown})`.",
        evidence=(subject.line(span.start),),
        remedies=remedies,
        data={"type": use.owner.name, "member": use.name},
    )
