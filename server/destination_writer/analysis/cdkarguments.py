"""What a call of the CDK is given: the argument that it lacks, and what an argument surely is."""

import re

from destination_writer.analysis.cdkcalls import Form, called
from destination_writer.analysis.cdknames import FINAL, Names, contract_type
from destination_writer.analysis.cdkoverrides import type_parameters
from destination_writer.analysis.cdkunimported import is_closed_to_others
from destination_writer.analysis.cdkuses import Use, has_other_receiver, value_at, values_at
from destination_writer.analysis.rule import FileSubject
from destination_writer.analysis.sqlediting import edit_remedy
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.knowledge.signatures import ContractParameter
from destination_writer.kotlin.calls import Argument
from destination_writer.kotlin.typetexts import KotlinType
from destination_writer.text.findings import Remedy
from destination_writer.text.places import Span

_LITERALS = {
    "kotlin.String": re.compile(r'"(?:[^"\\]|\\.)*+"|"""[^"]*+"""'),
    "kotlin.Boolean": re.compile(r"true|false"),
    "number": re.compile(r"-?\d[\d_]*+"),
}
_NAME = re.compile(r"[A-Za-z_]\w*+")


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


def strange_kind(subject: FileSubject, names: Names, argument: Argument, wanted: KotlinType) -> str:
    """The type that an argument surely has, where no value of it can be what is wanted: texts, numbers and truths for
    types of the CDK and for each other, types of the CDK for those. Empty where it may be right."""
    target = names.contract.at(wanted.name)
    is_cdk = target is not None and target.kind is not Kind.TYPEALIAS
    if not is_cdk and wanted.name not in FINAL:
        return ""
    found = _kind(subject, names, argument)
    if found == "number":  # a literal is whichever number is wanted
        return "number" if is_cdk or wanted.name in ("kotlin.String", "kotlin.Boolean") else ""
    if found in FINAL:
        return "" if found == wanted.name else found.removeprefix("kotlin.")
    known = names.contract.at(found)
    return known.name if known is not None and not is_cdk else ""


def _kind(subject: FileSubject, names: Names, argument: Argument) -> str:
    text = subject.text[argument.span.start : argument.span.end]
    literal = next((name for name, pattern in _LITERALS.items() if pattern.fullmatch(text)), "")
    head = _NAME.match(text)
    if literal or head is None:
        return literal
    full, is_property = values_at(subject, names, argument.span.start).get(head[0], ("", False))
    if is_property and has_other_receiver(subject, argument.span.start):
        return ""
    if head.end() == len(text):
        return full
    known = value_at(subject, names, argument.span)
    return known.fqn if known is not None else ""


def may_be_extension(subject: FileSubject, use: Use) -> bool:
    """Whether a function that is none of the type's may be called by that name behind the dot."""
    if use.is_construction:
        return False
    if use.name in subject.imported or use.name in subject.neighbours or not is_closed_to_others(subject):
        return True
    return any(one.name == use.name and one.function.receiver for one in subject.functions)
