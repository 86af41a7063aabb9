"""Mend what the connector's own helpers lack, and make private ones visible where another file needs them."""

import re

from destination_writer.connector.model import SourceFile
from destination_writer.generate.draft import Draft
from destination_writer.generate.helper_kinds import NAIVE_QUOTE, Helper, is_naive_qualified
from destination_writer.generate.lines import indent_at, line_start, newline_of
from destination_writer.generate.members import with_top_level
from destination_writer.kotlin.declarations import BodyKind, Function
from destination_writer.text.places import Span


def is_naive_quote(helper: Helper) -> bool:
    return NAIVE_QUOTE.match(helper.body) is not None


def is_naive_execute(helper: Helper) -> bool:
    """It runs one statement and leaves errors and transactions to chance."""
    body = helper.body
    plain = "createStatement" in body and ".execute" in body
    return plain and not re.search(r"catch|Exception|autoCommit|commit\(", body)


def is_safe_execute(helper: Helper, source: SourceFile) -> bool:
    """It gives errors their class, or can be made to: it is here, and nobody wants what it returns."""
    if not is_naive_execute(helper):
        return True
    function = helper.function
    if function.return_type is not None:
        returns_nothing = function.return_type == "Unit"
    else:
        wanted = rf"(?:[=(]|return|&&|\|\||\?:|->)\s*{re.escape(function.name)}\s*\("
        returns_nothing = function.body is not None and (
            function.body.kind == BodyKind.BLOCK or not re.search(wanted, source.text)
        )
    return helper.path == source.path and returns_nothing and len(function.parameters) == 1


def mend_qualified(draft: Draft, helper: Helper, namespace: str, name: str) -> None:
    """Let the connector's function for a table's full name quote both of its parts as names are quoted elsewhere."""
    source, function = _present(draft, helper)
    if function.body is None or not is_naive_qualified(Helper(function, body=_body(source, function))):
        return
    text = f'"${{{namespace}}}.${{{name}}}"'
    is_block = function.body.kind == BodyKind.BLOCK
    _replace(draft, source, function.body.span, f"{{ return {text} }}" if is_block else f"= {text}")
    draft.note(f"{function.name} in {source.path} now quotes both names, with the quotes inside of them doubled.")


def mend_quote(draft: Draft, helper: Helper) -> None:
    """Let the connector's quoting function double the quotes inside of a name."""
    source, function = _present(draft, helper)
    body = _body(source, function)
    match = NAIVE_QUOTE.match(body)
    if match is None or function.body is None:
        return
    name = match["a"] or match["b"]
    new = f'{match["head"]}"\\"" + {name}.replace("\\"", "\\"\\"") + "\\""{match["tail"]}'
    _replace(draft, source, function.body.span, new)
    draft.note(
        f"{function.name} in {source.path} now doubles a quote inside of a name; before, such a name broke the SQL."
    )


def mend_execute(draft: Draft, helper: Helper, all_of_them: str) -> None:
    """Let a helper for one statement go through the one for several: one transaction, and errors with their class."""
    source, function = _present(draft, helper)
    if function.body is None or not is_naive_execute(Helper(function, body=_body(source, function))):
        return
    indent, newline = indent_at(source.text, function.name_span.start), newline_of(source.text)
    step = indent or "    "
    call = f"{all_of_them}(listOf({function.parameters[0].name}))"
    _replace(draft, source, function.body.span, f"{{{newline}{indent}{step}{call}{newline}{indent}}}")
    draft.note(
        f"{function.name} in {source.path} now runs in a transaction and gives errors the class that the CDK acts on."
    )


def promote(draft: Draft, helper: Helper) -> None:
    """Make a private function visible to other files: a member becomes a declaration of its file."""
    source, function = _present(draft, helper)
    text, span = source.text, function.span
    declared = re.sub(r"^private\s+", "", text[span.start : span.end])
    if function in source.declared.functions:
        _replace(draft, source, span, declared)
    else:
        indent = indent_at(text, span.start)
        start, end = line_start(text, span.start), span.end
        while end < len(text) and text[end] in " \t\r\n" and text[line_start(text, end) : end].strip() == "":
            end += 1
        lines = re.split(r"\r\n|\r|\n", declared)
        block = "\n".join(line.removeprefix(indent) for line in lines)
        rest = text[:start].rstrip() + newline_of(text) * (1 if text[end:].lstrip().startswith("}") else 2)
        tail = text[end:].lstrip("\r\n")
        draft.write(source.path, rest + tail)
        source = draft.source(source.path)
        draft.write(source.path, with_top_level(source.text, source.declared, block))
    draft.note(f"{function.name} in {source.path} is no longer private, so that other files can use it.")


def _present(draft: Draft, helper: Helper) -> tuple[SourceFile, Function]:
    """The function as the draft has it now."""
    source = draft.source(helper.path)
    known = [*source.declared.functions, *(f for c in source.declared.all_classes() for f in c.functions)]
    found = [f for f in known if f.name == helper.function.name and _types(f) == _types(helper.function)]
    return source, found[0]


def _types(function: Function) -> tuple[str | None, ...]:
    return (function.receiver, *(p.type for p in function.parameters))


def _body(source: SourceFile, function: Function) -> str:
    return source.text[function.body.span.start : function.body.span.end] if function.body else ""


def _replace(draft: Draft, source: SourceFile, span: Span, new: str) -> None:
    draft.write(source.path, source.text[: span.start] + new + source.text[span.end :])
