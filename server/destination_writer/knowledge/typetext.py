"""What a person reads about a column type: its range on this database, and what happens to a value outside of it."""

from collections.abc import Iterator

from destination_writer.knowledge.dialects import AirbyteTypeName, Dialect, TypeFact, TypeLimits


def explain_column_type(name: AirbyteTypeName, dialect: Dialect) -> str:
    """Markdown for the mapping of one Airbyte type."""
    fact = dialect.type_for(name.value)
    parts = [f"**{name.value} on {dialect.name}:** `{fact.catalogue}`"]
    held = list(_range(fact.limits, name)) if fact.limits else []
    if held:
        parts.append("**Holds** " + "; ".join(held))
    outside = list(_outside(fact))
    if outside:
        parts.append("**Outside of it** " + "; ".join(outside))
    if fact.note:
        parts.append(fact.note)
    lossless = "Every value comes back as it was." if fact.lossless else "Not every value comes back as it was."
    page = dialect.docs.get("types")
    link = f" [{page.title}]({page.url})" if page else ""
    parts.append(f"---\n{lossless} How we know: {dialect.type_map.proof.label}.{link}")
    return "\n\n".join(parts)


def airbyte_types_in(line: str) -> list[AirbyteTypeName]:
    """The Airbyte types that a line of Kotlin names, in their order of the line."""
    found = [(line.find(name.value), name) for name in AirbyteTypeName if _names(line, name.value)]
    return [name for _, name in sorted(found)]


def _names(line: str, word: str) -> bool:
    at = line.find(word)
    if at < 0:
        return False
    before, after = line[at - 1 : at] if at else " ", line[at + len(word) : at + len(word) + 1] or " "
    return not (before.isalnum() or after.isalnum())


def _range(limits: TypeLimits, name: AirbyteTypeName) -> Iterator[str]:
    if limits.bits:
        yield f"{-(2 ** (limits.bits - 1)):,} to {2 ** (limits.bits - 1) - 1:,}"
    if limits.digits:
        behind = f", {limits.scale:,} of them behind the point" if limits.scale else ""
        yield f"{limits.digits:,} digits{behind}"
    if limits.binary:
        yield f"binary floating point of {limits.binary} bits: about {15 if limits.binary == 64 else 6} digits"
    if limits.first_year is not None or limits.last_year is not None:
        first = "any year" if limits.first_year is None else f"year {_year(limits.first_year)}"
        last = "any later one" if limits.last_year is None else _year(limits.last_year)
        yield f"{first} to {last}"
    if limits.fraction is not None:
        yield f"{limits.fraction} digits of a second" if limits.fraction else "whole seconds"
    if limits.offset_seconds is not None and name == AirbyteTypeName.TIME_TZ:
        hours, rest = divmod(limits.offset_seconds, 3600)
        yield f"offsets up to {hours:02}:{rest // 60:02}:{rest % 60:02} either way"
    if limits.max_bytes:
        yield f"{limits.max_bytes:,} bytes of UTF-8"
    if limits.max_characters:
        yield f"{limits.max_characters:,} characters"
    if not limits.nul:
        yield "every character but U+0000"


def _outside(fact: TypeFact) -> Iterator[str]:
    """What the generated coercer does, so that the database never has to."""
    limits = fact.limits
    if limits is None:
        return
    nulled = (limits.bits, limits.digits, limits.first_year, limits.last_year, limits.max_bytes, limits.max_characters)
    if any(value is not None for value in nulled) or limits.offset_seconds is not None or not limits.nul:
        yield "the generated coercer writes NULL and records DESTINATION_FIELD_SIZE_LIMITATION in `_airbyte_meta`"
    if limits.fraction is not None and limits.fraction < 9:
        yield "finer digits of a second are cut off, and the cut recorded"
    if limits.scale is not None:
        yield "digits further behind the point are rounded, and the rounding recorded"
    if limits.binary:
        yield "a number that has more digits is rounded to the nearest double, and the rounding recorded"


def _year(year: int) -> str:
    return f"{1 - year} BC" if year < 1 else str(year)
