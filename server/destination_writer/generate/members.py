"""What a class holds and what it can be given: properties by type, new members, the place for them."""

import re

from destination_writer.connector.roles import simple_name
from destination_writer.generate.lines import indent_at, indent_unit, indented, newline_of
from destination_writer.generate.masking import mask
from destination_writer.generate.signature import simple_type
from destination_writer.kotlin.declarations import Class, KotlinFile, Property


def held(owner: Class, *types: str) -> str | None:
    """The name of the property, of the constructor or the body, that has one of these types (simple names; with type
    arguments `A<B>` only that instantiation, the first fitting type first)."""
    for wanted in types:
        for parameter in owner.constructor:
            if parameter.is_property and _is(parameter.type, wanted):
                return parameter.name
        for prop in owner.properties:
            if prop.type and _is(prop.type, wanted):
                return prop.name
            if prop.type is None and re.sub(r"\s+", "", prop.initializer or "").startswith(f"{wanted}("):
                return prop.name
    return None


def _is(declared: str, wanted: str) -> bool:
    return simple_type(declared) == wanted if "<" in wanted else simple_name(declared) == wanted


def property_named(owner: Class, name: str) -> Property | None:
    return next((p for p in owner.properties if p.name == name), None)


def with_function(text: str, owner: Class, member: str) -> str:
    """The text with one more member at the end of a class."""
    newline, unit = newline_of(text), indent_unit(text)
    outer = indent_at(text, owner.name_span.start)
    lines = newline.join(indented(member, outer + unit, unit))
    if owner.body is None:
        return f"{text[: owner.span.end]} {{{newline}{lines}{newline}{outer}}}{text[owner.span.end :]}"
    end = owner.body.end - 1
    before = text[:end].rstrip()
    gap = newline if before.endswith("{") else newline * 2
    return f"{before}{gap}{lines}{newline}{outer}{text[end:]}"


def with_property(text: str, owner: Class, member: str) -> str:
    """The text with one more property at the beginning of a class's body."""
    if owner.body is None:
        return with_function(text, owner, member)
    newline, unit = newline_of(text), indent_unit(text)
    outer = indent_at(text, owner.name_span.start)
    lines = newline.join(indented(member, outer + unit, unit))
    start = owner.body.start + 1
    rest = text[start:]
    if owner.properties:
        last = max(p.span.end for p in owner.properties if p.span.end <= owner.body.end)
        return text[:last] + newline + lines + text[last:]
    gap = "" if rest.lstrip(" \t").startswith((newline + newline, "}")) else newline
    closing = newline + outer if rest.lstrip().startswith("}") and "\n" not in rest[: rest.index("}")] else ""
    return f"{text[:start]}{newline}{lines}{gap}{closing}{rest}"


def with_top_level(text: str, declared: KotlinFile, block: str) -> str:
    """The text with declarations in front of its first class (and what is written about it), behind all other code."""
    newline = newline_of(text)
    lines = newline.join(indented(block, "", indent_unit(text)))
    anchor = _anchor(text, declared)
    if anchor == 0:
        return lines + newline * 2 + text.lstrip()
    rest = text[anchor:]
    gap = "" if rest.startswith(newline * 2) or not rest.strip() else newline
    return f"{text[:anchor]}{newline * 2}{lines}{gap}{rest}"


def _anchor(text: str, declared: KotlinFile) -> int:
    """The end of the last line of code before the first class."""
    start = min((c.span.start for c in declared.classes), default=None)
    if start is None:
        spans = [declared.package_span, *(i.span for i in declared.imports)]
        end = max((span.end for span in spans if span), default=0)
    else:
        end = len(mask(text)[:start].rstrip())
    while 0 < end < len(text) and text[end] not in "\r\n":
        end += 1
    return end
