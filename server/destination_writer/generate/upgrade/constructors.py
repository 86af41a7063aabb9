"""Constructor calls of CDK types that take other parameters."""

from dataclasses import dataclass

from destination_writer.connector.roles import simple_name
from destination_writer.generate.constructors import with_parameter
from destination_writer.generate.lines import indent_at, newline_of
from destination_writer.generate.upgrade.code import Argument, Call, calls, is_used
from destination_writer.generate.upgrade.members import stub_text
from destination_writer.generate.upgrade.work import Work
from destination_writer.knowledge.contractdiff import ChangedConstructor
from destination_writer.knowledge.signatures import ContractParameter
from destination_writer.kotlin.declarations import Class, Supertype
from destination_writer.text.places import Span


@dataclass(frozen=True)
class _Given:
    """An argument of a call as the later version takes it."""

    parameter: ContractParameter
    text: str


def mend_constructor_calls(work: Work) -> None:
    """Every call of a changed constructor, a superclass's too. Parameters that are new are taken from what the class
    holds, else by its constructor, else left open as a stub."""
    for change in work.diff.constructors:
        for path in work.paths:
            _mend_supertypes(work, path, change)
            _mend_calls(work, path, change)


def _mend_supertypes(work: Work, path: str, change: ChangedConstructor) -> None:
    for declared in work.source(path).declared.all_classes():
        parent = _parent(declared, change)
        if parent is None or not any(t.name == change.name for t in work.cdk_types(path, declared, after=True)):
            continue
        call = next((c for c in calls(work.text(path), change.name) if c.start in parent.span), None)
        if call is None or not _is_old(call, change):
            continue
        kept, lost = _carried(work.text(path), call, change)
        names = {given.parameter.name for given in kept}
        for parameter in _required(change, names):
            name = _taken(work, path, declared.name, parameter)
            kept.append(_Given(parameter, name))
        text = work.text(path)
        present = next(c for c in calls(text, change.name) if c.start in _span_of(work, path, declared.name, change))
        order = [p.name for p in change.after]
        kept.sort(key=lambda given: order.index(given.parameter.name))
        work.write(path, text[: present.inside.start] + _written(kept, change) + text[present.inside.end :])
        for argument in lost:
            _drop_unused(work, path, declared.name, argument)
        work.note(path, f"{declared.name} hands {change.name} {', '.join(g.text for g in kept)}", change.version)


def _span_of(work: Work, path: str, class_name: str, change: ChangedConstructor) -> Span:
    owner = work.owner(path, class_name)
    parent = _parent(owner, change) if owner else None
    assert parent is not None
    return parent.span


def _parent(declared: Class, change: ChangedConstructor) -> Supertype | None:
    return next(
        (s for s in declared.supertypes if simple_name(s.name) == change.name and s.arguments is not None), None
    )


def _mend_calls(work: Work, path: str, change: ChangedConstructor) -> None:
    if change.name not in work.text(path) or not _is_imported(work, path, change.name):
        return
    spans = [s.span for c in work.source(path).declared.all_classes() for s in c.supertypes]
    starts = [c.start for c in calls(work.text(path), change.name) if not any(c.start in s for s in spans)]
    for start in reversed(starts):
        call = next(c for c in calls(work.text(path), change.name) if c.start == start)
        if _is_old(call, change):
            _mend_call(work, path, call, change)


def _is_imported(work: Work, path: str, name: str) -> bool:
    return any(
        i.path.startswith("io.airbyte.cdk.") and i.name in (name, "*") for i in work.source(path).declared.imports
    )


def _mend_call(work: Work, path: str, call: Call, change: ChangedConstructor) -> None:
    text = work.text(path)
    kept, _ = _carried(text, call, change)
    given = {item.parameter.name for item in kept}
    missing = _required(change, given)
    owner = _around(work, path, call.start)
    open_ones: list[ContractParameter] = []
    added: list[_Given] = []
    for parameter in missing:
        held = _held(owner, parameter) if owner else None
        if held is None:
            open_ones.append(parameter)
        role = next((c.role for c in work.source(path).components if owner and c.declaration.name == owner.name), None)
        function = next((f.name for f in owner.functions if call.start in f.span), None) if owner else None
        added.append(_Given(parameter, held or stub_text(work, role, function)))
    named_already = any(a.name for a in call.arguments)
    before, after = [p.name for p in change.before], [p.name for p in change.after]
    in_place = named_already or before[: len(call.arguments)] == after[: len(call.arguments)]
    if in_place:
        text = _behind(text, call, [f"{item.parameter.name} = {item.text}" for item in added])
    else:
        inside = ", ".join(f"{item.parameter.name} = {item.text}" for item in (*kept, *added))
        text = text[: call.inside.start] + inside + text[call.inside.end :]
    if text == work.text(path):
        return
    work.write(path, text)
    work.note(path, f"{change.name} is made with {', '.join(after)}", change.version)
    for parameter in open_ones:
        ask = work.history.about_parameter(change.name, parameter.name)
        work.decide(path, call.start, ask, change.version)


def _is_old(call: Call, change: ChangedConstructor) -> bool:
    """Whether a call does not fit the later version: a required parameter is not given, or one is in another place."""
    positional = sum(1 for a in call.arguments if not a.name)
    before, after = [p.name for p in change.before], [p.name for p in change.after]
    given = {*before[:positional], *(a.name for a in call.arguments if a.name)}
    return bool(_required(change, given)) or before[:positional] != after[:positional] or not given <= set(after)


def _carried(text: str, call: Call, change: ChangedConstructor) -> tuple[list[_Given], list[str]]:
    """The arguments that have a parameter still, and the texts of those that have none."""
    parameters = {p.name: p for p in change.after}
    kept: list[_Given] = []
    lost: list[str] = []
    for number, argument in enumerate(call.arguments):
        name = argument.name or (change.before[number].name if number < len(change.before) else "")
        value = _value(text, argument)
        if name in parameters:
            kept.append(_Given(parameters[name], value))
        else:
            lost.append(value)
    return kept, lost


def _value(text: str, argument: Argument) -> str:
    whole = text[argument.span.start : argument.span.end]
    return whole.partition("=")[2].strip() if argument.name else whole


def _required(change: ChangedConstructor, given: set[str]) -> list[ContractParameter]:
    return [p for p in change.after if p.name not in given and p.default is None]


def _written(kept: list[_Given], change: ChangedConstructor) -> str:
    names = [given.parameter.name for given in kept]
    if names == [p.name for p in change.after][: len(names)]:
        return ", ".join(given.text for given in kept)
    return ", ".join(f"{given.parameter.name} = {given.text}" for given in kept)


def _behind(text: str, call: Call, arguments: list[str]) -> str:
    """The text with further arguments behind those of the call, laid out as they are."""
    if not arguments:
        return text
    if not call.arguments:
        return text[: call.inside.start] + ", ".join(arguments) + text[call.inside.end :]
    last = call.arguments[-1].span
    rest = text[last.end : call.inside.end]
    on_lines = "\n" in text[call.inside.start : last.start] or "\n" in rest
    gap = newline_of(text) + indent_at(text, last.start) if on_lines else " "
    trailing = "," if "," in rest else ""
    added = "".join(f",{gap}{argument}" for argument in arguments) + trailing
    return text[: last.end] + added + rest.replace(",", "", 1) + text[call.inside.end :]


def _taken(work: Work, path: str, class_name: str, parameter: ContractParameter) -> str:
    """The name by which a class has a bean, which its constructor takes when it has none."""
    owner = work.owner(path, class_name)
    assert owner is not None
    held = _held(owner, parameter)
    if held is not None:
        return held
    type_name = parameter.type
    simple = simple_name(type_name)
    if work.diff.after.type(simple) is not None:
        work.cdk(path, simple)
    owner = work.owner(path, class_name)
    assert owner is not None
    work.write(path, with_parameter(work.text(path), owner, f"{parameter.name}: {type_name}"))
    return parameter.name


def _held(owner: Class, parameter: ContractParameter) -> str | None:
    wanted = parameter.type
    for declared in (*owner.constructor, *owner.properties):
        if declared.type is not None and declared.type == wanted:
            return declared.name
    return None


def _drop_unused(work: Work, path: str, class_name: str, argument: str) -> None:
    """A constructor parameter that was only handed on, and is not any more."""
    owner = work.owner(path, class_name)
    parameter = next((p for p in owner.constructor if p.name == argument), None) if owner else None
    if owner is None or parameter is None:
        return
    text = work.text(path)
    rest = Span(parameter.span.end, owner.span.end)
    if is_used(text, argument, rest) or (parameter.is_property and "private" not in parameter.modifiers):
        return
    start, end = parameter.span.start, parameter.span.end
    behind = text[end:]
    if behind.lstrip().startswith(","):
        end += behind.index(",") + 1
        end += len(text[end:]) - len(text[end:].lstrip())
    elif text[:start].rstrip().endswith(","):
        start = len(text[:start].rstrip()) - 1
    work.write(path, text[:start] + text[end:])


def _around(work: Work, path: str, offset: int) -> Class | None:
    found = [c for c in work.source(path).declared.all_classes() if offset in c.span]
    return min(found, key=lambda c: c.span.end - c.span.start, default=None)
