"""Stubs copied from a guide that leaves parameters out: `override suspend fun createTable(...) = TODO("Phase 3")`."""

import re

from destination_writer.connector.model import Stub
from destination_writer.connector.roles import simple_name
from destination_writer.generate.draft import Draft
from destination_writer.generate.errors import CannotGenerate
from destination_writer.generate.place import Place
from destination_writer.generate.request import Request
from destination_writer.generate.writing import Writing
from destination_writer.knowledge.contracts import ContractMember

_ELIDED = re.compile(r"\(\s*(?:\.\.\.|…)\s*\)")
_TYPE_NAME = re.compile(r"\b[A-Z]\w*\b")
_BUILT_IN = frozenset(("String", "List", "Set", "Map", "Int", "Long", "Boolean", "Any", "Unit", "Class"))


def fill_in(request: Request, draft: Draft, stub: Stub, place: Place) -> Stub | None:
    """Write the parameters of the CDK's member in place of `...`, and give the stub as it stands then.

    None for a function that has its parameters.
    """
    text = place.source.text
    found = _ELIDED.match(text, place.function.name_span.end)
    if found is None:
        return None
    member = _member(request, place)
    if member is None:
        name = f"{place.owner.name}.{place.function.name}"
        raise CannotGenerate(f"{name} leaves its parameters out, and the CDK has no such member", ("its parameters",))
    writing = Writing(request, draft, place.source, place.owner)

    def written(match: re.Match[str]) -> str:
        return match[0] if match[0] in _BUILT_IN else writing.name(match[0])

    parameters = [f"{p.name}: {_TYPE_NAME.sub(written, p.type)}" for p in member.parameters]
    draft.write(place.path, text[: found.start()] + f"({', '.join(parameters)})" + text[found.end() :])
    writing.finish()
    draft.note(f"{place.function.name} now has the parameters that the CDK's {member.owner} declares.")
    stubs = draft.source(place.path).stubs
    return next(s for s in stubs if (s.call.class_name, s.call.function) == (stub.call.class_name, stub.call.function))


def _member(request: Request, place: Place) -> ContractMember | None:
    for parent in place.owner.supertypes:
        found = request.contract.type(simple_name(parent.name))
        members = found.member(place.function.name) if found else ()
        if members:
            return members[0]
    return None
