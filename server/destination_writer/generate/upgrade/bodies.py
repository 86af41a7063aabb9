"""Bodies that templates wrote for the old API and that say something else in the new one.

A body counts as a template's when the template, asked for it now with the old version, gives the same code. Such a body
is written anew; one that a person has touched stays as it is, and is marked where it has to say something else.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from destination_writer.connector.model import Connector, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.connector.sources import read_source
from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import ADDED, make
from destination_writer.generate.request import Request
from destination_writer.generate.upgrade.code import tokens_of
from destination_writer.generate.upgrade.work import Work
from destination_writer.generate.wrapping import wrapped
from destination_writer.knowledge.cdkhistory import Body, is_crossed
from destination_writer.kotlin.declarations import BodyKind, Function
from destination_writer.kotlin.tokens import blank_comments

_BY_ERA = re.compile(r"\bera\b|\bhas_type\(|\bmember\(")
_PARTS = re.compile(r"""\bpart\("([^"]+)"\)|\binclude\s+"([^"]+)\.kt\.j2\"""")
_TODO = f'TODO("Phase {ADDED}")'


@dataclass(frozen=True)
class Written:
    """A function that a template wrote, by the way `strategy` where there are several."""

    path: str
    class_name: str
    function: str
    strategy: str | None


def written_by_templates(work: Work) -> tuple[Written, ...]:
    """Every function of the connector whose template speaks of the era, and whose body is that template's."""
    if work.before is None:
        return ()
    found: list[Written] = []
    by_era: dict[str, bool] = {}
    for source in work.connector.sources:
        for component in source.components:
            names = [f.name for f in component.declaration.functions]
            for name in (n for n in names if names.count(n) == 1):
                entry = work.templates.member(component.role, name)
                if entry is None:
                    continue
                key = f"{entry.role} {entry.kind}"
                if key not in by_era:
                    by_era[key] = _speaks_of_era(work.before, entry)
                if by_era[key]:
                    found += _of_template(work, work.before, source, component.declaration.name, name, entry)
    return tuple(found)


def write_anew(work: Work, written: tuple[Written, ...]) -> None:
    """Write these bodies for the later version; one that cannot be written keeps its old body."""
    if work.after is None:
        return
    for item in written:
        source = work.draft.connector.source(item.path)
        function = _function(source, item) if source is not None else None
        if source is None or function is None:
            continue
        before, notes = work.draft.connector, list(work.draft.notes)
        old = tokens_of(source.text[function.span.start : function.span.end])
        try:
            purpose = _make(replace(work.after, strategy=item.strategy), work.draft, source, item, function)
        except CannotGenerate:
            purpose = None
        if purpose is None:
            work.draft.connector, work.draft.notes = before, notes
            continue
        new = _function(work.source(item.path), item)
        text = work.text(item.path)
        if new is None or tokens_of(text[new.span.start : new.span.end]) == old:
            work.draft.connector, work.draft.notes = before, notes
            continue
        start = work.diff.after.version if work.diff.before.era == work.diff.after.era else None
        version = str(start) if start else _era_start(work)
        work.note(item.path, f"{item.class_name}.{item.function} is written anew for the new API", version)


def ask_about_bodies(work: Work, written: tuple[Written, ...]) -> None:
    """Mark bodies that a person wrote and that have to say something else from a version on the way."""
    known = {(item.path, item.class_name, item.function) for item in written}
    before, after = work.diff.before.version, work.diff.after.version
    for body in work.history.bodies:
        if not is_crossed(body.version, before, after):
            continue
        for path, class_name, function in _functions(work.draft.connector, body):
            if (path, class_name, function.name) not in known:
                _ask(work, path, class_name, function.name, body)


def _functions(connector: Connector, body: Body) -> list[tuple[str, str, Function]]:
    roles = {Role(role) for role in body.roles}
    return [
        (source.path, component.declaration.name, function)
        for source in connector.sources
        for component in source.components
        if component.role in roles
        for function in component.declaration.functions
        if function.name in body.functions
    ]


def _ask(work: Work, path: str, class_name: str, name: str, body: Body) -> None:
    owner = work.owner(path, class_name)
    function = owner.function(name) if owner else None
    if function is None or function.body is None:
        return
    text = work.text(path)
    code = blank_comments(text)[function.name_span.start : function.span.end]
    if "TODO(" not in code and body.asks_about(code) and not _is_ours(work, path, class_name, name):
        work.decide(path, function.span.start, body.decide, body.version)


def _is_ours(work: Work, path: str, class_name: str, name: str) -> bool:
    """Whether a template wrote a function that is the same in both versions: it is right for both."""
    source = work.connector.source(path)
    if source is None or work.before is None:
        return False
    role = next((c.role for c in source.components if c.declaration.name == class_name), None)
    entry = work.templates.member(role, name)
    return entry is not None and any(_of_template(work, work.before, source, class_name, name, entry))


def _speaks_of_era(request: Request, entry: MemberEntry) -> bool:
    paths = [entry.template] if entry.strategies is None else []
    paths += [f"{entry.template}/{way.slug}" for way in request.strategies(entry)] + [f"{entry.template}/_any"]
    return any(_mentions_era(request, path, set()) for path in paths)


def _mentions_era(request: Request, template: str, seen: set[str]) -> bool:
    path = request.templates.find(template, ("", *request.folders)) if template else None
    path = path or (f"{template}.kt.j2" if request.templates.files.exists(f"{template}.kt.j2") else None)
    if path is None or path in seen:
        return False
    seen.add(path)
    text = request.templates.files.read(path)
    parts = [a or b for a, b in _PARTS.findall(text)]
    return _BY_ERA.search(text) is not None or any(_mentions_era(request, part, seen) for part in parts)


def _of_template(
    work: Work, request: Request, source: SourceFile, class_name: str, name: str, entry: MemberEntry
) -> Iterator[Written]:
    ways = [way.slug for way in request.strategies(entry)] or [None]
    for way in ways:
        item = Written(source.path, class_name, name, way)
        if _is_made(replace(request, strategy=way), work.connector, source, item):
            yield item
            return


def _is_made(request: Request, connector: Connector, source: SourceFile, item: Written) -> bool:
    function = _function(source, item)
    if function is None or function.body is None:
        return False
    draft = Draft(connector)
    try:
        _make(request, draft, draft.source(item.path), item, function)
    except CannotGenerate:
        return False
    made = draft.source(item.path)
    if source.text.startswith(OURS):
        made = read_source(made.path, wrapped(made.text))
    other = _function(made, item)
    old = tokens_of(source.text[function.span.start : function.span.end])
    return other is not None and tokens_of(made.text[other.span.start : other.span.end]) == old


def _function(source: SourceFile, item: Written) -> Function | None:
    owner = next((c for c in source.declared.all_classes() if c.name == item.class_name), None)
    return owner.function(item.function) if owner else None


def _make(request: Request, draft: Draft, source: SourceFile, item: Written, function: Function) -> str:
    """The purpose of what was written in place of the function's body."""
    body = function.body
    if body is None:
        raise CannotGenerate(f"{item.function} has no body")
    stub = f"{{ {_TODO} }}" if body.kind is BodyKind.BLOCK else f"= {_TODO}"
    draft.write(item.path, source.text[: body.span.start] + stub + source.text[body.span.end :])
    found = next(
        (
            s
            for s in draft.source(item.path).stubs
            if (s.call.class_name, s.call.function) == (item.class_name, item.function)
        ),
        None,
    )
    if found is None:
        raise CannotGenerate(f"{item.function} cannot be read as a stub")
    return make(request, draft, found).purpose


def _era_start(work: Work) -> str:
    from destination_writer.knowledge.cdkversions import ERA_STARTS, Era

    starts = [ERA_STARTS[era] for era in Era if work.diff.before.version.numbers < ERA_STARTS[era]]
    return ".".join(map(str, starts[0]))
