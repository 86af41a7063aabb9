"""`buildString { ... }` and `buildList { ... }`: what their statements put together."""

from typing import TYPE_CHECKING

from destination_writer.connector.statements.values import EMPTY, Choice, Listing, Text, Value

if TYPE_CHECKING:
    from destination_writer.connector.statements.reading import Reader


def built(reader: "Reader", first: int, behind: int, is_list: bool, place: int) -> Value:
    """What the statements of `buildString { ... }` or `buildList { ... }` put together."""
    result = EMPTY
    items: list[Value] = []
    for start, end in reader.code.statements(first, behind):
        piece = _appended(reader, start, end, ("append", "appendLine", "add"))
        if piece is None:
            continue
        if is_list:
            items += piece.items if isinstance(piece, Listing) else [piece]
        else:
            result += piece if isinstance(piece, Text) else reader.hole(start, end)
    return Listing(tuple(items), reader.code.tokens[place].start) if is_list else result


def _appended(reader: "Reader", first: int, behind: int, names: tuple[str, ...]) -> Value | None:
    """What one statement of a builder appends; None when it appends nothing."""
    code = reader.code
    word = code.words[first]
    if not any(code.words[at] in names for at in range(first, behind)):
        return None
    if word in names and first + 1 in code.ends and code.words[first + 1] == "(":
        end = code.ends[first + 1]
        value = reader.value(first + 2, end) if end > first + 2 else EMPTY
        at = end + 1
        while at + 2 < behind and code.words[at] in (".", "?.") and code.words[at + 1] in names and at + 2 in code.ends:
            end = code.ends[at + 2]
            value = (
                reader.sum([value, reader.value(at + 3, end)], [(first, at), (at + 3, end)]) if end > at + 3 else value
            )
            at = end + 1
        return value if at >= behind else reader.hole(first, behind)
    if word == "if" and first + 1 in code.ends:
        start = code.ends[first + 1] + 1
        middle = reader.else_place(start, behind)
        then = _appended_block(reader, start, middle, names)
        other = _appended_block(reader, middle + 1, behind, names) if middle < behind else EMPTY
        return Text((Choice((then, other)),))
    return reader.hole(first, behind)


def _appended_block(reader: "Reader", first: int, behind: int, names: tuple[str, ...]) -> Text:
    if first < behind and reader.code.words[first] == "{" and reader.code.ends.get(first) == behind - 1:
        first, behind = first + 1, behind - 1
    result = EMPTY
    for start, end in reader.code.statements(first, behind):
        piece = _appended(reader, start, end, names)
        if piece is not None:
            result += piece if isinstance(piece, Text) else reader.hole(start, end)
    return result
