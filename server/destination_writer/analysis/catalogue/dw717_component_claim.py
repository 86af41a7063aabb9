"""DW717: the state file calls a component or a function written, and the code says otherwise."""

from collections.abc import Iterable, Iterator

from destination_writer.analysis.nearest import slips
from destination_writer.analysis.rule import ConnectorSubject, Rule
from destination_writer.analysis.stateclaims import claims_of, on, told
from destination_writer.analysis.stateedits import remedy, removed, revalued
from destination_writer.analysis.statefacts import StateFacts
from destination_writer.connector.model import Component, DefectKind, Stub
from destination_writer.connector.roles import Role
from destination_writer.connector.yamlparts import Part
from destination_writer.text.findings import Finding, Related, Remedy, Severity
from destination_writer.text.places import Location

_Told = tuple[Part, str, list[Remedy], list[Related]]
_ROLES = frozenset(role.value for role in Role)


def _check(subject: ConnectorSubject) -> Iterable[Finding]:
    facts = claims_of(subject)
    if facts is None or not facts.connector.sources or _is_partly_unread(facts):
        return
    for claim in facts.below("components_implemented"):
        if claim.name in _ROLES:
            for part, message, remedies, related in _of_component(facts, claim):
                fix = "Correct the claim; what counts is the code."
                yield told(
                    subject, RULE.code, RULE.severity, message, on(part), fix=fix, remedies=remedies, related=related
                )


def _is_partly_unread(facts: StateFacts) -> bool:
    return any(defect.kind == DefectKind.UNREADABLE for defect in facts.connector.defects)


def _of_component(facts: StateFacts, claim: Part) -> Iterator[_Told]:
    classes = facts.components(claim.name)
    is_claimed = claim.value is True or claim.text == "partial" or bool(claim.children)
    if not classes and is_claimed:
        message = f"No class of this connector is a {claim.name.replace('_', ' ')}."
        yield claim, message, [_write(facts, claim, False)] if not claim.children else [], []
        return
    open_ones = [stub for component in classes for stub in facts.stubs_of(component)]
    if claim.value is True and open_ones:
        names = ", ".join(dict.fromkeys(stub.call.function or "a part of it" for stub in open_ones[:3]))
        more = f" and {len(open_ones) - 3} more" if len(open_ones) > 3 else ""
        message = f"{classes[0].declaration.name} is not all written: {names}{more} stand open."
        yield claim, message, [_write(facts, claim, "partial")], [_related(facts, stub) for stub in open_ones[:3]]
    for item in claim.children if claim.is_list else ():
        yield from _of_function(facts, item, classes, open_ones)


def _of_function(
    facts: StateFacts, item: Part, classes: tuple[Component, ...], open_ones: list[Stub]
) -> Iterator[_Told]:
    name, mine = item.text, [stub for stub in open_ones if stub.call.function == item.text]
    if mine:
        message = f"{name} of {mine[0].call.class_name} is open in the code."
        yield item, message, [_take_out(facts, item)], [_related(facts, stub) for stub in mine[:1]]
    elif name and not any(_may_have(component, name) for component in classes):
        declared = [f.name for component in classes for f in component.declaration.functions]
        near = next(iter(slips(name, declared)), "")
        remedies = [_rename(facts, item, near)] if near else []
        message = f"{classes[0].declaration.name} has no function {name}." + (f" It has {near}." if near else "")
        yield item, message, [*remedies, _take_out(facts, item)], []


def _may_have(component: Component, name: str) -> bool:
    """A class with supertypes may inherit what it does not declare."""
    declared = component.declaration
    return bool(declared.supertypes) or any(function.name == name for function in declared.functions)


def _take_out(facts: StateFacts, item: Part) -> Remedy:
    why = "The code does not have it."
    return remedy(facts.parts, f"Remove {item.text} from the list", why, removed(facts.parts, item))


def _rename(facts: StateFacts, item: Part, name: str) -> Remedy:
    return remedy(facts.parts, f"Write {name}", "That is what the code calls it.", revalued(facts.parts, item, name))


def _write(facts: StateFacts, claim: Part, value: str | bool) -> Remedy:
    shown = str(value).lower()
    edit = revalued(facts.parts, claim, value)
    return remedy(facts.parts, f"Write {shown}", "That is what the code shows.", edit, preferred=True)


def _related(facts: StateFacts, stub: Stub) -> Related:
    place = Location(facts.connector.workspace_path(stub.path), stub.call.range)
    return Related(place, f"{stub.call.function or 'a stub'} is open")


RULE = Rule(
    "DW717",
    "component-claim",
    Severity.WARNING,
    "The state file calls something written that the code does not have.",
    check_connector=_check,
)
