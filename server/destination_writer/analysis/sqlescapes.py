"""Kotlin that is put into SQL without an escape, and how the connector itself escapes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.rule import ConnectorSubject, FileSubject
from destination_writer.analysis.sqlmarks import Marked, marked_functions
from destination_writer.connector.statements.model import Placeholder, SqlStatement
from destination_writer.knowledge.dialects import Dialect
from destination_writer.sql.tokens import SqlToken, TokenKind
from destination_writer.text.places import Span

_PLAIN = re.compile(r"[A-Za-z_]\w*(?:\??\.[A-Za-z_]\w*)*(?:\(\))?")
_CONSTANT = re.compile(r"(?:^|\.)(?:Meta\.\w+|[A-Z][A-Z0-9_]*)$")
_HARMLESS = re.compile(r"(?i)uuid|\.size\b|\.length\b|count|version|\d$|hash")


@dataclass(frozen=True)
class Bare:
    """A value that stands in a statement as it is: `place` what a finding marks, `whole` with the marks around it."""

    expression: str
    place: Span
    whole: Span
    """What an escaped value takes the place of."""
    has_marks: bool


def is_harmless(placeholder: Placeholder) -> bool:
    """Whether what is put in holds no mark, as far as its expression tells: a constant, a number, a UUID."""
    said = placeholder.expression
    return (
        _CONSTANT.search(said) is not None or _HARMLESS.search(said) is not None or placeholder.type in ("Int", "Long")
    )


def comes_raw(subject: ConnectorSubject, file: FileSubject, expression: str, offset: int) -> bool:
    """Whether a parameter of the function at an offset gets a plain name wherever the connector calls that function."""
    around = file.function_around(offset)
    if around is None or re.search(
        rf"\b(?:val|var)\s+{re.escape(expression)}\b", file.text[around.function.span.start : offset]
    ):
        return False
    names = [parameter.name for parameter in around.function.parameters]
    if expression not in names or around.function.parameters[names.index(expression)].type != "String":
        return False
    if around.function.is_override:
        return True  # the CDK gives names as they are
    owner = around.owner.name if around.owner else ""
    given = [
        (other, call, call.argument(names.index(expression), expression))
        for other in subject.files.values()
        for call in other.calls(around.name)
        if not other.source.is_test and owner in other.text
    ]
    return bool(given) and all(
        argument is not None and _is_name(other, call.words(argument.span), call.name_span.start)
        for other, call, argument in given
    )


def _is_name(file: FileSubject, argument: str, offset: int) -> bool:
    """Whether an argument is a name that nothing was done to: a property of a table, or what the CDK gave."""
    if re.fullmatch(r"\w+\.(?:namespace|name)", argument):
        return True
    around = file.function_around(offset)
    if around is None or not around.function.is_override:
        return False
    return any(parameter.name == argument and parameter.type == "String" for parameter in around.function.parameters)


def alone(statement: SqlStatement, token: SqlToken) -> Bare | None:
    """The value of a token that has one placeholder and nothing else between its marks; None for any other."""
    inside = statement.placeholders_of(token)
    if len(inside) != 1:
        return None
    one = inside[0]
    if token.kind is TokenKind.PLACEHOLDER:
        return Bare(one.expression, one.span, one.span, False)
    if token.end - token.start != 3:
        return None
    whole = Span(statement.span(token.start, token.start + 1).start, statement.span(token.end - 1, token.end).end)
    return Bare(one.expression, one.span, whole, True)


def call_edit(file: FileSubject, bare: Bare, call: str) -> tuple[Span, str] | None:
    """The edit that puts a value through a call, `{}` for the value; None where the value is no plain name, or stands
    in another literal than its marks."""
    written = file.text[bare.place.start : bare.place.end]
    expression = written.removeprefix("${").removesuffix("}") if written.startswith("${") else written.removeprefix("$")
    if not written.startswith("$") or _PLAIN.fullmatch(expression.strip()) is None:
        return None
    between = file.text[bare.whole.start : bare.place.start] + file.text[bare.place.end : bare.whole.end]
    if len(between.replace("\\", "")) > 2:
        return None
    return bare.whole, "${" + call.replace("{}", expression.strip()) + "}"


def own_call(subject: ConnectorSubject, file: FileSubject, *, of_names: bool) -> str | None:
    """How a file can call the connector's own function that quotes a name, or makes a literal: `{}.quote()`."""
    for path, other in subject.files.items():
        if other.source.is_test:
            continue
        for marked in other.shared(marked_functions):
            if marked.of_names is of_names and marked.escapes and _is_seen(file, other, marked):
                call = _call(marked)
                if call is not None:
                    return call
        del path
    return None


def _is_seen(file: FileSubject, other: FileSubject, marked: Marked) -> bool:
    """Whether a file can call it without another import."""
    if marked.function.owner is not None:
        return file is other
    package = other.source.declared.package
    return (
        file.source.declared.package == package
        or file.imported.get(marked.function.name) == f"{package}.{marked.function.name}"
    )


def _call(marked: Marked) -> str | None:
    function = marked.function.function
    if function.receiver == "String" and not function.parameters:
        return f"{{}}.{function.name}()"
    if function.receiver is None and len(function.parameters) == 1 and function.parameters[0].type == "String":
        return f"{function.name}({{}})"
    return None


def literal_escape(dialect: Dialect) -> str:
    """Kotlin that escapes a text for a literal, `{}` for the text, for use inside of a string template."""
    quoting = dialect.quoting
    call = "{}"
    if quoting.literal_backslash:
        call += '.replace("\\\\", "\\\\\\\\")'
    written = quoting.literal_escape.replace("\\", "\\\\")
    return f'{call}.replace("\'", "{written}")'


def raw_helpers(file: FileSubject, dialect: Dialect, *, of_names: bool) -> Iterator[tuple[Marked, str]]:
    """The file's own functions that escape nothing, or not all, of what they put marks around; with what is missing."""
    for marked in file.shared(marked_functions):
        if marked.of_names is not of_names or (not of_names and marked.opening != "'"):
            continue
        body = marked.function.body
        assert body is not None
        code = file.text[body.start : body.end]
        if not marked.escapes:
            yield marked, marked.closing
        elif not of_names and dialect.quoting.literal_backslash and "replace(" in code and "\\\\" not in code:
            yield marked, "\\"
