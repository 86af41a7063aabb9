"""`joinToString`: one element stands for all of them."""

from typing import TYPE_CHECKING

from destination_writer.connector.statements.model import PlaceholderKind as Kind
from destination_writer.connector.statements.values import EMPTY, Choice, Chunk, Hole, Listing, Text, Value

if TYPE_CHECKING:
    from destination_writer.connector.statements.reading import Reader


def joined(
    reader: "Reader",
    value: Value,
    arguments: tuple[int, int] | None,
    body: tuple[int, int] | None,
    whole: tuple[int, int],
) -> Text:
    """`joinToString`: one element stands for all of them."""
    named, placed, transform = _join_arguments(reader, arguments, body)
    separator = named.get("separator") or (placed[0] if placed else None)
    prefix = named.get("prefix") or (placed[1] if len(placed) > 1 else None)
    postfix = named.get("postfix") or (placed[2] if len(placed) > 2 else None)
    before = reader.text(*prefix) if prefix else EMPTY
    after = reader.text(*postfix) if postfix else EMPTY
    between = _plain(reader, separator) if separator else ", "
    element = _element(reader, value, transform, between, whole)
    return before + element + after


def _join_arguments(
    reader: "Reader", arguments: tuple[int, int] | None, body: tuple[int, int] | None
) -> tuple[dict[str, tuple[int, int]], list[tuple[int, int]], tuple[int, int] | None]:
    named: dict[str, tuple[int, int]] = {}
    placed: list[tuple[int, int]] = []
    for first, behind in reader.code.parts(*arguments, ",") if arguments else []:
        if first >= behind:
            continue
        if first + 1 < behind and reader.code.words[first + 1] == "=":
            named[reader.code.words[first]] = (first + 2, behind)
        elif reader.code.words[first] == "{":
            body = (first + 1, behind - 1)
        else:
            placed.append((first, behind))
    transform = named.pop("transform", None)
    if transform is not None and reader.code.words[transform[0]] == "{":
        body = (transform[0] + 1, transform[1] - 1)
    return named, placed, body


def _plain(reader: "Reader", place: tuple[int, int]) -> str:
    text = reader.text(*place)
    return "".join(part.text if isinstance(part, Chunk) else "?" for part in text.parts)


def _element(
    reader: "Reader", value: Value, transform: tuple[int, int] | None, between: str, whole: tuple[int, int]
) -> Text:
    separated = between.strip()
    if transform is not None:
        made = _transformed(reader, transform, whole)
        if isinstance(made, Text):
            return _twice(made) if between and not separated else _repeated(reader, made, separated, whole)
        return reader.hole(*whole)
    if isinstance(value, Listing) and value.items:
        result = EMPTY
        texts = [item for item in value.items if isinstance(item, Text)]
        if len(texts) == len(value.items) and separated == ",":
            for number, text in enumerate(texts):
                result += _behind_comma(text) if number else text
            return result
    if isinstance(value, Text) and len(value.parts) == 1 and isinstance(value.parts[0], Hole):
        made = _mapped(reader, whole)
        if made is not None:
            return _repeated(reader, made, separated, whole)
    return reader.hole(*whole)


def _transformed(reader: "Reader", transform: tuple[int, int], whole: tuple[int, int]) -> Value:
    """What the lambda of `joinToString` gives; what is known of the elements counts for its parameter."""
    start = reader.behind_arrow(*transform)
    element = _mapped(reader, whole)
    if element is None or len(element.parts) != 1:
        return reader.block(start, transform[1])
    name = reader.code.words[transform[0]] if start > transform[0] else "it"
    with reader.scopes.known(name, transform, element):
        return reader.block(start, transform[1])


def _mapped(reader: "Reader", whole: tuple[int, int]) -> Text | None:
    """`x.map { ... }.joinToString()`, also where the list is a local val: what the lambda gives."""
    return reader.scopes.mapped(reader, whole)


def _repeated(reader: "Reader", element: Text, separated: str, whole: tuple[int, int]) -> Text:
    if len(element.parts) == 1 and isinstance(hole := element.parts[0], Hole):
        start, end = reader.range(*whole)
        written = reader.code.text[start:end]
        kind = Kind.FRAGMENT
        if separated == "," and hole.kind in (Kind.IDENTIFIER, Kind.LITERAL, Kind.NUMBER, Kind.EXPRESSION):
            kind = Kind.COLUMNS
        elif separated in ("AND", "OR") and hole.kind in (Kind.IDENTIFIER, Kind.EXPRESSION):
            kind = Kind.EXPRESSION
        return Text((Hole(start, end, written, written, kind, hole.quoted, hole.escaped),))
    if len(element.parts) == 1 and isinstance(chunk := element.parts[0], Chunk) and chunk.text.strip() == "?":
        start, end = reader.range(*whole)
        written = reader.code.text[start:end]
        return Text((Hole(start, end, written, written, Kind.PARAMETERS),))
    return element


def _twice(element: Text) -> Text:
    """Two elements with nothing but white space between them: what one alone would not show."""
    if not element.is_known:
        return element
    start = next((part.starts[0] for part in element.parts if isinstance(part, Chunk) and part.starts), None)
    if start is None:
        return element
    return element + Text((Chunk(" ", (start,), (start,), -1),)) + element


def _behind_comma(text: Text) -> Text:
    """A comma and an element; the comma counts as a part of it, and of each of its alternatives."""
    only = text.parts[0] if len(text.parts) == 1 else None
    if isinstance(only, Choice):
        return Text((Choice(tuple(_behind_comma(option) for option in only.options)),), text.is_finished)
    for part in text.parts:
        start = (
            part.start if isinstance(part, Hole) else next(iter(part.starts), None) if isinstance(part, Chunk) else None
        )
        if start is not None:
            return Text((Chunk(", ", (start, start), (start, start), -1),)) + text
    return text
