"""Members: what a class must have now, what it no longer overrides, what is called with other parameters."""

from destination_writer.connector.roles import Role, simple_name
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.members import with_function, with_property
from destination_writer.generate.upgrade.code import calls, is_used, word_before
from destination_writer.generate.upgrade.work import Work
from destination_writer.knowledge.contractdiff import ChangedMember, DemandedMember
from destination_writer.knowledge.contracts import ContractMember
from destination_writer.kotlin.declarations import Class, Function
from destination_writer.text.places import Span

_ABSTRACT = frozenset({"abstract", "sealed", "expect", "annotation", "enum"})
INJECT = "jakarta.inject.Inject"


def add_demanded(work: Work) -> None:
    """Members that a class's CDK types demand now: a bean is taken by the constructor, a function is written or left
    open as a stub."""
    for path, name in work.classes():
        owner = work.owner(path, name)
        if owner is None or owner.kind not in ("class", "object") or _ABSTRACT & set(owner.modifiers):
            continue
        there = _declared(work, owner)
        for item in work.cdk_types(path, owner, after=True):
            for demanded in work.diff.demanded(item.name):
                if demanded.member.name not in there:
                    there.add(demanded.member.name)
                    _add(work, path, name, demanded)


def _declared(work: Work, owner: Class) -> set[str]:
    """Names that a class has or inherits from a class of the connector's own."""
    known = {c.name: c for s in work.draft.connector.sources for c in s.declared.all_classes()}
    found: set[str] = set()
    queue, seen = [owner.name], set[str]()
    while queue:
        current = known.get(queue.pop())
        if current is None or current.name in seen:
            continue
        seen.add(current.name)
        found |= {f.name for f in current.functions} | {p.name for p in current.properties}
        found |= {p.name for p in current.constructor if p.is_property}
        queue += [simple_name(parent.name) for parent in current.supertypes]
    return found


def _add(work: Work, path: str, name: str, demanded: DemandedMember) -> None:
    member = demanded.member
    types = {word: work.cdk(path, word) for word in _types_of(work, member)}
    header = member.override
    owner = work.owner(path, name)
    assert owner is not None
    if member.kind == "fun":
        _add_function(work, path, owner, demanded, header)
    elif any("lateinit" in p.modifiers and "override" in p.modifiers for p in owner.properties):
        inject = work.name(path, INJECT)
        owner = work.owner(path, name)
        assert owner is not None
        declared = f"@{inject} override lateinit var {member.name}: {member.return_type}"
        work.write(path, with_property(work.text(path), owner, declared))
        work.note(path, f"{name} is given {member.name}, which {demanded.owner} demands", demanded.version)
    else:
        work.write(path, with_parameter(work.text(path), owner, f"override val {member.name}: {member.return_type}"))
        shown = types.get(member.return_type, member.return_type)
        work.note(path, f"{name} takes {member.name}: {shown}, which {demanded.owner} demands", demanded.version)


def _add_function(work: Work, path: str, owner: Class, demanded: DemandedMember, header: str) -> None:
    member = demanded.member
    entries = work.history.supplied
    supplied = next((e for e in entries if (e.type, e.member) == (demanded.owner, member.name)), None)
    if supplied is not None:
        work.write(path, with_function(work.text(path), owner, f"{header} {supplied.body}"))
        work.note(path, f"{owner.name} has {member.name}, which {demanded.owner} demands", demanded.version)
        return
    role = next((c.role for c in work.source(path).components if c.declaration.name == owner.name), None)
    todo = stub_text(work, role, member.name)
    work.write(path, with_function(work.text(path), owner, f"{header} {{\n    {todo}\n}}"))
    work.note(path, f"{owner.name} has a stub for {member.name}, which {demanded.owner} demands", demanded.version)


def stub_text(work: Work, role: Role | None, function: str | None) -> str:
    """`TODO("Phase N")` for the first phase that owns a function, else for the one in which records first arrive."""
    owners = work.knowledge.owners(role.value, function, work.diff.after.era.value) if role else ()
    return f'TODO("Phase {owners[0].number if owners else 5}")'


def _types_of(work: Work, member: ContractMember) -> list[str]:
    words = "".join(char if char.isalnum() or char == "_" else " " for char in member.override).split()
    return [word for word in dict.fromkeys(words) if word[:1].isupper() and work.diff.after.type(word) is not None]


def mend_overrides(work: Work) -> None:
    """Overrides of members that are gone or take other parameters."""
    for change in work.diff.members:
        for path, name in work.classes():
            owner = work.owner(path, name)
            if owner is None or not _is_below(work, path, owner, change):
                continue
            functions = [f for f in owner.functions if f.name == change.name and f.is_override]
            for function in functions:
                if change.after is None:
                    _let_go(work, path, owner, function, change)
                else:
                    _drop_parameters(work, path, owner, function, change)


def _is_below(work: Work, path: str, owner: Class, change: ChangedMember) -> bool:
    types = work.cdk_types(path, owner, after=False)
    return any(change.owner == item.name for found in types for item in work.diff.before.ancestors(found.name))


def _let_go(work: Work, path: str, owner: Class, function: Function, change: ChangedMember) -> None:
    text = work.text(path)
    place = word_before(text, function.span.start, function.name_span.start, "override")
    if place is None:
        return
    source, text = text, text[: place.start] + text[place.end :]
    what = work.history.about_member(change.owner, change.name)
    lost = [p for p in change.before.parameters if work.diff.gone_type(simple_name(p.type.rstrip("?")))]
    for parameter in reversed(function.parameters):
        place_of = next((p for p in lost if p.type.rstrip("?") == parameter.type.rstrip("?")), None)
        used = function.body is not None and is_used(source, parameter.name, function.body.span)
        if place_of is not None and not used:
            text = _without_parameter(text, function, parameter.name, place)
    work.write(path, text)
    work.note(path, f"{owner.name}.{change.name} overrides nothing", change.version)
    present = work.owner(path, owner.name)
    found = present.function(change.name) if present else None
    if found is not None:
        work.decide(path, found.span.start, what, change.version)


def _without_parameter(text: str, function: Function, name: str, cut: Span) -> str:
    """The text, which has lost `cut` before the parameters, without one of them."""
    shift = cut.end - cut.start
    at = [p.name for p in function.parameters].index(name)
    parameter = function.parameters[at]
    start, end = parameter.span.start - shift, parameter.span.end - shift
    if at > 0:
        start = function.parameters[at - 1].span.end - shift
    else:
        rest = text[end:]
        end += len(rest) - len(rest.lstrip(", \t\r\n"))
    return text[:start] + text[end:]


def _drop_parameters(work: Work, path: str, owner: Class, function: Function, change: ChangedMember) -> None:
    """Era B asks for a status without giving the catalog. A name that the body uses stays, as a property."""
    assert change.after is not None
    if change.after.parameters or len(function.parameters) != len(change.before.parameters):
        return
    text = work.text(path)
    first, last = function.parameters[0], function.parameters[-1]
    close = text.index(")", last.span.end)
    open_ = text.rindex("(", 0, first.span.start)
    work.write(path, text[: open_ + 1] + text[close:])
    work.note(path, f"{owner.name}.{change.name} takes no parameter", change.version)
    present = work.owner(path, owner.name)
    body = present.function(change.name) if present else None
    if present is None or body is None:
        return
    for parameter in function.parameters:
        if is_used(work.text(path), parameter.name, body.span):
            type_name = work.name(path, work.diff.before.fqn(simple_name(parameter.type)))
            work.write(path, with_parameter(work.text(path), present, f"private val {parameter.name}: {type_name}"))


def drop_call_arguments(work: Work) -> None:
    """Calls of members that take fewer parameters than they did."""
    for change in work.diff.members:
        if change.after is None or change.after.parameters or not change.before.parameters:
            continue
        for path in work.paths:
            found = [c for c in calls(work.text(path), change.name, of_member=True) if c.arguments]
            for call in reversed(found):
                text = work.text(path)
                work.write(path, text[: call.inside.start] + text[call.inside.end :])
            if found:
                work.note(path, f"{change.name} is called without an argument", change.version)
