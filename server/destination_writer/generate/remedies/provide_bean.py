"""A bean that nothing in the connector would give: a method of the bean factory, or a whole component, is written."""

from destination_writer.connector.index import ConnectorIndex
from destination_writer.connector.model import Component, Connector
from destination_writer.connector.roles import TEST_ROLES, Role, role_of, simple_name
from destination_writer.generate.api import complete_component
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import make as make_body
from destination_writer.generate.members import with_function
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.generate.remedies.declare_bean import SINGLETON, bean_of
from destination_writer.generate.wrapping import wrapped
from destination_writer.kotlin.parse import parse_file
from destination_writer.text.changes import Change, apply_change

_NEEDS_NOTHING = frozenset({"aggregate-publishing-config", "temp-table-name-generator"})
"""Kinds of members of a bean factory that take no parameters."""


def make(case: Case) -> Mending:
    """Raises CannotGenerate when the connector has such a class or method, or no template writes one."""
    wanted = bean_of(case)
    if _is_there(case.connector, wanted):
        raise CannotGenerate(f"this connector has a {wanted}: see why it is no bean")
    factory = next(iter(case.connector.components(Role.BEAN_FACTORY)), None)
    entries = (e for e in case.templates.index.members if e.role == Role.BEAN_FACTORY and e.returns == wanted)
    entry = next((e for e in entries if e.kind in _NEEDS_NOTHING), None)
    if entry is not None and factory is not None:
        return _method(case, factory, wanted, entry.functions[0])
    return _component(case, wanted)


def _is_there(connector: Connector, wanted: str) -> bool:
    index = ConnectorIndex(connector)
    returned = (
        f.return_type for s in connector.sources for c in s.declared.all_classes() for f in c.functions if f.return_type
    )
    return bool(index.classes(wanted) or index.subclasses(wanted)) or wanted in map(simple_name, returned)


def _method(case: Case, factory: Component, wanted: str, name: str) -> Mending:
    draft = Draft(case.connector)
    source, full = draft.source(factory.path), case.library(wanted)
    if full is None:
        raise CannotGenerate(f"it is not known where {wanted} is", ("the type's package",))
    text = source.text
    for needed in (full, SINGLETON):
        text = importing(text, needed)[1]
    owner = next(c for c in parse_file(text).all_classes() if c.name == factory.declaration.name)
    member = f'@Singleton\nfun {name}(): {wanted} = TODO("Phase 0")'
    draft.write(factory.path, with_function(text, owner, member))
    stub = next(s for s in draft.source(factory.path).stubs if s.call.function == name)
    made = make_body(case.request(), draft, stub)
    written = draft.source(factory.path).text
    return Mending(
        title=f"Let {factory.declaration.name} in {own_file(source)} give a {wanted}",
        why=f"Nothing in this connector gives {wanted}, and the CDK asks for it. {made.purpose}",
        texts={factory.path: wrapped(written) if written.startswith(OURS) else written},
        notes=(*made.notes, *draft.notes),
    )


def _component(case: Case, wanted: str) -> Mending:
    role = role_of(f"The{wanted}", [wanted])
    if role is None or role in TEST_ROLES - {Role.TEST_CLIENT}:
        raise CannotGenerate(f"no template writes a {wanted}", ("a template for it",))
    made = complete_component(
        case.connector, case.knowledge, case.templates, role, dialect=case.dialect_slug, cdk=case.cdk
    )
    if not isinstance(made, Change):
        raise CannotGenerate(made.reason, made.missing)
    root = f"{case.connector.root}/" if case.connector.root else ""
    present = {root + source.path: source.text for source in case.connector.sources}
    new = {path.removeprefix(root): text for path, text in apply_change(made, present).items()}
    created = {path.removeprefix(root) for path in made.created}
    names = ", ".join(sorted(path.rpartition("/")[2] for path in created))
    return Mending(
        title=f"Write {names}, which gives a {wanted}",
        why=f"No class of this connector implements {wanted}, and the CDK asks for one.",
        texts={path: text for path, text in new.items() if path not in created},
        created={path: text for path, text in new.items() if path in created},
        notes=made.notes,
        provenance=made.provenance,
    )
