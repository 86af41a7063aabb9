"""DW508: a `when` over the CDK's types that has no branch for one of them."""

import re
from collections.abc import Iterable

from destination_writer.analysis.cdknames import Names, names_of
from destination_writer.analysis.cdkuses import value_at
from destination_writer.analysis.rule import FileSubject, Rule
from destination_writer.knowledge.contracts import Contract, ContractType
from destination_writer.knowledge.contracts_model import Kind, Part
from destination_writer.kotlin.whens import Branch, When, whens
from destination_writer.text.findings import Finding, Remedy, Severity
from destination_writer.text.places import Span

_SEALED = frozenset({Kind.SEALED_CLASS, Kind.SEALED_INTERFACE})
_MAPPED = frozenset({"AirbyteType", "AirbyteValue"})
"""Types that come with the records: what a `when` throws for fails in somebody's sync. Of others, an `else` that throws
is the right thing."""
_THROWS = re.compile(r"\s*\{?\s*(?:throw\b|error\s*\()")
_CONDITION = re.compile(r"(?:is\s+)?([A-Za-z_][\w.]*)$")
_CONCRETE_OBJECTS = frozenset({Kind.OBJECT, Kind.DATA_OBJECT})


def _check(subject: FileSubject) -> Iterable[Finding]:
    names = subject.shared(names_of)
    if names is None or "when" not in subject.text:
        return
    for found in whens(subject.bare):
        conditions = [_type(names, subject, span) for branch in found.branches for span in branch.conditions]
        known = {item.name: item for item in conditions if item is not None}
        over = _sealed(names.contract, list(known.values()))
        if over is None or not _only_types(names, subject, found):
            continue
        yield from _findings(subject, names, found, over)


RULE = Rule(
    "DW508",
    "forgotten-type",
    Severity.ERROR,
    "A `when` over the CDK's types leaves some of them out.",
    check_file=_check,
)


def _findings(subject: FileSubject, names: Names, found: When, over: ContractType) -> Iterable[Finding]:
    contract = names.contract
    covered = {
        item.name
        for branch in found.branches
        if not branch.guard
        for item in (_type(names, subject, span) for span in branch.conditions)
        if item is not None
    }
    kinds = leaves(contract, over)
    missing = [item for item in kinds if not _is_covered(contract, item, covered)]
    if not missing or any(not item.verified for item in kinds):
        return
    otherwise = next((branch for branch in found.branches if _is_else(subject, branch)), None)
    if otherwise is None:
        if found.is_value or _is_sure_of(subject, names, found.subject, over):
            yield _finding(subject, found, over, missing, None)
        return
    is_mapping = over.name in _MAPPED and len(missing) * 2 <= len(kinds)
    if is_mapping and _THROWS.match(subject.bare, otherwise.body.start, otherwise.body.end):
        yield _finding(subject, found, over, missing, otherwise)


def _finding(
    subject: FileSubject, found: When, over: ContractType, missing: list[ContractType], otherwise: Branch | None
) -> Finding:
    listed = ", ".join(item.simple_name for item in missing)
    if otherwise is None:
        message = f"This `when` over {over.name} has no branch for {listed}. This is a blocker: it does not compile."
        span = Span(found.span.start, found.span.start + len("when"))
    else:
        message = f"This `when` over {over.name} throws for {listed}: a sync with such a field fails."
        span = otherwise.conditions[0]
    return Finding(
        code=RULE.code,
        severity=Severity.ERROR if otherwise is None else Severity.INFO,
        message=message,
        location=subject.location(span),
        fix=f"Write a branch for {listed}" + (", or an `else`." if otherwise is None else "."),
        evidence=(subject.line(span.start),),
        remedies=(_remedy(subject, found, missing),) if over.name == "AirbyteType" else (),
        data={"type": over.name, "missing": ",".join(item.name for item in missing)},
    )


def _remedy(subject: FileSubject, found: When, missing: list[ContractType]) -> Remedy:
    """In the compiler's words, which are what the maker reads."""
    shown = (f"'{'' if item.kind in _CONCRETE_OBJECTS else 'is '}{item.simple_name}'" for item in missing)
    said = f"'when' expression must be exhaustive. Add the {', '.join(shown)} branches or an 'else' branch."
    line = subject.location(found.span).range.start.line + 1
    arguments = {"file": subject.source.path, "line": str(line), "said": said}
    return Remedy("add-branch", f"Write a branch for {', '.join(item.simple_name for item in missing)}", arguments)


def leaves(contract: Contract, over: ContractType) -> list[ContractType]:
    """The kinds of a sealed type that a value can be of, those whose existence is sure."""
    found: list[ContractType] = []
    for item in contract.known_types:
        if over in contract.ancestors(item.name)[1:] and item.kind not in _SEALED and item.is_sure_of(Part.EXISTENCE):
            found.append(item)
    return found


def _is_covered(contract: Contract, item: ContractType, covered: set[str]) -> bool:
    return any(above.name in covered for above in contract.ancestors(item.name))


def _sealed(contract: Contract, known: list[ContractType]) -> ContractType | None:
    """The one sealed type that all conditions are kinds of; None for fewer than two, which could be chance."""
    if len(known) < 2:
        return None
    above = [{a.name for a in contract.ancestors(item.name) if a.kind in _SEALED} for item in known]
    common = set[str].intersection(*above)
    found = [contract.type(name) for name in common]
    return found[0] if len(found) == 1 else None


def _type(names: Names, subject: FileSubject, span: Span) -> ContractType | None:
    match = _CONDITION.match(subject.bare[span.start : span.end].partition(" if ")[0].strip())
    return names.cdk(match[1]) if match and match[1] not in ("else", "null") else None


def _only_types(names: Names, subject: FileSubject, found: When) -> bool:
    """Whether every condition is a type of the CDK, `null` or `else`: any other may cover what seems to be missing."""
    for branch in found.branches:
        for span in branch.conditions:
            text = subject.bare[span.start : span.end].partition(" if ")[0].strip()
            if text not in ("else", "null") and _type(names, subject, span) is None:
                return False
    return True


def _is_else(subject: FileSubject, branch: Branch) -> bool:
    return any(subject.bare[c.start : c.end].partition(" if ")[0].strip() == "else" for c in branch.conditions)


def _is_sure_of(subject: FileSubject, names: Names, span: Span, over: ContractType) -> bool:
    """Whether the subject is surely declared as the sealed type, so that the compiler wants all of its kinds."""
    found = value_at(subject, names, span)
    return found is not None and found.name == over.name
