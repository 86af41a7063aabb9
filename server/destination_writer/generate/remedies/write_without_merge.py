"""The server does not take MERGE: upsertTable is written anew in the way that its database offers without it."""

import re
from dataclasses import replace

from destination_writer.connector.model import Component, SourceFile
from destination_writer.connector.roles import Role
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import make as make_body
from destination_writer.generate.remedies.case import Case, Mending, own_file
from destination_writer.generate.wrapping import wrapped
from destination_writer.knowledge.dialects import Dialect, Strategy
from destination_writer.kotlin.declarations import Function

_STUB = '{\n        TODO("Phase 9")\n    }'


def make(case: Case) -> Mending:
    """Raises CannotGenerate when no upsertTable writes MERGE, or the database has no other way here."""
    component, source, function = _merging(case)
    request = case.request()
    entry = case.templates.member(Role.SQL_GENERATOR, function.name)
    ways = request.strategies(entry) if entry else ()
    ways = tuple(way for way in ways if "merge" not in way.requires and _is_older(request.dialect, way))
    if not ways:
        raise CannotGenerate(f"{request.dialect.name} offers no way to upsert without MERGE")
    assert function.body is not None
    draft = Draft(case.connector)
    start, end = function.body.span.start, function.body.span.end
    bare = source.text[:start] + _STUB + source.text[end:]
    draft.write(source.path, bare)
    stub = next(s for s in draft.source(source.path).stubs if s.call.function == function.name)
    made = make_body(replace(request, strategy=ways[0].slug), draft, stub)
    texts = {s.path: _wrapped(s.text) for s in draft.connector.sources if _differs(case, s)}
    return _mending(case, component, source, ways[0], texts, (*made.notes, *draft.notes), made.proof)


def _is_older(dialect: Dialect, way: Strategy) -> bool:
    """Whether servers without MERGE can have all that a way requires."""
    merge = dialect.capabilities.get("merge")
    since = _number(merge.since) if merge else 0.0
    return not since or all(_number(dialect.capabilities[need].since) < since for need in way.requires)


def _number(version: str) -> float:
    found = re.match(r"\d+(?:\.\d+)?", version)
    return float(found[0]) if found else 0.0


def _differs(case: Case, source: SourceFile) -> bool:
    before = case.connector.source(source.path)
    return before is not None and before.text != source.text


def _wrapped(text: str) -> str:
    return wrapped(text) if text.startswith(OURS) else text


def _mending(
    case: Case,
    component: Component,
    source: SourceFile,
    way: Strategy,
    texts: dict[str, str],
    notes: tuple[str, ...],
    proof: str,
) -> Mending:
    name = case.dialect().name
    since = case.dialect().capabilities.get("merge")
    known = f" {name} has MERGE since {since.since}." if since and since.supported and since.since else ""
    return Mending(
        title=f"Write {component.declaration.name}.upsertTable without MERGE: {way.title}",
        why=f"The server does not know MERGE, which {own_file(source)} writes.{known} {way.trade_off}",
        texts=texts,
        notes=notes,
        alternative="run the tests against a version of the server that has MERGE.",
        provenance=proof,
    )


def _merging(case: Case) -> tuple[Component, SourceFile, Function]:
    for component in case.connector.components(Role.SQL_GENERATOR):
        source, function = case.connector.source(component.path), component.declaration.function("upsertTable")
        if source is None or function is None or function.body is None:
            continue
        body = source.text[function.body.span.start : function.body.span.end]
        if re.search(r"\bMERGE\s+INTO\b|\"MERGE ", body, re.IGNORECASE):
            return component, source, function
    raise CannotGenerate("no upsertTable of this connector writes MERGE")
