"""An argument that a call of the CDK lacks, where one value in scope is the only one that can be meant."""

from destination_writer.analysis.cdkcalls import Form, called
from destination_writer.analysis.cdknames import Names, contract_type
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.cdkuses import Use, value_at, values_at
from destination_writer.analysis.rule import FileSubject
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.knowledge.signatures import ContractParameter
from destination_writer.kotlin.calls import Argument
from destination_writer.text.findings import Remedy
from destination_writer.text.places import Span


def giving(subject: FileSubject, names: Names, use: Use, form: Form) -> Remedy | None:
    """The change that gives the one missing argument. None unless all others stand at their places by their types, the
    parameter's type is that of no other, and one value in scope has it and is not given yet."""
    if use.call is None or use.call.parentheses is None:
        return None
    given = use.call.arguments
    if any(one.name for one in given) or len(given) != len(form) - 1 or not given:
        return None
    types = [_full(names, use, parameter) for parameter in form]
    if not types[-1] or types.count(types[-1]) > 1:
        return None
    if not all(_is_at_home(subject, names, argument, types[place]) for place, argument in enumerate(given)):
        return None
    words = {subject.bare[one.span.start : one.span.end].strip() for one in given}
    found = values_at(subject, names, use.span.start)
    fitting = [name for name, (full, _) in found.items() if full == types[-1] and name not in words]
    if len(fitting) != 1:
        return None
    title, why = f"Give {fitting[0]}", f"{called(use)} takes {form[-1].name}: {form[-1].type} as its last argument."
    return edit_remedy(subject, title, why, [_addition(subject, given, use.call.parentheses, fitting[0])])


def _full(names: Names, use: Use, parameter: ContractParameter) -> str:
    return contract_type(names.contract, parameter.type, type_parameters(use.owner.entry.type_parameters)).name


def _is_at_home(subject: FileSubject, names: Names, argument: Argument, wanted: str) -> bool:
    """Whether an argument's type is unknown, or that of its parameter or below it."""
    found = value_at(subject, names, argument.span)
    return found is None or not wanted or any(item.fqn == wanted for item in names.contract.ancestors(found.name))


def _addition(subject: FileSubject, given: tuple[Argument, ...], around: Span, name: str) -> tuple[Span, str]:
    """Behind the last argument: on its line, or on a line of its own where each has one."""
    last = given[-1].span
    line = subject.text.rfind("\n", 0, last.start) + 1
    indent = subject.text[line : last.start]
    gap = f"\n{indent}" if not indent.strip() and line > around.start else " "
    return Span(last.end, last.end), f",{gap}{name}"
