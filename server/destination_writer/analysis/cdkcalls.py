"""What the pinned CDK takes where a file calls it: the parameters of constructors and members that are sure."""

from destination_writer.analysis.cdkmembers import is_closed
from destination_writer.analysis.cdkuses import Use
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind, Part
from destination_writer.knowledge.signatures import ContractParameter

Form = tuple[ContractParameter, ...]
"""The parameters of one constructor or overload."""


def forms(contract: Contract, use: Use) -> tuple[Form, ...]:
    """Every form of what is called; none where one of them is not sure."""
    if use.is_construction:
        return _constructor(use.owner)
    if use.name == "copy" and use.owner.kind is Kind.DATA_CLASS:
        return tuple(tuple(_optional(p) for p in form) for form in _constructor(use.owner))
    members = [m for item in contract.ancestors(use.owner.name) for m in item.member(use.name)]
    if not members or not is_closed(contract, use.owner):
        return ()
    if not all(m.kind == "fun" and m.is_sure_of(Part.SIGNATURE) for m in members):
        return ()
    return tuple(m.parameters for m in members)


def _constructor(owner: ContractType) -> tuple[Form, ...]:
    """Not of a type whose constructor is not for connectors, and not where there are several."""
    if owner.constructor is None or owner.entry.visibility or owner.entry.secondary:
        return ()
    return (owner.constructor,) if owner.is_sure_of(Part.CONSTRUCTOR) else ()


def _optional(parameter: ContractParameter) -> ContractParameter:
    return ContractParameter(parameter.name, parameter.type, "this", parameter.modifiers, parameter.keyword)


def named_forms(contract: Contract, use: Use) -> tuple[Form, ...]:
    """The forms whose parameters' names are sure as well."""
    return forms(contract, use) if use.owner.is_sure_of(Part.PARAMETER_NAMES) else ()


def called(use: Use) -> str:
    """What is called, as a message names it."""
    return use.owner.name if use.is_construction else f"{use.owner.name}.{use.name}"
