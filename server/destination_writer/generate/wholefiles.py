"""Whole new files for components that a connector lacks: a class with stubs, and every stub written at once."""

from destination_writer.connector.model import Connector
from destination_writer.connector.roles import Role
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import Made, make
from destination_writer.generate.newfiles import header, place_of, prefix_of
from destination_writer.generate.rendering import render
from destination_writer.generate.request import Request
from destination_writer.generate.writing import Writing


def make_file(request: Request, connector: Connector, role: Role) -> tuple[Draft, list[Made]]:
    """A draft with the component's file in it, and those of components that it needs and that are missing too.

    Raises CannotGenerate when there is no template for one of them.
    """
    draft = Draft(connector)
    made: list[Made] = []
    _add(request, draft, role, made)
    return draft, made


def _add(request: Request, draft: Draft, role: Role, made: list[Made]) -> None:
    entry = request.templates.file(role, request.era.value)
    label = role.value.replace("_", " ")
    if entry is None:
        raise CannotGenerate(f"no template makes a {label} for era {request.era.value}", (f"a template for a {label}",))
    package, path, class_name = place_of(draft.connector, entry, prefix_of(draft.connector, request))
    if draft.connector.source(path) is not None:
        raise CannotGenerate(f"{path} exists already and holds no {label}", (f"a free place for the {label}",))
    template = request.templates.find(f"files/{entry.template}", request.folders)
    assert template is not None, entry.template
    draft.write(path, f"{header(request, entry)}\npackage {package}\n")
    writing = Writing(request, draft, draft.source(path), None)
    text = render(request.templates.files, template, _values(request, writing, class_name, made))
    writing.source = draft.source(path)
    draft.write(path, f"{header(request, entry)}\npackage {package}\n\n{text.strip()}\n")
    writing.finish()
    made.append(Made(class_name, entry.purpose))
    while stubs := draft.source(path).stubs:
        make(request, draft, stubs[0])


def _values(request: Request, writing: Writing, class_name: str, made: list[Made]) -> dict[str, object]:
    def need(role: str) -> str:
        """The connector's class of a role; it is made when the connector lacks it."""
        draft = writing.draft
        if not draft.connector.components(Role(role)):
            _add(request, draft, Role(role), made)
        return writing.name(draft.connector.components(Role(role))[0].declaration.name)

    def has_own(role: str) -> bool:
        return bool(writing.draft.connector.components(Role(role)))

    def member(type_name: str, name: str) -> bool:
        found = request.contract.type(type_name)
        return found is not None and bool(found.member(name))

    def plain_tests(type_name: str) -> list[str]:
        """The suite's tests that take no parameters, in its order."""
        found = request.contract.type(type_name)
        names = [m.name for m in found.members if m.test == "plain" and not m.parameters] if found else []
        return list(dict.fromkeys(names))

    return {
        **writing.values(),
        "class_name": class_name,
        "prefix": prefix_of(writing.draft.connector, request),
        "need": need,
        "has_own": has_own,
        "member": member,
        "plain_tests": plain_tests,
    }
