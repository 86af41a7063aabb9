"""Types of the CDK that are called like a class and have no constructor: objects and interfaces."""

from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.cdknames import names_of
from destination_writer.analysis.rule import FileSubject
from destination_writer.knowledge.contracts import ContractType
from destination_writer.knowledge.contracts_model import Kind
from destination_writer.kotlin.calls import Call

_OBJECTS = frozenset({Kind.OBJECT, Kind.DATA_OBJECT})
_INTERFACES = frozenset({Kind.INTERFACE, Kind.SEALED_INTERFACE})
"""Not those of one function, which are called with a lambda."""
_WITHOUT = _OBJECTS | _INTERFACES


@dataclass(frozen=True)
class Invoked:
    """`Append()`, `class A : TableOperationsClient()`."""

    type: ContractType
    call: Call

    @property
    def is_object(self) -> bool:
        return self.type.kind in _OBJECTS


def invoked(subject: FileSubject) -> Iterator[Invoked]:
    """Silent where a function, or an operator, of that name may be called."""
    names = subject.shared(names_of)
    if names is None or any(one.name == "invoke" for one in subject.functions):
        return
    for name in sorted(subject.call_index.names):
        found = names.cdk(name) if name[0].isupper() else None
        if found is None or found.kind not in _WITHOUT or not found.verified or name in subject.neighbours:
            continue
        if any(member.name == "invoke" for member in found.members):
            continue
        calls = (call for call in subject.calls(name) if call.parentheses is not None and call.receiver is None)
        yield from (Invoked(found, call) for call in calls)
