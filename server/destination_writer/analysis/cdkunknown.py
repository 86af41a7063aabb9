"""Names that nothing in a file explains and that are meant to be types of the CDK: of other versions, or slips."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from destination_writer.analysis.cdkmembers import LAST_OF_ERA, is_unread
from destination_writer.analysis.cdknames import KOTLIN
from destination_writer.analysis.cdkpaths import CDK, NEVER, wrong_path
from destination_writer.analysis.cdkunimported import counts, is_closed_to_others, named
from destination_writer.analysis.nearest import slips
from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.contracts import Contract
from destination_writer.text.places import Span

_SURELY_LONG = 8
"""From how many letters on a name that is nearly that of a CDK type is it by no chance."""
_NEVER_BY_NAME: Mapping[str, str] = {path.rpartition(".")[2]: path for path in NEVER}


@dataclass(frozen=True)
class Unknown:
    """`said` is a sentence on the name, `fix` what to do; `meant` is the full name to use instead, where it is sure."""

    name: str
    spans: Sequence[Span]
    said: str
    fix: str
    meant: str


def unknown(subject: FileSubject) -> tuple[Unknown, ...]:
    """For `FileSubject.shared`. Only in a file that uses the CDK, and where no import can bring the name."""
    contract = subject.contract
    if contract is None or CDK not in subject.text or not is_closed_to_others(subject):
        return ()
    names = {name: at for name, at in subject.shared(named).items() if contract.type(name) is None}
    found = (_moved(subject, name, at) or _slip(subject, contract, name, at) for name, at in names.items())
    return tuple(one for one in found if one is not None)


def _moved(subject: FileSubject, name: str, spans: Sequence[Span]) -> Unknown | None:
    """A type of another version, or one that the written guide made up."""
    path = _path_in_other_version(subject, name) or _NEVER_BY_NAME.get(name)
    wrong = wrong_path(subject, path) if path else None
    return Unknown(name, spans, wrong.message, wrong.fix, wrong.instead) if wrong else None


def _path_in_other_version(subject: FileSubject, name: str) -> str:
    for version in LAST_OF_ERA.values():
        found = subject.knowledge.contract(version).type(name)
        if found is not None and counts(found):
            return found.fqn
    return ""


def _counted(contract: Contract) -> frozenset[str]:
    """The names of the types that count, worked out once for each contract."""
    if _counted not in contract.derived:
        contract.derived[_counted] = frozenset(item.name for item in contract.types if counts(item))
    return cast("frozenset[str]", contract.derived[_counted])


def _slip(subject: FileSubject, contract: Contract, name: str, spans: Sequence[Span]) -> Unknown | None:
    if name in KOTLIN or is_unread(contract.version) or any(f"{s}.".startswith(CDK) for s in subject.star_imports):
        return None
    found = slips(name, _counted(contract))
    meant = contract.type(found[0]) if len(found) == 1 else None
    if meant is None or (len(name) < _SURELY_LONG and subject.imported.get(meant.name) != meant.fqn):
        return None
    said = f"CDK {contract.version} has no {name}; it has {meant.fqn}."
    return Unknown(name, spans, said, f"Write {meant.name}.", meant.fqn)
