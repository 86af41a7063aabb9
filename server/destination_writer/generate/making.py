"""Write the body of one stub into a draft, with the methods of other components that it calls."""

import re
from dataclasses import dataclass, replace

from destination_writer.connector.model import SourceFile, Stub
from destination_writer.connector.roles import Role
from destination_writer.generate.bodies import rendered_body
from destination_writer.generate.branches import write_branch
from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.configured import ask_hook
from destination_writer.generate.draft import Draft
from destination_writer.generate.elided import fill_in
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.fit import fitted
from destination_writer.generate.place import Place, Shape, find_place, name_around
from destination_writer.generate.plan import Planned, declared, later_stub
from destination_writer.generate.request import Request
from destination_writer.generate.sections import returned, split
from destination_writer.generate.settings import write_setting
from destination_writer.generate.signature import missing_parameter, roles_of, told_by_order
from destination_writer.generate.writing import Writing
from destination_writer.kotlin.declarations import Function

ADDED = 0
"""The phase in the text of a stub that is added to be written at once; no connector has stubs of it."""


@dataclass(frozen=True)
class Made:
    """What was written, for the preview. `proof` says how the facts behind it are known."""

    function: str
    purpose: str
    notes: tuple[str, ...] = ()
    proof: str = ""


def make(request: Request, draft: Draft, stub: Stub) -> Made:
    """Raises CannotGenerate when nothing right can be written; the draft may then hold half a change: throw it away."""
    source = draft.source(stub.path)
    place = find_place(source, stub)
    if stub.phase != ADDED:
        request = replace(request, phase=stub.phase)
    stub = replace(stub, role=stub.role or _role_of(source, place))
    written = write_setting(request, draft, stub, place)
    if written is not None:
        return Made(place.function.name, written)
    complete = fill_in(request, draft, stub, place)
    if complete is not None:
        return make(request, draft, complete)
    entry = request.templates.member(stub.role, place.function.name)
    if entry is not None and stub.phase != ADDED:
        request.check_strategy(entry)
    if place.shape == Shape.NESTED:
        return _make_branch(request, draft, stub, place)
    if entry is None:
        raise _unknown(stub, place)
    return _make_body(request, draft, stub, place, entry)


def _role_of(source: SourceFile, place: Place) -> Role | None:
    return next((c.role for c in source.components if c.declaration.name == place.owner.name), None)


def _make_body(request: Request, draft: Draft, stub: Stub, place: Place, entry: MemberEntry) -> Made:
    parameters = place.function.parameters
    present = roles_of(parameters, entry.needs)
    for need in entry.needs:
        if not any(role in present for role in need.split("|")):
            raise missing_parameter(place.function.name, need.split("|")[0])
    path, way = request.template(entry)
    writing, rendered = rendered_body(replace(request, way=way), draft, place, entry, path)
    if draft.source(place.path).text != place.source.text:  # what it asked for was added to this very file
        return make(request, draft, again(draft, stub, place))
    prelude, sections = split(rendered)
    return_type = place.function.return_type or (
        declared(entry.signature).return_type or "String" if sections else entry.returns
    )
    if sections:
        prelude = f"{prelude}\n{returned(sections, return_type, writing.log)}".strip("\n")
    draft.write(place.path, fitted(place, prelude, return_type))
    writing.finish()
    for planned in writing.planned:
        _add_method(request, draft, planned)
    if entry.role == Role.SQL_GENERATOR and entry.kind == "hard-delete":
        ask_hook(draft, place)
    proof = way.proof.label if way else ""
    purpose = f"{entry.purpose} {way.title}: {way.trade_off}" if way else entry.purpose
    notes = (note.replace("{artifacts}", _artifacts(request)) for note in entry.notes)
    return Made(place.function.name, purpose, (*notes, *_notes(place, present)), proof)


def _artifacts(request: Request) -> str:
    """The libraries that the database's connection needs, without their versions."""
    found = (artifact.coordinate.rpartition(":")[0] for artifact in request.dialect.connection.artifacts)
    return " and ".join(found)


def again(draft: Draft, stub: Stub, place: Place) -> Stub:
    """The stub in the file as the draft has it now: of the function's stubs the one at its place in their order."""

    def alike(source: SourceFile) -> list[Stub]:
        wanted = (place.owner.name, place.function.name, stub.call.text)
        return [s for s in source.stubs if (*name_around(source, s), s.call.text) == wanted]

    before = [s.call.range for s in alike(place.source)]
    return alike(draft.source(place.path))[before.index(stub.call.range)]


def _notes(place: Place, present: dict[str, str]) -> list[str]:
    ordered = told_by_order(place.function.parameters) if {"source", "target"} <= present.keys() else None
    if ordered is None:
        return []
    source, target = ordered
    return [
        f"The names of {place.function.name}'s tables do not say which is which: in the CDK's order {source} is the "
        f"source and {target} the target."
    ]


def _make_branch(request: Request, draft: Draft, stub: Stub, place: Place) -> Made:
    writing = Writing(request, draft, place.source, place.owner, place.function)
    text, purpose = write_branch(writing, stub, place)
    if draft.source(place.path).text != place.source.text:
        return make(request, draft, again(draft, stub, place))
    draft.write(place.path, text)
    writing.finish()
    return Made(place.function.name, purpose)


def _unknown(stub: Stub, place: Place) -> CannotGenerate:
    if stub.role is None:
        return CannotGenerate(
            f"{place.owner.name} plays no part of a connector that templates know",
            ("a supertype of the CDK, or a name such as PostgresSqlGenerator",),
        )
    label = stub.role.value.replace("_", " ")
    return CannotGenerate(
        f"no template knows {place.function.name} of a {label}", (f"a template for {label}.{place.function.name}",)
    )


def _add_method(request: Request, draft: Draft, planned: Planned) -> None:
    """Add the method as a stub and write it, unless an earlier step has done so."""
    source = draft.source(planned.path)
    owner = next(c for c in source.declared.all_classes() if c.name == planned.class_name)
    known = owner.function(planned.name)
    writing = Writing(request, draft, source, owner)
    if known is not None:
        _declare_type(draft, source.path, known, planned, writing)
        later = later_stub(writing, planned.path, owner.name, planned.name)
        if later is not None:
            made = make(request, draft, later)
            draft.note(f"{planned.class_name}.{made.function} of phase {later.phase} is written too: this calls it.")
        return
    declaration = re.sub(r"(?<=fun )\w+", planned.name, _with_names(planned.entry, writing), count=1)
    todo = f'TODO("Phase {ADDED}")'
    writing.functions.append(f"/** {planned.entry.purpose} */\n{declaration} =\n    {todo}")
    writing.finish()
    added = draft.source(planned.path)
    stub = next(s for s in added.stubs if s.call.function == planned.name and s.call.class_name == owner.name)
    make(request, draft, stub)


def _declare_type(draft: Draft, path: str, function: Function, planned: Planned, writing: Writing) -> None:
    """Give a stub without a type the one that its caller counts on: as it stands it gives `Nothing`."""
    entry = planned.entry
    wanted = declared(entry.signature).return_type if entry.signature else entry.returns
    if wanted not in _BUILT_IN and entry.signature == "":
        return
    if function.return_type is not None or function.body is None or wanted is None:
        return
    text = writing.source.text
    if "TODO(" not in text[function.body.span.start : function.body.span.end]:
        return
    end = len(text[: function.body.span.start].rstrip())
    draft.write(path, f"{text[:end]}: {wanted}{text[end:]}")
    draft.note(f"{planned.class_name}.{function.name} now declares what it returns: {wanted}.")


def _with_names(entry: MemberEntry, writing: Writing) -> str:
    """The declaration, its types imported. In the index it names types by their simple names."""

    def written(match: re.Match[str]) -> str:
        return match[0] if match[0] in _BUILT_IN else writing.name(match[0])

    return re.sub(r"\b[A-Z]\w*\b", written, entry.signature)


_BUILT_IN = frozenset({"String", "List", "Set", "Map", "Int", "Long", "Boolean", "Any", "Collection", "Unit"})
