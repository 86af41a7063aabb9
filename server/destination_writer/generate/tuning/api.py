"""Another way of writing records for a connector that works: what there is to choose from, and the Change."""

import re
from dataclasses import dataclass

from destination_writer.connector.model import Connector
from destination_writer.generate.catalogue import Templates
from destination_writer.generate.decisions import recording
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.request import Request, make_request
from destination_writer.generate.tuning.body import (
    Insertion,
    buffer_of,
    entry_of,
    insertion_of,
    own_work,
    present_way,
    written,
)
from destination_writer.generate.tuning.buffers import STAGING, SelfWriting, self_writing, written_by_client
from destination_writer.generate.tuning.leftovers import remove_unused, trim_imports
from destination_writer.generate.tuning.parameters import drop_unused_parameters
from destination_writer.knowledge.bulklevels import BulkLevels, load_bulk_levels
from destination_writer.knowledge.dialects import Strategy, StrategyKind
from destination_writer.knowledge.loading import KnowledgeError
from destination_writer.knowledge.store import Knowledge
from destination_writer.text.changes import Change, NoChange


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write records. `effort` is easy, medium or complex, `gain` an order of magnitude against single rows;
    both empty where the dialect names no level. `proof` says how its facts are known."""

    slug: str
    title: str
    trade_off: str
    effort: str
    gain: str
    proof: str
    is_present: bool = False


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a connector does now and could do. `present` is the slug of its way, empty for one that a person wrote;
    `place` is `path:line` of the function that writes records."""

    place: str
    function: str
    present: str
    ways: tuple[Way, ...]


def tuning_of(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    *,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Tuning | NoChange:
    """The ways of this database, the simplest level first."""
    try:
        request, insertion, levels = _prepared(connector, knowledge, templates, dialect, cdk)
        found = _present(request, connector, insertion, _ways(request, levels))
    except (CannotGenerate, KnowledgeError) as error:
        return _refused(error)
    present = found[0].slug if found else ""
    ways = tuple(_way(way, levels, present) for way in _ways(request, levels))
    name = f"{insertion.owner.name}.{insertion.function.name}"
    return Tuning(_place(connector, insertion), name, present, ways)


def tune(
    connector: Connector,
    knowledge: Knowledge,
    templates: Templates,
    strategy: str,
    *,
    replace_own: bool = False,
    dialect: str | None = None,
    cdk: str | None = None,
) -> Change | NoChange:
    """The function that writes records, written anew in the way that `strategy` names, with what it needs elsewhere.

    What a person wrote is replaced only when all of it is about writing rows; else NoChange names the place of what
    would be lost, unless `replace_own`. Helpers and imports that nothing uses any more go with it. Paths are those of
    the workspace; the decision is recorded in the state file.
    """
    try:
        request, insertion, levels = _prepared(connector, knowledge, templates, dialect, cdk)
        ways = _ways(request, levels)
        chosen = next((way for way in ways if way.slug == strategy), None)
        if chosen is None:
            known = ", ".join(way.slug for way in ways)
            return NoChange(f"{request.dialect.name} has no way {strategy!r} of writing records; there are: {known}")
        found = _present(request, connector, insertion, ways)
        if found is not None and found[0].slug == strategy:
            return NoChange(f"records are written by {chosen.title} already: there is nothing left to do")
        if found is None and not replace_own:
            kept = _kept(connector, insertion)
            if kept is not None:
                return kept
        return _changed(request, connector, insertion, chosen, levels, by_hand=found is None)
    except (CannotGenerate, KnowledgeError) as error:
        return _refused(error)


def _prepared(
    connector: Connector, knowledge: Knowledge, templates: Templates, dialect: str | None, cdk: str | None
) -> tuple[Request, Insertion, BulkLevels]:
    request = make_request(connector, knowledge, templates, dialect=dialect, cdk=cdk)
    insertion = insertion_of(request, connector) or self_writing(request, connector, buffer_of(connector))
    return request, insertion, load_bulk_levels(knowledge.files)


def _present(
    request: Request, connector: Connector, insertion: Insertion, ways: tuple[Strategy, ...]
) -> tuple[Strategy, Draft] | None:
    """The way that is gone now; None for one that a person wrote, as every buffer that writes by itself is."""
    return None if isinstance(insertion, SelfWriting) else present_way(request, connector, insertion, ways)


def _parts(insertion: Insertion) -> tuple[Insertion, ...]:
    return insertion.parts if isinstance(insertion, SelfWriting) else (insertion,)


def _ways(request: Request, levels: BulkLevels) -> tuple[Strategy, ...]:
    return tuple(sorted(request.strategies(entry_of(request)), key=levels.rank))


def _way(way: Strategy, levels: BulkLevels, present: str) -> Way:
    level = levels.of(way)
    effort, gain = (level.effort, level.gain) if level else ("", "")
    return Way(way.slug, way.title, way.trade_off, effort, gain, way.proof.label, way.slug == present)


def _kept(connector: Connector, insertion: Insertion) -> NoChange | None:
    """A person's own work that would be lost."""
    parts, also = _parts(insertion), None
    if isinstance(insertion, SelfWriting):
        names = [re.escape(helper.function.name) for helper in insertion.helpers]
        parts, also = (*parts, *insertion.helpers), re.compile("|".join((STAGING, *names)))
    found = ((part, own) for part in parts if (own := own_work(connector, part, also)) is not None)
    part, own = next(found, (insertion, None))
    if own is None:
        return None
    line, name = own
    return NoChange(
        f"{part.path}:{line}: {part.owner.name}.{part.function.name} calls {name}, which is your own "
        "work and would be lost; move it out of the function, or ask for the replacement all the same (--replace)",
        ("a function that only writes records",),
    )


def _changed(
    request: Request, connector: Connector, insertion: Insertion, way: Strategy, levels: BulkLevels, *, by_hand: bool
) -> Change:
    notes: list[str] = []
    if isinstance(insertion, SelfWriting):
        draft, made, carried = written_by_client(request, connector, insertion, way)
        notes += carried
    else:
        draft, made = written(request, connector, insertion, way)
    removed = remove_unused(draft, connector)
    if isinstance(insertion, SelfWriting):
        removed += drop_unused_parameters(draft, connector, insertion.path, insertion.owner.name)
    trim_imports(draft, connector)
    level = levels.of(way)
    notes += [f"{level.title}: {level.why} Effort: {level.effort}; gain: {level.gain}."] if level else []
    if by_hand:
        names = " and ".join(f"{insertion.owner.name}.{part.function.name}" for part in _parts(insertion))
        notes.append(f"The body of {names} was written by hand: compare.")
    if removed:
        notes.append(f"Removed, since nothing uses it any more: {', '.join(removed)}.")
    notes.append("Run the checkpoint of phase 5 and the dedupe and overwrite tests: every result is stale now.")
    change = Change(
        title=f"Write records by {way.title}",
        files=draft.files(),
        purpose=made.purpose,
        notes=tuple(dict.fromkeys((*notes, *made.notes, *draft.notes))),
        provenance=made.proof,
        needs_confirmation=True,
    )
    return recording(connector, change, {StrategyKind.BULK_LOAD.value: way.slug})


def _place(connector: Connector, insertion: Insertion) -> str:
    source = connector.source(insertion.path)
    line = source.text.count("\n", 0, insertion.function.name_span.start) + 1 if source else 1
    return f"{insertion.path}:{line}"


def _refused(error: CannotGenerate | KnowledgeError) -> NoChange:
    if isinstance(error, CannotGenerate):
        return NoChange(error.reason, error.missing or ("what the reason names",))
    return NoChange(str(error), ("readable knowledge",))
