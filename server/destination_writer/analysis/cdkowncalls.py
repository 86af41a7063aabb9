"""Calls of the CDK's members on values of the connector's own classes, as `client.dropTable(t)` on its client."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from destination_writer.analysis.cdkoverrides import Heir, heirs
from destination_writer.analysis.cdkuses import OwnUse, Use, own_uses
from destination_writer.analysis.rule import ConnectorSubject, FileSubject
from destination_writer.connector.index import DeclaredClass
from destination_writer.kotlin.calls import Call


class OwnCall(NamedTuple):
    """`file` is where the call stands, `use` the call as one of the CDK's type that the member is from."""

    path: str
    file: FileSubject
    use: Use


def declaring(subject: ConnectorSubject, use: OwnUse) -> DeclaredClass | None:
    """The one class that a value's type is; None where the connector has several of that name, or none."""
    package_of = f"{use.type}."  # nested classes are known by their package alone
    found = [
        one
        for one in subject.index.classes(use.type.rpartition(".")[2])
        if package_of.startswith(f"{one.source.declared.package}.")
    ]
    return found[0] if len(found) == 1 else None


def own_calls(subject: ConnectorSubject) -> tuple[OwnCall, ...]:
    """Those whose class adds nothing to the members of that name above it. For `ConnectorSubject.shared`."""
    if subject.contract is None:
        return ()
    return tuple(_calls(subject, subject.files))


def _calls(subject: ConnectorSubject, files: Mapping[str, FileSubject]) -> Iterator[OwnCall]:
    for path, file in files.items():
        for use in file.shared(own_uses):
            if file.bare[use.span.end : use.span.end + 1] != "(":
                continue
            found = declaring(subject, use)
            heir = _heir(files, found) if found else None
            owner = _owner(heir, use.name) if heir else ""
            known = subject.contract.type(owner) if owner and subject.contract else None
            if known is not None:
                call = Call(file.text, file.bare, use.name, use.span, use.span.end)
                yield OwnCall(path, file, Use(use.name, use.span, known, use.span, call=call, function=use.function))


def _heir(files: Mapping[str, FileSubject], found: DeclaredClass) -> Heir | None:
    every = files[found.source.path].shared(heirs)
    return next((one for one in every if one.is_whole and one.declared.span == found.declaration.span), None)


def _owner(heir: Heir, name: str) -> str:
    """The CDK type that all members of that name are from; the class itself may only override them."""
    own = [one for one in heir.declared.functions if one.name == name]
    above = heir.inherited(name)
    owners = {one.owner.name for one in above}
    if len(owners) != 1 or not all(one.is_sure for one in above) or not all(one.is_override for one in own):
        return ""
    return owners.pop()
