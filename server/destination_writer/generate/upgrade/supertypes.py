"""Classes whose CDK type is gone: they stay as plain classes, with every body as it is; files of no use go."""

from destination_writer.connector.roles import simple_name
from destination_writer.generate.members import with_property
from destination_writer.generate.upgrade.code import calls, code_of, is_used, replaced, word_before
from destination_writer.generate.upgrade.obsolete import is_obsolete, remove_file
from destination_writer.generate.upgrade.work import Work
from destination_writer.knowledge.cdkhistory import Replaced, Way
from destination_writer.knowledge.contractdiff import GoneType
from destination_writer.kotlin.declarations import Class, Function, Supertype

COLUMN_NAME = "ColumnName"
"""The pair of names that a column name generator gives. The CDK has it no more, so the generator gets its own."""


def free_classes(work: Work) -> None:
    """Take gone types out of the headers of classes, and `override` off what they no longer demand."""
    for gone in work.diff.gone:
        entry = work.history.replacement(gone.name)
        if entry is None or entry.way is not Way.KEEP_CLASS:
            continue
        freed: list[tuple[str, str]] = []
        for path, name in work.classes():
            owner = work.owner(path, name)
            if owner is None or not _extends(work, path, owner, gone):
                continue
            if is_obsolete(work, path, owner, gone, entry):
                remove_file(work, path, owner, gone, entry)
            else:
                _free(work, path, owner, gone, entry)
                freed.append((path, name))
        _own_column_names(work, gone, freed)
        _name_own(work, gone, freed)


def _extends(work: Work, path: str, owner: Class, gone: GoneType) -> bool:
    found = {item.name for item in work.cdk_types(path, owner, after=False)}
    return gone.name in found


def _free(work: Work, path: str, owner: Class, gone: GoneType, entry: Replaced) -> None:
    members = {m.name: m for item in work.diff.before.ancestors(gone.name) for m in item.members}
    text = work.text(path)
    for function in sorted(owner.functions, key=lambda f: f.span.start, reverse=True):
        if function.name in members and function.is_override:
            text = _with_type(text, function, gone, members[function.name].return_type)
            place = word_before(text, function.span.start, function.name_span.start, "override")
            if place:
                text = text[: place.start] + text[place.end :]
    parent = next(s for s in owner.supertypes if simple_name(s.name) == gone.name)
    typed = text != work.text(path)
    work.write(path, _without_supertype(text, owner, parent))
    for name in {m.return_type for m in members.values()} if typed else ():
        if work.diff.after.type(name) is not None and is_used(work.text(path), name):
            work.cdk(path, name)
    by = f"; {entry.by} calls it" if entry.by and not entry.decide else ""
    work.note(path, f"{owner.name} is a plain class, since {gone.name} is gone{by}", gone.version)
    if entry.decide:
        present = work.owner(path, owner.name)
        assert present is not None
        work.decide(path, present.span.start, entry.decide, gone.version)


def _with_type(text: str, function: Function, gone: GoneType, return_type: str) -> str:
    """What it returned was said by the type that is gone: it is declared, for an expression need not tell it."""
    if function.return_type is not None or function.body is None or return_type == "Unit":
        return text
    nested = {item.simple_name for item in gone.before.nested}
    written = f"{gone.name}.{return_type}" if return_type in nested else return_type
    end = len(text[: function.body.span.start].rstrip())
    return f"{text[:end]}: {written}{text[end:]}"


def _without_supertype(text: str, owner: Class, parent: Supertype) -> str:
    """The header without one of its supertypes, and without the colon when it was the only one."""
    code = code_of(text)
    start, end = parent.span.start, parent.span.end
    if len(owner.supertypes) == 1:
        start = code.rindex(":", owner.name_span.end, start)
        start = len(code[:start].rstrip())
    elif parent is owner.supertypes[-1]:
        start = code.rindex(",", 0, start)
    else:
        end = code.index(",", end) + 1
        end += len(code[end:]) - len(code[end:].lstrip())
    return text[:start] + text[end:]


def _own_column_names(work: Work, gone: GoneType, freed: list[tuple[str, str]]) -> None:
    """The nested type of a gone type becomes one of the connector's own, in the class that used it."""
    nested = next((item for item in gone.before.nested if item.simple_name == COLUMN_NAME), None)
    if nested is None or not freed:
        return
    path, name = freed[0]
    full = f"{gone.name}.{COLUMN_NAME}"
    owner = work.owner(path, name)
    assert owner is not None
    parameters = ", ".join(f"val {p.name}: {p.type}" for p in nested.constructor or ())
    text = with_property(work.text(path), owner, f"data class {COLUMN_NAME}({parameters})\n")
    work.write(path, text)
    for other in work.paths:
        inside = work.owner(other, name) if other == path else None
        text = work.text(other)
        if inside is not None:
            text = replaced(text, full, COLUMN_NAME, inside.span)
        if any(i.path == f"{gone.before.fqn}.{COLUMN_NAME}" for i in work.source(other).declared.imports):
            package = work.source(path).declared.package
            line = f"import {gone.before.fqn}.{COLUMN_NAME}"
            instead = f"import {package}.{name}.{COLUMN_NAME}" if package else f"import {name}.{COLUMN_NAME}"
            text = text.replace(line, instead, 1)
        work.write(other, text)
        if is_used(text, gone.name) and full in code_of(text):
            own = _own_name(work, other, path, name)
            work.write(other, replaced(work.text(other), full, f"{own}.{COLUMN_NAME}"))
    work.note(path, f"{COLUMN_NAME} is a class of {name}'s own", gone.version)


def _name_own(work: Work, gone: GoneType, freed: list[tuple[str, str]]) -> None:
    """Where the gone type was asked for, the connector's own class is, when there is exactly one."""
    if len(freed) != 1:
        return
    path, name = freed[0]
    for other in work.paths:
        text = work.text(other)
        has = any(i.path == gone.before.fqn for i in work.source(other).declared.imports)
        if not has or not is_used(text, gone.name) or calls(text, gone.name):
            continue
        own = _own_name(work, other, path, name)
        work.write(other, replaced(work.text(other), gone.name, own))
        work.note(other, f"{own} stands where {gone.name} stood", gone.version)


def _own_name(work: Work, where: str, path: str, name: str) -> str:
    package = work.source(path).declared.package
    same = work.source(where).declared.package == package
    return name if same or not package else work.name(where, f"{package}.{name}")
