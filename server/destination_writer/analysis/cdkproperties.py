"""The properties of a connector's classes beside those of the CDK types above them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from destination_writer.analysis.cdknames import same_type
from destination_writer.analysis.cdkoverrides import Heir, Inherited, heirs, type_parameters
from destination_writer.analysis.rule import FileSubject
from destination_writer.kotlin.declarations import Parameter, Property
from destination_writer.text.places import Span


@dataclass(frozen=True)
class OverriddenProperty:
    """A property with a written type that overrides one of the CDK; `type_span` is where its type stands."""

    heir: Heir
    name: str
    type: str
    type_span: Span
    matched: Inherited

    @property
    def fits(self) -> bool | None:
        """Whether its type may stand in for the CDK's; None where that is not sure."""
        generic = type_parameters(self.heir.declared.type_parameters)
        if self.matched.member.kind == "var":
            return same_type(self.heir.names.resolved(self.type, generic), self.matched.type(self.wanted))
        return self.matched.gives(self.type, generic)

    @property
    def wanted(self) -> str:
        """The type of the CDK's property, as the contract writes it."""
        return self.matched.member.return_type

    @property
    def is_reached(self) -> bool:
        """Whether the file's imports reach every name in the CDK's type."""
        there = self.heir.names.resolved(self.wanted, type_parameters(self.heir.declared.type_parameters))
        return same_type(there, self.matched.type(self.wanted)) is True


def overridden_properties(subject: FileSubject) -> tuple[OverriddenProperty, ...]:
    """Those of the body and of the constructor, where the CDK's property is sure. For `FileSubject.shared`."""
    return tuple(found for heir in subject.shared(heirs) for found in _of_class(subject, heir))


def _of_class(subject: FileSubject, heir: Heir) -> Iterator[OverriddenProperty]:
    declared: list[Property | Parameter] = [*heir.declared.properties, *heir.declared.constructor]
    for item in declared:
        if not item.type or "override" not in item.modifiers:
            continue
        found = [one for one in heir.inherited(item.name) if one.member.kind != "fun"]
        span = _type_span(subject, item, item.type)
        if len(found) == 1 and found[0].is_sure and span is not None:
            yield OverriddenProperty(heir, item.name, item.type, span, found[0])


def _type_span(subject: FileSubject, item: Property | Parameter, written: str) -> Span | None:
    named = re.compile(rf"\b{re.escape(item.name)}`?\s*:\s*(?={re.escape(written)})")
    match = named.search(subject.code, item.span.start, item.span.end)
    return Span(match.end(), match.end() + len(written)) if match else None
