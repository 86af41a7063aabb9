"""Constructor parameters that nothing uses any more once records are written in another way."""

import re
from collections.abc import Iterator

from destination_writer.connector.model import Connector
from destination_writer.generate.constructors import without_parameter
from destination_writer.generate.draft import Draft
from destination_writer.generate.upgrade.code import Call, calls
from destination_writer.kotlin.declarations import Class, Parameter
from destination_writer.kotlin.tokens import blank_comments
from destination_writer.text.places import Span

_WORD = re.compile(r"[A-Za-z_]\w*")
_DOES_NOTHING = re.compile(r"[\w.]+|mockk\w*(?:<[^<>()]*>)?\((?:\w+ = true)?\)")
"""What may be left out of a call: a name, a member of one, an object that a test makes up."""


def drop_unused_parameters(draft: Draft, before: Connector, path: str, class_name: str) -> tuple[str, ...]:
    """Take what a class is given and does not use any more out of its constructor and of the calls of it, and go on
    with the classes that passed it. Returns `Class.parameter` of each.

    A parameter stays where one of the calls cannot be seen through.
    """
    removed: list[str] = []
    waiting, seen = [(path, class_name)], set[tuple[str, str]]()
    while waiting:
        place = waiting.pop(0)
        if place in seen:
            continue
        seen.add(place)
        for parameter in _unused(draft, before, *place):
            passed = _passed(draft, place[1], _place_of(draft, *place, parameter), parameter)
            if passed is not None:
                waiting += [maker for path, call, _ in passed if (maker := _maker(draft, path, call)) is not None]
                _take_out(draft, *place, parameter, passed)
                removed.append(f"{place[1]}.{parameter}")
    return tuple(removed)


def _class(connector: Connector, path: str, name: str) -> tuple[str, Class] | None:
    source = connector.source(path)
    owner = next((c for c in source.declared.all_classes() if c.name == name), None) if source else None
    return (source.text, owner) if source is not None and owner is not None else None


def _unused(draft: Draft, before: Connector, path: str, name: str) -> Iterator[str]:
    """Names of the parameters that the class used before and does not use now, which nobody else can see."""
    old, new = _class(before, path, name), _class(draft.connector, path, name)
    if old is None or new is None:
        return
    for parameter in new[1].constructor:
        if _is_its_own(parameter) and _count(*new, parameter.name) == 1 and _count(*old, parameter.name) > 1:
            yield parameter.name


def _is_its_own(parameter: Parameter) -> bool:
    return "private" in parameter.modifiers or not parameter.is_property


def _count(text: str, owner: Class, name: str) -> int:
    """How often the class has a name, strings included, for their templates name things."""
    return _WORD.findall(blank_comments(text)[owner.span.start : owner.span.end]).count(name)


def _place_of(draft: Draft, path: str, name: str, parameter: str) -> int:
    found = _class(draft.connector, path, name)
    assert found is not None
    return [one.name for one in found[1].constructor].index(parameter)


def _passed(draft: Draft, name: str, number: int, parameter: str) -> list[tuple[str, Call, Span]] | None:
    """What each call of the constructor gives for a parameter; None where one cannot do without it."""
    found: list[tuple[str, Call, Span]] = []
    for source in draft.connector.sources:
        if re.search(rf"::{name}\b", source.text):
            return None
        for call in calls(source.text, name):
            span = _argument(source.text, call, number, parameter)
            if span is None:
                return None
            found.append((source.path, call, span))
    return found


def _argument(text: str, call: Call, number: int, parameter: str) -> Span | None:
    given = call.arguments
    at = next((i for i, one in enumerate(given) if one.name == parameter), None)
    if at is None and number < len(given) and not any(one.name for one in given[: number + 1]):
        at = number
    if at is None:
        return None
    span = given[at].span
    written = re.sub(r"^\w+\s*=\s*", "", text[span.start : span.end]) if given[at].name else text[span.start : span.end]
    return _cut(text, [one.span for one in given], at) if _DOES_NOTHING.fullmatch(written) else None


def _cut(text: str, spans: list[Span], at: int) -> Span | None:
    """One of several with the comma beside it; None where a comment stands there."""
    if at:
        span = Span(spans[at - 1].end, spans[at].end)
    else:
        span = Span(spans[0].start, spans[1].start if len(spans) > 1 else spans[0].end)
    return None if "//" in text[span.start : span.end] or "/*" in text[span.start : span.end] else span


def _maker(draft: Draft, path: str, call: Call) -> tuple[str, str] | None:
    """The class of the connector's own code that a call stands in."""
    source = draft.source(path)
    around = [one for one in source.declared.all_classes() if call.start in one.span]
    return (path, around[-1].name) if around and not source.is_test else None


def _take_out(draft: Draft, path: str, name: str, parameter: str, passed: list[tuple[str, Call, Span]]) -> None:
    for where, _, span in reversed(passed):
        text = draft.source(where).text
        draft.write(where, text[: span.start] + text[span.end :])
    found = _class(draft.connector, path, name)
    assert found is not None
    draft.write(path, without_parameter(*found, parameter))
