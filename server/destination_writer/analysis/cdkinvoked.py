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
    for call in subject.call_index.all():
        if not call.name[0].isupper() or call.parentheses is None or call.receiver is not None:
            continue
        found = names.cdk(call.name)
        if found is None or found.kind not in _OBJECTS | _INTERFACES or not found.verified:
            continue
        if call.name not in subject.neighbours and not any(m.name == "invoke" for m in found.members):
            yield Invoked(found, call)
