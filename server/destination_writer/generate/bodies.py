"""The body that a template makes for a function, its own names kept apart from those that are there."""

from dataclasses import replace

from destination_writer.generate.catalogue import MemberEntry
from destination_writer.generate.draft import Draft
from destination_writer.generate.helpers import bases_of
from destination_writer.generate.place import Place
from destination_writer.generate.rendering import render
from destination_writer.generate.request import Request
from destination_writer.generate.shadowing import declared_in, fresh_names, renamed
from destination_writer.generate.writing import HIDDEN, Writing
from destination_writer.kotlin.declarations import Class


def rendered_body(request: Request, draft: Draft, place: Place, entry: MemberEntry, path: str) -> tuple[Writing, str]:
    """What the template at `path` gives, with its local names changed where a parameter, a property of the class or a
    name declared before the stub is called the same."""

    whole = _with_inherited(draft, place.owner)

    def new(hidden: dict[str, str]) -> Writing:
        owner = _with_hidden(whole, hidden)
        return Writing(request, draft, place.source, owner, place.function, needs=entry.needs, hidden=hidden)

    writing = new({})
    text = render(request.templates.files, path, writing.values())
    taken = _names(place, whole)
    clashing = declared_in(text) & taken
    if not clashing:
        return writing, text
    writing = new({name: name + HIDDEN for name in clashing})
    text = render(request.templates.files, path, writing.values())
    text = renamed(text, fresh_names(clashing, taken | declared_in(text)))
    return writing, text.replace(HIDDEN, "")


def _with_inherited(draft: Draft, owner: Class) -> Class:
    """The class with what it can use of the connector's own classes that it extends."""
    bases = [base for _, base in bases_of(draft.connector, owner)]
    constructor = [p for base in bases for p in base.constructor if p.is_property and "private" not in p.modifiers]
    properties = [p for base in bases for p in base.properties if "private" not in p.modifiers]
    return replace(owner, constructor=(*owner.constructor, *constructor), properties=(*owner.properties, *properties))


def _names(place: Place, owner: Class) -> frozenset[str]:
    parameters = (*place.function.parameters, *(p for p in owner.constructor if p.is_property))
    return frozenset(p.name for p in (*parameters, *owner.properties)) | place.locals


def _with_hidden(owner: Class, hidden: dict[str, str]) -> Class:
    """The class with what stands for the names of its properties."""
    return replace(
        owner,
        constructor=tuple(replace(p, name=hidden.get(p.name, p.name)) for p in owner.constructor),
        properties=tuple(replace(p, name=hidden.get(p.name, p.name)) for p in owner.properties),
    )
