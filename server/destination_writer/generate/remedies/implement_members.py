"""A component without a member that its CDK type demands: the override, with its body where a template has one."""

from destination_writer.connector.index import ConnectorIndex
from destination_writer.connector.model import SourceFile
from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.draft import OURS, Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.making import make as make_body
from destination_writer.generate.members import with_function
from destination_writer.generate.remedies.case import Case, Mending, importing, own_file
from destination_writer.generate.wrapping import wrapped
from destination_writer.knowledge.contracts import Contract, ContractMember
from destination_writer.kotlin.declarations import Class
from destination_writer.kotlin.parse import parse_file


def make(case: Case) -> Mending:
    """Raises CannotGenerate when the class is not found, or its CDK types ask for nothing that it lacks."""
    source, declared = _class(case)
    contract = case.contract()
    missing = _missing(source, declared, contract)
    if not missing:
        raise CannotGenerate(f"the CDK's types ask {declared.name} for nothing that it lacks")
    role = next((c.role for c in source.components if c.declaration.name == declared.name), None)
    draft = Draft(case.connector)
    draft.write(source.path, _with_members(source, declared, missing, role, case))
    names = [member.name for member in missing]
    open_ones = _fill(case, draft, source.path, declared.name, names)
    before = {s.path: s.text for s in case.connector.sources}
    texts = {
        s.path: _wrapped(s.text, before[s.path])
        for s in draft.connector.sources
        if before.get(s.path, s.text) != s.text
    }
    created = {s.path: _wrapped(s.text, "") for s in draft.connector.sources if s.path not in before}
    listed = ", ".join(names)
    stays = (_stays(open_ones),) if open_ones else ()
    return Mending(
        title=f"Write {listed} in {own_file(source)}",
        why=f"{declared.name} implements {', '.join(dict.fromkeys(m.owner for m in missing))}, which in CDK "
        f"{contract.version} demands {listed}.",
        texts=texts,
        created=created,
        alternative="pin the cdkVersion whose contract the class fulfils, in gradle.properties.",
        notes=(*stays, *draft.notes),
    )


def _stays(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} stays a stub: write its body before the phase that owns it."
    return f"{', '.join(names)} stay stubs: write their bodies before the phases that own them."


def _wrapped(text: str, before: str) -> str:
    """Lines that are too long are broken; those of a person's file stay as they were."""
    return wrapped(text, frozenset() if text.startswith(OURS) else frozenset(before.splitlines()))


def _class(case: Case) -> tuple[SourceFile, Class]:
    name = case.arguments.get("class", "")
    found = ConnectorIndex(case.connector).classes(name) if name else ()
    here = case.source()
    near = [entry for entry in found if here is None or entry.source.path == here.path] or list(found)
    if len(near) != 1:
        raise CannotGenerate(f"this connector has no class {name or 'that the compiler names'}", ("the class",))
    return near[0].source, near[0].declaration


def _missing(source: SourceFile, declared: Class, contract: Contract) -> list[ContractMember]:
    meant = {one.alias: one.path for one in source.declared.imports if one.alias}
    there = {f.name for f in declared.functions} | {p.name for p in declared.properties}
    there |= {p.name for p in declared.constructor if p.is_property}
    found: dict[str, ContractMember] = {}
    for parent in declared.supertypes:
        if parent.delegate is None:
            for member in contract.required_members(simple_name(meant.get(parent.name, parent.name))):
                if member.verified and member.name not in there:
                    found.setdefault(member.name, member)
    return list(found.values())


def _with_members(
    source: SourceFile, declared: Class, missing: list[ContractMember], role: Role | None, case: Case
) -> str:
    text = source.text
    for member in missing:
        owners = case.knowledge.owners(role.value, member.name, case.contract().era.value) if role else ()
        stub = f'TODO("Phase {owners[0].number}")' if owners else "TODO()"
        body = f" {{\n    {stub}\n}}" if member.kind == "fun" else f"\n    get() = {stub}"
        owner = next(c for c in parse_file(text).all_classes() if c.name == declared.name)
        text = with_function(text, owner, member.override + body)
    for member in missing:
        for name in _types_of(member):
            found = case.contract().type(name)
            text = importing(text, found.fqn)[1] if found else text
    return text


def _types_of(member: ContractMember) -> list[str]:
    words = "".join(char if char.isalnum() or char == "_" else " " for char in member.override).split()
    return [word for word in dict.fromkeys(words) if word[:1].isupper()]


def _fill(case: Case, draft: Draft, path: str, class_name: str, names: list[str]) -> list[str]:
    """Write the bodies; the names of those that no template writes here."""
    try:
        request = case.request()
    except CannotGenerate:
        return names  # a database that nobody has described: the headers are the CDK's, and known
    left = list[str]()
    for name in names:
        source = draft.source(path)
        stub = next((s for s in source.stubs if (s.call.class_name, s.call.function) == (class_name, name)), None)
        before, notes = draft.connector, list(draft.notes)
        try:
            if stub is None:
                raise CannotGenerate(f"{name} has no stub")
            make_body(request, draft, stub)
        except CannotGenerate:
            draft.connector, draft.notes = before, notes
            left.append(name)
    return left
