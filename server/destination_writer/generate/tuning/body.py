"""The function that writes records: where it is, what wrote it, and what in it is a person's own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from destination_writer.connector.model import Component, Connector, SourceFile, Stub
from destination_writer.connector.roles import Role
from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made, make
from destination_writer.generate.masking import mask
from destination_writer.generate.request import Request
from destination_writer.generate.wrapping import wrapped
from destination_writer.knowledge.dialects import Strategy, StrategyKind
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.kotlin.parse import parse_file
from destination_writer.kotlin.tokens import without_digit_groups
from destination_writer.text.document import Document

STUB = 'TODO("Phase 11")'
_PHASE = 11
_CALL = re.compile(r"(?<![\w`])([A-Za-z_]\w*)\s*(?=\(|\{)")


@dataclass(frozen=True)
class Insertion:
    """The client's function that writes records. `path` is relative to the connector."""

    path: str
    owner: Class
    function: Function

    def in_draft(self, draft: Draft) -> tuple[SourceFile, Function]:
        """The function as the draft has it. Raises CannotGenerate when the draft has lost it."""
        source = draft.source(self.path)
        for declared in source.declared.all_classes():
            found = declared.function(self.function.name) if declared.name == self.owner.name else None
            if found is not None and found.body is not None:
                return source, found
        raise CannotGenerate(
            f"{self.owner.name}.{self.function.name} cannot be read", ("a function that can be parsed",)
        )


def entry_of(request: Request) -> MemberEntry:
    """The member of the index that bulk strategies write."""
    return next(e for e in request.templates.index.members if e.strategies is StrategyKind.BULK_LOAD)


def insertion_of(request: Request, connector: Connector) -> Insertion | None:
    """The client's function that writes records; None where there is none."""
    names = entry_of(request).functions
    tests = {source.path for source in connector.sources if source.is_test}
    for component in connector.components(Role.CLIENT):
        for name in names if component.path not in tests else ():
            function = component.declaration.function(name)
            if function is not None and function.body is not None:
                return Insertion(component.path, component.declaration, function)
    return None


def buffer_of(connector: Connector) -> Component:
    """The insert buffer that writes records itself. Raises CannotGenerate where none is finished."""
    tests = {source.path for source in connector.sources if source.is_test}
    buffers = [c for c in connector.components(Role.INSERT_BUFFER) if c.path not in tests]
    if not buffers or any(stub.path == buffers[0].path for stub in connector.stubs):
        raise CannotGenerate("records are not written yet: implement phase 5 first", ("a finished phase 5",))
    return buffers[0]


def written(request: Request, connector: Connector, insertion: Insertion, way: Strategy) -> tuple[Draft, Made]:
    """A draft in which the function goes this way. Raises CannotGenerate when it cannot."""
    draft = Draft(connector)
    chosen = {**request.decided, StrategyKind.BULK_LOAD.value: way.slug}
    return draft, make_anew(replace(request, strategy=way.slug, decided=chosen), draft, insertion)


def make_anew(request: Request, draft: Draft, insertion: Insertion) -> Made:
    """Replace a function's body by what its template writes. Raises CannotGenerate when none does."""
    source, function = insertion.in_draft(draft)
    assert function.body is not None
    text, span = source.text, function.body.span
    head = text[: span.start].rstrip()
    line = text.rfind("\n", 0, function.span.start) + 1
    indent = re.match(r"[ \t]*", text[line:])
    step = indent[0] if indent else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    draft.write(source.path, f"{head} {{{newline}{step}    {STUB}{newline}{step}}}{text[span.end :]}")
    return make(replace(request, phase=_PHASE), draft, _stub(draft, insertion))


def _stub(draft: Draft, insertion: Insertion) -> Stub:
    for stub in draft.source(insertion.path).stubs:
        if (stub.call.class_name, stub.call.function) == (insertion.owner.name, insertion.function.name):
            return stub
    raise CannotGenerate(f"{insertion.owner.name}.{insertion.function.name} cannot be opened", ("a plain function",))


def body_text(draft: Draft, insertion: Insertion) -> str:
    """The body as it would lie in the file, without what only shape tells apart: white space, commas that end lists,
    underscores that group the digits of a number."""
    source, function = insertion.in_draft(draft)
    text = source.text
    if text.startswith(OURS):
        text = wrapped(text)
        classes = (c for c in parse_file(text).all_classes() if c.name == insertion.owner.name)
        function = next((f for c in classes if (f := c.function(insertion.function.name))), function)
    assert function.body is not None
    return normal(text[function.body.span.start : function.body.span.end])


def normal(text: str) -> str:
    return re.sub(r",(?=[)\]}])", "", re.sub(r"\s+", "", without_digit_groups(text)))


def present_way(
    request: Request, connector: Connector, insertion: Insertion, ways: tuple[Strategy, ...]
) -> tuple[Strategy, Draft] | None:
    """The way that the function goes now, when it is as this tool writes it; None for one that a person wrote."""
    now = body_text(Draft(connector), insertion)
    for way in ways:
        try:
            draft, _ = written(request, connector, insertion, way)
        except CannotGenerate:
            continue
        if body_text(draft, insertion) == now:
            return way, draft
    return None


def own_work(connector: Connector, insertion: Insertion, also: re.Pattern[str] | None = None) -> tuple[int, str] | None:
    """The first call of a body that is not about writing rows: its line, from 1, and its name. A person's own work
    (metrics, retries, checks) would be lost with the body. What `also` matches counts as writing rows too."""
    source = connector.source(insertion.path)
    if source is None or insertion.function.body is None:
        return None
    span = insertion.function.body.span
    for name, offset in _calls(source, span.start, span.end):
        if not _ORDINARY.fullmatch(name) and not (also and also.fullmatch(name)):
            return Document(source.text).position(offset).line + 1, name
    return None


def _calls(source: SourceFile, start: int, end: int) -> Iterator[tuple[str, int]]:
    for call in _CALL.finditer(mask(source.text), start, end):
        yield call[1], call.start()


_ORDINARY = re.compile(
    r"if|else|for|while|when|do|try|catch|finally|return|throw|in|use|let|also|apply|run|with|repeat"
    r"|for[Ee]ach(?:Indexed)?|map\w*|flatMap\w*|filter\w*|chunked|windowed|joinTo(?:String)?|zip|with[Ii]ndex|toList|toSet"
    r"|distinct|keys|listOf\w*|mutable\w+Of|setOf|mapOf|emptyList|LinkedHashSet|coerceIn|is(?:Not)?Empty|isNullOrEmpty|size"
    r"|get|getOrDefault|getValue|getOrNull|first|last|plus|minus|add|addAll|put|remove\w*|clear|contains|until|require\w*|check\w*"
    r"|prepareStatement|createStatement|execute\w*|addBatch|clearBatch|clearParameters|set[A-Z]\w*|get[A-Z]\w*"
    r"|commit|rollback|close|unwrap|connection|transaction|inTransaction|withConnection|with[A-Z]\w*Connection"
    r"|info|debug|warn|error|trace|andLog|log\w*"
    r"|(?:insert|bind|quote|fully\w*|qualif\w*|column|literal|to[A-Z]|sql|escape|format|serialize|json|copy|value)\w*"
    r"|String|StringBuilder|append|build\w*|trim\w*|replace|toString|lines?|prefix|postfix|plusAssign|as[A-Z]\w*|SQLException"
)
"""What code that writes rows calls."""
