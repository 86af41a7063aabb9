"""A method of the user's becomes a template of the workspace, which must write that very method again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from destination_writer.connector.model import Component, Connector, SourceFile
from destination_writer.generate.catalogue import MemberEntry, Templates
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.fit import single_expression
from destination_writer.generate.learning.abstracting import Abstracted, Method, abstracted
from destination_writer.generate.learning.pieces import Code, same_code
from destination_writer.generate.lines import TEMPLATE_UNIT, indent_at, indent_unit
from destination_writer.generate.making import make
from destination_writer.generate.masking import mask
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.signature import simple_type
from destination_writer.knowledge.dialects import Strategy
from destination_writer.knowledge.store import Knowledge
from destination_writer.kotlin.declarations import BodyKind, Class, Function
from destination_writer.text.changes import Change, FileCreation, FileEdit, NoChange, TextEdit, fingerprint
from destination_writer.text.files import MemoryFiles, OverlayFiles
from destination_writer.text.places import Span

TEMPLATE_FOLDER = ".destination-writer/templates/"
_PHASE = 0


@dataclass(frozen=True, slots=True)
class LearnedMethod:
    """`template` is the path below the folder of templates, `text` what it holds."""

    template: str
    text: str
    change: Change
    notes: tuple[str, ...] = ()


def learn_method(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    name: str,
    *,
    dialect: str | None = None,
    strategy: str | None = None,
    present: str | None = None,
) -> LearnedMethod | NoChange:
    """The method that `CLASS.FUNCTION` names as a template for the connector's database.

    `present` is the text of the workspace's template of that path, if it has one (`template_path` tells it).
    `strategy` says which of the database's ways it is, where there are several. Raises LookupError when there is no
    such function.
    """
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=None)
        method = _method(connector, templates, request, name)
        way = _way(request, method.entry, strategy)
        body = _statements(method.source.text, method.function, method.entry.returns)
    except CannotGenerate as error:
        return error.told()
    path = _path(request, method.entry, way)
    refused: NoChange | None = None
    for calls, sections in ((True, True), (False, True), (True, False), (False, False)):
        made = abstracted(method, body, calls=calls)
        text = _template_text(method, made, sections=sections)
        objection = _objection(method, request, way, path, text)
        if objection is None:
            return _learned(method, path, text, made, present)
        refused = refused or objection
    assert refused is not None
    return refused


def template_path(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    name: str,
    *,
    dialect: str | None = None,
    strategy: str | None = None,
) -> str:
    """Where the template of a method would lie, as a path of the workspace; empty for a method that none can write."""
    try:
        request = make_request(connector, knowledge, templates, dialect=dialect, cdk=None)
        method = _method(connector, templates, request, name)
        return TEMPLATE_FOLDER + _path(request, method.entry, _way(request, method.entry, strategy))
    except CannotGenerate:
        return ""


def _method(connector: Connector, templates: Templates, request: Request, name: str) -> Method:
    """Raises LookupError without such a function, CannotGenerate when no template could write it."""
    class_name, _, function_name = name.rpartition(".")
    class_name = class_name.rpartition(".")[2]
    source, component, owner = _owner(connector, class_name, name)
    functions = [f for f in owner.functions if f.name == function_name]
    if not functions:
        raise LookupError(f"{class_name} has no function {function_name}; name a method as CLASS.FUNCTION")
    written = [f for f in functions if f.body is not None]
    if not written:
        raise CannotGenerate(f"{name} has no body", ("a body to learn from",))
    function = written[0]
    assert function.body is not None
    if re.search(r"\bTODO\s*\(", mask(source.text[function.body.span.start : function.body.span.end])):
        raise CannotGenerate(f"{name} is still a stub", ("a body that is written",))
    entry = templates.member(component.role, function_name)
    if entry is None:
        label = component.role.value.replace("_", " ")
        known = sorted(_names_of(templates.index.members, component))
        raise CannotGenerate(
            f"no connector is asked for {function_name} of a {label}, so nothing would use the template; "
            f"of a {label} these are written: {', '.join(known) or 'none'}",
            ("a method that the CDK or the phases ask for",),
        )
    return Method(connector, source, component, owner, function, entry, templates, request.contract)


def _names_of(members: Iterable[MemberEntry], component: Component) -> set[str]:
    return {entry.functions[0] for entry in members if entry.role == component.role and "*" not in entry.functions}


def _owner(connector: Connector, class_name: str, name: str) -> tuple[SourceFile, Component, Class]:
    found: list[tuple[SourceFile, Class]] = [
        (source, declared)
        for source in connector.sources
        for declared in source.declared.all_classes()
        if declared.name == class_name
    ]
    if not found:
        raise LookupError(f"there is no class {class_name or name}; name a method as CLASS.FUNCTION")
    for source, declared in found:
        for component in source.components:
            if component.declaration.name == class_name:
                return source, component, declared
    raise CannotGenerate(
        f"{class_name} plays no part of a connector that templates know", ("a component of the connector",)
    )


def _way(request: Request, entry: MemberEntry, strategy: str | None) -> Strategy | None:
    """The strategy that the method goes: the one that is named, else the one that a stub would get."""
    if entry.strategies is None:
        return None
    known = request.dialect.strategies_of(entry.strategies)
    if strategy is not None:
        chosen = next((way for way in known if way.slug == strategy), None)
        if chosen is None:
            slugs = ", ".join(way.slug for way in known)
            raise CannotGenerate(f"{request.dialect.name} has no way {strategy!r} of {entry.functions[0]}: {slugs}")
        return chosen
    ways = request.strategies(entry) or known
    if not ways:
        raise CannotGenerate(
            f"{request.dialect.name} has no strategy for {entry.functions[0]}",
            (f"a strategy of the kind {entry.strategies.value} in the dialect",),
        )
    return ways[0]


def _path(request: Request, entry: MemberEntry, way: Strategy | None) -> str:
    tail = f"/{way.slug}" if way else ""
    return f"{request.dialect.slug}/{entry.template}{tail}.kt.j2"


def _statements(text: str, function: Function, returns: str) -> str:
    """The body as statements at column 0, four spaces a step; an expression becomes what is returned."""
    assert function.body is not None
    span = function.body.span
    if function.body.kind is BodyKind.EXPRESSION:
        lines = _dedented(text[span.start + 1 : span.end].strip(), indent_unit(text), indent_at(text, span.end - 1))
        return lines if (function.return_type or returns) == "Unit" else f"return {lines}"
    inside = text[span.start + 1 : span.end - 1]
    first = re.search(r"[^\s]", inside)
    if first is None:
        raise CannotGenerate(f"{function.name} does nothing", ("a body to learn from",))
    return _dedented(inside.strip("\r\n").rstrip(), indent_unit(text), indent_at(text, span.start + 1 + first.start()))


def _dedented(body: str, unit: str, base: str) -> str:
    """Lines without the indentation `base`, their own steps as four spaces."""
    lines: list[str] = []
    for line in re.split(r"\r\n|\r|\n", body):
        rest = line.removeprefix(base)
        bare = rest.lstrip(" \t")
        depth, odd = divmod(len(rest) - len(bare), len(unit))
        lines.append(f"{TEMPLATE_UNIT * depth}{' ' * odd}{bare}".rstrip() if bare else "")
    return "\n".join(lines)


def _template_text(method: Method, made: Abstracted, *, sections: bool) -> str:
    """With `sections`, SQL in the form that any return type takes, each statement logged."""
    about = f"[# {method.entry.functions[0]}, learned from {method.owner.name}.{method.function.name}. #]\n"
    code = made.code
    items = _sql_items(method, made) if sections else None
    if items is None:
        return f"{about}{code.template(0, len(code.text))}\n"
    prelude, ranges = items
    head = code.template(0, prelude).rstrip("\n")
    listed = "".join(f"sql: {code.template(*item).strip()}\n" for item in ranges)
    return f"{about}{head}\n{listed}" if head else f"{about}{listed}"


def _sql_items(method: Method, made: Abstracted) -> tuple[int, list[tuple[int, int]]] | None:
    """Where the last `return` begins and the statements of SQL that it gives; None where they cannot be told apart, or
    where the method gives no SQL."""
    if method.entry.returns != "sql":
        return None
    code = made.code
    returns = [index for index, word in enumerate(code.words) if word == "return"]
    if len(returns) != 1:
        return None
    start = code.tokens[returns[0]].start
    last = code.text[start:]
    if (start and code.text[start - 1] != "\n") or single_expression(last) is None:
        return None
    first = returns[0] + 1
    plain = simple_type(method.function.return_type or "String")
    if plain == "String":
        return start, [_without_log(code, made, first, len(code.tokens) - 1)]
    closing = (
        code.closing(first + 1) if code.word(first) in ("listOf", "setOf") and code.word(first + 1) == "(" else None
    )
    if closing is None or closing != len(code.tokens) - 1:
        return None
    parts = code.arguments(first + 1, closing)
    return start, [_without_log(code, made, *_tokens_of(code, part)) for part in parts]


def _tokens_of(code: Code, part: tuple[int, int]) -> tuple[int, int]:
    """The indexes of the first and the last token between two offsets."""
    inside = [index for index, token in enumerate(code.tokens) if part[0] <= token.start and token.end <= part[1]]
    return inside[0], inside[-1]


def _without_log(code: Code, made: Abstracted, first: int, last: int) -> tuple[int, int]:
    """The offsets of an expression without the call that logs it, for sections are logged by themselves."""
    whole = (code.tokens[first].start, code.tokens[last].end)
    logs = [code.word(last - 3), code.word(last - 1), code.word(last)] == [".", "(", ")"]
    if not logs or code.word(last - 2) not in made.loggers or code.receiver(last - 3) != first:
        return whole
    code.pieces = [piece for piece in code.pieces if (piece.start, piece.end) != whole]
    dot = last - 3
    if code.word(first) == "(" and code.closing(first) == dot - 1:
        return code.tokens[first].end, code.tokens[dot - 1].start
    return whole[0], code.tokens[dot].start


def _objection(method: Method, request: Request, way: Strategy | None, path: str, text: str) -> NoChange | None:
    """None when the template writes the method that it was learned from; else what it gives in its place."""
    laid = Templates(OverlayFiles(MemoryFiles({path: text}), method.templates.files))
    again = _written_anew(method, replace(request, templates=laid, strategy=way.slug if way else None))
    if isinstance(again, NoChange):
        return again
    if same_code(again, _present_body(method)):
        return None
    return NoChange(f"a template of it would write something else:\n{again.strip()}")


def _written_anew(method: Method, request: Request) -> str | NoChange:
    """The body that a stub in the method's place would get."""
    function, source = method.function, method.source
    assert function.body is not None
    stub = f'= TODO("Phase {_PHASE}")' if function.body.kind is BodyKind.EXPRESSION else f'{{ TODO("Phase {_PHASE}") }}'
    draft = Draft(method.connector)
    span = function.body.span
    draft.write(source.path, source.text[: span.start] + stub + source.text[span.end :])
    found = next((s for s in draft.source(source.path).stubs if s.call.function == function.name), None)
    if found is None:
        return NoChange(f"{function.name} cannot be written anew: its body is not recognised as one")
    try:
        make(request, draft, replace(found, role=method.component.role))
    except CannotGenerate as error:
        return NoChange(f"a template of it would not write it again: {error.reason}", error.missing)
    return _body_of(draft, method)


def _present_body(method: Method) -> str:
    assert method.function.body is not None
    span = method.function.body.span
    return method.source.text[span.start : span.end]


def is_news(connector: Connector, knowledge: Knowledge, templates: Templates, name: str) -> bool:
    """Whether there is something to learn from the method that `CLASS.FUNCTION` names: it is written, a template could
    write it, and the one in use writes something else."""
    try:
        request = make_request(connector, knowledge, templates, dialect=None, cdk=None)
        method = _method(connector, templates, request, name)
        again = _written_anew(method, request)
    except (CannotGenerate, LookupError):
        return False
    return isinstance(again, NoChange) or not same_code(again, _present_body(method))


def _body_of(draft: Draft, method: Method) -> str:
    source = draft.source(method.source.path)
    owner = next(c for c in source.declared.all_classes() if c.name == method.owner.name)
    function = next(f for f in owner.functions if f.name == method.function.name and f.body is not None)
    assert function.body is not None
    return source.text[function.body.span.start : function.body.span.end]


def _learned(method: Method, path: str, text: str, made: Abstracted, present: str | None) -> LearnedMethod:
    full = TEMPLATE_FOLDER + path
    title = f"Remember {method.owner.name}.{method.function.name} as a template"
    purpose = f"Stubs of {method.entry.functions[0]} are written like it from now on in this workspace."
    if present is None:
        files: tuple[FileCreation | FileEdit, ...] = (FileCreation(full, text),)
    else:
        files = (FileEdit(full, fingerprint(present), (TextEdit(Span(0, len(present)), text),)),)
    notes = tuple(made.notes)
    change = Change(title, files, purpose, notes, needs_confirmation=True)
    return LearnedMethod(path, text, change, notes)
